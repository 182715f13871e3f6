/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-mail-server-private.h"

#include "base/mf-error.h"
#include "base/mf-envelope.h"

#include <string.h>

/* More servers than this have handled no honest message (RFC 5321 section 6.3). */
#define MAX_RECEIVED 100

static const char RECEIVED[] = "received:";

/* A message on its way in.
 *
 *   for local users only:  a file in the first one's Maildir ── deliver ──▶ every Maildir
 *   for others as well:    a file in the spool ── commit ──▶ the queue, which delivers
 */
typedef struct
{
  MfMailServer *server;
  char *id;
  MfEnvelope *envelope;
  MfSmtpQuestion *question; /* NULL: @func is told instead */
  MfMailServerSubmitFunc func;
  gpointer func_data;
  GPtrArray *mailboxes; /* of MfMailbox, none twice; NULL if it goes through the queue */
  MfSpoolFile *file;

  /* counting Received fields while the header passes by */
  gboolean in_header;
  gsize column;
  gsize matched;
  guint n_received;

  /* what the storage job made of it */
  MfSpoolEntry *entry;
  char *uid;
  GBytes *content;
  GError *error;
} Reception;

static void
reception_free (Reception *self)
{
  g_clear_pointer (&self->file, mf_spool_file_free);
  g_clear_pointer (&self->entry, mf_spool_entry_unref);
  g_clear_pointer (&self->mailboxes, g_ptr_array_unref);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_clear_error (&self->error);
  mf_envelope_unref (self->envelope);
  g_free (self->uid);
  g_free (self->id);
  g_free (self);
}

static void
answer (MfSmtpQuestion *question, guint code, const char *enhanced, const char *text)
{
  mf_smtp_question_answer (question, &(MfSmtpVerdict) { code, enhanced, text });
}

static void
accept (MfSmtpQuestion *question)
{
  answer (question, 0, NULL, NULL);
}

static void
authenticate_cb (MfSmtpQuestion *question,
                 MfSmtpSession *session,
                 const char *username,
                 MfSecret *password,
                 gpointer user_data)
{
  MfMailServer *self = user_data;
  MfMailbox *mailbox = mf_mail_server_find_account (self, username);

  if (mailbox != NULL && mf_secret_equal (mailbox->password, mf_secret_reveal (password), -1))
    accept (question);
  else
    answer (question, 535, "5.7.8", "Authentication credentials invalid");
}

static void
accept_any_sender_cb (MfSmtpQuestion *question,
                      MfSmtpSession *session,
                      MfEnvelope *envelope,
                      gpointer user_data)
{
  accept (question);
}

/* Who submits speaks for himself (RFC 6409 section 6.1); with the null path he
 * speaks for his agent, which reports that a letter was read (RFC 8098). */
static void
accept_own_sender_cb (MfSmtpQuestion *question,
                      MfSmtpSession *session,
                      MfEnvelope *envelope,
                      gpointer user_data)
{
  MfMailServer *self = user_data;
  const char *username = mf_smtp_session_get_username (session);
  MfMailbox *mailbox = username != NULL ? mf_mail_server_find_account (self, username) : NULL;

  if (envelope->sender == NULL ||
      (mailbox != NULL &&
       mf_mail_server_is_local (self, mf_address_get_domain (envelope->sender)) &&
       mf_mail_server_find_mailbox (self, mf_address_get_local_part (envelope->sender)) == mailbox))
    accept (question);
  else
    answer (question, 553, "5.7.1", "This is not your address");
}

/* "Postmaster" needs no domain (RFC 5321 section 4.5.1). */
static gboolean
is_for_us (MfMailServer *self, MfAddress *recipient)
{
  const char *domain = mf_address_get_domain (recipient);

  return domain == NULL || *domain == '\0' || mf_mail_server_is_local (self, domain);
}

static void
judge_local (MfMailServer *self,
             MfSmtpQuestion *question,
             MfEnvelope *envelope,
             MfAddress *recipient)
{
  MfMailbox *mailbox = mf_mail_server_find_mailbox (self, mf_address_get_local_part (recipient));

  if (mailbox == NULL)
    answer (question, 550, "5.1.1", "No such user here");
  else if (!mf_maildir_check_room (mailbox->maildir, envelope->declared_size, NULL))
    answer (question, 452, "4.2.2", "The mailbox is full");
  else
    accept (question);
}

static void
accept_local_recipient_cb (MfSmtpQuestion *question,
                           MfSmtpSession *session,
                           MfEnvelope *envelope,
                           MfAddress *recipient,
                           gpointer user_data)
{
  MfMailServer *self = user_data;

  if (is_for_us (self, recipient))
    judge_local (self, question, envelope, recipient);
  else
    answer (question, 550, "5.7.1", "We do not relay");
}

static void
accept_any_recipient_cb (MfSmtpQuestion *question,
                         MfSmtpSession *session,
                         MfEnvelope *envelope,
                         MfAddress *recipient,
                         gpointer user_data)
{
  MfMailServer *self = user_data;

  if (is_for_us (self, recipient))
    judge_local (self, question, envelope, recipient);
  else
    accept (question);
}

/* Whoever collects addresses learns nothing (RFC 5321 section 7.3). */
static void
verify_cb (MfSmtpQuestion *question,
           MfSmtpSession *session,
           const char *text,
           gboolean expand,
           gpointer user_data)
{
  answer (question, 252, "2.0.0", "Cannot say, but will take mail and try to deliver it");
}

/* (transfer full) (nullable): %NULL if anybody is not of this server */
static GPtrArray *
find_mailboxes (MfMailServer *self, MfEnvelope *envelope)
{
  g_autoptr (GPtrArray) mailboxes = g_ptr_array_new ();

  for (guint i = 0; i < envelope->recipients->len; i++)
    {
      MfAddress *recipient = g_ptr_array_index (envelope->recipients, i);
      MfMailbox *mailbox = NULL;

      if (is_for_us (self, recipient))
        mailbox = mf_mail_server_find_mailbox (self, mf_address_get_local_part (recipient));

      if (mailbox == NULL)
        return NULL;

      if (!g_ptr_array_find (mailboxes, mailbox, NULL))
        g_ptr_array_add (mailboxes, mailbox);
    }

  return g_steal_pointer (&mailboxes);
}

/* Trace headers, RFC 5321 section 4.4: Return-Path at the final delivery only. */
static void
append_trace (Reception *self, const char *received)
{
  if (self->mailboxes != NULL)
    {
      g_autofree char *path = mf_smtp_format_return_path (self->envelope);

      mf_spool_file_append (self->file, (const guint8 *) path, strlen (path), &self->error);
    }

  if (self->error == NULL)
    mf_spool_file_append (self->file, (const guint8 *) received, strlen (received), &self->error);
}

static Reception *
reception_new (MfMailServer *self, MfEnvelope *envelope)
{
  Reception *reception = g_new0 (Reception, 1);

  reception->server = self;
  reception->id = mf_id_source_next_id (self->site->ids);
  reception->envelope = mf_envelope_ref (envelope);
  reception->mailboxes = find_mailboxes (self, envelope);
  reception->in_header = TRUE;

  if (reception->mailboxes != NULL)
    {
      MfMailbox *first = g_ptr_array_index (reception->mailboxes, 0);

      reception->file = mf_maildir_begin (first->maildir, self->site->clock, self->site->ids);
    }
  else
    reception->file = mf_spool_begin (self->spool, reception->id);

  return reception;
}

static gpointer
begin_message_cb (MfSmtpSession *session, MfEnvelope *envelope, gpointer user_data)
{
  Reception *reception = reception_new (user_data, envelope);
  g_autofree char *received = mf_smtp_session_format_received (session, reception->id);

  append_trace (reception, received);
  return reception;
}

static void
count_received (Reception *self, const guint8 *data, gsize length)
{
  for (gsize i = 0; i < length && self->in_header; i++)
    {
      if (data[i] == '\n')
        {
          self->in_header = self->column > 0;
          self->column = self->matched = 0;
          continue;
        }

      if (data[i] == '\r')
        continue;

      if (self->matched == self->column && self->matched < strlen (RECEIVED) &&
          g_ascii_tolower (data[i]) == RECEIVED[self->matched] &&
          ++self->matched == strlen (RECEIVED))
        self->n_received++;

      self->column++;
    }
}

static void
message_data_cb (gpointer message, const guint8 *data, gsize length, gpointer user_data)
{
  Reception *self = message;

  count_received (self, data, length);

  if (self->error == NULL)
    mf_spool_file_append (self->file, data, length, &self->error);
}

/* Whoever brought the message hears what became of it. */
static void
tell (const Reception *self, guint code, const char *enhanced, const char *text)
{
  if (self->question)
    answer (self->question, code, enhanced, text);
  else
    self->func (&(MfSmtpVerdict) { code, enhanced, text }, self->func_data);
}

/* What is full is the disk, unless mailboxes are measured (RFC 3463 sections 3.3
 * and 3.4). */
static void
refuse_storage (const Reception *self)
{
  if (!g_error_matches (self->error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_FULL))
    tell (self, 451, "4.3.0", "Could not store the message");
  else if (self->mailboxes != NULL && self->server->quota > 0)
    tell (self, 452, "4.2.2", "The mailbox is full");
  else
    tell (self, 452, "4.3.1", "Insufficient system storage");
}

static void
commit (Reception *self)
{
  MfMailServer *server = self->server;

  self->entry = mf_spool_entry_new (self->id, self->envelope);

  for (guint i = 0; server->queue_rest_us > 0 && i < self->entry->recipients->len; i++)
    mf_spool_entry_get_recipient (self->entry, i)->next_attempt_us =
        mf_clock_now (server->site->clock) + server->queue_rest_us;

  mf_spool_commit (server->spool, self->entry, self->file, &self->error);
}

/* In a worker thread, or on the spot. */
static void
store_cb (gpointer job)
{
  Reception *self = job;
  MfMailServer *server = self->server;

  if (self->mailboxes != NULL && mf_mail_server_is_watched (server))
    self->content = mf_spool_file_map (self->file, &self->error);

  if (self->error != NULL)
    return;

  if (self->mailboxes != NULL)
    {
      g_autofree MfMaildir **maildirs = g_new (MfMaildir *, self->mailboxes->len);

      for (guint i = 0; i < self->mailboxes->len; i++)
        maildirs[i] = ((MfMailbox *) g_ptr_array_index (self->mailboxes, i))->maildir;

      self->uid = mf_maildir_deliver (maildirs, self->mailboxes->len, self->file, &self->error);
    }
  else
    commit (self);
}

/* Says where the message is now, by the name that it has in the queue; of
 * mailboxes only the number, as the postmaster's may be anybody's. */
static void
accept_message (const Reception *self)
{
  g_autofree char *text = NULL;

  if (self->mailboxes == NULL)
    text = g_strdup_printf ("Queued as %s", self->id);
  else if (self->mailboxes->len > 1)
    text = g_strdup_printf ("Delivered to %u mailboxes", self->mailboxes->len);
  else
    text = g_strdup ("Delivered to the mailbox");

  tell (self, 250, "2.0.0", text);
}

static void
stored_cb (gpointer job)
{
  Reception *self = job;
  MfMailServer *server = self->server;

  if (self->error != NULL)
    {
      refuse_storage (self);
      reception_free (self);
      return;
    }

  accept_message (self);

  if (self->mailboxes != NULL)
    for (guint i = 0; i < self->mailboxes->len; i++)
      mf_mail_server_report_delivered (server, g_ptr_array_index (self->mailboxes, i), self->uid,
                                       self->content);
  else
    mf_queue_add (server->queue, self->entry);

  reception_free (self);
}

static void
end_message_cb (MfSmtpQuestion *question,
                MfSmtpSession *session,
                gpointer message,
                gpointer user_data)
{
  Reception *self = message;

  self->question = question;

  if (self->error != NULL)
    {
      refuse_storage (self);
      reception_free (self);
    }
  else if (self->n_received >= MAX_RECEIVED)
    {
      answer (question, 554, "5.4.6", "This message goes round in circles");
      reception_free (self);
    }
  else
    mf_storage_jobs_run (self->server->jobs, store_cb, stored_cb, self);
}

static void
abort_message_cb (gpointer message, gpointer user_data)
{
  reception_free (message);
}

/* Those of this server's own that there is no room for, or who are not there. */
static gboolean
check_recipients (MfMailServer *self, MfEnvelope *envelope, MfSmtpVerdict *verdict)
{
  for (guint i = 0; i < envelope->recipients->len; i++)
    {
      MfAddress *recipient = g_ptr_array_index (envelope->recipients, i);
      MfMailbox *mailbox =
          mf_mail_server_find_mailbox (self, mf_address_get_local_part (recipient));

      if (!is_for_us (self, recipient))
        continue;
      if (mailbox == NULL)
        *verdict = (MfSmtpVerdict) { 550, "5.1.1", "No such user here" };
      else if (!mf_maildir_check_room (mailbox->maildir, envelope->declared_size, NULL))
        *verdict = (MfSmtpVerdict) { 452, "4.2.2", "The mailbox is full" };
      if (verdict->code)
        return FALSE;
    }

  return TRUE;
}

/* "with HTTP", as webmail is known by (RFC 5321 section 4.4 lets the protocol be
 * any atom that is registered or understood). */
static char *
format_received (MfMailServer *self, const char *peer, const char *id)
{
  g_autofree char *date = mf_format_date (mf_clock_now (self->site->clock));

  return g_strdup_printf ("Received: from [%s]\r\n\tby %s with HTTP id %s;\r\n\t%s\r\n", peer,
                          self->host_name, id, date);
}

/**
 * mf_mail_server_submit:
 * @self: a server
 * @peer: where the author's browser is: an address
 * @envelope: from whom, one of the server's own, and for whom
 * @content: the message
 * @func: told once what became of it, now or later
 * @user_data: for @func
 *
 * Takes a letter that was written on a web page of the server: it goes the same
 * way as one that came to the submission port.
 */
void
mf_mail_server_submit (MfMailServer *self,
                       const char *peer,
                       MfEnvelope *envelope,
                       GBytes *content,
                       MfMailServerSubmitFunc func,
                       gpointer user_data)
{
  MfSmtpVerdict verdict = { 0 };
  g_autofree char *received = NULL;
  Reception *reception;

  if (self->max_size > 0 && g_bytes_get_size (content) > self->max_size)
    verdict = (MfSmtpVerdict) { 552, "5.3.4", "The message is too large" };
  if (verdict.code != 0 || !check_recipients (self, envelope, &verdict))
    {
      func (&verdict, user_data);
      return;
    }

  reception = reception_new (self, envelope);
  reception->func = func;
  reception->func_data = user_data;
  received = format_received (self, peer ? peer : "127.0.0.1", reception->id);
  append_trace (reception, received);
  if (reception->error == NULL)
    mf_spool_file_append_bytes (reception->file, content, &reception->error);
  mf_storage_jobs_run (self->jobs, store_cb, stored_cb, reception);
}

/* Port 25: from anybody, for our own. */
const MfSmtpPolicy mf_mail_server_smtp_policy = {
  .authenticate = authenticate_cb,
  .accept_sender = accept_any_sender_cb,
  .accept_recipient = accept_local_recipient_cb,
  .verify = verify_cb,
  .begin_message = begin_message_cb,
  .message_data = message_data_cb,
  .end_message = end_message_cb,
  .abort_message = abort_message_cb,
};

/* Port 587: from our own, for anybody (RFC 6409). */
const MfSmtpPolicy mf_mail_server_submission_policy = {
  .authenticate = authenticate_cb,
  .accept_sender = accept_own_sender_cb,
  .accept_recipient = accept_any_recipient_cb,
  .verify = verify_cb,
  .begin_message = begin_message_cb,
  .message_data = message_data_cb,
  .end_message = end_message_cb,
  .abort_message = abort_message_cb,
};
