#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""The dialogue in README is what `play` prints: each line, in that order."""

import pathlib
import re
import subprocess
import sys


def main():
    readme, cli = sys.argv[1:]
    wanted = re.findall(r'^    ([CS]: .*)$', pathlib.Path(readme).read_text(encoding='utf-8'), re.MULTILINE)
    played = subprocess.run([cli, 'play', 'alice-to-bob'], check=True, capture_output=True,
                            text=True).stdout.splitlines()
    assert len(wanted) >= 10, f'README shows {len(wanted)} lines of dialogue'
    # From the second connection on, as README says.
    rest = iter(played[next(n for n, line in enumerate(played) if 'connection 2 is open' in line):])
    for line in wanted:
        if line not in rest:
            print(f'README: not said, or not at this place: {line}')
            return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
