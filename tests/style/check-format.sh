#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
# Every C file is as .clang-format says, and is no longer than 600 lines; whoever
# opens a socket says that there is no proxy, which a sandbox could not be asked.
set -eu
cd "$1"
files=$(find src tests -name '*.[ch]')
[ -n "$files" ]
# shellcheck disable=SC2086 # no file of ours has a space in its name
clang-format --dry-run -Werror $files
# shellcheck disable=SC2086
wc -l $files | awk '$1 > 600 && $2 != "total" { print $2 ": " $1 " lines, split it by concern"; bad = 1 }
                    END { exit bad }'
# shellcheck disable=SC2086
for file in $(grep -l 'g_socket_client_new (' $files); do
  grep -q 'g_socket_client_set_enable_proxy' "$file" || { echo "$file: asks for a proxy"; exit 1; }
done
