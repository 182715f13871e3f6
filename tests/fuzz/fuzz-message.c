/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "mail/mf-message.h"
#include "mail/mf-named-address.h"

#include <string.h>

static void
check_fields (const MfPart *part)
{
  gsize position = part->header.start;

  for (guint i = 0; i < part->n_fields; i++)
    {
      const MfHeaderField *field = &part->fields[i];

      g_assert_cmpuint (field->span.start, >=, position);
      position = field->span.start + field->span.length;
      g_assert_cmpuint (field->value_span.start, >, field->name_span.start);
      g_assert_cmpuint (field->value_span.start + field->value_span.length, <=, position);
      g_assert_true (g_utf8_validate (field->value, -1, NULL));
    }
  g_assert_cmpuint (position, <=, part->header.start + part->header.length);
}

/* Children inside the body, in order, none over another. */
static guint
check_part (const MfMessage *message, const MfPart *part, gsize start, gsize end, guint depth)
{
  g_autoptr (GBytes) content = mf_message_get_content (message, part);
  g_autofree char *text = mf_message_get_text (message, part);
  guint n = 1;

  g_assert_cmpuint (depth, <=, MF_MESSAGE_MAX_DEPTH);
  g_assert_cmpuint (part->header.start, >=, start);
  g_assert_cmpuint (part->body.start, >=, part->header.start + part->header.length);
  g_assert_cmpuint (part->body.start + part->body.length, ==, end);
  g_assert_cmpuint (g_bytes_get_size (content), <=, part->body.length);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (!part->file_name || g_utf8_validate (part->file_name, -1, NULL));
  g_assert_true (!part->file_name || !strchr (part->file_name, '/'));
  check_fields (part);

  start = part->body.start;
  for (guint i = 0; i < part->children->len; i++)
    {
      const MfPart *child = g_ptr_array_index (part->children, i);
      gsize child_end = child->body.start + child->body.length;

      g_assert_true (child->parent == part);
      g_assert_cmpuint (child_end, <=, end);
      n += check_part (message, child, start, child_end, depth + 1);
      start = child_end;
    }

  return n;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (MfMessage) message = mf_message_parse (bytes);
  g_autoptr (GPtrArray) addresses = mf_message_get_addresses (message, "To", NULL);

  g_assert_cmpuint (check_part (message, mf_message_get_root (message), 0, size, 0), <=,
                    MF_MESSAGE_MAX_PARTS);
  for (guint i = 0; addresses && i < addresses->len; i++)
    {
      const MfNamedAddress *named = g_ptr_array_index (addresses, i);

      g_assert_true (g_str_is_ascii (mf_address_get_text (named->address)));
    }
  return 0;
}
