/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "imap-post.h"

#include "imap-post-private.h"
#include "wire/mf-wire-limits.h"

#include <stdlib.h>
#include <string.h>

static void
letter_free (gpointer data)
{
  ImapLetter *self = data;

  g_bytes_unref (self->content);
  g_free (self);
}

static void
box_free (gpointer data)
{
  ImapBox *self = data;

  g_free (self->name);
  g_ptr_array_unref (self->letters);
  g_free (self);
}

ImapBox *
imap_post_find (ImapPost *self, const char *name)
{
  for (guint i = 0; i < self->boxes->len; i++)
    {
      ImapBox *box = self->boxes->pdata[i];

      if (strcmp (box->name, name) == 0)
        return box;
    }

  return NULL;
}

ImapBox *
imap_post_add_box (ImapPost *self, const char *name, guint32 uid_validity)
{
  ImapBox *box = g_new0 (ImapBox, 1);

  box->name = g_strdup (name);
  box->uid_validity = uid_validity;
  box->uid_next = 1;
  box->letters = g_ptr_array_new_with_free_func (letter_free);
  g_ptr_array_add (self->boxes, box);
  return box;
}

ImapLetter *
imap_box_add (ImapBox *box, guint32 uid, MfImapFlags flags, GBytes *content)
{
  ImapLetter *letter = g_new0 (ImapLetter, 1);

  letter->uid = uid;
  letter->flags = flags;
  letter->content = g_bytes_ref (content);
  letter->date.unix_s = 837596665;
  letter->date.zone_minutes = -420;
  box->uid_next = MAX (box->uid_next, uid + 1);
  g_ptr_array_add (box->letters, letter);
  return letter;
}

/* A flag by name; a keyword that is new gets a bit. */
MfImapFlags
imap_post_parse_flag (ImapPost *self, const char *name)
{
  MfImapFlags flag = mf_imap_flag_parse (name, strlen (name));

  if (flag == 0)
    flag = mf_imap_flags_find_keyword ((const char *const *) self->keywords->pdata, name);
  if (flag == 0)
    {
      flag = MF_IMAP_FLAG_KEYWORD (self->keywords->len);
      g_ptr_array_add (self->keywords, g_strdup (name));
    }
  return flag;
}

MfImapFlags
imap_post_parse_flags (ImapPost *self, char *const *words)
{
  MfImapFlags flags = 0;

  for (guint i = 0; words[i]; i++)
    flags |= imap_post_parse_flag (self, words[i]);
  return flags;
}

static void
end_letter (ImapPost *self, ImapLetter *letter, GString **text)
{
  if (*text == NULL)
    return;

  g_bytes_unref (letter->content);
  letter->content = g_string_free_to_bytes (g_steal_pointer (text));
}

static void
read_directive (ImapPost *self, const char *text, ImapLetter **letter)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 0);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  if (strcmp (words[0], "mailbox") == 0)
    {
      ImapBox *box = imap_post_add_box (self, words[1], (guint32) strtoul (words[2], NULL, 10));

      box->subscribed = words[3] && strcmp (words[3], "+") == 0;
      if (words[3] && strcmp (words[3], "sent") == 0)
        box->attributes = MF_IMAP_MAILBOX_SENT;
    }
  else if (strcmp (words[0], "message") == 0)
    *letter = imap_box_add (self->boxes->pdata[self->boxes->len - 1],
                            (guint32) strtoul (words[1], NULL, 10),
                            imap_post_parse_flags (self, words + 2), nothing);
}

static void
read_boxes (ImapPost *self)
{
  const Transcript *transcript = self->transcript;
  g_autoptr (GString) text = NULL;
  ImapLetter *letter = NULL;

  for (guint i = 0; i < transcript->n_lines; i++)
    {
      const TranscriptLine *line = &transcript->lines[i];

      if (line->who == 'M')
        {
          if (text == NULL)
            text = g_string_new (NULL);
          g_string_append_printf (text, "%s\r\n", line->text);
          continue;
        }
      end_letter (self, letter, &text);
      if (line->who == '@')
        read_directive (self, line->text, &letter);
    }
}

void
imap_post_init (ImapPost *self, const Transcript *transcript)
{
  const char *max_size = transcript_get_directive (transcript, "max-size");
  MfImapServerConfig config = { .host_name = "mail.b.example",
                                .max_size = max_size ? strtoul (max_size, NULL, 10) : 0 };

  *self = (ImapPost) { .transcript = transcript };
  self->boxes = g_ptr_array_new_with_free_func (box_free);
  self->keywords = g_ptr_array_new_null_terminated (8, g_free, TRUE);
  self->expunged = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->output = g_string_new (NULL);
  self->events = g_string_new (NULL);
  self->server = mf_imap_server_new (&config, IMAP_POST_NOW_US);
  read_boxes (self);
}

void
imap_post_clear (ImapPost *self)
{
  mf_imap_server_free (self->server);
  g_ptr_array_unref (self->boxes);
  g_ptr_array_unref (self->keywords);
  g_array_unref (self->expunged);
  g_string_free (self->output, TRUE);
  g_string_free (self->events, TRUE);
  if (self->upload)
    g_string_free (self->upload, TRUE);
}

static void
answer_login (ImapPost *self, const MfImapServerEvent *event)
{
  const char *user = transcript_get_directive (self->transcript, "user");
  g_auto (GStrv) words = g_strsplit (user ? user : "bob s3cret", " ", 2);

  g_string_append_printf (self->events, "login %s\n", event->username);
  if (strcmp (words[0], event->username) == 0 && mf_secret_equal (event->password, words[1], -1))
    mf_imap_server_answer_login (self->server);
  else
    mf_imap_server_refuse (self->server, NULL, NULL);
}

void
imap_post_answer (ImapPost *self, const MfImapServerEvent *event)
{
  switch (event->kind)
    {
    case MF_IMAP_SERVER_ASK_LOGIN:
      answer_login (self, event);
      break;
    case MF_IMAP_SERVER_ASK:
      imap_post_answer_request (self, event->request);
      break;
    case MF_IMAP_SERVER_APPEND_DATA:
      g_string_append_len (self->upload, (const char *) event->data, (gssize) event->length);
      break;
    case MF_IMAP_SERVER_APPEND_ABORTED:
      g_string_append (self->events, "abort\n");
      g_string_free (g_steal_pointer (&self->upload), TRUE);
      break;
    case MF_IMAP_SERVER_UNSELECTED:
      g_assert_nonnull (self->selected);
      g_string_append_printf (self->events, "leave %s\n", self->selected->name);
      self->selected = NULL;
      break;
    case MF_IMAP_SERVER_CLOSE:
    default:
      g_string_append (self->events, "close\n");
    }
}

gboolean
imap_post_take_output (ImapPost *self)
{
  gboolean any = FALSE;
  GBytes *bytes;

  while ((bytes = mf_imap_server_take_output (self->server)))
    {
      gsize size;
      const char *data = g_bytes_get_data (bytes, &size);

      g_assert_cmpuint (size, >, 0);
      g_assert_cmpuint (size, <=, MF_LIMIT_OUTPUT_CHUNK);
      g_string_append_len (self->output, data, (gssize) size);
      g_bytes_unref (bytes);
      any = TRUE;
    }

  return any;
}

void
imap_post_pump (ImapPost *self)
{
  MfImapServerEvent event;

  do
    while (mf_imap_server_next (self->server, &event))
      imap_post_answer (self, &event);
  while (imap_post_take_output (self));
}

void
imap_post_feed (ImapPost *self, const char *data, gsize length)
{
  mf_imap_server_feed (self->server, (const guint8 *) data, length);
  imap_post_pump (self);
}
