/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-mail-server-private.h"

G_BEGIN_DECLS

/* A session that nobody uses for so long is over. */
#define MF_WEBMAIL_SESSION_US (30 * G_TIME_SPAN_MINUTE)

/* So many sessions at one time; the one that was unused for longest makes way. */
#define MF_WEBMAIL_MAX_SESSIONS 10000

/* After so many wrong passwords for one name, or from one address, nobody is let
 * in there for a while, with the right one neither. */
#define MF_WEBMAIL_MAX_FAILURES 5
#define MF_WEBMAIL_MAX_FAILURES_PER_PEER 50
#define MF_WEBMAIL_LOCK_US (1 * G_TIME_SPAN_MINUTE)

/**
 * MfWebmailSession:
 * @id: what the browser's cookie says
 * @token: what the session's forms carry
 * @mailbox: (nullable): who has signed in; %NULL before that
 *
 * What ties a browser's requests together.
 */
typedef struct
{
  char *id;
  char *token;
  MfMailbox *mailbox;
  gint64 last_us;
  GList link;
} MfWebmailSession;

typedef struct _MfWebmailSessions MfWebmailSessions;

MfWebmailSessions *mf_webmail_sessions_new (const MfSite *site);
void mf_webmail_sessions_free (MfWebmailSessions *self);

MfWebmailSession *mf_webmail_sessions_find (MfWebmailSessions *self, const char *cookies);
MfWebmailSession *mf_webmail_sessions_begin (MfWebmailSessions *self, MfMailbox *mailbox);
void mf_webmail_sessions_end (MfWebmailSessions *self, const char *token);

gboolean mf_webmail_sessions_may_try (MfWebmailSessions *self, const char *name, const char *peer);
void mf_webmail_sessions_note_failure (MfWebmailSessions *self, const char *name, const char *peer);

G_END_DECLS
