/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-directory.h"

G_BEGIN_DECLS

/**
 * MfLogRecordFunc:
 * @payload: (array length=length): a record, as it was given to mf_log_append()
 * @length: its length in bytes, at least 1
 * @offset: where the record begins in the file
 * @user_data: as given to mf_log_parse()
 *
 * Returns: whether it makes sense
 */
typedef gboolean (*MfLogRecordFunc) (const guint8 *payload,
                                     gsize length,
                                     guint64 offset,
                                     gpointer user_data);

/**
 * MfLogState:
 * @MF_LOG_WHOLE: every byte belongs to a record
 * @MF_LOG_TORN: the last record is not there in full: whoever wrote it died meanwhile
 * @MF_LOG_DAMAGED: something else is in it
 */
typedef enum
{
  MF_LOG_WHOLE,
  MF_LOG_TORN,
  MF_LOG_DAMAGED,
} MfLogState;

#define MF_LOG_MAGIC_LENGTH 8
#define MF_LOG_RECORD_HEAD 8
#define MF_LOG_MAX_RECORD (1024 * 1024)

typedef struct _MfLog MfLog;

MfLogState mf_log_parse (
    GBytes *bytes, const char *magic, MfLogRecordFunc record, gpointer user_data, guint64 *valid);
GBytes *mf_log_slice (GBytes *bytes, guint64 offset, gsize length);

MfLog *mf_log_open (
    MfDirectory *directory, const char *name, const char *magic, guint64 length, GError **error);
MfLog *mf_log_begin (MfDirectory *directory, const char *name, const char *magic, GError **error);
gboolean mf_log_replace (MfLog *self, const char *name, GError **error);
void mf_log_free (MfLog *self);

guint64 mf_log_append (MfLog *self, const guint8 *payload, gsize length);
gboolean mf_log_flush (MfLog *self, GError **error);
gboolean mf_log_sync (MfLog *self, GError **error);
guint64 mf_log_get_length (MfLog *self);
GBytes *mf_log_map (MfLog *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfLog, mf_log_free)

G_END_DECLS
