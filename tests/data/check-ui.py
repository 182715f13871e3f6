#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""What GTK would only notice at run time, or a reader only on another desktop.

    check-ui.py SOURCE_ROOT [ICON_THEME_FOLDER]

Every file of ui/ is well-formed and built in; every text in it can be
translated; every button without words has a tooltip and a name for a screen
reader; every signal has a handler in the sources; every symbolic icon that the
sources or ui/ name is in the icon theme or in data/icons.
"""

import pathlib
import re
import sys
import xml.etree.ElementTree as ET

TEXTS = {'label', 'title', 'subtitle', 'description', 'tooltip', 'tooltip-text',
         'placeholder-text'}
ICON = re.compile(r'"([a-z0-9-]+-symbolic)"')
WORDLESS = {'GtkButton', 'GtkToggleButton', 'GtkMenuButton'}


def name_of(element):
    return element.get('name', '').replace('_', '-')


def check_texts(path, root):
    for element in root.iter():
        if element.tag not in ('property', 'attribute') or name_of(element) not in TEXTS:
            continue
        text = (element.text or '').strip()
        if text and element.get('translatable') != 'yes':
            yield f'{path}: “{text}” cannot be translated'


def check_buttons(path, root):
    for button in root.iter('object'):
        if button.get('class') not in WORDLESS:
            continue
        names = {name_of(p) for p in button.findall('property')}
        if 'label' in names or 'menu-model' in names and 'icon-name' not in names:
            continue
        if button.get('id') == 'play_button':  # has another name while it plays
            continue
        if 'tooltip-text' not in names:
            yield f'{path}: a button without words has no tooltip'
        if button.find('accessibility') is None:
            yield f'{path}: a button without words has no accessible name'


def check_handlers(path, root, code):
    for signal in root.iter('signal'):
        handler = signal.get('handler')
        if not re.search(rf'bind_template_callback \(\w+,\s*{handler}\)', code):
            yield f'{path}: nobody handles {signal.get("name")} as {handler}'


def check_icons(top, theme, code):
    known = {p.stem for p in theme.rglob('*-symbolic.svg')}
    own = {p.stem for p in (top / 'data' / 'icons' / 'symbolic').glob('mailflow-*.svg')}
    resource = (top / 'data' / 'mailflow.gresource.xml').read_text(encoding='utf-8')
    for icon in sorted(own):
        if f'icons/symbolic/{icon}.svg' not in resource:
            yield f'data/icons/symbolic/{icon}.svg is not built in'
    used = set(ICON.findall(code))
    for path in (top / 'ui').glob('*.ui'):
        text = path.read_text(encoding='utf-8')
        used |= set(re.findall(r'icon-name">([a-z0-9-]+-symbolic)<', text))
    for icon in sorted(used - known - own):
        yield f'there is no icon {icon}'
    for icon in sorted(own - used):
        yield f'nobody shows {icon}'


def check_all(top, theme):
    code = '\n'.join(p.read_text(encoding='utf-8') for p in (top / 'src' / 'app').rglob('*.c'))
    resource = (top / 'data' / 'mailflow.gresource.xml').read_text(encoding='utf-8')
    for path in sorted((top / 'ui').glob('*.ui')):
        name = path.relative_to(top)
        try:
            root = ET.parse(path).getroot()
        except ET.ParseError as error:
            yield f'{name}: {error}'
            continue
        if f'../ui/{path.name}<' not in resource:
            yield f'{name} is not built in'
        yield from check_texts(name, root)
        yield from check_buttons(name, root)
        yield from check_handlers(name, root, code)
    yield from check_icons(top, theme, code)


def main():
    top = pathlib.Path(sys.argv[1])
    theme = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else '/usr/share/icons/Adwaita')
    faults = list(check_all(top, theme))
    print('\n'.join(faults))
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
