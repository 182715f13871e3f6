#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""monkey.py PROGRAM SEED SECONDS FOLDER: uses the window as nobody would.

Keys, clicks, drags, text and the wheel, at random but seeded, until the time is
up; a program that was closed is begun anew. What was done and what the program
said is in FOLDER; it has failed if it crashed, said CRITICAL or hangs."""

import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

APPLICATION = 'io.github.mailflow.Mailflow'
WIDTH, HEIGHT = 1280, 800

KEYS = ('Right Left space Home End Tab shift+Tab Return Escape Up Down Page_Up Page_Down '
        'shift+Right shift+Left ctrl+Right ctrl+Left ctrl+1 ctrl+2 ctrl+3 ctrl+f ctrl+n ctrl+z '
        'ctrl+comma F1 F9 F10 F11 Menu Delete BackSpace plus minus ctrl+plus ctrl+minus '
        'alt+Left p l').split()
TEXTS = ('bob@b.example', 'nobody@nowhere.example', 'www.b.example', 'Archive', 'a//b', '가족',
         '100', '-1', 'x' * 300, '<>&"%n', 'mail', '.', '긴 편지 ' * 40)
# How long the main loop may take over one thing, built as it is.
PATIENCE = 60


def choose(dice):
    """One thing to do, as arguments of xdotool."""
    def place():
        return [str(dice.randrange(WIDTH)), str(dice.randrange(HEIGHT))]

    kind = dice.random()
    if kind < 0.45:
        return ['mousemove', *place(), 'click', '1']
    if kind < 0.50:
        return ['mousemove', *place(), 'click', dice.choice('345')]
    if kind < 0.55:
        return ['mousemove', *place(), 'mousedown', '1', 'mousemove', *place(), 'mouseup', '1']
    if kind < 0.60:
        return ['type', '--delay', '5', dice.choice(TEXTS)]
    return ['key', dice.choice(KEYS)]


def make_environment(home):
    """Nothing else is to be opened: not a browser at a link to an RFC, either."""
    applications = home / 'mimeapps.list'
    lines = ['[Removed Associations]']
    lines += [f'x-scheme-handler/{scheme}={name}.desktop' for scheme in ('http', 'https')
              for name in ('chromium', 'firefox-esr')]
    applications.write_text('\n'.join(lines) + '\n', encoding='utf-8')
    return {**os.environ, 'XDG_CONFIG_HOME': str(home), 'XDG_DATA_HOME': str(home)}


def is_alive():
    """Whether the main loop answers: not only the thread that speaks D-Bus."""
    path = '/' + APPLICATION.replace('.', '/')
    return subprocess.run(['gdbus', 'call', '--session', '--dest', APPLICATION, '--object-path',
                           path, '--method', 'org.gtk.Actions.List', '--timeout', str(PATIENCE)],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


def use(program, dice, deadline, log):
    """Until the time is up or the program is gone."""
    n = 0
    while time.monotonic() < deadline and program.poll() is None:
        n += 1
        if n % 50 == 0 and not is_alive() and program.poll() is None:
            print('hangs', file=log, flush=True)
            return False
        action = choose(dice)
        print(*action, file=log, flush=True)
        subprocess.run(['xdotool', *action], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       timeout=60, check=False)
        time.sleep(dice.choice((0, 0.05, 0.2)))
    return True


def play(path, dice, deadline, output, log):
    """What went wrong, or None."""
    with tempfile.TemporaryDirectory() as home:
        program = subprocess.Popen([path], stdout=output, stderr=subprocess.STDOUT,
                                   env=make_environment(pathlib.Path(home)))
        time.sleep(5)
        alive = use(program, dice, deadline, log)
        status = program.poll()
        if status is None:
            program.kill()
            program.wait(60)
    if not alive:
        return 'it hangs'
    return f'it ended with {status}' if status not in (None, 0) else None


def main():
    path, seed, seconds, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    said = folder / f'{seed}.said'
    dice = random.Random(seed)
    deadline = time.monotonic() + seconds
    fault = None
    with said.open('w', encoding='utf-8') as output, \
            (folder / f'{seed}.done').open('w', encoding='utf-8') as log:
        while fault is None and time.monotonic() < deadline:
            fault = play(path, dice, deadline, output, log)
    if fault is None and 'CRITICAL' in said.read_text(encoding='utf-8', errors='replace'):
        fault = 'it said CRITICAL'
    print(f'seed {seed}:', f'{fault}, see {said}' if fault else 'nothing found')
    return 1 if fault else 0


if __name__ == '__main__':
    sys.exit(main())
