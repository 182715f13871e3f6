/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-directory.h"

G_BEGIN_DECLS

/* Beyond this, digests of further messages are made each time. Some two kilobytes
 * are kept of an ordinary message. */
#define MF_DIGEST_CACHE_MAX (G_GUINT64_CONSTANT (2) * 1024 * 1024 * 1024)

typedef struct _MfDigestCache MfDigestCache;

MfDigestCache *mf_digest_cache_open (MfDirectory *directory, GError **error);
void mf_digest_cache_free (MfDigestCache *self);

GBytes *mf_digest_cache_get (MfDigestCache *self, const char *key, guint64 offset, guint32 length);
gboolean mf_digest_cache_add (
    MfDigestCache *self, const char *key, GBytes *digest, guint64 *offset, guint32 *length);
guint64 mf_digest_cache_get_length (MfDigestCache *self);

MfDigestCache *mf_digest_cache_begin (MfDirectory *directory, GError **error);
gboolean mf_digest_cache_replace (MfDigestCache *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfDigestCache, mf_digest_cache_free)

G_END_DECLS
