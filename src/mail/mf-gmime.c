/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-gmime.h"

static GMimeParserOptions *parser_options;
static GMimeFormatOptions *format_options;

/*< private >
 * mf_gmime_init:
 *
 * Readies GMime, once for the process; every public function of this layer that
 * uses it calls this first. What the options say never depends on the locale,
 * so that the same letter has the same bytes everywhere.
 */
void
mf_gmime_init (void)
{
  static const char *fallback_charsets[] = { "utf-8", "iso-8859-1", NULL };
  static gsize done;

  if (!g_once_init_enter (&done))
    return;

  g_mime_init ();
  parser_options = g_mime_parser_options_new ();
  g_mime_parser_options_set_fallback_charsets (parser_options, fallback_charsets);
  format_options = g_mime_format_options_new ();
  g_mime_format_options_set_newline_format (format_options, GMIME_NEWLINE_FORMAT_DOS);
  g_once_init_leave (&done, 1);
}

/*< private >
 * mf_gmime_get_parser_options:
 *
 * Returns: (transfer none): options to parse with; read-only, for any thread
 */
GMimeParserOptions *
mf_gmime_get_parser_options (void)
{
  mf_gmime_init ();
  return parser_options;
}

/*< private >
 * mf_gmime_get_format_options:
 *
 * Returns: (transfer none): options to write with, CRLF line ends; read-only, for any thread
 */
GMimeFormatOptions *
mf_gmime_get_format_options (void)
{
  mf_gmime_init ();
  return format_options;
}
