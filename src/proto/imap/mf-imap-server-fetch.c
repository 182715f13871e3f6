/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-server-private.h"

#include "proto/imap/mf-imap-writer.h"

#include <string.h>

/* FETCH: RFC 3501 sections 6.4.5 and 7.4.2. The driver is asked for a batch of
 * messages, their answers are written one by one as the output drains, then it
 * is asked for the next: what is held at one time is a batch, and one message
 * that is being sent. */

void
mf_imap_server_act_fetch (MfImapServer *self)
{
  g_free (self->uids);
  self->uids =
      mf_imap_view_find_uids (self->view, self->command.set, self->command.uid, &self->n_uids);
  self->next_uid = 0;
  self->some_gone = FALSE;
  if (self->n_uids == 0)
    {
      mf_imap_server_end_fetch (self);
      mf_imap_server_complete_ok (self);
    }
}

/**
 * mf_imap_server_is_fetching:
 * @self: a session
 *
 * Returns: whether a FETCH has messages left
 */
gboolean
mf_imap_server_is_fetching (const MfImapServer *self)
{
  return self->uids != NULL;
}

void
mf_imap_server_end_fetch (MfImapServer *self)
{
  g_clear_pointer (&self->uids, g_free);
  g_clear_pointer (&self->batch, g_ptr_array_unref);
  self->n_uids = 0;
  self->next_uid = 0;
  self->next_fetched = 0;
}

static void
ask_batch (MfImapServer *self)
{
  MfImapRequest *request = mf_imap_request_new (MF_IMAP_REQUEST_FETCH);
  guint most = self->command.fetch->kinds & MF_IMAP_FETCH_SECTIONS ? MF_IMAP_FETCH_BATCH
                                                                   : MF_IMAP_FETCH_LARGE_BATCH;

  request->n_uids = MIN (self->n_uids - self->next_uid, most);
  request->uids = g_memdup2 (self->uids + self->next_uid, request->n_uids * sizeof (guint32));
  request->mark_seen = self->command.fetch->marks_seen && !mf_imap_view_is_read_only (self->view);
  /* Lent for the time of the question. */
  request->fetch = g_steal_pointer (&self->command.fetch);
  mf_imap_server_ask (self, request);
}

static void
write_bytes (GString *out, GBytes *bytes)
{
  if (bytes)
    g_string_append_len (out, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  else
    g_string_append (out, "NIL");
}

/* A section as a literal, or the piece of it that was asked for: "If the starting
 * octet is beyond the end of the text, an empty string is returned" (section 6.4.5). */
static void
write_section (MfImapServer *self, const MfImapFetchItem *item, GBytes *bytes)
{
  gsize size;
  gsize start;
  gsize length;

  mf_imap_fetch_item_write (item, FALSE, mf_imap_server_text (self));
  g_string_append_c (mf_imap_server_text (self), ' ');
  if (bytes == NULL)
    {
      g_string_append (mf_imap_server_text (self), "NIL");
      return;
    }

  size = g_bytes_get_size (bytes);
  start = item->partial ? MIN (item->start, size) : 0;
  length = item->partial ? MIN (item->count, size - start) : size;
  if (length == 0)
    {
      g_string_append (mf_imap_server_text (self), "\"\"");
      return;
    }

  g_string_append_printf (mf_imap_server_text (self), "{%" G_GSIZE_FORMAT "}\r\n", length);
  mf_imap_output_add_bytes (self->output, bytes, start, length);
}

static void
write_item (MfImapServer *self, guint index, const MfImapFetched *fetched, guint32 number)
{
  const MfImapFetchItem *item = &self->command.fetch->items[index];
  GString *out = mf_imap_server_text (self);

  if (item->kind & MF_IMAP_FETCH_SECTIONS)
    {
      write_section (self, item, index < fetched->n_sections ? fetched->sections[index] : NULL);
      return;
    }

  mf_imap_fetch_item_write (item, FALSE, out);
  g_string_append_c (out, ' ');
  switch (item->kind)
    {
    case MF_IMAP_FETCH_UID:
      mf_imap_write_number (out, fetched->uid);
      break;
    case MF_IMAP_FETCH_FLAGS:
      mf_imap_flags_write (mf_imap_view_get_flags (self->view, number),
                           mf_imap_view_get_keywords (self->view), out);
      break;
    case MF_IMAP_FETCH_INTERNALDATE:
      mf_imap_date_time_write (&fetched->date, out);
      break;
    case MF_IMAP_FETCH_RFC822_SIZE:
      g_string_append_printf (out, "%" G_GUINT64_FORMAT, fetched->size);
      break;
    case MF_IMAP_FETCH_ENVELOPE:
      write_bytes (out, fetched->envelope);
      break;
    case MF_IMAP_FETCH_BODY:
      write_bytes (out, fetched->body);
      break;
    default:
      write_bytes (out, fetched->body_structure);
    }
}

/* "* n FETCH (…)", with FLAGS if the client must learn of them: "The \Seen flag is
 * implicitly set; if this causes the flags to change, they SHOULD be included". */
static void
write_message (MfImapServer *self, const MfImapFetched *fetched)
{
  const MfImapFetch *fetch = self->command.fetch;
  guint32 number = mf_imap_view_get_number (self->view, fetched->uid);
  gboolean tell_flags;

  if (number == 0 || fetched->gone)
    {
      self->some_gone = TRUE;
      return;
    }

  tell_flags = mf_imap_view_set_flags (self->view, number, fetched->flags) &&
               !(fetch->kinds & MF_IMAP_FETCH_FLAGS);
  g_string_append (mf_imap_server_text (self), "* ");
  mf_imap_write_number (mf_imap_server_text (self), number);
  g_string_append (mf_imap_server_text (self), " FETCH (");
  for (guint i = 0; i < fetch->n_items; i++)
    {
      if (i > 0)
        g_string_append_c (mf_imap_server_text (self), ' ');
      write_item (self, i, fetched, number);
    }
  if (tell_flags)
    {
      g_string_append (mf_imap_server_text (self), " FLAGS ");
      mf_imap_flags_write (mf_imap_view_get_flags (self->view, number),
                           mf_imap_view_get_keywords (self->view), mf_imap_server_text (self));
    }
  g_string_append (mf_imap_server_text (self), ")\r\n");
}

/* Writes the next message, or asks for more, or ends. */
void
mf_imap_server_go_on_fetching (MfImapServer *self)
{
  gboolean some_gone = self->some_gone && !self->command.uid;

  if (self->batch && self->next_fetched < self->batch->len)
    {
      MfImapFetched *fetched = g_ptr_array_index (self->batch, self->next_fetched);

      write_message (self, fetched);
      /* What was written is not needed beside what is being sent. */
      g_ptr_array_index (self->batch, self->next_fetched) = NULL;
      mf_imap_fetched_free (fetched);
      self->next_fetched++;
      return;
    }

  g_clear_pointer (&self->batch, g_ptr_array_unref);
  if (self->next_uid < self->n_uids)
    {
      ask_batch (self);
      return;
    }

  mf_imap_server_end_fetch (self);
  /* RFC 5530 section 3: "Someone else has issued an EXPUNGE". */
  if (some_gone)
    mf_imap_server_complete (self, "NO", "EXPUNGEISSUED", "some of the messages are no more");
  else
    mf_imap_server_complete_ok (self);
}

/**
 * mf_imap_server_answer_fetch:
 * @self: a session that asked %MF_IMAP_REQUEST_FETCH
 * @fetched: (transfer full) (element-type MfImapFetched): for the first UIDs that were asked, in
 *   their order, at least one of them; the machine asks again for the others. The array frees its
 *   elements with mf_imap_fetched_free().
 */
void
mf_imap_server_answer_fetch (MfImapServer *self, GPtrArray *fetched)
{
  g_autoptr (MfImapRequest) request = mf_imap_server_end_question (self);

  g_return_if_fail (request && request->kind == MF_IMAP_REQUEST_FETCH);
  g_return_if_fail (fetched->len > 0 && fetched->len <= request->n_uids);

  self->command.fetch = g_steal_pointer (&request->fetch);
  self->next_uid += fetched->len;
  self->next_fetched = 0;
  self->batch = fetched;
}
