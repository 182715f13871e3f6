/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-header-value.h"
#include "mail/mf-message-digest.h"
#include "mail/mf-needle.h"

#include <string.h>

/* The message of RFC 3501 section 6.4.5: its parts are asked for by number. */
static const char letter[] = "Subject: outer\r\n"
                             "Content-Type: multipart/mixed; boundary=\"a b\"; x=(c) y\r\n\r\n"
                             "--a b\r\n\r\n"
                             "one\r\n"
                             "--a b\r\n"
                             "Content-Type: message/rfc822\r\n\r\n"
                             "Subject: inner\r\n"
                             "Content-Type: multipart/alternative; boundary=in\r\n\r\n"
                             "--in\r\nContent-Type: text/html\r\n\r\n<p>\r\n"
                             "--in\r\n\r\nplain\r\n"
                             "--in--\r\n"
                             "--a b--\r\n";

static const struct
{
  const char *path;
  MfDigestSection section;
  const char *bytes; /* NULL: there is no such section */
} sections[] = {
  { "", MF_DIGEST_SECTION_ALL, letter },
  { "1", MF_DIGEST_SECTION_ALL, "one" },
  { "1", MF_DIGEST_SECTION_MIME, "\r\n" },
  { "1", MF_DIGEST_SECTION_HEADER, NULL },
  { "1.1", MF_DIGEST_SECTION_ALL, NULL },
  { "2", MF_DIGEST_SECTION_MIME, "Content-Type: message/rfc822\r\n\r\n" },
  { "2", MF_DIGEST_SECTION_HEADER,
    "Subject: inner\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n" },
  { "2.1", MF_DIGEST_SECTION_ALL, "<p>" },
  { "2.1", MF_DIGEST_SECTION_MIME, "Content-Type: text/html\r\n\r\n" },
  { "2.2", MF_DIGEST_SECTION_ALL, "plain" },
  { "2.3", MF_DIGEST_SECTION_ALL, NULL },
  { "3", MF_DIGEST_SECTION_ALL, NULL },
};

static guint
read_path (const char *text, guint32 *path)
{
  g_auto (GStrv) numbers = g_strsplit (text, ".", -1);
  guint n = 0;

  for (; *text && numbers[n]; n++)
    path[n] = (guint32) g_ascii_strtoull (numbers[n], NULL, 10);
  return n;
}

static void
test_sections (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (letter, strlen (letter));
  g_autoptr (MfMessageDigest) made = mf_message_digest_new (bytes);
  g_autoptr (GBytes) written = mf_message_digest_write (made);
  g_autoptr (MfMessageDigest) digest = mf_message_digest_read (written, NULL);

  g_assert_nonnull (digest);
  g_assert_true (mf_message_digest_is_whole (digest));
  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      guint32 path[8];
      guint n_path = read_path (sections[i].path, path);
      MfSpan span;
      gboolean found =
          mf_message_digest_find_section (digest, path, n_path, sections[i].section, &span);

      g_test_message ("%s %d", sections[i].path, sections[i].section);
      g_assert_cmpint (found, ==, sections[i].bytes != NULL);
      if (found)
        g_assert_cmpmem (letter + span.start, span.length, sections[i].bytes,
                         strlen (sections[i].bytes));
    }
}

static void
test_parts (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (letter, strlen (letter));
  g_autoptr (MfMessageDigest) digest = mf_message_digest_new (bytes);
  const MfDigestPart *root = mf_message_digest_get_root (digest);
  const MfDigestPart *carried = g_ptr_array_index (root->children, 1);
  g_autofree char *inner = mf_message_digest_dup_field (digest, carried, "subject");

  g_assert_cmpstr (root->subtype, ==, "mixed");
  g_assert_cmpuint (root->n_parameters, ==, 2);
  g_assert_cmpstr (root->parameters[0].value, ==, "a b");
  g_assert_cmpstr (root->parameters[1].value, ==, "y");
  g_assert_cmpstr (carried->type, ==, "message");
  g_assert_cmpuint (carried->lines, ==, 10);
  g_assert_cmpstr (inner, ==, "inner");
}

static const struct
{
  const char *value;
  const char *addresses; /* name/route/mailbox/host, "-" for NULL */
} lists[] = {
  { "bob@b.example", "-/-/bob/b.example" },
  { "\"B. C\" <c@d>, =?utf-8?B?7Y64?= X <e@f>", "B. C/-/c/d =?utf-8?B?7Y64?= X/-/e/f" },
  { "bob@b (Bob (the) B)", "Bob (the) B/-/bob/b" },
  { "<@r,@s:a@b>", "-/@r,@s/a/b" },
  { "A: x@y, z@w;, q@r", "-/-/A/- -/-/x/y -/-/z/w -/-/-/- -/-/q/r" },
  { "none:;", "-/-/none/- -/-/-/-" },
  { "a@[1.2.3.4]", "-/-/a/[1.2.3.4]" },
  { "nobody", "-/-/nobody/MISSING_DOMAIN" },
  { ",, \"a b\"@c", "-/-/a b/c" },
  { "", "" },
};

static void
test_addresses (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GPtrArray) addresses = mf_header_parse_addresses (lists[i].value);
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint k = 0; k < addresses->len; k++)
        {
          const MfHeaderAddress *address = g_ptr_array_index (addresses, k);

          g_string_append_printf (text, "%s%s/%s/%s/%s", k > 0 ? " " : "",
                                  address->name ? address->name : "-",
                                  address->route ? address->route : "-",
                                  address->mailbox ? address->mailbox : "-",
                                  address->host ? address->host : "-");
        }
      g_assert_cmpstr (text->str, ==, lists[i].addresses);
    }
}

static const struct
{
  const char *needle;
  const char *field;
  gboolean found;
} searches[] = {
  { "LUNCH", "Subject", TRUE }, { "lunch", "To", FALSE },   { "편지", "subject", TRUE },
  { "a.example", NULL, TRUE },  { "subject:", NULL, TRUE }, { "", "Cc", FALSE },
  { "", "To", TRUE },           { "straße", "To", TRUE },   { "STRASSE", "To", TRUE },
};

static void
test_needles (void)
{
  static const char header[] = "From: a@a.example\r\n"
                               "Subject: Lunch\r\n with =?utf-8?B?7Y647KeA?=\r\n"
                               "To: Straße <b@b>\r\n\r\n";

  for (gsize i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr (MfNeedle) needle = mf_needle_new (searches[i].needle);

      g_test_message ("%s in %s", searches[i].needle, searches[i].field);
      g_assert_cmpint (mf_needle_is_in_header (needle, header, strlen (header), searches[i].field),
                       ==, searches[i].found);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/digest/sections", test_sections);
  g_test_add_func ("/mail/digest/parts", test_parts);
  g_test_add_func ("/mail/header/addresses", test_addresses);
  g_test_add_func ("/mail/header/needles", test_needles);
  return g_test_run ();
}
