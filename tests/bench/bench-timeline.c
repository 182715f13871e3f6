/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "records.h"
#include "trace/mf-timeline.h"

#include "base/mf-clock.h"

#include <locale.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* What a timeline of a million records costs: memory for each record, and time
 * for a seek. A letter takes 25 records here, as it does in a lesson; none is
 * ever removed, so queue and mailbox grow as long as the timeline does. */
#define N_RECORDS 1000000
#define RECORDS_PER_LETTER 25
#define BATCH 1000
#define N_SEEKS 5000

static const char *const lines[RECORDS_PER_LETTER] = {
  [3] = "EHLO mail.a.example\r\n",
  [4] = "250-mail.b.example\r\n250-SIZE 10485760\r\n250-8BITMIME\r\n250 PIPELINING\r\n",
  [5] = "MAIL FROM:<alice@a.example>\r\n",
  [6] = "250 2.1.0 Sender OK\r\n",
  [7] = "RCPT TO:<bob@b.example>\r\n",
  [8] = "250 2.1.5 Recipient OK\r\n",
  [9] = "DATA\r\n",
  [10] = "354 End data with <CRLF>.<CRLF>\r\n",
};

static MfUnit *
make_unit (guint place)
{
  const char *text = lines[place] ? lines[place] : "250 2.0.0 OK\r\n";
  gsize length = strlen (text);
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  MfUnitBuilder *builder =
      mf_unit_builder_new (MF_PROTOCOL_SMTP, place % 2 ? MF_UNIT_COMMAND : MF_UNIT_REPLY,
                           place % 2 ? MF_TO_SERVER : MF_TO_CLIENT, bytes);

  mf_unit_builder_set_topic (builder, "smtp.250.MAIL");
  mf_unit_builder_add_field (builder, "reply-code", MF_SPAN (0, 3), NULL);
  mf_unit_builder_add_field (builder, "text", MF_SPAN (4, length - 6), NULL);
  return mf_unit_builder_end (builder);
}

static void
add_effect (GPtrArray *effects, MfEffectKind kind, int host, const char *id, gint64 number)
{
  MfEffect effect = {
    .kind = kind,
    .host = host,
    .number = number,
    .item = (char *) id,
    .mailbox = kind == MF_EFFECT_DELIVERED ? (char *) "bob" : NULL,
    .subject = (char *) "Lunch on Friday?",
  };

  g_ptr_array_add (effects, mf_effect_copy (&effect));
}

static GPtrArray *
make_effects (guint seq)
{
  g_autofree char *id = g_strdup_printf ("%08X", seq / RECORDS_PER_LETTER);
  g_autoptr (GPtrArray) effects = g_ptr_array_new ();

  switch (seq % RECORDS_PER_LETTER)
    {
    case 0:
      add_effect (effects, MF_EFFECT_OPENED, -1, NULL, 0);
      add_effect (effects, MF_EFFECT_PHASE, -1, NULL, MF_PHASE_HANDSHAKE);
      break;
    case 5:
      add_effect (effects, MF_EFFECT_PHASE, -1, NULL, MF_PHASE_TRANSFER);
      break;
    case 12:
      add_effect (effects, MF_EFFECT_QUEUED, MAIL_A, id, 0);
      add_effect (effects, MF_EFFECT_TRIED, MAIL_A, id, 1);
      break;
    case 20:
      add_effect (effects, MF_EFFECT_DELIVERED, MAIL_B, id, 0);
      break;
    case 24:
      add_effect (effects, MF_EFFECT_CLOSED, -1, NULL, 0);
      break;
    default:
      return NULL;
    }

  return g_steal_pointer (&effects);
}

static MfRecord *
make_record (guint seq)
{
  guint place = seq % RECORDS_PER_LETTER;
  gboolean is_unit = place > 0 && place < RECORDS_PER_LETTER - 1;
  g_autoptr (MfUnit) unit = is_unit ? make_unit (place) : NULL;
  MfRecord values = {
    .seq = seq,
    .kind = is_unit ? MF_RECORD_UNIT
            : place ? MF_RECORD_CLOSE
                    : MF_RECORD_OPEN,
    .time_us = MF_LESSON_EPOCH_US + (gint64) seq * 50000,
    .arrival_us = MF_LESSON_EPOCH_US + (gint64) seq * 50000 + 40000,
    .connection = 1 + seq / RECORDS_PER_LETTER,
    .from = MAIL_A,
    .to = MAIL_B,
    .client = MAIL_A,
    .port = 25,
    .protocol = MF_PROTOCOL_SMTP,
    .unit = unit,
  };

  return mf_record_new (&values, make_effects (seq));
}

static gsize
get_memory (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
print_times (const char *title, gint64 *values)
{
  qsort (values, N_SEEKS, sizeof *values, compare_times);
  g_print ("%-28s median %5" G_GINT64_FORMAT " µs, 99 %% under %5" G_GINT64_FORMAT
           " µs, longest %6" G_GINT64_FORMAT " µs\n",
           title, values[N_SEEKS / 2], values[N_SEEKS * 99 / 100], values[N_SEEKS - 1]);
}

static void
measure_seeks (MfTimeline *timeline)
{
  g_autofree gint64 *random = g_new (gint64, N_SEEKS);
  g_autofree gint64 *forward = g_new (gint64, N_SEEKS);
  g_autofree gint64 *backward = g_new (gint64, N_SEEKS);
  g_autofree gint64 *inverse = g_new (gint64, N_SEEKS);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < N_SEEKS; i++)
    {
      gint64 *places[] = { random, forward, backward };
      guint n = (guint) g_rand_int_range (rand, 1, N_RECORDS);
      guint seeks[] = { n, n + 1, n };
      gint64 start;

      for (gsize j = 0; j < G_N_ELEMENTS (seeks); j++)
        {
          start = g_get_monotonic_time ();
          mf_scene_unref (mf_timeline_get_scene (timeline, seeks[j]));
          places[j][i] = g_get_monotonic_time () - start;
        }

      start = g_get_monotonic_time ();
      mf_timeline_get_playhead_at (timeline, mf_timeline_get_time_at (timeline, n));
      inverse[i] = g_get_monotonic_time () - start;
    }

  print_times ("seek anywhere", random);
  print_times ("one step forward from there", forward);
  print_times ("one step back", backward);
  print_times ("playhead to time and back", inverse);
}

int
main (void)
{
  g_autoptr (MfStage) stage = records_make_stage ();
  g_autoptr (MfTimeline) timeline = mf_timeline_new (stage, MF_LESSON_EPOCH_US);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_record_unref);
  gsize empty = get_memory ();
  gsize with_records;
  gint64 start;
  double seconds;

  setlocale (LC_ALL, "");
  for (guint i = 0; i < N_RECORDS; i++)
    g_ptr_array_add (records, make_record (i));
  with_records = get_memory ();

  start = g_get_monotonic_time ();
  for (guint i = 0; i < N_RECORDS; i += BATCH)
    mf_timeline_append (timeline, (MfRecord **) &records->pdata[i], BATCH);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;

  g_print ("%d records, %d letters in queue and mailbox at the end\n", N_RECORDS,
           N_RECORDS / RECORDS_PER_LETTER);
  g_print ("memory: %.0f bytes a record with its unit and effects (%zu of them MfRecord), "
           "%.0f more in the timeline\n",
           (double) (with_records - empty) / N_RECORDS, sizeof (MfRecord),
           (double) (get_memory () - with_records) / N_RECORDS);
  g_print ("append: %.0f records/s in batches of %d\n", N_RECORDS / seconds, BATCH);
  measure_seeks (timeline);
  return 0;
}
