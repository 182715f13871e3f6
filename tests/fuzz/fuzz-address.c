/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "base/mf-address.h"
#include "base/mf-error.h"

#include <string.h>

/* What is refused is refused with a reason, and the reason lies in the text. */
static void
check_error (const GError *error, gsize size)
{
  MfSpan span;

  g_assert_true (error->domain == MF_PROTOCOL_ERROR);
  g_assert_true (error->code == MF_PROTOCOL_ERROR_SYNTAX || error->code == MF_PROTOCOL_ERROR_LIMIT);
  g_assert_nonnull (mf_protocol_error_get_rfc (error));
  span = mf_protocol_error_get_span (error);
  g_assert_cmpuint (span.start, <=, size);
  g_assert_cmpuint (span.length, <=, size - span.start);
}

/* What is taken can be written, read again, and is the same. */
static void
check_round_trip (const MfAddress *address)
{
  const char *text = mf_address_get_text (address);
  g_autoptr (GError) error = NULL;
  g_autoptr (MfAddress) again = mf_address_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mf_address_get_text (again), ==, text);
  g_assert_cmpstr (mf_address_get_local_part (again), ==, mf_address_get_local_part (address));
  g_assert_cmpstr (mf_address_get_domain (again), ==, mf_address_get_domain (address));
  g_assert_true (mf_address_equal (again, address));
  g_assert_cmpuint (mf_address_hash (again), ==, mf_address_hash (address));
}

/* Nothing in it could end the command line that it is written into. */
static void
check_text (const MfAddress *address)
{
  const char *domain = mf_address_get_domain (address);

  for (const char *p = mf_address_get_text (address); *p; p++)
    g_assert_true (*p >= 0x20 && *p <= 0x7e);
  g_assert_true (mf_domain_is_valid (domain, strlen (domain)));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfAddress) address = mf_address_parse ((const char *) data, (gssize) size, &error);

  g_assert_true ((address == NULL) == (error != NULL));
  if (error)
    {
      check_error (error, size);
      return 0;
    }

  check_text (address);
  check_round_trip (address);
  return 0;
}
