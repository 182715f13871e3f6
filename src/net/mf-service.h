/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "net/mf-endpoint.h"

G_BEGIN_DECLS

/**
 * MfService:
 *
 * What waits at a port and speaks one protocol with whoever comes: see mf_smtp_service_new(),
 * mf_pop3_service_new() and mf_imap_service_new().
 */
typedef struct _MfService MfService;

void mf_service_free (MfService *self);

guint16 mf_service_listen (MfService *self, const char *address, guint16 port, GError **error);
void mf_service_stop (MfService *self);
void mf_service_shut_down (MfService *self);
guint mf_service_get_n_sessions (const MfService *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfService, mf_service_free)

G_END_DECLS
