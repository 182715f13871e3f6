/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <gio/gio.h>
#include <signal.h>
#include <string.h>

/* What one run of the program came to. */
typedef struct
{
  char *output;
  char *errors;
  int code;
} Run;

static void
run_clear (Run *run)
{
  g_free (run->output);
  g_free (run->errors);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static GPtrArray *
get_command (const char *arguments)
{
  GPtrArray *command = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) words = g_strsplit (arguments, " ", -1);

  g_ptr_array_add (command, g_strdup (g_getenv ("MAILFLOW_CLI")));

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_ptr_array_add (command, g_strdup (*word));

  g_ptr_array_add (command, NULL);
  return command;
}

static Run
run (const char *arguments)
{
  g_autoptr (GPtrArray) command = get_command (arguments);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_newv ((const char *const *) command->pdata,
                         G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  Run result = { NULL };

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &result.output, &result.errors, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  result.code = g_subprocess_get_exit_status (process);
  return result;
}

static char *
make_directory (void)
{
  g_autoptr (GError) error = NULL;
  char *directory = g_dir_make_tmp ("mailflow-cli-XXXXXX", &error);

  g_assert_no_error (error);
  return directory;
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
remove_directory (const char *directory)
{
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", directory, NULL);

  g_subprocess_wait (process, NULL, NULL);
}

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
      g_auto (Run) result = run (rows[i].arguments);

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
      g_auto (Run) result = run (arguments[i]);

      g_assert_cmpint (result.code, ==, 0);
      g_assert_nonnull (strstr (result.output, "mailflow-cli"));
      g_assert_cmpstr (result.errors, ==, "");
    }
}

static void
test_lessons (void)
{
  g_auto (Run) text = run ("lessons");
  g_auto (Run) json = run ("lessons --json");

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
      g_auto (Run) first = run (arguments[i]);
      g_auto (Run) second = run (arguments[i]);

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
  g_auto (Run) result = run ("play alice-to-bob");

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
  g_auto (Run) whole = run ("play alice-to-bob --json -");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Run) result = run (rows[i].arguments);

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
  g_auto (Run) english = run ("play alice-to-bob --explain");
  g_auto (Run) korean = run ("play alice-to-bob --explain --lang ko");
  g_auto (Run) json = run ("play alice-to-bob --json -");
  g_auto (Run) korean_json = run ("play alice-to-bob --json - --lang ko");

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
  g_autofree char *directory = make_directory ();
  g_autofree char *path = g_build_filename (directory, "records.json", NULL);
  g_autofree char *arguments = g_strconcat ("play alice-to-bob --json ", path, NULL);
  g_autofree char *text = NULL;
  g_auto (Run) plain = run ("play alice-to-bob");
  g_auto (Run) both = run (arguments);
  g_auto (Run) json = run ("play alice-to-bob --json -");

  g_assert_cmpstr (plain.output, ==, both.output);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, json.output);
  remove_directory (directory);
}

/* --svg draws what was played, the same every time. */
static void
test_svg (void)
{
  g_auto (Run) first = run ("play alice-to-bob --svg -");
  g_auto (Run) second = run ("play alice-to-bob --svg -");
  g_auto (Run) part = run ("play alice-to-bob --until 5 --svg -");
  g_auto (Run) nothing = run ("play alice-to-bob --until 0 --svg -");

  g_assert_cmpint (first.code, ==, 0);
  g_assert_true (g_str_has_prefix (first.output, "<?xml"));
  g_assert_nonnull (strstr (first.output, "</svg>"));
  g_assert_cmpstr (first.output, ==, second.output);
  g_assert_cmpuint (strlen (part.output), <, strlen (first.output));
  g_assert_cmpint (nothing.code, ==, 0);
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
  g_autofree char *directory = make_directory ();
  g_autofree char *path = write_file (directory, "own.eml",
                                      "From: Alice <alice@a.example>\n"
                                      "To: everybody@elsewhere.example\n"
                                      "Subject: \033[31mred\n\n.dot\nlast");
  g_autofree char *arguments = g_strconcat ("play alice-to-bob --message ", path, NULL);
  g_auto (Run) result = run (arguments);

  g_assert_cmpint (result.code, ==, 0);
  g_assert_null (strchr (result.output, '\033'));
  assert_lines (result.output, lines);
  remove_directory (directory);
}

static void
test_lesson_file (void)
{
  g_autofree char *directory = make_directory ();
  g_autofree char *path = write_file (directory, "own.xml", "<lesson id='own' colour='red'>");
  g_autofree char *arguments = g_strconcat ("play ", path, NULL);
  g_autofree char *known = g_strconcat ("play ", g_getenv ("MAILFLOW_LESSON"), NULL);
  g_auto (Run) broken = run (arguments);
  g_auto (Run) whole = run (known);
  g_auto (Run) built_in = run ("play alice-to-bob");

  g_assert_cmpint (broken.code, ==, 1);
  g_assert_nonnull (strstr (broken.errors, "own.xml:1: <lesson> has no attribute “colour”"));
  g_assert_cmpint (whole.code, ==, 0);
  g_assert_cmpstr (whole.output, ==, built_in.output);
  remove_directory (directory);
}

/* serve */

typedef struct
{
  GSubprocess *process;
  char *ready;
} Server;

static Server
serve (const char *options, const char *directory)
{
  g_autofree char *arguments = g_strconcat ("serve --data ", directory, " ", options, NULL);
  g_autoptr (GPtrArray) command = get_command (arguments);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) stream = NULL;
  Server server;

  server.process =
      g_subprocess_newv ((const char *const *) command->pdata,
                         G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server.process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (stream), FALSE);
  server.ready = g_data_input_stream_read_line (stream, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (server.ready);
  return server;
}

/* Ends it; what it said on standard error is the result. */
static char *
end (Server *server, int signal_number)
{
  char *errors = NULL;

  g_subprocess_send_signal (server->process, signal_number);
  g_subprocess_communicate_utf8 (server->process, NULL, NULL, NULL, &errors, NULL);
  g_assert_true (g_subprocess_get_if_exited (server->process));
  g_assert_cmpint (g_subprocess_get_exit_status (server->process), ==, 0);
  g_clear_object (&server->process);
  g_clear_pointer (&server->ready, g_free);
  return errors;
}

static guint16
get_port (const Server *server, const char *name)
{
  g_autofree char *key = g_strdup_printf (" %s=127.0.0.1:", name);
  const char *at = strstr (server->ready, key);

  return at != NULL ? (guint16) g_ascii_strtoull (at + strlen (key), NULL, 10) : 0;
}

/* Says each of @lines once a line has come, and returns all that came. */
static char *
talk (guint16 port, const char *const *lines)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  g_autoptr (GDataInputStream) input = NULL;
  GString *answers = g_string_new (NULL);
  GOutputStream *output;

  g_assert_no_error (error);
  output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);

  while (TRUE)
    {
      g_autofree char *answer = g_data_input_stream_read_line (input, NULL, NULL, &error);

      g_assert_no_error (error);

      if (answer == NULL)
        return g_string_free_and_steal (answers);

      g_string_append_printf (answers, "%s\n", answer);

      /* "250-…" goes on. */
      if (*lines == NULL || (strlen (answer) > 3 && answer[3] == '-'))
        continue;

      g_output_stream_printf (output, NULL, NULL, &error, "%s\r\n", *lines++);
      g_assert_no_error (error);
    }
}

static void
test_ready (void)
{
  static const struct
  {
    const char *options;
    gboolean smtp, submission, pop3;
  } rows[] = {
    { "", TRUE, TRUE, TRUE },
    { "--user bob:s3cret", TRUE, TRUE, TRUE },
    { "--smtp 0", TRUE, FALSE, FALSE },
    { "--submission 0 --pop3 0", FALSE, TRUE, TRUE },
    { "--domain b.example --listen 127.0.0.1 --smtp 0", TRUE, FALSE, FALSE },
  };
  static const char *const quit[] = { "QUIT", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *directory = make_directory ();
      Server server = serve (rows[i].options, directory);
      g_autofree char *errors = NULL;

      g_assert_true (g_str_has_prefix (server.ready, "ready "));
      g_assert_cmpint (get_port (&server, "smtp") != 0, ==, rows[i].smtp);
      g_assert_cmpint (get_port (&server, "submission") != 0, ==, rows[i].submission);
      g_assert_cmpint (get_port (&server, "pop3") != 0, ==, rows[i].pop3);

      if (rows[i].smtp)
        {
          g_autofree char *answers = talk (get_port (&server, "smtp"), quit);

          g_assert_true (g_str_has_prefix (answers, "220 "));
          g_assert_nonnull (strstr (answers, "\n221 "));
        }

      errors = end (&server, i % 2 == 0 ? SIGTERM : SIGINT);
      g_assert_cmpstr (errors, ==, "");
      remove_directory (directory);
    }
}

static const char *const letter_in[] = {
  "EHLO a.example",
  "MAIL FROM:<alice@a.example>",
  "RCPT TO:<bob@b.example>",
  "DATA",
  "Subject: Hi\r\n\r\nHello.\r\n.",
  "QUIT",
  NULL,
};

/* What was acknowledged is there after SIGTERM, for the next life of the server. */
static void
test_persistence (void)
{
  static const char *const fetch[] = { "USER bob", "PASS s3cret", "STAT", "QUIT", NULL };
  const char *const options = "--domain b.example --user bob:s3cret --smtp 0 --pop3 0";
  g_autofree char *directory = make_directory ();

  for (guint life = 1; life <= 2; life++)
    {
      Server server = serve (options, directory);
      g_autofree char *answers = talk (get_port (&server, "smtp"), letter_in);
      g_autofree char *stat = talk (get_port (&server, "pop3"), fetch);
      g_autofree char *expected = g_strdup_printf ("\n+OK %u ", life);
      g_autofree char *errors = NULL;

      g_assert_nonnull (strstr (answers, "\n354 "));
      g_assert_nonnull (strstr (stat, expected));
      errors = end (&server, SIGTERM);
      g_assert_cmpstr (errors, ==, "");
    }

  remove_directory (directory);
}

/* No open relay, no oracle for addresses. */
static void
test_policy (void)
{
  static const struct
  {
    const char *line;
    const char *answer;
  } rows[] = {
    { "RCPT TO:<bob@b.example>", "\n250 " },
    { "RCPT TO:<BOB@B.EXAMPLE>", "\n250 " },
    { "RCPT TO:<postmaster@b.example>", "\n250 " },
    { "RCPT TO:<postmaster>", "\n250 " },
    { "RCPT TO:<nobody@b.example>", "\n550 5.1.1 " },
    { "RCPT TO:<bob@c.example>", "\n550 5.7.1 " },
    { "RCPT TO:<bob@[127.0.0.1]>", "\n550 5.7.1 " },
    { "RCPT TO:<\"bob@c.example\"@b.example>", "\n550 5.1.1 " },
    { "RCPT TO:<bob%c.example@b.example>", "\n550 5.1.1 " },
    { "VRFY bob", "\n252 " },
    { "VRFY nobody", "\n252 " },
  };
  g_autofree char *directory = make_directory ();
  Server server = serve ("--domain b.example --user bob:s3cret --smtp 0", directory);
  g_autofree char *errors = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const lines[] = { "HELO a.example", "MAIL FROM:<alice@a.example>", rows[i].line,
                                    "QUIT", NULL };
      g_autofree char *answers = talk (get_port (&server, "smtp"), lines);
      const char *mail = strstr (answers, "\n250 ");

      /* After the answers to HELO and MAIL. */
      mail = strstr (mail + 1, "\n250 ");
      g_test_message ("%s", rows[i].line);
      g_assert_nonnull (strstr (mail + 1, rows[i].answer));
    }

  errors = end (&server, SIGTERM);
  remove_directory (directory);
}

static void
test_submission (void)
{
  /* base64 of "\0bob\0s3cret" */
  static const char *const own[] = {
    "EHLO agent.b.example",
    "AUTH PLAIN AGJvYgBzM2NyZXQ=",
    "MAIL FROM:<bob@b.example>",
    "RCPT TO:<bob@b.example>",
    "DATA",
    "Subject: Hi\r\n\r\nHello.\r\n.",
    "QUIT",
    NULL,
  };
  static const char *const other[] = {
    "EHLO agent.b.example",
    "AUTH PLAIN AGJvYgBzM2NyZXQ=",
    "MAIL FROM:<carol@b.example>",
    "QUIT",
    NULL,
  };
  static const char *const nobody[] = { "EHLO agent.b.example", "MAIL FROM:<bob@b.example>", "QUIT",
                                        NULL };
  static const struct
  {
    const char *const *lines;
    const char *answer;
  } rows[] = { { own, "\n354 " }, { other, "\n553 5.7.1 " }, { nobody, "\n530 " } };
  g_autofree char *directory = make_directory ();
  Server server =
      serve ("--domain b.example --user bob:s3cret --user carol:pw --submission 0", directory);
  g_autofree char *errors = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *answers = talk (get_port (&server, "submission"), rows[i].lines);

      g_test_message ("%s", answers);
      g_assert_nonnull (strstr (answers, rows[i].answer));
    }

  errors = end (&server, SIGTERM);
  remove_directory (directory);
}

/* The trace shows the dialogue; passwords and letters stay out of it. */
static void
test_trace (void)
{
  static const char *const login[] = { "EHLO agent.b.example",
                                       "AUTH PLAIN AGJvYgBzM2NyZXQ=", "QUIT", NULL };
  static const char *const step_by_step[] = {
    "EHLO agent.b.example", "AUTH LOGIN", "Ym9i", "czNjcmV0", "QUIT", NULL
  };
  static const char *const fetch[] = { "USER bob", "PASS s3cret", "QUIT", NULL };
  g_autofree char *directory = make_directory ();
  Server server = serve ("--domain b.example --user bob:s3cret --trace", directory);
  g_autofree char *in = talk (get_port (&server, "smtp"), letter_in);
  g_autofree char *plain = talk (get_port (&server, "submission"), login);
  g_autofree char *steps = talk (get_port (&server, "submission"), step_by_step);
  g_autofree char *mail = talk (get_port (&server, "pop3"), fetch);
  g_autofree char *errors = end (&server, SIGTERM);

  g_assert_nonnull (strstr (plain, "\n235 "));
  g_assert_nonnull (strstr (steps, "\n235 "));
  g_assert_nonnull (strstr (mail, "\n+OK"));
  g_assert_nonnull (strstr (errors, "1 127.0.0.1 smtp C: MAIL FROM:<alice@a.example>\n"));
  g_assert_nonnull (strstr (errors, "1 127.0.0.1 smtp S: 221 "));
  g_assert_nonnull (strstr (errors, "submission C: AUTH PLAIN ****\n"));
  g_assert_nonnull (strstr (errors, "pop3 C: PASS ****\n"));
  g_assert_null (strstr (errors, "s3cret"));
  g_assert_null (strstr (errors, "AGJvYgBzM2NyZXQ="));
  g_assert_null (strstr (errors, "czNjcmV0"));
  g_assert_null (strstr (errors, "Hello."));
  remove_directory (directory);
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
  g_test_add_func ("/cli/play/lesson-file", test_lesson_file);
  g_test_add_func ("/cli/serve/ready", test_ready);
  g_test_add_func ("/cli/serve/persistence", test_persistence);
  g_test_add_func ("/cli/serve/policy", test_policy);
  g_test_add_func ("/cli/serve/submission", test_submission);
  g_test_add_func ("/cli/serve/trace", test_trace);

  return g_test_run ();
}
