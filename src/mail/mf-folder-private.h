/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-clock.h"
#include "base/mf-id-source.h"
#include "mail/mf-digest-cache.h"
#include "mail/mf-folder-index.h"
#include "mail/mf-maildir-private.h"

G_BEGIN_DECLS

/*< private >
 * MfFolderNaming:
 *
 * Where the folders of a store have unique names from, in any thread.
 */
typedef struct
{
  gatomicrefcount refs;
  GMutex mutex;
  MfIdSource *ids;
} MfFolderNaming;

/* What a directory's time of change was, and when that was looked at. */
typedef struct
{
  gint64 changed_ns;
  gint64 looked_ns;
} MfFolderStamp;

typedef struct
{
  guint64 serial;
  guint32 uid;
} MfFolderLoss;

struct _MfFolder
{
  gatomicrefcount refs;
  MfMaildir *maildir;
  MfFolderNaming *naming;
  MfDurability durability;
  int lock;

  GMutex mutex; /* guards what follows */
  char *name;
  gboolean gone;
  MfFolderIndex index;
  MfDigestCache *digests;
  GPtrArray *keywords; /* of char */
  guint64 serial;
  GArray *losses;          /* of MfFolderLoss */
  guint64 losses_complete; /* from this serial on */
  MfFolderStamp fresh_stamp;
  MfFolderStamp cur_stamp;
  guint scan;
  GPtrArray *watches; /* of MfFolderWatch */
};

MfFolderNaming *mf_folder_naming_new (MfIdSource *ids);
MfFolderNaming *mf_folder_naming_ref (MfFolderNaming *self);
void mf_folder_naming_unref (MfFolderNaming *self);
char *mf_folder_naming_make (MfFolderNaming *self, MfMaildir *maildir, gint64 date_us);

/* Returns: the next UIDVALIDITY of the store, on the disk; 0 with @error set */
typedef guint32 (*MfFolderValidityFunc) (gpointer data, GError **error);

MfFolder *mf_folder_open (MfMaildir *maildir,
                          const char *name,
                          MfFolderNaming *naming,
                          MfFolderValidityFunc validity,
                          gpointer validity_data,
                          GError **error);
void mf_folder_set_name (MfFolder *self, const char *name);
void mf_folder_set_gone (MfFolder *self);

/* All of these: with the mutex held. */
gboolean mf_folder_check (MfFolder *self, GError **error);
gboolean mf_folder_scan (MfFolder *self, gboolean *changed, GError **error);
MfFolderEntry *mf_folder_relocate (MfFolder *self, guint32 uid);
gboolean mf_folder_begin_own (MfFolder *self);
void mf_folder_end_own (MfFolder *self, gboolean clean);
void mf_folder_lose (MfFolder *self, GArray *uids);
guint32 mf_folder_read_flags (MfFolder *self, const char *file_name);
char *mf_folder_make_file_name (MfFolder *self, const char *file_name, guint32 flags);
guint32 mf_folder_translate_flags (MfFolder *self, MfFolder *to, guint32 flags);
gboolean mf_folder_load_keywords (MfFolder *self, GError **error);
gboolean mf_folder_add_keyword (MfFolder *self, const char *name, GError **error);

/* Without the mutex. */
void mf_folder_notify (MfFolder *self);

G_END_DECLS
