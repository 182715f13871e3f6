/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-folder-private.h"

#include "base/mf-error.h"
#include "mail/mf-header-value.h"

/* What a reader asks about a message. The file is opened only for its text, and
 * once, when its digest is asked for first. */

typedef struct
{
  char *key;
  char *name;
  gboolean is_new;
  guint64 size;
  guint64 digest_offset;
  guint32 digest_length;
} Place;

static void
place_clear (Place *place)
{
  g_free (place->key);
  g_free (place->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
find_place (MfFolder *self, guint32 uid, gboolean again, Place *place, GError **error)
{
  const MfFolderEntry *entry;

  place_clear (place);
  *place = (Place) { 0 };
  g_mutex_lock (&self->mutex);
  entry = again ? mf_folder_relocate (self, uid) : mf_folder_index_find (&self->index, uid);
  if (entry)
    *place = (Place) { g_strdup (entry->key), g_strdup (entry->name), entry->is_new,
                       entry->size,           entry->digest_offset,   entry->digest_length };
  g_mutex_unlock (&self->mutex);

  if (again)
    mf_folder_notify (self);
  if (!entry)
    g_set_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING,
                 "Message %u is not in the folder any more", uid);
  return entry != NULL;
}

static GBytes *
read_place (MfFolder *self, const Place *place, GError **error)
{
  g_autoptr (GBytes) raw =
      mf_directory_map (place->is_new ? self->maildir->fresh : self->maildir->cur, place->name,
                        error);

  if (!raw)
    return NULL;
  if (mf_maildir_name_get_size (place->name, ",W=") == g_bytes_get_size (raw))
    return g_steal_pointer (&raw);
  return mf_maildir_with_crlf (raw);
}

/**
 * mf_folder_read:
 * @self: a folder
 * @uid: a message
 * @error: return location for an %MF_STORAGE_ERROR, _MISSING if it is gone
 *
 * Returns: (transfer full): its bytes with CRLF line ends, mapped where a large file has them so;
 * or %NULL with @error set
 */
GBytes *
mf_folder_read (MfFolder *self, guint32 uid, GError **error)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GError) local = NULL;
  GBytes *bytes;

  if (!find_place (self, uid, FALSE, &place, error))
    return NULL;
  bytes = read_place (self, &place, &local);
  if (!bytes && g_error_matches (local, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING) &&
      find_place (self, uid, TRUE, &place, NULL))
    {
      g_clear_error (&local);
      bytes = read_place (self, &place, &local);
    }

  if (!bytes)
    g_propagate_error (error, g_steal_pointer (&local));
  return bytes;
}

static MfMessageDigest *
make_digest (MfFolder *self, guint32 uid, GError **error)
{
  g_autoptr (GBytes) message = mf_folder_read (self, uid, error);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *key = NULL;
  MfMessageDigest *digest;
  MfFolderEntry *entry;
  guint64 offset;
  guint32 length;

  if (!message)
    return NULL;

  digest = mf_message_digest_new (message);
  key = mf_folder_dup_unique_id (self, uid);
  bytes = mf_message_digest_write (digest);
  if (key && mf_digest_cache_add (self->digests, key, bytes, &offset, &length))
    {
      g_mutex_lock (&self->mutex);
      entry = mf_folder_index_find (&self->index, uid);
      if (entry && !self->gone)
        {
          mf_folder_index_set_digest (&self->index, entry, offset, length);
          mf_log_flush (self->index.log, NULL);
        }
      g_mutex_unlock (&self->mutex);
    }
  return digest;
}

static GBytes *
find_digest (MfFolder *self, guint32 uid, GError **error)
{
  g_auto (Place) place = { 0 };

  if (!find_place (self, uid, FALSE, &place, error) || place.digest_length == 0)
    return NULL;
  return mf_digest_cache_get (self->digests, place.key, place.digest_offset, place.digest_length);
}

/**
 * mf_folder_get_digest:
 * @self: a folder
 * @uid: a message
 * @error: return location for an %MF_STORAGE_ERROR, _MISSING if it is gone
 *
 * Returns: (transfer full): its headers and part tree, from the cache unless it is asked for the
 *   first time; or %NULL with @error set
 */
MfMessageDigest *
mf_folder_get_digest (MfFolder *self, guint32 uid, GError **error)
{
  g_autoptr (GBytes) bytes = find_digest (self, uid, NULL);
  MfMessageDigest *digest = bytes ? mf_message_digest_read (bytes, NULL) : NULL;

  return digest ? digest : make_digest (self, uid, error);
}

/**
 * mf_folder_read_header:
 * @self: a folder
 * @uid: a message
 * @error: return location for an %MF_STORAGE_ERROR, _MISSING if it is gone
 *
 * The quickest way to the header alone, for looking through many messages.
 *
 * Returns: (transfer full): its raw header with the blank line that ends it; or %NULL with @error
 *   set
 */
GBytes *
mf_folder_read_header (MfFolder *self, guint32 uid, GError **error)
{
  g_autoptr (GBytes) bytes = find_digest (self, uid, NULL);
  GBytes *header = bytes ? mf_message_digest_read_header (bytes) : NULL;
  g_autoptr (MfMessageDigest) digest = NULL;
  g_autoptr (GBytes) message = NULL;
  MfSpan span;

  if (header)
    return header;

  digest = mf_folder_get_digest (self, uid, error);
  message = digest ? mf_folder_read (self, uid, error) : NULL;
  if (!message)
    return NULL;
  mf_message_digest_find_section (digest, NULL, 0, MF_DIGEST_SECTION_HEADER, &span);
  return g_bytes_new_from_bytes (message, MIN (span.start, g_bytes_get_size (message)),
                                 MIN (span.length, g_bytes_get_size (message) - span.start));
}

#define DAY_S 86400

/* From a year of four digits, as mf_header_parse_date() gives it: it fits. */
static gboolean
find_sent_day (MfFolder *self, guint32 uid, gint32 *day)
{
  g_autoptr (GBytes) header = mf_folder_read_header (self, uid, NULL);
  gsize length = 0;
  const char *data = header ? g_bytes_get_data (header, &length) : NULL;
  g_autofree char *value = data ? mf_header_dup_field (data, length, "Date") : NULL;
  gint64 unix_s;
  gint64 rest;
  int zone_minutes;

  if (!value || !mf_header_parse_date (value, &unix_s, &zone_minutes))
    return FALSE;

  unix_s += zone_minutes * 60;
  rest = unix_s % DAY_S;
  *day = (gint32) ((unix_s - rest) / DAY_S - (rest < 0));
  return TRUE;
}

/**
 * mf_folder_get_sent_day:
 * @self: a folder
 * @uid: a message
 * @day: (out): days since the Unix epoch
 *
 * The day that the message's Date field names, whatever the time and the zone: what SENTON and
 * its like compare (RFC 3501 section 6.4.4). It is read once as long as the folder is open.
 *
 * Returns: whether it names one
 */
gboolean
mf_folder_get_sent_day (MfFolder *self, guint32 uid, gint64 *day)
{
  MfFolderEntry *entry;
  MfFolderSent sent;
  gint32 found = 0;

  g_mutex_lock (&self->mutex);
  entry = mf_folder_index_find (&self->index, uid);
  sent = entry ? entry->sent : MF_FOLDER_SENT_NONE;
  found = entry ? entry->sent_day : 0;
  g_mutex_unlock (&self->mutex);

  if (sent == MF_FOLDER_SENT_UNKNOWN)
    {
      sent = find_sent_day (self, uid, &found) ? MF_FOLDER_SENT_DAY : MF_FOLDER_SENT_NONE;
      g_mutex_lock (&self->mutex);
      entry = mf_folder_index_find (&self->index, uid);
      if (entry)
        {
          entry->sent = sent;
          entry->sent_day = found;
        }
      g_mutex_unlock (&self->mutex);
    }

  *day = found;
  return sent == MF_FOLDER_SENT_DAY;
}
