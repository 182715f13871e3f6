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
  MfSpoolFile *file;
  GBytes *message;
  GBytes *content;
  char *uid;
  GError *error;
} Delivery;

static void
delivery_free (Delivery *self)
{
  g_clear_pointer (&self->file, mf_spool_file_free);
  g_clear_pointer (&self->message, g_bytes_unref);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_error (&self->error);
  g_free (self->uid);
  g_free (self);
}

/* The postmaster may be written without a domain: ours (RFC 5321 section 4.1.1.3). */
static gboolean
is_local_cb (const char *domain, gpointer user_data)
{
  return *domain == '\0' || mf_mail_server_is_local (user_data, domain);
}

/* In a worker thread, or on the spot. */
static void
store_cb (gpointer job)
{
  Delivery *self = job;

  if (!mf_spool_file_append_bytes (self->file, self->message, &self->error))
    return;

  if (mf_mail_server_is_watched (self->server))
    self->content = mf_spool_file_map (self->file, &self->error);

  if (self->error == NULL)
    self->uid = mf_maildir_deliver (&self->mailbox->maildir, 1, self->file, &self->error);
}

static void
stored_cb (gpointer job)
{
  Delivery *self = job;

  if (self->error == NULL)
    {
      mf_mail_server_report_delivered (self->server, self->mailbox, self->uid, self->content);
      mf_queue_local_done (self->local, &(MfSmtpVerdict) { 250, "2.0.0", "Delivered" });
    }
  else if (g_error_matches (self->error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_FULL))
    mf_queue_local_done (self->local, &(MfSmtpVerdict) { 452, "4.2.2", "The mailbox is full" });
  else
    mf_queue_local_done (self->local,
                         &(MfSmtpVerdict) { 451, "4.3.0", "Could not store the message" });

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
  g_autofree char *path = NULL;
  Delivery *delivery;

  if (mailbox == NULL)
    {
      mf_queue_local_done (local, &(MfSmtpVerdict) { 550, "5.1.1", "No such user here" });
      return;
    }

  path = mf_smtp_format_return_path (envelope);
  delivery = g_new0 (Delivery, 1);
  delivery->server = self;
  delivery->mailbox = mailbox;
  delivery->local = local;
  delivery->message = g_bytes_ref (message);
  delivery->file = mf_maildir_begin (mailbox->maildir, self->site->clock, self->site->ids);
  mf_spool_file_append (delivery->file, (const guint8 *) path, strlen (path), NULL);
  mf_storage_jobs_run (self->jobs, store_cb, stored_cb, delivery);
}

static void
run_cb (MfQueueJobFunc work, MfQueueJobFunc done, gpointer job, gpointer user_data)
{
  MfMailServer *self = user_data;

  mf_storage_jobs_run (self->jobs, work, done, job);
}

const MfQueuePolicy mf_mail_server_queue_policy = {
  .is_local = is_local_cb,
  .deliver = deliver_cb,
  .run = run_cb,
};
