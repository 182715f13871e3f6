/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-folder.h"
#include "mail/mf-log.h"

G_BEGIN_DECLS

typedef enum
{
  MF_FOLDER_SENT_UNKNOWN,
  MF_FOLDER_SENT_NONE,
  MF_FOLDER_SENT_DAY,
} MfFolderSent;

/*< private >
 * MfFolderEntry:
 * @uid: its UID
 * @flags: #MfMailFlags and keywords, as @name says
 * @size: with line ends counted as CRLF
 * @date_us: internal date
 * @arrived: serial of the change that brought it
 * @serial: serial of the last change to it
 * @key: what its file is called whatever its flags: mf_maildir_name_dup_uid()
 * @name: (nullable): what its file is called now; %NULL if it was not looked for yet
 * @is_new: whether that is in new/
 * @scan: number of the scan that saw it last
 * @digest_offset: where its digest is, if @digest_length is not 0
 * @digest_length: length of its digest, 0 if there is none
 * @sent: whether @sent_day was looked for, and found
 * @sent_day: see mf_folder_get_sent_day()
 *
 * What is known about one message.
 */
typedef struct
{
  guint32 uid;
  guint32 flags;
  guint64 size;
  gint64 date_us;
  guint64 arrived;
  guint64 serial;
  char *key;
  char *name;
  gboolean is_new;
  guint scan;
  guint64 digest_offset;
  guint32 digest_length;
  MfFolderSent sent;
  gint32 sent_day;
} MfFolderEntry;

/*< private >
 * MfFolderIndex:
 * @uid_validity: 0 as long as there is none
 * @uid_next: what the next message gets
 * @first_recent: see #MfFolderStatus
 * @entries: (element-type MfFolderEntry): by UID
 * @by_key: key → entry
 * @n_records: how many records tell all this
 * @log: (nullable): where they are
 *
 * The memory of a folder: which UID means which file. One thread at a time.
 */
typedef struct
{
  guint32 uid_validity;
  guint32 uid_next;
  guint32 first_recent;
  GPtrArray *entries;
  GHashTable *by_key;
  guint n_records;
  MfLog *log;
} MfFolderIndex;

void mf_folder_entry_free (MfFolderEntry *entry);

void mf_folder_index_init (MfFolderIndex *self);
void mf_folder_index_clear (MfFolderIndex *self);
gboolean mf_folder_index_parse (MfFolderIndex *self, GBytes *bytes, guint64 *valid);
gboolean mf_folder_index_load (MfFolderIndex *self, MfDirectory *directory, GError **error);
gboolean mf_folder_index_reset (MfFolderIndex *self,
                                MfDirectory *directory,
                                guint32 uid_validity,
                                GError **error);
gboolean mf_folder_index_checkpoint (MfFolderIndex *self, MfDirectory *directory, GError **error);
gboolean mf_folder_index_wants_checkpoint (const MfFolderIndex *self);

MfFolderEntry *mf_folder_index_find (const MfFolderIndex *self, guint32 uid);
MfFolderEntry *mf_folder_index_find_key (const MfFolderIndex *self, const char *key);
guint mf_folder_index_lower_bound (const MfFolderIndex *self, guint32 uid);

gboolean mf_folder_index_add (MfFolderIndex *self, MfFolderEntry *entry, GError **error);
void mf_folder_index_drop (MfFolderIndex *self, GArray *uids);
void mf_folder_index_claim (MfFolderIndex *self);
void mf_folder_index_set_digest (MfFolderIndex *self,
                                 MfFolderEntry *entry,
                                 guint64 offset,
                                 guint32 length);

G_END_DECLS
