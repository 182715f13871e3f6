/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "mail/mf-spool-entry.h"

#include <string.h>

/* What can be read is stored, and read, as the same. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (MfSpoolEntry) entry = mf_spool_entry_parse ((const char *) data, size, NULL);
  g_autoptr (MfSpoolEntry) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *same = NULL;

  if (!entry)
    return 0;

  text = mf_spool_entry_print (entry);
  again = mf_spool_entry_parse (text, strlen (text), NULL);
  g_assert_nonnull (again);
  same = mf_spool_entry_print (again);
  g_assert_cmpstr (text, ==, same);
  return 0;
}
