/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-message.h"
#include "mail/mf-report.h"

#include <string.h>

#define HOST "mail.a.example"

static MfSpoolEntry *
make_entry (void)
{
  g_autoptr (MfAddress) alice = mf_address_new ("alice", "a.example");
  g_autoptr (MfAddress) bob = mf_address_new ("bob", "b.example");
  g_autoptr (MfAddress) carol = mf_address_new ("carol", "c.example");
  g_autoptr (MfAddress) dave = mf_address_new ("dave", "d.example");
  g_autoptr (MfEnvelope) envelope = mf_envelope_new (alice);
  MfSpoolEntry *entry;

  mf_envelope_add_recipient (envelope, bob);
  mf_envelope_add_recipient (envelope, carol);
  mf_envelope_add_recipient (envelope, dave);
  envelope->arrived_us = MF_LESSON_EPOCH_US;
  entry = mf_spool_entry_new ("Q1", envelope);

  mf_spool_entry_get_recipient (entry, 0)->state = MF_SPOOL_FAILED;
  mf_spool_entry_get_recipient (entry, 0)->last_attempt_us =
      MF_LESSON_EPOCH_US + 60 * G_USEC_PER_SEC;
  mf_spool_recipient_set_reply (mf_spool_entry_get_recipient (entry, 0), "mail.b.example",
                                "550 5.1.1 No such user\r\nBcc: \xec\xa0\x90 here");
  mf_spool_entry_get_recipient (entry, 1)->state = MF_SPOOL_DELIVERED;
  mf_spool_entry_get_recipient (entry, 2)->state = MF_SPOOL_FAILED;
  return entry;
}

static GBytes *
compose (const MfSpoolEntry *entry, GBytes *message, MfEnvelope **envelope)
{
  MfVirtualClock virtual_clock = { .now_us = MF_LESSON_EPOCH_US + 120 * G_USEC_PER_SEC };
  MfClock clock = mf_virtual_clock_clock (&virtual_clock);
  g_autoptr (MfIdSource) ids = mf_id_source_new_seeded (1);

  return mf_report_compose (entry, message, HOST, &clock, ids, envelope);
}

static char *
body_of (const MfMessage *message, const MfPart *part)
{
  return g_strndup ((const char *) g_bytes_get_data (mf_message_get_bytes (message), NULL) +
                        part->body.start,
                    part->body.length);
}

static void
test_report (void)
{
  static const char original[] = "Subject: Lunch\r\n\r\nNoon?\r\n";
  static const char status[] = "Reporting-MTA: dns; mail.a.example\r\n"
                               "Arrival-Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n"
                               "\r\n"
                               "Final-Recipient: rfc822; bob@b.example\r\n"
                               "Action: failed\r\n"
                               "Status: 5.1.1\r\n"
                               "Remote-MTA: dns; mail.b.example\r\n"
                               "Diagnostic-Code: smtp; 550 5.1.1 No such user  Bcc: ??? here\r\n"
                               "Last-Attempt-Date: Mon, 02 Mar 2026 09:01:00 +0000\r\n"
                               "\r\n"
                               "Final-Recipient: rfc822; dave@d.example\r\n"
                               "Action: failed\r\n"
                               "Status: 4.4.7\r\n";
  g_autoptr (MfSpoolEntry) entry = make_entry ();
  g_autoptr (GBytes) message = g_bytes_new_static (original, strlen (original));
  g_autoptr (MfEnvelope) envelope = NULL;
  g_autoptr (GBytes) bytes = compose (entry, message, &envelope);
  g_autoptr (MfMessage) report = mf_message_parse (bytes);
  const MfPart *root = mf_message_get_root (report);
  g_autofree char *text = NULL;
  g_autofree char *machine = NULL;
  g_autofree char *returned = NULL;

  g_assert_null (envelope->sender);
  g_assert_cmpuint (envelope->recipients->len, ==, 1);
  g_assert_cmpstr (mf_address_get_text (g_ptr_array_index (envelope->recipients, 0)), ==,
                   "alice@a.example");
  g_assert_cmpstr (mf_message_get_value (report, "From"), ==,
                   "Mail Delivery System <MAILER-DAEMON@mail.a.example>");
  g_assert_cmpstr (mf_message_get_value (report, "To"), ==, "alice@a.example");
  g_assert_cmpstr (mf_message_get_value (report, "Auto-Submitted"), ==, "auto-replied");
  g_assert_cmpstr (mf_message_get_value (report, "Date"), ==, "Mon, 02 Mar 2026 09:02:00 +0000");
  g_assert_cmpstr (root->media_type, ==, "multipart/report");
  g_assert_nonnull (
      strstr (mf_message_get_value (report, "Content-Type"), "report-type=delivery-status"));

  g_assert_cmpuint (root->children->len, ==, 3);
  text = mf_message_get_text (report, g_ptr_array_index (root->children, 0));
  g_assert_nonnull (strstr (text, "<bob@b.example>\n    mail.b.example said: 550 5.1.1 No such"));
  g_assert_nonnull (strstr (text, "<dave@d.example>\n    No mail server could be reached"));
  g_assert_null (strstr (text, "carol"));
  g_assert_cmpstr (((MfPart *) g_ptr_array_index (root->children, 1))->media_type, ==,
                   "message/delivery-status");
  machine = body_of (report, g_ptr_array_index (root->children, 1));
  g_assert_cmpstr (machine, ==, status);
  g_assert_cmpstr (((MfPart *) g_ptr_array_index (root->children, 2))->media_type, ==,
                   "message/rfc822");
  returned = body_of (report, g_ptr_array_index (root->children, 2));
  g_assert_cmpstr (returned, ==, original);
}

static void
test_deterministic (void)
{
  g_autoptr (MfSpoolEntry) entry = make_entry ();
  g_autoptr (GBytes) message = g_bytes_new_static ("A: b\r\n\r\n", 8);
  g_autoptr (MfEnvelope) one_envelope = NULL;
  g_autoptr (MfEnvelope) two_envelope = NULL;
  g_autoptr (GBytes) one = compose (entry, message, &one_envelope);
  g_autoptr (GBytes) two = compose (entry, message, &two_envelope);

  g_assert_true (g_bytes_equal (one, two));
}

/* Of a long message only the header comes back; eight-bit bytes as they are. */
static void
test_returned (void)
{
  g_autoptr (MfSpoolEntry) entry = make_entry ();
  g_autoptr (GString) text = g_string_new ("Subject: \xec\xa0\x90\r\n\r\n");
  g_autoptr (GBytes) small = g_bytes_new (text->str, text->len);
  g_autoptr (GBytes) large = NULL;
  GBytes *rows[2];

  while (text->len < 100000)
    g_string_append (text, "line\r\n");
  large = g_bytes_new (text->str, text->len);
  rows[0] = small;
  rows[1] = large;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfEnvelope) envelope = NULL;
      g_autoptr (GBytes) bytes = compose (entry, rows[i], &envelope);
      g_autoptr (MfMessage) report = mf_message_parse (bytes);
      const MfPart *part = g_ptr_array_index (mf_message_get_root (report)->children, 2);
      g_autofree char *returned = body_of (report, part);

      g_assert_cmpint (envelope->body, ==, MF_BODY_8BITMIME);
      g_assert_cmpuint (g_bytes_get_size (bytes), <, 10000);
      g_assert_cmpstr (part->media_type, ==, i == 0 ? "message/rfc822" : "text/rfc822-headers");
      g_assert_cmpstr (part->encoding, ==, "8bit");
      g_assert_cmpstr (mf_message_get_root (report)->encoding, ==, "8bit");
      g_assert_true (g_str_has_prefix (returned, "Subject: \xec\xa0\x90\r\n"));
    }
}

static void
test_no_report_to_nobody (void)
{
  g_autoptr (MfEnvelope) envelope = mf_envelope_new (NULL);
  g_autoptr (MfSpoolEntry) entry = mf_spool_entry_new ("Q1", envelope);
  g_autoptr (GBytes) message = g_bytes_new_static ("\r\n", 2);
  MfEnvelope *answer = NULL;

  g_assert_null (compose (entry, message, &answer));
  g_assert_null (answer);
}

static void
test_status (void)
{
  static const struct
  {
    const char *reply;
    const char *status;
  } rows[] = {
    { NULL, "4.4.7" },
    { "", "4.4.7" },
    { "450 4.2.1 later", "4.4.7" },
    { "550", "5.0.0" },
    { "550 ", "5.0.0" },
    { "550 No such user", "5.0.0" },
    { "550 5.1.1", "5.1.1" },
    { "550 5.7.100 x", "5.7.100" },
    { "550 5.1", "5.0.0" },
    { "550 5.1.", "5.0.0" },
    { "550 5.1.1x", "5.0.0" },
    { "550 5.1000.1 x", "5.0.0" },
    { "550 4.1.1 x", "5.0.0" },
    { "Connection refused", "4.4.7" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *status = mf_report_dup_status (rows[i].reply);

      g_assert_cmpstr (status, ==, rows[i].status);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail/report/report", test_report);
  g_test_add_func ("/mail/report/deterministic", test_deterministic);
  g_test_add_func ("/mail/report/returned", test_returned);
  g_test_add_func ("/mail/report/no-report-to-nobody", test_no_report_to_nobody);
  g_test_add_func ("/mail/report/status", test_status);

  return g_test_run ();
}
