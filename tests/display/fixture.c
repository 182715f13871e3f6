/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fixture.h"

#include "harness.h"

#include <string.h>

#include "base/mf-clock.h"

enum
{
  ALICE,
  MAIL_A,
  MAIL_B,
};

static const struct
{
  const char *id;
  MfHostKind kind;
  const char *name;
  const char *address;
  const char *person;
  const char *domain;
} hosts[] = {
  { "alice", MF_HOST_AGENT, "alice.a.example", "192.0.2.10", "alice@a.example", NULL },
  { "mail-a", MF_HOST_SERVER, "mail.a.example", "192.0.2.25", NULL, "a.example" },
  { "mail-b", MF_HOST_SERVER, "mail.b.example", "198.51.100.25", NULL, "b.example" },
};

static const struct
{
  MfRecordKind kind;
  MfDirection direction;
  MfUnitKind unit;
  MfPhase phase;
  const char *topic;
  const char *bytes;
} rows[] = {
  { MF_RECORD_ACT, 0, 0, 0, NULL, NULL },
  { MF_RECORD_OPEN, 0, 0, 0, NULL, NULL },
  { MF_RECORD_UNIT, MF_TO_CLIENT, MF_UNIT_REPLY, MF_PHASE_HANDSHAKE, "smtp.220",
    "220 mail.b.example ESMTP\r\n" },
  { MF_RECORD_UNIT, MF_TO_SERVER, MF_UNIT_COMMAND, MF_PHASE_HANDSHAKE, "smtp.EHLO",
    "EHLO mail.a.example\r\n" },
  { MF_RECORD_UNIT, MF_TO_CLIENT, MF_UNIT_REPLY, MF_PHASE_HANDSHAKE, "smtp.250",
    "250-mail.b.example\r\n250-SIZE 1000000\r\n250 8BITMIME\r\n" },
  { MF_RECORD_UNIT, MF_TO_SERVER, MF_UNIT_COMMAND, MF_PHASE_TRANSFER, "smtp.MAIL",
    "MAIL FROM:<alice@a.example>\r\n" },
  { MF_RECORD_UNIT, MF_TO_CLIENT, MF_UNIT_REPLY, MF_PHASE_TRANSFER, "smtp.250", "250 OK\r\n" },
  { MF_RECORD_UNIT, MF_TO_SERVER, MF_UNIT_COMMAND, MF_PHASE_TRANSFER, "smtp.DATA", "DATA\r\n" },
  { MF_RECORD_UNIT, MF_TO_CLIENT, MF_UNIT_REPLY, MF_PHASE_TRANSFER, "smtp.354",
    "354 Start mail input; end with <CRLF>.<CRLF>\r\n" },
  { MF_RECORD_UNIT, MF_TO_SERVER, MF_UNIT_DATA, MF_PHASE_TRANSFER, "smtp.data",
    "From: alice@a.example\r\nTo: bob@b.example\r\nSubject: Lunch\r\n\r\nFriday?\r\n.\r\n" },
  { MF_RECORD_UNIT, MF_TO_SERVER, MF_UNIT_COMMAND, MF_PHASE_CLOSURE, "smtp.QUIT", "QUIT\r\n" },
  { MF_RECORD_CLOSE, 0, 0, 0, NULL, NULL },
};

static MfUnit *
make_unit (guint row)
{
  g_autoptr (GBytes) bytes = g_bytes_new (rows[row].bytes, strlen (rows[row].bytes));
  MfUnitBuilder *builder =
      mf_unit_builder_new (MF_PROTOCOL_SMTP, rows[row].unit, rows[row].direction, bytes);
  const char *space = strchr (rows[row].bytes, ' ');
  gsize size = g_bytes_get_size (bytes);

  mf_unit_builder_set_topic (builder, "%s", rows[row].topic);
  mf_unit_builder_set_phase (builder, rows[row].phase);
  if (rows[row].unit == MF_UNIT_REPLY)
    mf_unit_builder_add_field (builder, "reply-code", MF_SPAN (0, 3), NULL);
  else if (rows[row].unit == MF_UNIT_COMMAND)
    mf_unit_builder_add_field (builder, "verb", MF_SPAN (0, 4), NULL);
  if (space != NULL && rows[row].unit != MF_UNIT_DATA)
    {
      gsize start = (gsize) (space - rows[row].bytes) + 1;

      mf_unit_builder_add_field (builder, "text", MF_SPAN (start, size - start - 2), NULL);
    }
  mf_unit_builder_add_field (builder, "crlf", MF_SPAN (size - 2, 2), NULL);
  return mf_unit_builder_end (builder);
}

static MfRecord *
make_record (guint row, guint seq)
{
  g_autoptr (GPtrArray) effects = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_effect_free);
  gboolean to_server = rows[row].direction == MF_TO_SERVER;
  gboolean travels = rows[row].kind == MF_RECORD_UNIT;
  MfRecord values = {
    .seq = seq,
    .kind = rows[row].kind,
    .time_us = MF_LESSON_EPOCH_US + seq * 50000,
    .arrival_us = MF_LESSON_EPOCH_US + seq * 50000 + (travels ? 40000 : 0),
    .connection = row > 0 ? 1 : 0,
    .from = row == 0    ? ALICE
            : to_server ? MAIL_A
                        : MAIL_B,
    .to = row == 0    ? ALICE
          : to_server ? MAIL_B
                      : MAIL_A,
    .client = row > 0 ? MAIL_A : -1,
    .port = row > 0 ? 25 : 0,
    .protocol = row > 0 ? MF_PROTOCOL_SMTP : MF_PROTOCOL_NONE,
    .unit = travels ? make_unit (row) : NULL,
  };
  MfEffect effect = { .kind = MF_EFFECT_PHASE, .host = -1, .number = rows[row].phase };
  MfRecord *record;

  if (travels && rows[row].phase != rows[row - 1].phase)
    g_ptr_array_add (effects, mf_effect_copy (&effect));
  record = mf_record_new (&values, g_steal_pointer (&effects));
  mf_unit_unref (values.unit);
  return record;
}

MfUnit *
fixture_unit_new (void)
{
  return make_unit (4);
}

MfTimeline *
fixture_timeline_new (void)
{
  g_autoptr (MfStage) stage = mf_stage_new ("A fixture");
  MfTimeline *timeline;

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    mf_stage_add_host (stage,
                       &(MfStageHost) { (char *) hosts[i].id, hosts[i].kind, (char *) hosts[i].name,
                                        (char *) hosts[i].address, (char *) hosts[i].person,
                                        (char *) hosts[i].domain, i, 0 });
  mf_stage_add_link (stage, &(MfStageLink) { ALICE, MAIL_A, MF_PROTOCOL_SUBMISSION, 10000, 0 });
  mf_stage_add_link (stage, &(MfStageLink) { MAIL_A, MAIL_B, MF_PROTOCOL_SMTP, 40000, 0 });
  timeline = mf_timeline_new (stage, MF_LESSON_EPOCH_US);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfRecord) record = make_record (i, i);

      mf_timeline_append (timeline, &record, 1);
    }
  return timeline;
}

void
fixture_append_noop (MfTimeline *timeline)
{
  g_autoptr (MfRecord) record = make_record (7, mf_timeline_get_n_records (timeline));

  mf_timeline_append (timeline, &record, 1);
}

void
widget_fixture_set_up (WidgetFixture *fixture, gconstpointer data)
{
  GType (*get_type) (void) = data;

  fixture->application = harness_start ();
  harness_set_animations (FALSE);
  fixture->timeline = fixture_timeline_new ();
  fixture->playback = mf_playback_new (NULL);
  mf_playback_set_timeline (fixture->playback, fixture->timeline);
  fixture->widget = g_object_new (get_type (), NULL);
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (fixture->widget), "playback") != NULL)
    g_object_set (fixture->widget, "playback", fixture->playback, NULL);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->widget);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 420);
  gtk_window_present (GTK_WINDOW (fixture->window));
  harness_settle (fixture->window);
}

void
widget_fixture_tear_down (WidgetFixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->widget), (gpointer *) &fixture->widget);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  harness_drain ();
  g_assert_null (fixture->widget);
  g_assert_finalize_object (fixture->playback);
  g_assert_finalize_object (fixture->timeline);
  harness_finish (fixture->application);
}
