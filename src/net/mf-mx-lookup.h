/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-site.h"
#include "proto/smtp/mf-smtp-server.h"

G_BEGIN_DECLS

/**
 * MfMxLookup:
 *
 * The search for the hosts that take a domain's mail (RFC 5321 section 5.1):
 * its mail exchangers by preference; the domain itself if it has none; nobody
 * if it says so (RFC 7505).
 */
typedef struct _MfMxLookup MfMxLookup;

/**
 * MfMxFunc:
 * @hosts: (nullable) (array zero-terminated=1): names or addresses to try, in this order
 * @failure: (nullable): why there are none: the verdict on the recipient, 5yz if for good
 */
typedef void (*MfMxFunc) (const char *const *hosts,
                          const MfSmtpVerdict *failure,
                          gpointer user_data);

MfMxLookup *mf_mx_lookup_new (const MfSite *site,
                              const char *domain,
                              const char *own_name,
                              MfMxFunc func,
                              gpointer user_data);
void mf_mx_lookup_free (MfMxLookup *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfMxLookup, mf_mx_lookup_free)

G_END_DECLS
