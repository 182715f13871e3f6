#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""What no friendly peer would do: endless lines, NULs, a crowd that says nothing.
Memory stays bounded, each gets the error its RFC gives, and others are served."""

import contextlib
import pathlib
import re
import resource
import signal
import smtplib
import socket
import time

import peer

MEBIBYTE = 1024 * 1024


class Hostile(peer.ServerCase):

    def connect(self, port='smtp'):
        raw = socket.create_connection(('127.0.0.1', self.server.port[port]), 30)
        self.addCleanup(raw.close)
        stream = raw.makefile('rwb')
        self.assertRegex(stream.readline(), rb'^(220|\+OK)')
        return raw, stream

    def say(self, stream, line):
        stream.write(line + b'\r\n')
        stream.flush()
        return stream.readline()

    def memory(self):
        """The server's resident memory in bytes."""
        text = pathlib.Path(f'/proc/{self.server.process.pid}/status').read_text()
        return int(re.search(r'VmRSS:\s+(\d+) kB', text).group(1)) * 1024

    def still_serves(self):
        with smtplib.SMTP('127.0.0.1', self.server.port['smtp'], timeout=20) as client:
            self.assertEqual(client.sendmail('alice@a.example', ['bob@b.example'], 'Subject: x\r\n\r\n'), {})

    def test_endless_line(self):
        before = self.memory()
        for port, expected in (('smtp', rb'^500'), ('pop3', rb'^-ERR')):
            raw, stream = self.connect(port)
            with contextlib.suppress(OSError):
                for _ in range(64):
                    raw.sendall(b'A' * MEBIBYTE)
                raw.sendall(b'\r\n')
            self.assertRegex(stream.readline(), expected)
        self.assertLess(self.memory() - before, 16 * MEBIBYTE)
        self.still_serves()

    def test_nul_and_binary(self):
        for port, expected in (('smtp', rb'^5'), ('pop3', rb'^-ERR')):
            _, stream = self.connect(port)
            self.assertRegex(self.say(stream, b'\0\0\xff\xfe\x80'), expected)
            self.assertRegex(self.say(stream, b'NO\0OP'), expected)

    def test_bare_line_feed_is_no_line_end(self):
        raw, stream = self.connect()
        raw.sendall(b'HELO a.example\nNOOP\r\n')
        self.assertRegex(stream.readline(), rb'^5')

    def test_too_many_recipients(self):
        _, stream = self.connect()
        self.say(stream, b'HELO a.example')
        self.say(stream, b'MAIL FROM:<alice@a.example>')
        codes = [self.say(stream, b'RCPT TO:<bob@b.example>')[:3] for _ in range(1200)]
        self.assertEqual(set(codes), {b'250', b'452'})
        self.assertGreaterEqual(codes.count(b'250'), 100)

    def test_too_large(self):
        with smtplib.SMTP('127.0.0.1', self.server.port['smtp'], timeout=60) as client:
            client.ehlo()
            limit = int(client.esmtp_features['size'])
            self.assertGreaterEqual(limit, 20 * MEBIBYTE)
            self.assertEqual(client.mail('alice@a.example', [f'SIZE={limit + 1}'])[0], 552)
            client.mail('alice@a.example')
            client.rcpt('bob@b.example')
            before = self.memory()
            code, _ = client.data((b'y' * 76 + b'\r\n') * (limit // 78 + 10))
            self.assertEqual(code, 552)
            self.assertLess(self.memory() - before, 16 * MEBIBYTE)
        self.still_serves()

    def test_wrong_order(self):
        _, stream = self.connect()
        for line, code in ((b'MAIL FROM:<a@a.example>', b'503'), (b'EHLO a.example', b'250'),):
            answer = self.say(stream, line)
            while answer[3:4] == b'-':
                answer = stream.readline()
            self.assertEqual(answer[:3], code, line)
        for line, code in ((b'RCPT TO:<bob@b.example>', b'503'), (b'DATA', b'503'),
                           (b'MAIL FROM:alice@a.example', b'501'), (b'MAIL FROM:<a@a.example> FOO=1', b'555'),
                           (b'MAIL FROM:<a@a.example>', b'250'), (b'MAIL FROM:<a@a.example>', b'503'),
                           (b'DATA', b'503'), (b'RCPT TO:<bob@b.example', b'501'),
                           (b'BOGUS', b'500'), (b'NOOP', b'250'), (b'RSET', b'250'),
                           (b'VRFY bob', b'252'), (b'HELP', b'214'), (b'QUIT', b'221')):
            answer = self.say(stream, line)
            while answer[3:4] == b'-':
                answer = stream.readline()
            self.assertEqual(answer[:3], code, line)

    def test_thousand_idle_connections(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        before = self.memory()
        crowd = [socket.create_connection(('127.0.0.1', self.server.port['smtp']), 30)
                 for _ in range(1000)]
        self.still_serves()
        self.assertLess(self.memory() - before, 64 * MEBIBYTE)
        for raw in crowd:
            raw.close()
        self.still_serves()

    def test_ends_with_clients_connected(self):
        raw, stream = self.connect()
        self.say(stream, b'HELO a.example')
        self.say(stream, b'MAIL FROM:<alice@a.example>')
        _, reader = self.connect('pop3')
        for line in (b'USER bob', b'PASS s3cret'):
            self.assertRegex(self.say(reader, line), rb'^\+OK')
        silent, _ = self.connect('submission')
        begun = time.monotonic()
        self.server.process.terminate()
        self.assertRegex(stream.readline(), rb'^421 4\.3\.2 ')
        self.assertEqual(stream.readline(), b'')
        self.assertEqual(reader.readline(), b'')
        self.assertEqual(self.server.process.wait(timeout=30), 0)
        self.assertLess(time.monotonic() - begun, 20)
        self.assertRegex(silent.recv(1000), rb'^421 ')

    def test_full_disk(self):
        """A limit on the size of files makes write() fail as a full disk does."""
        def little_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (MEBIBYTE, MEBIBYTE))
        server = peer.Server(preexec_fn=little_room)
        self.addCleanup(server.stop)
        with smtplib.SMTP('127.0.0.1', server.port['smtp'], timeout=20) as client:
            client.ehlo()
            for size, code in ((2 * MEBIBYTE, 452), (100, 250)):
                client.mail('alice@a.example')
                client.rcpt('bob@b.example')
                got, text = client.data('Subject: x\r\n\r\n' + 'y' * size + '\r\n')
                self.assertEqual((got, text[:5]), (code, b'4.3.1' if code == 452 else b'2.0.0'))
        self.assertEqual(len(list(server.data.glob('mail/bob/*/*'))), 1)

    def test_one_too_many_hears_why(self):
        def few_files():
            resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
        server = peer.Server(preexec_fn=few_files)
        self.addCleanup(server.stop)
        for port, text in (('smtp', rb'^421 [^\r\n]*\r\n$'), ('pop3', rb'^-ERR [^\r\n]*\r\n$')):
            for _ in range(256 // 8):
                guest = socket.create_connection(('127.0.0.1', server.port[port]), 30)
                self.addCleanup(guest.close)
                guest.recv(1)
            with socket.create_connection(('127.0.0.1', server.port[port]), 30) as raw:
                raw.sendall(b'EHLO a.example\r\nNOOP\r\n')
                raw.shutdown(socket.SHUT_WR)
                with raw.makefile('rb') as stream:
                    self.assertRegex(stream.read(), text)


if __name__ == '__main__':
    peer.main()
