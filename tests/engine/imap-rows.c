/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "imap-rows.h"

#include <string.h>

char *
imap_read_again (const char *text, ImapAgain again)
{
  g_autoptr (GString) out = g_string_new (NULL);
  MfImapLexer lexer;

  mf_imap_lexer_init (&lexer, text, strlen (text));
  if (again (&lexer, out) && mf_imap_lexer_end (&lexer))
    {
      g_assert_null (lexer.error);
      return g_string_free_and_steal (g_steal_pointer (&out));
    }

  g_assert_nonnull (lexer.error);
  return g_strdup_printf ("%zu: %s", lexer.error_at, lexer.error);
}

void
imap_check_rows (const ImapRow *rows, gsize n_rows, ImapAgain again)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      g_autofree char *result = imap_read_again (rows[i].text, again);

      if (g_strcmp0 (result, rows[i].again) != 0)
        g_error ("%s: %s, not %s", rows[i].text, result, rows[i].again);
    }
}
