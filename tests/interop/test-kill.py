#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""kill -9 at any instant, a few hundred times under load: what was acknowledged
is on disk, whole and once."""

import collections
import hashlib
import os
import pathlib
import poplib
import random
import re
import shutil
import smtplib
import tempfile
import threading
import time
import unittest

import peer

ROUNDS = int(os.environ.get('MAILFLOW_KILL_ROUNDS', '300'))
SENDERS = 4
MIXED_ROUNDS = min(ROUNDS, 40)
CONNECTIONS = 5  # of the queue to one destination
ID = re.compile(rb'^X-Number: (\S+)\r?$', re.MULTILINE)


def make_letter(number, generator):
    """A letter that proves its own wholeness: its header holds the body's digest."""
    body = ''.join(f'.{generator.getrandbits(200):x}\r\n' for _ in range(generator.randrange(1, 60)))
    digest = hashlib.sha256(body.encode()).hexdigest()
    return (f'From: alice@a.example\r\nTo: bob@b.example\r\nSubject: {number}\r\n'
            f'X-Number: {number}\r\nX-Digest: {digest}\r\n\r\n{body}').encode()


def number_of(letter):
    """The letter's number, after checking that it is whole."""
    header, _, body = letter.partition(b'\r\n\r\n')
    digest = re.search(rb'^X-Digest: (\S+)\r?$', header, re.MULTILINE).group(1).decode()
    assert hashlib.sha256(body).hexdigest() == digest, f'torn: {letter[:400]!r}'
    return ID.search(header).group(1).decode()


class Load:
    """Senders that note what was acknowledged until the server dies."""

    def __init__(self, server, round_number, recipient, acknowledged, port='smtp', login=None):
        self.threads = [threading.Thread(target=self.send, daemon=True, args=(
            server.port[port], f'{round_number}.{sender}', recipient, acknowledged, login))
            for sender in range(SENDERS)]
        for thread in self.threads:
            thread.start()

    @staticmethod
    def send(port, prefix, recipient, acknowledged, login):
        generator = random.Random(prefix)
        count = 0
        try:
            with smtplib.SMTP('127.0.0.1', port, local_hostname='a.example', timeout=10) as client:
                sender = 'alice@a.example'
                if login:
                    client.login(*login)
                    sender = login[0] + '@b.example'
                while True:
                    number = f'{prefix}.{count}'
                    count += 1
                    client.sendmail(sender, recipient.split(), make_letter(number, generator))
                    acknowledged.append(number)
        except (OSError, smtplib.SMTPException):
            return

    def join(self):
        for thread in self.threads:
            thread.join(timeout=30)


def fetch_all(server, user, password, remove=False):
    box = poplib.POP3('127.0.0.1', server.port['pop3'], timeout=60)
    box.user(user)
    box.pass_(password)
    letters = []
    for number in range(1, box.stat()[0] + 1):
        letters.append(b'\r\n'.join(box.retr(number)[1]) + b'\r\n')
        if remove:
            box.dele(number)
    box.quit()
    return letters


class Kill(unittest.TestCase):

    def setUp(self):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix='mailflow-kill-'))
        self.addCleanup(shutil.rmtree, self.work, True)
        self.random = random.Random(5321)

    def test_local_delivery(self):
        acknowledged = []
        fetched = collections.Counter()
        for round_number in range(ROUNDS):
            server = peer.Server(data=self.work)
            load = Load(server, round_number, 'bob@b.example', acknowledged)
            time.sleep(self.random.uniform(0.01, 0.12))
            server.kill()
            load.join()
            if round_number % 25 == 24:
                # Now and then bob reads and deletes: what he deleted stays away.
                server = peer.Server(data=self.work)
                fetched.update(number_of(letter) for letter in fetch_all(server, 'bob', 's3cret', True))
                server.kill()
        server = peer.Server(data=self.work)
        fetched.update(number_of(letter) for letter in fetch_all(server, 'bob', 's3cret'))
        self.assertEqual(server.stop(), 0)
        lost = set(acknowledged) - set(fetched)
        doubled = [number for number, times in fetched.items() if times > 1]
        print(f'# {ROUNDS} kills, {len(acknowledged)} acknowledged, {len(fetched)} in the mailbox')
        self.assertGreater(len(acknowledged), ROUNDS)
        self.assertEqual(lost, set())
        self.assertEqual(doubled, [])

    def test_here_and_elsewhere(self):
        """One letter for bob, whose mailbox is here, and carol, whose is not: it takes the queue
        into the mailbox, and whenever the server dies on the way, bob has it once."""
        acknowledged = []
        target = peer.Server(domain='c.example', users=['carol:pw'])
        self.addCleanup(target.stop)
        route = f'c.example=127.0.0.1:{target.port["smtp"]}'
        for round_number in range(MIXED_ROUNDS):
            server = peer.Server('--route', route, data=self.work)
            load = Load(server, round_number, 'bob@b.example postmaster@b.example carol@c.example',
                        acknowledged, 'submission', ('bob', 's3cret'))
            time.sleep(self.random.uniform(0.02, 0.2))
            server.kill()
            load.join()
        server = peer.Server('--route', route, data=self.work)
        queue = self.work / 'queue' / 'messages'
        peer.wait_for(lambda: not any(queue.iterdir()), 60, 'the queue to drain')
        here = collections.Counter(map(number_of, fetch_all(server, 'bob', 's3cret')))
        there = collections.Counter(map(number_of, fetch_all(target, 'carol', 'pw')))
        self.assertEqual(server.stop(), 0)
        print(f'# {MIXED_ROUNDS} kills, {len(acknowledged)} acknowledged, {len(here)} here, '
              f'{len(there)} there')
        self.assertGreater(len(acknowledged), MIXED_ROUNDS)
        self.assertEqual(set(acknowledged) - set(here), set())
        self.assertEqual(set(acknowledged) - set(there), set())
        self.assertEqual([number for number, times in here.items() if times > 1], [])

    def test_through_the_queue(self):
        """Acknowledged by submission, killed, and still relayed to another server."""
        acknowledged = []
        target = peer.Server(domain='c.example', users=['carol:pw'])
        try:
            route = f'c.example=127.0.0.1:{target.port["smtp"]}'
            for round_number in range(ROUNDS // 5):
                server = peer.Server('--route', route, data=self.work)
                load = Load(server, round_number, 'carol@c.example', acknowledged, 'submission',
                            ('bob', 's3cret'))
                time.sleep(self.random.uniform(0.02, 0.2))
                server.kill()
                load.join()
            server = peer.Server('--route', route, data=self.work)

            def drained():
                letters = collections.Counter(map(number_of, fetch_all(target, 'carol', 'pw')))
                return letters if not set(acknowledged) - set(letters) else None
            letters = peer.wait_for(drained, 60, 'the queue to drain')
            self.assertEqual(server.stop(), 0)
            doubled = sum(times - 1 for times in letters.values())
            print(f'# {ROUNDS // 5} kills, {len(acknowledged)} acknowledged, {len(letters)} relayed, '
                  f'{doubled} twice')
            self.assertGreater(len(acknowledged), ROUNDS // 5)
            # Whoever dies while the other side is making up its mind about CRLF.CRLF cannot
            # know its answer and must send again (RFC 5321 sections 4.5.4.1 and 6.1): each kill
            # may repeat what was in flight, one message on each of the queue's connections.
            self.assertLessEqual(doubled, ROUNDS // 5 * CONNECTIONS)
        finally:
            target.stop()


if __name__ == '__main__':
    peer.main()
