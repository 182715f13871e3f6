/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "proto/imap/mf-imap-body-reader.h"
#include "proto/imap/mf-imap-response.h"

#include <string.h>

static guint
count_parts (const MfImapBody *body)
{
  guint n = 1;

  g_assert_nonnull (body->type);
  g_assert_nonnull (body->subtype);
  for (guint i = 0; i < body->parts->len; i++)
    n += count_parts (g_ptr_array_index (body->parts, i));

  return n;
}

/* Every part that a name leads to is one of the structure's. */
static void
check_structure (const MfImapBody *body)
{
  static const char *const names[] = { "1", "2", "1.1", "1.2.1", "2.1", "0", "", "1.", "9999" };

  g_assert_cmpuint (count_parts (body), <=, MF_IMAP_BODY_MAX_PARTS);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const MfImapBody *part = mf_imap_body_find (body, names[i]);

      if (part)
        g_assert_cmpuint (count_parts (part), <=, count_parts (body));
    }
}

static void
check_message (const MfImapMessageData *message, gsize size)
{
  gsize total = 0;

  if (message->structure)
    check_structure (message->structure);
  if (message->envelope)
    g_assert_nonnull (message->envelope->from);
  g_assert_cmpuint (message->contents->len, <=, MF_IMAP_RESPONSE_MAX_SECTIONS);
  for (guint i = 0; i < message->contents->len; i++)
    {
      const MfImapContent *content = g_ptr_array_index (message->contents, i);

      total += content->bytes ? g_bytes_get_size (content->bytes) : 0;
    }
  g_assert_cmpuint (total, <=, size);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfImapResponse) response = mf_imap_response_parse ((const char *) data, size, &error);

  mf_imap_response_is_text ((const char *) data, size);
  if (response == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }

  g_assert_no_error (error);
  if (response->text)
    g_assert_true (g_utf8_validate (response->text, -1, NULL));
  if (response->words)
    g_assert_cmpuint (g_strv_length (response->words), <=, MF_IMAP_RESPONSE_MAX_WORDS);
  if (response->kind == MF_IMAP_RESPONSE_FETCH)
    check_message (response->message, size);
  return 0;
}
