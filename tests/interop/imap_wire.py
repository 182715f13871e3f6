# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""IMAP as bytes: says exactly what it is told and takes the answers apart
(RFC 3501 section 7), so that two servers can be compared."""

import re
import socket


class Atom(bytes):
    """What stood there without quotes."""


class Group(list):
    """What stood between parentheses."""


SPECIAL = b'()"{ \r\n'


class Scanner:
    """Tokens of one response, whose literals are in its bytes."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def more(self):
        return self.at < len(self.data)

    def peek(self):
        return self.data[self.at:self.at + 1]

    def skip(self, text):
        if not self.data.startswith(text, self.at):
            raise ValueError(f'{text!r} expected at {self.at} of {self.data!r}')
        self.at += len(text)

    def value(self):
        first = self.peek()
        if first == b'(':
            return self.group()
        if first == b'"':
            return self.quoted()
        if first == b'{':
            return self.literal()
        return self.atom()

    def group(self):
        self.skip(b'(')
        values = Group()
        while self.peek() != b')':
            if not self.more():
                raise ValueError(f'no closing parenthesis in {self.data!r}')
            # Between the parts of a BODY there is no space (body-type-mpart).
            if self.peek() == b' ':
                self.at += 1
            values.append(self.value())
        self.skip(b')')
        return values

    def quoted(self):
        match = re.compile(rb'"((?:[^"\\\r\n]|\\["\\])*)"').match(self.data, self.at)
        if not match:
            raise ValueError(f'a bad quoted string at {self.at} of {self.data!r}')
        self.at = match.end()
        return re.sub(rb'\\(.)', rb'\1', match[1])

    def literal(self):
        match = re.compile(rb'\{(\d+)\}\r\n').match(self.data, self.at)
        if not match:
            raise ValueError(f'a bad literal at {self.at} of {self.data!r}')
        end = match.end() + int(match[1])
        if end > len(self.data):
            raise ValueError(f'a literal that is too short in {self.data!r}')
        self.at = end
        return self.data[match.end():end]

    def atom(self):
        """An atom; BODY[HEADER.FIELDS (TO FROM)]<0> is one."""
        start = self.at
        match = re.compile(rb'[^()"{ \r\n\[]*(\[[^\]]*\](<\d+>)?)?').match(self.data, start)
        if match.end() == start:
            raise ValueError(f'nothing at {start} of {self.data!r}')
        self.at = match.end()
        text = self.data[start:self.at]
        return None if text.upper() == b'NIL' else Atom(text)

    def values(self):
        found = []
        while self.more():
            if self.peek() == b' ':
                self.at += 1
            if self.more():
                found.append(self.value())
        return found


class Status:
    """OK, NO, BAD, PREAUTH or BYE, with its response code; words for people are left out."""

    def __init__(self, data):
        match = re.fullmatch(rb'(OK|NO|BAD|PREAUTH|BYE)(?: \[([^\]]*)\])?(?: (.*))?', data,
                             re.IGNORECASE | re.DOTALL)
        if not match:
            raise ValueError(f'not a status response: {data!r}')
        self.word = match[1].upper().decode()
        self.code = match[2]
        self.text = match[3] or b''


class Connection:
    """One session with one server."""

    def __init__(self, port, timeout=30):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = self.socket.makefile('rb')
        self.number = 0
        self.greeting = self.response()

    def close(self):
        self.stream.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def response(self):
        """One response, its literals included, without the last CRLF."""
        data = b''
        while True:
            line = self.stream.readline(1 << 20)
            if not line.endswith(b'\r\n'):
                raise EOFError(f'the connection ended after {data + line!r}')
            data += line
            literal = re.search(rb'\{(\d+)\}\r\n\Z', line)
            if not literal:
                return data[:-2]
            size = int(literal[1])
            body = self.stream.read(size)
            if len(body) != size:
                raise EOFError('the connection ended inside a literal')
            data += body

    def command(self, *pieces):
        """Say a command whose pieces after the first are literals and what follows
        them: command(b'APPEND x {3}', b'abc'). Returns what is untagged, and the Status."""
        self.number += 1
        tag = b'a%d' % self.number
        untagged = []
        self.send(tag + b' ' + pieces[0] + b'\r\n')
        for piece in pieces[1:]:
            while True:
                answer = self.response()
                if answer.startswith(b'+'):
                    break
                if answer.startswith(tag + b' '):
                    return untagged, Status(answer[len(tag) + 1:])
                untagged.append(answer)
            self.send(piece + b'\r\n')
        while True:
            answer = self.response()
            if answer.startswith(tag + b' '):
                return untagged, Status(answer[len(tag) + 1:])
            untagged.append(answer)


def parse_fetch(values):
    """The items of a FETCH response as a dict, its flags as a set."""
    if not isinstance(values, Group) or len(values) % 2:
        raise ValueError(f'not the items of a FETCH: {values!r}')
    items = {}
    for name, value in zip(values[::2], values[1::2]):
        key = bytes(name).upper()
        if key in items:
            raise ValueError(f'{key!r} comes twice')
        items[key] = frozenset(bytes(flag) for flag in value) if key == b'FLAGS' else value
    return items


def parse_untagged(data):
    """(kind, value …) of an untagged response."""
    if not data.startswith(b'* '):
        raise ValueError(f'not an untagged response: {data!r}')
    body = data[2:]
    if re.match(rb'(OK|NO|BAD|BYE|PREAUTH)\b', body, re.IGNORECASE):
        status = Status(body)
        return ('status', status.word, status.code)
    match = re.match(rb'(\d+) (EXISTS|RECENT|EXPUNGE|FETCH)\b ?', body, re.IGNORECASE)
    if match:
        kind = match[2].upper().decode()
        if kind == 'FETCH':
            return (kind, int(match[1]), parse_fetch(Scanner(body[match.end():]).value()))
        return (kind, int(match[1]))
    scanner = Scanner(body)
    kind = bytes(scanner.atom()).upper().decode()
    return (kind, *scanner.values())
