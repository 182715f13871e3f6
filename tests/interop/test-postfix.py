#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""A real Postfix on loopback: our queue delivers to it, it delivers to us, and
a bounce comes back.

    dora @ d.example (ours, sends) → carol @ c.example (Postfix) → bob @ b.example (ours, receives)
"""

import poplib
import re
import smtplib

import peer


class Postfix(peer.ServerCase):

    def setUp(self):
        super().setUp()
        self.work.chmod(0o755)
        receiver = self.server.port['smtp']
        self.postfix = peer.Postfix(
            self.work / 'postfix',
            f'transport_maps = inline:{{b.example=smtp:[127.0.0.1]:{receiver}}}')
        self.addCleanup(self.postfix.stop)
        self.sender = peer.Server('--route', f'c.example=127.0.0.1:{self.postfix.port}',
                                  domain='d.example', users=['dora:s3cret'])
        self.addCleanup(self.sender.stop)

    @staticmethod
    def letters(server, user):
        box = poplib.POP3('127.0.0.1', server.port['pop3'], timeout=20)
        box.user(user)
        box.pass_('s3cret')
        letters = [b'\r\n'.join(box.retr(n + 1)[1]) for n in range(box.stat()[0])]
        box.quit()
        return letters

    def submit(self, recipient, text):
        with smtplib.SMTP('127.0.0.1', self.sender.port['submission'], timeout=20) as client:
            client.login('dora', 's3cret')
            client.sendmail('dora@d.example', [recipient], text)

    def test_our_queue_delivers_to_postfix(self):
        self.submit('carol@c.example', 'Subject: over\r\nTo: carol@c.example\r\n\r\n.\r\n..to you\r\n')
        new = self.postfix.top / 'mail/carol/new'
        path = peer.wait_for(lambda: next(new.glob('*'), None) if new.is_dir() else None,
                             what='the letter in the mailbox of Postfix')
        text = path.read_bytes()
        self.assertTrue(text.endswith(b'\n\n.\n..to you\n'), text)
        self.assertEqual(len(re.findall(rb'^Received:', text, re.MULTILINE)), 2)

    def test_postfix_delivers_to_us(self):
        with smtplib.SMTP('127.0.0.1', self.postfix.port, timeout=20) as client:
            client.sendmail('carol@c.example', ['bob@b.example'], 'Subject: back\r\n\r\nfrom me\r\n')
        letters = peer.wait_for(lambda: self.letters(self.server, 'bob'),
                                what='the letter in the mailbox of bob')
        self.assertTrue(letters[0].startswith(b'Return-Path: <carol@c.example>\r\n'), letters[0])
        self.assertIn(b'from mail.c.example', letters[0])

    def test_refused_by_postfix_comes_back_as_a_report(self):
        self.submit('nobody@c.example', 'Subject: to nobody\r\n\r\nhello?\r\n')
        report = peer.wait_for(lambda: self.letters(self.sender, 'dora'),
                               what='the delivery status notification')[0]
        self.assertTrue(report.startswith(b'Return-Path: <>\r\n'), report)
        self.assertIn(b'Content-Type: multipart/report', report)
        self.assertIn(b'Action: failed', report)
        self.assertRegex(report, rb'Status: 5\.\d+\.\d+')
        self.assertIn(b'Subject: to nobody', report)


if __name__ == '__main__':
    peer.main()
