/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TranscriptLine:
 * @who: 'C' client, 'S' server, '@' a directive, 'E' an expectation, or any
 *   other capital letter: the test says what that means
 * @text: its bytes; those of 'C' and 'S' with their CRLF; NUL-terminated beside
 * @length: how many bytes
 * @number: the line of the file, from 1
 *
 * One line of a dialogue, written as the RFCs write their examples:
 *
 *     # what this is about, and the section it comes from
 *     @ submission
 *     S: 220 b.example ESMTP
 *     C: EHLO a.example
 *     C= QUIT\n
 *     C*600: x
 *     E: CLOSE
 *
 * After `C: ` or `S: ` everything is literal and a CRLF is added; a lone `C:`
 * is an empty line. After `C= ` it is escaped as in C (\r \n \0 \xHH \\) and
 * nothing is added. `C*N: ` repeats the text N times and adds nothing.
 */
typedef struct
{
  char who;
  char *text;
  gsize length;
  guint number;
} TranscriptLine;

/**
 * Transcript:
 * @name: the file, relative to tests/fixtures
 * @lines: (array length=n_lines): the dialogue in order
 */
typedef struct
{
  char *name;
  TranscriptLine *lines;
  guint n_lines;
} Transcript;

/* Called for each transcript of a folder. */
typedef void (*TranscriptFunc) (const Transcript *transcript);

Transcript *transcript_load (const char *name);
void transcript_free (Transcript *self);

GString *transcript_get_bytes (const Transcript *self, char who);
guint transcript_get_turn (const Transcript *self, guint first, GString *client, GString *server);
GString *transcript_get_texts (const Transcript *self, char who);
const char *transcript_get_directive (const Transcript *self, const char *word);

void transcript_add_tests (const char *path, const char *folder, TranscriptFunc func);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Transcript, transcript_free)

G_END_DECLS
