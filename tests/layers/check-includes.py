#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""No file of src/ includes a header of a layer that its own may not use."""

import pathlib
import re
import sys

MAY_USE = {
    'base': [],
    'wire': ['base'],
    'proto': ['base', 'wire'],
    'mail': ['base'],
    'trace': ['base', 'wire', 'proto'],
    'net': ['base', 'wire', 'proto', 'mail', 'trace'],
    'lab': ['base', 'wire', 'proto', 'mail', 'trace', 'net'],
    'draw': ['base', 'wire', 'proto', 'trace'],
    'cli': ['base', 'wire', 'proto', 'mail', 'trace', 'net', 'lab', 'draw'],
    'app': ['base', 'wire', 'proto', 'mail', 'trace', 'net', 'lab', 'draw'],
}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)


def faults(root):
    for path in sorted(root.rglob('*.[ch]')):
        layer = path.relative_to(root).parts[0]
        allowed = [layer, *MAY_USE[layer]]
        for quote, name in INCLUDE.findall(path.read_text(encoding='utf-8')):
            first = name.split('/')[0]
            if quote == '"' and name != 'config.h' and first not in allowed:
                yield f'{path}: {layer}/ may not include {name}'
            if layer != 'app' and first in ('gtk', 'gdk', 'gsk', 'adwaita.h'):
                yield f'{path}: only app/ may include GTK ({name})'
            if layer != 'mail' and first == 'gmime':
                yield f'{path}: only mail/ may include GMime'


def main():
    root = pathlib.Path(sys.argv[1])
    found = list(faults(root))
    seen = sum(1 for _ in root.rglob('*.[ch]'))
    print('\n'.join(found))
    return 1 if found or not seen else 0


if __name__ == '__main__':
    sys.exit(main())
