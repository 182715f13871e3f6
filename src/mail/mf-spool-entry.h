/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-envelope.h"

G_BEGIN_DECLS

/**
 * MfSpoolState:
 * @MF_SPOOL_PENDING: to be tried, for the first time or again
 * @MF_SPOOL_DELIVERED: the next host, or the mailbox, has it
 * @MF_SPOOL_FAILED: given up; the sender is to be told
 * @MF_SPOOL_REPORTED: given up, and the report about it is in the spool
 */
typedef enum
{
  MF_SPOOL_PENDING,
  MF_SPOOL_DELIVERED,
  MF_SPOOL_FAILED,
  MF_SPOOL_REPORTED,
} MfSpoolState;

/**
 * MfSpoolRecipient:
 * @address: (owned): the forward-path
 * @state: how far it is
 * @attempts: how often it was tried
 * @last_attempt_us: when last, µs since the Unix epoch; 0 for never
 * @next_attempt_us: when again, µs since the Unix epoch; 0 for at once
 * @remote: (nullable) (owned): the host that said @reply
 * @reply: (nullable) (owned): what was said last, code and text: "450 4.2.1 Try later"; any bytes
 * @prepared: (nullable) (owned): the file that waits in the recipient's mailbox on this host,
 *   from mf_maildir_prepare(); the entry is the promise to mf_maildir_finish() it
 *
 * One recipient of a message in the queue.
 */
typedef struct
{
  MfAddress *address;
  MfSpoolState state;
  guint attempts;
  gint64 last_attempt_us;
  gint64 next_attempt_us;
  char *remote;
  char *reply;
  char *prepared;
} MfSpoolRecipient;

/**
 * MfSpoolEntry:
 * @id: (owned): the queue id, unique for ever; letters and digits
 * @sender: (nullable) (owned): the reverse-path
 * @body: what MAIL's BODY parameter said
 * @size: of the message in bytes
 * @arrived_us: when it was taken in, µs since the Unix epoch
 * @recipients: (element-type MfSpoolRecipient) (owned): in the order of the envelope
 *
 * A message in the queue, beside its bytes. A plain struct that the queue's
 * owner changes and stores again; while a worker thread has it, nobody may
 * change it.
 */
typedef struct
{
  gatomicrefcount refs;
  char *id;
  MfAddress *sender;
  MfBodyType body;
  guint64 size;
  gint64 arrived_us;
  GPtrArray *recipients;
} MfSpoolEntry;

MfSpoolEntry *mf_spool_entry_new (const char *id, const MfEnvelope *envelope);
MfSpoolEntry *mf_spool_entry_ref (MfSpoolEntry *self);
void mf_spool_entry_unref (MfSpoolEntry *self);
MfSpoolRecipient *mf_spool_entry_get_recipient (const MfSpoolEntry *self, guint index);
void mf_spool_recipient_set_reply (MfSpoolRecipient *self, const char *remote, const char *reply);
MfEnvelope *mf_spool_entry_dup_envelope (const MfSpoolEntry *self, MfSpoolState state);
gint64 mf_spool_entry_get_next_attempt (const MfSpoolEntry *self);

char *mf_spool_entry_print (const MfSpoolEntry *self);
MfSpoolEntry *mf_spool_entry_parse (const char *text, gsize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfSpoolEntry, mf_spool_entry_unref)

G_END_DECLS
