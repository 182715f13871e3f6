/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-webmail-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What stands in the form; borrowed. */
typedef struct
{
  const char *to;
  const char *cc;
  const char *bcc;
  const char *subject;
  const char *text;
  const char *folder; /* of the message that is answered, or NULL */
  const char *uid;
} Draft;

static void
show_form (MfWebmailVisit *visit, const Draft *draft, const char *problem, guint status)
{
  const char *title = draft->folder ? T (visit, N_ ("Reply")) : T (visit, N_ ("New message"));
  MfHtmlWriter *writer = mf_webmail_begin_page (visit, title);

  mf_webmail_write_folders (visit, writer, NULL);
  mf_html_open (writer, "main", "id", "content", NULL);
  mf_html_element (writer, "h1", title, NULL);
  if (problem)
    mf_html_element (writer, "p", problem, "class", "problem", "role", "alert", NULL);
  mf_webmail_open_form (visit, writer, "compose", "/send", TRUE);
  if (draft->folder)
    {
      mf_html_void (writer, "input", "type", "hidden", "name", "folder", "value", draft->folder,
                    NULL);
      mf_html_void (writer, "input", "type", "hidden", "name", "uid", "value", draft->uid, NULL);
    }
  mf_webmail_write_field (writer, T (visit, N_ ("To")), "to", "text", draft->to, "email");
  mf_webmail_write_field (writer, T (visit, N_ ("Cc")), "cc", "text", draft->cc, "off");
  mf_webmail_write_field (writer, T (visit, N_ ("Bcc")), "bcc", "text", draft->bcc, "off");
  mf_webmail_write_field (writer, T (visit, N_ ("Subject")), "subject", "text", draft->subject,
                          "off");
  mf_html_open (writer, "p", "class", "field", NULL);
  mf_html_element (writer, "label", T (visit, N_ ("Message")), "for", "text", NULL);
  mf_html_element (writer, "textarea", draft->text, "id", "text", "name", "text", "rows", "14",
                   NULL);
  mf_html_close (writer, "p");
  mf_webmail_write_field (writer, T (visit, N_ ("Attach files")), "file", "file", NULL, NULL);
  mf_html_open (writer, "p", NULL);
  mf_webmail_write_button (writer, T (visit, N_ ("Send")), "suggested");
  mf_html_close (writer, "p");
  mf_html_close (writer, "form");
  mf_html_close (writer, "main");
  mf_webmail_end_page (visit, writer, status);
}

static Draft
read_draft (MfWebmailVisit *visit)
{
  const MfHttpForm *form = visit->form;
  const char *folder = mf_http_form_get (form, "folder");

  return (Draft) { .to = mf_http_form_get (form, "to"),
                   .cc = mf_http_form_get (form, "cc"),
                   .bcc = mf_http_form_get (form, "bcc"),
                   .subject = mf_http_form_get (form, "subject"),
                   .text = mf_http_form_get (form, "text"),
                   .folder = *folder ? folder : NULL,
                   .uid = mf_http_form_get (form, "uid") };
}

/* GET /compose */
void
mf_webmail_show_compose (MfWebmailVisit *visit)
{
  const Draft draft = { .to = mf_http_form_get (visit->query, "to") };

  show_form (visit, &draft, NULL, 200);
}

static char *
quote (const MfMessage *message)
{
  const MfPart *part = mf_webmail_find_text (message, "text/plain");
  g_autofree char *text = part ? mf_message_get_text (message, part) : NULL;
  g_auto (GStrv) lines = g_strsplit (text ? text : "", "\n", -1);
  GString *quoted = g_string_new ("\n\n");

  for (char **line = lines; *line; line++)
    if (line[1] || **line)
      g_string_append_printf (quoted, "> %s\n", g_strchomp (*line));
  return g_string_free_and_steal (quoted);
}

/* GET /mail/FOLDER/UID/reply */
void
mf_webmail_show_reply (MfWebmailVisit *visit)
{
  g_autoptr (MfFolder) folder = NULL;
  guint32 uid = 0;
  g_autoptr (MfMessage) message = mf_webmail_read_message (visit, &folder, &uid);
  const char *to;
  const char *subject;
  g_autofree char *answer = NULL;
  g_autofree char *text = NULL;
  g_autofree char *number = NULL;

  if (message == NULL)
    return;

  to = mf_message_get_value (message, "Reply-To");
  subject = mf_message_get_value (message, "Subject");
  answer = g_strconcat (subject && g_ascii_strncasecmp (subject, "Re:", 3) == 0 ? "" : "Re: ",
                        subject ? subject : "", NULL);
  text = quote (message);
  number = g_strdup_printf ("%u", uid);
  show_form (visit,
             &(Draft) { .to = to ? to : mf_message_get_value (message, "From"),
                        .subject = answer,
                        .text = text,
                        .folder = visit->path[1],
                        .uid = number },
             NULL, 200);
}

/* The message that is answered names the new one's ancestors. */
static void
take_ancestors (MfWebmailVisit *visit, const Draft *draft, MfLetter *letter)
{
  g_autoptr (MfFolder) folder = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MfMessage) message = NULL;
  guint64 uid;

  if (draft->folder == NULL ||
      !g_ascii_string_to_unsigned (draft->uid, 10, 1, G_MAXUINT32, &uid, NULL))
    return;

  folder = mf_mail_store_open_folder (visit->store, draft->folder, NULL);
  bytes = folder ? mf_folder_read (folder, (guint32) uid, NULL) : NULL;
  if (bytes == NULL)
    return;

  message = mf_message_parse (bytes);
  mf_letter_reply_to (letter, message);
  visit->answered = (guint32) uid;
  visit->answered_in = g_strdup (draft->folder);
}

static void
attach_files (MfWebmailVisit *visit, MfLetter *letter)
{
  for (guint i = 0; i < mf_http_form_get_n_fields (visit->form); i++)
    {
      const MfHttpFormField *field = mf_http_form_get_field (visit->form, i);

      /* A browser sends an empty file for a field in which nothing was chosen. */
      if (field->file_name && (*field->file_name || g_bytes_get_size (field->content) > 0))
        mf_letter_add_attachment (letter, field->file_name, field->content_type, field->content);
    }
}

/* POST /send, while the disk is asked: what was written becomes a letter */
void
mf_webmail_take_letter (MfWebmailVisit *visit)
{
  const Draft draft = read_draft (visit);
  MfLetter *letter = visit->letter = mf_letter_new ();
  g_autofree char *from =
      g_strdup_printf ("%s@%s", visit->mailbox->name, visit->webmail->server->domains[0]);
  g_autoptr (GError) error = NULL;

  take_ancestors (visit, &draft, letter);
  mf_letter_set_subject (letter, draft.subject);
  mf_letter_set_text (letter, draft.text);
  attach_files (visit, letter);
  if (!mf_letter_set_from (letter, from, &error) ||
      !mf_letter_set_recipients (letter, MF_LETTER_TO, draft.to, &error) ||
      !mf_letter_set_recipients (letter, MF_LETTER_CC, draft.cc, &error) ||
      !mf_letter_set_recipients (letter, MF_LETTER_BCC, draft.bcc, &error))
    show_form (visit, &draft, error->message, 400);
  else if (*draft.to == '\0' && *draft.cc == '\0' && *draft.bcc == '\0')
    show_form (visit, &draft, T (visit, N_ ("Say who the message is for.")), 400);
}

/* A letter that was sent, on its way into the folder for such. */
typedef struct
{
  MfWebmailVisit *visit;
  GBytes *content;
  char *problem;
} Sent;

static void
keep_copy (MfWebmailVisit *visit, GBytes *content)
{
  g_autoptr (GPtrArray) entries = mf_mail_store_list (visit->store, NULL);
  g_autoptr (MfFolder) folder = NULL;
  g_autoptr (MfSpoolFile) file = NULL;
  const char *name = NULL;
  guint32 uid;

  for (guint i = 0; entries && i < entries->len; i++)
    {
      const MfMailStoreEntry *entry = g_ptr_array_index (entries, i);

      if (entry->exists && entry->role == MF_MAIL_ROLE_SENT)
        name = entry->name;
    }
  if (name == NULL && mf_mail_store_create (visit->store, "Sent", MF_MAIL_ROLE_SENT, NULL))
    name = "Sent";
  folder = name ? mf_mail_store_open_folder (visit->store, name, NULL) : NULL;
  if (folder == NULL)
    return;

  g_mutex_lock (&visit->webmail->lock);
  file = mf_folder_begin (folder, visit->webmail->server->site->clock, visit->webmail->ids);
  g_mutex_unlock (&visit->webmail->lock);
  if (mf_spool_file_append_bytes (file, content, NULL) &&
      mf_folder_append (folder, file, MF_MAIL_SEEN,
                        mf_clock_now (visit->webmail->server->site->clock), &uid, NULL))
    mf_webmail_note_stored (visit, folder, uid, content);
}

static void
store_cb (gpointer data)
{
  Sent *self = data;
  MfWebmailVisit *visit = self->visit;
  g_autoptr (MfFolder) answered = NULL;

  if (self->problem)
    {
      const Draft draft = read_draft (visit);

      show_form (visit, &draft, self->problem, 400);
      return;
    }

  keep_copy (visit, self->content);
  if (visit->answered)
    answered = mf_mail_store_open_folder (visit->store, visit->answered_in, NULL);
  if (answered && mf_folder_store_flags (answered, &visit->answered, 1, MF_FLAGS_ADD,
                                         MF_MAIL_ANSWERED, NULL, NULL))
    mf_webmail_note_flags (visit, answered, visit->answered);
  mf_webmail_redirect (visit, mf_webmail_make_url ("INBOX", 0, NULL));
}

static void
stored_cb (gpointer data)
{
  Sent *self = data;

  mf_webmail_answer (self->visit);
  g_bytes_unref (self->content);
  g_free (self->problem);
  g_free (self);
}

static void
submitted_cb (const MfSmtpVerdict *verdict, gpointer user_data)
{
  Sent *self = user_data;

  if (verdict->code / 100 != 2)
    self->problem = g_strdup_printf ("%u %s", verdict->code, verdict->text);
  mf_storage_jobs_run (self->visit->webmail->server->jobs, store_cb, stored_cb, self);
}

/* Then, in the server's thread: it goes the way of every other letter. */
void
mf_webmail_send_letter (MfWebmailVisit *visit)
{
  MfMailServer *server = visit->webmail->server;
  g_autoptr (MfEnvelope) envelope = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *content =
      mf_letter_compose (visit->letter, server->site->clock, server->site->ids, &envelope, &error);
  Sent *sent;

  if (content == NULL)
    {
      mf_webmail_show_error (visit, 400);
      mf_webmail_answer (visit);
      return;
    }

  sent = g_new0 (Sent, 1);
  sent->visit = visit;
  sent->content = content;
  mf_mail_server_submit (server, mf_http_request_get_peer (visit->request), envelope, content,
                         submitted_cb, sent);
}
