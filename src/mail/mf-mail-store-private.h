/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-folder-private.h"
#include "mail/mf-mail-store.h"

G_BEGIN_DECLS

/*< private >
 * MfStoreNotes:
 * @validity: the last UIDVALIDITY that was given to a folder
 * @subscribed: (element-type utf8): names, whether there is such a folder or not
 * @roles: name → #MfMailRole
 *
 * What a store knows that is in no directory: a small file beside the inbox.
 */
typedef struct
{
  guint32 validity;
  GHashTable *subscribed;
  GHashTable *roles;
} MfStoreNotes;

struct _MfMailStore
{
  gatomicrefcount refs;
  MfMaildir *inbox;
  const MfClock *clock;
  MfFolderNaming *naming;

  GMutex mutex; /* guards what follows */
  MfStoreNotes notes;
  GHashTable *open; /* name → MfFolder */
  guint n_removed;
};

void mf_store_notes_init (MfStoreNotes *self);
void mf_store_notes_clear (MfStoreNotes *self);
gboolean mf_store_notes_parse (MfStoreNotes *self, const char *text, gsize length);
gboolean mf_store_notes_load (MfStoreNotes *self, MfDirectory *directory, GError **error);
gboolean mf_store_notes_save (const MfStoreNotes *self, MfDirectory *directory, GError **error);

GPtrArray *mf_mail_store_find_names (MfMailStore *self, GError **error);
gboolean mf_mail_store_has (MfMailStore *self, const char *name);

G_END_DECLS
