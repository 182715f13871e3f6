/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-address.h"
#include "base/mf-clock.h"
#include "base/mf-envelope.h"
#include "base/mf-error.h"
#include "base/mf-id-source.h"
#include "base/mf-secret.h"

static void
test_address_accepts (void)
{
  static const struct
  {
    const char *text;
    const char *local_part;
    const char *domain;
  } rows[] = {
    { "alice@a.example", "alice", "a.example" },
    { "a.b+c@x-y.example", "a.b+c", "x-y.example" },
    { "\"a b\"@b.example", "a b", "b.example" },
    { "\"a\\\"b\"@b.example", "a\"b", "b.example" },
    { "bob@[192.0.2.1]", "bob", "[192.0.2.1]" },
    { "bob@[IPv6:2001:db8::1]", "bob", "[IPv6:2001:db8::1]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MfAddress) address = mf_address_parse (rows[i].text, -1, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (mf_address_get_local_part (address), ==, rows[i].local_part);
      g_assert_cmpstr (mf_address_get_domain (address), ==, rows[i].domain);
      g_assert_cmpstr (mf_address_get_text (address), ==, rows[i].text);
    }
}

static void
test_address_refuses (void)
{
  static const char *const rows[] = {
    "",
    "@",
    "alice",
    "alice@",
    "@a.example",
    ".a@b.example",
    "a..b@b.com",
    "a.@b.com",
    "a b@b.com",
    "a@-b.com",
    "a@b-.com",
    "a@b..com",
    "a@.b.com",
    "a@[1.2.3]",
    "a@[::1]",
    "\"a@b.com",
    "a@b.com extra",
    "a\r@b.com",
    "a@b_c.com",
    "\"a\"b@c.com",
    "a@[IPv6:1.2.3.4]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MfAddress) address = mf_address_parse (rows[i], -1, &error);

      g_assert_error (error, MF_PROTOCOL_ERROR, MF_PROTOCOL_ERROR_SYNTAX);
      g_assert_null (address);
      g_assert_nonnull (mf_protocol_error_get_rfc (error));
    }
}

/* A NUL hides what stands behind it from whoever reads a C string. */
static void
test_address_refuses_nul (void)
{
  static const char text[] = "alice@[192.0.2.1]";

  for (gsize i = 0; i < strlen (text); i++)
    {
      g_autofree char *copy = g_strdup (text);
      g_autoptr (GError) error = NULL;
      g_autoptr (MfAddress) address = NULL;

      copy[i] = '\0';
      address = mf_address_parse (copy, (gssize) strlen (text), &error);
      g_assert_error (error, MF_PROTOCOL_ERROR, MF_PROTOCOL_ERROR_SYNTAX);
      g_assert_null (address);
    }
  g_assert_false (mf_domain_is_valid ("[192.0.2.1\0]", 12));
}

static void
test_address_limits (void)
{
  g_autofree char *long_local = g_strnfill (65, 'a');
  g_autofree char *text = g_strconcat (long_local, "@b.example", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (mf_address_parse (text, -1, &error));
  g_assert_error (error, MF_PROTOCOL_ERROR, MF_PROTOCOL_ERROR_LIMIT);
  g_assert_cmpuint (mf_protocol_error_get_span (error).length, ==, 65);
}

static void
test_address_equal (void)
{
  g_autoptr (MfAddress) a = mf_address_new ("Bob", "B.example");
  g_autoptr (MfAddress) b = mf_address_new ("Bob", "b.EXAMPLE");
  g_autoptr (MfAddress) c = mf_address_new ("bob", "b.example");

  g_assert_true (mf_address_equal (a, b));
  g_assert_cmpuint (mf_address_hash (a), ==, mf_address_hash (b));
  g_assert_false (mf_address_equal (a, c));
}

static void
test_id_source (void)
{
  g_autoptr (MfIdSource) a = mf_id_source_new_seeded (7);
  g_autoptr (MfIdSource) b = mf_id_source_new_seeded (7);
  g_autoptr (MfIdSource) c = mf_id_source_new_seeded (8);
  g_autofree char *first = mf_id_source_next_id (a);
  g_autofree char *same = mf_id_source_next_id (b);
  g_autofree char *other = mf_id_source_next_id (c);
  g_autofree char *second = mf_id_source_next_id (a);

  g_assert_cmpuint (strlen (first), ==, 13);
  g_assert_cmpstr (first, ==, same);
  g_assert_cmpstr (first, !=, other);
  g_assert_cmpstr (first, !=, second);
}

static void
test_secret (void)
{
  g_autoptr (MfSecret) secret = mf_secret_new ("s3cret", -1);

  g_assert_true (mf_secret_equal (secret, "s3cret", -1));
  g_assert_false (mf_secret_equal (secret, "s3cre", -1));
  g_assert_false (mf_secret_equal (secret, "s3crets3cret", -1));
  g_assert_false (mf_secret_equal (secret, "", -1));
  g_assert_false (mf_secret_equal (secret, "S3cret", -1));
}

static void
test_clock (void)
{
  MfVirtualClock virtual_clock = { .now_us = MF_LESSON_EPOCH_US };
  MfClock clock = mf_virtual_clock_clock (&virtual_clock);
  g_autofree char *date = mf_format_date (mf_clock_now (&clock));

  g_assert_cmpstr (date, ==, "Mon, 02 Mar 2026 09:00:00 +0000");
  mf_virtual_clock_advance_to (&virtual_clock, MF_LESSON_EPOCH_US + 5);
  mf_virtual_clock_advance_to (&virtual_clock, MF_LESSON_EPOCH_US + 3);
  g_assert_cmpint (mf_clock_now (&clock), ==, MF_LESSON_EPOCH_US + 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/base/address/accepts", test_address_accepts);
  g_test_add_func ("/base/address/refuses", test_address_refuses);
  g_test_add_func ("/base/address/refuses-nul", test_address_refuses_nul);
  g_test_add_func ("/base/address/limits", test_address_limits);
  g_test_add_func ("/base/address/equal", test_address_equal);
  g_test_add_func ("/base/id-source", test_id_source);
  g_test_add_func ("/base/secret", test_secret);
  g_test_add_func ("/base/clock", test_clock);

  return g_test_run ();
}
