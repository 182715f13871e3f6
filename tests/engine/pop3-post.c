/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "pop3-post.h"

#include "proto/pop3/mf-pop3-syntax.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

static void
read_messages (Pop3Post *self)
{
  const Transcript *transcript = self->transcript;
  const char *line_end = transcript_get_directive (transcript, "lf") ? "\n" : "\r\n";
  g_autoptr (GString) text = NULL;

  for (guint i = 0; i <= transcript->n_lines; i++)
    {
      const TranscriptLine *line = i < transcript->n_lines ? &transcript->lines[i] : NULL;
      gboolean begins = line && line->who == '@' && g_str_has_prefix (line->text, "message ");

      if (line && line->who == 'M' && text)
        g_string_append_printf (text, "%s%s", line->text, line_end);
      else if (text)
        {
          g_ptr_array_add (self->messages, g_string_free_to_bytes (g_steal_pointer (&text)));
        }

      if (begins)
        {
          text = g_string_new (NULL);
          g_ptr_array_add (self->uids, line->text + strlen ("message "));
        }
    }
}

void
pop3_post_init (Pop3Post *self, const Transcript *transcript)
{
  const char *host = transcript_get_directive (transcript, "host");
  MfPop3ServerConfig config = { .host_name = host ? host : "mail.b.example",
                                .timestamp = transcript_get_directive (transcript, "timestamp") };

  *self = (Pop3Post) { .transcript = transcript };
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->uids = g_ptr_array_new ();
  self->output = g_string_new (NULL);
  self->events = g_string_new (NULL);
  self->server = mf_pop3_server_new (&config, POP3_POST_NOW_US);
  read_messages (self);
}

void
pop3_post_clear (Pop3Post *self)
{
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->uids);
  g_string_free (self->output, TRUE);
  g_string_free (self->events, TRUE);
  mf_pop3_server_free (self->server);
}

/* The size with CRLF line ends: RFC 1939 section 11. */
static guint64
measure (GBytes *message)
{
  gsize size;
  const char *data = g_bytes_get_data (message, &size);
  guint64 octets = size;

  for (gsize i = 0; i < size; i++)
    if (data[i] == '\n' && (i == 0 || data[i - 1] != '\r'))
      octets++;

  return octets;
}

static gboolean
may_in (Pop3Post *self, const MfPop3ServerEvent *event)
{
  const char *user = transcript_get_directive (self->transcript, "user");
  g_auto (GStrv) words = g_strsplit (user ? user : "- -", " ", 2);
  g_autoptr (MfSecret) secret = mf_secret_new (words[1], -1);

  if (strcmp (words[0], event->username) != 0)
    return FALSE;
  if (event->digest)
    return mf_pop3_digest_matches (transcript_get_directive (self->transcript, "timestamp"), secret,
                                   event->digest);
  return mf_secret_equal (secret, mf_secret_reveal (event->password), -1);
}

static void
answer_login (Pop3Post *self, const MfPop3ServerEvent *event)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (MfPop3Item));

  g_string_append_printf (self->events, "login %s\n", event->username);
  if (!may_in (self, event))
    {
      mf_pop3_server_refuse (self->server, "AUTH", NULL);
      return;
    }
  if (transcript_get_directive (self->transcript, "in-use"))
    {
      mf_pop3_server_refuse (self->server, "IN-USE", "another session has the maildrop open");
      return;
    }

  for (guint i = 0; i < self->messages->len; i++)
    {
      MfPop3Item item = { .uid = self->uids->pdata[i], .size = measure (self->messages->pdata[i]) };

      g_array_append_val (items, item);
    }
  mf_pop3_server_answer_login (self->server, (const MfPop3Item *) (gpointer) items->data,
                               items->len);
}

static void
answer_update (Pop3Post *self, const MfPop3ServerEvent *event)
{
  g_string_append (self->events, "remove");
  for (guint i = 0; i < event->n_deleted; i++)
    g_string_append_printf (self->events, " %u", event->deleted[i] + 1);
  g_string_append_c (self->events, '\n');

  if (transcript_get_directive (self->transcript, "stuck"))
    mf_pop3_server_refuse (self->server, "SYS/TEMP", NULL);
  else
    mf_pop3_server_answer_update (self->server);
}

void
pop3_post_answer (Pop3Post *self, const MfPop3ServerEvent *event)
{
  switch (event->kind)
    {
    case MF_POP3_SERVER_ASK_LOGIN:
      answer_login (self, event);
      break;
    case MF_POP3_SERVER_ASK_MESSAGE:
      g_string_append_printf (self->events, "message %u\n", event->index + 1);
      if (transcript_get_directive (self->transcript, "unreadable"))
        mf_pop3_server_refuse (self->server, "SYS/TEMP", NULL);
      else
        mf_pop3_server_answer_message (self->server, self->messages->pdata[event->index]);
      break;
    case MF_POP3_SERVER_MARK:
      g_string_append_printf (self->events, "%s %u\n", event->marked ? "mark" : "unmark",
                              event->index + 1);
      break;
    case MF_POP3_SERVER_ASK_UPDATE:
      answer_update (self, event);
      break;
    case MF_POP3_SERVER_CLOSE:
      g_string_append (self->events, "close\n");
      break;
    default:
      g_assert_not_reached ();
    }
}

gboolean
pop3_post_take_output (Pop3Post *self)
{
  gboolean any = FALSE;
  GBytes *bytes;

  while ((bytes = mf_pop3_server_take_output (self->server)))
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
pop3_post_pump (Pop3Post *self)
{
  MfPop3ServerEvent event;

  do
    while (mf_pop3_server_next (self->server, &event))
      pop3_post_answer (self, &event);
  while (pop3_post_take_output (self));
}

void
pop3_post_feed (Pop3Post *self, const char *data, gsize length)
{
  mf_pop3_server_feed (self->server, (const guint8 *) data, length);
  pop3_post_pump (self);
}
