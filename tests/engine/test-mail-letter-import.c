/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-error.h"
#include "mail/mf-letter.h"

#include <string.h>

static void
test_import (void)
{
  static const struct
  {
    const char *eml;
    const char *message;
    const char *sender;
    guint n_recipients;
    MfBodyType body;
  } rows[] = {
    { "From: a@a.example\nTo: b@b.example\n\nHi\n",
      "From: a@a.example\r\nTo: b@b.example\r\n\r\nHi\r\n", "a@a.example", 1, MF_BODY_7BIT },
    { "From: a@a.example\r\nTo: b@b.example\r\n\r\nHi",
      "From: a@a.example\r\nTo: b@b.example\r\n\r\nHi\r\n", "a@a.example", 1, MF_BODY_7BIT },
    { "From: a@a.example\rTo: b@b.example\r\rHi\r\r",
      "From: a@a.example\r\nTo: b@b.example\r\n\r\nHi\r\n\r\n", "a@a.example", 1, MF_BODY_7BIT },
    { "From: a@a.example\r\r\nTo: b@b.example\r\r\n\r\r\nHi\r\r\n",
      "From: a@a.example\r\nTo: b@b.example\r\n\r\nHi\r\n", "a@a.example", 1, MF_BODY_7BIT },
    { "\xef\xbb\xbf"
      "From a@a Mon Mar  2 09:00:00 2026\nFrom: A <a@a.example>\nCc: b@b.example\n\n\xec\xa0\x90\n",
      "From: A <a@a.example>\r\nCc: b@b.example\r\n\r\n\xec\xa0\x90\r\n", "a@a.example", 1,
      MF_BODY_8BITMIME },
    { "Bcc: x@x.example\nFrom: a@a.example\nBCC: y@y.example,\n z@z.example\nTo: b@b.example\nbcc:x@x.example\n\nBcc: stays\n",
      "From: a@a.example\r\nTo: b@b.example\r\n\r\nBcc: stays\r\n", "a@a.example", 4,
      MF_BODY_7BIT },
    { "Sender: s@s.example\nFrom: a@a.example, c@c.example\nTo: b@b.example\n\n",
      "Sender: s@s.example\r\nFrom: a@a.example, c@c.example\r\nTo: b@b.example\r\n\r\n",
      "s@s.example", 1, MF_BODY_7BIT },
    { "From: a@a.example\nTo: undisclosed-recipients:;\nBcc: b@b.example\n\n",
      "From: a@a.example\r\nTo: undisclosed-recipients:;\r\n\r\n", "a@a.example", 1, MF_BODY_7BIT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) eml = g_bytes_new_static (rows[i].eml, strlen (rows[i].eml));
      g_autoptr (MfEnvelope) envelope = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = mf_letter_import (eml, &envelope, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), rows[i].message,
                       strlen (rows[i].message));
      g_assert_cmpstr (mf_address_get_text (envelope->sender), ==, rows[i].sender);
      g_assert_cmpuint (envelope->recipients->len, ==, rows[i].n_recipients);
      g_assert_cmpint (envelope->body, ==, rows[i].body);
      g_assert_cmpuint (envelope->declared_size, ==, g_bytes_get_size (bytes));
    }
}

static void
test_import_refuses (void)
{
  static const struct
  {
    const char *eml;
    const char *part_of_message;
    MfSpan span;
  } rows[] = {
    { "", "no usable From", { 0, 0 } },
    { "\n\nHi\n", "no usable From", { 0, 0 } },
    { "To: b@b.example\n\nHi\n", "no usable From", { 0, 0 } },
    { "From: nobody\nTo: b@b.example\n\n", "no usable From field: “nobody”", { 0, 14 } },
    { "From: a@a.example\n\nHi\n", "no usable To", { 0, 0 } },
    { "From: a@a.example\nTo: bob\n\nHi\n", "no usable To field: “bob”", { 19, 9 } },
    { "From: a@a.example\nTo: b@b.example\nCc: <\n\nHi\n", "no usable Cc", { 36, 7 } },
    { "\x89PNG\r\n\x1a\n", "no usable From", { 0, 0 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) eml = g_bytes_new_static (rows[i].eml, strlen (rows[i].eml));
      g_autoptr (GError) error = NULL;
      MfEnvelope *envelope = NULL;

      g_assert_null (mf_letter_import (eml, &envelope, &error));
      g_assert_null (envelope);
      g_assert_error (error, MF_PROTOCOL_ERROR, MF_PROTOCOL_ERROR_SYNTAX);
      g_assert_nonnull (strstr (error->message, rows[i].part_of_message));
      g_assert_cmpuint (mf_protocol_error_get_span (error).start, ==, rows[i].span.start);
      g_assert_cmpuint (mf_protocol_error_get_span (error).length, ==, rows[i].span.length);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail/letter/import", test_import);
  g_test_add_func ("/mail/letter/import-refuses", test_import_refuses);

  return g_test_run ();
}
