/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-request.h"

MfImapRequest *
mf_imap_request_new (MfImapRequestKind kind)
{
  MfImapRequest *self = g_new0 (MfImapRequest, 1);

  self->kind = kind;
  return self;
}

void
mf_imap_request_free (MfImapRequest *self)
{
  if (self == NULL)
    return;

  g_free (self->mailbox);
  g_free (self->other);
  mf_imap_flag_list_clear (&self->flags);
  g_free (self->uids);
  mf_imap_fetch_free (self->fetch);
  mf_imap_search_key_free (self->search);
  g_free (self);
}

/**
 * mf_imap_fetched_new:
 * @uid: whose
 * @fetch: what is asked
 *
 * Returns: (transfer full): an answer with room for its sections
 */
MfImapFetched *
mf_imap_fetched_new (guint32 uid, const MfImapFetch *fetch)
{
  MfImapFetched *self = g_new0 (MfImapFetched, 1);

  self->uid = uid;
  if (fetch->kinds & MF_IMAP_FETCH_SECTIONS)
    {
      self->n_sections = fetch->n_items;
      self->sections = g_new0 (GBytes *, fetch->n_items);
    }
  return self;
}

void
mf_imap_fetched_free (MfImapFetched *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->envelope, g_bytes_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->body_structure, g_bytes_unref);
  for (guint i = 0; i < self->n_sections; i++)
    g_clear_pointer (&self->sections[i], g_bytes_unref);
  g_free (self->sections);
  g_free (self);
}
