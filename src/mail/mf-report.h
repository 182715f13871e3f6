/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-clock.h"
#include "base/mf-id-source.h"
#include "mail/mf-mail-types.h"
#include "mail/mf-spool-entry.h"

G_BEGIN_DECLS

GBytes *mf_report_compose (const MfSpoolEntry *entry,
                           GBytes *message,
                           const char *host_name,
                           const MfClock *clock,
                           MfIdSource *ids,
                           MfEnvelope **envelope);
char *mf_report_dup_status (const char *reply);

G_END_DECLS
