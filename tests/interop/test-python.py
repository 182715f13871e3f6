#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""Python's smtplib, poplib and email."""

import email
import email.message
import email.policy
import poplib
import smtplib
import socket

import peer


class Python(peer.ServerCase):

    def smtp(self):
        return smtplib.SMTP('127.0.0.1', self.server.port['smtp'], local_hostname='a.example', timeout=20)

    def pop3(self, apop=False):
        box = poplib.POP3('127.0.0.1', self.server.port['pop3'], timeout=20)
        if apop:
            box.apop('bob', 's3cret')
        else:
            box.user('bob')
            box.pass_('s3cret')
        return box

    def test_korean_letter_with_a_picture(self):
        letter = email.message.EmailMessage(policy=email.policy.SMTP)
        letter['From'] = '앨리스 <alice@a.example>'
        letter['To'] = 'bob@b.example'
        letter['Subject'] = '안녕하세요, 밥'
        letter.set_content('첫 번째 편지입니다.\n.\n')
        letter.add_attachment(bytes(range(256)) * 40, maintype='image', subtype='png',
                              filename='그림.png')
        with self.smtp() as client:
            self.assertEqual(client.send_message(letter), {})
        box = self.pop3()
        _, lines, _ = box.retr(1)
        got = email.message_from_bytes(b'\r\n'.join(lines) + b'\r\n', policy=email.policy.default)
        self.assertEqual(got['Subject'], '안녕하세요, 밥')
        self.assertEqual(next(got.iter_attachments()).get_content(), bytes(range(256)) * 40)
        self.assertEqual(got.get_body().get_content().splitlines(), ['첫 번째 편지입니다.', '.'])
        box.quit()

    def test_three_messages_one_connection(self):
        with self.smtp() as client:
            for number in range(3):
                client.sendmail('alice@a.example', ['bob@b.example'],
                                f'Subject: {number}\r\n\r\n{number}\r\n')
        box = self.pop3(apop=True)
        self.assertEqual(box.stat()[0], 3)
        uids = [line.split()[1] for line in box.uidl()[1]]
        self.assertEqual(len(set(uids)), 3)
        self.assertIn(b'Subject: 1', box.top(2, 0)[1])
        box.quit()

    def test_recipients_fare_apart(self):
        with self.smtp() as client:
            refused = client.sendmail('alice@a.example',
                                      ['bob@b.example', 'nobody@b.example', 'x@elsewhere.example'],
                                      'Subject: some\r\n\r\nof you\r\n')
        self.assertEqual(set(refused), {'nobody@b.example', 'x@elsewhere.example'})
        self.assertEqual(refused['nobody@b.example'][0], 550)

    def test_postmaster_without_a_domain(self):
        """Among others, who are elsewhere, so that the letter goes through the queue."""
        with smtplib.SMTP('127.0.0.1', self.server.port['submission'], timeout=20) as client:
            client.login('carol', 'pa ss')
            refused = client.sendmail('carol@b.example', ['postmaster', 'x@[127.0.0.1]'],
                                      'Subject: to the keeper\r\n\r\nhello\r\n')
            self.assertEqual(refused, {})
        letter = peer.wait_for(lambda: list(self.server.data.glob('mail/bob/new/*')), what='the letter')
        self.assertIn(b'Subject: to the keeper', letter[0].read_bytes())

    def test_delete_needs_quit(self):
        with self.smtp() as client:
            client.sendmail('alice@a.example', ['bob@b.example'], 'Subject: keep\r\n\r\nme\r\n')
        box = self.pop3()
        box.dele(1)
        box.close()

        def free():
            try:
                again = self.pop3()
            except poplib.error_proto:  # the broken session may hold the lock a moment longer
                return None
            return again
        box = peer.wait_for(free, what='the maildrop lock')
        self.assertEqual(box.stat()[0], 1)
        box.dele(1)
        box.quit()
        box = self.pop3()
        self.assertEqual(box.stat()[0], 0)
        box.quit()

    def test_maildrop_is_locked(self):
        first = self.pop3()
        with self.assertRaisesRegex(poplib.error_proto, 'IN-USE'):
            self.pop3()
        first.quit()
        self.pop3().quit()

    def test_lock_ends_with_the_reply_to_quit(self):
        for _ in range(20):
            box = self.pop3()
            box._shortcmd('QUIT')  # and the connection stays open on our side
            self.addCleanup(box.close)

    def test_eight_bit(self):
        body = 'Subject: 8bit\r\nContent-Type: text/plain; charset=utf-8\r\n' \
               'Content-Transfer-Encoding: 8bit\r\n\r\n편지\r\n'.encode()
        with self.smtp() as client:
            client.ehlo()
            self.assertTrue(client.has_extn('8bitmime'))
            client.sendmail('alice@a.example', ['bob@b.example'], body, mail_options=['BODY=8BITMIME'])
        box = self.pop3()
        self.assertIn('편지'.encode(), box.retr(1)[1])
        box.quit()

    def test_smuggling_is_refused(self):
        """A bare LF must never end a message: what follows would be a second one."""
        for end in (b'\n.\n', b'\n.\r\n', b'\r\n.\n', b'\r.\r', b'\r\n.\r'):
            with socket.create_connection(('127.0.0.1', self.server.port['smtp']), 20) as raw:
                stream = raw.makefile('rwb')
                stream.readline()
                for line in (b'HELO a.example', b'MAIL FROM:<alice@a.example>',
                             b'RCPT TO:<bob@b.example>', b'DATA'):
                    stream.write(line + b'\r\n')
                    stream.flush()
                    stream.readline()
                stream.write(b'Subject: one\r\n\r\nbody' + end +
                             b'MAIL FROM:<evil@a.example>\r\nRCPT TO:<bob@b.example>\r\nDATA\r\n'
                             b'Subject: smuggled\r\n\r\n\r\n.\r\n')
                stream.flush()
                self.assertRegex(stream.readline(), b'^5', end)
                raw.shutdown(socket.SHUT_WR)
                self.assertNotIn(b'354', stream.read(), end)
        box = self.pop3()
        self.assertEqual(box.stat()[0], 0)
        box.quit()


if __name__ == '__main__':
    peer.main()
