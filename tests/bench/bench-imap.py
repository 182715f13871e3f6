#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""How fast `serve` hands out and takes in mail by IMAP and POP3, beside Dovecot.

Both keep the same messages in a Maildir on the same disk and are asked in turn
in the same run; the machine may be noisy, so medians and the ratios of
neighbours are what counts. What is measured is the time until the last byte of
the answer has come, with caches warm: each was asked the same once before.
"""

import os
import pathlib
import re
import shutil
import socket
import statistics
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'interop'))
import dovecot  # noqa: E402
import imap_wire  # noqa: E402
import peer  # noqa: E402

# What takes but milliseconds is asked more often, so that a neighbour's moment
# on the processor is not what is measured.
ROUNDS = 5
MANY_ROUNDS = 100
LONG_ENOUGH = 3.0
MANY = int(os.environ.get('MAILFLOW_BENCH_MESSAGES', '100000'))
SOME = min(MANY, 10000)
APPENDS = 1000
USERS = ('bob:s3cret', 'carol:s3cret', 'dora:s3cret')
WORDS = ('river', 'noodle', 'lunch', 'window', 'letter', 'queue', 'garden', 'winter', 'paper', 'stone')


def message(number, size=2048):
    """One of the messages, with CRLF."""
    word = WORDS[number % len(WORDS)]
    text = (f'Return-Path: <alice@a.example>\r\n'
            f'Received: from mail.a.example (mail.a.example [192.0.2.25])\r\n'
            f'\tby mail.b.example with ESMTP id {number:08x}\r\n'
            f'\tfor <bob@b.example>; Mon, 02 Mar 2026 09:00:00 +0000\r\n'
            f'From: Sender {number % 97} <sender{number % 97}@a.example>\r\n'
            f'To: Bob <bob@b.example>\r\n'
            f'Subject: About the {word}, number {number}\r\n'
            f'Date: {1 + number % 28} Mar 2026 09:00:00 +0000\r\n'
            f'Message-ID: <{number}@a.example>\r\n'
            f'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n')
    line = f'A line about the {word} for message {number}, as long as lines often are.\r\n'
    return (text + line * ((size - len(text)) // len(line))).encode()


def fill(maildir, count):
    """Messages as another program would leave them in a Maildir."""
    for folder in ('cur', 'new', 'tmp'):
        (maildir / folder).mkdir(parents=True, exist_ok=True)
    for number in range(count):
        flags = ('F' if number % 50 == 0 else '') + ('S' if number % 3 else '')
        name = f'{1700000000 + number}.M{number}P1.bench:2,{flags}'
        path = maildir / 'cur' / name
        path.write_bytes(message(number))
        os.utime(path, (1700000000 + number, 1700000000 + number))


def enter(session, user):
    for command in (b'LOGIN ' + user.encode() + b' s3cret', b'SELECT INBOX'):
        status = session.command(command)[1]
        if status.word != 'OK':
            raise AssertionError(f'{command}: {status.text}')


class Bench:
    """One of the two servers, with sessions that stay open."""

    def __init__(self, server):
        self.server = server
        self.sessions = {}

    def session(self, user):
        if user not in self.sessions:
            session = imap_wire.Connection(self.server.port['imap'], timeout=600)
            enter(session, user)
            self.sessions[user] = session
        return self.sessions[user]

    def ask(self, user, command):
        """Seconds until the answer is complete, and its size."""
        session = self.session(user)
        begun = time.perf_counter()
        session.send(b'z ' + command + b'\r\n')
        size = 0
        tail = b''
        while True:
            data = session.socket.recv(1 << 20)
            if not data:
                raise AssertionError('the connection ended')
            size += len(data)
            tail = (tail + data)[-400:]
            if re.search(rb'(\A|\r\n)z (OK|NO|BAD)[^\r\n]*\r\n\Z', tail):
                break
        if not re.search(rb'(\A|\r\n)z OK', tail):
            raise AssertionError(f'{command}: {tail[-200:]}')
        return time.perf_counter() - begun, size

    def open(self, user):
        """Seconds for login and SELECT in a new session."""
        begun = time.perf_counter()
        session = imap_wire.Connection(self.server.port['imap'], timeout=600)
        enter(session, user)
        took = time.perf_counter() - begun
        session.close()
        return took

    def append(self, sessions):
        """Messages a second that are taken in over that many connections."""
        letters = [message(number) for number in range(APPENDS // sessions)]
        users = [imap_wire.Connection(self.server.port['imap'], timeout=600) for _ in range(sessions)]
        for connection in users:
            connection.command(b'LOGIN dora s3cret')

        def work(connection):
            for letter in letters:
                status = connection.command(b'APPEND INBOX {%d}' % len(letter), letter)[1]
                assert status.word == 'OK', status.text
        threads = [threading.Thread(target=work, args=(connection,)) for connection in users]
        begun = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - begun
        for connection in users:
            connection.close()
        return len(letters) * sessions / took

    def retrieve(self):
        """Messages a second out of POP3, the commands pipelined by sixteen."""
        raw = socket.create_connection(('127.0.0.1', self.server.port['pop3']), 600)
        stream = raw.makefile('rb')
        stream.readline()
        for line in (b'USER carol', b'PASS s3cret'):
            raw.sendall(line + b'\r\n')
            assert stream.readline().startswith(b'+OK')
        begun = time.perf_counter()
        for first in range(1, SOME + 1, 16):
            last = min(first + 16, SOME + 1)
            raw.sendall(b''.join(b'RETR %d\r\n' % number for number in range(first, last)))
            for _ in range(first, last):
                assert stream.readline().startswith(b'+OK')
                while stream.readline() != b'.\r\n':
                    pass
        took = time.perf_counter() - begun
        raw.sendall(b'QUIT\r\n')
        stream.readline()
        raw.close()
        return SOME / took


def compare(title, ours, theirs, unit, scale=1.0):
    """Rates of both, in turn; prints medians and the median ratio."""
    rates = ([], [])
    begun = time.perf_counter()
    number = 0
    while number < ROUNDS or (number < MANY_ROUNDS and time.perf_counter() - begun < LONG_ENOUGH):
        order = ((0, ours), (1, theirs)) if number % 2 == 0 else ((1, theirs), (0, ours))
        for index, measure in order:
            rates[index].append(measure() * scale)
        number += 1
    ratios = [a / b for a, b in zip(*rates)]
    print(f'{title:44} {statistics.median(rates[0]):10.0f}  {statistics.median(rates[1]):10.0f} {unit:12} '
          f'ratio {statistics.median(ratios):5.2f} ({min(ratios):.2f} … {max(ratios):.2f})', flush=True)


def main():
    work = pathlib.Path(tempfile.mkdtemp(prefix='mailflow-bench-'))
    work.chmod(0o755)
    begun = time.perf_counter()
    fill(work / 'ours/mail/bob', MANY)
    fill(work / 'ours/mail/carol', SOME)
    for user in ('bob', 'carol'):
        shutil.copytree(work / 'ours/mail' / user, work / 'dovecot/mail' / user / 'Maildir')
    theirs = dovecot.Dovecot(work / 'dovecot', users=USERS)
    peer.run('chown', '-R', 'mail:mail', work / 'dovecot/mail')
    ours = peer.Server(data=work / 'ours', users=USERS, ports=('pop3', 'imap'))
    print(f'{MANY} messages of 2 KiB each, made in {time.perf_counter() - begun:.0f} s', flush=True)
    try:
        pair = (Bench(ours), Bench(theirs))
        queries = {
            f'FETCH of {SOME} headers, BODY.PEEK[HEADER]': (f'FETCH 1:{SOME} BODY.PEEK[HEADER]', SOME),
            f'FETCH of {SOME} envelopes': (f'FETCH 1:{SOME} ENVELOPE', SOME),
            f'FETCH of {SOME} fields, From and Subject':
                (f'FETCH 1:{SOME} BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)]', SOME),
            f'FETCH FLAGS of {MANY}': ('FETCH 1:* FLAGS', MANY),
            f'FETCH of {SOME} whole messages': (f'FETCH 1:{SOME} BODY.PEEK[]', SOME),
            f'SEARCH FLAGGED in {MANY}': ('SEARCH FLAGGED', MANY),
            f'SEARCH SUBJECT in {MANY}': ('SEARCH SUBJECT "noodle, number 77"', MANY),
            f'SEARCH FROM and SINCE in {MANY}': ('SEARCH FROM sender42 SINCE 15-Nov-2023', MANY),
            f'SEARCH SENTSINCE in {MANY}': ('SEARCH SENTSINCE 20-Mar-2026', MANY),
        }
        for name, bench in zip(('serve', 'Dovecot'), pair):
            print(f'first SELECT of {MANY}, no index yet: {name} {bench.open("bob"):.2f} s')
            for command, _ in queries.values():
                for _ in range(2):
                    took, _ = bench.ask('bob', command.encode())
                print(f'  {name}: {command[:60]}: second time {took:.3f} s', flush=True)
        print(f'{"":44} {"serve":>10}  {"Dovecot":>10}')
        compare(f'SELECT of {MANY} in a new session', lambda: 1 / pair[0].open('bob'),
                lambda: 1 / pair[1].open('bob'), 'a second')
        for title, (command, count) in queries.items():
            compare(title, lambda: count / pair[0].ask('bob', command.encode())[0],
                    lambda: count / pair[1].ask('bob', command.encode())[0], 'messages/s')
        compare(f'POP3 RETR of {SOME}', pair[0].retrieve, pair[1].retrieve, 'messages/s')
        for sessions in (1, 20):
            compare(f'APPEND of {APPENDS}, {sessions} at a time', lambda: pair[0].append(sessions),
                    lambda: pair[1].append(sessions), 'messages/s')
    finally:
        ours.stop()
        theirs.stop()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == '__main__':
    main()
