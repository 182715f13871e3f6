/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "transcript.h"

#include <stdlib.h>
#include <string.h>

static void
unescape (const char *text, GString *bytes)
{
  for (const char *p = text; *p; p++)
    {
      char hex[3] = { 0 };

      if (*p != '\\')
        {
          g_string_append_c (bytes, *p);
          continue;
        }

      switch (*++p)
        {
        case 'r':
          g_string_append_c (bytes, '\r');
          break;
        case 'n':
          g_string_append_c (bytes, '\n');
          break;
        case '0':
          g_string_append_c (bytes, '\0');
          break;
        case '\\':
          g_string_append_c (bytes, '\\');
          break;
        case 'x':
          g_assert_true (g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]));
          memcpy (hex, p + 1, 2);
          g_string_append_c (bytes, (char) strtoul (hex, NULL, 16));
          p += 2;
          break;
        default:
          g_error ("unknown escape \\%c", *p);
        }
    }
}

static void
read_line (const char *name, guint number, const char *line, GArray *lines)
{
  g_autoptr (GString) bytes = g_string_new (NULL);
  TranscriptLine result = { .who = line[0], .number = number };
  const char *text;
  guint64 times = 1;

  if (line[0] == '\0' || line[0] == '#')
    return;

  if (line[0] != '@' && !g_ascii_isupper (line[0]))
    g_error ("%s:%u: not a line of a transcript: %s", name, number, line);

  text = line + 1;
  if (line[1] == '*')
    times = g_ascii_strtoull (line + 2, (char **) &text, 10);
  if (line[0] != '@')
    {
      if (*text != ':' && *text != '=')
        g_error ("%s:%u: no : or =: %s", name, number, line);
      text++;
    }
  if (*text == ' ')
    text++;

  for (guint64 i = 0; i < times; i++)
    if (line[1] == '=')
      unescape (text, bytes);
    else
      g_string_append (bytes, text);

  if ((line[0] == 'C' || line[0] == 'S') && line[1] == ':')
    g_string_append (bytes, "\r\n");

  result.length = bytes->len;
  result.text = g_string_free_and_steal (g_steal_pointer (&bytes));
  g_array_append_val (lines, result);
}

/**
 * transcript_load:
 * @name: a file in tests/fixtures, such as "smtp/rfc5321-d1.txt"
 *
 * Returns: (transfer full): the transcript; a file that cannot be read ends the test
 */
Transcript *
transcript_load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", name, NULL);
  g_autofree char *contents = NULL;
  g_auto (GStrv) texts = NULL;
  g_autoptr (GError) error = NULL;
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (TranscriptLine));
  Transcript *self = g_new0 (Transcript, 1);

  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);

  texts = g_strsplit (contents, "\n", -1);
  for (guint i = 0; texts[i]; i++)
    read_line (name, i + 1, texts[i], lines);

  self->name = g_strdup (name);
  self->n_lines = lines->len;
  self->lines = g_array_steal (lines, NULL);
  g_array_unref (lines);
  return self;
}

void
transcript_free (Transcript *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_lines; i++)
    g_free (self->lines[i].text);
  g_free (self->lines);
  g_free (self->name);
  g_free (self);
}

/**
 * transcript_get_bytes:
 * @self: a transcript
 * @who: 'C' or 'S'
 *
 * Returns: (transfer full): all that this side says
 */
GString *
transcript_get_bytes (const Transcript *self, char who)
{
  GString *bytes = g_string_new (NULL);

  for (guint i = 0; i < self->n_lines; i++)
    if (self->lines[i].who == who)
      g_string_append_len (bytes, self->lines[i].text, (gssize) self->lines[i].length);

  return bytes;
}

/**
 * transcript_get_turn:
 * @self: a transcript
 * @first: the index of a line, 0 to begin with
 * @client: what the client says in this turn is appended here
 * @server: and here what the server says to it
 *
 * A turn is what the client says and then what the server says, until the
 * client has the word again. The first may be the server's alone, its greeting.
 *
 * Returns: the index of the next turn's first line; n_lines at the end
 */
guint
transcript_get_turn (const Transcript *self, guint first, GString *client, GString *server)
{
  gboolean answered = FALSE;
  guint i;

  for (i = first; i < self->n_lines; i++)
    {
      const TranscriptLine *line = &self->lines[i];

      if (line->who == 'C' && answered)
        break;
      if (line->who == 'C')
        g_string_append_len (client, line->text, (gssize) line->length);
      else if (line->who == 'S')
        {
          g_string_append_len (server, line->text, (gssize) line->length);
          answered = TRUE;
        }
    }

  return i;
}

/**
 * transcript_get_texts:
 * @self: a transcript
 * @who: such as 'E'
 *
 * Returns: (transfer full): the texts of those lines, each with a newline
 */
GString *
transcript_get_texts (const Transcript *self, char who)
{
  GString *texts = g_string_new (NULL);

  for (guint i = 0; i < self->n_lines; i++)
    if (self->lines[i].who == who)
      g_string_append_printf (texts, "%s\n", self->lines[i].text);

  return texts;
}

/**
 * transcript_get_directive:
 * @self: a transcript
 * @word: the first word of a directive
 *
 * Returns: (nullable) (transfer none): what stands behind it, "" if nothing,
 *   %NULL if the transcript has no such directive
 */
const char *
transcript_get_directive (const Transcript *self, const char *word)
{
  gsize length = strlen (word);

  for (guint i = 0; i < self->n_lines; i++)
    {
      const char *text = self->lines[i].text;

      if (self->lines[i].who != '@' || strncmp (text, word, length) != 0)
        continue;
      if (text[length] == '\0')
        return "";
      if (text[length] == ' ')
        return text + length + 1;
    }

  return NULL;
}

typedef struct
{
  char *name;
  TranscriptFunc func;
} TestCase;

static void
run_case_cb (gconstpointer data)
{
  const TestCase *test_case = data;
  g_autoptr (Transcript) transcript = transcript_load (test_case->name);

  test_case->func (transcript);
}

static void
free_case_cb (gpointer data)
{
  TestCase *test_case = data;

  g_free (test_case->name);
  g_free (test_case);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/**
 * transcript_add_tests:
 * @path: where the tests are filed, such as "/smtp/server"
 * @folder: a folder in tests/fixtures; every .txt in it becomes a test
 * @func: runs one
 */
void
transcript_add_tests (const char *path, const char *folder, TranscriptFunc func)
{
  g_autofree char *full = g_test_build_filename (G_TEST_DIST, "fixtures", folder, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (full, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, ".txt"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_assert_cmpuint (names->len, >, 0);

  for (guint i = 0; i < names->len; i++)
    {
      TestCase *test_case = g_new0 (TestCase, 1);
      g_autofree char *base = g_strndup (names->pdata[i], strlen (names->pdata[i]) - 4);
      g_autofree char *test_path = g_strconcat (path, "/", base, NULL);

      test_case->name = g_build_filename (folder, names->pdata[i], NULL);
      test_case->func = func;
      g_test_add_data_func_full (test_path, test_case, run_case_cb, free_case_cb);
    }
}
