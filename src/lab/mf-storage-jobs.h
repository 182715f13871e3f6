/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gio/gio.h>

#include "mail/mf-mail-types.h"

G_BEGIN_DECLS

/**
 * MfStorageJobs:
 *
 * Work that waits for the disk. With %MF_DURABILITY_KEPT it is done in worker
 * threads, so that many messages are fsynced at the same time while their
 * server goes on talking. With %MF_DURABILITY_VOLATILE it is done on the spot:
 * nothing is waited for, and a lesson's order of events stays its own.
 */
typedef struct _MfStorageJobs MfStorageJobs;

/**
 * MfStorageFunc:
 * @job: what is worked on
 */
typedef void (*MfStorageFunc) (gpointer job);

MfStorageJobs *mf_storage_jobs_new (MfDurability durability);
void mf_storage_jobs_free (MfStorageJobs *self);

void
mf_storage_jobs_run (MfStorageJobs *self, MfStorageFunc work, MfStorageFunc done, gpointer job);
void mf_storage_jobs_drain (MfStorageJobs *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfStorageJobs, mf_storage_jobs_free)

G_END_DECLS
