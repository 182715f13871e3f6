# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
"""Letters that an IMAP server has to take apart: ordinary ones, and such as
nobody should write but some do."""

import base64
import quopri


def crlf(text):
    return text.replace('\n', '\r\n').encode()


PICTURE = base64.b64decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGNgYPiPA9FLAgBz'
    'cj/BvUVyvAAAAABJRU5ErkJggg==')

PLAIN = crlf("""\
Date: Mon, 2 Mar 2026 09:00:00 +0900
From: Alice <alice@a.example>
To: Bob <bob@b.example>
Subject: Lunch on Friday?
Message-ID: <1@a.example>

The little noodle place by the river is open again.
""")

KOREAN = crlf("""\
Date: Tue, 3 Mar 2026 10:30:00 +0000
From: =?UTF-8?B?7JWo66as7Iqk?= <alice@a.example>
Sender: Office <office@a.example>
Reply-To: replies@a.example
To: Team: Bob <bob@b.example>, carol@b.example;, "Dave, D." <dave@c.example>
Cc: Erin <erin@c.example>
Bcc: frank@c.example
In-Reply-To: <1@a.example>
Subject: =?UTF-8?B?7JWI64WV7ZWY7IS47JqU?= a
 folded one
Message-ID: <2@a.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

""") + quopri.encodestring('안녕하세요, 밥.\n'.encode()).replace(b'\n', b'\r\n')

PARTS = crlf("""\
Date: Wed, 4 Mar 2026 11:00:00 -0500
From: Alice <alice@a.example>
To: bob@b.example
Subject: With a picture
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer edge"

A preamble that nobody reads.
--outer edge
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=us-ascii
Content-ID: <text@a.example>

Plain words.
--inner
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: 8bit
Content-Language: en, ko

<p>Marked words.</p>
--inner--
--outer edge
Content-Type: image/png; name="dot.png"
Content-Disposition: attachment; filename="dot.png"
Content-Description: A dot
Content-Transfer-Encoding: base64
Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==
Content-Location: http://a.example/dot.png

""") + base64.encodebytes(PICTURE).replace(b'\n', b'\r\n') + crlf("""\
--outer edge--
An epilogue.
""")

FORWARDED = crlf("""\
Date: Thu, 5 Mar 2026 12:00:00 +0000
From: Carol <carol@b.example>
To: bob@b.example
Subject: Fwd: With a picture
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=frame

--frame
Content-Type: text/plain

See below.
--frame
Content-Type: message/rfc822
Content-Disposition: inline

""") + PARTS + crlf("""\
--frame
Content-Type: message/rfc822

""") + PLAIN + crlf("""\
--frame--
""")

BARE = b'\r\nA letter without a header.\r\n'
EMPTY = crlf('Subject: nothing to say\n\n')
NO_BLANK = crlf('Subject: a header and no more\nFrom: x@a.example\n')
UNCLOSED = crlf("""\
From: x@a.example
Subject: unclosed
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

one
--b

two
""")
ODD_ADDRESSES = crlf("""\
From: "A \\"quoted\\" one" <"odd local"@a.example>
To: undisclosed-recipients:;
Cc: <plain@b.example>, (a comment) bob@b.example, <@route.example:bob@b.example>
Date: not a date
Subject: =?ISO-8859-1?Q?caf=E9?= "and" \\more
References: <1@a.example>
 <2@a.example>

Odd.
""")
LONG = (b'From: long@a.example\r\nSubject: ' + b'very ' * 200 + b'long\r\n'
        b'X-Empty:\r\n\r\n' + b'A line of text for the long letter.\r\n' * 400)

LETTERS = [PLAIN, KOREAN, PARTS, FORWARDED, BARE, EMPTY, NO_BLANK, UNCLOSED, ODD_ADDRESSES, LONG]
