/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/mf-protocol.h"

/* IANA's port numbers: RFC 5321 section 4.5.4.2, RFC 6409 section 3.1,
 * RFC 1939 section 3, RFC 3501 section 2.1, RFC 9110 section 4.2.1, RFC 1035. */
static const struct
{
  const char *nick;
  const char *label;
  guint16 port;
} protocols[] = {
  [MF_PROTOCOL_NONE] = { "none", "", 0 },
  [MF_PROTOCOL_SMTP] = { "smtp", "SMTP", 25 },
  [MF_PROTOCOL_SUBMISSION] = { "submission", "SMTP", 587 },
  [MF_PROTOCOL_POP3] = { "pop3", "POP3", 110 },
  [MF_PROTOCOL_IMAP] = { "imap", "IMAP", 143 },
  [MF_PROTOCOL_HTTP] = { "http", "HTTP", 80 },
  [MF_PROTOCOL_DNS] = { "dns", "DNS", 53 },
};

static const char *const phases[] = {
  [MF_PHASE_NONE] = "none",
  [MF_PHASE_HANDSHAKE] = "handshake",
  [MF_PHASE_TRANSFER] = "transfer",
  [MF_PHASE_CLOSURE] = "closure",
  [MF_PHASE_AUTHORIZATION] = "authorization",
  [MF_PHASE_TRANSACTION] = "transaction",
  [MF_PHASE_UPDATE] = "update",
  [MF_PHASE_NOT_AUTHENTICATED] = "not-authenticated",
  [MF_PHASE_AUTHENTICATED] = "authenticated",
  [MF_PHASE_SELECTED] = "selected",
  [MF_PHASE_LOGOUT] = "logout",
  [MF_PHASE_REQUEST] = "request",
  [MF_PHASE_RESPONSE] = "response",
};

/**
 * mf_protocol_get_nick:
 * @protocol: a protocol
 *
 * Returns: (transfer none): its name in files and options, such as "pop3"
 */
const char *
mf_protocol_get_nick (MfProtocol protocol)
{
  g_return_val_if_fail ((guint) protocol < G_N_ELEMENTS (protocols), "none");

  return protocols[protocol].nick;
}

/**
 * mf_protocol_get_label:
 * @protocol: a protocol
 *
 * Returns: (transfer none): its name as the learner reads it, never translated
 */
const char *
mf_protocol_get_label (MfProtocol protocol)
{
  g_return_val_if_fail ((guint) protocol < G_N_ELEMENTS (protocols), "");

  return protocols[protocol].label;
}

/**
 * mf_protocol_get_port:
 * @protocol: a protocol
 *
 * Returns: the port that its server listens on
 */
guint16
mf_protocol_get_port (MfProtocol protocol)
{
  g_return_val_if_fail ((guint) protocol < G_N_ELEMENTS (protocols), 0);

  return protocols[protocol].port;
}

/**
 * mf_phase_get_nick:
 * @phase: a phase
 *
 * Returns: (transfer none): its name in files
 */
const char *
mf_phase_get_nick (MfPhase phase)
{
  g_return_val_if_fail ((guint) phase < G_N_ELEMENTS (phases), "none");

  return phases[phase];
}
