/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "proto/pop3/mf-pop3-dissector.h"
#include "proto/pop3/mf-pop3-server.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/* What the first byte of an input says about the session. */
#define WITH_TIMESTAMP (1 << 0)
#define REFUSE_LOGIN (1 << 1)
#define REFUSE_MESSAGE (1 << 2)
#define REFUSE_UPDATE (1 << 3)

static const char *const messages[] = {
  "Subject: one\r\n\r\n.\r\n..\r\nend",
  "",
  "no header\n\n.\nlines end with LF\n",
};

typedef struct
{
  guint8 flags;
  MfPop3Server *server;
  GString *output;
  GString *events;
  gboolean marked[G_N_ELEMENTS (messages)];
  gboolean logged_in;
  gboolean updated;
  gboolean closed;
} Session;

static void
answer_login (Session *self, const MfPop3ServerEvent *event)
{
  static const MfPop3Item items[] = { { "a", 27 }, { "b", 0 }, { "c", 34 } };

  g_assert_false (self->logged_in);
  g_assert_true ((event->password == NULL) != (event->digest == NULL));
  g_assert_true (event->password || (self->flags & WITH_TIMESTAMP));
  if (self->flags & REFUSE_LOGIN)
    {
      mf_pop3_server_refuse (self->server, "AUTH", NULL);
      return;
    }

  self->logged_in = TRUE;
  mf_pop3_server_answer_login (self->server, items, G_N_ELEMENTS (items));
}

static void
answer_message (Session *self, guint index)
{
  g_autoptr (GBytes) message = NULL;

  g_assert_true (self->logged_in);
  g_assert_cmpuint (index, <, G_N_ELEMENTS (messages));
  g_assert_false (self->marked[index]);
  message = g_bytes_new_static (messages[index], strlen (messages[index]));
  if (self->flags & REFUSE_MESSAGE)
    mf_pop3_server_refuse (self->server, "SYS/TEMP", NULL);
  else
    mf_pop3_server_answer_message (self->server, message);
}

/* Exactly what was marked is removed, and only once. */
static void
answer_update (Session *self, const MfPop3ServerEvent *event)
{
  guint n = 0;

  g_assert_true (self->logged_in);
  g_assert_false (self->updated);
  self->updated = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    if (self->marked[i])
      {
        g_assert_cmpuint (n, <, event->n_deleted);
        g_assert_cmpuint (event->deleted[n++], ==, i);
      }

  g_assert_cmpuint (n, ==, event->n_deleted);
  if (self->flags & REFUSE_UPDATE)
    mf_pop3_server_refuse (self->server, NULL, NULL);
  else
    mf_pop3_server_answer_update (self->server);
}

static void
answer (Session *self, const MfPop3ServerEvent *event)
{
  g_assert_false (self->closed);
  g_string_append_printf (self->events, "%d %u\n", event->kind, event->index);

  switch (event->kind)
    {
    case MF_POP3_SERVER_ASK_LOGIN:
      answer_login (self, event);
      break;
    case MF_POP3_SERVER_ASK_MESSAGE:
      answer_message (self, event->index);
      break;
    case MF_POP3_SERVER_MARK:
      g_assert_true (self->marked[event->index] != event->marked);
      self->marked[event->index] = event->marked;
      break;
    case MF_POP3_SERVER_ASK_UPDATE:
      answer_update (self, event);
      break;
    case MF_POP3_SERVER_CLOSE:
    default:
      self->closed = TRUE;
      break;
    }
}

static gboolean
take_output (Session *self)
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

static void
pump (Session *self)
{
  MfPop3ServerEvent event;

  do
    while (mf_pop3_server_next (self->server, &event))
      answer (self, &event);
  while (take_output (self));
}

static void
run (Session *self, const guint8 *data, gsize size, gsize step)
{
  MfPop3ServerConfig config = { .host_name = "b.example",
                                .timestamp =
                                    self->flags & WITH_TIMESTAMP ? "<1@b.example>" : NULL };

  self->server = mf_pop3_server_new (&config, 0);
  self->output = g_string_new (NULL);
  self->events = g_string_new (NULL);
  for (gsize at = 0; at < size; at += step)
    {
      mf_pop3_server_feed (self->server, data + at, MIN (step, size - at));
      pump (self);
    }

  mf_pop3_server_feed_end (self->server);
  pump (self);
  g_assert_true (self->closed);
}

static void
clear (Session *self)
{
  mf_pop3_server_free (self->server);
  g_string_free (self->output, TRUE);
  g_string_free (self->events, TRUE);
}

/* A reader of the same rules finds one reply to each command, and nothing else. */
static void
check_dialogue (const guint8 *data, gsize size, const GString *output)
{
  g_autoptr (MfDissector) dissector = mf_pop3_dissector_new ();
  g_autoptr (GBytes) said = g_bytes_new (data, size);
  g_autoptr (GBytes) heard = g_bytes_new (output->str, output->len);
  MfUnit *unit;

  mf_dissector_feed (dissector, MF_TO_SERVER, said);
  while ((unit = mf_dissector_next (dissector, MF_TO_SERVER)))
    mf_unit_unref (unit);

  mf_dissector_feed (dissector, MF_TO_CLIENT, heard);
  while ((unit = mf_dissector_next (dissector, MF_TO_CLIENT)))
    {
      g_assert_true (unit->kind == MF_UNIT_REPLY || unit->kind == MF_UNIT_DATA);
      g_assert_null (strstr (unit->topic, "unsolicited"));
      mf_unit_unref (unit);
    }
  g_assert_cmpuint (mf_dissector_get_pending (dissector, MF_TO_CLIENT), ==, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const gsize steps[] = { G_MAXSIZE / 2, 1, 7 };
  Session sessions[G_N_ELEMENTS (steps)] = { 0 };

  if (size == 0)
    return 0;

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      sessions[i].flags = data[0];
      run (&sessions[i], data + 1, size - 1, steps[i]);
      g_assert_true (g_string_equal (sessions[i].output, sessions[0].output));
      g_assert_cmpstr (sessions[i].events->str, ==, sessions[0].events->str);
    }

  check_dialogue (data + 1, size - 1, sessions[0].output);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    clear (&sessions[i]);
  return 0;
}
