/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "program.h"
#include "scratch.h"

#include <string.h>

/* What is not understood ends with 2, what cannot be done with 1; each with one line. */
static void
test_refusals (void)
{
  static const struct
  {
    const char *arguments;
    int code;
    const char *says;
  } rows[] = {
    { "", 2, "--help" },
    { "sing", 2, "sing" },
    { "--sing", 2, "--sing" },
    { "lessons --sing", 2, "--sing" },
    { "lessons all", 2, "all" },
    { "play", 2, "which lesson" },
    { "play alice-to-bob bob-to-alice", 2, "one lesson" },
    { "play alice-to-bob --until", 2, "--until" },
    { "play alice-to-bob --until many", 2, "many" },
    { "play alice-to-bob --until -1", 2, "-1" },
    { "play alice-to-bob --seed 1x", 2, "1x" },
    { "play alice-to-bob --json - --svg -", 2, "--json" },
    { "play alice-to-bob --objects 11", 2, "11" },
    { "play alice-to-bob --latency soon", 2, "soon" },
    { "play alice-to-bob --latency 11s", 2, "11s" },
    { "play alice-to-bob --latency ms", 2, "ms" },
    { "play alice-to-bob --bandwidth -1", 2, "-1" },
    { "play alice-to-bob --objects 2", 1, "pictures" },
    { "play bob-to-alice", 1, "bob-to-alice" },
    { "play /nonexistent/lesson.xml", 1, "/nonexistent/lesson.xml" },
    { "play alice-to-bob --message /nonexistent", 1, "/nonexistent" },
    { "play alice-to-bob --json /nonexistent/file", 1, "/nonexistent/file" },
    { "serve --port 25", 2, "--port" },
    { "serve now", 2, "now" },
    { "serve --user bob", 2, "--user" },
    { "serve --user bob:", 2, "--user" },
    { "serve --user :s3cret", 2, "--user" },
    { "serve --user ../bob:s3cret", 2, "../bob" },
    { "serve --user bob:a --user Bob:b", 2, "two users" },
    { "serve --domain b..example", 2, "b..example" },
    { "serve --listen here", 2, "here" },
    { "serve --smtp 65536", 2, "65536" },
    { "serve --smtp x", 2, "--smtp" },
    { "serve --route c.example", 2, "c.example" },
    { "serve --route c.example=host", 2, "c.example=host" },
    { "serve --route c.example=host:0", 2, "host:0" },
    { "serve --data /proc/nonexistent --smtp 0", 1, "/proc/nonexistent" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (ProgramRun) result = program_run (rows[i].arguments);

      g_test_message ("%s: %s", rows[i].arguments, result.errors);
      g_assert_cmpint (result.code, ==, rows[i].code);
      if (rows[i].code == 2)
        g_assert_cmpstr (result.output, ==, "");
      g_assert_true (g_str_has_prefix (result.errors, "mailflow-cli"));
      g_assert_nonnull (strstr (result.errors, rows[i].says));
      g_assert_true (strchr (result.errors, '\n') == result.errors + strlen (result.errors) - 1);
      g_assert_null (strstr (result.errors, "s3cret"));
    }
}

static void
test_help (void)
{
  static const char *const arguments[] = { "--help",      "-h",           "lessons --help",
                                           "play --help", "serve --help", "--version" };

  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    {
      g_auto (ProgramRun) result = program_run (arguments[i]);

      g_assert_cmpint (result.code, ==, 0);
      g_assert_nonnull (strstr (result.output, "mailflow-cli"));
      g_assert_cmpstr (result.errors, ==, "");
    }
}

static void
test_lessons (void)
{
  g_auto (ProgramRun) text = program_run ("lessons");
  g_auto (ProgramRun) json = program_run ("lessons --json");

  g_assert_cmpint (text.code, ==, 0);
  g_assert_nonnull (strstr (text.output, "alice-to-bob"));
  g_assert_nonnull (strstr (text.output, "The first letter"));
  g_assert_cmpint (json.code, ==, 0);
  g_assert_true (g_str_has_prefix (json.output, "[{\"id\":\"alice-to-bob\",\"topic\":"));
  g_assert_true (g_str_has_suffix (json.output, "]\n"));
}

/* Same input, same bytes: the transcript and the JSON. */
static void
test_play_twice (void)
{
  static const char *const arguments[] = { "play alice-to-bob", "play alice-to-bob --json -",
                                           "play alice-to-bob --explain --seed 7" };

  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    {
      g_auto (ProgramRun) first = program_run (arguments[i]);
      g_auto (ProgramRun) second = program_run (arguments[i]);

      g_assert_cmpint (first.code, ==, 0);
      g_assert_cmpstr (first.errors, ==, "");
      g_assert_cmpstr (first.output, ==, second.output);
    }
}

/* Each of @lines comes, in this order; a line may be given by its beginning. */
static void
assert_lines (const char *output, const char *const *lines)
{
  const char *at = output;

  for (; *lines != NULL; lines++)
    {
      g_autofree char *line = g_strconcat ("\n", *lines, NULL);
      const char *found = strstr (at, line);

      if (found == NULL)
        g_error ("“%s” is missing after:\n%s", *lines, output);

      at = found + 1;
    }
}

static void
test_transcript (void)
{
  static const char *const lines[] = {
    "# (1) Alice writes a letter to Bob",
    "*** alice presses Send",
    "*** alice → mail-a: connection 1 is open, port 587 (SMTP)",
    "S: 220 mail.a.example",
    "C: EHLO alice.a.example",
    "C: AUTH PLAIN",
    "S: 235 ",
    "C: MAIL FROM:<alice@a.example>",
    "C: RCPT TO:<bob@b.example>",
    "C: DATA",
    "S: 354 ",
    "C: Subject: Lunch on Friday?",
    "C: .",
    "# (3) ",
    "S: 250 ",
    "*** mail-a asks the DNS: b.example MX? 10 mail.b.example",
    "*** mail-a → mail-b: connection 2 is open, port 25 (SMTP)",
    "C: EHLO mail.a.example",
    "C: Received: from alice.a.example",
    "*** mail-b: the letter is in the mailbox of bob",
    "C: QUIT",
    "S: 221 ",
    "*** bob asks for new mail",
    "C: RETR 1",
    "S: +OK",
    "S: Return-Path: <alice@a.example>",
    "C: DELE 1",
    "C: QUIT",
    NULL,
  };
  g_auto (ProgramRun) result = program_run ("play alice-to-bob");

  assert_lines (result.output, lines);
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (const char *at = strstr (text, what); at != NULL; at = strstr (at + 1, what))
    n++;

  return n;
}

static void
test_until (void)
{
  static const struct
  {
    const char *arguments;
    guint n_records;
  } rows[] = {
    { "play alice-to-bob --until 0 --json -", 0 },
    { "play alice-to-bob --until 1 --json -", 1 },
    { "play alice-to-bob --until 17 --json -", 17 },
  };
  g_auto (ProgramRun) whole = program_run ("play alice-to-bob --json -");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (ProgramRun) result = program_run (rows[i].arguments);

      g_assert_cmpint (result.code, ==, 0);
      g_assert_cmpuint (count (result.output, "{\"seq\":"), ==, rows[i].n_records);
      g_assert_true (strncmp (result.output, whole.output, strlen (result.output) - 2) == 0);
    }

  g_assert_cmpuint (count (whole.output, "{\"seq\":"), >, 40);
}

/* The lesson and the explanations speak the reader's language, the wire never. */
static void
test_language (void)
{
  g_auto (ProgramRun) english = program_run ("play alice-to-bob --explain");
  g_auto (ProgramRun) korean = program_run ("play alice-to-bob --explain --lang ko");
  g_auto (ProgramRun) json = program_run ("play alice-to-bob --json -");
  g_auto (ProgramRun) korean_json = program_run ("play alice-to-bob --json - --lang ko");

  g_assert_cmpint (korean.code, ==, 0);
  g_assert_nonnull (strstr (korean.output, "편지"));
  g_assert_null (strstr (korean.output, "Alice writes a letter to Bob"));
  g_assert_nonnull (strstr (korean.output, "\nC: MAIL FROM:<alice@a.example>"));
  g_assert_cmpuint (count (korean.output, "\nC: "), ==, count (english.output, "\nC: "));
  g_assert_cmpstr (json.output, ==, korean_json.output);
}

/* --json FILE goes beside the transcript, - in its place. */
static void
test_json_file (void)
{
  g_autofree char *directory = scratch_new ();
  g_autofree char *path = g_build_filename (directory, "records.json", NULL);
  g_autofree char *arguments = g_strconcat ("play alice-to-bob --json ", path, NULL);
  g_autofree char *text = NULL;
  g_auto (ProgramRun) plain = program_run ("play alice-to-bob");
  g_auto (ProgramRun) both = program_run (arguments);
  g_auto (ProgramRun) json = program_run ("play alice-to-bob --json -");

  g_assert_cmpstr (plain.output, ==, both.output);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, json.output);
  scratch_remove (directory);
}

/* --svg draws what was played, the same every time. */
static void
test_svg (void)
{
  g_auto (ProgramRun) first = program_run ("play alice-to-bob --svg -");
  g_auto (ProgramRun) second = program_run ("play alice-to-bob --svg -");
  g_auto (ProgramRun) part = program_run ("play alice-to-bob --until 5 --svg -");
  g_auto (ProgramRun) nothing = program_run ("play alice-to-bob --until 0 --svg -");

  g_assert_cmpint (first.code, ==, 0);
  g_assert_true (g_str_has_prefix (first.output, "<?xml"));
  g_assert_nonnull (strstr (first.output, "</svg>"));
  g_assert_cmpstr (first.output, ==, second.output);
  g_assert_cmpuint (strlen (part.output), <, strlen (first.output));
  g_assert_cmpint (nothing.code, ==, 0);
}

static char *
write_file (const char *directory, const char *name, const char *text)
{
  char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_message (void)
{
  static const char *const lines[] = {
    "C: To: everybody@elsewhere.example",
    "C: Subject: \\x1b[31mred",
    "C: ..dot",
    "C: last",
    "C: .",
    "*** bob: ",
    NULL,
  };
  g_autofree char *directory = scratch_new ();
  g_autofree char *path = write_file (directory, "own.eml",
                                      "From: Alice <alice@a.example>\n"
                                      "To: everybody@elsewhere.example\n"
                                      "Subject: \033[31mred\n\n.dot\nlast");
  g_autofree char *arguments = g_strconcat ("play alice-to-bob --message ", path, NULL);
  g_auto (ProgramRun) result = program_run (arguments);

  g_assert_cmpint (result.code, ==, 0);
  g_assert_null (strchr (result.output, '\033'));
  assert_lines (result.output, lines);
  scratch_remove (directory);
}

static void
test_lesson_file (void)
{
  g_autofree char *directory = scratch_new ();
  g_autofree char *path = write_file (directory, "own.xml", "<lesson id='own' colour='red'>");
  g_autofree char *arguments = g_strconcat ("play ", path, NULL);
  g_autofree char *known = g_strconcat ("play ", g_getenv ("MAILFLOW_LESSON"), NULL);
  g_auto (ProgramRun) broken = program_run (arguments);
  g_auto (ProgramRun) whole = program_run (known);
  g_auto (ProgramRun) built_in = program_run ("play alice-to-bob");

  g_assert_cmpint (broken.code, ==, 1);
  g_assert_nonnull (strstr (broken.errors, "own.xml:1: <lesson> has no attribute “colour”"));
  g_assert_cmpint (whole.code, ==, 0);
  g_assert_cmpstr (whole.output, ==, built_in.output);
  scratch_remove (directory);
}

/* A divided lesson ends with what both sides have cost; the last record of each
 * side says the same as JSON. */
static void
test_tallies (void)
{
  static const char *const rows[] = {
    "\n                             Push            Pull\n",
    "\nconnections                     3               8\n",
    "\nobjects                         8               7\n",
    "\nwho connects                alice           carol\n",
    "\nwho gets the data  mail.a.example           carol\n",
  };
  g_auto (ProgramRun) table = program_run ("play push-or-pull --objects 6 --non-persistent");
  g_auto (ProgramRun) json =
      program_run ("play push-or-pull --objects 6 --non-persistent --json -");
  g_auto (ProgramRun) svg = program_run ("play push-or-pull --objects 6 --svg -");
  g_auto (ProgramRun) undivided = program_run ("play alice-to-bob --json -");

  g_assert_cmpint (table.code, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_nonnull (strstr (table.output, rows[i]));

  g_assert_nonnull (strstr (json.output, "\"side\":\"push\",\"tally\":{\"connections\":3,"));
  g_assert_nonnull (strstr (json.output, "\"side\":\"pull\",\"tally\":{\"connections\":8,"));
  g_assert_null (strstr (undivided.output, "\"tally\""));
  g_assert_true (g_str_has_prefix (svg.output, "<?xml"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/refusals", test_refusals);
  g_test_add_func ("/cli/help", test_help);
  g_test_add_func ("/cli/lessons", test_lessons);
  g_test_add_func ("/cli/play/twice", test_play_twice);
  g_test_add_func ("/cli/play/transcript", test_transcript);
  g_test_add_func ("/cli/play/until", test_until);
  g_test_add_func ("/cli/play/language", test_language);
  g_test_add_func ("/cli/play/json-file", test_json_file);
  g_test_add_func ("/cli/play/svg", test_svg);
  g_test_add_func ("/cli/play/message", test_message);
  g_test_add_func ("/cli/play/tallies", test_tallies);
  g_test_add_func ("/cli/play/lesson-file", test_lesson_file);

  return g_test_run ();
}
