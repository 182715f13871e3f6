#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""Every language of po/LINGUAS translates every text, and correctly.

    check-translations.py SOURCE_ROOT

The texts are taken from the sources as they are now, so a text that has been
changed in the sources and not in the translation is found too.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

KEYWORDS = ['_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'g_dngettext:2,3', 'g_dpgettext2:2c,3', 'ngettext:1,2']


def run(*command, **options):
    result = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if result.returncode != 0:
        print(result.stderr.strip() or result.stdout.strip())
        sys.exit(1)
    return result.stdout + result.stderr


def make_template(root, pot):
    env = dict(os.environ, GETTEXTDATADIRS=str(root / 'data'))
    run('xgettext', '--from-code=UTF-8', '--package-name=mailflow', '--add-comments',
        *(f'--keyword={word}' for word in KEYWORDS), '--directory', str(root),
        '--files-from', str(root / 'po' / 'POTFILES.in'), '--output', str(pot), env=env)


def check(language, root, pot, work):
    source = root / 'po' / f'{language}.po'
    merged = work / f'{language}.po'
    run('msgfmt', '--check', '--output-file', os.devnull, str(source))
    run('msgmerge', '--quiet', '--no-fuzzy-matching', '--output-file', str(merged),
        str(source), str(pot))
    lacking = run('msgattrib', '--untranslated', '--no-obsolete', '--no-wrap', str(merged))
    doubtful = run('msgattrib', '--only-fuzzy', '--no-obsolete', '--no-wrap', str(source))
    obsolete = run('msgattrib', '--only-obsolete', '--no-wrap', str(merged))
    faults = 0
    for title, text in (('not translated', lacking), ('doubtful (fuzzy)', doubtful),
                        ('no longer in the sources', obsolete)):
        for line in re.findall(r'^(?:#~ )?msgid (?!""$)(.*)$', text, flags=re.M):
            print(f'{language}: {title}: {line}')
            faults += 1
    return faults


def main():
    root = pathlib.Path(sys.argv[1])
    lines = (root / 'po' / 'LINGUAS').read_text(encoding='utf-8').splitlines()
    languages = [word for line in lines if not line.startswith('#') for word in line.split()]
    with tempfile.TemporaryDirectory(prefix='mailflow-po-') as name:
        work = pathlib.Path(name)
        make_template(root, work / 'mailflow.pot')
        faults = sum(check(language, root, work / 'mailflow.pot', work) for language in languages)
    return 1 if faults or not languages else 0


if __name__ == '__main__':
    sys.exit(main())
