#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""IMAP as no friendly peer speaks it. Memory stays bounded, nothing outside of
the mail folder is touched, and others are served."""

import contextlib
import imaplib
import pathlib
import re
import resource
import socket

import imap_wire
import peer

MEBIBYTE = 1024 * 1024


class ImapHostile(peer.ServerCase):

    ports = ('smtp', 'imap')

    def connect(self, login=True):
        connection = imap_wire.Connection(self.server.port['imap'], timeout=60)
        self.addCleanup(connection.close)
        if login:
            self.assertEqual(connection.command(b'LOGIN bob s3cret')[1].word, 'OK')
        return connection

    def memory(self):
        text = pathlib.Path(f'/proc/{self.server.process.pid}/status').read_text()
        return int(re.search(r'VmRSS:\s+(\d+) kB', text).group(1)) * 1024

    def still_serves(self):
        box = imaplib.IMAP4('127.0.0.1', self.server.port['imap'], timeout=30)
        box.login('carol', 'pa ss')
        self.assertEqual(box.select()[0], 'OK')
        box.logout()

    def refused(self, connection, command):
        """A command that must not be granted; the session may end with BYE."""
        try:
            _, status = connection.command(command)
        except (EOFError, OSError):
            return
        self.assertIn(status.word, ('NO', 'BAD'), command[:100])

    def test_huge_literals(self):
        before = self.memory()
        for size in (b'4294967295', b'4294967296', b'99999999999999999999', b'9223372036854775808'):
            for command in (b'APPEND INBOX {%s}', b'LOGIN {%s}', b'SELECT {%s}', b'SEARCH SUBJECT {%s}'):
                self.refused(self.connect(), command % size)
        self.assertLess(self.memory() - before, 32 * MEBIBYTE)
        self.still_serves()

    def test_huge_literal_that_does_not_wait(self):
        """LITERAL+ (RFC 7888): the bytes come whether they are wanted or not."""
        before = self.memory()
        for login in (False, True):
            connection = self.connect(login)
            connection.send(b'x APPEND INBOX {4294967295+}\r\n')
            with contextlib.suppress(OSError):
                for _ in range(64):
                    connection.send(b'z' * MEBIBYTE)
            self.assertLess(self.memory() - before, 32 * MEBIBYTE)
        self.still_serves()

    def test_endless_line(self):
        before = self.memory()
        for login in (False, True):
            for start in (b'', b'x FETCH 1:', b'x SEARCH SUBJECT "', b'x FETCH 1 ('):
                connection = self.connect(login)
                with contextlib.suppress(OSError):
                    connection.send(start)
                    for _ in range(32):
                        connection.send(b'1' * MEBIBYTE)
        self.assertLess(self.memory() - before, 32 * MEBIBYTE)
        self.still_serves()

    def test_deep_nesting(self):
        connection = self.connect()
        connection.command(b'SELECT INBOX')
        for command in (b'SEARCH ' + b'(' * 5000 + b'ALL' + b')' * 5000,
                        b'SEARCH ' + b'NOT ' * 5000 + b'ALL',
                        b'SEARCH ' + b'OR ALL ' * 5000 + b'ALL',
                        b'FETCH 1 ' + b'(' * 5000,
                        b'LIST ' + b'(' * 5000 + b' "" *'):
            try:
                _, status = connection.command(command)
                self.assertIn(status.word, ('OK', 'NO', 'BAD'))
            except (EOFError, OSError):
                connection = self.connect()
        self.still_serves()

    def test_nested_message(self):
        """A message in a message in a message …: its structure is told as far as it is read."""
        letter = b'Subject: inside\r\n\r\nx\r\n'
        for depth in range(600):
            letter = (b'Subject: %d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n'
                      b'Content-Type: message/rfc822\r\n\r\n' % (depth, depth, depth)) + letter
        connection = self.connect()
        self.assertEqual(connection.command(b'APPEND INBOX {%d}' % len(letter), letter)[1].word, 'OK')
        connection.command(b'SELECT INBOX')
        untagged, status = connection.command(b'FETCH 1 (BODYSTRUCTURE ENVELOPE BODY.PEEK[1.1.1.1.1.1.1.1])')
        self.assertEqual(status.word, 'OK')
        self.assertEqual(len(untagged), 1)
        self.still_serves()

    def test_nul_and_binary(self):
        connection = self.connect(False)
        self.refused(connection, b'\0\0\xff\xfe')
        connection = self.connect()
        for command in (b'SELECT "IN\0BOX"', b'CREATE "a\0b"', b'NO\0OP', b'\xff\xfe\x80', b'CREATE "\xff\xfe"'):
            self.refused(connection, command)
            connection = self.connect()
        self.still_serves()

    def test_names_stay_inside(self):
        """Folder names that would lead out of the mailbox, or over one another."""
        bob = self.server.data / 'mail/bob'
        outside = {path for path in self.server.data.rglob('*') if bob not in path.parents}
        connection = self.connect()
        for name in (b'../carol', b'..', b'.', b'/etc/passwd', b'a/../../carol', b'a/./b', b'../../queue/x',
                     b'./x', b'a//b', b'/', b'', b'cur', b'new', b'tmp', b'.hidden', b'a\\b', b'..%2f..%2fx',
                     b'x' * 5000, b'/'.join([b'd'] * 300), b'a.b', b'~carol', b'a*b', b'a%b', b'&bad-utf7'):
            literal = b'{%d}' % len(name)
            for command in (b'CREATE ', b'SUBSCRIBE '):
                try:
                    connection.command(command + literal, name)
                except (EOFError, OSError):
                    connection = self.connect()
        now = {path for path in self.server.data.rglob('*') if bob not in path.parents}
        self.assertEqual(now - outside, set())
        for folder in ('cur', 'new', 'tmp'):
            self.assertEqual([path for path in (bob / folder).iterdir() if path.is_dir()], [])
        # What was created is listed under the name that it was given.
        untagged, _ = connection.command(b'LIST "" *')
        names = [imap_wire.parse_untagged(line)[3] for line in untagged]
        self.assertEqual(len(names), len(set(names)))
        for name in names:
            self.assertEqual(connection.command(b'STATUS {%d}' % len(name), name + b' (MESSAGES)')[1].word,
                             'OK', name)
        self.still_serves()

    def test_thousand_idle_connections(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        before = self.memory()
        crowd = [socket.create_connection(('127.0.0.1', self.server.port['imap']), 30) for _ in range(700)]
        waiting = [self.connect() for _ in range(300)]
        for connection in waiting:
            connection.command(b'SELECT INBOX')
            connection.send(b'i IDLE\r\n')
            connection.response()
        self.still_serves()
        self.assertLess(self.memory() - before, 96 * MEBIBYTE)
        waiting[0].send(b'DONE\r\n')
        self.assertTrue(waiting[0].response().startswith(b'i OK'))
        waiting[0].command(b'APPEND INBOX {3}', b'a\r\n')
        for connection in waiting[1:]:
            self.assertEqual(connection.response(), b'* 1 EXISTS')
        for raw in crowd:
            raw.close()
        self.still_serves()

    def test_a_thousand_commands_at_once(self):
        connection = self.connect()
        connection.send(b''.join(b'p%d NOOP\r\n' % number for number in range(10000)))
        for number in range(10000):
            self.assertTrue(connection.response().startswith(b'p%d OK' % number))

    def test_one_who_does_not_read(self):
        """A client asks for everything and takes nothing: that costs no memory."""
        connection = self.connect()
        letter = b'Subject: large\r\n\r\n' + (b'y' * 76 + b'\r\n') * 40000
        for _ in range(10):
            connection.command(b'APPEND INBOX {%d}' % len(letter), letter)
        connection.command(b'SELECT INBOX')
        before = self.memory()
        deaf = [self.connect() for _ in range(20)]
        for other in deaf:
            other.command(b'SELECT INBOX')
            other.send(b'f FETCH 1:* BODY.PEEK[]\r\n')
        self.still_serves()
        self.assertLess(self.memory() - before, 96 * MEBIBYTE)

    def test_too_many_wrong_passwords(self):
        connection = self.connect(False)
        with self.assertRaises((EOFError, OSError)):
            for _ in range(100):
                self.assertEqual(connection.command(b'LOGIN bob wrong')[1].word, 'NO')
        self.still_serves()


if __name__ == '__main__':
    peer.main()
