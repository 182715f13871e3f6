#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""Our own IMAP and POP3 clients against a real Dovecot on loopback."""

import imaplib
import os
import pathlib
import subprocess
import tempfile
import threading
import unittest

import dovecot
import peer

READ_MAIL = os.environ.get('READ_MAIL', 'read-mail')

LETTER = (b'From: Alice <alice@a.example>\r\nTo: bob@b.example\r\n'
          b'Subject: =?utf-8?b?6rOg7JaR7J20?=\r\nMIME-Version: 1.0\r\n'
          b'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n'
          b'\r\nA cat.\r\n--b\r\nContent-Type: image/png; name=cat.png\r\n'
          b'Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n')
SMALL = b'From: carol@c.example\r\nSubject: small\r\n\r\n.\r\n..dots\r\n'


class Reader:
    """A read-mail whose lines are read as they come."""

    def __init__(self, port, *more, protocol='imap'):
        self.process = subprocess.Popen([READ_MAIL, protocol, str(port), 'bob', 's3cret', *more],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        self.lines = []
        self.seen = 0
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip('\n'))

    def want(self, *goals):
        self.process.stdin.write(''.join(goal + '\n' for goal in goals))
        self.process.stdin.flush()

    def until(self, start):
        """The lines up to one that begins so, behind those that were asked for before."""
        def found():
            for i in range(self.seen, len(self.lines)):
                if self.lines[i].startswith(start):
                    return i + 1
            return None
        end = peer.wait_for(found, what=f'“{start}” in {self.lines}')
        lines, self.seen = self.lines[self.seen:end], end
        return lines

    def end(self):
        status = self.process.wait(timeout=30)
        self.thread.join()
        self.process.stdin.close()
        self.process.stdout.close()
        return status


class DovecotClients(unittest.TestCase):

    def setUp(self):
        self.work = tempfile.TemporaryDirectory(prefix='mailflow-dovecot-')
        self.addCleanup(self.work.cleanup)
        self.dovecot = dovecot.Dovecot(pathlib.Path(self.work.name) / 'dovecot')
        self.addCleanup(self.dovecot.stop)
        self.other = imaplib.IMAP4('127.0.0.1', self.dovecot.port['imap'], timeout=20)
        self.other.login('bob', 's3cret')
        self.addCleanup(self.other.logout)
        self.append(LETTER)
        self.append(SMALL)

    def append(self, letter):
        self.assertEqual(self.other.append('INBOX', None, None, letter)[0], 'OK')

    def test_imap_reads_one_part(self):
        reader = Reader(self.dovecot.port['imap'])
        reader.want('sync INBOX', 'read INBOX 1 2', 'peek INBOX 1 2 2 4', 'peek INBOX 2',
                    'read INBOX 1 7', 'logout')
        self.assertEqual(reader.end(), 0, reader.lines)
        text = '\n'.join(reader.lines)
        self.assertIn(f'message INBOX 1 [\\Recent] {len(LETTER)} =?utf-8?b?6rOg7JaR7J20?=', text)
        self.assertIn('structure INBOX 1 multipart/mixed ( text/plain image/png )', text)
        self.assertIn('changed INBOX 1 [\\Seen', text)
        self.assertIn('content INBOX 1 12 iVBORw0KGgo=', text)
        self.assertIn('content INBOX 1 4 BORw', text)
        self.assertIn(f'content INBOX 2 {len(SMALL)} From: carol', text)
        self.assertIn('failed 5 refused the message has no such part', text)
        self.assertEqual(reader.lines[-1], 'done 6')

    def test_imap_orders_its_folders(self):
        reader = Reader(self.dovecot.port['imap'])
        reader.want('sync INBOX', 'create Ärger/Familie', 'flag INBOX 1 \\Flagged',
                    'move INBOX 1 Ärger/Familie', 'copy INBOX 2 Ärger/Familie', 'list',
                    'sync Ärger/Familie', 'search Ärger/Familie SUBJECT 고양이', 'remove INBOX 2',
                    'rename Ärger/Familie A&B', 'append A&B \\Draft Subject:x', 'sync A&B',
                    'delete nowhere', 'logout')
        self.assertEqual(reader.end(), 0, reader.lines)
        text = '\n'.join(reader.lines)
        for line in ('stored Ärger/Familie 1', 'gone INBOX 1', 'stored Ärger/Familie 2',
                     'folder Ärger/Familie [', 'message Ärger/Familie 1 [\\Flagged',
                     'found Ärger/Familie 1', 'gone INBOX 2', 'stored A&B 3', 'message A&B 3',
                     'failed 13 refused the server refused DELETE: '):
            self.assertIn(line, text)
        self.assertEqual(text.count('failed'), 1)
        self.assertEqual(self.other.select('INBOX')[1], [b'0'])
        self.assertEqual(self.other.select('"A&-B"')[1], [b'3'])

    def test_imap_hears_of_news(self):
        reader = Reader(self.dovecot.port['imap'])
        reader.want('sync INBOX', 'wait INBOX')
        reader.until('waiting INBOX')
        self.append(SMALL)
        self.assertEqual(reader.until('news')[-1], 'news INBOX 3')
        reader.want('sync INBOX', 'wait INBOX')
        self.assertIn('message INBOX 3 [', '\n'.join(reader.until('waiting')))
        self.other.select('INBOX')
        self.other.store('3', '+FLAGS', '(\\Answered)')
        reader.until('changed INBOX 3 [\\Answered')
        self.other.store('1', '+FLAGS', '(\\Deleted)')
        self.other.expunge()
        reader.until('gone INBOX 1')
        reader.want('stop')
        reader.until('done 4')
        reader.want('logout')
        self.assertEqual(reader.end(), 0, reader.lines)

    def test_imap_knows_what_it_knew(self):
        first = Reader(self.dovecot.port['imap'])
        first.want('sync INBOX', 'logout')
        self.assertEqual(first.end(), 0, first.lines)
        validity = first.lines[0].split(' ')[3]
        self.other.select('INBOX')
        self.other.store('1', '+FLAGS', '(\\Deleted)')
        self.other.expunge()
        self.append(LETTER)
        second = Reader(self.dovecot.port['imap'])
        second.want(f'sync INBOX {validity} 1 2', 'logout')
        self.assertEqual(second.end(), 0, second.lines)
        self.assertIn('gone INBOX 1', second.lines)
        self.assertEqual([line.split(' ')[2] for line in second.lines
                          if line.startswith('message')], ['3'])

    def test_imap_is_refused(self):
        reader = subprocess.run(
            [READ_MAIL, 'imap', str(self.dovecot.port['imap']), 'bob', 'wrong'], check=False,
            input='list\n', capture_output=True, text=True, timeout=60)
        self.assertEqual(reader.returncode, 1)
        self.assertIn('the server refused LOGIN: ', reader.stderr)

    def test_pop3_keeps_then_deletes(self):
        for mode, left in (('keep', 2), ('delete', 0)):
            reader = Reader(self.dovecot.port['pop3'], mode, protocol='pop3')
            self.assertEqual(reader.end(), 0, reader.lines)
            self.assertEqual(len(reader.lines), 2)
            self.assertIn(f' {len(SMALL)} From: carol', reader.lines[1])
            self.assertIn('\\r\\n.\\r\\n..dots\\r\\n', reader.lines[1])
            self.assertEqual(self.other.select('INBOX')[1], [str(left).encode()])


if __name__ == '__main__':
    peer.main()
