/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-world.h"

#include <sys/resource.h>

/* Headless lessons: how many units a second cross the relay, with everything
 * that a lesson has: servers, queue, Maildirs, dissectors, effects, records. */

#define ROUNDS 7
#define N_LETTERS 400

typedef struct
{
  guint n_records;
  guint n_units;
} Figures;

/* What this process has used, user and system: other programs do not count. */
static double
get_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC;
}

static MfWorld *
build (MfLesson *lesson, guint n_letters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfIntent) letter = mf_intent_new_compose (
      "alice", &(MfIntentLetter) { .to = "bob@b.example", .subject = "Again", .body = "Hello.\n" });
  MfWorld *world = mf_world_new (lesson, 1, &error);

  g_assert_no_error (error);

  /* Letters that come when everything else is done: each is sent, relayed and read by itself. */
  for (guint i = 0; i < n_letters; i++)
    mf_world_add_input (world, G_MAXUINT, letter);

  return world;
}

static void
play (MfWorld *world, Figures *figures)
{
  g_autoptr (GError) error = NULL;
  MfRecord *record;

  while (mf_world_next (world, &record, &error) && record != NULL)
    {
      figures->n_records++;
      figures->n_units += record->kind == MF_RECORD_UNIT;
      mf_record_unref (record);
    }

  g_assert_no_error (error);
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return first < second ? -1 : first > second;
}

static void
measure (MfLesson *lesson, const char *title, guint n_letters)
{
  double wall[ROUNDS];
  double cpu[ROUNDS];
  Figures figures = { 0 };

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 begin = g_get_monotonic_time ();
      double cpu_begin = get_cpu_seconds ();
      g_autoptr (MfWorld) world = build (lesson, n_letters);

      figures = (Figures) { 0 };
      play (world, &figures);
      wall[i] = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
      cpu[i] = get_cpu_seconds () - cpu_begin;
    }

  qsort (wall, ROUNDS, sizeof (double), compare_cb);
  qsort (cpu, ROUNDS, sizeof (double), compare_cb);
  g_print ("%s: %u records, %u units\n", title, figures.n_records, figures.n_units);
  g_print ("  by the clock  %9.2f ms  %7.0f units/s  (median of %d; best %.0f units/s)\n",
           wall[ROUNDS / 2] * 1000, figures.n_units / wall[ROUNDS / 2], ROUNDS,
           figures.n_units / wall[0]);
  g_print ("  CPU time      %9.2f ms  %7.0f units/s\n", cpu[ROUNDS / 2] * 1000,
           figures.n_units / cpu[ROUNDS / 2]);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson = mf_lesson_find ("alice-to-bob", &error);

  g_assert_no_error (error);
  measure (lesson, "alice-to-bob, world built and removed", 0);
  measure (lesson, "alice-to-bob and 400 letters more", N_LETTERS);
  return 0;
}
