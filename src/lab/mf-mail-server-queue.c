/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-mail-server-private.h"

#include "base/mf-error.h"

#include <string.h>

/* A message of the queue on its way into a mailbox of the server's own: one for
 * several people of whom some are elsewhere, or a report that comes back. */
typedef struct
{
  MfMailServer *server;
  MfMailbox *mailbox;
  MfQueueLocal *local;
  GBytes *path; /* the field Return-Path */
  GBytes *message;
  char *name;
  char *prepared;
  GError *error;
} Delivery;

static Delivery *
delivery_new (MfMailServer *server,
              MfMailbox *mailbox,
              MfQueueLocal *local,
              const MfEnvelope *envelope,
              GBytes *message)
{
  Delivery *self = g_new0 (Delivery, 1);
  char *path = mf_smtp_format_return_path (envelope);

  self->server = server;
  self->mailbox = mailbox;
  self->local = local;
  self->path = g_bytes_new_take (path, strlen (path));
  self->message = g_bytes_ref (message);
  return self;
}

static void
delivery_free (Delivery *self)
{
  g_bytes_unref (self->path);
  g_bytes_unref (self->message);
  g_clear_error (&self->error);
  g_free (self->name);
  g_free (self->prepared);
  g_free (self);
}

/* The postmaster may be written without a domain: ours (RFC 5321 section 4.1.1.3). */
static gboolean
is_local_cb (const char *domain, gpointer user_data)
{
  return *domain == '\0' || mf_mail_server_is_local (user_data, domain);
}

static gboolean
is_same_mailbox_cb (MfAddress *left, MfAddress *right, gpointer user_data)
{
  MfMailbox *mailbox = mf_mail_server_find_mailbox (user_data, mf_address_get_local_part (left));

  return mailbox != NULL &&
         mailbox == mf_mail_server_find_mailbox (user_data, mf_address_get_local_part (right));
}

static void
refuse (MfQueueLocal *local, const GError *error)
{
  if (g_error_matches (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_FULL))
    mf_queue_local_done (local, &(MfSmtpVerdict) { 452, "4.2.2", "The mailbox is full" });
  else
    mf_queue_local_done (local, &(MfSmtpVerdict) { 451, "4.3.0", "Could not store the message" });
}

/* In a worker thread, or on the spot. */
static void
prepare_cb (gpointer job)
{
  Delivery *self = job;

  self->prepared = mf_maildir_prepare (self->mailbox->maildir, self->name, self->path,
                                       self->message, &self->error);
}

static void
prepared_cb (gpointer job)
{
  Delivery *self = job;

  if (self->error == NULL)
    mf_queue_local_prepared (self->local, self->prepared);
  else
    refuse (self->local, self->error);

  delivery_free (self);
}

static void
deliver_cb (MfQueueLocal *local,
            const char *id,
            MfEnvelope *envelope,
            MfAddress *recipient,
            GBytes *message,
            gpointer user_data)
{
  MfMailServer *self = user_data;
  MfMailbox *mailbox = mf_mail_server_find_mailbox (self, mf_address_get_local_part (recipient));
  Delivery *delivery;

  if (mailbox == NULL)
    {
      mf_queue_local_done (local, &(MfSmtpVerdict) { 550, "5.1.1", "No such user here" });
      return;
    }

  delivery = delivery_new (self, mailbox, local, envelope, message);
  delivery->name = mf_maildir_make_name (mailbox->maildir, self->site->clock, self->site->ids);
  mf_storage_jobs_run (self->jobs, prepare_cb, prepared_cb, delivery);
}

/* In a worker thread, or on the spot. */
static void
finish_work_cb (gpointer job)
{
  Delivery *self = job;

  mf_maildir_finish (self->mailbox->maildir, self->prepared, &self->error);
}

/* (transfer full) (nullable): what lies in the mailbox, if somebody looks on */
static GBytes *
dup_content (const Delivery *self)
{
  GByteArray *content;

  if (!mf_mail_server_is_watched (self->server))
    return NULL;

  content = g_byte_array_new ();
  g_byte_array_append (content, g_bytes_get_data (self->path, NULL), g_bytes_get_size (self->path));
  g_byte_array_append (content, g_bytes_get_data (self->message, NULL),
                       g_bytes_get_size (self->message));
  return g_byte_array_free_to_bytes (content);
}

static void
finished_cb (gpointer job)
{
  Delivery *self = job;

  if (self->error == NULL)
    {
      g_autoptr (GBytes) content = dup_content (self);
      g_autofree char *uid = g_strndup (self->prepared, strcspn (self->prepared, ","));

      mf_mail_server_report_delivered (self->server, self->mailbox, uid, content);
      mf_queue_local_done (self->local, &(MfSmtpVerdict) { 250, "2.0.0", "Delivered" });
    }
  else
    refuse (self->local, self->error);

  delivery_free (self);
}

static void
finish_cb (MfQueueLocal *local,
           MfEnvelope *envelope,
           MfAddress *recipient,
           GBytes *message,
           const char *prepared,
           gpointer user_data)
{
  MfMailServer *self = user_data;
  MfMailbox *mailbox = mf_mail_server_find_mailbox (self, mf_address_get_local_part (recipient));
  Delivery *delivery;

  /* Its user was taken away between two lives of the server. */
  if (mailbox == NULL)
    {
      mf_queue_local_done (local, &(MfSmtpVerdict) { 550, "5.1.1", "No such user here" });
      return;
    }

  delivery = delivery_new (self, mailbox, local, envelope, message);
  delivery->prepared = g_strdup (prepared);
  mf_storage_jobs_run (self->jobs, finish_work_cb, finished_cb, delivery);
}

/* The entry stays pending: the queue finishes it once more, which does nothing,
 * and notes it. What cannot be finished now is kept, and tried again then. */
static void
finish_entry (MfMailServer *self, const MfSpoolEntry *entry, GStrvBuilder *keep)
{
  for (guint i = 0; i < entry->recipients->len; i++)
    {
      const MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (entry, i);
      g_autoptr (GError) error = NULL;
      MfMailbox *mailbox;

      if (recipient->state != MF_SPOOL_PENDING || recipient->prepared == NULL)
        continue;

      g_strv_builder_add (keep, recipient->prepared);
      mailbox = mf_mail_server_find_mailbox (self, mf_address_get_local_part (recipient->address));
      if (mailbox != NULL && !mf_maildir_finish (mailbox->maildir, recipient->prepared, &error))
        g_message ("%s: cannot be delivered yet: %s", entry->id, error->message);
    }
}

static gboolean
recover_cb (GPtrArray *entries, gpointer user_data, GError **error)
{
  MfMailServer *self = user_data;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) keep = NULL;

  for (guint i = 0; i < entries->len; i++)
    finish_entry (self, g_ptr_array_index (entries, i), builder);

  keep = g_strv_builder_end (builder);
  for (guint i = 0; i < self->mailboxes->len; i++)
    {
      const MfMailbox *mailbox = g_ptr_array_index (self->mailboxes, i);

      if (!mf_maildir_clean (mailbox->maildir, (const char *const *) keep, error))
        return FALSE;
    }

  return TRUE;
}

static void
run_cb (MfQueueJobFunc work, MfQueueJobFunc done, gpointer job, gpointer user_data)
{
  MfMailServer *self = user_data;

  mf_storage_jobs_run (self->jobs, work, done, job);
}

const MfQueuePolicy mf_mail_server_queue_policy = {
  .is_local = is_local_cb,
  .is_same_mailbox = is_same_mailbox_cb,
  .deliver = deliver_cb,
  .finish = finish_cb,
  .recover = recover_cb,
  .run = run_cb,
};
