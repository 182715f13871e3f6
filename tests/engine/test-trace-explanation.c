/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "records.h"
#include "trace/mf-explanation-private.h"

#include <string.h>

/* A sentence ends with a full stop, and the texts are short enough to be read
 * while a class looks on. */
static void
check_sentences (const char *topic, const char *text, gsize limit)
{
  g_test_message ("%s: %s", topic, text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpuint (strlen (text), >, 10);
  g_assert_cmpuint (strlen (text), <=, limit);
  g_assert_true (g_str_has_suffix (text, ".") || g_str_has_suffix (text, "?"));
  g_assert_null (strstr (text, "  "));
}

/* Every row is complete, once, and can be found. */
static void
test_rows (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gsize n_tables;
  const MfExplanationTable *const *tables = mf_explanation_get_tables (&n_tables);

  for (gsize i = 0; i < n_tables; i++)
    for (gsize j = 0; j < tables[i]->n_rows; j++)
      {
        const MfExplanationRow *row = &tables[i]->rows[j];
        MfExplanation explanation;

        g_assert_true (g_hash_table_add (seen, (gpointer) row->topic));
        g_assert_cmpuint (strlen (row->title), >, 3);
        g_assert_false (g_str_has_suffix (row->title, "."));
        check_sentences (row->topic, row->meaning, 320);
        if (row->why)
          check_sentences (row->topic, row->why, 260);
        if (row->rfc)
          g_assert_true (
              g_regex_match_simple ("^RFC [0-9]+( § [0-9A-F]+(\\.[0-9]+)*)?$", row->rfc, 0, 0));
        g_assert_true (mf_explain_topic (row->topic, &explanation));
        g_assert_cmpstr (explanation.title, ==, row->title);
        g_assert_cmpstr (explanation.meaning, ==, row->meaning);
        g_assert_cmpstr (explanation.why, ==, row->why);
        g_assert_cmpstr (explanation.rfc, ==, row->rfc);
      }
}

/* From the particular to the general. */
static const struct
{
  const char *topic;
  const char *title;
} topics[] = {
  { "smtp.550.RCPT", "550: no such mailbox here" },
  { "smtp.550.VRFY", "550: refused" },
  { "smtp.556.RCPT", "5yz: no" },
  { "smtp.499", "4yz: not now" },
  { "smtp.250.RCPT", "250: recipient accepted" },
  { "smtp.250.TURN", "250: done" },
  { "smtp.MAIL", "MAIL FROM: the sender on the envelope" },
  { "smtp.QUIT.anything", "QUIT: goodbye" },
  { "smtp.AUTH.response", "The answer to a log-in question" },
  { "pop3.+OK.RETR", "+OK: here is the message" },
  { "pop3.-ERR.NOOP", "-ERR: no" },
  { "imap.OK.CREATE", "OK: done" },
  { "imap.*.FETCH", "FETCH: about one message" },
  { "imap.+.literal", "A plus: send the literal" },
  { "imap", NULL },
  { "http.404", "404: there is nothing here" },
  { "http.418", "4yz: your mistake" },
  { "http.600", NULL },
  { "pop3.-ERR.RETR", "-ERR: there is no such message" },
  { "header.subject", "Subject: what it is about" },
  { "header.x-mailer", "A header field" },
  { "smtp", NULL },
  { "smtp.950.RCPT", NULL },
  { "nonsense.250", NULL },
  { "", NULL },
  { ".", NULL },
  { "....", NULL },
};

static void
test_topics (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (topics); i++)
    {
      MfExplanation explanation = { 0 };

      g_assert_true (mf_explain_topic (topics[i].topic, &explanation) == (topics[i].title != NULL));
      g_assert_cmpstr (explanation.title, ==, topics[i].title);
    }
}

static void
test_long_topic (void)
{
  g_autofree char *topic = g_strnfill (100000, '.');
  MfExplanation explanation;

  g_assert_false (mf_explain_topic (topic, &explanation));
  memcpy (topic, "smtp.250", 8);
  g_assert_false (mf_explain_topic (topic, &explanation));
}

static MfUnit *
make_unit (MfProtocol protocol, MfDirection direction, const char *topic, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  MfUnitBuilder *builder = mf_unit_builder_new (protocol, MF_UNIT_COMMAND, direction, bytes);

  mf_unit_builder_set_topic (builder, "%s", topic);
  return mf_unit_builder_end (builder);
}

/* The same command means something else to the writer's own server. */
static void
test_submission (void)
{
  g_autoptr (MfUnit) relay = make_unit (MF_PROTOCOL_SMTP, MF_TO_SERVER, "smtp.EHLO", "EHLO a\r\n");
  g_autoptr (MfUnit) agent =
      make_unit (MF_PROTOCOL_SUBMISSION, MF_TO_SERVER, "smtp.EHLO", "EHLO a\r\n");
  g_autoptr (MfUnit) other =
      make_unit (MF_PROTOCOL_SUBMISSION, MF_TO_SERVER, "smtp.RSET", "RSET\r\n");
  MfExplanation explanation;

  g_assert_true (mf_explain_unit (relay, &explanation));
  g_assert_cmpstr (explanation.title, ==, "EHLO: the client says who it is");
  g_assert_true (mf_explain_unit (agent, &explanation));
  g_assert_cmpstr (explanation.title, ==, "EHLO: the user agent introduces itself");
  g_assert_true (mf_explain_unit (other, &explanation));
  g_assert_cmpstr (explanation.title, ==, "RSET: forget this envelope");
}

/* An OK that nobody waits for says what its code says. */
static void
test_response_codes (void)
{
  static const struct
  {
    const char *code;
    const char *title;
  } codes[] = { { "UIDVALIDITY 7", "UIDVALIDITY: are the UIDs still good?" },
                { "uidnext 8", "UIDNEXT: the next UID" },
                { "X-MINE", "OK with a star: by the way" },
                { ".", "OK with a star: by the way" } };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (codes[i].code, strlen (codes[i].code));
      MfUnitBuilder *builder =
          mf_unit_builder_new (MF_PROTOCOL_IMAP, MF_UNIT_REPLY, MF_TO_CLIENT, bytes);
      g_autoptr (MfUnit) unit = NULL;
      MfExplanation explanation;

      mf_unit_builder_set_topic (builder, "imap.*.OK");
      mf_unit_builder_add_field (builder, "response-code", MF_SPAN (0, strlen (codes[i].code)),
                                 NULL);
      unit = mf_unit_builder_end (builder);
      g_assert_true (mf_explain_unit (unit, &explanation));
      g_assert_cmpstr (explanation.title, ==, codes[i].title);
      g_assert_true (g_str_has_prefix (explanation.why, "A folder was opened"));
    }
}

#define C MF_TO_SERVER
#define S MF_TO_CLIENT

/* @text is the unit; the field stands where @part first does. */
static const struct
{
  MfProtocol protocol;
  MfDirection direction;
  const char *name;
  const char *text;
  const char *part;
  const char *title;
} fields[] = {
  { MF_PROTOCOL_SMTP, S, "reply-code", "250 OK", "250", "2yz: done" },
  { MF_PROTOCOL_SMTP, S, "reply-code", "450 Later", "450", "4yz: not now" },
  { MF_PROTOCOL_SMTP, S, "reply-code", "950 What", "950", "The status code" },
  { MF_PROTOCOL_SMTP, S, "enhanced-status-code", "550 5.1.1 No", "5.1.1",
    "x.1.1: bad mailbox address" },
  { MF_PROTOCOL_SMTP, S, "enhanced-status-code", "550 5.1.99 No", "5.1.99",
    "x.1.z: it is about an address" },
  { MF_PROTOCOL_SMTP, S, "enhanced-status-code", "550 5.9.9 No", "5.9.9",
    "The code in more detail" },
  { MF_PROTOCOL_SMTP, S, "enhanced-status-code", "550 5 No", "5 ", "The code in more detail" },
  { MF_PROTOCOL_SMTP, C, "domain", "EHLO a.example", "a.example", "The client’s host name" },
  { MF_PROTOCOL_SMTP, S, "domain", "220 b.example", "b.example", "The server’s host name" },
  { MF_PROTOCOL_SMTP, S, "ehlo-keyword", "250 size 1", "size",
    "SIZE: the largest letter that is taken" },
  { MF_PROTOCOL_SMTP, S, "ehlo-keyword", "250 XYZZY", "XYZZY",
    "An extension that the server offers" },
  { MF_PROTOCOL_SMTP, C, "reverse-path", "MAIL FROM:<>", "<>", "The empty sender “<>”" },
  { MF_PROTOCOL_SMTP, C, "reverse-path", "MAIL FROM:<a@b>", "<a@b>",
    "The sender’s address on the envelope" },
  { MF_PROTOCOL_SMTP, C, "mechanism", "AUTH plain", "plain", "PLAIN: name and password in one go" },
  { MF_PROTOCOL_SMTP, C, "mechanism", "AUTH X.Y.Z", "X.Y.Z", "The log-in method" },
  { MF_PROTOCOL_SMTP, C, "header-field", "Subject: Hi\r\n", "Subject: Hi\r\n",
    "Subject: what it is about" },
  { MF_PROTOCOL_SMTP, C, "field-name", "sUBJECT : Hi\r\n", "sUBJECT ",
    "Subject: what it is about" },
  { MF_PROTOCOL_SMTP, C, "field-body", "Subject: Hi\r\n", "Hi", "What the header field says" },
  { MF_PROTOCOL_SMTP, C, "header-field", "X-Mine: 1", "X-Mine: 1", "A header field" },
  { MF_PROTOCOL_SMTP, C, "header-field", ": 1", ": 1", "A header field" },
  { MF_PROTOCOL_SMTP, C, "end-mark", "x\r\n.\r\n", ".\r\n", "CRLF.CRLF: the end of the letter" },
  { MF_PROTOCOL_HTTP, S, "status-code", "HTTP/1.1 404", "404",
    "Starts with 4: the client’s mistake" },
  { MF_PROTOCOL_HTTP, S, "cookie-av", "samesite=Strict", "samesite=Strict",
    "SameSite: not for requests from other sites" },
  { MF_PROTOCOL_HTTP, S, "cookie-av", "Partitioned", "Partitioned",
    "What the browser shall do with the cookie" },
  { MF_PROTOCOL_HTTP, C, "field-line", "Host: a.example", "Host: a.example", "Host: which site" },
  { MF_PROTOCOL_HTTP, C, "field-line", "X-Mine: 1", "X-Mine: 1", "A header field" },
  { MF_PROTOCOL_HTTP, C, "header-field", "Subject: 1", "Subject: 1", "Subject: what it is about" },
  { MF_PROTOCOL_IMAP, S, "flag", "\\seen", "\\seen", "\\Seen: it was read" },
  { MF_PROTOCOL_IMAP, S, "flag", "$Important", "$Important", "A flag" },
  { MF_PROTOCOL_IMAP, C, "fetch-att", "BODY.PEEK[1.2]<0.5>", "BODY.PEEK[1.2]<0.5>",
    "BODY.PEEK[…]: this part, without a trace" },
  { MF_PROTOCOL_IMAP, C, "fetch-att", "bodystructure", "bodystructure",
    "BODYSTRUCTURE: which parts it has" },
  { MF_PROTOCOL_IMAP, S, "capability", "AUTH=PLAIN", "AUTH=PLAIN", "AUTH=: a way to log in" },
  { MF_PROTOCOL_IMAP, S, "response-code", "UIDVALIDITY 7", "UIDVALIDITY 7",
    "UIDVALIDITY: are the UIDs still good?" },
  { MF_PROTOCOL_SMTP, C, "no-such-field", "x", "x", NULL },
};

static void
test_fields (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (MfUnit) unit =
          make_unit (fields[i].protocol, fields[i].direction, "smtp.NOOP", fields[i].text);
      MfField field = { .name = fields[i].name,
                        .span = { .start = (gsize) (strstr (fields[i].text, fields[i].part) -
                                                    fields[i].text),
                                  .length = strlen (fields[i].part) } };
      MfExplanation explanation = { 0 };

      g_assert_true (mf_explain_field (unit, &field, &explanation) == (fields[i].title != NULL));
      g_assert_cmpstr (explanation.title, ==, fields[i].title);
    }
}

/* The body of a header field is explained as the field itself. */
static void
test_field_body (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("To: a\r\nDate: b\r\n", 17);
  MfUnitBuilder *builder =
      mf_unit_builder_new (MF_PROTOCOL_SMTP, MF_UNIT_DATA, MF_TO_SERVER, bytes);
  g_autoptr (MfUnit) unit = NULL;
  MfExplanation explanation;

  mf_unit_builder_add_field (builder, "header-field", MF_SPAN (0, 7), NULL);
  mf_unit_builder_add_field (builder, "header-field", MF_SPAN (7, 10), NULL);
  mf_unit_builder_add_field (builder, "field-body", MF_SPAN (13, 1), NULL);
  unit = mf_unit_builder_end (builder);

  g_assert_true (mf_explain_field (unit, mf_unit_find_field (unit, "field-body"), &explanation));
  g_assert_cmpstr (explanation.title, ==, "Date: when it was written");
}

static void
test_hostile_fields (void)
{
  static const char *const names[] = { "header-field", "field-name",           "ehlo-keyword",
                                       "mechanism",    "enhanced-status-code", "reply-code",
                                       "domain",       "reverse-path" };
  g_autofree char *text = g_strnfill (1000, 'x');
  g_autoptr (MfUnit) unit = make_unit (MF_PROTOCOL_SMTP, MF_TO_CLIENT, "smtp.250", text);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (gsize length = 0; length <= 1000; length += 50)
      {
        MfField field = { .name = names[i], .span = { 1000 - length, length } };
        MfExplanation explanation;

        g_assert_true (mf_explain_field (unit, &field, &explanation));
      }
}

static const struct
{
  const char *description;
  MfRecordKind kind;
  MfProtocol protocol;
  MfEffect effect;
  const char *title;
} records[] = {
  { "a letter is composed",
    MF_RECORD_ACT,
    MF_PROTOCOL_NONE,
    { .kind = MF_EFFECT_ACTED, .text = (char *) "compose" },
    "A letter is written" },
  { "an act that we do not know",
    MF_RECORD_ACT,
    MF_PROTOCOL_NONE,
    { .kind = MF_EFFECT_ACTED, .text = (char *) "dance" },
    "A person acts" },
  { "an act without a name",
    MF_RECORD_ACT,
    MF_PROTOCOL_NONE,
    { .kind = MF_EFFECT_ACTED },
    "A person acts" },
  { "an MX is looked up",
    MF_RECORD_LOOKUP,
    MF_PROTOCOL_DNS,
    { .kind = MF_EFFECT_LOOKED_UP, .subject = (char *) "b MX", .text = (char *) "10 m.b" },
    "Which server takes mail for this domain?" },
  { "an address is looked up",
    MF_RECORD_LOOKUP,
    MF_PROTOCOL_DNS,
    { .kind = MF_EFFECT_LOOKED_UP, .subject = (char *) "m.b A", .text = (char *) "1.2.3.4" },
    "Which IP address has this host?" },
  { "nothing is found",
    MF_RECORD_LOOKUP,
    MF_PROTOCOL_DNS,
    { .kind = MF_EFFECT_LOOKED_UP, .subject = (char *) "c MX", .text = (char *) "" },
    "The DNS knows no answer" },
  { "a look-up without an effect",
    MF_RECORD_LOOKUP,
    MF_PROTOCOL_DNS,
    { .kind = MF_EFFECT_CAPTION },
    "The DNS is asked" },
  { "SMTP opens",
    MF_RECORD_OPEN,
    MF_PROTOCOL_SMTP,
    { .kind = MF_EFFECT_OPENED },
    "A TCP connection to port 25" },
  { "an unknown protocol opens",
    MF_RECORD_OPEN,
    MF_PROTOCOL_DNS,
    { .kind = MF_EFFECT_OPENED },
    "A TCP connection is opened" },
  { "a refused connection",
    MF_RECORD_OPEN,
    MF_PROTOCOL_SMTP,
    { .kind = MF_EFFECT_BROKEN },
    "There is no connection" },
  { "a broken connection",
    MF_RECORD_CLOSE,
    MF_PROTOCOL_SMTP,
    { .kind = MF_EFFECT_BROKEN },
    "The connection is broken" },
  { "both sides have closed",
    MF_RECORD_CLOSE,
    MF_PROTOCOL_SMTP,
    { .kind = MF_EFFECT_CLOSED },
    "The connection is closed" },
  { "one side has closed",
    MF_RECORD_CLOSE,
    MF_PROTOCOL_SMTP,
    { .kind = MF_EFFECT_CAPTION },
    "One side closes the connection" },
  { "a retry falls due",
    MF_RECORD_EVENT,
    MF_PROTOCOL_NONE,
    { .kind = MF_EFFECT_TRIED, .number = 2 },
    "The server tries to deliver" },
  { "something falls due",
    MF_RECORD_EVENT,
    MF_PROTOCOL_NONE,
    { .kind = MF_EFFECT_CAPTION },
    "Something fell due" },
  { "a kind of effect that there is not",
    MF_RECORD_EVENT,
    MF_PROTOCOL_NONE,
    { .kind = (MfEffectKind) 4711 },
    "Something fell due" },
  { "a unit that is not there",
    MF_RECORD_UNIT,
    MF_PROTOCOL_SMTP,
    { .kind = MF_EFFECT_CAPTION },
    NULL },
};

static void
test_records (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (records); i++)
    {
      MfRecord values = { .kind = records[i].kind, .protocol = records[i].protocol };
      GPtrArray *effects = g_ptr_array_new ();
      g_autoptr (MfRecord) record = NULL;
      MfExplanation explanation = { 0 };

      g_test_message ("%s", records[i].description);
      g_ptr_array_add (effects, mf_effect_copy (&records[i].effect));
      record = mf_record_new (&values, effects);
      g_assert_true (mf_explain_record (record, &explanation) == (records[i].title != NULL));
      g_assert_cmpstr (explanation.title, ==, records[i].title);
    }
}

/* What it means that a connection broke stands in each protocol's own RFC. */
static void
test_broken (void)
{
  static const struct
  {
    MfRecordKind kind;
    MfProtocol protocol;
    const char *rfc;
  } cases[] = {
    { MF_RECORD_OPEN, MF_PROTOCOL_SMTP, "RFC 5321 § 4.5.4.1" },
    { MF_RECORD_OPEN, MF_PROTOCOL_SUBMISSION, "RFC 9293 § 3.8.3" },
    { MF_RECORD_OPEN, MF_PROTOCOL_POP3, "RFC 9293 § 3.8.3" },
    { MF_RECORD_CLOSE, MF_PROTOCOL_SMTP, "RFC 5321 § 3.8" },
    { MF_RECORD_CLOSE, MF_PROTOCOL_SUBMISSION, "RFC 5321 § 3.8" },
    { MF_RECORD_EVENT, MF_PROTOCOL_POP3, "RFC 1939 § 6" },
    { MF_RECORD_EVENT, MF_PROTOCOL_IMAP, "RFC 3501 § 3.4" },
    { MF_RECORD_CLOSE, MF_PROTOCOL_HTTP, "RFC 9112 § 9.3.1" },
    { MF_RECORD_CLOSE, MF_PROTOCOL_NONE, "RFC 9293 § 3.5.3" },
  };
  const MfEffect broken = { .kind = MF_EFFECT_BROKEN };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MfRecord values = { .kind = cases[i].kind, .protocol = cases[i].protocol };
      GPtrArray *effects = g_ptr_array_new ();
      g_autoptr (MfRecord) record = NULL;
      MfExplanation explanation = { 0 };

      g_ptr_array_add (effects, mf_effect_copy (&broken));
      record = mf_record_new (&values, effects);
      g_assert_true (mf_explain_record (record, &explanation));
      g_assert_cmpstr (explanation.rfc, ==, cases[i].rfc);
    }
}

/* Whatever changes can be explained, all phases and all six steps included. */
static void
test_effects (void)
{
  MfExplanation explanation;

  for (int kind = 0; kind < MF_N_EFFECTS; kind++)
    for (int number = 1; number <= 6; number++)
      {
        MfEffect effect = { .kind = (MfEffectKind) kind, .number = number };

        if (kind != MF_EFFECT_CAPTION)
          {
            g_test_message ("%s %d", mf_effect_kind_get_nick (effect.kind), number);
            g_assert_true (mf_explain_effect (&effect, &explanation));
          }
      }

  for (gsize i = 0; i < 3; i++)
    {
      static const MfEffect nonsense[] = { { .kind = MF_EFFECT_STEP, .number = 7 },
                                           { .kind = MF_EFFECT_PHASE, .number = G_MININT64 },
                                           { .kind = MF_EFFECT_PHASE, .number = MF_N_PHASES } };

      g_assert_false (mf_explain_effect (&nonsense[i], &explanation));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trace/explanation/rows", test_rows);
  g_test_add_func ("/trace/explanation/topics", test_topics);
  g_test_add_func ("/trace/explanation/broken", test_broken);
  g_test_add_func ("/trace/explanation/long topic", test_long_topic);
  g_test_add_func ("/trace/explanation/submission", test_submission);
  g_test_add_func ("/trace/explanation/response codes", test_response_codes);
  g_test_add_func ("/trace/explanation/fields", test_fields);
  g_test_add_func ("/trace/explanation/field body", test_field_body);
  g_test_add_func ("/trace/explanation/hostile fields", test_hostile_fields);
  g_test_add_func ("/trace/explanation/records", test_records);
  g_test_add_func ("/trace/explanation/effects", test_effects);
  return g_test_run ();
}
