/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-digest-cache.h"

#include "base/mf-error.h"
#include "mail/mf-log.h"

#include <string.h>

/* The digests of a folder's messages, as they were written one after the other;
 * the index knows where each is. A record is the message's key, a NUL, and the
 * digest, so that a place that is not what the index thinks is noticed, as a
 * damaged record is; then the digest is made again. Nothing here is waited for:
 * all of it can be had from the messages. */
#define NAME "mailflow.digests"
#define NEW_NAME "mailflow.digests.new"
#define MAGIC "MFDIGST1"

struct _MfDigestCache
{
  GMutex mutex;
  MfLog *log;
  GBytes *map; /* (nullable): what the file held when it was mapped last */
};

static MfDigestCache *
cache_new (MfLog *log)
{
  MfDigestCache *self;

  if (!log)
    return NULL;

  self = g_new0 (MfDigestCache, 1);
  g_mutex_init (&self->mutex);
  self->log = log;
  return self;
}

/*< private >
 * mf_digest_cache_begin:
 * @directory: the folder's
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: (transfer full): an empty cache beside the one in use
 */
MfDigestCache *
mf_digest_cache_begin (MfDirectory *directory, GError **error)
{
  return cache_new (mf_log_begin (directory, NEW_NAME, MAGIC, error));
}

/*< private >
 * mf_digest_cache_replace:
 * @self: from mf_digest_cache_begin()
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: whether @self is the folder's cache now
 */
gboolean
mf_digest_cache_replace (MfDigestCache *self, GError **error)
{
  return mf_log_replace (self->log, NAME, error);
}

/*< private >
 * mf_digest_cache_open:
 * @directory: the folder's
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: (transfer full): its cache, empty if there was none that could be read
 */
MfDigestCache *
mf_digest_cache_open (MfDirectory *directory, GError **error)
{
  g_autoptr (GBytes) bytes = mf_directory_map (directory, NAME, NULL);
  g_autoptr (MfDigestCache) self = NULL;
  gsize length = 0;
  const char *data = bytes ? g_bytes_get_data (bytes, &length) : NULL;

  if (length >= MF_LOG_MAGIC_LENGTH && memcmp (data, MAGIC, MF_LOG_MAGIC_LENGTH) == 0)
    return cache_new (mf_log_open (directory, NAME, MAGIC, length, error));

  self = mf_digest_cache_begin (directory, error);
  return self && mf_digest_cache_replace (self, error) ? g_steal_pointer (&self) : NULL;
}

void
mf_digest_cache_free (MfDigestCache *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->log, mf_log_free);
  g_clear_pointer (&self->map, g_bytes_unref);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static gboolean
map_up_to (MfDigestCache *self, guint64 end)
{
  if (self->map && g_bytes_get_size (self->map) >= end)
    return TRUE;
  if (!mf_log_flush (self->log, NULL) || mf_log_get_length (self->log) < end)
    return FALSE;

  g_clear_pointer (&self->map, g_bytes_unref);
  self->map = mf_log_map (self->log, NULL);
  return self->map != NULL;
}

/*< private >
 * mf_digest_cache_get:
 * @self: a cache
 * @key: of the message
 * @offset: where its digest is
 * @length: how long it is
 *
 * Returns: (transfer full) (nullable): the digest, mapped; or %NULL if it is not there
 */
GBytes *
mf_digest_cache_get (MfDigestCache *self, const char *key, guint64 offset, guint32 length)
{
  gsize skip = strlen (key) + 1;
  g_autoptr (GBytes) record = NULL;

  if (length <= skip || offset > MF_DIGEST_CACHE_MAX)
    return NULL;

  g_mutex_lock (&self->mutex);
  if (map_up_to (self, offset + MF_LOG_RECORD_HEAD + length))
    record = mf_log_slice (self->map, offset, length);
  g_mutex_unlock (&self->mutex);

  if (!record || memcmp (g_bytes_get_data (record, NULL), key, skip) != 0)
    return NULL;
  return g_bytes_new_from_bytes (record, skip, length - skip);
}

/*< private >
 * mf_digest_cache_add:
 * @self: a cache
 * @key: of the message
 * @digest: its digest
 * @offset: (out): where it is now
 * @length: (out): how long it is there
 *
 * Returns: whether it was kept; one that is too long is not, and none when the cache is full
 */
gboolean
mf_digest_cache_add (
    MfDigestCache *self, const char *key, GBytes *digest, guint64 *offset, guint32 *length)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (digest, &size);
  g_autoptr (GByteArray) record = NULL;
  gboolean kept;

  if (size > MF_LOG_MAX_RECORD / 2)
    return FALSE;

  record = g_byte_array_sized_new ((guint) (size + strlen (key) + 1));
  g_byte_array_append (record, (const guint8 *) key, (guint) strlen (key) + 1);
  g_byte_array_append (record, data, (guint) size);

  g_mutex_lock (&self->mutex);
  kept = mf_log_get_length (self->log) < MF_DIGEST_CACHE_MAX;
  if (kept)
    {
      *offset = mf_log_append (self->log, record->data, record->len);
      *length = record->len;
      kept = mf_log_flush (self->log, NULL);
    }
  g_mutex_unlock (&self->mutex);
  return kept;
}

guint64
mf_digest_cache_get_length (MfDigestCache *self)
{
  guint64 length;

  g_mutex_lock (&self->mutex);
  length = mf_log_get_length (self->log);
  g_mutex_unlock (&self->mutex);
  return length;
}
