/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-lexer.h"

/* What is read, and what of it is written again: or "AT: what was expected". */
typedef struct
{
  const char *text;
  const char *again;
} ImapRow;

/* A function under test: reads, and writes what it read. */
typedef gboolean (*ImapAgain) (MfImapLexer *lexer, GString *out);

char *imap_read_again (const char *text, ImapAgain again);
void imap_check_rows (const ImapRow *rows, gsize n_rows, ImapAgain again);
