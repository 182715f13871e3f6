/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-syntax.h"

#include "base/mf-error.h"
#include "proto/pop3/mf-pop3-table.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

static void
test_command_round_trip (void)
{
  static const struct
  {
    MfPop3Verb verb;
    const char *first;
    const char *second;
    const char *line;
  } rows[] = {
    { MF_POP3_APOP, "mrose", "c4c9334bac560ecc979e58001b3e22fb",
      "APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n" },
    { MF_POP3_CAPA, NULL, NULL, "CAPA\r\n" },
    { MF_POP3_DELE, "1", NULL, "DELE 1\r\n" },
    { MF_POP3_LIST, NULL, NULL, "LIST\r\n" },
    { MF_POP3_LIST, "2", NULL, "LIST 2\r\n" },
    { MF_POP3_NOOP, NULL, NULL, "NOOP\r\n" },
    { MF_POP3_PASS, " two  words ", NULL, "PASS  two  words \r\n" },
    { MF_POP3_QUIT, NULL, NULL, "QUIT\r\n" },
    { MF_POP3_RETR, "18446744073709551615", NULL, "RETR 18446744073709551615\r\n" },
    { MF_POP3_TOP, "1", "0", "TOP 1 0\r\n" },
    { MF_POP3_UIDL, "7", NULL, "UIDL 7\r\n" },
    { MF_POP3_USER, "mrose", NULL, "USER mrose\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *line =
          mf_pop3_command_format (rows[i].verb, rows[i].first, rows[i].second, &error);
      const char *arguments[] = { rows[i].first, rows[i].second };
      MfPop3Command command;

      g_assert_no_error (error);
      g_assert_cmpstr (line, ==, rows[i].line);
      g_assert_true (mf_pop3_command_parse (line, strlen (line) - 2, &command, &error));
      g_assert_cmpint (command.verb, ==, rows[i].verb);
      for (guint j = 0; j < G_N_ELEMENTS (arguments); j++)
        {
          g_autofree char *argument = NULL;

          g_assert_true ((j < command.n_arguments) == (arguments[j] != NULL));
          if (arguments[j] == NULL)
            continue;
          argument = g_strndup (line + command.arguments[j].start, command.arguments[j].length);
          g_assert_cmpstr (argument, ==, arguments[j]);
        }
    }
}

static void
test_command_format_refuses (void)
{
  g_autofree char *long_name = g_strnfill (MF_LIMIT_POP3_COMMAND, 'x');
  const struct
  {
    MfPop3Verb verb;
    const char *first;
    int code;
  } rows[] = {
    { MF_POP3_USER, NULL, MF_PROTOCOL_ERROR_SYNTAX },
    { MF_POP3_USER, "", MF_PROTOCOL_ERROR_SYNTAX },
    { MF_POP3_USER, "a b", MF_PROTOCOL_ERROR_SYNTAX },
    { MF_POP3_USER, "a\r\nDELE 1", MF_PROTOCOL_ERROR_SYNTAX },
    { MF_POP3_USER,
      "b\xc3\xb6"
      "b",
      MF_PROTOCOL_ERROR_SYNTAX },
    { MF_POP3_PASS, "a\nb", MF_PROTOCOL_ERROR_SYNTAX },
    { MF_POP3_QUIT, "now", MF_PROTOCOL_ERROR_SYNTAX },
    { MF_POP3_RETR, "one", MF_PROTOCOL_ERROR_SYNTAX },
    { MF_POP3_USER, long_name, MF_PROTOCOL_ERROR_LIMIT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mf_pop3_command_format (rows[i].verb, rows[i].first, NULL, &error));
      g_assert_error (error, MF_PROTOCOL_ERROR, rows[i].code);
      g_assert_nonnull (mf_protocol_error_get_rfc (error));
    }
}

/* The fault is where the error says. */
static void
test_error_spans (void)
{
  static const struct
  {
    const char *line;
    gsize start;
    gsize length;
  } rows[] = {
    { "XTND XMIT", 0, 4 }, { "RETR", 4, 0 },           { "RETR one", 5, 3 }, { "STAT now", 4, 4 },
    { "TOP 1 two", 6, 3 }, { "USER bob smith", 5, 9 }, { "LIST ", 5, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      MfPop3Command command;

      g_assert_false (
          mf_pop3_command_parse (rows[i].line, strlen (rows[i].line), &command, &error));
      g_assert_cmpuint (mf_protocol_error_get_span (error).start, ==, rows[i].start);
      g_assert_cmpuint (mf_protocol_error_get_span (error).length, ==, rows[i].length);
    }
}

static void
test_status (void)
{
  static const struct
  {
    const char *line;
    const char *indicator; /* NULL if it is no status line */
    const char *code;
    const char *text;
  } rows[] = {
    { "+OK", "+OK", "", "" },
    { "-ERR", "-ERR", "", "" },
    { "+OK ", "+OK", "", "" },
    { "+OK 2 320", "+OK", "", "2 320" },
    { "-ERR [IN-USE] Do you have another", "-ERR", "IN-USE", "[IN-USE] Do you have another" },
    { "-ERR [SYS/TEMP/LOAD]", "-ERR", "SYS/TEMP/LOAD", "[SYS/TEMP/LOAD]" },
    { "-ERR [not a code] x", "-ERR", "", "[not a code] x" },
    { "-ERR []", "-ERR", "", "[]" },
    { "-ERR [AUTH", "-ERR", "", "[AUTH" },
    { "", NULL, NULL, NULL },
    { "+ok", NULL, NULL, NULL },
    { "+OKAY", NULL, NULL, NULL },
    { "-ERROR", NULL, NULL, NULL },
    { "-ER", NULL, NULL, NULL },
    { " +OK", NULL, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *line = rows[i].line;
      g_autoptr (GError) error = NULL;
      g_autofree char *indicator = NULL, *code = NULL, *text = NULL;
      MfPop3Status status;
      gboolean valid = mf_pop3_status_parse (line, strlen (line), &status, &error);

      g_assert_true (valid == (rows[i].indicator != NULL));
      if (!valid)
        {
          g_assert_error (error, MF_PROTOCOL_ERROR, MF_PROTOCOL_ERROR_SYNTAX);
          continue;
        }

      indicator = g_strndup (line + status.indicator.start, status.indicator.length);
      code = g_strndup (line + status.code.start, status.code.length);
      text = g_strndup (line + status.text.start, status.text.length);
      g_assert_cmpstr (indicator, ==, rows[i].indicator);
      g_assert_true (status.ok == (indicator[0] == '+'));
      g_assert_cmpstr (code, ==, rows[i].code);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_status_format (void)
{
  g_autofree char *long_text = g_strnfill (2 * MF_LIMIT_POP3_RESPONSE, 'x');
  g_autofree char *cut = mf_pop3_status_format (FALSE, "AUTH", long_text);
  static const struct
  {
    gboolean ok;
    const char *code;
    const char *text;
    const char *line;
  } rows[] = {
    { TRUE, NULL, NULL, "+OK\r\n" },
    { TRUE, NULL, "", "+OK\r\n" },
    { FALSE, "IN-USE", NULL, "-ERR [IN-USE]\r\n" },
    { FALSE, "AUTH", "no", "-ERR [AUTH] no\r\n" },
    { FALSE, NULL, "no\r\n+OK yes", "-ERR no??+OK yes\r\n" },
    { FALSE, NULL, "\xc3\xa9", "-ERR ??\r\n" },
    { TRUE, NULL, "[AUTH] no", "+OK (AUTH] no\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = mf_pop3_status_format (rows[i].ok, rows[i].code, rows[i].text);

      g_assert_cmpstr (line, ==, rows[i].line);
    }

  g_assert_cmpuint (strlen (cut), ==, MF_LIMIT_POP3_RESPONSE);
  g_assert_true (g_str_has_suffix (cut, "x\r\n"));
}

/* What may be digested: a msg-id, or nothing. */
static void
test_timestamp (void)
{
  static const struct
  {
    const char *greeting;
    const char *timestamp;
  } rows[] = {
    { "+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>",
      "<1896.697170952@dbc.mtview.ca.us>" },
    { "+OK <a@b> behind", "<a@b>" },
    { "+OK", NULL },
    { "+OK <>", NULL },
    { "+OK <@b>", NULL },
    { "+OK <a@>", NULL },
    { "+OK <a>", NULL },
    { "+OK <a@b", NULL },
    { "+OK <a@b@c>", NULL },
    { "+OK <a b@c>", NULL },
    { "+OK <a<b@c>", NULL },
    { "+OK <a\x80@c>", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *line = rows[i].greeting;
      g_autofree char *timestamp = NULL;
      MfSpan span;

      if (mf_pop3_find_timestamp (line, strlen (line), &span))
        timestamp = g_strndup (line + span.start, span.length);
      g_assert_cmpstr (timestamp, ==, rows[i].timestamp);
    }
}

/* RFC 1939 section 7, the example. */
static void
test_digest (void)
{
  static const char timestamp[] = "<1896.697170952@dbc.mtview.ca.us>";
  g_autoptr (MfSecret) secret = mf_secret_new ("tanstaaf", -1);
  g_autofree char *digest = mf_pop3_digest (timestamp, secret);

  g_assert_cmpstr (digest, ==, "c4c9334bac560ecc979e58001b3e22fb");
  g_assert_true (mf_pop3_digest_matches (timestamp, secret, "c4c9334bac560ecc979e58001b3e22fb"));
  g_assert_false (mf_pop3_digest_matches (timestamp, secret, "c4c9334bac560ecc979e58001b3e22fc"));
  g_assert_false (mf_pop3_digest_matches (timestamp, secret, ""));
}

/* Every row decides something: none is hidden by those above it. */
static void
test_table_has_no_dead_rows (void)
{
  for (guint i = 0; i < mf_pop3_table_length; i++)
    {
      const MfPop3Transition *row = &mf_pop3_table[i];
      MfPop3State state =
          row->state == MF_POP3_STATE_ANY ? MF_POP3_STATE_AUTHORIZATION : row->state;

      g_assert_true (mf_pop3_table_find (state, row->verb, row->guard) == row);
      g_assert_nonnull (row->rfc);
    }

  for (guint i = 0; i < mf_pop3_client_table_length; i++)
    {
      const MfPop3ClientTransition *row = &mf_pop3_client_table[i];

      g_assert_true (mf_pop3_client_table_find (row->awaited, row->ok, row->guard) == row);
      g_assert_nonnull (row->rfc);
    }
}

/* Every command meets a row in every state, and every reply that the client
 * may have to read meets one too. */
static void
test_table_is_complete (void)
{
  for (guint verb = 0; verb < MF_POP3_N_VERBS; verb++)
    for (guint facts = 0; facts < 1 << 6; facts++)
      for (guint state = 0; state < MF_POP3_STATE_ANY; state++)
        g_assert_nonnull (
            mf_pop3_table_find ((MfPop3State) state, (MfPop3Verb) verb, (MfPop3Guard) facts));

  for (guint i = 0; i < mf_pop3_client_table_length; i++)
    for (gboolean ok = FALSE; ok <= TRUE; ok++)
      g_assert_nonnull (
          mf_pop3_client_table_find (mf_pop3_client_table[i].next, ok, MF_POP3_CLIENT_GUARD_NONE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pop3/syntax/command-round-trip", test_command_round_trip);
  g_test_add_func ("/pop3/syntax/command-format-refuses", test_command_format_refuses);
  g_test_add_func ("/pop3/syntax/error-spans", test_error_spans);
  g_test_add_func ("/pop3/syntax/status", test_status);
  g_test_add_func ("/pop3/syntax/status-format", test_status_format);
  g_test_add_func ("/pop3/syntax/timestamp", test_timestamp);
  g_test_add_func ("/pop3/syntax/digest", test_digest);
  g_test_add_func ("/pop3/table/no-dead-rows", test_table_has_no_dead_rows);
  g_test_add_func ("/pop3/table/complete", test_table_is_complete);

  return g_test_run ();
}
