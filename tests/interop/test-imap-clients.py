#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""Mail programs of others read by IMAP and POP3 what others have sent.

One letter with a Korean subject, a picture and a forwarded message in it goes
in by SMTP and comes out again to the byte.
"""

import base64
import email
import email.message
import email.policy
import imaplib
import json
import mailbox
import os
import pathlib
import re
import shutil
import smtplib
import subprocess

import imap_letters
import imap_wire
import peer

HERE = pathlib.Path(__file__).parent


def make_letter():
    """The letter, with CRLF, as its sender hands it over."""
    letter = email.message.EmailMessage(policy=email.policy.SMTP)
    letter['From'] = 'Alice <alice@a.example>'
    letter['To'] = 'Bob <bob@b.example>'
    letter['Subject'] = '안녕하세요, 밥'
    letter['Date'] = 'Mon, 02 Mar 2026 09:00:00 +0900'
    letter['Message-ID'] = '<korean@a.example>'
    letter.set_content('그림과 전달된 편지입니다.\n.\n..점\n')
    letter.add_attachment(imap_letters.PICTURE, maintype='image', subtype='png', filename='그림.png')
    letter.add_attachment(email.message_from_bytes(imap_letters.PARTS, policy=email.policy.SMTP))
    return letter.as_bytes()


LETTER = make_letter()


class Clients(peer.ServerCase):

    ports = ('smtp', 'submission', 'pop3', 'imap')

    def setUp(self):
        super().setUp()
        self.letter = self.work / 'letter.eml'
        self.letter.write_bytes(LETTER)
        self.environment = {**os.environ, 'HOME': str(self.work), 'LC_ALL': 'C.UTF-8', 'TERM': 'vt100',
                            'MAILRC': '/dev/null'}

    # Sending

    def send(self):
        with smtplib.SMTP('127.0.0.1', self.server.port['smtp'], timeout=20) as client:
            client.sendmail('alice@a.example', ['bob@b.example'], LETTER)

    def imap(self, user='bob', password='s3cret'):
        box = imaplib.IMAP4('127.0.0.1', self.server.port['imap'], timeout=20)
        box.login(user, password)
        return box

    def stored(self):
        """The letter as it lies in the mailbox, read by curl."""
        return peer.run('curl', '-sS', '--user', 'bob:s3cret',
                        f'imap://127.0.0.1:{self.server.port["imap"]}/INBOX;MAILINDEX=1').stdout

    def check(self, got, sent=LETTER):
        """The letter is as it was sent; only trace fields were put before it."""
        self.assertTrue(got.endswith(sent), got[-3000:])
        trace = got[:-len(sent)]
        self.assertRegex(trace, rb'\AReturn-Path: <[^>]*>\r\nReceived: from ')

    def check_local(self, text):
        """As check(), of a copy that was stored with the local line ends."""
        if isinstance(text, str):
            text = text.encode()
        self.assertNotIn(b'\r', text)
        self.check(text.replace(b'\n', b'\r\n'))

    def test_curl_sends_and_reads(self):
        peer.run('curl', '-sS', '--url', f'smtp://127.0.0.1:{self.server.port["smtp"]}/a.example',
                 '--mail-from', 'alice@a.example', '--mail-rcpt', 'bob@b.example',
                 '--upload-file', self.letter)
        url = f'imap://127.0.0.1:{self.server.port["imap"]}/INBOX'
        self.check(self.stored())
        part = peer.run('curl', '-sS', '--user', 'bob:s3cret', url + ';MAILINDEX=1;SECTION=2').stdout
        self.assertEqual(base64.b64decode(part), imap_letters.PICTURE)
        found = peer.run('curl', '-sS', '--user', 'bob:s3cret', url + '?SUBJECT%20nothing').stdout
        self.assertEqual(found, b'* SEARCH\r\n')
        peer.run('curl', '-sS', '--user', 'bob:s3cret', '--upload-file', self.letter, url)
        self.assertEqual(peer.run('curl', '-sS', '--user', 'bob:s3cret', url + ';MAILINDEX=2').stdout, LETTER)

    def test_swaks_sends(self):
        peer.run('swaks', '--server', f'127.0.0.1:{self.server.port["submission"]}', '--auth', 'PLAIN',
                 '--auth-user', 'carol', '--auth-password', 'pa ss', '--helo', 'a.example',
                 '--from', 'carol@b.example', '--to', 'bob@b.example',
                 '--data', '@' + str(self.letter))
        # swaks ends the data with an empty line of its own.
        self.check(self.stored(), LETTER + b'\r\n')

    def test_msmtp_sends(self):
        config = self.work / 'msmtprc'
        config.write_text(f'account default\nhost 127.0.0.1\nport {self.server.port["submission"]}\n'
                          'from carol@b.example\nauth plain\nuser carol\npassword "pa ss"\ntls off\n')
        config.chmod(0o600)
        with open(self.letter, 'rb') as letter:
            peer.run('msmtp', '-C', config, 'bob@b.example', stdin=letter)
        self.check(self.stored())

    def test_nodemailer_sends_and_imapflow_reads(self):
        peer.need('node')
        for name in ('package.json', 'package-lock.json', 'read.mjs', 'send.mjs'):
            shutil.copy(HERE / 'node' / name, self.work)
        peer.run('npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts', cwd=self.work)
        peer.run('node', 'send.mjs', self.server.port['submission'], 'carol', 'pa ss', self.letter,
                 cwd=self.work)
        done = peer.run('node', 'read.mjs', self.server.port['imap'], 'bob', 's3cret', cwd=self.work)
        found = json.loads(done.stdout)
        self.check(base64.b64decode(found['source']))
        self.assertEqual(found['subject'], '안녕하세요, 밥')
        self.assertEqual(base64.b64decode(found['picture']), imap_letters.PICTURE)
        self.assertEqual(found['exists'], 1)
        self.assertIn('INBOX', found['folders'])
        self.assertEqual(found['parts'][:4], ['multipart/mixed', 'text/plain', 'image/png', 'message/rfc822'])
        self.assertEqual(found['flagged'], [1])
        self.assertEqual(found['status'], {'messages': 2, 'unseen': found['status']['unseen']})

    # Reading

    def test_imaplib_reads(self):
        self.send()
        box = self.imap()
        self.assertEqual(box.select(), ('OK', [b'1']))
        self.check(box.fetch('1', '(BODY.PEEK[])')[1][0][1])
        nested = box.fetch('1', '(BODY.PEEK[3])')[1][0][1]
        self.assertEqual(email.message_from_bytes(nested, policy=email.policy.SMTP)['Subject'], 'With a picture')
        inner = box.fetch('1', '(BODY.PEEK[3.2])')[1][0][1]
        self.assertEqual(base64.b64decode(inner), imap_letters.PICTURE)
        box.literal = '안녕'.encode()
        self.assertEqual(box.search('UTF-8', 'SUBJECT'), ('OK', [b'1']))
        box.logout()

    def test_mail_imapclient_reads(self):
        self.send()
        out = self.work / 'out.eml'
        peer.run('perl', HERE / 'read.pl', self.server.port['imap'], 'bob', 's3cret', out)
        self.check(out.read_bytes())

    def test_mutt_sends(self):
        """mutt writes the letter itself: what it was given must come out of it."""
        picture = self.work / 'dot.png'
        picture.write_bytes(imap_letters.PICTURE)
        forwarded = self.work / 'forwarded.eml'
        forwarded.write_bytes(imap_letters.PARTS.replace(b'\r\n', b'\n'))
        config = self.work / 'muttrc'
        config.write_text(f'set smtp_url="smtp://carol@127.0.0.1:{self.server.port["submission"]}"\n'
                          'set smtp_pass="pa ss"\nset ssl_starttls=no ssl_force_tls=no\nset from=carol@b.example\n'
                          'set hostname=b.example\nset copy=no\nset send_charset="utf-8"\n'
                          'set smtp_authenticators="plain:login"\n')
        (self.work / '.mime.types').write_text('message/rfc822 eml\nimage/png png\n')
        peer.run('mutt', '-F', config, '-s', '안녕하세요, 밥', '-a', picture, forwarded, '--', 'bob@b.example',
                 input='그림입니다.\n'.encode(), env=self.environment)
        got = email.message_from_bytes(self.stored(), policy=email.policy.default)
        self.assertEqual(got['Subject'], '안녕하세요, 밥')
        self.assert_parts(got)

    def assert_parts(self, got):
        picture = [part for part in got.walk() if part.get_content_type() == 'image/png'][0]
        self.assertEqual(picture.get_content(), imap_letters.PICTURE)
        forwarded = [part for part in got.walk() if part.get_content_type() == 'message/rfc822'][0]
        inner = forwarded.get_payload(0)
        self.assertEqual(inner['Subject'], 'With a picture')

    def test_mutt_reads(self):
        self.send()
        out = self.work / 'saved'
        config = self.work / 'muttrc'
        config.write_text(f'set folder="imap://bob@127.0.0.1:{self.server.port["imap"]}"\n'
                          'set imap_pass="s3cret"\nset ssl_starttls=no ssl_force_tls=no\nset spoolfile="+INBOX"\n'
                          'set mbox_type=Maildir\nset confirmappend=no\nset confirmcreate=no\nset delete=no\n'
                          'set move=no\nset quit=yes\nset copy_decode_weed=no\nset resolve=no\n'
                          f'push "<copy-message>{out}<enter><quit>"\n')
        peer.run('script', '-qec', f'stty rows 24 cols 80; mutt -F {config}', '/dev/null', env=self.environment,
                 stdin=subprocess.DEVNULL, timeout=20)
        saved = [path for path in out.glob('*/*') if path.is_file()]
        self.assertEqual(len(saved), 1, saved)
        # mutt notes in the header of its copy that it was read.
        self.check_local(re.sub(rb'^(Status|Content-Length|Lines): .*\n', b'', saved[0].read_bytes(),
                                flags=re.MULTILINE))

    def test_s_nail_sends(self):
        """s-nail writes the letter itself, too."""
        picture = self.work / 'dot.png'
        picture.write_bytes(imap_letters.PICTURE)
        forwarded = self.work / 'forwarded.eml'
        forwarded.write_bytes(imap_letters.PARTS.replace(b'\r\n', b'\n'))
        (self.work / '.mime.types').write_text('message/rfc822 eml\nimage/png png\n')
        peer.run('s-nail', '-:/', '-S', 'v15-compat', '-S', 'sendwait', '-S', 'mimetypes-load-control=u',
                 '-S', 'from=carol@b.example', '-S', 'smtp-auth=plain', '-S', 'ttycharset=utf-8',
                 '-S', f'mta=smtp://carol:pa%20ss@127.0.0.1:{self.server.port["submission"]}',
                 '-S', 'sendcharsets=utf-8', '-s', '안녕하세요, 밥', '-a', picture, '-a', forwarded,
                 'bob@b.example', input='그림입니다.\n'.encode(), env=self.environment)
        got = email.message_from_bytes(self.stored(), policy=email.policy.default)
        self.assertEqual(got['Subject'], '안녕하세요, 밥')
        self.assert_parts(got)

    def test_s_nail_reads(self):
        self.send()
        for protocol in ('imap', 'pop3'):
            out = self.work / (protocol + '.mbox')
            peer.run('s-nail', '-:/', '-S', 'v15-compat', '-S', 'imap-auth=login', '-R',
                     '-f', f'{protocol}://bob:s3cret@127.0.0.1:{self.server.port[protocol]}',
                     input=f'copy 1 {out}\nexit\n'.encode(), env=self.environment)
            box = mailbox.mbox(out)
            self.assertEqual(len(box), 1)
            text = re.sub(rb'^(Status|X-Status): .*\n', b'', box.get_bytes(0), flags=re.MULTILINE)
            self.check_local(text.removesuffix(b'\n') if not LETTER.endswith(b'\r\n\r\n') and
                             text.endswith(b'\n\n') else text)

    def test_fetchmail_reads(self):
        for protocol in ('imap', 'pop3'):
            with self.subTest(protocol):
                self.send()
                out = self.work / f'fetched-{protocol}'
                config = self.work / 'fetchmailrc'
                config.write_text(f'set invisible\npoll 127.0.0.1 proto {protocol} port {self.server.port[protocol]} '
                                  f'auth password user bob password s3cret mda "cat >> {out}" norewrite '
                                  'sslproto "" nokeep\n')
                config.chmod(0o600)
                peer.run('fetchmail', '-f', config, '-v', '--nosyslog', '--pidfile', self.work / 'pid',
                         '--idfile', self.work / 'ids', env=self.environment)
                self.check_local(re.sub(rb'\A(Return-Path: .*\n)?X-Original.*\n', rb'\1', out.read_bytes()))
                box = self.imap()
                self.assertEqual(box.select(), ('OK', [b'0']))
                box.logout()

    # mbsync

    def sync(self, config):
        return peer.run('mbsync', '-c', config, '-V', 'all', env=self.environment, timeout=200).stdout.decode()

    def test_mbsync_two_ways(self):
        """1,000 messages, 500 on each side; then there is nothing left to do."""
        local = self.work / 'local'
        local.mkdir()
        inbox = mailbox.Maildir(local / 'INBOX', create=True)
        for number in range(500):
            inbox.add(b'Subject: here %d\nMessage-ID: <h%d@a.example>\n\n%s\n' % (number, number, b'x' * number))
        box = self.imap()
        box.select()
        for number in range(500):
            box.append('INBOX', '(\\Seen)' if number % 3 else None, None,
                       b'Subject: there %d\r\nMessage-ID: <t%d@a.example>\r\n\r\n%s\r\n' % (number, number, b'y' * number))
        box.append('INBOX', None, None, LETTER)
        box.create('Work')
        box.append('Work', '(\\Flagged)', None, LETTER)
        config = self.work / 'mbsyncrc'
        config.write_text(f"""\
IMAPAccount all
Host 127.0.0.1
Port {self.server.port["imap"]}
User bob
Pass s3cret
TLSType None
AuthMechs LOGIN

IMAPStore far
Account all

MaildirStore near
Path {local}/
Inbox {local}/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Both
Remove Both
Expunge Both
SyncState *
CopyArrivalDate yes
""")
        self.sync(config)
        self.assertEqual(len(inbox), 1001)
        self.assertEqual(box.select()[1], [b'1001'])
        copies = [path for path in (local / 'Work').glob('*/*') if path.is_file()]
        self.assertEqual(len(copies), 1)
        self.assertTrue(copies[0].name.endswith('F') or 'F' in copies[0].name.rpartition(',')[2], copies[0].name)
        # mbsync marks its copies with a field of its own while it works.
        self.assertEqual(re.sub(rb'^X-TUID: .*\n', b'', copies[0].read_bytes(), flags=re.MULTILINE),
                         LETTER.replace(b'\r\n', b'\n'))
        before = {path.name for path in (local / 'INBOX').glob('*/*')}
        again = self.sync(config)
        self.assertEqual(before, {path.name for path in (local / 'INBOX').glob('*/*')})
        self.assertEqual(box.select()[1], [b'1001'])
        for words in re.findall(r'(?:Far|Near): \+(\d+) \*(\d+) #(\d+)(?: -(\d+))?', again):
            self.assertEqual({word for word in words if word}, {'0'}, again)
        # What happens on one side happens on the other.
        box.store('1:10', '+FLAGS', '(\\Flagged)')
        box.store('11:20', '+FLAGS', '(\\Deleted)')
        box.expunge()
        self.sync(config)
        inbox = mailbox.Maildir(local / 'INBOX')
        self.assertEqual(len(inbox), 991)
        self.assertEqual(sum('F' in message.get_flags() for message in inbox), 10)
        box.logout()

    # Two sessions on one mailbox

    def test_idle_tells_at_once(self):
        """A letter that comes by SMTP is told to a session that waits (RFC 2177)."""
        waiting = imap_wire.Connection(self.server.port['imap'])
        self.addCleanup(waiting.close)
        waiting.command(b'LOGIN bob s3cret')
        waiting.command(b'SELECT INBOX')
        waiting.send(b'i IDLE\r\n')
        self.assertTrue(waiting.response().startswith(b'+'))
        self.send()
        seen = []
        while b'* 1 EXISTS' not in seen:
            seen.append(waiting.response())
        waiting.send(b'DONE\r\n')
        while not waiting.response().startswith(b'i OK'):
            pass


if __name__ == '__main__':
    peer.main()
