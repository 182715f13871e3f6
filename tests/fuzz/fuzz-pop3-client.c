/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "proto/pop3/mf-pop3-client.h"
#include "proto/pop3/mf-pop3-syntax.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/* What the first byte of an input says about the goal. */
#define WANTS_APOP (1 << 0)
#define WANTS_REMOVE (1 << 1)
#define KNOWS_UIDS (1 << 2)

typedef struct
{
  MfPop3Client *client;
  GString *output;
  GString *events;
  gsize message_bytes;
  guint n_messages;
  gboolean done;
  gboolean ended;
  gboolean closed;
} Session;

static void
hear (Session *self, const MfPop3ClientEvent *event)
{
  gsize size;
  const char *data;

  g_assert_false (self->closed);
  switch (event->kind)
    {
    case MF_POP3_CLIENT_MESSAGE:
      g_assert_false (self->ended);
      data = g_bytes_get_data (event->message, &size);
      self->message_bytes += size;
      self->n_messages++;
      g_string_append_printf (self->events, "message %s ", event->uid ? event->uid : "-");
      g_string_append_len (self->events, data, (gssize) size);
      break;
    case MF_POP3_CLIENT_DONE:
      self->done = self->ended = TRUE;
      break;
    case MF_POP3_CLIENT_FAILED:
      g_assert_false (self->ended);
      g_assert_true (g_utf8_validate (event->error->message, -1, NULL));
      g_string_append_printf (self->events, "failed %d %s\n", event->error->code,
                              event->error->message);
      self->ended = TRUE;
      break;
    case MF_POP3_CLIENT_CLOSE:
    default:
      g_assert_true (self->ended);
      self->closed = TRUE;
      break;
    }
}

static gboolean
take_output (Session *self)
{
  GBytes *bytes = mf_pop3_client_take_output (self->client);
  gsize size;
  const char *data;

  if (bytes == NULL)
    return FALSE;

  data = g_bytes_get_data (bytes, &size);
  g_string_append_len (self->output, data, (gssize) size);
  g_bytes_unref (bytes);
  return TRUE;
}

static void
pump (Session *self)
{
  MfPop3ClientEvent event;

  do
    while (mf_pop3_client_next (self->client, &event))
      hear (self, &event);
  while (take_output (self));
}

static void
run (Session *self, guint8 flags, const guint8 *data, gsize size, gsize step)
{
  g_autoptr (MfSecret) password = mf_secret_new ("s3cret", -1);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  MfPop3ClientGoal goal = { .username = "bob",
                            .password = password,
                            .apop = flags & WANTS_APOP,
                            .remove = flags & WANTS_REMOVE,
                            .known_uids = flags & KNOWS_UIDS ? known : NULL };

  g_hash_table_add (known, (gpointer) "known");
  self->client = mf_pop3_client_new (&goal, 0);
  self->output = g_string_new (NULL);
  self->events = g_string_new (NULL);
  for (gsize at = 0; at < size; at += step)
    {
      mf_pop3_client_feed (self->client, data + at, MIN (step, size - at));
      pump (self);
    }

  mf_pop3_client_feed_end (self->client);
  pump (self);
  g_assert_true (self->closed);
  g_assert_cmpuint (self->message_bytes, <=, size);
}

static void
clear (Session *self)
{
  mf_pop3_client_free (self->client);
  g_string_free (self->output, TRUE);
  g_string_free (self->events, TRUE);
}

/* All that is said are commands; nothing is removed that was not fetched. */
static void
check_output (const Session *self, guint8 flags)
{
  g_auto (GStrv) lines = g_strsplit (self->output->str, "\r\n", -1);
  guint64 fetched = 0;
  guint n_removed = 0;

  for (guint i = 0; lines[i] && lines[i + 1]; i++)
    {
      g_autoptr (GError) error = NULL;
      MfPop3Command command;

      g_assert_cmpuint (strlen (lines[i]), <=, MF_LIMIT_POP3_COMMAND - 2);
      mf_pop3_command_parse (lines[i], strlen (lines[i]), &command, &error);
      g_assert_no_error (error);
      if (command.verb == MF_POP3_RETR)
        fetched = command.numbers[0];
      if (command.verb == MF_POP3_DELE)
        {
          g_assert_true (flags & WANTS_REMOVE);
          g_assert_cmpuint (command.numbers[0], ==, fetched);
          n_removed++;
        }
    }

  g_assert_cmpuint (n_removed, <=, self->n_messages);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Session whole = { 0 }, bytewise = { 0 };

  if (size == 0)
    return 0;

  run (&whole, data[0], data + 1, size - 1, G_MAXSIZE / 2);
  run (&bytewise, data[0], data + 1, size - 1, 1);
  g_assert_true (g_string_equal (whole.events, bytewise.events));
  g_assert_true (whole.done == bytewise.done);

  /* A client that gives up does not send what it still had to say. */
  g_assert_true (g_str_has_prefix (bytewise.output->str, whole.output->str));
  if (whole.done)
    g_assert_cmpstr (bytewise.output->str, ==, whole.output->str);

  check_output (&bytewise, data[0]);
  clear (&whole);
  clear (&bytewise);
  return 0;
}
