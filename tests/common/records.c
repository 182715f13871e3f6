/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "records.h"

#include "base/mf-clock.h"

MfStage *
records_make_stage (void)
{
  static const struct
  {
    const char *id;
    MfHostKind kind;
  } hosts[N_HOSTS] = {
    [ALICE] = { "alice", MF_HOST_AGENT },    [MAIL_A] = { "mail-a", MF_HOST_SERVER },
    [MAIL_B] = { "mail-b", MF_HOST_SERVER }, [BOB] = { "bob", MF_HOST_AGENT },
    [DNS] = { "dns", MF_HOST_NAME_SERVER },
  };
  MfStage *stage = mf_stage_new ("A test");

  for (guint i = 0; i < N_HOSTS; i++)
    {
      g_autofree char *id = g_strdup (hosts[i].id);
      MfStageHost host = { .id = id, .kind = hosts[i].kind, .name = id, .column = i };

      mf_stage_add_host (stage, &host);
    }

  return stage;
}

/* A unit of connection 1, from alice to mail-a, with copies of @effects. */
MfRecord *
records_make (guint seq, gint64 time_us, gint64 arrival_us, const MfEffect *effects, guint n)
{
  GPtrArray *list = g_ptr_array_new ();
  MfRecord values = {
    .seq = seq,
    .kind = MF_RECORD_EVENT,
    .time_us = time_us,
    .arrival_us = arrival_us,
    .connection = 1,
    .from = ALICE,
    .to = MAIL_A,
    .client = ALICE,
    .port = 587,
    .protocol = MF_PROTOCOL_SUBMISSION,
  };

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (list, mf_effect_copy (&effects[i]));

  return mf_record_new (&values, list);
}

static MfEffect *
make_random_effect (GRand *rand)
{
  static const char *const names[] = { "bob", "carol", "", NULL };
  /* Few ids, so that they meet; now and then a kind or a host that there is not. */
  g_autofree char *id = g_strdup_printf ("m%d", g_rand_int_range (rand, 0, 40));
  gboolean nonsense = g_rand_int_range (rand, 0, 20) == 0;
  g_autoptr (GBytes) content = g_bytes_new (id, strlen (id));
  MfEffect effect = {
    .kind = (MfEffectKind) g_rand_int_range (rand, 0, MF_N_EFFECTS),
    .host = g_rand_int_range (rand, 0, N_HOSTS),
    .number = g_rand_int_range (rand, 0, 8),
    .time_us = g_rand_int (rand),
    .item = id,
    .mailbox = (char *) names[g_rand_int_range (rand, 0, G_N_ELEMENTS (names))],
    .subject = g_rand_boolean (rand) ? id : NULL,
    .text = g_rand_boolean (rand) ? id : NULL,
    .content = g_rand_boolean (rand) ? content : NULL,
  };

  if (nonsense)
    {
      effect.kind = (MfEffectKind) g_rand_int (rand);
      effect.host = (int) g_rand_int (rand);
      effect.number = (gint64) ((guint64) g_rand_int (rand) << 32);
      effect.time_us = effect.number;
      effect.item = NULL;
    }

  return mf_effect_copy (&effect);
}

/* Moves @now_us on, or, seldom, leaps to a time that makes no sense. */
MfRecord *
records_make_random (guint seq, gint64 *now_us, GRand *rand)
{
  GPtrArray *effects = g_ptr_array_new ();
  gboolean nonsense = g_rand_int_range (rand, 0, 50) == 0;
  MfRecord values = {
    .seq = seq,
    .kind = (MfRecordKind) g_rand_int_range (rand, 0, MF_RECORD_EVENT + 1),
    .connection = (guint) g_rand_int_range (rand, 0, 5),
    .from = g_rand_int_range (rand, -1, N_HOSTS),
    .to = g_rand_int_range (rand, -1, N_HOSTS),
    .client = g_rand_int_range (rand, -1, N_HOSTS + 1),
    .port = 25,
    .protocol = MF_PROTOCOL_SMTP,
  };

  *now_us += g_rand_int_range (rand, 0, 3) * 1000;
  values.time_us = *now_us - g_rand_int_range (rand, 0, 3) * 1000;
  values.arrival_us = *now_us;
  if (nonsense)
    {
      values.time_us = g_rand_boolean (rand) ? G_MAXINT64 : G_MININT64;
      values.arrival_us = g_rand_boolean (rand) ? *now_us - 5000 : G_MININT64;
    }

  for (int i = g_rand_int_range (rand, 0, 4); i > 0; i--)
    g_ptr_array_add (effects, make_random_effect (rand));

  return mf_record_new (&values, effects);
}

/* Returns: (element-type MfRecord): records in a row, sense and nonsense */
GPtrArray *
records_make_random_list (guint n_records, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_record_unref);
  gint64 now_us = MF_LESSON_EPOCH_US;

  for (guint i = 0; i < n_records; i++)
    g_ptr_array_add (records, records_make_random (i, &now_us, rand));

  return records;
}
