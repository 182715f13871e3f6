/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MfProtocol:
 *
 * The application protocol of a connection. %MF_PROTOCOL_SUBMISSION is SMTP as
 * a user agent speaks it to its own server (RFC 6409), kept apart because the
 * port, the policy and the colour on the screen differ.
 */
typedef enum
{
  MF_PROTOCOL_NONE,
  MF_PROTOCOL_SMTP,
  MF_PROTOCOL_SUBMISSION,
  MF_PROTOCOL_POP3,
  MF_PROTOCOL_IMAP,
  MF_PROTOCOL_HTTP,
  MF_PROTOCOL_DNS,
} MfProtocol;

/**
 * MfPhase:
 * @MF_PHASE_NONE: no session yet, or none any more
 * @MF_PHASE_HANDSHAKE: SMTP from the greeting up to the first MAIL
 * @MF_PHASE_TRANSFER: SMTP from MAIL up to QUIT
 * @MF_PHASE_CLOSURE: SMTP QUIT and its reply
 * @MF_PHASE_AUTHORIZATION: POP3 until the maildrop is open (RFC 1939 section 4)
 * @MF_PHASE_TRANSACTION: POP3 until QUIT (section 5)
 * @MF_PHASE_UPDATE: POP3 from QUIT (section 6)
 * @MF_PHASE_NOT_AUTHENTICATED: IMAP before the log-in (RFC 3501 section 3.1)
 * @MF_PHASE_AUTHENTICATED: IMAP without an open mailbox (section 3.2)
 * @MF_PHASE_SELECTED: IMAP with one (section 3.3)
 * @MF_PHASE_LOGOUT: IMAP at its end (section 3.4)
 * @MF_PHASE_REQUEST: HTTP, which knows no sessions: the client asks (RFC 9110 section 3.4)
 * @MF_PHASE_RESPONSE: HTTP: the server answers
 *
 * Where a session stands: what the bands behind the ladder show.
 */
typedef enum
{
  MF_PHASE_NONE,
  MF_PHASE_HANDSHAKE,
  MF_PHASE_TRANSFER,
  MF_PHASE_CLOSURE,
  MF_PHASE_AUTHORIZATION,
  MF_PHASE_TRANSACTION,
  MF_PHASE_UPDATE,
  MF_PHASE_NOT_AUTHENTICATED,
  MF_PHASE_AUTHENTICATED,
  MF_PHASE_SELECTED,
  MF_PHASE_LOGOUT,
  MF_PHASE_REQUEST,
  MF_PHASE_RESPONSE,
} MfPhase;

#define MF_N_PHASES (MF_PHASE_RESPONSE + 1)

/**
 * MfDirection:
 *
 * Which way bytes go on a connection; the client is who opened it.
 */
typedef enum
{
  MF_TO_SERVER,
  MF_TO_CLIENT,
} MfDirection;

const char *mf_protocol_get_nick (MfProtocol protocol);
const char *mf_protocol_get_label (MfProtocol protocol);
guint16 mf_protocol_get_port (MfProtocol protocol);
const char *mf_phase_get_nick (MfPhase phase);

G_END_DECLS
