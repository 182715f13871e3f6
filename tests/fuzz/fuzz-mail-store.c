/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "mail/mf-folder-index.h"
#include "mail/mf-folder-name.h"
#include "mail/mf-header-value.h"
#include "mail/mf-mail-store-private.h"
#include "mail/mf-message-digest.h"

/* What is read from a mail store's own files may be damaged, and may have been
 * written by anybody who can write there. */

static void
try_index (GBytes *bytes)
{
  MfFolderIndex index;
  guint64 valid;
  guint32 last = 0;

  mf_folder_index_init (&index);
  mf_folder_index_parse (&index, bytes, &valid);
  g_assert_cmpuint (valid, <=, g_bytes_get_size (bytes));
  for (guint i = 0; i < index.entries->len; i++)
    {
      const MfFolderEntry *entry = g_ptr_array_index (index.entries, i);

      g_assert_cmpuint (entry->uid, >, last);
      g_assert_true (index.uid_validity == 0 || entry->uid < index.uid_next);
      g_assert_true (mf_folder_index_find (&index, entry->uid) == entry);
      last = entry->uid;
    }
  mf_folder_index_clear (&index);
}

/* What can be read is written, and read, as the same. */
static void
try_digest (GBytes *bytes)
{
  g_autoptr (MfMessageDigest) digest = mf_message_digest_read (bytes, NULL);
  g_autoptr (GBytes) header = mf_message_digest_read_header (bytes);
  g_autoptr (MfMessageDigest) again = NULL;
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GBytes) same = NULL;

  if (!digest)
    return;
  written = mf_message_digest_write (digest);
  again = mf_message_digest_read (written, NULL);
  g_assert_nonnull (again);
  same = mf_message_digest_write (again);
  g_assert_true (g_bytes_equal (written, same));
}

static void
try_message (GBytes *bytes)
{
  g_autoptr (MfMessageDigest) digest = mf_message_digest_new (bytes);
  g_autoptr (GBytes) written = mf_message_digest_write (digest);
  g_autoptr (MfMessageDigest) again = mf_message_digest_read (written, NULL);
  MfSpan span;

  g_assert_nonnull (again);
  for (guint32 i = 1; i < 4; i++)
    {
      const guint32 path[] = { i, 1, i };

      if (mf_message_digest_find_section (digest, path, i, MF_DIGEST_SECTION_ALL, &span))
        g_assert_cmpuint (span.start + span.length, <=, g_bytes_get_size (bytes));
    }
}

static void
try_text (const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  g_autofree char *name = mf_folder_name_from_file (copy);
  g_autofree char *file_name = name ? mf_folder_name_to_file (name) : NULL;
  g_autoptr (GPtrArray) addresses = mf_header_parse_addresses (copy);
  MfStoreNotes notes;

  if (name)
    g_assert_cmpstr (file_name, ==, copy);
  mf_store_notes_init (&notes);
  mf_store_notes_parse (&notes, text, length);
  mf_store_notes_clear (&notes);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = NULL;

  if (size == 0)
    return 0;
  bytes = g_bytes_new_static (data + 1, size - 1);
  switch (data[0])
    {
    case 'i':
      try_index (bytes);
      break;
    case 'd':
      try_digest (bytes);
      break;
    case 'm':
      try_message (bytes);
      break;
    default:
      try_text ((const char *) data + 1, size - 1);
      break;
    }
  return 0;
}
