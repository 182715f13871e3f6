/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "sides.h"

#include "base/mf-clock.h"

#include <string.h>

#define LATENCY_US 40000

MfStage *
sides_make_stage (void)
{
  static const MfStageHost hosts[SIDES_N_HOSTS] = {
    [SIDES_AGENT] = { (char *) "alice", MF_HOST_AGENT, (char *) "alice.a.example",
                      (char *) "192.0.2.10", (char *) "alice@a.example", NULL, 0, 0, MF_SIDE_PUSH },
    [SIDES_BROWSER] = { (char *) "carol", MF_HOST_AGENT, (char *) "carol.a.example",
                        (char *) "192.0.2.11", (char *) "carol@a.example", NULL, 0, 1,
                        MF_SIDE_PULL },
    [SIDES_MAIL] = { (char *) "mail", MF_HOST_SERVER, (char *) "mail.b.example",
                     (char *) "198.51.100.25", NULL, (char *) "b.example", 1, 0, MF_SIDE_PUSH },
    [SIDES_WEB] = { (char *) "web", MF_HOST_SERVER, (char *) "web.b.example",
                    (char *) "198.51.100.80", NULL, (char *) "b.example", 1, 1, MF_SIDE_PULL },
  };
  static const MfStageLink links[] = {
    { SIDES_AGENT, SIDES_MAIL, MF_PROTOCOL_SMTP, LATENCY_US, 0 },
    { SIDES_BROWSER, SIDES_WEB, MF_PROTOCOL_HTTP, LATENCY_US, 0 },
  };
  MfStage *stage = mf_stage_new ("Push or pull?");

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    mf_stage_add_host (stage, &hosts[i]);
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    mf_stage_add_link (stage, &links[i]);

  return stage;
}

static MfUnit *
make_unit (MfProtocol protocol,
           MfUnitKind kind,
           MfDirection direction,
           const char *topic,
           const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  MfUnitBuilder *builder = mf_unit_builder_new (protocol, kind, direction, bytes);

  mf_unit_builder_set_topic (builder, "%s", topic);
  mf_unit_builder_set_phase (builder, MF_PHASE_TRANSFER);
  return mf_unit_builder_end (builder);
}

typedef struct
{
  MfRecordKind kind;
  gint64 ms; /* when it leaves; it arrives 40 ms later */
  guint connection;
  MfUnitKind unit;
  MfDirection direction;
  const char *topic;
  const char *text;
} Line;

#define C MF_UNIT_COMMAND
#define R MF_UNIT_REPLY
#define D MF_UNIT_DATA
#define UP MF_TO_SERVER
#define DOWN MF_TO_CLIENT
#define UNIT MF_RECORD_UNIT

static const Line script[] = {
  { MF_RECORD_OPEN, 0, 1, C, UP, NULL, NULL },
  { MF_RECORD_OPEN, 0, 2, C, UP, NULL, NULL },
  { UNIT, 40, 1, R, DOWN, "smtp.220.greeting", "220 mail.b.example ESMTP\r\n" },
  { UNIT, 40, 2, C, UP, "http.GET", "GET / HTTP/1.1\r\nHost: web.b.example\r\n\r\n" },
  { UNIT, 80, 1, C, UP, "smtp.EHLO", "EHLO alice.a.example\r\n" },
  { UNIT, 80, 2, R, DOWN, "http.200", "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n" },
  { UNIT, 81, 2, D, DOWN, "http.data", "<p>Hello</p>" },
  { UNIT, 121, 1, R, DOWN, "smtp.250.EHLO", "250 mail.b.example\r\n" },
  { UNIT, 125, 2, C, UP, "http.GET", "GET /gone.png HTTP/1.1\r\nHost: web.b.example\r\n\r\n" },
  { UNIT, 162, 1, C, UP, "smtp.MAIL", "MAIL FROM:<alice@a.example>\r\n" },
  { UNIT, 166, 2, R, DOWN, "http.404", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" },
  { UNIT, 203, 1, R, DOWN, "smtp.250.MAIL", "250 2.1.0 Sender OK\r\n" },
  { MF_RECORD_CLOSE, 207, 2, C, UP, NULL, NULL },
  { UNIT, 244, 1, C, UP, "smtp.RCPT", "RCPT TO:<bob@b.example>\r\n" },
  { UNIT, 285, 1, R, DOWN, "smtp.250.RCPT", "250 2.1.5 Recipient OK\r\n" },
  { UNIT, 326, 1, C, UP, "smtp.DATA", "DATA\r\n" },
  { UNIT, 367, 1, R, DOWN, "smtp.354.DATA", "354 Go on\r\n" },
  { UNIT, 408, 1, D, UP, "smtp.data", "Subject: Hi\r\n\r\nHello\r\n.\r\n" },
  { UNIT, 449, 1, R, DOWN, "smtp.250.data", "250 2.0.0 Accepted\r\n" },
  { UNIT, 490, 1, C, UP, "smtp.MAIL", "MAIL FROM:<alice@a.example>\r\n" },
  { UNIT, 531, 1, R, DOWN, "smtp.250.MAIL", "250 2.1.0 Sender OK\r\n" },
  { UNIT, 572, 1, C, UP, "smtp.RCPT", "RCPT TO:<bbo@b.example>\r\n" },
  { UNIT, 613, 1, R, DOWN, "smtp.550.RCPT", "550 5.1.1 No such user here\r\n" },
  { UNIT, 654, 1, C, UP, "smtp.QUIT", "QUIT\r\n" },
  { UNIT, 695, 1, R, DOWN, "smtp.221.QUIT", "221 2.0.0 Bye\r\n" },
  { MF_RECORD_CLOSE, 736, 1, C, UP, NULL, NULL },
};

static void
set_ends (MfRecord *values, MfDirection direction)
{
  gboolean push = values->connection == 1;
  int client = push ? SIDES_AGENT : SIDES_BROWSER;
  int server = push ? SIDES_MAIL : SIDES_WEB;

  values->client = client;
  values->from = direction == MF_TO_SERVER ? client : server;
  values->to = direction == MF_TO_SERVER ? server : client;
  values->protocol = push ? MF_PROTOCOL_SMTP : MF_PROTOCOL_HTTP;
  values->port = mf_protocol_get_port (values->protocol);
}

static MfRecord *
make_record (guint seq, const Line *line)
{
  GPtrArray *effects = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_effect_free);
  MfRecord values = { .seq = seq, .kind = line->kind, .connection = line->connection };
  MfEffect effect = { .host = SIDES_MAIL };
  g_autoptr (MfUnit) unit = NULL;

  values.time_us = MF_LESSON_EPOCH_US + line->ms * 1000;
  values.arrival_us = values.time_us + LATENCY_US;
  set_ends (&values, line->direction);

  if (line->topic != NULL)
    unit = make_unit (values.protocol, line->unit, line->direction, line->topic, line->text);
  values.unit = unit;

  if (line->kind == MF_RECORD_OPEN || line->kind == MF_RECORD_CLOSE)
    {
      effect.kind = line->kind == MF_RECORD_OPEN ? MF_EFFECT_OPENED : MF_EFFECT_CLOSED;
      effect.host = values.to;
      g_ptr_array_add (effects, mf_effect_copy (&effect));
    }
  if (g_strcmp0 (line->topic, "smtp.data") == 0)
    {
      effect = (MfEffect) { .kind = MF_EFFECT_DELIVERED,
                            .host = SIDES_MAIL,
                            .number = 4,
                            .item = (char *) "1",
                            .mailbox = (char *) "bob",
                            .subject = (char *) "Hi" };
      g_ptr_array_add (effects, mf_effect_copy (&effect));
    }

  return mf_record_new (&values, effects);
}

MfTimeline *
sides_make_timeline (void)
{
  g_autoptr (MfStage) stage = sides_make_stage ();
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_record_unref);
  MfTimeline *timeline = mf_timeline_new (stage, MF_LESSON_EPOCH_US);

  for (guint i = 0; i < G_N_ELEMENTS (script); i++)
    g_ptr_array_add (records, make_record (i, &script[i]));

  mf_timeline_append (timeline, (MfRecord *const *) records->pdata, records->len);
  return timeline;
}

GPtrArray *
sides_make_random_list (guint n_records, guint32 seed)
{
  GRand *rand = g_rand_new_with_seed (seed);
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_record_unref);
  gint64 now_us = MF_LESSON_EPOCH_US;

  for (guint seq = 0; seq < n_records; seq++)
    {
      const Line *line = &script[g_rand_int_range (rand, 0, G_N_ELEMENTS (script))];
      g_autoptr (MfRecord) made = make_record (seq, line);
      MfRecord values = *made;
      GPtrArray *effects = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_effect_free);

      now_us += g_rand_int_range (rand, 0, 3) * 10000;
      values.arrival_us = now_us;
      values.time_us = now_us - g_rand_int_range (rand, 0, 5) * 10000;
      values.connection += 2 * (guint) g_rand_int_range (rand, 0, 4);
      for (guint i = 0; i < made->n_effects; i++)
        g_ptr_array_add (effects, mf_effect_copy (made->effects[i]));
      g_ptr_array_add (records, mf_record_new (&values, effects));
    }

  g_rand_free (rand);
  return records;
}
