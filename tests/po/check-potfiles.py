#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""po/POTFILES.in names every file with texts to translate, and no other, in order.

    check-potfiles.py SOURCE_ROOT [--write]
"""

import pathlib
import re
import sys

# A macro of gettext before a bracket or a string, outside a #define.
CALL = re.compile(r'(?<![\w"])(?:C_|N_|NC_|Q_|_|ngettext|g_dngettext|g_dpgettext2?) ?\(')
MARK = re.compile(r'translatable="(?:yes|true)"')
HEAD = '# Files with texts to translate; tests/po checks that none is missing.\n'


def strip_comments(text):
    return re.sub(r'/\*.*?\*/', '', text, flags=re.S)


def has_text(path):
    text = path.read_text(encoding='utf-8')
    if path.suffix in ('.c', '.h'):
        code = re.sub(r'^#.*$', '', strip_comments(text), flags=re.M)
        return bool(CALL.search(code))
    if path.suffix == '.ui':
        return bool(MARK.search(text))
    if path.suffix == '.blp':
        return bool(re.search(r'\bC?_\(', text))
    if path.suffix == '.xml':
        return '<lesson ' in text
    return True


def find(root):
    patterns = ('src/**/*.c', 'src/**/*.h', 'ui/**/*.ui', 'ui/**/*.blp', 'data/lessons/*.xml',
                'data/**/*.desktop.in', 'data/**/*.metainfo.xml.in', 'data/**/*.gschema.xml')
    paths = {path for pattern in patterns for path in root.glob(pattern)}
    return sorted(str(path.relative_to(root)) for path in paths if has_text(path))


def main():
    root = pathlib.Path(sys.argv[1])
    potfiles = root / 'po' / 'POTFILES.in'
    expected = find(root)
    if '--write' in sys.argv:
        potfiles.write_text(HEAD + '\n'.join(expected) + '\n', encoding='utf-8')
        return 0
    named = [line for line in potfiles.read_text(encoding='utf-8').splitlines()
             if line and not line.startswith('#')]
    for path in sorted(set(expected) - set(named)):
        print(f'missing from po/POTFILES.in: {path}')
    for path in sorted(set(named) - set(expected)):
        print(f'has no text to translate: {path}')
    if set(named) == set(expected) and named != expected:
        print('po/POTFILES.in is not in order')
    return 0 if named == expected and named else 1


if __name__ == '__main__':
    sys.exit(main())
