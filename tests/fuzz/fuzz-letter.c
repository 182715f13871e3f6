/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "mail/mf-letter.h"
#include "mail/mf-message.h"

#include <string.h>

/* CRLF is the only line end, and the last thing. */
static void
check_lines (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_assert_true (length == 0 || data[length - 1] == '\n');
  for (gsize i = 0; i < length; i++)
    {
      g_assert_true (data[i] != '\n' || (i > 0 && data[i - 1] == '\r'));
      g_assert_true (data[i] != '\r' || (i + 1 < length && data[i + 1] == '\n'));
    }
}

/* What was imported is left as it is when it is imported again, and names
 * nobody of the blind copies. */
static void
check_import (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) eml = g_bytes_new (data, size);
  g_autoptr (MfEnvelope) envelope = NULL;
  g_autoptr (MfEnvelope) again_envelope = NULL;
  g_autoptr (GBytes) bytes = mf_letter_import (eml, &envelope, NULL);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (MfMessage) message = NULL;

  g_assert_true ((bytes == NULL) == (envelope == NULL));
  if (!bytes)
    return;

  check_lines (bytes);
  g_assert_nonnull (envelope->sender);
  g_assert_cmpuint (envelope->recipients->len, >, 0);
  message = mf_message_parse (bytes);
  if (mf_message_is_whole (message))
    g_assert_null (mf_message_get_value (message, "Bcc"));
  again = mf_letter_import (bytes, &again_envelope, NULL);
  g_assert_true (!again || g_bytes_equal (again, bytes));
}

/* Whatever a person puts into a letter can be read out of it. */
static void
check_compose (const guint8 *data, gsize size)
{
  g_autofree char *raw = g_strndup ((const char *) data, size);
  g_autofree char *text = g_utf8_make_valid (raw, -1);
  g_autoptr (GBytes) content = g_bytes_new (data, size);
  g_autoptr (MfLetter) letter = mf_letter_new ();
  MfVirtualClock virtual_clock = { .now_us = MF_LESSON_EPOCH_US };
  MfClock clock = mf_virtual_clock_clock (&virtual_clock);
  g_autoptr (MfIdSource) ids = mf_id_source_new_seeded (1);
  g_autoptr (MfEnvelope) envelope = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MfMessage) message = NULL;
  g_autoptr (GBytes) decoded = NULL;
  const MfPart *root;

  mf_letter_set_from (letter, "a@a.example", NULL);
  if (!mf_letter_set_recipients (letter, MF_LETTER_TO, text, NULL))
    mf_letter_set_recipients (letter, MF_LETTER_TO, "b@b.example", NULL);
  mf_letter_set_recipients (letter, MF_LETTER_CC, "c@c.example", NULL);
  mf_letter_set_subject (letter, text);
  mf_letter_set_text (letter, text);
  mf_letter_add_attachment (letter, text, text, content);

  bytes = mf_letter_compose (letter, &clock, ids, &envelope, NULL);
  check_lines (bytes);
  g_assert_cmpint (envelope->body, ==, MF_BODY_7BIT);
  message = mf_message_parse (bytes);
  root = mf_message_get_root (message);
  g_assert_cmpuint (root->children->len, ==, 2);
  decoded = mf_message_get_content (message, g_ptr_array_index (root->children, 1));
  g_assert_true (g_bytes_equal (decoded, content));

  for (char *p = text; *p; p++)
    *p = g_ascii_iscntrl (*p) ? ' ' : *p;
  if (strlen (text) < 30000 && !strstr (text, "=?"))
    g_assert_cmpstr (mf_message_get_value (message, "Subject"), ==, g_strstrip (text));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  check_import (data, size);
  check_compose (data, size);
  return 0;
}
