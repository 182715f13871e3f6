/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson-parser.h"

#define MAX_LATENCY_US (60 * G_USEC_PER_SEC)

/* The line on which the tag or text that is being read ends. */
int
mf_lesson_parser_current_line (MfLessonParser *parser)
{
  int line;
  int column;

  g_markup_parse_context_get_position (parser->context, &line, &column);

  /* GMarkup stands behind the tag already, and counts a line feed to the next line. */
  return column == 1 && line > 1 ? line - 1 : line;
}

gboolean
mf_lesson_parser_fail_at (MfLessonParser *parser, int line, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_set_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT, "%s:%d: %s", parser->name, line,
               message);
  return FALSE;
}

const char *
mf_lesson_parser_get_attribute (const MfLessonAttributes *attributes, const char *name)
{
  for (guint i = 0; attributes->names[i] != NULL; i++)
    if (g_str_equal (attributes->names[i], name))
      return attributes->values[i];

  return NULL;
}

gboolean
mf_lesson_parser_get_number (MfLessonParser *parser,
                             const MfLessonAttributes *attributes,
                             const char *name,
                             guint64 limit,
                             guint64 *number,
                             GError **error)
{
  const char *text = mf_lesson_parser_get_attribute (attributes, name);

  *number = 0;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 0, limit, number, NULL))
    return mf_lesson_parser_fail (parser, error,
                                  "“%s” is not a number from 0 to %" G_GUINT64_FORMAT, text, limit);

  return TRUE;
}

/* "20ms", "5s", "300us" */
gboolean
mf_lesson_parser_get_duration (MfLessonParser *parser,
                               const MfLessonAttributes *attributes,
                               const char *name,
                               gint64 *duration_us,
                               GError **error)
{
  static const struct
  {
    const char *unit;
    gint64 factor;
  } units[] = {
    { "us", 1 },
    { "ms", 1000 },
    { "s", G_USEC_PER_SEC },
  };
  const char *text = mf_lesson_parser_get_attribute (attributes, name);
  char *end;
  guint64 number;

  *duration_us = 0;

  if (text == NULL)
    return TRUE;

  number = g_ascii_strtoull (text, &end, 10);

  for (guint i = 0; g_ascii_isdigit (*text) && i < G_N_ELEMENTS (units); i++)
    {
      if (g_str_equal (end, units[i].unit) && number <= (guint64) MAX_LATENCY_US / units[i].factor)
        {
          *duration_us = (gint64) number * units[i].factor;
          return TRUE;
        }
    }

  return mf_lesson_parser_fail (parser, error,
                                "“%s” is not a time such as “20ms”, of a minute at most", text);
}

gboolean
mf_lesson_parser_get_host (MfLessonParser *parser,
                           const MfLessonAttributes *attributes,
                           const char *name,
                           int *host,
                           GError **error)
{
  const char *id = mf_lesson_parser_get_attribute (attributes, name);

  *host = -1;

  if (id == NULL)
    return TRUE;

  *host = mf_stage_find_host (parser->lesson->stage, id);

  if (*host < 0)
    return mf_lesson_parser_fail (parser, error, "there is no host “%s” above", id);

  return TRUE;
}

gboolean
mf_lesson_parser_get_boolean (MfLessonParser *parser,
                              const MfLessonAttributes *attributes,
                              const char *name,
                              gboolean *value,
                              GError **error)
{
  const char *text = mf_lesson_parser_get_attribute (attributes, name);

  *value = g_strcmp0 (text, "yes") == 0;

  if (text != NULL && !*value && !g_str_equal (text, "no"))
    return mf_lesson_parser_fail (parser, error, "“%s” is neither “yes” nor “no”", text);

  return TRUE;
}

gboolean
mf_lesson_parser_get_protocol (MfLessonParser *parser,
                               const MfLessonAttributes *attributes,
                               const char *name,
                               MfProtocol *value,
                               GError **error)
{
  const char *nick = mf_lesson_parser_get_attribute (attributes, name);

  *value = MF_PROTOCOL_NONE;

  if (nick == NULL)
    return TRUE;

  for (guint i = MF_PROTOCOL_SMTP; i <= MF_PROTOCOL_DNS; i++)
    {
      if (g_str_equal (mf_protocol_get_nick (i), nick))
        {
          *value = i;
          return TRUE;
        }
    }

  return mf_lesson_parser_fail (parser, error, "there is no protocol “%s”", nick);
}

gboolean
mf_lesson_parser_is_id (const char *text)
{
  return text[0] != '\0' &&
         strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (text) &&
         strlen (text) <= 64;
}

gboolean
mf_lesson_parser_has_room (
    MfLessonParser *parser, guint count, guint limit, const char *what, GError **error)
{
  return count < limit || mf_lesson_parser_fail (parser, error, "more than %u %s", limit, what);
}

/* One line of text: runs of white space become a space, as xgettext makes them. */
char *
mf_lesson_parser_collapse (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);
  GString *line = g_string_new (NULL);

  for (char **word = words; *word != NULL; word++)
    {
      if (**word == '\0')
        continue;
      if (line->len > 0)
        g_string_append_c (line, ' ');
      g_string_append (line, *word);
    }

  return g_string_free_and_steal (line);
}

static gsize
get_indent (const char *line)
{
  return strspn (line, " ");
}

/* A block of lines without the indentation that all of them share, and without
 * empty lines around it. */
char *
mf_lesson_parser_dedent (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *block = g_string_new (NULL);
  gsize indent = G_MAXSIZE;
  gsize end;

  for (char **line = lines; *line != NULL; line++)
    {
      g_strchomp (*line);

      if (**line != '\0')
        indent = MIN (indent, get_indent (*line));
    }

  for (char **line = lines; *line != NULL; line++)
    {
      if (**line != '\0')
        g_string_append (block, *line + MIN (indent, strlen (*line)));
      if (**line != '\0' || block->len > 0)
        g_string_append_c (block, '\n');
    }

  for (end = block->len; end > 1 && block->str[end - 2] == '\n'; end--)
    ;
  g_string_truncate (block, end);
  return g_string_free_and_steal (block);
}
