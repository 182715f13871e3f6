#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""curl sends and fetches."""

import base64
import email
import random

import peer


class Curl(peer.ServerCase):

    def setUp(self):
        super().setUp()
        peer.need('curl')

    def write_letter(self, attachment):
        """A multipart letter with CRLF line ends, as a user agent would make it."""
        lines = ['From: Alice <alice@a.example>', 'To: bob@b.example', 'Subject: Ten megabytes',
                 'Date: Mon, 02 Mar 2026 09:00:00 +0000', 'Message-ID: <1@a.example>',
                 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=edge', '',
                 '--edge', 'Content-Type: text/plain', '', 'See the attachment.',
                 '.', '..a line with dots', '--edge', 'Content-Type: application/octet-stream',
                 'Content-Disposition: attachment; filename=noise.bin',
                 'Content-Transfer-Encoding: base64', '']
        encoded = base64.b64encode(attachment).decode()
        lines += [encoded[at:at + 76] for at in range(0, len(encoded), 76)]
        lines += ['--edge--', '']
        path = self.work / 'letter.eml'
        path.write_bytes('\r\n'.join(lines).encode())
        return path

    def send(self, path, recipient='bob@b.example'):
        return peer.run('curl', '-sS', '--url', f'smtp://127.0.0.1:{self.server.port["smtp"]}/a.example',
                        '--mail-from', 'alice@a.example', '--mail-rcpt', recipient,
                        '--upload-file', path, check=False)

    def fetch(self, number, *options):
        return peer.run('curl', '-sS', '--user', 'bob:s3cret', *options,
                        f'pop3://127.0.0.1:{self.server.port["pop3"]}/{number}').stdout

    def test_ten_mebibytes_to_the_byte(self):
        attachment = random.Random(2026).randbytes(10 * 1024 * 1024)
        letter = self.write_letter(attachment)
        sent = self.send(letter)
        self.assertEqual(sent.returncode, 0, sent.stdout)
        fetched = self.fetch(1)
        raw = letter.read_bytes()
        self.assertTrue(fetched.endswith(raw), 'the letter came back changed')
        trace = fetched[:-len(raw)]
        self.assertTrue(trace.startswith(b'Return-Path: <alice@a.example>\r\n'), trace)
        self.assertIn(b'\r\nReceived: from a.example', trace)
        parts = email.message_from_bytes(fetched).get_payload()
        self.assertEqual(parts[1].get_payload(decode=True), attachment)

    def test_unknown_user_is_refused(self):
        letter = self.write_letter(b'x')
        sent = self.send(letter, 'nobody@b.example')
        self.assertEqual(sent.returncode, 55, sent.stdout)
        self.assertIn(b'550', sent.stdout)

    def test_no_relay_without_authentication(self):
        letter = self.write_letter(b'x')
        sent = self.send(letter, 'eve@elsewhere.example')
        self.assertEqual(sent.returncode, 55, sent.stdout)
        self.assertIn(b'550', sent.stdout)

    def test_submission_with_password(self):
        letter = self.write_letter(b'x')
        peer.run('curl', '-sS', '--url',
                 f'smtp://127.0.0.1:{self.server.port["submission"]}/agent.b.example',
                 '--user', 'carol:pa ss', '--mail-from', 'carol@b.example',
                 '--mail-rcpt', 'bob@b.example', '--upload-file', letter)
        self.assertIn(b'Received: from agent.b.example', self.fetch(1))

    def test_apop(self):
        self.assertEqual(self.send(self.write_letter(b'x')).returncode, 0)
        self.assertIn(b'Ten megabytes', self.fetch(1, '--login-options', 'AUTH=+APOP'))

    def test_wrong_password(self):
        done = peer.run('curl', '-sS', '--user', 'bob:wrong',
                        f'pop3://127.0.0.1:{self.server.port["pop3"]}/', check=False)
        self.assertEqual(done.returncode, 67, done.stdout)

    def test_list_and_delete(self):
        for _ in range(2):
            self.assertEqual(self.send(self.write_letter(b'x')).returncode, 0)
        self.assertEqual(len(self.fetch('').splitlines()), 2)
        self.fetch(1, '--request', 'DELE', '--list-only')
        self.assertEqual(len(self.fetch('').splitlines()), 1)


if __name__ == '__main__':
    peer.main()
