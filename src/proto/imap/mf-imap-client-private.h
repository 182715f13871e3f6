/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-error.h"
#include "proto/imap/mf-imap-client-table.h"
#include "proto/imap/mf-imap-client.h"
#include "wire/mf-literal-framer.h"

G_BEGIN_DECLS

/* What the client is doing. */
typedef enum
{
  MF_IMAP_CLIENT_READING,     /* a response to what was said last */
  MF_IMAP_CLIENT_RESTING,     /* nothing was said, and nothing is wanted */
  MF_IMAP_CLIENT_PAUSING,     /* it will ask for news again */
  MF_IMAP_CLIENT_TELLING_END, /* which goals are missed now, and that it ended */
  MF_IMAP_CLIENT_OVER,
} MfImapClientMode;

typedef enum
{
  MF_IMAP_CLIENT_NOT_IDLE,
  MF_IMAP_CLIENT_IDLE,     /* the server said "+" */
  MF_IMAP_CLIENT_IDLE_DONE /* and we said DONE */
} MfImapClientIdle;

typedef enum
{
  MF_IMAP_CLIENT_OFFERS_PLAIN = 1 << 0,
  MF_IMAP_CLIENT_OFFERS_INITIAL_RESPONSE = 1 << 1,
  MF_IMAP_CLIENT_DISABLES_LOGIN = 1 << 2,
  MF_IMAP_CLIENT_OFFERS_IDLE = 1 << 3,
  MF_IMAP_CLIENT_OFFERS_MOVE = 1 << 4,
  MF_IMAP_CLIENT_OFFERS_UIDPLUS = 1 << 5,
  MF_IMAP_CLIENT_OFFERS_LITERAL_PLUS = 1 << 6,
  MF_IMAP_CLIENT_OFFERS_LITERAL_MINUS = 1 << 7,
} MfImapClientOffers;

typedef struct
{
  guint number;
  MfImapGoal *goal;
} MfImapClientWanted;

struct _MfImapClient
{
  char *username;
  MfSecret *password;
  gboolean sasl;
  gint64 idle_us;

  MfLiteralFramer *framer;
  guint64 n_fed;      /* bytes of the server */
  guint64 line_start; /* of them, where the line begins that is being read */
  guint64 start;      /* and the response */
  gboolean input_ended;
  GString *output;
  GQueue pieces; /* of GBytes: what is said after the next "+" */

  MfImapClientMode mode;
  MfImapStep step; /* what was said last */
  guint n_tags;
  char *tag; /* nullable: of the command whose end is awaited */
  MfImapClientIdle idle;
  gboolean renew; /* this IDLE ends only to be said again */
  gboolean stop;  /* the waiting is to end */
  gboolean signed_in;
  gboolean capabilities_known;
  MfImapClientOffers offers;

  GQueue wanted;               /* of MfImapClientWanted: the goals that wait */
  MfImapClientWanted *current; /* nullable: the one that is worked on */
  guint n_goals;
  gboolean found;  /* what the current step asked for has come */
  GError *refusal; /* nullable: what the server said last, if that was no OK */
  GError *failure; /* nullable: why the session is over */

  char *folder;       /* nullable: that is open, UTF-8 */
  gboolean selecting; /* its data are coming in */
  guint32 uid_validity;
  guint32 n_exists;
  GArray *uids;      /* of guint32, by sequence number; 0 where it is not known */
  GHashTable *known; /* of UIDs: those that the owner was told of, or knew */
  guint32 largest;   /* UID in it */
  GHashTable
      *gone; /* of UIDs: those that were told to be gone while the current goal was worked on */

  MfImapResponse *response;  /* nullable: what the events are about */
  MfImapSet *stored;         /* nullable: likewise */
  char *told_folder;         /* nullable: likewise */
  MfImapClientWanted *ended; /* nullable: the goal that is over now */
  GError *ended_error;       /* nullable: why it is missed */
  GArray *events;            /* of MfImapClientEvent */
  guint n_told;              /* of them */

  gint64 now_us;
  gint64 deadline_us;
  gint64 wake_us; /* when an IDLE is renewed, or a pause is over */
  gboolean heard; /* since the last mf_imap_client_advance() */
};

/* @error: (transfer full) */
void mf_imap_client_fail (MfImapClient *self, GError *error);
void mf_imap_client_fail_with (MfImapClient *self,
                               MfProtocolErrorCode code,
                               const char *rfc,
                               const char *message);
void mf_imap_client_tell (MfImapClient *self, MfImapClientEvent event);
void mf_imap_client_follow (MfImapClient *self, gboolean ok);

/* mf-imap-client-input.c */
gboolean mf_imap_client_read_input (MfImapClient *self);

/* mf-imap-client-command.c */
void mf_imap_client_say (MfImapClient *self, MfImapStep step);
void mf_imap_client_go_on (MfImapClient *self);

/* mf-imap-client-response.c: takes self->response in */
void mf_imap_client_handle_response (MfImapClient *self);
void mf_imap_client_end_known (MfImapClient *self);
void mf_imap_client_tell_gone (MfImapClient *self, guint32 uid);
void mf_imap_client_forget_folder (MfImapClient *self);
guint mf_imap_client_count_known (const MfImapClient *self);
void mf_imap_client_learn (MfImapClient *self, guint32 uid);

G_END_DECLS
