# shellcheck shell=bash
# What tools/dev and flatpak/ know of a Debian host; to be sourced.
# `name` is the script that speaks, `cache` where it keeps things.

fail() { printf '%s: %s\n' "$name" "$*" >&2; exit 1; }

# The lines of a list of packages, without comments.
packages_of() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$1" | tr -d ' '; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# One at a time: apt does not wait for another apt.
install_on_host() {
  (flock 8; install_missing "$@") 8>"$cache/apt.lock" || exit 1
}

install_missing() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
      missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local advice="install these first: ${missing[*]}"
  command -v apt-get >/dev/null 2>&1 || fail "$advice"
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null 2>&1 || fail "$advice"
  { as_root apt-get -qq update && as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get -qq install -y --no-install-recommends "${missing[@]}"; } >"$cache/apt.log" 2>&1 ||
    fail "$advice"
}

# The mirror that this machine's own apt uses.
mirror() {
  apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(COMPONENT)' 2>/dev/null |
    awk '$2 == "Debian" && $3 == "main" && $1 !~ /security/ { print $1; exit }'
}
