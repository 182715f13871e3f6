/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-scene.h"

#include "trace/mf-scene-private.h"

#include <string.h>

static MfScene *
scene_copy (const MfScene *self)
{
  MfScene *copy = g_new (MfScene, 1);

  *copy = *self;
  g_atomic_ref_count_init (&copy->refs);
  mf_stage_ref (copy->stage);
  if (copy->caption)
    g_ref_string_acquire (copy->caption);
  if (copy->last_lookup)
    g_ref_string_acquire (copy->last_lookup);
  if (copy->connections)
    mf_scene_list_ref (copy->connections);

  copy->hosts = g_memdup2 (self->hosts, self->n_hosts * sizeof (MfSceneHost));
  for (guint i = 0; i < copy->n_hosts; i++)
    {
      MfSceneHost *host = &copy->hosts[i];
      MfSceneList *lists[] = { host->queue, host->mailboxes, host->outgoing, host->incoming,
                               host->objects };

      for (gsize j = 0; j < G_N_ELEMENTS (lists); j++)
        if (lists[j])
          mf_scene_list_ref (lists[j]);
    }

  return copy;
}

/**
 * mf_scene_new:
 * @stage: hosts and links; a reference is taken
 * @start_us: the time before the first record, µs since the Unix epoch
 *
 * Returns: (transfer full): the world before anything has happened
 */
MfScene *
mf_scene_new (MfStage *stage, gint64 start_us)
{
  MfScene *self = g_new0 (MfScene, 1);

  g_atomic_ref_count_init (&self->refs);
  self->stage = mf_stage_ref (stage);
  self->time_us = start_us;
  self->n_hosts = stage->hosts->len;
  self->hosts = g_new0 (MfSceneHost, self->n_hosts);
  for (guint i = 0; i < self->n_hosts; i++)
    self->hosts[i].objects = mf_scene_list_objects (mf_stage_get_host (stage, i));
  return self;
}

/**
 * mf_scene_fold:
 * @self: a scene
 * @records: (array length=n_records): the records that follow its last one
 * @n_records: how many
 *
 * What the scene becomes. Effects that make no sense — a host that is not on
 * the stage, an item that is not there — change nothing: a record may come
 * from anybody's file.
 *
 * Returns: (transfer full): the scene after those records; it shares with
 *   @self what they do not change
 */
MfScene *
mf_scene_fold (const MfScene *self, MfRecord *const *records, guint n_records)
{
  MfScene *next = scene_copy (self);

  for (guint i = 0; i < n_records; i++)
    {
      const MfRecord *record = records[i];

      next->n_records++;
      next->time_us = MAX (next->time_us, record->arrival_us);
      for (guint j = 0; j < record->n_effects; j++)
        mf_scene_apply (next, record, record->effects[j]);
    }

  return next;
}

MfScene *
mf_scene_ref (MfScene *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_scene_unref (MfScene *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  for (guint i = 0; i < self->n_hosts; i++)
    {
      mf_scene_list_unref (self->hosts[i].queue);
      mf_scene_list_unref (self->hosts[i].mailboxes);
      mf_scene_list_unref (self->hosts[i].outgoing);
      mf_scene_list_unref (self->hosts[i].incoming);
      mf_scene_list_unref (self->hosts[i].objects);
    }
  g_free (self->hosts);
  mf_scene_list_unref (self->connections);
  g_clear_pointer (&self->caption, g_ref_string_release);
  g_clear_pointer (&self->last_lookup, g_ref_string_release);
  mf_stage_unref (self->stage);
  g_free (self);
}

/**
 * mf_scene_find_connection:
 * @self: a scene
 * @id: a connection's number
 *
 * Returns: (nullable) (transfer none): the connection, if it is open
 */
const MfSceneConnection *
mf_scene_find_connection (const MfScene *self, guint id)
{
  return mf_scene_list_find (self->connections, GUINT_TO_POINTER (id));
}

/**
 * mf_scene_find_mailbox:
 * @self: a scene
 * @host: a host's index on the stage
 * @name: the user
 *
 * Returns: (nullable) (transfer none): the mailbox, if it has been used
 */
const MfSceneMailbox *
mf_scene_find_mailbox (const MfScene *self, guint host, const char *name)
{
  return host < self->n_hosts ? mf_scene_list_find (self->hosts[host].mailboxes, name) : NULL;
}

static gboolean
addresses_equal (const MfAddress *a, const MfAddress *b)
{
  return a == b || (a && b && mf_address_equal (a, b));
}

static gboolean
envelopes_equal (const MfEnvelope *a, const MfEnvelope *b)
{
  if (a == b)
    return TRUE;
  if (!a || !b || !addresses_equal (a->sender, b->sender) || a->body != b->body ||
      a->declared_size != b->declared_size || a->arrived_us != b->arrived_us ||
      a->recipients->len != b->recipients->len)
    return FALSE;

  for (guint i = 0; i < a->recipients->len; i++)
    if (!addresses_equal (a->recipients->pdata[i], b->recipients->pdata[i]))
      return FALSE;

  return TRUE;
}

static gboolean
items_equal (gconstpointer a, gconstpointer b)
{
  const MfSceneItem *x = a;
  const MfSceneItem *y = b;

  return strcmp (x->id, y->id) == 0 && strcmp (x->subject, y->subject) == 0 &&
         g_strcmp0 (x->status, y->status) == 0 && g_strcmp0 (x->flags, y->flags) == 0 &&
         x->seq == y->seq && x->last_seq == y->last_seq && x->attempts == y->attempts &&
         x->retry_us == y->retry_us && x->marked == y->marked &&
         envelopes_equal (x->envelope, y->envelope) &&
         (x->content == y->content ||
          (x->content && y->content && g_bytes_equal (x->content, y->content)));
}

static gboolean
lists_equal (const MfSceneList *a,
             const MfSceneList *b,
             gboolean (*equal) (gconstpointer a, gconstpointer b))
{
  if (a == b)
    return TRUE;
  if (mf_scene_list_get_n (a) != mf_scene_list_get_n (b))
    return FALSE;

  for (guint i = 0; i < mf_scene_list_get_n (a); i++)
    {
      gconstpointer x = mf_scene_list_get (a, i);
      gconstpointer y = mf_scene_list_get (b, i);

      if (x != y && !equal (x, y))
        return FALSE;
    }

  return TRUE;
}

static gboolean
mailboxes_equal (gconstpointer a, gconstpointer b)
{
  const MfSceneMailbox *x = a;
  const MfSceneMailbox *y = b;

  return strcmp (x->name, y->name) == 0 && lists_equal (x->items, y->items, items_equal);
}

static gboolean
connections_equal (gconstpointer a, gconstpointer b)
{
  const MfSceneConnection *x = a;
  const MfSceneConnection *y = b;

  return x->id == y->id && x->protocol == y->protocol && x->port == y->port &&
         x->client == y->client && x->server == y->server && x->phase == y->phase &&
         x->opened_seq == y->opened_seq;
}

/**
 * mf_scene_equal:
 * @a: a scene
 * @b: another
 *
 * Returns: whether both show the same world after the same number of records
 */
gboolean
mf_scene_equal (const MfScene *a, const MfScene *b)
{
  if (a->n_records != b->n_records || a->time_us != b->time_us || a->n_hosts != b->n_hosts ||
      a->broken_links != b->broken_links || a->step != b->step ||
      g_strcmp0 (a->caption, b->caption) != 0 || g_strcmp0 (a->last_lookup, b->last_lookup) != 0 ||
      !lists_equal (a->connections, b->connections, connections_equal))
    return FALSE;

  for (guint i = 0; i < a->n_hosts; i++)
    {
      const MfSceneHost *x = &a->hosts[i];
      const MfSceneHost *y = &b->hosts[i];

      if (x->down != y->down || x->shown != y->shown ||
          !lists_equal (x->queue, y->queue, items_equal) ||
          !lists_equal (x->mailboxes, y->mailboxes, mailboxes_equal) ||
          !lists_equal (x->outgoing, y->outgoing, items_equal) ||
          !lists_equal (x->incoming, y->incoming, items_equal) ||
          !lists_equal (x->objects, y->objects, items_equal))
        return FALSE;
    }

  return TRUE;
}
