/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-address.h"
#include "proto/smtp/mf-smtp-auth.h"
#include "proto/smtp/mf-smtp-reply.h"
#include "proto/smtp/mf-smtp-syntax.h"

#include <string.h>

/* What was read, as text: verb, path, mailbox, domain, parameters. */
static char *
describe (const char *line, const MfSmtpCommand *command)
{
  GString *text = g_string_new (mf_smtp_verb_get_info (command->verb)->name);

  if (command->path.length > 0)
    g_string_append_printf (text, " path=%.*s", (int) command->path.length,
                            line + command->path.start);
  if (command->mailbox.length > 0)
    g_string_append_printf (text, " mailbox=%.*s", (int) command->mailbox.length,
                            line + command->mailbox.start);
  if (command->domain.length > 0)
    g_string_append_printf (text, " domain=%.*s", (int) command->domain.length,
                            line + command->domain.start);
  for (guint i = 0; i < command->n_parameters; i++)
    g_string_append_printf (text, " [%.*s|%.*s]", (int) command->parameters[i].keyword.length,
                            line + command->parameters[i].keyword.start,
                            (int) command->parameters[i].value.length,
                            line + command->parameters[i].value.start);
  return g_string_free_and_steal (text);
}

static void
test_commands (void)
{
  static const struct
  {
    const char *line;
    MfSmtpFault fault;
    const char *expected;
  } rows[] = {
    { "EHLO a.example", MF_SMTP_FAULT_NONE, "EHLO domain=a.example" },
    { "ehlo [IPv6:2001:db8::1]", MF_SMTP_FAULT_NONE, "EHLO domain=[IPv6:2001:db8::1]" },
    { "HELO [192.0.2.1] extra words", MF_SMTP_FAULT_NONE, "HELO domain=[192.0.2.1]" },
    { "EHLO", MF_SMTP_FAULT_ARGUMENT_MISSING, "EHLO" },
    { "EHLO -a.example", MF_SMTP_FAULT_DOMAIN, "EHLO domain=-a.example" },
    { "EHLO a.example.", MF_SMTP_FAULT_DOMAIN, "EHLO domain=a.example." },
    { "NOOP \t ", MF_SMTP_FAULT_NONE, "NOOP" },
    { " NOOP", MF_SMTP_FAULT_UNKNOWN, "UNKNOWN" },
    { "NOOPS", MF_SMTP_FAULT_UNKNOWN, "UNKNOWN" },
    { "", MF_SMTP_FAULT_UNKNOWN, "UNKNOWN" },
    { "NOOP a\tb", MF_SMTP_FAULT_CHARACTER, "NOOP" },
    { "MAIL FROM:<>", MF_SMTP_FAULT_NONE, "MAIL path=<>" },
    { "MAIL FROM:<@a,@b.c:x@y.example>", MF_SMTP_FAULT_NONE,
      "MAIL path=<@a,@b.c:x@y.example> mailbox=x@y.example" },
    { "MAIL FROM:<@[IPv6:2001:db8::1]:x@y.example>", MF_SMTP_FAULT_NONE,
      "MAIL path=<@[IPv6:2001:db8::1]:x@y.example> mailbox=x@y.example" },
    { "MAIL FROM:<\"a>\\\" b\"@y.example> SIZE=1 X-Y", MF_SMTP_FAULT_NONE,
      "MAIL path=<\"a>\\\" b\"@y.example> mailbox=\"a>\\\" b\"@y.example [SIZE|1] [X-Y|]" },
    { "MAIL FROM:<a@b> ", MF_SMTP_FAULT_NONE, "MAIL path=<a@b> mailbox=a@b" },
    { "MAIL FROM:<a@b>  SIZE=1", MF_SMTP_FAULT_PARAMETER_SYNTAX, "MAIL path=<a@b> mailbox=a@b" },
    { "MAIL FROM:<a@b> -X", MF_SMTP_FAULT_PARAMETER_SYNTAX, "MAIL path=<a@b> mailbox=a@b" },
    { "MAIL FROM:<a@b> X=a=b", MF_SMTP_FAULT_PARAMETER_SYNTAX,
      "MAIL path=<a@b> mailbox=a@b [X|a]" },
    { "MAIL TO:<a@b>", MF_SMTP_FAULT_NO_FROM, "MAIL" },
    { "MAIL FROM:<\"a@b>", MF_SMTP_FAULT_SENDER, "MAIL" },
    { "RCPT TO:<postMASTER>", MF_SMTP_FAULT_NONE, "RCPT path=<postMASTER> mailbox=postMASTER" },
    { "RCPT TO:<root>", MF_SMTP_FAULT_RECIPIENT, "RCPT path=<root> mailbox=root" },
    { "MAIL FROM:<postmaster>", MF_SMTP_FAULT_SENDER, "MAIL path=<postmaster> mailbox=postmaster" },
    { "RCPT TO:<>", MF_SMTP_FAULT_RECIPIENT, "RCPT path=<>" },
    { "RCPT TO:<@a:>", MF_SMTP_FAULT_RECIPIENT, "RCPT path=<@a:>" },
    { "DATA x", MF_SMTP_FAULT_ARGUMENT_NOT_ALLOWED, "DATA" },
    { "VRFY", MF_SMTP_FAULT_ARGUMENT_MISSING, "VRFY" },
    { "VRFY \"Joe Smith\"", MF_SMTP_FAULT_NONE, "VRFY" },
    { "HELP", MF_SMTP_FAULT_NONE, "HELP" },
    { "AUTH PLAIN =", MF_SMTP_FAULT_NONE, "AUTH" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (MfSmtpCommand) command;
      gboolean valid = mf_smtp_command_parse (rows[i].line, strlen (rows[i].line), &command);
      g_autofree char *result = describe (rows[i].line, &command);

      g_test_message ("%s", rows[i].line);
      g_assert_cmpint (command.fault, ==, rows[i].fault);
      g_assert_cmpint (valid, ==, rows[i].fault == MF_SMTP_FAULT_NONE);
      g_assert_cmpstr (result, ==, rows[i].expected);
      g_assert_cmpuint (command.fault_span.start + command.fault_span.length, <=,
                        strlen (rows[i].line));
    }
}

/* A fault is shown where it is. */
static void
test_fault_spans (void)
{
  static const struct
  {
    const char *line;
    const char *where;
  } rows[] = {
    { "XYZZY now", "XYZZY" },
    { "EHLO a_b", "a_b" },
    { "MAIL FROM:<a@b_c>", "<a@b_c>" },
    { "MAIL FROM:<a@b> SIZE=", "SIZE=" },
    { "DATA now", "now" },
    { "NOOP \xc3", "\xc3" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (MfSmtpCommand) command;

      mf_smtp_command_parse (rows[i].line, strlen (rows[i].line), &command);
      g_assert_cmpmem (rows[i].line + command.fault_span.start, command.fault_span.length,
                       rows[i].where, strlen (rows[i].where));
    }
}

static void
test_line_limits (void)
{
  static const struct
  {
    const char *verb;
    gsize limit;
  } rows[] = {
    { "NOOP ", 512 },
    { "MAIL FROM:<> X=", 1055 },
    { "AUTH PLAIN ", 12288 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *filler = g_strnfill (rows[i].limit - 2 - strlen (rows[i].verb), 'x');
      g_autofree char *longest = g_strconcat (rows[i].verb, filler, NULL);
      g_autofree char *longer = g_strconcat (longest, "x", NULL);
      g_auto (MfSmtpCommand) a;
      g_auto (MfSmtpCommand) b;

      g_assert_true (mf_smtp_command_parse (longest, strlen (longest), &a));
      g_assert_false (mf_smtp_command_parse (longer, strlen (longer), &b));
      g_assert_cmpint (b.fault, ==, MF_SMTP_FAULT_LINE_TOO_LONG);
    }
}

static void
test_mail_parameters (void)
{
  static const struct
  {
    const char *parameters;
    MfSmtpFault fault;
    guint64 size;
    MfBodyType body;
  } rows[] = {
    { "", MF_SMTP_FAULT_NONE, 0, MF_BODY_7BIT },
    { " SIZE=0", MF_SMTP_FAULT_NONE, 0, MF_BODY_7BIT },
    { " size=12345678901234567890 BODY=8bitmime", MF_SMTP_FAULT_NONE,
      G_GUINT64_CONSTANT (12345678901234567890), MF_BODY_8BITMIME },
    { " SIZE=99999999999999999999", MF_SMTP_FAULT_NONE, G_MAXUINT64, MF_BODY_7BIT },
    { " SIZE=999999999999999999999", MF_SMTP_FAULT_PARAMETER_VALUE, 0, MF_BODY_7BIT },
    { " SIZE=-1", MF_SMTP_FAULT_PARAMETER_VALUE, 0, MF_BODY_7BIT },
    { " BODY=7BIT", MF_SMTP_FAULT_NONE, 0, MF_BODY_7BIT },
    { " BODY", MF_SMTP_FAULT_PARAMETER_VALUE, 0, MF_BODY_7BIT },
    { " BODY=7BIT BODY=7BIT", MF_SMTP_FAULT_PARAMETER_TWICE, 0, MF_BODY_7BIT },
    { " AUTH=a+3Db@c", MF_SMTP_FAULT_NONE, 0, MF_BODY_7BIT },
    { " AUTH=a+3", MF_SMTP_FAULT_PARAMETER_VALUE, 0, MF_BODY_7BIT },
    { " RET=HDRS", MF_SMTP_FAULT_PARAMETER_UNKNOWN, 0, MF_BODY_7BIT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = g_strconcat ("MAIL FROM:<a@b>", rows[i].parameters, NULL);
      g_auto (MfSmtpCommand) command;
      MfSmtpMailParameters parameters;
      MfSpan span;

      g_test_message ("%s", line);
      g_assert_true (mf_smtp_command_parse (line, strlen (line), &command));
      g_assert_cmpint (mf_smtp_command_read_mail_parameters (&command, line, &parameters, &span),
                       ==, rows[i].fault);
      if (rows[i].fault != MF_SMTP_FAULT_NONE)
        continue;
      g_assert_cmpuint (parameters.size, ==, rows[i].size);
      g_assert_cmpint (parameters.body, ==, rows[i].body);
    }
}

/* What is written reads back as the same. */
static void
test_command_round_trip (void)
{
  static const char *const addresses[] = { "a@b.example", "\"a \\\" > b\"@[192.0.2.1]",
                                           "\"\"@b.example" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (MfAddress) address = mf_address_parse (addresses[i], -1, NULL);
      g_autoptr (GByteArray) line = g_byte_array_new ();
      MfSmtpMailParameters said = { .has_size = TRUE, .size = 42, .body = MF_BODY_8BITMIME };
      MfSmtpMailParameters heard;
      g_auto (MfSmtpCommand) mail;
      g_auto (MfSmtpCommand) rcpt;
      MfSpan span;

      mf_smtp_append_mail (line, address, &said);
      g_assert_true (mf_smtp_command_parse ((const char *) line->data, line->len - 2, &mail));
      g_assert_true (mf_address_equal (mail.address, address));
      g_assert_cmpint (mf_smtp_command_read_mail_parameters (&mail, (const char *) line->data,
                                                             &heard, &span),
                       ==, MF_SMTP_FAULT_NONE);
      g_assert_cmpuint (heard.size, ==, 42);
      g_assert_cmpint (heard.body, ==, MF_BODY_8BITMIME);

      g_byte_array_set_size (line, 0);
      mf_smtp_append_rcpt (line, address);
      g_assert_true (mf_smtp_command_parse ((const char *) line->data, line->len - 2, &rcpt));
      g_assert_true (mf_address_equal (rcpt.address, address));
    }
}

static void
test_reply_lines (void)
{
  static const struct
  {
    const char *line;
    guint code; /* 0 if it is none */
    gboolean last;
    const char *enhanced;
    const char *text;
  } rows[] = {
    { "250 OK", 250, TRUE, "", "OK" },
    { "250-first", 250, FALSE, "", "first" },
    { "250", 250, TRUE, "", "" },
    { "250 ", 250, TRUE, "", "" },
    { "250-", 250, FALSE, "", "" },
    { "250 2.1.0 ok", 250, TRUE, "2.1.0", "ok" },
    { "550-5.1.1", 550, FALSE, "5.1.1", "" },
    { "550 5.123.456 x", 550, TRUE, "5.123.456", "x" },
    { "550 5.1234.1 x", 550, TRUE, "", "5.1234.1 x" },
    { "550 4.1.1 x", 550, TRUE, "", "4.1.1 x" },
    { "250 2.1.0x", 250, TRUE, "", "2.1.0x" },
    { "354 3.0.0 go", 354, TRUE, "", "3.0.0 go" },
    { "599 odd", 599, TRUE, "", "odd" },
    { "150 no", 0, FALSE, NULL, NULL },
    { "600 no", 0, FALSE, NULL, NULL },
    { "25", 0, FALSE, NULL, NULL },
    { "2500 OK", 0, FALSE, NULL, NULL },
    { "250_OK", 0, FALSE, NULL, NULL },
    { "", 0, FALSE, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MfSmtpReplyLine reply;
      gboolean valid = mf_smtp_reply_line_parse (rows[i].line, strlen (rows[i].line), &reply);

      g_test_message ("%s", rows[i].line);
      g_assert_cmpint (valid, ==, rows[i].code != 0);
      if (!valid)
        continue;
      g_assert_cmpuint (reply.code, ==, rows[i].code);
      g_assert_cmpint (reply.last, ==, rows[i].last);
      g_assert_cmpmem (rows[i].line + reply.enhanced.start, reply.enhanced.length, rows[i].enhanced,
                       strlen (rows[i].enhanced));
      g_assert_cmpmem (rows[i].line + reply.text.start, reply.text.length, rows[i].text,
                       strlen (rows[i].text));
    }
}

static void
test_reply_writing (void)
{
  static const struct
  {
    guint code;
    const char *enhanced;
    const char *text;
    const char *expected;
  } rows[] = {
    { 250, "2.0.0", "OK", "250 2.0.0 OK\r\n" },
    { 250, NULL, "one\ntwo", "250-one\r\n250 two\r\n" },
    { 550, "5.1.1", "one\n\ntwo", "550-5.1.1 one\r\n550-5.1.1\r\n550 5.1.1 two\r\n" },
    { 334, NULL, "", "334 \r\n" },
    { 451, NULL, "a\rb\xc3", "451 a?b?\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GByteArray) output = g_byte_array_new ();

      mf_smtp_reply_append (output, rows[i].code, rows[i].enhanced, rows[i].text);
      g_assert_cmpmem (output->data, output->len, rows[i].expected, strlen (rows[i].expected));
    }
}

/* No reply line is longer than 512 octets (RFC 5321 section 4.5.3.1.5). */
static void
test_reply_length (void)
{
  g_autoptr (GByteArray) output = g_byte_array_new ();
  g_autofree char *text = g_strnfill (600, 'x');

  mf_smtp_reply_append (output, 550, "5.7.1", text);
  g_assert_cmpuint (output->len, ==, 512);
  g_assert_cmpmem (output->data + 510, 2, "\r\n", 2);
}

static void
test_base64 (void)
{
  static const struct
  {
    const char *text;
    gboolean valid;
  } rows[] = {
    { "", TRUE },      { "AAAA", TRUE },  { "AAA=", TRUE },        { "AA==", TRUE },
    { "A===", FALSE }, { "AAA", FALSE },  { "=AAA", FALSE },       { "AAA=BBB=", FALSE },
    { "AA=A", FALSE }, { "AA A", FALSE }, { "AA\xc3\xbc", FALSE }, { "a-_b", FALSE },
    { "====", FALSE }, { "+/+/", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize length;
      g_autofree char *decoded =
          mf_smtp_base64_decode (rows[i].text, strlen (rows[i].text), &length);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (decoded != NULL, ==, rows[i].valid);
    }
}

static void
test_plain (void)
{
  static const struct
  {
    const char *description;
    const char *message;
    gsize length;
    const char *username; /* NULL if it is refused */
    const char *password;
  } rows[] = {
    { "as RFC 4616 has it", "\0tim\0tanstaaftanstaaf", 21, "tim", "tanstaaftanstaaf" },
    { "for oneself", "tim\0tim\0x", 9, "tim", "x" },
    { "for another", "Ursel\0Kurt\0xipj3plmq", 20, NULL, NULL },
    { "no password", "\0tim\0", 5, NULL, NULL },
    { "no name", "\0\0x", 3, NULL, NULL },
    { "one NUL", "tim\0x", 5, NULL, NULL },
    { "three NULs", "\0tim\0x\0", 7, NULL, NULL },
    { "nothing", "", 0, NULL, NULL },
    { "not UTF-8", "\0t\xff\0x", 5, NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *username = NULL;
      g_autoptr (MfSecret) password = NULL;
      g_autofree char *copy = g_memdup2 (rows[i].message, rows[i].length + 1);

      g_test_message ("%s", rows[i].description);
      copy[rows[i].length] = '\0';
      g_assert_cmpint (mf_smtp_plain_parse (copy, rows[i].length, &username, &password), ==,
                       rows[i].username != NULL);
      g_assert_cmpstr (username, ==, rows[i].username);
      if (password)
        g_assert_cmpstr (mf_secret_reveal (password), ==, rows[i].password);
    }
}

static void
test_plain_round_trip (void)
{
  g_autoptr (MfSecret) secret = mf_secret_new ("s3cret", -1);
  g_autofree char *encoded = mf_smtp_plain_format ("alice", secret);
  gsize length;
  g_autofree char *decoded = mf_smtp_base64_decode (encoded, strlen (encoded), &length);
  g_autofree char *username = NULL;
  g_autoptr (MfSecret) password = NULL;

  g_assert_cmpstr (encoded, ==, "AGFsaWNlAHMzY3JldA==");
  g_assert_true (mf_smtp_plain_parse (decoded, length, &username, &password));
  g_assert_cmpstr (username, ==, "alice");
  g_assert_true (mf_secret_equal (password, "s3cret", -1));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/smtp/syntax/commands", test_commands);
  g_test_add_func ("/smtp/syntax/fault-spans", test_fault_spans);
  g_test_add_func ("/smtp/syntax/line-limits", test_line_limits);
  g_test_add_func ("/smtp/syntax/mail-parameters", test_mail_parameters);
  g_test_add_func ("/smtp/syntax/command-round-trip", test_command_round_trip);
  g_test_add_func ("/smtp/syntax/reply-lines", test_reply_lines);
  g_test_add_func ("/smtp/syntax/reply-writing", test_reply_writing);
  g_test_add_func ("/smtp/syntax/reply-length", test_reply_length);
  g_test_add_func ("/smtp/syntax/base64", test_base64);
  g_test_add_func ("/smtp/syntax/plain", test_plain);
  g_test_add_func ("/smtp/syntax/plain-round-trip", test_plain_round_trip);

  return g_test_run ();
}
