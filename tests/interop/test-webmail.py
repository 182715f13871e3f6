#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""Webmail in a real browser, driven by the W3C WebDriver protocol: signing in,
reading, answering, and a letter that tries everything to run or to be fetched.
And what no browser would send."""

import base64
import contextlib
import email
import email.message
import email.policy
import http.client
import json
import os
import pathlib
import re
import shutil
import smtplib
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse

import peer

ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
PICTURE = base64.b64decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR42mNgqPqPFQ0+CYYqAPMFV6l5'
    'H2BhAAAAAElFTkSuQmCC')


class Browser:
    """A headless Chromium behind its chromedriver."""

    def __init__(self, *arguments):
        self.port = peer.free_port()
        self.profile = tempfile.mkdtemp(prefix='mailflow-chromium-')
        self.driver = subprocess.Popen([peer.need('chromedriver'), f'--port={self.port}'],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        peer.wait_for_port(self.port)
        options = {'binary': peer.need('chromium'),
                   'args': ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic',
                            '--disable-dev-shm-usage', '--no-first-run', '--disable-sync',
                            '--disable-background-networking', '--disable-component-update',
                            '--no-proxy-server', f'--user-data-dir={self.profile}', *arguments]}
        answer = self.call('POST', '/session', {'capabilities': {'alwaysMatch': {
            'browserName': 'chrome', 'goog:chromeOptions': options}}})
        self.session = '/session/' + answer['sessionId']

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=120)
        connection.request(method, path, None if body is None else json.dumps(body),
                           {'Content-Type': 'application/json'})
        response = connection.getresponse()
        value = json.loads(response.read())['value']
        connection.close()
        if response.status != 200:
            raise AssertionError(f'{method} {path}: {value.get("error")}: {value.get("message")}')
        return value

    def do(self, method, path, body=None):
        return self.call(method, self.session + path, body)

    def go(self, url):
        self.do('POST', '/url', {'url': url})

    def run(self, script, *arguments):
        return self.do('POST', '/execute/sync', {'script': script, 'args': list(arguments)})

    def find(self, selector):
        return self.do('POST', '/element', {'using': 'css selector', 'value': selector})[ELEMENT]

    def click(self, selector):
        self.do('POST', f'/element/{self.find(selector)}/click', {})

    def type(self, selector, text):
        self.do('POST', f'/element/{self.find(selector)}/value', {'text': text})

    def text(self, selector):
        return self.do('GET', f'/element/{self.find(selector)}/text')

    def wait_for_heading(self, text):
        """A click returns before the page that it leads to is there."""
        def is_there():
            with contextlib.suppress(AssertionError):
                return self.text('h1') == text
            return False
        peer.wait_for(is_there, 30, f'the page “{text}”')

    def enter_frame(self, selector):
        self.do('POST', '/frame', {'id': {ELEMENT: self.find(selector)}})

    def leave_frame(self):
        self.do('POST', '/frame', {'id': None})

    def has_dialog(self):
        try:
            self.do('GET', '/alert/text')
        except AssertionError:
            return False
        return True

    def picture(self, path):
        pathlib.Path(path).write_bytes(base64.b64decode(self.do('GET', '/screenshot')))

    def quit(self):
        with contextlib.suppress(AssertionError, OSError):
            self.do('DELETE', '')
        self.driver.terminate()
        self.driver.wait(timeout=30)
        shutil.rmtree(self.profile, ignore_errors=True)


class Trap:
    """A web server that nobody is to contact; it counts who does."""

    def __init__(self):
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        self.visits = 0
        threading.Thread(target=self.wait, daemon=True).start()

    def wait(self):
        with contextlib.suppress(OSError):
            while True:
                visitor, _ = self.socket.accept()
                self.visits += 1
                visitor.close()

    def close(self):
        self.socket.close()


class Webmail(peer.ServerCase):

    ports = ('smtp', 'submission', 'http')

    def deliver(self, message, sender='alice@a.example'):
        text = message if isinstance(message, bytes) else message.as_bytes(policy=email.policy.SMTP)
        with smtplib.SMTP('127.0.0.1', self.server.port['smtp'], timeout=20) as client:
            client.sendmail(sender, ['bob@b.example'], text)

    @property
    def url(self):
        return f'http://127.0.0.1:{self.server.port["http"]}'

    def request(self, method, path, body=None, cookie=None, content_type=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.server.port['http'], timeout=60)
        headers = {}
        if cookie:
            headers['Cookie'] = cookie
        if content_type:
            headers['Content-Type'] = content_type
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode('utf-8', 'replace')
        connection.close()
        return response, text

    def post(self, path, fields, cookie=None):
        return self.request('POST', path, urllib.parse.urlencode(fields), cookie,
                            'application/x-www-form-urlencoded')

    @staticmethod
    def token_of(page):
        return re.search(r'name="token" value="([0-9a-f]+)"', page).group(1)

    def sign_in(self, name='bob', password='s3cret'):
        """The cookie and the token of a session."""
        response, page = self.request('GET', '/')
        cookie = response.getheader('Set-Cookie').split(';')[0]
        response, _ = self.post('/sign-in', {'token': self.token_of(page), 'name': name,
                                             'password': password}, cookie)
        self.assertEqual(response.status, 303)
        cookie = response.getheader('Set-Cookie').split(';')[0]
        _, page = self.request('GET', '/mail/INBOX', cookie=cookie)
        return cookie, self.token_of(page)


class InBrowser(Webmail):

    def setUp(self):
        super().setUp()
        self.browser = Browser()
        self.addCleanup(self.browser.quit)

    def sign_in_by_hand(self):
        self.browser.go(self.url + '/')
        self.browser.type('#name', 'bob')
        self.browser.type('#password', 's3cret')
        self.browser.click('main button')
        self.browser.wait_for_heading('Inbox')

    def test_read_and_reply(self):
        letter = email.message.EmailMessage()
        letter['From'] = 'Alice <alice@a.example>'
        letter['To'] = 'bob@b.example'
        letter['Message-ID'] = '<first@b.example>'
        letter['Subject'] = '점심 <b>lunch</b> & more'
        letter.set_content('Look at this:\n</div><script>window.ran = 1</script>\n')
        letter.add_attachment(PICTURE, maintype='image', subtype='png', filename='view.png')
        letter.replace_header('From', 'Bob <bob@b.example>')
        self.deliver(letter)

        self.sign_in_by_hand()
        self.browser.click('a.message')
        self.browser.wait_for_heading('점심 <b>lunch</b> & more')
        self.assertIn('<script>window.ran = 1</script>', self.browser.text('.text'))
        self.assertIsNone(self.browser.run('return window.ran || null'))
        self.assertEqual(self.browser.run('return document.images[0].naturalWidth'), 8)

        path = self.work / 'answer.bin'
        path.write_bytes(bytes(range(256)) * 16)
        self.browser.click('a.reply')
        self.browser.wait_for_heading('Reply')
        self.browser.type('#text', 'Yes!\n')
        self.browser.type('#file', str(path))
        self.browser.click('#compose button')
        self.browser.wait_for_heading('Inbox')
        self.assertEqual(self.browser.text('a.message'), 'Re: 점심 <b>lunch</b> & more')

        files = sorted((self.server.data / 'mail/bob').glob('[nc][eu][wr]/*'))
        messages = [email.message_from_bytes(file.read_bytes()) for file in files]
        answer = next(m for m in messages if m['In-Reply-To'])
        self.assertEqual(answer['In-Reply-To'], '<first@b.example>')
        self.assertRegex(answer['Received'], r'with HTTP')
        parts = {part.get_filename(): part for part in answer.walk()}
        self.assertEqual(parts['answer.bin'].get_payload(decode=True), bytes(range(256)) * 16)
        self.assertIn('Yes!', answer.get_body(('plain',)).get_content()
                      if hasattr(answer, 'get_body') else answer.as_string())

    def test_hostile_letter(self):
        trap = Trap()
        self.addCleanup(trap.close)
        away = f'http://127.0.0.1:{trap.port}'
        html = f'''<html><head><meta http-equiv="refresh" content="0;url={away}/refresh">
<link rel="stylesheet" href="{away}/sheet"><base href="{away}/">
<style>@import "{away}/import"; body {{ background: url({away}/style) }}</style>
<script>top.ran = 1; alert(1)</script><script src="{away}/script"></script></head>
<body onload="top.ran = 2; alert(2)" background="{away}/background">
<img src="{away}/picture" onerror="top.ran = 3"><img src=x onerror=alert(3)>
<p style="background-image: url({away}/inline)" onmouseover="alert(4)">Read me</p>
<svg onload="alert(5)"><script>alert(6)</script><image href="{away}/svg"/></svg>
<math><mtext><table><mglyph><style><img src=x onerror=alert(7)></style></mglyph></table></math>
<a id="link" href="javascript:top.ran=4">press</a><a href="data:text/html,<script>1</script>">d</a>
<form action="{away}/form"><input name=x autofocus onfocus="alert(8)"><button>go</button></form>
<iframe src="{away}/frame"></iframe><object data="{away}/object"></object><embed src="{away}/e">
<video src="{away}/video" autoplay></video><audio src="{away}/audio" autoplay></audio>
</iframe></body></html></iframe><script>top.ran = 5; alert(9)</script>
<!--><img src=x onerror=alert(10)>--><![CDATA[<script>alert(11)</script>]]>
<img src="cid:pic@a" id="good"></body></html>'''
        letter = email.message.EmailMessage()
        letter['From'] = 'alice@a.example'
        letter['Subject'] = '"><script>top.ran = 6; alert(12)</script></title><img src=x onerror=alert(13)>'
        letter.set_content(html, subtype='html')
        letter.add_related(PICTURE, 'image', 'png', cid='<pic@a>',
                           filename='"><img src=x onerror=alert(14)>.png')
        letter.add_attachment(b'<script>alert(15)</script>', maintype='text', subtype='html',
                              filename='page.html')
        self.deliver(letter)

        self.sign_in_by_hand()
        self.browser.click('a.message')
        self.browser.wait_for_heading(letter['Subject'])
        self.browser.enter_frame('iframe')
        self.assertIn('Read me', self.browser.text('body'))
        self.assertIsNone(self.browser.run('return document.querySelector('
                                           '"script, form, iframe, object, embed, svg, style, link, base, '
                                           'meta[http-equiv], input, video, audio, [onload], [onerror]")'))
        widths = self.browser.run('return Array.from(document.images).map(i => i.naturalWidth)')
        self.assertIn(8, widths)
        self.browser.leave_frame()
        time.sleep(1)
        self.assertFalse(self.browser.has_dialog())
        self.assertIsNone(self.browser.run('return window.ran || null'))
        self.assertEqual(trap.visits, 0)
        self.assertTrue(self.browser.run('return location.pathname').startswith('/mail/INBOX/'))

        # The letter's page by itself is as harmless, and a page that came along is a file.
        self.browser.go(self.url + self.browser.run(
            'return document.querySelector("iframe").getAttribute("src")'))
        time.sleep(1)
        self.assertFalse(self.browser.has_dialog())
        self.assertEqual(trap.visits, 0)

    def test_without_scripts(self):
        """No page has one."""
        self.deliver(b'From: alice@a.example\r\nSubject: x\r\n\r\nx\r\n')
        self.sign_in_by_hand()
        for step, heading in ((None, 'Inbox'), ('a.message', 'x'), ('a.reply', 'Reply')):
            if step:
                self.browser.click(step)
            self.browser.wait_for_heading(heading)
            self.assertEqual(self.browser.run('return document.scripts.length'), 0)
            self.assertEqual(self.browser.run(
                'return Array.from(document.querySelectorAll("input:not([type=hidden]), textarea, select"))'
                '.filter(e => !e.labels.length).length'), 0)

    def look_with(self, scheme, width):
        self.browser.do('POST', '/goog/cdp/execute', {
            'cmd': 'Emulation.setEmulatedMedia',
            'params': {'features': [{'name': 'prefers-color-scheme', 'value': scheme}]}})
        self.browser.do('POST', '/goog/cdp/execute', {
            'cmd': 'Emulation.setDeviceMetricsOverride',
            'params': {'width': width, 'height': 800, 'deviceScaleFactor': 1, 'mobile': False}})

    def check_card(self, width):
        """It stands in the middle, and what is in it in the middle of it."""
        left, right, above, below = self.browser.run(
            'const card = document.querySelector("main.card").getBoundingClientRect();'
            'const range = document.createRange();'
            'range.selectNodeContents(document.querySelector("main.card"));'
            'const inner = range.getBoundingClientRect();'
            'return [card.left, card.right, inner.top - card.top, card.bottom - inner.bottom]')
        self.assertAlmostEqual(left, width - right, delta=1)
        self.assertGreaterEqual(right - left, min(420, width - 32))
        self.assertAlmostEqual(above, below, delta=2)

    def test_cards(self):
        for width in (1280, 360):
            self.look_with('light', width)
            self.browser.do('DELETE', '/cookie')
            self.browser.go(self.url + '/')
            self.browser.wait_for_heading('Sign in')
            self.check_card(width)
            self.sign_in_by_hand()
            self.browser.go(self.url + '/mail/INBOX/99')
            self.browser.wait_for_heading('Error 404')
            self.check_card(width)

    def make_pictures(self):
        """Pages for those who want to look at them."""
        folder = os.environ['MAILFLOW_WEBMAIL_PICTURES']
        letter = email.message.EmailMessage()
        letter['From'] = 'Alice <alice@a.example>'
        letter['To'] = 'bob@b.example'
        letter['Subject'] = 'The view from here'
        letter['Date'] = 'Mon, 02 Mar 2026 09:00:00 +0000'
        letter.set_content('Hi Bob,\n\nlook what I can see from the window!\n\nAlice\n')
        letter.add_alternative('<p>Hi <b>Bob</b>,</p><p>look what I can see</p>', subtype='html')
        picture = pathlib.Path(folder, 'picture.png')
        letter.add_attachment(picture.read_bytes() if picture.exists() else PICTURE,
                              maintype='image', subtype='png', filename='view.png')
        for i in range(12):
            self.deliver(f'From: Carol Long-Name <carol@c.example>\r\nSubject: Letter number {i} with a '
                         f'rather long subject that has to be cut\r\n\r\nx\r\n'.encode())
        self.deliver(letter)
        for scheme in ('light', 'dark'):
            for width in (1280, 360):
                self.look_with(scheme, width)
                self.browser.do('DELETE', '/cookie')
                self.browser.go(self.url + '/')
                self.browser.picture(f'{folder}/sign-in-{scheme}-{width}.png')
                self.sign_in_by_hand()
                for name, path in (('inbox', '/mail/INBOX'), ('message', '/mail/INBOX/13'),
                                   ('reply', '/mail/INBOX/13/reply'), ('missing', '/mail/INBOX/99')):
                    self.browser.go(self.url + path)
                    self.browser.picture(f'{folder}/{name}-{scheme}-{width}.png')
                    self.assertLessEqual(self.browser.run('return document.body.scrollWidth'), width)


class ByHand(Webmail):

    def test_tokens_and_cookies(self):
        cookie, token = self.sign_in()
        self.deliver(b'From: alice@a.example\r\nSubject: x\r\n\r\nx\r\n')
        for path, fields in (('/send', {'to': 'bob@b.example', 'text': 'x'}),
                             ('/mail/INBOX/1', {'act': 'delete'}), ('/sign-out', {})):
            for jar, key in ((None, token), (cookie, None), (cookie, 'f' * 32),
                             ('session=' + 'f' * 32, token)):
                data = dict(fields, **({'token': key} if key else {}))
                response, _ = self.post(path, data, jar)
                self.assertEqual(response.status, 403, (path, jar, key))
        response, page = self.request('GET', '/mail/INBOX', cookie=cookie)
        self.assertEqual(response.status, 200)
        self.assertIn('class="message unread"', page)
        self.assertIn("default-src 'none'", response.getheader('Content-Security-Policy'))
        self.assertEqual(response.getheader('X-Content-Type-Options'), 'nosniff')
        self.assertEqual(response.getheader('Referrer-Policy'), 'no-referrer')
        self.assertEqual(response.getheader('Cache-Control'), 'no-store')

        response, page = self.request('GET', '/')
        attributes = response.getheader('Set-Cookie')
        for attribute in ('HttpOnly', 'SameSite=Strict', 'Path=/'):
            self.assertIn(attribute, attributes)
        # Signing in changes the cookie, signing out ends the session.
        self.assertNotEqual(attributes.split(';')[0], cookie)
        self.assertEqual(self.post('/sign-out', {'token': token}, cookie)[0].status, 303)
        _, page = self.request('GET', '/mail/INBOX', cookie=cookie)
        self.assertIn('id="sign-in"', page)

    def test_wrong_passwords(self):
        response, page = self.request('GET', '/')
        cookie = response.getheader('Set-Cookie').split(';')[0]
        fields = {'token': self.token_of(page), 'name': 'bob', 'password': 'wrong'}
        for _ in range(5):
            self.assertEqual(self.post('/sign-in', fields, cookie)[0].status, 403)
        fields['password'] = 's3cret'
        self.assertEqual(self.post('/sign-in', fields, cookie)[0].status, 429)
        fields['name'] = 'carol'
        fields['password'] = 'pa ss'
        self.assertEqual(self.post('/sign-in', fields, cookie)[0].status, 303)

    def test_paths(self):
        cookie, _ = self.sign_in()
        for path in ('/mail/../../etc/passwd', '/mail/%2e%2e', '/mail/%2e%2e%2f%2e%2e%2fetc', '/mail/..',
                     '/mail/INBOX/0', '/mail/INBOX/-1', '/mail/INBOX/1/part/999999999999',
                     '/mail/INBOX/99/html', '/mail/No%20such', '/mail/a%00b', '/mail/%ff', '//', '/x',
                     '/mail/INBOX/1/2/3/4/5/6', '/style.css/x', '/mail/' + 'a/' * 5000):
            response, _ = self.request('GET', path, cookie=cookie)
            # A path that leads up out of all folders is that of the first page.
            if response.getheader('Location') != '/mail/INBOX':
                self.assertIn(response.status, (400, 404), path)
        for method in ('PUT', 'DELETE', 'OPTIONS', 'PATCH'):
            self.assertEqual(self.request(method, '/mail/INBOX', cookie=cookie)[0].status, 405)
        self.assertEqual(self.request('GET', '/send', cookie=cookie)[0].status, 405)
        response, page = self.request('HEAD', '/mail/INBOX', cookie=cookie)
        self.assertEqual((response.status, page), (200, ''))

    def test_letters_and_folders(self):
        cookie, token = self.sign_in()
        form = {'token': token, 'to': 'carol@b.example', 'subject': 'Hi', 'text': 'x'}
        for wrong, status in (({'to': ''}, 400), ({'to': 'nobody'}, 400), ({'to': 'ghost@b.example'}, 400),
                              ({'to': 'a@b.example\r\nBcc: x@y'}, 400)):
            self.assertEqual(self.post('/send', dict(form, **wrong), cookie)[0].status, status, wrong)
        self.assertEqual(self.post('/send', form, cookie)[0].status, 303)
        _, page = self.request('GET', '/mail/Sent', cookie=cookie)
        self.assertIn('>Hi</a>', page)
        other, key = self.sign_in('carol', 'pa ss')
        _, page = self.request('GET', '/mail/INBOX', cookie=other)
        uid = re.search(r'href="/mail/INBOX/(\d+)"', page).group(1)
        for act, mark in (('flag', '★'), ('unread', 'class="message unread"')):
            self.assertEqual(self.post(f'/mail/INBOX/{uid}', {'token': key, 'act': act}, other)[0].status, 303)
            self.assertIn(mark, self.request('GET', '/mail/INBOX', cookie=other)[1])
        self.assertEqual(self.post(f'/mail/INBOX/{uid}', {'token': key, 'act': 'explode'}, other)[0].status, 400)
        self.assertEqual(self.post(f'/mail/INBOX/{uid}', {'token': key, 'act': 'move', 'to': '../x'},
                                   other)[0].status, 503)
        self.assertEqual(self.post(f'/mail/INBOX/{uid}', {'token': key, 'act': 'delete'}, other)[0].status, 303)
        self.assertNotIn('class="message', self.request('GET', '/mail/INBOX', cookie=other)[1])

    def test_giant_bodies(self):
        cookie, token = self.sign_in()
        before = self.memory()
        for head in (b'Content-Length: 4294967296\r\n', b'Transfer-Encoding: chunked\r\n'):
            with socket.create_connection(('127.0.0.1', self.server.port['http']), 60) as raw:
                raw.sendall(b'POST /send HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n' + head + b'\r\n')
                block = b'100000\r\n' + b'x' * 0x100000 + b'\r\n' if b'chunked' in head else b'x' * 0x100000
                with contextlib.suppress(OSError):
                    for _ in range(512):
                        raw.sendall(block)
                    self.fail('the server reads for ever')
        self.assertLess(self.memory() - before, 96 * 1024 * 1024)
        self.assertEqual(self.request('GET', '/mail/INBOX', cookie=cookie)[0].status, 200)

    def memory(self):
        text = pathlib.Path(f'/proc/{self.server.process.pid}/status').read_text()
        return int(re.search(r'VmRSS:\s+(\d+) kB', text).group(1)) * 1024

    def test_crowd(self):
        """A thousand who say nothing, and some who are slow; others are served."""
        crowd = []
        self.addCleanup(lambda: [raw.close() for raw in crowd])
        for i in range(1000):
            raw = socket.create_connection(('127.0.0.1', self.server.port['http']), 30)
            crowd.append(raw)
            if i % 2:
                raw.sendall(b'GET / HTTP/1.1\r\nHo')
        cookie, _ = self.sign_in()
        self.assertEqual(self.request('GET', '/mail/INBOX', cookie=cookie)[0].status, 200)

    def test_garbage(self):
        for words in (b'\0\0\0\0\r\n\r\n', b'GET\r\n\r\n', b'GET / HTTP/9.9\r\n\r\n', b'\xff' * 4096 + b'\r\n\r\n',
                      b'GET / HTTP/1.1\r\n' + b'A: b\r\n' * 50000 + b'\r\n',
                      b'POST /send HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'):
            with socket.create_connection(('127.0.0.1', self.server.port['http']), 30) as raw:
                with contextlib.suppress(OSError):
                    raw.sendall(words)
                    raw.shutdown(socket.SHUT_WR)
                    while raw.recv(65536):
                        pass
        self.assertEqual(self.request('GET', '/')[0].status, 200)

    def test_two_lengths(self):
        """What stands behind a request whose end is in dispute is not taken for another one."""
        for lengths in (b'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
                        b'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n',
                        b'Content-Length: 5\r\nContent-Length: 10\r\n'):
            with socket.create_connection(('127.0.0.1', self.server.port['http']), 30) as raw:
                raw.sendall(b'POST /sign-in HTTP/1.1\r\nHost: x\r\n' + lengths
                            + b'\r\n0\r\n\r\nGET /second HTTP/1.1\r\nHost: x\r\n\r\n')
                answer = b''
                with contextlib.suppress(ConnectionResetError):
                    while data := raw.recv(65536):
                        answer += data
                self.assertEqual(answer.count(b'HTTP/1.1 '), 1, lengths)


if 'MAILFLOW_WEBMAIL_PICTURES' in os.environ:
    InBrowser.test_pictures = InBrowser.make_pictures

peer.main()
