// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Mailflow authors
//
// read.mjs PORT USER PASSWORD: what imapflow finds in INBOX, and the first
// message's bytes, as JSON.

import { ImapFlow } from 'imapflow';

const [port, user, pass] = process.argv.slice(2);
const client = new ImapFlow({
  host: '127.0.0.1', port: Number(port), secure: false, doSTARTTLS: false, auth: { user, pass }, logger: false,
});

await client.connect();
const lock = await client.getMailboxLock('INBOX');
const found = { exists: client.mailbox.exists, folders: [], parts: [] };

for (const folder of await client.list()) found.folders.push(folder.path);

const message = await client.fetchOne('1', { source: true, envelope: true, bodyStructure: true, flags: true });
found.subject = message.envelope.subject;
found.source = message.source.toString('base64');

const walk = (node) => { found.parts.push(node.type); (node.childNodes ?? []).forEach(walk); };
walk(message.bodyStructure);

const { content } = await client.download('1', '2');
const pieces = [];
for await (const piece of content) pieces.push(piece);
found.picture = Buffer.concat(pieces).toString('base64');

await client.messageFlagsAdd('1', ['\\Flagged']);
found.flagged = await client.search({ flagged: true });
await client.mailboxCreate('Reise/Süden');
await client.messageCopy('1', 'Reise/Süden');
await client.append('Reise/Süden', 'Subject: appended\r\n\r\nby imapflow\r\n', ['\\Seen']);
lock.release();
found.status = await client.status('Reise/Süden', { messages: true, unseen: true });
found.status.path = undefined;
await client.logout();
console.log(JSON.stringify(found));
