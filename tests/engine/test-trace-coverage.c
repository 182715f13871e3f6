/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-explanation.h"

#include "proto/http/mf-http-dissector.h"
#include "proto/http/mf-http-syntax.h"
#include "proto/imap/mf-imap-dissector.h"
#include "proto/imap/mf-imap-dissector-fields.h"
#include "proto/pop3/mf-pop3-dissector.h"
#include "proto/pop3/mf-pop3-syntax.h"
#include "proto/smtp/mf-smtp-dissector.h"
#include "proto/smtp/mf-smtp-syntax.h"
#include "proto/smtp/mf-smtp-table.h"

#include "transcript.h"

/* Whatever a dissector finds in the fixtures can be explained, field by field. */
static void
check_unit (const MfUnit *unit)
{
  MfExplanation explanation = { 0 };

  g_test_message ("%s", unit->topic);
  g_assert_true (mf_explain_unit (unit, &explanation));
  g_assert_nonnull (explanation.why);

  for (guint i = 0; i < unit->n_fields; i++)
    {
      g_test_message ("%s: %s", unit->topic, unit->fields[i].name);
      g_assert_true (mf_explain_field (unit, &unit->fields[i], &explanation));
      g_assert_nonnull (explanation.meaning);
    }
}

static guint
pull (MfDissector *dissector, MfDirection direction)
{
  guint n_units = 0;
  MfUnit *unit;

  while ((unit = mf_dissector_next (dissector, direction)))
    {
      check_unit (unit);
      mf_unit_unref (unit);
      n_units++;
    }

  return n_units;
}

static guint
feed (MfDissector *dissector, MfDirection direction, const GString *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);

  mf_dissector_feed (dissector, direction, bytes);
  return pull (dissector, direction) + pull (dissector, 1 - direction);
}

static void
dissect (const Transcript *transcript, MfDissector *dissector)
{
  guint n_units = 0;

  for (guint i = 0; i < transcript->n_lines;)
    {
      g_autoptr (GString) client = g_string_new (NULL);
      g_autoptr (GString) server = g_string_new (NULL);

      i = transcript_get_turn (transcript, i, client, server);
      n_units += feed (dissector, MF_TO_SERVER, client);
      n_units += feed (dissector, MF_TO_CLIENT, server);
    }

  for (MfDirection direction = MF_TO_SERVER; direction <= MF_TO_CLIENT; direction++)
    {
      mf_dissector_end (dissector, direction);
      n_units += pull (dissector, direction);
    }
  g_assert_cmpuint (n_units, >, 0);
}

static void
test_pop3_transcript (const Transcript *transcript)
{
  g_autoptr (MfDissector) dissector = mf_pop3_dissector_new ();

  dissect (transcript, dissector);
}

static void
test_http_transcript (const Transcript *transcript)
{
  g_autoptr (MfDissector) dissector = mf_http_dissector_new ();

  dissect (transcript, dissector);
}

static void
test_imap_transcript (const Transcript *transcript)
{
  g_autoptr (MfDissector) dissector = mf_imap_dissector_new ();

  dissect (transcript, dissector);
}

static void
test_smtp_transcript (const Transcript *transcript)
{
  g_autoptr (MfDissector) relay = mf_smtp_dissector_new (MF_PROTOCOL_SMTP);
  g_autoptr (MfDissector) submission = mf_smtp_dissector_new (MF_PROTOCOL_SUBMISSION);

  dissect (transcript, relay);
  dissect (transcript, submission);
}

/* Each command that a machine knows is explained under its own name, and so
 * are both answers to it. */
static void
check_topic (const char *prefix, const char *word, const char *title)
{
  g_autofree char *topic = g_strconcat (prefix, word, NULL);
  MfExplanation explanation = { 0 };

  g_test_message ("%s", topic);
  g_assert_true (mf_explain_topic (topic, &explanation));
  g_assert_true (g_str_has_prefix (explanation.title, title));
  g_assert_nonnull (explanation.why);
  g_assert_nonnull (explanation.rfc);
}

static void
test_pop3_commands (void)
{
  for (guint i = MF_POP3_NONE + 1; i < MF_POP3_N_VERBS; i++)
    {
      const char *name = mf_pop3_verb_get_name ((MfPop3Verb) i);

      check_topic ("pop3.", name, name);
      check_topic ("pop3.+OK.", name, "+OK");
      check_topic ("pop3.-ERR.", name, "-ERR");
    }
}

static void
test_imap_commands (void)
{
  const char *name;

  for (MfImapCommandIndex i = 1; (name = mf_imap_command_get_name (i)); i++)
    {
      g_autofree char *title = g_strdelimit (g_strdup (name), "-", ' ');

      check_topic ("imap.", name, title);
      check_topic ("imap.OK.", name, "OK");
      check_topic ("imap.NO.", name, "NO");
      check_topic ("imap.BAD.", name, "BAD");
    }
  check_topic ("imap.", "DONE", "DONE");
}

static void
test_imap_responses (void)
{
  for (guint i = MF_IMAP_UNTAGGED_OK; i < MF_IMAP_N_UNTAGGED; i++)
    {
      const char *name = mf_imap_untagged_get_name ((MfImapUntaggedKind) i);

      check_topic ("imap.*.", name, name);
    }
}

static void
test_http_methods (void)
{
  for (guint i = MF_HTTP_METHOD_GET; i < MF_HTTP_N_METHODS; i++)
    {
      const char *name = mf_http_method_get_name ((MfHttpMethod) i);

      check_topic ("http.", name, name);
    }
}

/* Those that any server says, under their own number. */
static void
test_http_codes (void)
{
  static const char *const codes[] = { "100", "101", "200", "201", "204", "206", "301", "302",
                                       "303", "304", "400", "401", "403", "404", "405", "408",
                                       "411", "413", "414", "415", "431", "500", "501", "503" };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    check_topic ("http.", codes[i], codes[i]);
  check_topic ("http.", "418", "4yz");
}

/* What browsers, libsoup and our own pages put into their heads. */
static void
test_http_headers (void)
{
  static const char *const names[] = {
    "Host",
    "User-Agent",
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "Connection",
    "Cookie",
    "Content-Type",
    "Content-Length",
    "Referer",
    "Origin",
    "Cache-Control",
    "Set-Cookie",
    "Location",
    "Date",
    "Server",
    "ETag",
    "Last-Modified",
    "If-None-Match",
    "If-Modified-Since",
    "Content-Disposition",
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Transfer-Encoding",
    "Expect",
    "Allow",
    "Vary",
    "Upgrade-Insecure-Requests",
    "Sec-Fetch-Site",
    "Sec-Fetch-Mode",
    "Sec-Fetch-Dest",
    "Sec-Fetch-User",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Priority",
    "Range",
    "Retry-After",
    "WWW-Authenticate",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *small = g_ascii_strdown (names[i], -1);
      g_autofree char *topic = g_strconcat ("http.header.", small, NULL);
      MfExplanation explanation = { 0 };

      g_assert_true (mf_explain_topic (topic, &explanation));
      g_assert_true (g_str_has_prefix (explanation.title, names[i]));
    }
}

static void
test_phases (void)
{
  for (MfPhase i = MF_PHASE_NONE + 1; i < MF_N_PHASES; i++)
    {
      g_autofree char *topic = g_strconcat ("event.phase.", mf_phase_get_nick (i), NULL);
      MfExplanation explanation = { 0 };

      g_assert_true (mf_explain_topic (topic, &explanation));
      g_assert_nonnull (explanation.why);
    }
}

static void
test_smtp_commands (void)
{
  for (guint i = MF_SMTP_VERB_UNKNOWN + 1; i < MF_SMTP_N_VERBS; i++)
    {
      const char *name = mf_smtp_verb_get_info ((MfSmtpVerb) i)->name;

      check_topic ("smtp.", name, name);
    }
  check_topic ("smtp.", "UNKNOWN", "A command that SMTP does not know");
}

/* Each reply of our server, under the topic that the dissector gives it. */
static void
test_smtp_replies (void)
{
  guint n_rows;
  const MfSmtpServerRow *rows = mf_smtp_server_get_rows (&n_rows);

  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *code = g_strdup_printf ("%u", rows[i].code);
      g_autofree char *topic = g_strconcat (code, ".",
                                            rows[i].input == MF_SMTP_INPUT_END_OF_DATA ? "data"
                                            : rows[i].input < MF_SMTP_N_VERBS
                                                ? mf_smtp_verb_get_info (rows[i].input)->name
                                                : "AUTH",
                                            NULL);

      if (rows[i].code)
        check_topic ("smtp.", topic, code);
    }
}

static void
test_smtp_faults (void)
{
  for (guint i = MF_SMTP_FAULT_NONE; i <= MF_SMTP_FAULT_PARAMETER_UNKNOWN; i++)
    {
      g_autofree char *code =
          g_strdup_printf ("%u", mf_smtp_fault_get_info ((MfSmtpFault) i)->code);

      check_topic ("smtp.", code, code);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trace/coverage/http methods", test_http_methods);
  g_test_add_func ("/trace/coverage/http codes", test_http_codes);
  g_test_add_func ("/trace/coverage/http headers", test_http_headers);
  g_test_add_func ("/trace/coverage/imap commands", test_imap_commands);
  g_test_add_func ("/trace/coverage/imap responses", test_imap_responses);
  g_test_add_func ("/trace/coverage/phases", test_phases);
  g_test_add_func ("/trace/coverage/pop3 commands", test_pop3_commands);
  g_test_add_func ("/trace/coverage/smtp commands", test_smtp_commands);
  g_test_add_func ("/trace/coverage/smtp replies", test_smtp_replies);
  g_test_add_func ("/trace/coverage/smtp faults", test_smtp_faults);
  transcript_add_tests ("/trace/coverage/http", "http/dissector", test_http_transcript);
  transcript_add_tests ("/trace/coverage/imap", "imap/dissector", test_imap_transcript);
  transcript_add_tests ("/trace/coverage/pop3/client", "pop3/client", test_pop3_transcript);
  transcript_add_tests ("/trace/coverage/pop3/dissector", "pop3/dissector", test_pop3_transcript);
  transcript_add_tests ("/trace/coverage/pop3/server", "pop3/server", test_pop3_transcript);
  transcript_add_tests ("/trace/coverage/smtp/client", "smtp/client", test_smtp_transcript);
  transcript_add_tests ("/trace/coverage/smtp/dissector", "smtp/dissector", test_smtp_transcript);
  transcript_add_tests ("/trace/coverage/smtp/server", "smtp/server", test_smtp_transcript);
  return g_test_run ();
}
