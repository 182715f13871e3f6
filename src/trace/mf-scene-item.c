/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-scene-private.h"

#include <string.h>

/* What stands in the lists of a scene. */

static gpointer
item_ref (gpointer element)
{
  MfSceneItem *self = element;

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_scene_item_unref (MfSceneItem *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_ref_string_release (self->id);
  g_ref_string_release (self->subject);
  g_clear_pointer (&self->status, g_ref_string_release);
  g_clear_pointer (&self->flags, g_ref_string_release);
  g_clear_pointer (&self->envelope, mf_envelope_unref);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self);
}

/**
 * mf_scene_item_copy:
 * @self: an item
 *
 * Returns: (transfer full): another one like it, to be changed before it is shared
 */
MfSceneItem *
mf_scene_item_copy (const MfSceneItem *self)
{
  MfSceneItem *copy = g_new (MfSceneItem, 1);

  *copy = *self;
  g_atomic_ref_count_init (&copy->refs);
  g_ref_string_acquire (copy->id);
  g_ref_string_acquire (copy->subject);
  if (copy->status)
    g_ref_string_acquire (copy->status);
  if (copy->flags)
    g_ref_string_acquire (copy->flags);
  if (copy->envelope)
    mf_envelope_ref (copy->envelope);
  if (copy->content)
    g_bytes_ref (copy->content);
  return copy;
}

/**
 * mf_scene_item_has_flag:
 * @self: an item
 * @flag: "\\Seen" or a keyword, in any case
 *
 * Returns: whether it has that flag
 */
gboolean
mf_scene_item_has_flag (const MfSceneItem *self, const char *flag)
{
  g_auto (GStrv) flags = self->flags ? g_strsplit (self->flags, " ", -1) : NULL;

  for (guint i = 0; flags && flags[i]; i++)
    {
      if (g_ascii_strcasecmp (flags[i], flag) == 0)
        return TRUE;
    }
  return FALSE;
}

static gconstpointer
item_get_key (gconstpointer element)
{
  return ((const MfSceneItem *) element)->id;
}

static gpointer
mailbox_ref (gpointer element)
{
  MfSceneMailbox *self = element;

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_scene_mailbox_unref (MfSceneMailbox *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_ref_string_release (self->name);
  mf_scene_list_unref (self->items);
  g_free (self);
}

static gconstpointer
mailbox_get_key (gconstpointer element)
{
  return ((const MfSceneMailbox *) element)->name;
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

static gpointer
connection_ref (gpointer element)
{
  MfSceneConnection *self = element;

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
connection_unref (gpointer element)
{
  MfSceneConnection *self = element;

  if (g_atomic_ref_count_dec (&self->refs))
    g_free (self);
}

static gconstpointer
connection_get_key (gconstpointer element)
{
  return GUINT_TO_POINTER (((const MfSceneConnection *) element)->id);
}

static guint
hash_number (gconstpointer key)
{
  return GPOINTER_TO_UINT (key);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint x = GPOINTER_TO_UINT (a);
  guint y = GPOINTER_TO_UINT (b);

  return (x > y) - (x < y);
}

static void
item_unref (gpointer element)
{
  mf_scene_item_unref (element);
}

static void
mailbox_unref (gpointer element)
{
  mf_scene_mailbox_unref (element);
}

const MfSceneListClass mf_scene_item_list_class = {
  item_ref, item_unref, item_get_key, g_str_hash, compare_strings,
};

const MfSceneListClass mf_scene_mailbox_list_class = {
  mailbox_ref, mailbox_unref, mailbox_get_key, g_str_hash, compare_strings,
};

const MfSceneListClass mf_scene_connection_list_class = {
  connection_ref, connection_unref, connection_get_key, hash_number, compare_numbers,
};
