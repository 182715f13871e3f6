// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Mailflow authors
//
// send.mjs PORT USER PASSWORD FILE: nodemailer hands a message over as it is.

import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';

const [port, user, pass, path] = process.argv.slice(2);
const transport = createTransport({
  host: '127.0.0.1', port: Number(port), secure: false, ignoreTLS: true, auth: { user, pass },
});
await transport.sendMail({
  envelope: { from: 'carol@b.example', to: ['bob@b.example'] }, raw: readFileSync(path),
});
