/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "program.h"
#include "scratch.h"

#include <signal.h>
#include <string.h>

/* A server that runs: the program, and the line in which it says that it is ready. */
typedef struct
{
  GSubprocess *process;
  char *ready;
} Server;

static Server
serve (const char *options, const char *directory)
{
  g_autofree char *arguments = g_strconcat ("serve --data ", directory, " ", options, NULL);
  g_autoptr (GPtrArray) command = program_get_command (arguments);
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
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GDataInputStream) input = NULL;
  GString *answers = g_string_new (NULL);
  GOutputStream *output;

  /* A sandbox has no session bus to ask about proxies, and loopback needs none. */
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
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
    gboolean smtp, submission, pop3, imap;
  } rows[] = {
    { "", TRUE, TRUE, TRUE, TRUE },
    { "--user bob:s3cret", TRUE, TRUE, TRUE, TRUE },
    { "--smtp 0", TRUE, FALSE, FALSE, FALSE },
    { "--submission 0 --pop3 0", FALSE, TRUE, TRUE, FALSE },
    { "--imap 0", FALSE, FALSE, FALSE, TRUE },
    { "--domain b.example --listen 127.0.0.1 --smtp 0", TRUE, FALSE, FALSE, FALSE },
  };
  static const char *const quit[] = { "QUIT", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *directory = scratch_new ();
      Server server = serve (rows[i].options, directory);
      g_autofree char *errors = NULL;

      g_assert_true (g_str_has_prefix (server.ready, "ready "));
      g_assert_cmpint (get_port (&server, "smtp") != 0, ==, rows[i].smtp);
      g_assert_cmpint (get_port (&server, "submission") != 0, ==, rows[i].submission);
      g_assert_cmpint (get_port (&server, "pop3") != 0, ==, rows[i].pop3);
      g_assert_cmpint (get_port (&server, "imap") != 0, ==, rows[i].imap);

      if (rows[i].smtp)
        {
          g_autofree char *answers = talk (get_port (&server, "smtp"), quit);

          g_assert_true (g_str_has_prefix (answers, "220 "));
          g_assert_nonnull (strstr (answers, "\n221 "));
        }

      errors = end (&server, i % 2 == 0 ? SIGTERM : SIGINT);
      g_assert_cmpstr (errors, ==, "");
      scratch_remove (directory);
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
  g_autofree char *directory = scratch_new ();

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

  scratch_remove (directory);
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
  g_autofree char *directory = scratch_new ();
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
  scratch_remove (directory);
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
  g_autofree char *directory = scratch_new ();
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
  scratch_remove (directory);
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
  static const char *const folders[] = {
    "1 LOGIN bob s3cret", "2 APPEND INBOX {22+}\r\nSubject: Hi\r\n\r\nHello.\r",
    "3 SELECT INBOX",     "4 FETCH 1:* BODY[]",
    "5 LOGOUT",           NULL
  };
  g_autofree char *directory = scratch_new ();
  Server server = serve ("--domain b.example --user bob:s3cret --trace", directory);
  g_autofree char *in = talk (get_port (&server, "smtp"), letter_in);
  g_autofree char *plain = talk (get_port (&server, "submission"), login);
  g_autofree char *steps = talk (get_port (&server, "submission"), step_by_step);
  g_autofree char *mail = talk (get_port (&server, "pop3"), fetch);
  g_autofree char *imap = talk (get_port (&server, "imap"), folders);
  g_autofree char *errors = end (&server, SIGTERM);

  g_assert_nonnull (strstr (plain, "\n235 "));
  g_assert_nonnull (strstr (steps, "\n235 "));
  g_assert_nonnull (strstr (mail, "\n+OK"));
  g_assert_nonnull (strstr (errors, "1 127.0.0.1 smtp C: MAIL FROM:<alice@a.example>\n"));
  g_assert_nonnull (strstr (errors, "1 127.0.0.1 smtp S: 221 "));
  g_assert_nonnull (strstr (errors, "submission C: AUTH PLAIN ****\n"));
  g_assert_nonnull (strstr (errors, "pop3 C: PASS ****\n"));
  g_assert_nonnull (strstr (imap, "Hello."));
  g_assert_nonnull (strstr (errors, "imap C: 1 LOGIN bob ****\n"));
  g_assert_nonnull (strstr (errors, "imap S: * BYE "));
  g_assert_null (strstr (errors, "s3cret"));
  g_assert_null (strstr (errors, "AGJvYgBzM2NyZXQ="));
  g_assert_null (strstr (errors, "czNjcmV0"));
  g_assert_null (strstr (errors, "Hello."));
  scratch_remove (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/serve/ready", test_ready);
  g_test_add_func ("/cli/serve/persistence", test_persistence);
  g_test_add_func ("/cli/serve/policy", test_policy);
  g_test_add_func ("/cli/serve/submission", test_submission);
  g_test_add_func ("/cli/serve/trace", test_trace);

  return g_test_run ();
}
