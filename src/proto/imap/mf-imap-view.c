/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-view.h"

#include "proto/imap/mf-imap-set.h"

struct _MfImapView
{
  GArray *items; /* of MfImapItem, UIDs ascending; a message's number is its index + 1 */
  GArray *dead;  /* of guint32: UIDs that are gone, and the client does not know yet */
  char **keywords;
  MfImapFlags known; /* the flags that have a name */
  gboolean read_only;
  gboolean no_new_keywords;
  guint n_recent;
  guint32 highest; /* no new message has a UID up to this one */
};

static MfImapItem *
get_item (const MfImapView *self, guint index)
{
  return &g_array_index (self->items, MfImapItem, index);
}

MfImapView *
mf_imap_view_new (void)
{
  MfImapView *self = g_new0 (MfImapView, 1);

  self->items = g_array_new (FALSE, FALSE, sizeof (MfImapItem));
  self->dead = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

void
mf_imap_view_free (MfImapView *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->items);
  g_array_unref (self->dead);
  g_strfreev (self->keywords);
  g_free (self);
}

/* Where a UID stands, or would stand. UIDs ascend, so it is no further from the first than it
 * is greater; and just there as long as none between them was expunged. */
static guint
find_index (const MfImapView *self, guint32 uid)
{
  guint low = 0;
  guint high = self->items->len;
  guint32 first = high > 0 ? get_item (self, 0)->uid : 0;

  if (high > 0 && uid >= first && uid - first < high)
    {
      high = uid - first;
      if (get_item (self, high)->uid == uid)
        return high;
    }

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_item (self, middle)->uid < uid)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

guint
mf_imap_view_get_n_items (const MfImapView *self)
{
  return self->items->len;
}

/**
 * mf_imap_view_get_number:
 * @self: a view
 * @uid: a UID
 *
 * Returns: the message's sequence number, 0 if the client knows no such message
 */
guint32
mf_imap_view_get_number (const MfImapView *self, guint32 uid)
{
  guint index = find_index (self, uid);

  return index < self->items->len && get_item (self, index)->uid == uid ? index + 1 : 0;
}

guint32
mf_imap_view_get_last_uid (const MfImapView *self)
{
  return self->items->len > 0 ? get_item (self, self->items->len - 1)->uid : 0;
}

MfImapFlags
mf_imap_view_get_flags (const MfImapView *self, guint32 number)
{
  return get_item (self, number - 1)->flags;
}

const char *const *
mf_imap_view_get_keywords (const MfImapView *self)
{
  return (const char *const *) self->keywords;
}

gboolean
mf_imap_view_is_read_only (const MfImapView *self)
{
  return self->read_only;
}

/* * FLAGS: what there is; PERMANENTFLAGS: what may be set, \* any new keyword. */
static void
write_flag_names (const MfImapView *self, GString *out)
{
  g_string_append (out, "* FLAGS ");
  mf_imap_flags_write (self->known & ~MF_IMAP_FLAG_RECENT, mf_imap_view_get_keywords (self), out);
  g_string_append (out, "\r\n* OK [PERMANENTFLAGS ");
  mf_imap_flags_write (self->read_only ? 0 : self->known & ~MF_IMAP_FLAG_RECENT,
                       mf_imap_view_get_keywords (self), out);
  if (!self->read_only && !self->no_new_keywords)
    {
      g_string_truncate (out, out->len - 1);
      g_string_append (out, " \\*)");
    }
  g_string_append (out, self->read_only ? "] nothing can be kept\r\n" : "] these are kept\r\n");
}

static void
take_keywords (MfImapView *self, const char *const *keywords)
{
  guint n = keywords ? g_strv_length ((char **) keywords) : 0;
  char **copy = g_strdupv ((char **) keywords);

  g_strfreev (self->keywords);
  self->keywords = copy;
  self->known = MF_IMAP_FLAGS_SYSTEM | MF_IMAP_FLAG_RECENT;
  for (guint i = 0; i < MIN (n, MF_IMAP_KEYWORDS_MAX); i++)
    self->known |= MF_IMAP_FLAG_KEYWORD (i);
}

/**
 * mf_imap_view_set_keywords:
 * @self: a view
 * @keywords: (nullable) (array zero-terminated=1): all keywords of the mailbox; %NULL: as before
 * @out: what is new is told here, before flags that need it
 */
void
mf_imap_view_set_keywords (MfImapView *self, const char *const *keywords, GString *out)
{
  guint n_before = self->keywords ? g_strv_length (self->keywords) : 0;

  if (keywords == NULL || g_strv_length ((char **) keywords) == n_before)
    return;

  take_keywords (self, keywords);
  write_flag_names (self, out);
}

static void
write_unseen (const MfImapView *self, GString *out)
{
  for (guint i = 0; i < self->items->len; i++)
    if ((get_item (self, i)->flags & MF_IMAP_FLAG_SEEN) == 0)
      {
        g_string_append_printf (out, "* OK [UNSEEN %u] the first that is unseen\r\n", i + 1);
        return;
      }
}

static void
append (MfImapView *self, const MfImapItem *item)
{
  if (item->uid <= self->highest)
    return;

  self->highest = item->uid;
  self->n_recent += (item->flags & MF_IMAP_FLAG_RECENT) != 0;
  g_array_append_val (self->items, *item);
}

/**
 * mf_imap_view_open:
 * @self: a view that is closed
 * @folder: what was selected
 * @out: the untagged responses of SELECT (RFC 3501 section 6.3.1)
 */
void
mf_imap_view_open (MfImapView *self, const MfImapFolder *folder, GString *out)
{
  mf_imap_view_close (self);
  self->read_only = folder->read_only;
  self->no_new_keywords = folder->no_new_keywords;
  take_keywords (self, folder->keywords);
  for (guint i = 0; i < folder->n_items; i++)
    {
      MfImapItem item = { folder->items[i].uid, folder->items[i].flags & self->known };

      append (self, &item);
    }

  write_flag_names (self, out);
  g_string_append_printf (out, "* %u EXISTS\r\n* %u RECENT\r\n", self->items->len, self->n_recent);
  write_unseen (self, out);
  g_string_append_printf (out, "* OK [UIDVALIDITY %u] UIDs are valid\r\n", folder->uid_validity);
  g_string_append_printf (out, "* OK [UIDNEXT %u] the next UID\r\n", folder->uid_next);
}

void
mf_imap_view_close (MfImapView *self)
{
  g_array_set_size (self->items, 0);
  g_array_set_size (self->dead, 0);
  g_clear_pointer (&self->keywords, g_strfreev);
  self->known = 0;
  self->n_recent = 0;
  self->highest = 0;
  self->read_only = FALSE;
}

/**
 * mf_imap_view_holds:
 * @self: a view
 * @set: sequence numbers, as a client gave them
 *
 * Returns: whether there is a message for each of them; "*" fits always
 */
gboolean
mf_imap_view_holds (const MfImapView *self, const MfImapSet *set)
{
  for (guint i = 0; i < set->n_ranges; i++)
    {
      const MfImapRange *range = &set->ranges[i];

      if (MAX (range->first, range->last) > self->items->len && range->first != MF_IMAP_STAR &&
          range->last != MF_IMAP_STAR)
        return FALSE;
    }

  return TRUE;
}

/**
 * mf_imap_view_find_uids:
 * @self: a view
 * @set: sequence numbers or UIDs; mf_imap_set_resolve() is done to it
 * @uid: which
 * @n_uids: (out): how many
 *
 * Returns: (transfer full) (array length=n_uids): the UIDs of the messages of @set, ascending;
 *   those that there are
 */
guint32 *
mf_imap_view_find_uids (const MfImapView *self, MfImapSet *set, gboolean uid, guint *n_uids)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint32));

  mf_imap_set_resolve (set, uid ? mf_imap_view_get_last_uid (self) : self->items->len);
  for (guint i = 0; i < set->n_ranges; i++)
    {
      guint index =
          uid ? find_index (self, set->ranges[i].first) : MAX (set->ranges[i].first, 1) - 1;

      for (; index < self->items->len; index++)
        {
          if ((uid ? get_item (self, index)->uid : index + 1) > set->ranges[i].last)
            break;
          g_array_append_val (uids, get_item (self, index)->uid);
        }
    }

  *n_uids = uids->len;
  return (guint32 *) g_array_free (g_steal_pointer (&uids), FALSE);
}

/**
 * mf_imap_view_find_recent:
 * @self: a view
 *
 * Returns: (transfer full): the UIDs of the recent messages
 */
MfImapSet *
mf_imap_view_find_recent (const MfImapView *self)
{
  MfImapSet *set = mf_imap_set_new ();

  for (guint i = 0; i < self->items->len; i++)
    if (get_item (self, i)->flags & MF_IMAP_FLAG_RECENT)
      mf_imap_set_append (set, get_item (self, i)->uid, get_item (self, i)->uid);

  mf_imap_set_resolve (set, mf_imap_view_get_last_uid (self));
  return set;
}

/**
 * mf_imap_view_set_flags:
 * @self: a view
 * @number: a message's sequence number
 * @flags: its flags now; it is recent for this session as long as it was, or was not
 *
 * Returns: whether the client has been told others
 */
gboolean
mf_imap_view_set_flags (MfImapView *self, guint32 number, MfImapFlags flags)
{
  MfImapItem *item = get_item (self, number - 1);
  MfImapFlags before = item->flags;

  item->flags = (flags & self->known & ~MF_IMAP_FLAG_RECENT) | (item->flags & MF_IMAP_FLAG_RECENT);
  return item->flags != before;
}

/**
 * mf_imap_view_write_flags:
 * @self: a view
 * @number: a message's sequence number
 * @uid: whether its UID is told too
 * @out: where to: an untagged FETCH
 */
void
mf_imap_view_write_flags (const MfImapView *self, guint32 number, gboolean uid, GString *out)
{
  const MfImapItem *item = get_item (self, number - 1);

  g_string_append_printf (out, "* %u FETCH (", number);
  if (uid)
    g_string_append_printf (out, "UID %u ", item->uid);
  g_string_append (out, "FLAGS ");
  mf_imap_flags_write (item->flags, mf_imap_view_get_keywords (self), out);
  g_string_append (out, ")\r\n");
}

/* Takes the dead out, and tells their numbers as they are at each line (RFC 3501
 * section 7.4.1). */
static void
bury (MfImapView *self, GString *out)
{
  guint kept = 0;
  guint n = self->items->len;
  g_autoptr (MfImapSet) dead = NULL;

  if (self->dead->len == 0)
    return;

  dead =
      mf_imap_set_new_from_numbers ((const guint32 *) (gpointer) self->dead->data, self->dead->len);
  mf_imap_set_resolve (dead, G_MAXUINT32);
  g_array_set_size (self->dead, 0);
  for (guint i = 0; i < n; i++)
    {
      MfImapItem item = *get_item (self, i);

      if (mf_imap_set_contains (dead, item.uid))
        {
          g_string_append_printf (out, "* %u EXPUNGE\r\n", kept + 1);
          self->n_recent -= (item.flags & MF_IMAP_FLAG_RECENT) != 0;
        }
      else
        *get_item (self, kept++) = item;
    }
  g_array_set_size (self->items, kept);
}

static void
note_dead (MfImapView *self, const MfImapChanges *changes)
{
  for (guint i = 0; i < changes->n_expunged; i++)
    if (mf_imap_view_get_number (self, changes->expunged[i]) > 0)
      g_array_append_val (self->dead, changes->expunged[i]);
}

static void
tell_flags (
    MfImapView *self, const MfImapItem *items, guint n_items, gboolean with_uid, GString *out)
{
  for (guint i = 0; i < n_items; i++)
    {
      guint32 number = mf_imap_view_get_number (self, items[i].uid);

      if (number > 0 && mf_imap_view_set_flags (self, number, items[i].flags))
        mf_imap_view_write_flags (self, number, with_uid, out);
    }
}

static void
tell_arrived (MfImapView *self, const MfImapChanges *changes, GString *out)
{
  guint before = self->items->len;
  g_autoptr (MfImapSet) gone =
      mf_imap_set_new_from_numbers (changes->expunged, changes->n_expunged);

  mf_imap_set_resolve (gone, self->highest);
  for (guint i = 0; i < changes->n_arrived; i++)
    {
      MfImapItem item = { changes->arrived[i].uid, changes->arrived[i].flags & self->known };

      if (!mf_imap_set_contains (gone, item.uid))
        append (self, &item);
    }

  if (self->items->len > before)
    g_string_append_printf (out, "* %u EXISTS\r\n* %u RECENT\r\n", self->items->len,
                            self->n_recent);
}

/**
 * mf_imap_view_apply:
 * @self: an open view
 * @changes: what has happened
 * @may_expunge: whether messages may be told to be gone now; if not, they keep their numbers and
 *   are told another time
 * @with_uid: whether UIDs are told with flags
 * @out: the untagged responses
 */
void
mf_imap_view_apply (MfImapView *self,
                    const MfImapChanges *changes,
                    gboolean may_expunge,
                    gboolean with_uid,
                    GString *out)
{
  mf_imap_view_set_keywords (self, changes->keywords, out);
  note_dead (self, changes);
  if (may_expunge)
    bury (self, out);
  tell_flags (self, changes->arrived, changes->n_arrived, with_uid, out);
  tell_arrived (self, changes, out);
  tell_flags (self, changes->changed, changes->n_changed, with_uid, out);
}
