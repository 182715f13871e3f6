/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-stage.h"

static void
host_free (gpointer data)
{
  MfStageHost *host = data;

  g_free (host->id);
  g_free (host->name);
  g_free (host->address);
  g_free (host->person);
  g_free (host->domain);
  g_strfreev (host->objects);
  g_free (host);
}

/**
 * mf_stage_new:
 * @title: (nullable): the lesson's title, a msgid
 *
 * Returns: (transfer full): an empty stage; add to it before it is shared
 */
MfStage *
mf_stage_new (const char *title)
{
  MfStage *self = g_new0 (MfStage, 1);

  g_atomic_ref_count_init (&self->refs);
  self->title = g_strdup (title);
  self->hosts = g_ptr_array_new_with_free_func (host_free);
  self->links = g_array_new (FALSE, TRUE, sizeof (MfStageLink));
  return self;
}

MfStage *
mf_stage_ref (MfStage *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_stage_unref (MfStage *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_ptr_array_unref (self->hosts);
  g_array_unref (self->links);
  g_free (self->title);
  g_free (self);
}

/**
 * mf_stage_add_host:
 * @self: a stage that is not shared yet
 * @host: what stands there; its strings are copied
 *
 * Returns: the host's index: hosts are numbered in the order they are added
 */
guint
mf_stage_add_host (MfStage *self, const MfStageHost *host)
{
  MfStageHost *copy = g_new (MfStageHost, 1);

  *copy = (MfStageHost) {
    .id = g_strdup (host->id),
    .kind = host->kind,
    .name = g_strdup (host->name),
    .address = g_strdup (host->address),
    .person = g_strdup (host->person),
    .domain = g_strdup (host->domain),
    .column = host->column,
    .row = host->row,
    .side = host->side,
    .objects = g_strdupv (host->objects),
  };
  g_ptr_array_add (self->hosts, copy);
  return self->hosts->len - 1;
}

/**
 * mf_stage_add_object:
 * @self: a stage that is not shared yet
 * @host: index of a web server
 * @name: what it has to give; copied
 */
void
mf_stage_add_object (MfStage *self, guint host, const char *name)
{
  MfStageHost *server;
  guint n;

  g_return_if_fail (host < self->hosts->len);

  server = g_ptr_array_index (self->hosts, host);
  n = server->objects ? g_strv_length (server->objects) : 0;
  server->objects = g_renew (char *, server->objects, n + 2);
  server->objects[n] = g_strdup (name);
  server->objects[n + 1] = NULL;
}

/**
 * mf_stage_add_link:
 * @self: a stage that is not shared yet
 * @link: a link between two of its hosts
 */
void
mf_stage_add_link (MfStage *self, const MfStageLink *link)
{
  g_return_if_fail (link->from < self->hosts->len && link->to < self->hosts->len);

  g_array_append_val (self->links, *link);
}

/**
 * mf_stage_get_host:
 * @self: a stage
 * @index: a number that may come from anywhere
 *
 * Returns: (nullable) (transfer none): the host, or %NULL if there is none
 */
const MfStageHost *
mf_stage_get_host (const MfStage *self, guint index)
{
  return index < self->hosts->len ? g_ptr_array_index (self->hosts, index) : NULL;
}

/**
 * mf_stage_find_host:
 * @self: a stage
 * @id: a host's id
 *
 * Returns: its index, or -1
 */
int
mf_stage_find_host (const MfStage *self, const char *id)
{
  for (guint i = 0; i < self->hosts->len; i++)
    if (g_strcmp0 (mf_stage_get_host (self, i)->id, id) == 0)
      return (int) i;

  return -1;
}

/**
 * mf_stage_find_link:
 * @self: a stage
 * @from: index of the host that opens connections
 * @to: index of the host that listens
 * @protocol: what is spoken
 *
 * Returns: the index of the link in that direction, or -1
 */
int
mf_stage_find_link (const MfStage *self, guint from, guint to, MfProtocol protocol)
{
  for (guint i = 0; i < self->links->len; i++)
    {
      const MfStageLink *link = &g_array_index (self->links, MfStageLink, i);

      if (link->from == from && link->to == to && link->protocol == protocol)
        return (int) i;
    }

  return -1;
}

/**
 * mf_stage_get_side:
 * @self: a stage
 * @host: index of a host, or -1
 *
 * Returns: the side where it stands
 */
MfSide
mf_stage_get_side (const MfStage *self, int host)
{
  const MfStageHost *found = host >= 0 ? mf_stage_get_host (self, (guint) host) : NULL;

  return found != NULL ? found->side : MF_SIDE_NONE;
}

/**
 * mf_stage_has_sides:
 * @self: a stage
 *
 * Returns: whether there are two worlds to be compared: a host on either side
 */
gboolean
mf_stage_has_sides (const MfStage *self)
{
  guint seen = 0;

  for (guint i = 0; i < self->hosts->len; i++)
    seen |= 1u << mf_stage_get_host (self, i)->side;

  return (seen & (1u << MF_SIDE_PUSH)) != 0 && (seen & (1u << MF_SIDE_PULL)) != 0;
}

/**
 * mf_side_get_nick:
 * @side: a side
 *
 * Returns: (transfer none) (nullable): "push", "pull", or %NULL for none
 */
const char *
mf_side_get_nick (MfSide side)
{
  return side == MF_SIDE_PUSH ? "push" : side == MF_SIDE_PULL ? "pull" : NULL;
}
