/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MfSceneList:
 *
 * A list in order of arrival whose elements also have a key each. It is
 * persistent: a changed list shares all but O(log n) of its parts with the one
 * it was made from, so that a checkpoint of a mailbox with 100,000 letters
 * costs no more than one with ten. Every operation takes O(log n).
 *
 * %NULL is an empty list wherever one is read.
 */
typedef struct _MfSceneList MfSceneList;

/**
 * MfSceneListClass:
 * @ref: takes a reference to an element
 * @unref: releases it
 * @get_key: the key of an element, which lives as long as the element
 * @hash_key: a hash of a key
 * @compare_keys: orders keys; 0 if they are equal
 *
 * What a list must know of its elements.
 */
typedef struct
{
  gpointer (*ref) (gpointer element);
  void (*unref) (gpointer element);
  gconstpointer (*get_key) (gconstpointer element);
  guint (*hash_key) (gconstpointer key);
  int (*compare_keys) (gconstpointer a, gconstpointer b);
} MfSceneListClass;

MfSceneList *mf_scene_list_new (const MfSceneListClass *klass);
MfSceneList *mf_scene_list_ref (MfSceneList *self);
void mf_scene_list_unref (MfSceneList *self);

guint mf_scene_list_get_n (const MfSceneList *self);
gpointer mf_scene_list_get (const MfSceneList *self, guint position);
gpointer mf_scene_list_find (const MfSceneList *self, gconstpointer key);

MfSceneList *mf_scene_list_make_writable (MfSceneList *self);
gboolean mf_scene_list_append (MfSceneList *self, gpointer element);
gboolean mf_scene_list_replace (MfSceneList *self, gpointer element);
gboolean mf_scene_list_remove (MfSceneList *self, gconstpointer key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfSceneList, mf_scene_list_unref)

G_END_DECLS
