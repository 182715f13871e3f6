#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""Several sessions change one mailbox at the same time, by IMAP, POP3 and SMTP;
what each was told is at every moment a mailbox that could be (RFC 3501
section 7.4.1), and in the end all see the same."""

import contextlib
import os
import poplib
import random
import smtplib
import threading
import time

import imap_wire
import peer

SECONDS = float(os.environ.get('MAILFLOW_RACE_SECONDS', '60'))


class View:
    """What one session knows of the mailbox from what it was told, and nothing else."""

    def __init__(self, port):
        self.connection = imap_wire.Connection(port)
        self.messages = []
        self.uids = {}
        self.say(b'LOGIN bob s3cret')
        self.say(b'SELECT INBOX')
        self.look()

    def say(self, *pieces, numbered=False):
        """numbered: a command after which no EXPUNGE may come (RFC 3501 section 7.4.1)."""
        untagged, status = self.connection.command(*pieces)
        for line in untagged:
            value = imap_wire.parse_untagged(line)
            if value[0] == 'EXISTS':
                if value[1] < len(self.messages):
                    raise AssertionError(f'EXISTS {value[1]} of {len(self.messages)} without EXPUNGE')
                self.messages += [{} for _ in range(value[1] - len(self.messages))]
            elif value[0] == 'EXPUNGE':
                if numbered:
                    raise AssertionError(f'EXPUNGE during {pieces[0]}')
                if not 1 <= value[1] <= len(self.messages):
                    raise AssertionError(f'EXPUNGE {value[1]} of {len(self.messages)}')
                del self.messages[value[1] - 1]
            elif value[0] == 'FETCH':
                if not 1 <= value[1] <= len(self.messages):
                    raise AssertionError(f'FETCH {value[1]} of {len(self.messages)}')
                self.learn(value[1], value[2])
        return status

    def learn(self, number, items):
        known = self.messages[number - 1]
        if b'UID' in items:
            uid = int(items[b'UID'])
            if known.setdefault('uid', uid) != uid:
                raise AssertionError(f'message {number} was {known["uid"]} and is {uid}')
        if b'FLAGS' in items:
            known['flags'] = items[b'FLAGS'] - {b'\\Recent'}

    def look(self):
        """Asks for what it doesn't know; afterwards uids are in order."""
        self.say(b'FETCH 1:* (UID FLAGS)', numbered=True) if self.messages else None
        uids = [message['uid'] for message in self.messages if 'uid' in message]
        if uids != sorted(set(uids)):
            raise AssertionError(f'uids out of order: {uids}')

    def state(self):
        self.say(b'NOOP')
        self.look()
        return [(message['uid'], message['flags']) for message in self.messages]


class Race(peer.ServerCase):

    ports = ('smtp', 'pop3', 'imap')

    def racer(self, number, end, failures):
        try:
            rng = random.Random(number)
            view = View(self.server.port['imap'])
            while time.monotonic() < end:
                self.step(view, rng)
            self.views.append(view)
        except Exception as error:  # pylint: disable=broad-except
            failures.append((number, repr(error)))

    def step(self, view, rng):
        size = len(view.messages)
        roll = rng.random()
        if size > 60 or roll < 0.1 and size:
            view.say(b'UID STORE 1:%d +FLAGS (\\Deleted)' % view.messages[rng.randrange(size)].get('uid', 1))
            view.say(b'EXPUNGE')
        elif roll < 0.35:
            view.say(b'APPEND INBOX (\\Seen) {18}', b'Subject: x\r\n\r\ny\r\n.')
        elif roll < 0.6 and size:
            flag = rng.choice([b'\\Flagged', b'\\Answered', b'Later'])
            view.say(b'STORE %d %sFLAGS (%s)' % (rng.randint(1, size), rng.choice([b'+', b'-']), flag), numbered=True)
        elif roll < 0.7 and size:
            view.say(b'SEARCH FLAGGED', numbered=True)
        elif roll < 0.75 and size:
            view.say(b'MOVE %d INBOX' % rng.randint(1, size))
        elif roll < 0.8 and size:
            view.say(b'COPY %d INBOX' % rng.randint(1, size))
        else:
            view.say(b'NOOP')
            view.look()

    def deliver(self, end, failures):
        with smtplib.SMTP('127.0.0.1', self.server.port['smtp'], timeout=20) as client:
            while time.monotonic() < end:
                client.sendmail('alice@a.example', ['bob@b.example'], 'Subject: new\r\n\r\nnews\r\n')
                time.sleep(0.05)

    def collect(self, end, failures):
        while time.monotonic() < end:
            with contextlib.suppress(poplib.error_proto):
                box = poplib.POP3('127.0.0.1', self.server.port['pop3'], timeout=20)
                box.user('bob')
                box.pass_('s3cret')
                if box.stat()[0]:
                    box.dele(1)
                box.quit()
            time.sleep(0.2)

    def test_all_see_the_same(self):
        self.views = []
        failures = []
        end = time.monotonic() + SECONDS
        threads = [threading.Thread(target=self.racer, args=(number, end, failures)) for number in range(4)]
        threads += [threading.Thread(target=work, args=(end, failures)) for work in (self.deliver, self.collect)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(SECONDS + 60)
        self.assertEqual(failures, [])
        self.assertEqual(len(self.views), 4)
        states = [view.state() for view in self.views]
        fresh = View(self.server.port['imap']).state()
        for state in states:
            self.assertEqual(state, fresh)


if __name__ == '__main__':
    peer.main()
