#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""check-flatpak ROOT — the manifest asks for little, and names what it takes exactly."""

import json
import pathlib
import re
import sys

APPLICATION = 'io.github.mailflow.Mailflow'
# A window and its graphics. Files come and go through portals, and the
# servers of a lesson talk on the sandbox's own loopback.
PERMISSIONS = {'--share=ipc', '--socket=wayland', '--socket=fallback-x11', '--device=dri'}


def source_problems(module):
    for source in module['sources']:
        kind = source['type']
        if kind == 'dir':
            continue
        if not source.get('url', '').startswith('https://'):
            yield f'{module["name"]}: {source.get("url")} is not fetched by https'
        if kind == 'git' and not ('tag' in source and 'commit' in source):
            yield f'{module["name"]}: a git source needs a tag and its commit'
        elif kind != 'git' and not re.fullmatch('[0-9a-f]{64}', source.get('sha256', '')):
            yield f'{module["name"]}: a source needs its sha256'


def main():
    path = pathlib.Path(sys.argv[1]) / 'flatpak' / f'{APPLICATION}.json'
    manifest = json.loads(path.read_text(encoding='utf-8'))
    expected = {'id': APPLICATION, 'runtime': 'org.gnome.Platform', 'sdk': 'org.gnome.Sdk',
                'command': 'mailflow'}
    bad = [f'{key} is {manifest.get(key)}' for key, value in expected.items()
           if manifest.get(key) != value]
    bad += [f'{asked} is more than a window needs'
            for asked in manifest['finish-args'] if asked not in PERMISSIONS]
    for module in manifest['modules']:
        bad += source_problems(module)
    if not any(source['type'] == 'dir' for source in manifest['modules'][-1]['sources']):
        bad.append('the last module is not the program itself')
    print('\n'.join(bad) or 'the manifest is as it should be')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
