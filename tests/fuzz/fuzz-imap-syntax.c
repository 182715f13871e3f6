/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "proto/imap/mf-imap-command.h"
#include "proto/imap/mf-imap-date.h"
#include "proto/imap/mf-imap-envelope.h"
#include "proto/imap/mf-imap-name.h"
#include "wire/mf-literal-framer.h"

#include <string.h>

/* What is read and written again must be read as the same again. */
typedef gboolean (*Again) (MfImapLexer *lexer, GString *out);

static gboolean
set_again (MfImapLexer *lexer, GString *out)
{
  g_autoptr (MfImapSet) set = NULL;

  if (!mf_imap_set_read (lexer, &set))
    return FALSE;
  mf_imap_set_write (set, out);
  return TRUE;
}

static gboolean
search_again (MfImapLexer *lexer, GString *out)
{
  g_autoptr (MfImapSearch) search = NULL;

  if (!mf_imap_search_read (lexer, &search))
    return FALSE;
  mf_imap_search_key_write (search->key, out);
  return TRUE;
}

static gboolean
fetch_again (MfImapLexer *lexer, GString *out)
{
  g_autoptr (MfImapFetch) fetch = NULL;

  if (!mf_imap_fetch_read (lexer, &fetch))
    return FALSE;
  g_string_append_c (out, '(');
  for (guint i = 0; i < fetch->n_items; i++)
    {
      g_string_append (out, i > 0 ? " " : "");
      mf_imap_fetch_item_write (&fetch->items[i], TRUE, out);
    }
  g_string_append_c (out, ')');
  return TRUE;
}

static gboolean
envelope_again (MfImapLexer *lexer, GString *out)
{
  g_autoptr (MfImapEnvelope) envelope = NULL;

  if (!mf_imap_envelope_read (lexer, &envelope))
    return FALSE;
  mf_imap_envelope_write (envelope, out);
  return TRUE;
}

static gboolean
date_time_again (MfImapLexer *lexer, GString *out)
{
  MfImapDateTime time;

  if (!mf_imap_date_time_read (lexer, &time))
    return FALSE;
  mf_imap_date_time_write (&time, out);
  return TRUE;
}

static void
try_again (const char *data, gsize size, Again again)
{
  g_autoptr (GString) first = g_string_new (NULL);
  g_autoptr (GString) second = g_string_new (NULL);
  MfImapLexer lexer;

  mf_imap_lexer_init (&lexer, data, size);
  if (!again (&lexer, first))
    {
      g_assert_nonnull (lexer.error);
      g_assert_cmpuint (lexer.error_at, <=, size);
      return;
    }

  g_assert_cmpuint (lexer.position, <=, size);
  mf_imap_lexer_init (&lexer, first->str, first->len);
  if (!again (&lexer, second) || !mf_imap_lexer_end (&lexer))
    {
      /* Written keys may be nested deeper than they were: (a) for a. */
      g_assert_nonnull (strstr (lexer.error, "fewer"));
      return;
    }
  if (again != search_again)
    g_assert_true (g_string_equal (first, second));
}

static void
try_name (const char *data, gsize size)
{
  g_autofree char *name = mf_imap_utf7_decode (data, size);
  g_autofree char *encoded = NULL;
  g_autofree char *decoded = NULL;

  if (name == NULL)
    return;
  g_assert_true (g_utf8_validate (name, -1, NULL));
  encoded = mf_imap_utf7_encode (name);
  g_assert_true (g_str_is_ascii (encoded));
  decoded = mf_imap_utf7_decode (encoded, strlen (encoded));
  g_assert_cmpstr (decoded, ==, name);
  mf_imap_name_is_valid (name);
  mf_imap_name_matches (name, encoded);
}

static void
try_command (const char *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  MfImapCommand command;

  if (mf_imap_command_parse (data, size, &command, &error))
    g_assert_nonnull (command.tag);
  else
    g_assert_nonnull (error);
  mf_imap_command_clear (&command);
}

/* The same pieces, however the bytes are cut; literals are kept as long as there is room. */
static GString *
frame (const guint8 *data, gsize size, gsize step)
{
  g_autoptr (MfLiteralFramer) framer = mf_literal_framer_new (200, 400);
  GString *log = g_string_new (NULL);
  MfLiteralPiece piece;

  for (gsize at = 0; at < size; at += step)
    {
      mf_literal_framer_push (framer, data + at, MIN (step, size - at));
      while (mf_literal_framer_next (framer, &piece))
        {
          g_assert_cmpuint (piece.length, <=, 400);
          g_assert_cmpuint (piece.line, <=, piece.length);
          g_string_append_len (log, piece.text, (gssize) piece.length);
          g_string_append_printf (log, "|%d|", piece.kind);
          if (piece.kind != MF_LITERAL_PIECE_ANNOUNCED)
            continue;
          if (mf_literal_framer_can_keep (framer))
            mf_literal_framer_keep (framer);
          else if (piece.waits)
            mf_literal_framer_refuse (framer);
          else
            mf_literal_framer_skip (framer);
        }
    }

  return log;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const Again agains[] = { set_again, search_again, fetch_again, envelope_again,
                                  date_time_again };
  const char *text = (const char *) data;
  g_autoptr (GString) whole = NULL;
  g_autoptr (GString) bytes = NULL;

  if (size == 0)
    return 0;

  for (gsize i = 0; i < G_N_ELEMENTS (agains); i++)
    try_again (text, size, agains[i]);
  try_name (text, MIN (size, 2000));
  try_command (text, size);
  whole = frame (data, size, G_MAXSIZE / 2);
  bytes = frame (data, size, 1);
  g_assert_true (g_string_equal (whole, bytes));
  return 0;
}
