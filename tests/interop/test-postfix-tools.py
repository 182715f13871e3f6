#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""Postfix's smtp-source floods us; our queue delivers to Postfix's smtp-sink."""

import os
import pathlib
import poplib
import re
import smtplib
import subprocess

import peer


class Source(peer.ServerCase):

    def test_twenty_sessions_two_thousand_messages(self):
        source = peer.need('smtp-source')
        peer.run(source, '-s', '20', '-m', '2000', '-l', '2048', '-M', 'source.a.example',
                 '-f', 'alice@a.example', '-t', 'bob@b.example',
                 f'inet:127.0.0.1:{self.server.port["smtp"]}')
        box = poplib.POP3('127.0.0.1', self.server.port['pop3'], timeout=60)
        box.user('bob')
        box.pass_('s3cret')
        self.assertEqual(box.stat()[0], 2000)
        uids = {line.split()[1] for line in box.uidl()[1]}
        self.assertEqual(len(uids), 2000)
        box.quit()

    def test_many_messages_a_session(self):
        source = peer.need('smtp-source')
        peer.run(source, '-d', '-s', '5', '-m', '200', '-f', 'alice@a.example', '-t', 'bob@b.example',
                 f'inet:127.0.0.1:{self.server.port["smtp"]}')
        box = poplib.POP3('127.0.0.1', self.server.port['pop3'], timeout=60)
        box.user('bob')
        box.pass_('s3cret')
        self.assertEqual(box.stat()[0], 200)
        box.quit()


class Sink(peer.ServerCase):

    def setUp(self):
        sink = peer.need('smtp-sink')
        port = peer.free_port()
        self.options = ('--route', f'c.example=127.0.0.1:{port}')
        super().setUp()
        self.log = open(self.work / 'sink.log', 'wb')
        self.addCleanup(self.log.close)
        privileges = ['-u', 'root'] if os.getuid() == 0 else []
        self.sink = subprocess.Popen(
            [sink, *privileges, '-d', str(self.work / 'sink-%M.'), '-v', f'inet:127.0.0.1:{port}', '64'],
            stdout=self.log, stderr=subprocess.STDOUT)
        self.addCleanup(self.end_sink)
        peer.wait_for_port(port)

    def end_sink(self):
        self.sink.terminate()
        self.sink.wait(timeout=20)

    def test_queue_delivers_to_smtp_sink(self):
        with smtplib.SMTP('127.0.0.1', self.server.port['submission'], timeout=20) as client:
            client.login('bob', 's3cret')
            for number in range(20):
                client.sendmail('bob@b.example', ['carol@c.example', 'dave@c.example'],
                                f'Subject: {number}\r\nTo: carol@c.example\r\n\r\n.dot {number}\r\n')

        def arrived():
            """What the sink has written to the end: a file is there before its message is."""
            texts = [path.read_bytes() for path in pathlib.Path(self.work).glob('sink-*')]
            whole = len(texts) >= 20 and all(re.search(rb'\.dot \d+\r?\n', text) for text in texts)
            return texts if whole else None
        texts = peer.wait_for(arrived, what='twenty messages in the sink')
        self.assertEqual(len(texts), 20)
        numbers = sorted(int(re.search(rb'\.dot (\d+)', text).group(1)) for text in texts)
        self.assertEqual(numbers, list(range(20)))
        for text in texts:
            self.assertIn(b'X-Rcpt-Args: <carol@c.example>', text)
            self.assertIn(b'X-Rcpt-Args: <dave@c.example>', text)


if __name__ == '__main__':
    peer.main()
