#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""swaks, the SMTP transaction tester: pipelining, AUTH PLAIN and LOGIN, refusals."""

import poplib

import peer


class Swaks(peer.ServerCase):

    def swaks(self, *options, port='smtp', check=True):
        peer.need('swaks')
        return peer.run('swaks', '--server', f'127.0.0.1:{self.server.port[port]}',
                        '--helo', 'agent.a.example', '--from', 'alice@a.example',
                        '--to', 'bob@b.example', *options, check=check).stdout.decode()

    def mailbox(self):
        box = poplib.POP3('127.0.0.1', self.server.port['pop3'], timeout=20)
        box.user('bob')
        box.pass_('s3cret')
        letters = [b'\r\n'.join(box.retr(n + 1)[1]) for n in range(box.stat()[0])]
        box.quit()
        return letters

    def test_plain_dialogue(self):
        said = self.swaks('--body', 'hello\n.\n..two dots')
        self.assertIn('<-  354', said)
        self.assertIn(b'\r\n.\r\n..two dots', self.mailbox()[0])

    def test_pipelining(self):
        said = self.swaks('--pipeline', '--to', 'bob@b.example,carol@b.example')
        self.assertRegex(said, '<-  250[ -]PIPELINING')
        # All four commands have left before the first of their replies came.
        self.assertRegex(said, r' -> MAIL .*\n -> RCPT .*bob.*\n -> RCPT .*carol.*\n -> DATA\n<-  250')
        self.assertEqual(len(self.mailbox()), 1)

    def test_auth_plain_and_login(self):
        for mechanism in ('PLAIN', 'LOGIN'):
            said = self.swaks('--auth', mechanism, '--auth-user', 'carol', '--auth-password', 'pa ss',
                              '--from', 'carol@b.example', port='submission')
            self.assertIn('<-  235', said)
        self.assertEqual(len(self.mailbox()), 2)

    def test_auth_refused(self):
        said = self.swaks('--auth', 'PLAIN', '--auth-user', 'carol', '--auth-password', 'no',
                          '--from', 'carol@b.example', port='submission', check=False)
        self.assertIn('535', said)
        self.assertEqual(self.mailbox(), [])

    def test_submission_needs_auth(self):
        said = self.swaks(port='submission', check=False)
        self.assertIn('530', said)

    def test_unknown_user(self):
        said = self.swaks('--to', 'nobody@b.example', check=False)
        self.assertIn('550 5.1.1', said)

    def test_quit_after_every_stage(self):
        for stage in ('CONNECT', 'HELO', 'MAIL', 'RCPT'):
            self.assertIn('221', self.swaks('--quit-after', stage))
        for stage in ('HELO', 'MAIL', 'RCPT', 'DATA'):
            self.swaks('--drop-after', stage, check=False)
        # No stage but the last has an end mark, so there is nothing to deliver.
        self.assertEqual(self.mailbox(), [])
        self.swaks('--drop-after', 'DOT')
        self.assertEqual(len(self.mailbox()), 1)


if __name__ == '__main__':
    peer.main()
