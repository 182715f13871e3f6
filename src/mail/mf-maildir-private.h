/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-directory.h"
#include "mail/mf-maildir.h"

G_BEGIN_DECLS

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
};

gboolean mf_maildir_name_is_own (const char *name);
char *mf_maildir_name_dup_uid (const char *name);
char *mf_maildir_name_complete (const char *name, guint64 size);
guint64 mf_maildir_name_get_size (const char *name, const char *key);

gboolean mf_maildir_reserve (MfMaildir *self, guint64 size, GError **error);
void mf_maildir_release (MfMaildir *self, guint64 size);

G_END_DECLS
