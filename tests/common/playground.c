/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "playground.h"

static void
report_cb (const MfEffect *effect, gpointer user_data)
{
  Playground *self = user_data;
  gint64 at_us = self->time.now_us - MF_LESSON_EPOCH_US;

  if (effect->kind == MF_EFFECT_PHASE)
    return;

  g_string_append_printf (self->log, "%" G_GINT64_FORMAT ".%03d %s", at_us / G_USEC_PER_SEC,
                          (int) (at_us % G_USEC_PER_SEC / 1000),
                          mf_effect_kind_get_nick (effect->kind));
  if (effect->subject && effect->kind == MF_EFFECT_LOOKED_UP)
    g_string_append_printf (self->log, " %s →", effect->subject);
  if (effect->number)
    g_string_append_printf (self->log, " %d", (int) effect->number);
  if (effect->text && *effect->text)
    g_string_append_printf (self->log, " %s", effect->text);
  g_string_append_c (self->log, '\n');
}

void
playground_init (Playground *self)
{
  static const MfStageHost hosts[PLAYGROUND_N_HOSTS] = {
    { .id = (char *) "alice", .name = (char *) "pc.a.example", .address = (char *) "192.0.2.10" },
    { .id = (char *) "mail-a",
      .kind = MF_HOST_SERVER,
      .name = (char *) "mail.a.example",
      .address = (char *) "192.0.2.25" },
    { .id = (char *) "mail-b",
      .kind = MF_HOST_SERVER,
      .name = (char *) "mail.b.example",
      .address = (char *) "198.51.100.25" },
    { .id = (char *) "dns",
      .kind = MF_HOST_NAME_SERVER,
      .name = (char *) "ns.example",
      .address = (char *) "203.0.113.53" },
  };
  MfStage *stage = mf_stage_new ("playground");

  *self = (Playground) { .timers = mf_timers_new (), .ids = mf_id_source_new_seeded (1) };
  self->time.now_us = MF_LESSON_EPOCH_US;
  self->clock = mf_virtual_clock_clock (&self->time);
  self->log = g_string_new (NULL);
  for (guint i = 0; i < PLAYGROUND_N_HOSTS; i++)
    mf_stage_add_host (stage, &hosts[i]);
  self->network = mf_network_new (stage, &self->clock, report_cb, self);
  mf_stage_unref (stage);

  for (guint i = 0; i < PLAYGROUND_N_HOSTS; i++)
    self->sites[i] = (MfSite) { .clock = &self->clock,
                                .timers = self->timers,
                                .ids = self->ids,
                                .resolver = mf_network_get_resolver (self->network, i),
                                .network = self->network,
                                .host = (int) i,
                                .report = report_cb,
                                .report_data = self };
}

void
playground_clear (Playground *self)
{
  mf_network_free (self->network);
  mf_timers_free (self->timers);
  mf_id_source_free (self->ids);
  g_string_free (self->log, TRUE);
}

static void
log_unit (Playground *self, const MfUnit *unit)
{
  g_autofree char *line = mf_unit_get_first_line (unit);

  g_string_append_printf (self->log, "%s %s\n",
                          unit->direction == MF_TO_SERVER ? "C:" : "S:", line);
}

static void
pass (Playground *self, gint64 arrival_us)
{
  const MfRecord *record;

  mf_virtual_clock_advance_to (&self->time, arrival_us);
  record = mf_network_pass (self->network);
  if (record->unit == NULL)
    return;

  self->n_units++;
  if (self->log_units)
    log_unit (self, record->unit);
}

gboolean
playground_step (Playground *self, gint64 until_us)
{
  g_autoptr (GError) error = NULL;
  const MfRecord *due;
  gint64 timer_us;

  mf_network_settle (self->network, &error);
  g_assert_no_error (error);
  due = mf_network_peek (self->network);
  timer_us = mf_timers_get_next_deadline (self->timers);

  if (due && due->arrival_us <= timer_us && due->arrival_us <= until_us)
    pass (self, due->arrival_us);
  else if (timer_us <= until_us)
    {
      mf_virtual_clock_advance_to (&self->time, MAX (timer_us, self->time.now_us));
      mf_timers_dispatch_one (self->timers, self->time.now_us);
    }
  else
    return FALSE;

  mf_network_settle (self->network, &error);
  g_assert_no_error (error);
  return TRUE;
}

void
playground_run (Playground *self, gint64 after_us)
{
  gint64 until_us = self->time.now_us + after_us;

  while (playground_step (self, until_us))
    ;
  mf_virtual_clock_advance_to (&self->time, until_us);
}

char *
playground_take_log (Playground *self)
{
  char *log = g_strdup (self->log->str);

  g_string_truncate (self->log, 0);
  return log;
}
