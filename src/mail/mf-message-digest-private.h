/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-message-digest.h"

G_BEGIN_DECLS

struct _MfMessageDigest
{
  gatomicrefcount refs;
  guint64 size;
  gboolean whole;
  GBytes *headers;  /* of the root and of each message/rfc822's message, one after the other */
  GPtrArray *parts; /* of MfDigestPart, depth first; the root comes first */
};

MfDigestPart *mf_digest_part_new (MfDigestPart *parent);
void mf_digest_part_free (MfDigestPart *part);

char *mf_digest_parse_type (const char *text,
                            char **subtype,
                            MfDigestParameter **parameters,
                            guint *n_parameters);
char *mf_digest_parse_word (const char *text, MfDigestParameter **parameters, guint *n_parameters);

G_END_DECLS
