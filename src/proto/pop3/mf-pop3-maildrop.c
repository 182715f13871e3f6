/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-maildrop.h"

typedef struct
{
  MfPop3Item item; /* its uid is in the string chunk */
  gboolean deleted;
} Entry;

struct _MfPop3Maildrop
{
  GArray *entries; /* of Entry */
  GStringChunk *uids;
  guint n_left; /* not marked as deleted */
  guint64 octets_left;
};

MfPop3Maildrop *
mf_pop3_maildrop_new (void)
{
  MfPop3Maildrop *self = g_new0 (MfPop3Maildrop, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->uids = g_string_chunk_new (1024);
  return self;
}

void
mf_pop3_maildrop_free (MfPop3Maildrop *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->entries);
  g_string_chunk_free (self->uids);
  g_free (self);
}

static Entry *
get_entry (const MfPop3Maildrop *self, guint index)
{
  return &g_array_index (self->entries, Entry, index);
}

/**
 * mf_pop3_maildrop_open:
 * @self: an empty maildrop
 * @items: (array length=n_items): its messages; copied
 * @n_items: how many
 */
void
mf_pop3_maildrop_open (MfPop3Maildrop *self, const MfPop3Item *items, guint n_items)
{
  for (guint i = 0; i < n_items; i++)
    {
      Entry entry = { .item = items[i] };

      entry.item.uid = g_string_chunk_insert (self->uids, items[i].uid);
      g_array_append_val (self->entries, entry);
    }

  mf_pop3_maildrop_unmark_all (self);
}

/**
 * mf_pop3_maildrop_get_length:
 * @self: a maildrop
 *
 * Returns: how many messages it holds, marked ones included
 */
guint
mf_pop3_maildrop_get_length (const MfPop3Maildrop *self)
{
  return self->entries->len;
}

/**
 * mf_pop3_maildrop_get_item:
 * @self: a maildrop
 * @index: a message, counted from 0
 *
 * Returns: (transfer none): what is known of it
 */
const MfPop3Item *
mf_pop3_maildrop_get_item (const MfPop3Maildrop *self, guint index)
{
  g_return_val_if_fail (index < self->entries->len, NULL);

  return &get_entry (self, index)->item;
}

/**
 * mf_pop3_maildrop_get_n_left:
 * @self: a maildrop
 *
 * Returns: how many messages are not marked as deleted
 */
guint
mf_pop3_maildrop_get_n_left (const MfPop3Maildrop *self)
{
  return self->n_left;
}

/**
 * mf_pop3_maildrop_get_octets_left:
 * @self: a maildrop
 *
 * Returns: the octets of the messages that are not marked as deleted
 */
guint64
mf_pop3_maildrop_get_octets_left (const MfPop3Maildrop *self)
{
  return self->octets_left;
}

/**
 * mf_pop3_maildrop_find_facts:
 * @self: a maildrop
 * @number: a message-number that a client gave
 *
 * Returns: the table's guards that are met
 */
MfPop3Guard
mf_pop3_maildrop_find_facts (const MfPop3Maildrop *self, guint64 number)
{
  if (number < 1 || number > self->entries->len)
    return MF_POP3_GUARD_NUMBER;
  if (get_entry (self, (guint) number - 1)->deleted)
    return MF_POP3_GUARD_NUMBER | MF_POP3_GUARD_DELETED;

  return MF_POP3_GUARD_NUMBER | MF_POP3_GUARD_MESSAGE;
}

/**
 * mf_pop3_maildrop_mark:
 * @self: a maildrop
 * @index: a message that is not marked as deleted, counted from 0
 *
 * Marks it as deleted (RFC 1939 section 5, DELE).
 */
void
mf_pop3_maildrop_mark (MfPop3Maildrop *self, guint index)
{
  Entry *entry;

  g_return_if_fail (index < self->entries->len);

  entry = get_entry (self, index);
  entry->deleted = TRUE;
  self->n_left--;
  self->octets_left -= entry->item.size;
}

/**
 * mf_pop3_maildrop_unmark_all:
 * @self: a maildrop
 *
 * Takes all marks away (RFC 1939 section 5, RSET).
 */
void
mf_pop3_maildrop_unmark_all (MfPop3Maildrop *self)
{
  self->n_left = self->entries->len;
  self->octets_left = 0;
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = get_entry (self, i);

      entry->deleted = FALSE;
      self->octets_left += entry->item.size;
    }
}

/**
 * mf_pop3_maildrop_list_marked:
 * @self: a maildrop
 *
 * Returns: (transfer full) (element-type guint): the messages marked as deleted,
 *   counted from 0
 */
GArray *
mf_pop3_maildrop_list_marked (const MfPop3Maildrop *self)
{
  GArray *marked = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->entries->len; i++)
    if (get_entry (self, i)->deleted)
      g_array_append_val (marked, i);

  return marked;
}

/**
 * mf_pop3_maildrop_write_scan_listing:
 * @self: a maildrop
 * @index: a message, counted from 0
 * @line: where its scan listing is appended, unless it is marked as deleted
 *
 * A #MfPop3WriteLine for LIST.
 */
void
mf_pop3_maildrop_write_scan_listing (gconstpointer self, guint index, GString *line)
{
  const Entry *entry = get_entry (self, index);

  if (!entry->deleted)
    g_string_append_printf (line, "%u %" G_GUINT64_FORMAT "\r\n", index + 1, entry->item.size);
}

/**
 * mf_pop3_maildrop_write_unique_id:
 * @self: a maildrop
 * @index: a message, counted from 0
 * @line: where its unique-id listing is appended, unless it is marked as deleted
 *
 * A #MfPop3WriteLine for UIDL.
 */
void
mf_pop3_maildrop_write_unique_id (gconstpointer self, guint index, GString *line)
{
  const Entry *entry = get_entry (self, index);

  if (!entry->deleted)
    g_string_append_printf (line, "%u %s\r\n", index + 1, entry->item.uid);
}
