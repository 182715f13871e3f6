/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "dissect.h"
#include "fuzz.h"

#include "proto/imap/mf-imap-dissector.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  dissect (mf_imap_dissector_new, data, size);
  return 0;
}
