/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "proto/imap/mf-imap-client.h"

#include <string.h>

/* What the first byte of an input says about the goals. */
#define WANTS_SASL (1 << 7)

typedef struct
{
  MfImapClient *client;
  GString *output;
  GString *events;
  gsize content_bytes;
  guint n_ended;
  gboolean closed;
} Session;

static const guint32 uids[] = { 1, 2, 3 };

static const MfImapGoal goals[] = {
  { MF_IMAP_GOAL_LIST },
  { MF_IMAP_GOAL_SYNCHRONISE, .folder = "INBOX", .uids = uids, .n_uids = 3, .uid_validity = 7 },
  { MF_IMAP_GOAL_READ, .folder = "INBOX", .uids = uids, .n_uids = 1 },
  { MF_IMAP_GOAL_READ, .folder = "INBOX", .uids = uids, .n_uids = 1, .section = "2" },
  { MF_IMAP_GOAL_FLAG, .folder = "INBOX", .uids = uids, .n_uids = 2, .flags = "\\Flagged" },
  { MF_IMAP_GOAL_MOVE, .folder = "INBOX", .target = "Old", .uids = uids, .n_uids = 3 },
  { MF_IMAP_GOAL_SEARCH, .folder = "INBOX", .key = "TEXT", .text = "\xc3\xa4" },
  { MF_IMAP_GOAL_WAIT, .folder = "INBOX" },
  { MF_IMAP_GOAL_SYNCHRONISE, .folder = "INBOX" },
  { MF_IMAP_GOAL_LOGOUT },
};

static void
hear (Session *self, const MfImapClientEvent *event)
{
  g_assert_false (self->closed);
  g_string_append_printf (self->events, "%d %u %s %u %u ", event->kind, event->goal,
                          event->folder ? event->folder : "-", event->uid, event->number);

  switch (event->kind)
    {
    case MF_IMAP_CLIENT_CONTENT:
      self->content_bytes += g_bytes_get_size (event->content);
      break;
    case MF_IMAP_CLIENT_MESSAGE:
      g_assert_nonnull (event->message->envelope);
      break;
    case MF_IMAP_CLIENT_DONE:
      g_assert_cmpuint (event->goal, ==, ++self->n_ended);
      break;
    case MF_IMAP_CLIENT_FAILED:
      g_assert_cmpuint (event->goal, ==, ++self->n_ended);
      g_assert_true (g_utf8_validate (event->error->message, -1, NULL));
      g_string_append (self->events, event->error->message);
      break;
    case MF_IMAP_CLIENT_CLOSE:
      self->closed = TRUE;
      break;
    default:
      break;
    }
}

static gboolean
take_output (Session *self)
{
  g_autoptr (GBytes) bytes = mf_imap_client_take_output (self->client);
  gsize size;
  const char *data;

  if (bytes == NULL)
    return FALSE;

  data = g_bytes_get_data (bytes, &size);
  g_string_append_len (self->output, data, (gssize) size);
  return TRUE;
}

static void
pump (Session *self)
{
  MfImapClientEvent event;

  do
    while (mf_imap_client_next (self->client, &event))
      hear (self, &event);
  while (take_output (self));
}

static void
run (Session *self, guint8 flags, const guint8 *data, gsize size, gsize step)
{
  g_autoptr (MfSecret) password = mf_secret_new ("s3cret", -1);
  MfImapClientAccount account = { .username = "bob",
                                  .password = password,
                                  .sasl = (flags & WANTS_SASL) != 0 };

  self->client = mf_imap_client_new (&account, 0);
  self->output = g_string_new (NULL);
  self->events = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (goals); i++)
    mf_imap_client_add_goal (self->client, &goals[(i + flags) % G_N_ELEMENTS (goals)]);

  pump (self);
  for (gsize at = 0; at < size; at += step)
    {
      mf_imap_client_feed (self->client, data + at, MIN (step, size - at));
      pump (self);
    }

  mf_imap_client_feed_end (self->client);
  pump (self);
  g_assert_true (self->closed);
  g_assert_cmpuint (self->n_ended, ==, G_N_ELEMENTS (goals));
  g_assert_cmpuint (self->content_bytes, <=, size);
}

static void
clear (Session *self)
{
  mf_imap_client_free (self->client);
  g_string_free (self->output, TRUE);
  g_string_free (self->events, TRUE);
}

/* Every line begins with its tag, or answers a "+", or ends an IDLE. */
static void
check_output (const Session *self)
{
  g_auto (GStrv) lines = g_strsplit (self->output->str, "\r\n", -1);
  guint n_tags = 0;

  for (guint i = 0; lines[i] && lines[i + 1]; i++)
    {
      g_autofree char *tag = g_strdup_printf ("a%u ", n_tags + 1);

      if (g_str_has_prefix (lines[i], tag))
        n_tags++;
      else
        g_assert_true (g_str_equal (lines[i], "DONE") ||
                       g_str_equal (lines[i], "AGJvYgBzM2NyZXQ=") ||
                       g_str_equal (lines[i], "\xc3\xa4"));
    }
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

  /* A client that gives up does not send what it still had to say. */
  g_assert_true (g_str_has_prefix (bytewise.output->str, whole.output->str));
  check_output (&bytewise);
  clear (&whole);
  clear (&bytewise);
  return 0;
}
