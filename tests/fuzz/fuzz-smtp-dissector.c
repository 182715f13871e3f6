/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "dissect.h"
#include "fuzz.h"

#include "proto/smtp/mf-smtp-dissector.h"

static MfDissector *
make (void)
{
  return mf_smtp_dissector_new (MF_PROTOCOL_SMTP);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  dissect (make, data, size);
  return 0;
}
