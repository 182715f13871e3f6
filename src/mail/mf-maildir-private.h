/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-directory.h"
#include "mail/mf-maildir.h"

G_BEGIN_DECLS

/* Told that a message came or went, in the thread that did it. */
typedef void (*MfMaildirFunc) (gpointer data);

struct _MfMaildir
{
  gatomicrefcount refs;
  char *path;
  char *host_name;
  MfDirectory *root;
  MfDirectory *tmp;
  MfDirectory *fresh; /* new/ */
  MfDirectory *cur;

  GMutex mutex;         /* guards what follows */
  MfDirectory *waiting; /* waiting/, made when first needed */
  guint64 quota;        /* 0: none */
  guint64 used;
  gboolean used_known;

  MfMaildir *inbox;     /* of a folder: whose quota it shares; else NULL */
  GMutex changed_mutex; /* guards what follows, and is held while it is called */
  MfMaildirFunc changed;
  gpointer changed_data;
};

gboolean mf_maildir_name_is_own (const char *name);
char *mf_maildir_name_dup_uid (const char *name);
char *mf_maildir_name_complete (const char *name, guint64 size);
guint64 mf_maildir_name_get_size (const char *name, const char *key);

GBytes *mf_maildir_with_crlf (GBytes *bytes);
MfMaildirItem *mf_maildir_item_new (MfDirectory *directory, const char *name, gboolean is_new);
void mf_maildir_item_free (MfMaildirItem *item);
int mf_maildir_item_compare (gconstpointer a, gconstpointer b);

MfMaildir *mf_maildir_open_folder (MfMaildir *inbox, const char *file_name, GError **error);
void mf_maildir_set_changed_func (MfMaildir *self, MfMaildirFunc changed, gpointer data);
void mf_maildir_report_changed (MfMaildir *self);
void mf_maildir_forget_used (MfMaildir *self);
void mf_maildir_get_usage (MfMaildir *self, guint64 *used, guint64 *quota);

gboolean mf_maildir_reserve (MfMaildir *self, guint64 size, GError **error);
void mf_maildir_release (MfMaildir *self, guint64 size);

G_END_DECLS
