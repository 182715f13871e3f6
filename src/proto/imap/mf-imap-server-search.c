/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-server-private.h"

#include "proto/imap/mf-imap-writer.h"

/* SEARCH: RFC 3501 sections 6.4.4 and 7.2.5, ESEARCH (RFC 4731). Numbers and what
 * is recent are the session's own; the driver is asked about UIDs. */

static gboolean
is_recent_key (const MfImapSearchKey *key)
{
  return key->kind == MF_IMAP_SEARCH_FLAG && key->flags == MF_IMAP_FLAG_RECENT;
}

/* What is dear to try comes last. */
static int
get_cost (const MfImapSearchKey *key)
{
  switch (key->kind)
    {
    case MF_IMAP_SEARCH_BODY:
    case MF_IMAP_SEARCH_TEXT:
      return 2;
    case MF_IMAP_SEARCH_HEADER:
    case MF_IMAP_SEARCH_SENTBEFORE:
    case MF_IMAP_SEARCH_SENTON:
    case MF_IMAP_SEARCH_SENTSINCE:
      return 1;
    default:
      break;
    }

  {
    int cost = 0;

    for (guint i = 0; key->children && i < key->children->len; i++)
      cost = MAX (cost, get_cost (key->children->pdata[i]));
    return cost;
  }
}

static int
compare_costs (gconstpointer a, gconstpointer b)
{
  return get_cost (*(const MfImapSearchKey *const *) a) -
         get_cost (*(const MfImapSearchKey *const *) b);
}

/* Makes UIDs of sequence numbers and of what is recent. A number that no message
 * has fits none: to look for it is no mistake. */
static void
prepare (MfImapServer *self, MfImapSearchKey *key)
{
  if (key->kind == MF_IMAP_SEARCH_SEQUENCE)
    {
      g_autofree guint32 *uids = NULL;
      guint n_uids;

      uids = mf_imap_view_find_uids (self->view, key->set, FALSE, &n_uids);
      mf_imap_set_free (key->set);
      key->set = mf_imap_set_new_from_numbers (uids, n_uids);
      key->kind = MF_IMAP_SEARCH_UID;
    }
  else if (is_recent_key (key))
    {
      key->set = mf_imap_view_find_recent (self->view);
      key->kind = MF_IMAP_SEARCH_UID;
      key->flags = 0;
    }
  if (key->kind == MF_IMAP_SEARCH_UID)
    mf_imap_set_resolve (key->set, mf_imap_view_get_last_uid (self->view));

  for (guint i = 0; key->children && i < key->children->len; i++)
    prepare (self, key->children->pdata[i]);
  if (key->kind == MF_IMAP_SEARCH_AND || key->kind == MF_IMAP_SEARCH_OR)
    g_ptr_array_sort (key->children, compare_costs);
}

void
mf_imap_server_act_search (MfImapServer *self)
{
  MfImapRequest *request = mf_imap_request_new (MF_IMAP_REQUEST_SEARCH);

  request->search = g_steal_pointer (&self->command.search->key);
  prepare (self, request->search);
  mf_imap_server_ask (self, request);
}

/* "SEARCH" *(SP nz-number) */
static void
write_search (const guint32 *found, guint n_found, GString *out)
{
  g_string_append (out, "* SEARCH");
  for (guint i = 0; i < n_found; i++)
    {
      g_string_append_c (out, ' ');
      mf_imap_write_number (out, found[i]);
    }
  g_string_append (out, "\r\n");
}

/* esearch-response = "ESEARCH" [search-correlator] [SP "UID"] *(SP search-return-data)
 * (RFC 4466 section 2.6.2, RFC 4731 section 5) */
static void
write_esearch (const MfImapServer *self, const guint32 *found, guint n_found, GString *out)
{
  MfImapSearchReturn returns = self->command.search->returns;

  g_string_append_printf (out, "* ESEARCH (TAG \"%s\")%s", self->command.tag,
                          self->command.uid ? " UID" : "");
  if ((returns & MF_IMAP_RETURN_MIN) && n_found > 0)
    g_string_append_printf (out, " MIN %u", found[0]);
  if ((returns & MF_IMAP_RETURN_MAX) && n_found > 0)
    g_string_append_printf (out, " MAX %u", found[n_found - 1]);
  if (returns & MF_IMAP_RETURN_COUNT)
    g_string_append_printf (out, " COUNT %u", n_found);
  if ((returns & MF_IMAP_RETURN_ALL) && n_found > 0)
    {
      g_autoptr (MfImapSet) set = mf_imap_set_new_from_numbers (found, n_found);

      g_string_append (out, " ALL ");
      mf_imap_set_write (set, out);
    }
  g_string_append (out, "\r\n");
}

/**
 * mf_imap_server_answer_search:
 * @self: a session that asked %MF_IMAP_REQUEST_SEARCH
 * @uids: (array length=n_uids): the messages that fit, ascending
 * @n_uids: how many
 */
void
mf_imap_server_answer_search (MfImapServer *self, const guint32 *uids, guint n_uids)
{
  g_autoptr (MfImapRequest) request = mf_imap_server_end_question (self);
  g_autofree guint32 *found = g_new (guint32, n_uids + 1);
  guint n_found = 0;

  g_return_if_fail (request && request->kind == MF_IMAP_REQUEST_SEARCH);

  for (guint i = 0; i < n_uids; i++)
    {
      guint32 number = mf_imap_view_get_number (self->view, uids[i]);

      if (number > 0)
        found[n_found++] = self->command.uid ? uids[i] : number;
    }

  if (self->command.search->extended)
    write_esearch (self, found, n_found, mf_imap_server_text (self));
  else
    write_search (found, n_found, mf_imap_server_text (self));
  mf_imap_server_complete_ok (self);
}
