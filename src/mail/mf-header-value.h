/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-base-types.h"

G_BEGIN_DECLS

/* The most addresses that are read from one field. */
#define MF_HEADER_MAX_ADDRESSES 5000

/**
 * MfHeaderAddress:
 * @name: (nullable): the display name, encoded words and all
 * @route: (nullable): an obsolete source route, "@a,@b"
 * @mailbox: (nullable): the local part; if @host is %NULL the name of a group that begins here,
 *   and if both are, a group ends here
 * @host: (nullable): the domain
 *
 * An address of a header field, as ENVELOPE wants it: taken apart, not decoded.
 */
typedef struct
{
  char *name;
  char *route;
  char *mailbox;
  char *host;
} MfHeaderAddress;

void mf_header_dup_fields (
    const char *header, gsize length, const char *const *names, guint n_names, char **values);
char *mf_header_dup_field (const char *header, gsize length, const char *name);
GPtrArray *mf_header_parse_addresses (const char *value);
gboolean mf_header_parse_date (const char *value, gint64 *unix_s, int *zone_minutes);
char *mf_header_decode (const char *value);

G_END_DECLS
