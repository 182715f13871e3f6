#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""check-metainfo ROOT METAINFO VERSION — what a validator cannot know.

The newest release is the version that is built; each picture that the metainfo
points to lies in data/screenshots, at the address of that version's tag, and
has the size that is claimed for it.
"""

import pathlib
import struct
import sys
import xml.etree.ElementTree as ElementTree

HOME = 'https://raw.githubusercontent.com/mailflow/mailflow'
LARGEST = 1_000_000


def picture_size(path):
    head = path.read_bytes()[:24]
    if head[:8] != b'\x89PNG\r\n\x1a\n':
        return None
    return struct.unpack('>II', head[16:24])


def screenshot_problems(root, component, version):
    screenshots = component.findall('screenshots/screenshot')
    kinds = [screenshot.get('type') for screenshot in screenshots]
    if kinds.count('default') != 1 or kinds[0] != 'default':
        yield 'the first screenshot, and no other, is the default one'
    for screenshot in screenshots:
        caption = screenshot.findtext('caption') or ''
        if not 3 <= len(caption) <= 100 or caption.endswith('.'):
            yield f'a caption is short and ends without a full stop: {caption!r}'
        for image in screenshot.findall('image'):
            start = f'{HOME}/v{version}/data/screenshots/'
            if not image.text.startswith(start):
                yield f'{image.text} is not under {start}'
                continue
            path = root / 'data' / 'screenshots' / image.text.removeprefix(start)
            if not path.is_file():
                yield f'{path} is missing'
                continue
            claimed = int(image.get('width')), int(image.get('height'))
            if picture_size(path) != claimed:
                yield f'{path.name} is {picture_size(path)}, not {claimed}'
            if path.stat().st_size > LARGEST:
                yield f'{path.name} is larger than {LARGEST} bytes'


def main():
    root, path, version = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    component = ElementTree.parse(path).getroot()
    bad = list(screenshot_problems(root, component, version))
    newest = component.find('releases/release')
    if newest.get('version') != version:
        bad.append(f'the newest release is {newest.get("version")}, but {version} is built')
    if component.findtext('launchable') != component.findtext('id') + '.desktop':
        bad.append('what is launched is not named like the application')
    print('\n'.join(bad) or f'{path} is as it should be')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
