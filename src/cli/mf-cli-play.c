/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "cli/mf-cli.h"

#include "base/mf-clock.h"
#include "cli/mf-cli-tally.h"
#include "cli/mf-cli-variation.h"
#include "cli/mf-record-json.h"
#include "cli/mf-transcript.h"
#include "draw/mf-compare-layout.h"
#include "draw/mf-ladder-layout.h"
#include "lab/mf-world.h"
#include "trace/mf-timeline.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>

/* Standard output is written in pieces of about this size. */
#define PIECE (64 * 1024)

/* What the seed is if none is given. */
#define DEFAULT_SEED 1

typedef struct
{
  char *until;
  char *seed;
  char *message;
  gboolean explain;
  char *language;
  char *json;
  char *svg;

  MfCliVariation options;

  guint64 n_records;
  guint64 seed_number;
  MfLessonVariation variation;
  MfLesson *lesson;
} Play;

static void
play_clear (Play *self)
{
  g_free (self->until);
  g_free (self->seed);
  g_free (self->message);
  g_free (self->language);
  g_free (self->json);
  g_free (self->svg);
  mf_cli_variation_clear (&self->options);
  g_clear_object (&self->lesson);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Play, play_clear)

static gboolean
is_untranslated (const char *locale)
{
  return locale == NULL || g_str_equal (locale, "POSIX") || g_str_equal (locale, "C") ||
         g_str_has_prefix (locale, "C.");
}

/* LANGUAGE chooses among the translations, but gettext only looks for any in a
 * locale other than "C": which one does not matter. */
static gboolean
set_language (const char *language)
{
  g_autofree char *own = g_strconcat (language, ".UTF-8", NULL);
  g_autofree char *territory = g_ascii_strup (language, -1);
  g_autofree char *usual = g_strconcat (language, "_", territory, ".UTF-8", NULL);
  const char *const locales[] = {
    language, own, usual, "en_US.UTF-8", "en_GB.UTF-8", "ko_KR.UTF-8"
  };

  g_setenv ("LANGUAGE", language, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (locales); i++)
    if (!is_untranslated (setlocale (LC_MESSAGES, NULL)) ||
        setlocale (LC_MESSAGES, locales[i]) != NULL)
      return TRUE;

  return g_str_has_prefix (language, "en");
}

static MfLesson *
find_lesson (const char *name, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (strchr (name, '/') == NULL && !g_str_has_suffix (name, ".xml"))
    return mf_lesson_find (name, error);

  file = g_file_new_for_commandline_arg (name);
  return mf_lesson_load_file (file, error);
}

static gboolean
replace_letter (MfWorld *world, const char *path, GError **error)
{
  g_autofree char *data = NULL;
  g_autoptr (GBytes) raw = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, error))
    return FALSE;

  raw = g_bytes_new_take (g_steal_pointer (&data), length);
  mf_world_replace_letter (world, &(MfIntentLetter) { .raw = raw });
  return TRUE;
}

static gboolean
flush (const char *path, GString *text, gsize at_least, GError **error)
{
  if (text->len == 0 || text->len < at_least)
    return TRUE;

  if (!mf_cli_write (path, text->str, text->len, error))
    return FALSE;

  g_string_truncate (text, 0);
  return TRUE;
}

static gboolean
writes_transcript (const Play *self)
{
  return g_strcmp0 (self->json, "-") != 0 && g_strcmp0 (self->svg, "-") != 0;
}

/* Records go to the transcript as they come, and to @records. */
static gboolean
play_world (const Play *self, MfWorld *world, GPtrArray *records, GError **error)
{
  g_autoptr (MfTranscript) transcript =
      mf_transcript_new (mf_lesson_get_stage (self->lesson), self->explain);
  g_autoptr (GString) text = g_string_new (NULL);

  while (mf_world_get_n_records (world) < self->n_records)
    {
      MfRecord *record;

      if (!mf_world_next (world, &record, error))
        return FALSE;
      if (record == NULL)
        break;

      g_ptr_array_add (records, record);

      if (!writes_transcript (self))
        continue;

      mf_transcript_add (transcript, record, text);

      if (!flush ("-", text, PIECE, error))
        return FALSE;
    }

  return flush ("-", text, 0, error);
}

static MfTimeline *
make_timeline (const Play *self, GPtrArray *records)
{
  MfTimeline *timeline = mf_timeline_new (mf_lesson_get_stage (self->lesson), MF_LESSON_EPOCH_US);

  if (records->len > 0)
    mf_timeline_append (timeline, (MfRecord *const *) records->pdata, records->len);

  return timeline;
}

/* (nullable): what two sides have cost, where there are two */
static MfTallies *
make_tallies (const Play *self, GPtrArray *records)
{
  g_autoptr (MfTimeline) timeline = NULL;

  if (!mf_stage_has_sides (mf_lesson_get_stage (self->lesson)))
    return NULL;

  timeline = make_timeline (self, records);
  return mf_tallies_new (timeline);
}

static gboolean
write_tallies (const Play *self, GPtrArray *records, GError **error)
{
  g_autoptr (MfTallies) tallies = make_tallies (self, records);
  g_autofree char *text = NULL;

  if (tallies == NULL || !writes_transcript (self))
    return TRUE;

  text = mf_cli_tally_format (tallies, mf_lesson_get_stage (self->lesson));
  return mf_cli_write ("-", text, strlen (text), error);
}

static gboolean
write_json (const Play *self, GPtrArray *records, GError **error)
{
  g_autoptr (MfTallies) tallies = make_tallies (self, records);
  g_autoptr (GString) text = g_string_new (NULL);
  MfJsonWriter writer = MF_JSON_WRITER_INIT (text);

  mf_json_writer_begin (&writer, NULL, '[');

  for (guint i = 0; i < records->len; i++)
    {
      g_string_append (text, i > 0 ? "" : "\n");
      mf_record_write_json (g_ptr_array_index (records, i), mf_lesson_get_stage (self->lesson),
                            tallies, &writer);
    }

  mf_json_writer_end (&writer, ']');
  g_string_append_c (text, '\n');
  return mf_cli_write (self->json, text->str, text->len, error);
}

static gboolean
write_svg (const Play *self, GPtrArray *records, GError **error)
{
  g_autoptr (MfTimeline) timeline = make_timeline (self, records);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (stream);
  gboolean divided = mf_stage_has_sides (mf_lesson_get_stage (self->lesson));

  return (divided ? mf_compare_write_svg : mf_ladder_write_svg) (timeline, stream, error) &&
         g_output_stream_close (stream, NULL, error) &&
         mf_cli_write (self->svg, g_memory_output_stream_get_data (memory),
                       g_memory_output_stream_get_data_size (memory), error);
}

static gboolean
play (const Play *self, GError **error)
{
  g_autoptr (MfWorld) world = mf_world_new (self->lesson, self->seed_number, error);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_record_unref);

  return world != NULL && (self->message == NULL || replace_letter (world, self->message, error)) &&
         play_world (self, world, records, error) && write_tallies (self, records, error) &&
         (self->json == NULL || write_json (self, records, error)) &&
         (self->svg == NULL || write_svg (self, records, error));
}

static gboolean
read_number (const char *option, const char *text, guint64 *number, int *exit_code)
{
  if (text == NULL || g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, number, NULL))
    return TRUE;

  *exit_code = mf_cli_fail (MF_CLI_USAGE, _ ("%s: “%s” is not a whole number"), option, text);
  return FALSE;
}

static gboolean
read_options (Play *self, int *argc, char ***argv, int *exit_code)
{
  const GOptionEntry entries[] = {
    { "until", 0, 0, G_OPTION_ARG_STRING, &self->until, N_ ("Stop after N steps"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &self->seed, N_ ("Play with other ids"), "N" },
    { "message", 0, 0, G_OPTION_ARG_FILENAME, &self->message,
      N_ ("Send this message in place of the lesson's first letter"), "FILE.eml" },
    { "explain", 0, 0, G_OPTION_ARG_NONE, &self->explain, N_ ("Explain each step"), NULL },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &self->language, N_ ("Explain in this language"), "LL" },
    { "json", 0, 0, G_OPTION_ARG_FILENAME, &self->json, N_ ("Write all records as JSON"), "FILE" },
    { "svg", 0, 0, G_OPTION_ARG_FILENAME, &self->svg, N_ ("Draw the dialogue as a ladder"),
      "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("LESSON|FILE");

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  mf_cli_variation_add_options (&self->options, context);
  self->n_records = G_MAXUINT64;
  self->seed_number = DEFAULT_SEED;

  if (!mf_cli_parse (context, argc, argv, exit_code) ||
      !read_number ("--until", self->until, &self->n_records, exit_code) ||
      !read_number ("--seed", self->seed, &self->seed_number, exit_code) ||
      !mf_cli_variation_read (&self->options, &self->variation, exit_code))
    return FALSE;

  if (*argc != 2)
    {
      *exit_code =
          mf_cli_fail (MF_CLI_USAGE, *argc < 2 ? _ ("which lesson? See “mailflow-cli lessons”")
                                               : _ ("only one lesson can be played"));
      return FALSE;
    }

  if (g_strcmp0 (self->json, "-") == 0 && g_strcmp0 (self->svg, "-") == 0)
    {
      *exit_code = mf_cli_fail (MF_CLI_USAGE, _ ("only one of --json and --svg can be “-”"));
      return FALSE;
    }

  return TRUE;
}

/* mailflow-cli play LESSON|FILE [--until N] [--seed N] [--message FILE.eml]
 *              [--explain] [--lang LL] [--json FILE] [--svg FILE]
 *              [--objects N] [--latency TIME] [--bandwidth N] [--non-persistent] */
int
mf_cli_play (int argc, char **argv)
{
  g_auto (Play) self = { NULL };
  g_autoptr (MfLesson) lesson = NULL;
  g_autoptr (GError) error = NULL;
  int exit_code;

  if (!read_options (&self, &argc, &argv, &exit_code))
    return exit_code;

  if (self.language != NULL && !set_language (self.language))
    return mf_cli_fail (MF_CLI_FAILURE, _ ("no locale is installed that could speak “%s”"),
                        self.language);

  lesson = find_lesson (argv[1], &error);
  if (lesson != NULL)
    self.lesson = mf_cli_variation_apply (&self.variation, lesson, &error);

  if (self.lesson == NULL || !play (&self, &error))
    return mf_cli_fail (MF_CLI_FAILURE, "%s", error->message);

  return MF_CLI_OK;
}
