/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-lexer.h"

G_BEGIN_DECLS

/**
 * MfImapDateTime:
 * @unix_s: seconds since the Unix epoch
 * @zone_minutes: what its local time is ahead of UTC
 */
typedef struct
{
  gint64 unix_s;
  int zone_minutes;
} MfImapDateTime;

gint64 mf_imap_day (int year, int month, int day);
gint64 mf_imap_date_time_get_day (const MfImapDateTime *self);

gboolean mf_imap_date_time_read (MfImapLexer *lexer, MfImapDateTime *time);
void mf_imap_date_time_write (const MfImapDateTime *self, GString *out);
gboolean mf_imap_date_read (MfImapLexer *lexer, gint64 *day);
void mf_imap_date_write (gint64 day, GString *out);

G_END_DECLS
