/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-mail-server-imap-private.h"

#include "mail/mf-header-value.h"
#include "mail/mf-message.h"
#include "mail/mf-needle.h"

#include <string.h>

/* SEARCH: the leaves of the tree, for one message after the other. Flags, sizes
 * and dates are in the folder's memory, headers beside it; a message is opened
 * only for BODY and TEXT. */

typedef struct
{
  MfFolder *folder;
  GStrv keywords;
  GHashTable *needles; /* key → MfNeedle */

  MfFolderItem item;
  GBytes *header;
  MfMessage *message;
} Search;

static const MfNeedle *
get_needle (Search *search, const MfImapSearchKey *key)
{
  MfNeedle *needle = g_hash_table_lookup (search->needles, key);

  if (!needle)
    {
      needle = mf_needle_new (key->text ? key->text : "");
      g_hash_table_insert (search->needles, (gpointer) key, needle);
    }
  return needle;
}

static const char *
get_header (Search *search, gsize *length)
{
  if (!search->header)
    search->header = mf_folder_read_header (search->folder, search->item.uid, NULL);
  if (!search->header)
    {
      *length = 0;
      return "";
    }
  return g_bytes_get_data (search->header, length);
}

static gboolean
is_address_field (const char *field)
{
  const char *const fields[] = { "From", "To", "Cc", "Bcc" };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_ascii_strcasecmp (field, fields[i]) == 0)
      return TRUE;
  return FALSE;
}

/* What these keys look through is the envelope (RFC 3501 section 6.4.4), where an
 * address has none of the comments that may stand inside it in the header. */
static gboolean
is_in_addresses (Search *search, const MfImapSearchKey *key, const char *field)
{
  gsize length;
  const char *header = get_header (search, &length);
  g_autofree char *value = mf_header_dup_field (header, length, field);
  g_autoptr (GPtrArray) addresses = NULL;

  if (!value || !strchr (value, '('))
    return FALSE;

  addresses = mf_header_parse_addresses (value);
  for (guint i = 0; i < addresses->len; i++)
    {
      const MfHeaderAddress *address = g_ptr_array_index (addresses, i);
      g_autofree char *text = g_strconcat (address->mailbox ? address->mailbox : "", "@",
                                           address->host ? address->host : "", NULL);

      if (mf_needle_is_in_text (get_needle (search, key), text))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_in_header (Search *search, const MfImapSearchKey *key, const char *field)
{
  gsize length;
  const char *header = get_header (search, &length);

  if (length == 0)
    return FALSE;
  return mf_needle_is_in_header (get_needle (search, key), header, length, field) ||
         (field && is_address_field (field) && is_in_addresses (search, key, field));
}

static gboolean
is_in_body (Search *search, const MfImapSearchKey *key)
{
  if (!search->message)
    {
      g_autoptr (GBytes) bytes = mf_folder_read (search->folder, search->item.uid, NULL);

      search->message = bytes ? mf_message_parse (bytes) : NULL;
    }
  return search->message && mf_needle_is_in_body (get_needle (search, key), search->message);
}

static gboolean
has_keyword (const Search *search, const char *name)
{
  for (guint i = 0; search->keywords[i]; i++)
    {
      if (g_ascii_strcasecmp (search->keywords[i], name) == 0)
        return (search->item.flags & MF_MAIL_KEYWORD (i)) != 0;
    }
  return FALSE;
}

static gboolean
test_day (const MfImapSearchKey *key, gint64 day)
{
  switch (key->kind)
    {
    case MF_IMAP_SEARCH_BEFORE:
    case MF_IMAP_SEARCH_SENTBEFORE:
      return day < key->day;
    case MF_IMAP_SEARCH_ON:
    case MF_IMAP_SEARCH_SENTON:
      return day == key->day;
    default:
      return day >= key->day;
    }
}

static gboolean
test_cb (const MfImapSearchKey *key, gpointer data)
{
  Search *search = data;
  MfImapDateTime date = { search->item.date_us / G_USEC_PER_SEC, 0 };
  gint64 day;

  switch (key->kind)
    {
    case MF_IMAP_SEARCH_FLAG:
      return (mf_mail_server_imap_flags (search->item.flags) & key->flags) != 0;
    case MF_IMAP_SEARCH_KEYWORD:
      return has_keyword (search, key->text);
    case MF_IMAP_SEARCH_UID:
      return mf_imap_set_contains (key->set, search->item.uid);
    case MF_IMAP_SEARCH_BEFORE:
    case MF_IMAP_SEARCH_ON:
    case MF_IMAP_SEARCH_SINCE:
      return test_day (key, mf_imap_date_time_get_day (&date));
    case MF_IMAP_SEARCH_SENTBEFORE:
    case MF_IMAP_SEARCH_SENTON:
    case MF_IMAP_SEARCH_SENTSINCE:
      return mf_folder_get_sent_day (search->folder, search->item.uid, &day) && test_day (key, day);
    case MF_IMAP_SEARCH_LARGER:
      return search->item.size > key->number;
    case MF_IMAP_SEARCH_SMALLER:
      return search->item.size < key->number;
    case MF_IMAP_SEARCH_HEADER:
      return is_in_header (search, key, key->field);
    case MF_IMAP_SEARCH_BODY:
      return is_in_body (search, key);
    case MF_IMAP_SEARCH_TEXT:
      return is_in_header (search, key, NULL) || is_in_body (search, key);
    case MF_IMAP_SEARCH_ALL:
    case MF_IMAP_SEARCH_AND:
    case MF_IMAP_SEARCH_OR:
    case MF_IMAP_SEARCH_NOT:
    case MF_IMAP_SEARCH_SEQUENCE:
    default:
      return FALSE;
    }
}

/* In a worker thread. */
void
mf_mail_server_imap_work_search (gpointer data)
{
  MfImapJob *job = data;
  g_autoptr (MfFolderChanges) all = mf_folder_get_changes (job->selection->folder, 0);
  g_auto (GStrv) keywords = mf_folder_dup_keywords (job->selection->folder);
  g_autoptr (GHashTable) needles =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) mf_needle_free);
  Search search = { .folder = job->selection->folder, .keywords = keywords, .needles = needles };

  job->uids = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < all->arrived->len; i++)
    {
      search.item = g_array_index (all->arrived, MfFolderItem, i);
      if (mf_imap_search_key_matches (job->request->search, test_cb, &search))
        g_array_append_val (job->uids, search.item.uid);
      g_clear_pointer (&search.header, g_bytes_unref);
      g_clear_pointer (&search.message, mf_message_unref);
    }
}
