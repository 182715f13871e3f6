/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "play.h"

#include "base/mf-clock.h"

#include <string.h>

MfLesson *
play_get_lesson (void)
{
  g_autoptr (GError) error = NULL;
  MfLesson *lesson = mf_lesson_find ("alice-to-bob", &error);

  g_assert_no_error (error);
  return lesson;
}

GPtrArray *
play_world (MfWorld *world)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_record_unref);
  MfRecord *record;

  do
    {
      g_autoptr (GError) error = NULL;

      mf_world_next (world, &record, &error);
      g_assert_no_error (error);

      if (record != NULL)
        {
          g_assert_cmpuint (record->seq, ==, records->len);
          g_ptr_array_add (records, record);
        }
    }
  while (record != NULL);

  return records;
}

GPtrArray *
play_inputs (MfLesson *lesson, guint64 seed, const MfConductorInput *inputs, guint n_inputs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfWorld) world = mf_world_new (lesson, seed, &error);

  g_assert_no_error (error);

  for (guint i = 0; i < n_inputs; i++)
    mf_world_add_input (world, inputs[i].at, inputs[i].intent);

  return play_world (world);
}

GPtrArray *
play_lesson (guint64 seed, const MfConductorInput *inputs, guint n_inputs)
{
  g_autoptr (MfLesson) lesson = play_get_lesson ();

  return play_inputs (lesson, seed, inputs, n_inputs);
}

GPtrArray *
play_named (const char *id, MfStage **stage)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson = mf_lesson_find (id, &error);

  g_assert_no_error (error);
  *stage = mf_stage_ref (mf_lesson_get_stage (lesson));
  return play_inputs (lesson, 1, NULL, 0);
}

guint
play_find_topic (GPtrArray *records, const char *topic, guint from)
{
  for (guint i = from; i < records->len; i++)
    {
      const MfRecord *record = play_get_record (records, i);

      if (record->unit != NULL && g_str_equal (record->unit->topic, topic))
        return i;
    }

  return G_MAXUINT;
}

char *
play_dup_unit (GPtrArray *records, guint seq)
{
  const MfRecord *record = play_get_record (records, seq);

  g_assert_nonnull (record->unit);
  return g_strndup (g_bytes_get_data (record->unit->bytes, NULL),
                    g_bytes_get_size (record->unit->bytes));
}

MfScene *
play_fold (GPtrArray *records, MfStage *stage, guint n)
{
  g_autoptr (MfScene) start = mf_scene_new (stage, MF_LESSON_EPOCH_US);

  return mf_scene_fold (start, (MfRecord *const *) records->pdata, n);
}

MfRecord *
play_get_record (GPtrArray *records, guint seq)
{
  return g_ptr_array_index (records, seq);
}

/* Everything that a record says, as text. */
static char *
print_record (const MfRecord *record)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%u %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u %d %d %d %u %d",
                          record->seq, record->kind, record->time_us, record->arrival_us,
                          record->connection, record->from, record->to, record->client,
                          record->port, record->protocol);

  if (record->unit != NULL)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (record->unit->bytes, &length);

      g_string_append_printf (text, " %s %d %d:", record->unit->topic, record->unit->kind,
                              record->unit->phase);
      g_string_append_len (text, (const char *) data, length);

      for (guint i = 0; i < record->unit->n_fields; i++)
        g_string_append_printf (text, " [%s %" G_GSIZE_FORMAT "+%" G_GSIZE_FORMAT " %s]",
                                record->unit->fields[i].name, record->unit->fields[i].span.start,
                                record->unit->fields[i].span.length, record->unit->fields[i].value);
    }

  for (guint i = 0; i < record->n_effects; i++)
    {
      const MfEffect *effect = record->effects[i];

      g_string_append_printf (text,
                              " {%d %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s %s %s %s}",
                              effect->kind, effect->host, effect->number, effect->time_us,
                              effect->item, effect->mailbox, effect->subject, effect->text);
      if (effect->content != NULL)
        g_string_append_len (text, g_bytes_get_data (effect->content, NULL),
                             g_bytes_get_size (effect->content));
    }

  return g_string_free_and_steal (text);
}

void
play_assert_same (GPtrArray *a, GPtrArray *b, guint n)
{
  g_assert_cmpuint (a->len, >=, n);
  g_assert_cmpuint (b->len, >=, n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *first = print_record (play_get_record (a, i));
      g_autofree char *second = print_record (play_get_record (b, i));

      g_assert_cmpstr (first, ==, second);
    }
}

const MfEffect *
play_find_effect (GPtrArray *records, MfEffectKind kind, guint from, guint *seq)
{
  for (guint i = from; i < records->len; i++)
    {
      const MfEffect *effect = mf_record_find_effect (play_get_record (records, i), kind);

      if (effect != NULL)
        {
          if (seq != NULL)
            *seq = i;
          return effect;
        }
    }

  return NULL;
}

guint
play_count_effects (GPtrArray *records, MfEffectKind kind)
{
  guint n = 0;

  for (guint i = 0; i < records->len; i++)
    for (guint j = 0; j < play_get_record (records, i)->n_effects; j++)
      n += play_get_record (records, i)->effects[j]->kind == kind;

  return n;
}

/* All that went one way on the connections that speak @protocol, of one topic or all. */
char *
play_collect (GPtrArray *records, MfProtocol protocol, MfDirection direction, const char *topic)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      const MfRecord *record = play_get_record (records, i);

      if (record->unit != NULL && record->protocol == protocol &&
          record->unit->direction == direction &&
          (topic == NULL || g_str_equal (record->unit->topic, topic)))
        g_string_append_len (text, g_bytes_get_data (record->unit->bytes, NULL),
                             g_bytes_get_size (record->unit->bytes));
    }

  return g_string_free_and_steal (text);
}

int
play_find_host (const char *id)
{
  g_autoptr (MfLesson) lesson = play_get_lesson ();

  return mf_stage_find_host (mf_lesson_get_stage (lesson), id);
}

char *
play_dup_content (const MfEffect *effect)
{
  return g_strndup (g_bytes_get_data (effect->content, NULL), g_bytes_get_size (effect->content));
}
