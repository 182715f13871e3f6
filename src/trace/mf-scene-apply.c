/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-scene-private.h"

#include <string.h>

/* What one effect does to a scene that nobody else holds yet. Each function
 * looks first whether the effect makes sense, and else leaves all as it is. */

#define LAST_STEP 6

/* Gives @list back ready to be changed. */
static MfSceneList *
claim (MfSceneList **list, const MfSceneListClass *klass)
{
  *list = *list ? mf_scene_list_make_writable (*list) : mf_scene_list_new (klass);
  return *list;
}

static void
set_flags (MfSceneItem *item, const MfEffect *effect)
{
  g_clear_pointer (&item->flags, g_ref_string_release);
  if (effect->text && *effect->text)
    item->flags = g_ref_string_new (effect->text);
  item->marked = mf_scene_item_has_flag (item, "\\Deleted");
}

static MfSceneItem *
object_new (const char *id, const char *name, guint seq)
{
  MfSceneItem *self = g_new0 (MfSceneItem, 1);

  g_atomic_ref_count_init (&self->refs);
  self->id = g_ref_string_new (id);
  self->subject = g_ref_string_new (name);
  self->seq = seq;
  self->last_seq = seq;
  return self;
}

static MfSceneItem *
item_new (const MfRecord *record, const MfEffect *effect)
{
  MfSceneItem *self =
      object_new (effect->item, effect->subject ? effect->subject : "", record->seq);

  self->envelope = effect->envelope ? mf_envelope_ref (effect->envelope) : NULL;
  self->content = effect->content ? g_bytes_ref (effect->content) : NULL;
  if (effect->kind == MF_EFFECT_STORED || effect->kind == MF_EFFECT_COPIED)
    set_flags (self, effect);
  return self;
}

/* A letter comes to lie in @list; one with the same id makes way for it. */
static void
put_item (MfSceneList **list, const MfRecord *record, const MfEffect *effect)
{
  g_autoptr (MfSceneItem) item = NULL;
  MfSceneList *claimed;

  if (effect->item == NULL)
    return;

  item = item_new (record, effect);
  claimed = claim (list, &mf_scene_item_list_class);
  if (!mf_scene_list_append (claimed, item))
    mf_scene_list_replace (claimed, item);
}

static void
change_item (MfSceneItem *item, const MfRecord *record, const MfEffect *effect)
{
  item->last_seq = record->seq;

  switch (effect->kind)
    {
    case MF_EFFECT_TRIED:
      item->attempts = (guint) CLAMP (effect->number, 0, G_MAXINT);
      item->retry_us = 0;
      break;
    case MF_EFFECT_DEFERRED:
      item->retry_us = effect->time_us;
      G_GNUC_FALLTHROUGH;
    case MF_EFFECT_BOUNCED:
      g_clear_pointer (&item->status, g_ref_string_release);
      item->status = effect->text ? g_ref_string_new (effect->text) : NULL;
      break;
    case MF_EFFECT_SUBMITTED:
    case MF_EFFECT_MARKED:
      item->marked = TRUE;
      break;
    case MF_EFFECT_UNMARKED:
      item->marked = FALSE;
      break;
    case MF_EFFECT_FLAGGED:
      set_flags (item, effect);
      break;
    case MF_EFFECT_READ:
      if (effect->content && effect->text && *effect->text == '\0')
        {
          g_clear_pointer (&item->content, g_bytes_unref);
          item->content = g_bytes_ref (effect->content);
        }
      break;
    default:
      break;
    }
}

static void
update_item (MfSceneList **list, const MfRecord *record, const MfEffect *effect)
{
  const MfSceneItem *old = effect->item ? mf_scene_list_find (*list, effect->item) : NULL;
  g_autoptr (MfSceneItem) item = NULL;

  if (old == NULL)
    return;

  item = mf_scene_item_copy (old);
  change_item (item, record, effect);
  mf_scene_list_replace (claim (list, &mf_scene_item_list_class), item);
}

static void
remove_item (MfSceneList **list, const MfEffect *effect)
{
  if (effect->item && mf_scene_list_find (*list, effect->item))
    mf_scene_list_remove (claim (list, &mf_scene_item_list_class), effect->item);
}

static void
apply_to_items (MfSceneList **list, const MfRecord *record, const MfEffect *effect)
{
  switch (effect->kind)
    {
    case MF_EFFECT_COMPOSED:
    case MF_EFFECT_QUEUED:
    case MF_EFFECT_DELIVERED:
    case MF_EFFECT_RETRIEVED:
    case MF_EFFECT_STORED:
    case MF_EFFECT_COPIED:
      put_item (list, record, effect);
      break;
    case MF_EFFECT_DEQUEUED:
    case MF_EFFECT_EXPUNGED:
      remove_item (list, effect);
      break;
    default:
      update_item (list, record, effect);
      break;
    }
}

static MfSceneMailbox *
mailbox_new (const char *name, const MfSceneMailbox *like)
{
  MfSceneMailbox *mailbox = g_new0 (MfSceneMailbox, 1);

  g_atomic_ref_count_init (&mailbox->refs);
  mailbox->name = g_ref_string_new (name);
  mailbox->items = like && like->items ? mf_scene_list_ref (like->items) : NULL;
  return mailbox;
}

static void
put_mailbox (MfSceneHost *host, MfSceneMailbox *mailbox)
{
  MfSceneList *mailboxes = claim (&host->mailboxes, &mf_scene_mailbox_list_class);

  if (!mf_scene_list_append (mailboxes, mailbox))
    mf_scene_list_replace (mailboxes, mailbox);
}

static void
apply_to_mailbox (MfSceneHost *host, const MfRecord *record, const MfEffect *effect)
{
  gboolean brings = effect->kind == MF_EFFECT_DELIVERED || effect->kind == MF_EFFECT_STORED ||
                    effect->kind == MF_EFFECT_COPIED || effect->kind == MF_EFFECT_RETRIEVED;
  const MfSceneMailbox *old;
  g_autoptr (MfSceneMailbox) mailbox = NULL;

  if (effect->mailbox == NULL || effect->item == NULL)
    return;

  old = mf_scene_list_find (host->mailboxes, effect->mailbox);
  if (!brings && (old == NULL || mf_scene_list_find (old->items, effect->item) == NULL))
    return;

  mailbox = mailbox_new (effect->mailbox, old);
  apply_to_items (&mailbox->items, record, effect);
  put_mailbox (host, mailbox);
}

/* From one list into another, as it is. */
static void
move_item (MfSceneHost *host, const MfRecord *record, const MfEffect *effect)
{
  const MfSceneMailbox *from =
      effect->mailbox ? mf_scene_list_find (host->mailboxes, effect->mailbox) : NULL;
  const MfSceneItem *old =
      from && effect->item ? mf_scene_list_find (from->items, effect->item) : NULL;
  g_autoptr (MfSceneItem) item = NULL;
  g_autoptr (MfSceneMailbox) left = NULL;
  g_autoptr (MfSceneMailbox) filled = NULL;
  MfSceneList *items;

  if (old == NULL || effect->text == NULL || strcmp (effect->text, effect->mailbox) == 0)
    return;

  item = mf_scene_item_copy (old);
  item->last_seq = record->seq;
  left = mailbox_new (from->name, from);
  remove_item (&left->items, effect);
  put_mailbox (host, left);

  filled = mailbox_new (effect->text, mf_scene_list_find (host->mailboxes, effect->text));
  items = claim (&filled->items, &mf_scene_item_list_class);
  if (!mf_scene_list_append (items, item))
    mf_scene_list_replace (items, item);
  put_mailbox (host, filled);
}

static void
apply_to_folder (MfSceneHost *host, const MfEffect *effect)
{
  const MfSceneMailbox *old =
      effect->mailbox ? mf_scene_list_find (host->mailboxes, effect->mailbox) : NULL;
  gboolean makes = effect->kind == MF_EFFECT_FOLDER_MADE || effect->kind == MF_EFFECT_FOLDER_SEEN;
  gboolean renames = effect->kind == MF_EFFECT_FOLDER_RENAMED;
  g_autoptr (MfSceneMailbox) folder = NULL;

  if (effect->mailbox == NULL || makes == (old != NULL) || (renames && effect->text == NULL))
    return;

  if (makes || renames)
    folder = mailbox_new (makes ? effect->mailbox : effect->text, old);
  if (!makes)
    mf_scene_list_remove (claim (&host->mailboxes, &mf_scene_mailbox_list_class), effect->mailbox);
  if (folder)
    put_mailbox (host, folder);
}

/* It is about what lies in a mailbox, on a server or as an agent knows it; of an agent
 * that keeps no folders, about what it has fetched. */
static void
apply_to_reading (MfSceneHost *host, const MfRecord *record, const MfEffect *effect)
{
  if (effect->mailbox && mf_scene_list_find (host->mailboxes, effect->mailbox))
    apply_to_mailbox (host, record, effect);
  else
    apply_to_items (&host->incoming, record, effect);
}

/* "picture-1.png" of "http://www.b.example/picture-1.png", "/" of the page before it, "1" of
 * "/mail/INBOX/1?show=1"; a URL without a path is its own name. */
static char *
make_object_name (const char *url)
{
  g_autofree char *path = g_strndup (url, strcspn (url, "?#"));
  const char *authority = strstr (path, "://");
  const char *slash = strrchr (authority ? authority + 3 : path, '/');

  if (slash == NULL)
    return g_steal_pointer (&path);
  return g_strdup (slash[1] != '\0' ? slash + 1 : slash);
}

/* An object comes into a browser, the first of the next page in place of the last page's. */
static void
put_object (MfSceneHost *host, const MfRecord *record, const MfEffect *effect)
{
  g_autoptr (MfSceneItem) object = NULL;
  g_autofree char *name = NULL;
  g_autofree char *status = NULL;
  MfSceneList *objects;

  if (effect->subject == NULL)
    return;

  if (host->shown)
    g_clear_pointer (&host->objects, mf_scene_list_unref);
  host->shown = FALSE;
  name = make_object_name (effect->subject);
  object = object_new (effect->subject, name, record->seq);
  status = g_strdup_printf ("%d", (int) CLAMP (effect->number, 0, 999));
  object->status = g_ref_string_new (status);
  object->marked = effect->number >= 400;
  objects = claim (&host->objects, &mf_scene_item_list_class);
  if (!mf_scene_list_append (objects, object))
    mf_scene_list_replace (objects, object);
}

/* All that it asked for has come: it is one page now. */
static void
show_page (MfSceneHost *host, const MfRecord *record, const MfEffect *effect)
{
  g_autoptr (MfSceneItem) page = NULL;
  g_autofree char *name = NULL;
  const MfSceneItem *got;
  MfSceneList *objects;

  if (effect->text == NULL)
    return;

  name = effect->subject && *effect->subject ? g_strdup (effect->subject)
                                             : make_object_name (effect->text);
  page = object_new (effect->text, name, record->seq);
  objects = claim (&host->objects, &mf_scene_item_list_class);
  got = mf_scene_list_find (objects, page->id);
  if (got)
    {
      page->status = got->status ? g_ref_string_acquire (got->status) : NULL;
      page->marked = got->marked;
      mf_scene_list_remove (objects, page->id);
    }
  mf_scene_list_append (objects, page);
  host->shown = TRUE;
}

/* A server's letter waits in its queue, an agent's among those to be sent. */
static MfSceneList **
find_waiting (MfSceneHost *host, const MfEffect *effect)
{
  return effect->item && mf_scene_list_find (host->outgoing, effect->item) ? &host->outgoing
                                                                           : &host->queue;
}

static void
apply_to_host (MfScene *self, const MfRecord *record, const MfEffect *effect)
{
  MfSceneHost *host;

  if (effect->host < 0 || (guint) effect->host >= self->n_hosts)
    return;

  host = &self->hosts[effect->host];
  switch (effect->kind)
    {
    case MF_EFFECT_COMPOSED:
    case MF_EFFECT_SUBMITTED:
      apply_to_items (&host->outgoing, record, effect);
      break;
    case MF_EFFECT_DELIVERED:
    case MF_EFFECT_MARKED:
    case MF_EFFECT_UNMARKED:
    case MF_EFFECT_EXPUNGED:
    case MF_EFFECT_STORED:
    case MF_EFFECT_COPIED:
      apply_to_mailbox (host, record, effect);
      break;
    case MF_EFFECT_MOVED:
      move_item (host, record, effect);
      break;
    case MF_EFFECT_RETRIEVED:
    case MF_EFFECT_READ:
    case MF_EFFECT_FLAGGED:
      apply_to_reading (host, record, effect);
      break;
    case MF_EFFECT_FOUND:
    case MF_EFFECT_WAITING:
    case MF_EFFECT_REFUSED:
      break;
    case MF_EFFECT_FOLDER_MADE:
    case MF_EFFECT_FOLDER_SEEN:
    case MF_EFFECT_FOLDER_RENAMED:
    case MF_EFFECT_FOLDER_DELETED:
      apply_to_folder (host, effect);
      break;
    case MF_EFFECT_FETCHED:
      put_object (host, record, effect);
      break;
    case MF_EFFECT_SHOWN:
      show_page (host, record, effect);
      break;
    case MF_EFFECT_QUEUED:
    case MF_EFFECT_DEQUEUED:
      apply_to_items (&host->queue, record, effect);
      break;
    default:
      apply_to_items (find_waiting (host, effect), record, effect);
      break;
    }
}

static void
set_broken (MfScene *self, int client, int server, MfProtocol protocol, gboolean broken)
{
  int link = client < 0 || server < 0
                 ? -1
                 : mf_stage_find_link (self->stage, (guint) client, (guint) server, protocol);
  guint64 bit = link >= 0 && link < 64 ? G_GUINT64_CONSTANT (1) << link : 0;

  self->broken_links = broken ? self->broken_links | bit : self->broken_links & ~bit;
}

static void
open_connection (MfScene *self, const MfRecord *record)
{
  MfSceneConnection *connection;
  int server = record->to == record->client ? record->from : record->to;

  if (record->connection == 0 || record->client < 0 || (guint) record->client >= self->n_hosts ||
      server < 0 || (guint) server >= self->n_hosts ||
      mf_scene_find_connection (self, record->connection))
    return;

  connection = g_new0 (MfSceneConnection, 1);
  g_atomic_ref_count_init (&connection->refs);
  connection->id = record->connection;
  connection->protocol = record->protocol;
  connection->port = record->port;
  connection->client = record->client;
  connection->server = server;
  connection->opened_seq = record->seq;
  set_broken (self, connection->client, connection->server, connection->protocol, FALSE);
  mf_scene_list_append (claim (&self->connections, &mf_scene_connection_list_class), connection);
  mf_scene_connection_list_class.unref (connection);
}

static void
enter_phase (MfScene *self, const MfRecord *record, const MfEffect *effect)
{
  const MfSceneConnection *old = mf_scene_find_connection (self, record->connection);
  MfSceneConnection *connection;

  if (old == NULL || effect->number < MF_PHASE_NONE || effect->number >= MF_N_PHASES)
    return;

  connection = g_memdup2 (old, sizeof *old);
  g_atomic_ref_count_init (&connection->refs);
  connection->phase = (MfPhase) effect->number;
  mf_scene_list_replace (claim (&self->connections, &mf_scene_connection_list_class), connection);
  mf_scene_connection_list_class.unref (connection);
}

static void
close_connection (MfScene *self, guint id)
{
  if (mf_scene_find_connection (self, id))
    mf_scene_list_remove (claim (&self->connections, &mf_scene_connection_list_class),
                          GUINT_TO_POINTER (id));
}

/* An act may break connections that are not the record's own. */
static void
break_connection (MfScene *self, const MfRecord *record, const MfEffect *effect)
{
  guint id = effect->number > 0 && effect->number <= G_MAXUINT ? (guint) effect->number
                                                               : record->connection;
  const MfSceneConnection *connection = mf_scene_find_connection (self, id);

  if (connection)
    set_broken (self, connection->client, connection->server, connection->protocol, TRUE);
  else if (record->client >= 0)
    set_broken (self, record->client, record->to == record->client ? record->from : record->to,
                record->protocol, TRUE);

  close_connection (self, id);
}

static void
set_down (MfScene *self, const MfEffect *effect)
{
  if (effect->host >= 0 && (guint) effect->host < self->n_hosts)
    self->hosts[effect->host].down = effect->kind == MF_EFFECT_DOWN;
}

static void
set_lookup (MfScene *self, const MfEffect *effect)
{
  g_autofree char *text = NULL;

  if (effect->subject == NULL)
    return;

  text = g_strdup_printf ("%s → %s", effect->subject,
                          effect->text && *effect->text ? effect->text : "∅");
  g_clear_pointer (&self->last_lookup, g_ref_string_release);
  self->last_lookup = g_ref_string_new (text);
}

/* (transfer full) (nullable): what a web server has from the beginning on */
MfSceneList *
mf_scene_list_objects (const MfStageHost *host)
{
  MfSceneList *objects = NULL;

  for (char **name = host->objects; name != NULL && *name != NULL; name++)
    {
      g_autoptr (MfSceneItem) object = object_new (*name, *name, 0);

      mf_scene_list_append (claim (&objects, &mf_scene_item_list_class), object);
    }
  return objects;
}

/**
 * mf_scene_apply:
 * @self: a scene that nobody else holds
 * @record: a record
 * @effect: one of its effects
 *
 * Changes @self as @effect says, or leaves it alone if that makes no sense.
 */
void
mf_scene_apply (MfScene *self, const MfRecord *record, const MfEffect *effect)
{
  switch (effect->kind)
    {
    case MF_EFFECT_ACTED:
      break;
    case MF_EFFECT_STEP:
      if (effect->number >= 1 && effect->number <= LAST_STEP)
        self->step = (guint) effect->number;
      break;
    case MF_EFFECT_CAPTION:
      g_clear_pointer (&self->caption, g_ref_string_release);
      self->caption = effect->text ? g_ref_string_new (effect->text) : NULL;
      break;
    case MF_EFFECT_LOOKED_UP:
      set_lookup (self, effect);
      break;
    case MF_EFFECT_OPENED:
      open_connection (self, record);
      break;
    case MF_EFFECT_CLOSED:
      close_connection (self, record->connection);
      break;
    case MF_EFFECT_BROKEN:
      break_connection (self, record, effect);
      break;
    case MF_EFFECT_DOWN:
    case MF_EFFECT_UP:
      set_down (self, effect);
      break;
    case MF_EFFECT_PHASE:
      enter_phase (self, record, effect);
      break;
    default:
      if ((guint) effect->kind < MF_N_EFFECTS)
        apply_to_host (self, record, effect);
      break;
    }
}
