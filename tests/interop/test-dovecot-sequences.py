#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""The same command sequences to Mailflow and to Dovecot, answers compared.

500 sequences are drawn from a fixed seed, each for a user of its own, so that
each begins with empty mailboxes. What RFC 3501 leaves to the server (ids,
dates of now, words for people) is taken out of the answers of both; every
other difference is either in the table of explained ones, with its reason, or
a failure.
"""

import os
import random
import re
import tempfile
import unittest

import dovecot
import imap_letters
import imap_wire
import peer

SEQUENCES = int(os.environ.get('MAILFLOW_SEQUENCES', '500'))
GROUP = 50
COMMANDS = 14

FOLDERS = [b'INBOX', b'inbox', b'Work', b'Work/Old', b'Trash', b'"a b"', b'"&1VyuAA-"', b'New',
           b'New/Deep/Down', b'Nowhere']
SETS = [b'1', b'2', b'3', b'1:*', b'*', b'2:4', b'4:2', b'1,3', b'1:2,4:*', b'3:3']
FLAGS = [b'\\Seen', b'\\Flagged', b'\\Answered', b'\\Deleted', b'\\Draft', b'$Forwarded', b'Later']
ITEMS = [b'FLAGS', b'UID', b'RFC822.SIZE', b'INTERNALDATE', b'ENVELOPE', b'BODY', b'BODYSTRUCTURE',
         b'BODY.PEEK[]', b'BODY[]', b'BODY[TEXT]', b'BODY[HEADER]', b'BODY.PEEK[1]', b'BODY[1.MIME]',
         b'BODY[2]', b'BODY[1.1]', b'BODY[2.HEADER]', b'BODY[2.TEXT]', b'BODY[2.1.1]', b'BODY[2.2.MIME]',
         b'BODY.PEEK[HEADER.FIELDS (From To)]', b'BODY[HEADER.FIELDS.NOT (Subject Date)]',
         b'BODY.PEEK[]<0.20>', b'BODY[TEXT]<10.5>', b'BODY[TEXT]<100000.5>', b'BODY[3.HEADER]',
         b'RFC822', b'RFC822.HEADER', b'RFC822.TEXT', b'BODY[9]', b'BODY.PEEK[2.HEADER.FIELDS (SUBJECT)]']
MACROS = [b'ALL', b'FAST', b'FULL']
DATES = [b'1-Mar-2026', b'2-Mar-2026', b'"3-Mar-2026"', b'4-Mar-2026', b'05-Mar-2026', b'1-Jan-2020']


class Sequence:
    """The commands of one sequence: what to say, as pieces for Connection.command()."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.commands = [self.append(b'INBOX') for _ in range(self.random.randint(2, 6))]
        self.commands.append((b'CREATE Work',))
        self.commands.append(self.random.choice([(b'SELECT INBOX',), (b'EXAMINE INBOX',)]))
        makers = [self.fetch] * 5 + [self.search] * 4 + [self.store] * 3 + [
            self.copy, self.move, self.expunge, self.folder, self.folder, self.listing, self.status,
            self.select, self.plain, self.append_anywhere]
        for _ in range(COMMANDS):
            self.commands.append(self.random.choice(makers)())

    def pick(self, values):
        return self.random.choice(values)

    def uid(self):
        return self.pick([b'', b'UID '])

    def flags(self):
        return b'(' + b' '.join(self.random.sample(FLAGS, self.random.randint(0, 3))) + b')'

    def append(self, folder):
        letter = self.pick(imap_letters.LETTERS)
        date = b'"%2d-Mar-2026 %02d:00:00 %s"' % (self.random.randint(1, 28), self.random.randint(0, 23),
                                                 self.pick([b'+0000', b'+0900', b'-0500']))
        return (b'APPEND ' + folder + b' ' + self.flags() + b' ' + date + b' {%d}' % len(letter), letter)

    def append_anywhere(self):
        return self.append(self.pick(FOLDERS))

    def fetch(self):
        if self.random.random() < 0.15:
            return (b'FETCH ' + self.pick(SETS) + b' ' + self.pick(MACROS),)
        # The same section with and without PEEK would be the same item twice.
        items = {item.replace(b'.PEEK', b''): item
                 for item in self.random.sample(ITEMS, self.random.randint(1, 4))}.values()
        return (self.uid() + b'FETCH ' + self.pick(SETS) + b' (' + b' '.join(items) + b')',)

    def key(self, depth=0):
        simple = [b'ALL', b'SEEN', b'UNSEEN', b'FLAGGED', b'UNFLAGGED', b'DELETED', b'UNDELETED',
                  b'ANSWERED', b'UNANSWERED', b'DRAFT', b'UNDRAFT', b'OLD', b'KEYWORD Later',
                  b'UNKEYWORD $Forwarded', b'SUBJECT lunch', b'SUBJECT "a folded"', b'FROM alice',
                  b'TO bob@b.example', b'CC erin', b'BCC frank', b'BODY noodle', b'TEXT words',
                  b'BODY "Plain words"', b'HEADER Message-ID 1@a.example', b'HEADER X-Empty ""',
                  b'HEADER In-Reply-To ""', b'LARGER 500', b'SMALLER 400', b'UID 1:3', b'UID 2,4:*',
                  b'2:3', b'1:*', b'SENTBEFORE 4-Mar-2026', b'SENTON 3-Mar-2026', b'SENTSINCE 3-Mar-2026',
                  b'FROM "quoted"', b'SUBJECT very', b'TEXT "no such words"']
        if depth < 3 and self.random.random() < 0.3:
            return self.pick([lambda: b'NOT ' + self.key(depth + 1),
                              lambda: b'OR ' + self.key(depth + 1) + b' ' + self.key(depth + 1),
                              lambda: b'(' + self.key(depth + 1) + b' ' + self.key(depth + 1) + b')'])()
        if self.random.random() < 0.15:
            return self.pick([b'BEFORE ', b'ON ', b'SINCE ']) + self.pick(DATES)
        return self.pick(simple)

    def search(self):
        keys = b' '.join(self.key() for _ in range(self.random.randint(1, 3)))
        roll = self.random.random()
        if roll < 0.15:
            word = '안녕'.encode()
            return (self.uid() + b'SEARCH CHARSET UTF-8 SUBJECT {%d}' % len(word), word)
        if roll < 0.3:
            options = b' '.join(self.random.sample([b'MIN', b'MAX', b'ALL', b'COUNT'],
                                                   self.random.randint(0, 4)))
            return (self.uid() + b'SEARCH RETURN (' + options + b') ' + keys,)
        if roll < 0.33:
            return (b'SEARCH CHARSET X-NOBODY-KNOWS ' + keys,)
        return (self.uid() + b'SEARCH ' + keys,)

    def store(self):
        action = self.pick([b'+FLAGS', b'-FLAGS', b'FLAGS', b'+FLAGS.SILENT', b'-FLAGS.SILENT', b'FLAGS.SILENT'])
        return (self.uid() + b'STORE ' + self.pick(SETS) + b' ' + action + b' ' + self.flags(),)

    def copy(self):
        return (self.uid() + b'COPY ' + self.pick(SETS) + b' ' + self.pick(FOLDERS),)

    def move(self):
        return (self.uid() + b'MOVE ' + self.pick(SETS) + b' ' + self.pick(FOLDERS),)

    def expunge(self):
        return self.pick([(b'EXPUNGE',), (b'UID EXPUNGE ' + self.pick(SETS),), (b'CLOSE',)])

    def folder(self):
        return self.pick([(b'CREATE ' + self.pick(FOLDERS),), (b'DELETE ' + self.pick(FOLDERS),),
                          (b'RENAME ' + self.pick(FOLDERS) + b' ' + self.pick(FOLDERS),),
                          (b'SUBSCRIBE ' + self.pick(FOLDERS),), (b'UNSUBSCRIBE ' + self.pick(FOLDERS),)])

    def listing(self):
        reference = self.pick([b'""', b'""', b'""', b'Work'])
        pattern = self.pick([b'*', b'%', b'Work*', b'%/%', b'INBOX', b'""', b'New/%', b'inb%'])
        return (self.pick([b'LIST ', b'LIST ', b'LSUB ']) + reference + b' ' + pattern,)

    def status(self):
        items = self.random.sample([b'MESSAGES', b'RECENT', b'UIDNEXT', b'UIDVALIDITY', b'UNSEEN'],
                                   self.random.randint(1, 5))
        return (b'STATUS ' + self.pick(FOLDERS) + b' (' + b' '.join(items) + b')',)

    def select(self):
        return (self.pick([b'SELECT ', b'SELECT ', b'EXAMINE ']) + self.pick(FOLDERS),)

    def plain(self):
        return (self.pick([b'NOOP', b'CHECK', b'NAMESPACE', b'UNSELECT', b'FETCH', b'NONSENSE',
                           b'FETCH 1 (NOTHING)', b'STORE 1 FLAGS', b'SEARCH', b'SELECT', b'LOGIN a b',
                           b'FETCH 0 FLAGS', b'FETCH 1:: FLAGS', b'UID NOOP', b'STATUS INBOX ()',
                           b'FETCH 1 BODY[0]', b'SEARCH SINCE nonsense', b'EXPUNGE x']),)


# What the other server says and ours need not, or the other way round, with
# the reason. Each takes (said, index of the server: 0 ours, 1 Dovecot) and
# gives what is compared.

def drop_condstore(said):
    """RFC 7162 is not offered by ours: MODSEQ and its response codes are left out, and
    CLOSED, which it brought."""
    return None if said[0] == 'status' and re.match(rb'((NO|HIGHEST)MODSEQ|CLOSED)', said[2] or b'') else said


def plain_code(code):
    """A response code without the number that is the server's own."""
    return re.sub(rb'^(UIDVALIDITY|APPENDUID|COPYUID) \d+', rb'\1', code)


def drop_uidvalidity(said):
    """The number is the server's own (RFC 3501 section 2.3.1.1)."""
    if said[0] == 'status' and said[2]:
        return (said[0], said[1], plain_code(said[2]))
    if said[0] == 'STATUS':
        values = list(said[2])
        for at in range(0, len(values), 2):
            if values[at].upper() == b'UIDVALIDITY':
                values[at + 1] = b'?'
        pairs = sorted((bytes(a).upper(), bytes(b)) for a, b in zip(values[::2], values[1::2]))
        # \\Recent goes to whom the server likes, and INBOX is written as it likes.
        pairs = tuple(pair for pair in pairs if pair[0] != b'RECENT')
        return ('STATUS', b'INBOX' if said[1].upper() == b'INBOX' else bytes(said[1]), pairs)
    return said


def drop_unseen(said):
    """[UNSEEN n] is a hint (section 7.1), and told by SEARCH exactly."""
    return None if said[0] == 'status' and (said[2] or b'').startswith(b'UNSEEN') else said


def drop_flags(said):
    """Which keywords a mailbox knows, and when it says so, is the server's own (section 7.2.6)."""
    return None if said[0] == 'FLAGS' or said[0] == 'status' and \
        (said[2] or b'').startswith(b'PERMANENTFLAGS') else said


def plain_list(said):
    """\\Marked is a guess of the server (section 7.2.2); \\Noinferiors and special uses are
    its own choice, and INBOX is written as the server likes."""
    if said[0] in ('LIST', 'LSUB'):
        flags = frozenset(bytes(flag).lower() for flag in said[1])
        flags &= {b'\\noselect', b'\\haschildren', b'\\hasnochildren'}
        name = bytes(said[3])
        return (said[0], flags, b'INBOX' if name.upper() == b'INBOX' else name)
    return said


def sort_results(said):
    """The results of an ESEARCH have no order (RFC 4466 section 2.6.2)."""
    if said[0] != 'ESEARCH':
        return said
    start = 3 if said[2:] and said[2] == b'UID' else 2
    values = said[start:]
    return said[:start] + tuple(sorted((bytes(a), bytes(b)) for a, b in zip(values[::2], values[1::2])))


NORMALISERS = [sort_results, drop_condstore, drop_uidvalidity, drop_unseen, drop_flags, plain_list]


def plain_item(key, item):
    """One item of a FETCH: \\Recent goes to whom the server likes (section 2.3.2), of a part that
    is not there one says NIL and the other an empty string (section 7.4.2 has no word on it), and
    the day of an INTERNALDATE may begin with a zero or a space (date-day-fixed)."""
    if key == b'FLAGS':
        return item - {b'\\Recent'}
    if key.startswith(b'BODY[') and item is None:
        return b''
    if key == b'INTERNALDATE':
        return item.replace(b' ', b'0', 1) if item.startswith(b' ') else item
    return item


def normalise(untagged, status):
    """What of an answer is compared: the word and code of its end, and what was said before."""
    said = []
    fetched = {}
    exists = None
    gone = []
    for line in untagged:
        value = imap_wire.parse_untagged(line)
        if value[0] == 'CAPABILITY':
            continue
        if value[0] == 'RECENT':
            continue
        if value[0] == 'EXISTS':
            exists = value
            continue
        if value[0] == 'EXPUNGE':
            # Counted as before the command, whichever is told first.
            number = value[1]
            for earlier in sorted(gone):
                number += earlier <= number
            gone.append(number)
            continue
        if value[0] == 'FETCH':
            items = {key: freeze(item) for key, item in value[2].items() if key != b'MODSEQ'}
            for key, item in items.items():
                items[key] = plain_item(key, item)
            fetched.setdefault(value[1], {}).update(items)
            continue
        for change in NORMALISERS:
            value = change(value)
            if value is None:
                break
        if value is not None:
            said.append(freeze(value))
    said.sort(key=repr)
    if exists:
        said.append(exists)
    said += [('EXPUNGE', number) for number in sorted(gone)]
    for number in sorted(fetched):
        said.append(('FETCH', number, tuple(sorted(fetched[number].items(), key=repr))))
    code = plain_code(status.code or b'')
    if not re.match(rb'READ-|APPENDUID|COPYUID|TRYCREATE', code):
        code = b''
    return {'end': status.word, 'code': bytes(code), 'said': said}


def freeze(value):
    """Something that can be compared and sorted."""
    if isinstance(value, (list, tuple)):
        return tuple(freeze(item) for item in value)
    if isinstance(value, imap_wire.Atom):
        return bytes(value)
    return value


def describe(ours, theirs):
    """What is different, and nothing else."""
    lines = []
    for name in ('end', 'code'):
        if ours[name] != theirs[name]:
            lines.append(f'{name}: Mailflow {ours[name]}, Dovecot {theirs[name]}')
    for who, some, others in (('Mailflow', ours['said'], theirs['said']),
                              ('Dovecot', theirs['said'], ours['said'])):
        for value in some:
            if value in others:
                continue
            if value[0] == 'FETCH':
                other = dict(next((fetch[2] for fetch in others if fetch[:2] == value[:2]), ()))
                value = value[:2] + tuple(item for item in value[2] if other.get(item[0], 0) != item[1])
            lines.append(f'only {who}: {value!r:.700}')
    return lines


EXPLAINED = []


def explained(function):
    """A difference that both servers are right about; its docstring says why."""
    EXPLAINED.append(function)
    return function


@explained
def read_only(command, ours, theirs, context):
    """After EXAMINE nothing can be changed. One says so, the other does nothing and says OK
    (section 6.3.2 only forbids the change)."""
    return context.read_only and re.match(rb'(UID )?(STORE|EXPUNGE)', command) and \
        ours['end'] == 'NO' and not any(value[0] in ('FETCH', 'EXPUNGE') for value in theirs['said'])


@explained
def read_only_move(command, ours, theirs, context):
    """Dovecot moves out of a mailbox that was only examined; section 6.3.2 permits no change. From
    here on the two mailboxes differ."""
    if context.read_only and re.match(rb'(UID )?MOVE', command) and ours['end'] == 'NO':
        context.ended = theirs['end'] == 'OK'
        return True
    return False


@explained
def grammar(command, ours, theirs, context):
    """EXPUNGE takes no argument, STORE a list of flags, a part's number is not zero (section 9);
    Dovecot lets them pass."""
    if command in (b'EXPUNGE x', b'STORE 1 FLAGS', b'FETCH 1 BODY[0]') and ours['end'] == 'BAD':
        context.ended = True
        return True
    return False


@explained
def rename_inbox(command, ours, theirs, context):
    """It moves the messages (section 6.3.5). Dovecot cannot do it where INBOX is a Maildir; from
    here on the two mailboxes differ."""
    if re.match(rb'RENAME inbox', command, re.IGNORECASE) and (ours['end'], theirs['end']) == ('OK', 'NO'):
        context.ended = True
        return True
    return False


@explained
def inbox_pattern(command, ours, theirs, context):
    """INBOX is listed if "the uppercase string" matches the pattern (section 6.3.8), so inb% is
    not it; Dovecot takes it in any case."""
    extra = [value for value in theirs['said'] if value not in ours['said']]
    return re.match(rb'(LIST|LSUB) .*inb%$', command) and all(value in theirs['said'] for value in ours['said']) \
        and all(value[2] == b'INBOX' for value in extra)


@explained
def both_refuse(command, ours, theirs, context):
    """Where two things are wrong with a command, each may complain of another."""
    return {ours['end'], theirs['end']} == {'NO', 'BAD'} and ours['said'] == theirs['said']


@explained
def nothing_changed(command, ours, theirs, context):
    """STORE that changes nothing: the flags are told as for any other (section 6.4.6), which
    Dovecot may leave out."""
    return re.search(rb'STORE .* [+-]?FLAGS \(', command) and ours['end'] == theirs['end'] and \
        all(value in ours['said'] for value in theirs['said']) and \
        all(value[0] == 'FETCH' for value in ours['said'])


@explained
def sections(command, ours, theirs, context):
    """Two of them. The line end before a boundary belongs to it (RFC 2046 section 5.1.1), so a
    multipart in a multipart ends before it; Dovecot counts it to the inner one. And a part that is
    no multipart has no parts of its own; Dovecot takes 1.1 there for 1."""
    def plain(answer):
        said = []
        for value in answer['said']:
            if value[0] == 'FETCH':
                items = tuple((key, item.rstrip(b'\r\n') if key.startswith(b'BODY[') and item else item)
                              for key, item in value[2] if key not in absent)
                value = value[:2] + (items,)
            said.append(value)
        return answer['end'], said
    absent = {key for value in ours['said'] if value[0] == 'FETCH' for key, item in value[2]
              if item == b'' and re.match(rb'BODY\[\d+(\.1)+[\].]', key)}
    return 'FETCH' in command.decode('latin-1') and plain(ours) == plain(theirs)


@explained
def subscribe(command, ours, theirs, context):
    """A server MAY check that what is subscribed to exists (section 6.3.6)."""
    return command.startswith(b'SUBSCRIBE') and (ours['end'], theirs['end']) == ('OK', 'NO')


@explained
def last_message(command, ours, theirs, context):
    """4:* holds the last message whatever its number (section 9, seq-range), and 1:* of an empty
    mailbox holds none; Dovecot takes the number for one that no message has. From here on the two
    may differ."""
    if not re.search(rb'\d:\*', command) or (ours['end'], theirs['end']) != ('OK', 'BAD'):
        return False
    context.ended = not command.startswith(b'SEARCH')
    return True


@explained
def superior(command, ours, theirs, context):
    """CREATE New/Deep/Down makes New too (section 6.3.3, SHOULD), here as a mailbox, there as a
    name that holds others only. From here on the two differ."""
    names = {b'New', b'New/Deep', b'Work'}
    if command.rpartition(b' ')[2] in names and ours['end'] == 'OK' and theirs['end'] == 'NO':
        context.ended = True
        return True
    return False


@explained
def undated(command, ours, theirs, context):
    """SENTBEFORE, SENTON and SENTSINCE are about the Date field (section 6.4.4). A message without
    one that can be read is none of them; Dovecot takes it for one of long ago."""
    if b'SENT' not in command or b'SEARCH' not in command or ours['end'] != theirs['end']:
        return False
    untagged, _ = context.connections[0].command(
        (b'UID ' if command.startswith(b'UID') else b'') + b'SEARCH NOT SENTSINCE 1-Jan-1980')
    without = set(imap_wire.parse_untagged(untagged[0])[1:])
    said = [{number for value in answer['said'] if value[0] == 'SEARCH' for number in value[1:]}
            for answer in (ours, theirs)]
    return without and said[0] ^ said[1] <= without


class Both:
    """One user at both servers."""

    read_only = False
    ended = False

    def __init__(self, ports, user):
        self.connections = [imap_wire.Connection(port) for port in ports]
        for connection in self.connections:
            _, status = connection.command(b'LOGIN ' + user + b' secret')
            if status.word != 'OK':
                raise AssertionError(f'{user} may not in: {status.text}')

    def say(self, command):
        answers = [normalise(*connection.command(*command)) for connection in self.connections]
        if command[0].startswith((b'SELECT', b'EXAMINE')):
            self.read_only = command[0].startswith(b'EXAMINE')
            # A SELECT that is no command at all leaves the mailbox as it was; Dovecot leaves it.
            self.ended = command[0] == b'SELECT'
        return answers

    def close(self):
        for connection in self.connections:
            connection.close()


class Sequences(unittest.TestCase):
    """All sequences, some at a time."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix='mailflow-sequences-')
        cls.users = [f'u{number}' for number in range(SEQUENCES)]
        accounts = [user + ':secret' for user in cls.users]
        cls.dovecot = dovecot.Dovecot(cls.folder.name + '/dovecot', users=accounts)
        if os.environ.get('MAILFLOW_SELF'):
            cls.server = dovecot.Dovecot(cls.folder.name + '/dovecot2', users=accounts)
        else:
            cls.server = peer.Server(users=accounts, ports=('imap',))
        cls.ports = (cls.server.port['imap'], cls.dovecot.port['imap'])

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.dovecot.stop()
        cls.folder.cleanup()

    def run_sequence(self, number):
        """The first difference that nobody has explained, or None."""
        sequence = Sequence(number)
        both = Both(self.ports, self.users[number].encode())
        log = []
        try:
            for command in sequence.commands:
                ours, theirs = both.say(command)
                log.append(command[0])
                if ours == theirs and not both.ended:
                    continue
                if ours == theirs:
                    break
                if any(reason(command[0], ours, theirs, both) for reason in EXPLAINED):
                    if both.ended:
                        break
                    continue
                return '\n'.join([f'sequence {number}:']
                                 + ['  ' + line.decode('latin-1') for line in log]
                                 + ['  ' + line for line in describe(ours, theirs)])
        finally:
            both.close()
        return None

    def run_group(self, first):
        failures = [failure for number in range(first, min(first + GROUP, SEQUENCES))
                    if (failure := self.run_sequence(number))]
        self.assertFalse(failures, f'{len(failures)} sequences differ; the first:\n'
                         + '\n'.join(failures[:3]))


for start in range(0, SEQUENCES, GROUP):
    setattr(Sequences, f'test_from_{start:03}', lambda self, first=start: self.run_group(first))


if __name__ == '__main__':
    peer.main()
