#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""check-icons ROOT — every icon has its canvas and nothing but shapes in it.

The application's icon is drawn on 128 × 128, a symbolic icon on 16 × 16 and in
one colour, which GTK replaces. Scripts, pictures, texts and links have no place
in an icon, and what is drawn stays on the canvas.
"""

import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

SVG = '{http://www.w3.org/2000/svg}'
SHAPES = {'svg', 'g', 'path', 'rect', 'circle', 'ellipse', 'polygon', 'defs', 'title',
          'linearGradient', 'radialGradient', 'stop', 'clipPath'}
SYMBOLIC_COLOURS = {'none', '#222', '#222222', 'currentColor'}


def problems_of(path, size, symbolic):
    root = ElementTree.parse(path).getroot()
    if root.tag != SVG + 'svg':
        yield f'is {root.tag}, not SVG'
    for name in ('width', 'height'):
        if root.get(name) != str(size):
            yield f'{name} is {root.get(name)}, not {size}'
    if root.get('viewBox') != f'0 0 {size} {size}':
        yield f'viewBox is {root.get("viewBox")}, not 0 0 {size} {size}'
    ids = {element.get('id') for element in root.iter()}
    for element in root.iter():
        tag = element.tag.removeprefix(SVG)
        if tag not in SHAPES:
            yield f'has a {tag}'
        for name, value in element.attrib.items():
            if 'href' in name or name.startswith('on') or name == 'style':
                yield f'{tag} has {name}'
            for target in re.findall(r'url\((.*?)\)', value):
                if target.removeprefix('#') not in ids:
                    yield f'{tag} points to {target}, which is not here'
            if symbolic and name in ('fill', 'stroke') and value not in SYMBOLIC_COLOURS:
                yield f'{tag} has the colour {value}'
        if tag == 'rect' and element.get('id') is None:
            for start, length in (('x', 'width'), ('y', 'height')):
                end = float(element.get(start, 0)) + float(element.get(length))
                if float(element.get(start, 0)) < 0 or end > size:
                    yield f'a rect leaves the canvas: {start} to {end:g}'


def main():
    icons = pathlib.Path(sys.argv[1]) / 'data' / 'icons'
    paths = sorted(icons.rglob('*.svg'))
    bad = [f'{path.relative_to(icons)}: {problem}'
           for path in paths
           for symbolic in [path.stem.endswith('-symbolic')]
           for problem in problems_of(path, 16 if symbolic else 128, symbolic)]
    names = {path.stem for path in paths}
    for name in ('io.github.mailflow.Mailflow', 'io.github.mailflow.Mailflow-symbolic'):
        if name not in names:
            bad.append(f'{name}.svg is missing')
    print('\n'.join(bad) or f'{len(paths)} icons are well drawn')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
