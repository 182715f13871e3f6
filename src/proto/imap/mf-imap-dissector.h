/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-dissector.h"

G_BEGIN_DECLS

/* Topics. COMMAND is a command of RFC 3501 or its extensions in capital letters,
 * UID-FETCH and the like with a hyphen, or unknown; STATUS is OK, NO, BAD, PREAUTH or BYE;
 * DATA is CAPABILITY, LIST, STATUS, SEARCH, FLAGS, EXISTS, FETCH and so on, or unknown:
 *
 *   imap.COMMAND          a command, up to a literal that comes in a unit of its own
 *   imap.DONE             the end of IDLE
 *   imap.response         a line of the client inside AUTHENTICATE; imap.cancel is the line "*"
 *   imap.STATUS.greeting  the first response of a connection
 *   imap.STATUS.COMMAND   the tagged response to that command; imap.STATUS if no one asked
 *   imap.*.STATUS         an untagged status response
 *   imap.*.DATA           another untagged response, up to such a literal
 *   imap.+.literal        "go on": with the literal, imap.+.IDLE, imap.+.AUTHENTICATE; imap.+
 *   imap.data             a literal, or a piece of it; the CRLF that ends a command with it
 *   imap.rest             what stands behind a literal, or in a line longer than a unit
 *   imap.tls              a TLS record behind STARTTLS
 *   imap.opaque           bytes that are not IMAP
 *
 * Fields:
 *
 *   commands    tag, command; username, password, mechanism, initial-response, mailbox,
 *               list-mailbox, option, status-att, sequence-set, fetch-att, store-att, flag,
 *               search-key, search-value, date-time, capability, id-param, argument
 *   AUTHENTICATE  challenge, response, username and password with their decoded values
 *   responses   tag, untagged, continuation; status, response-code (around uid-validity, uid,
 *               uid-set, flag, capability, message-number), text; response-name,
 *               message-number, message-count, capability, mailbox-flag, hierarchy-delimiter,
 *               mailbox, status-att, status-value, search-return, namespace
 *   FETCH       fetch-att (around section), uid, octets, flag, date-time, mod-sequence, envelope
 *               (around env-date, env-subject, env-from …), body-structure (around media-type,
 *               media-subtype)
 *   literals    literal (around what it holds); header-field, field-name, field-body,
 *               blank-line, body of a message
 */
MfDissector *mf_imap_dissector_new (void);

G_END_DECLS
