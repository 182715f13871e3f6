/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-file-error.h"

/**
 * mf_file_error_get_text:
 * @file: a file that a person has chosen
 * @error: what GIO says of it
 *
 * GIO's words name the whole path, which in a sandbox is one of the document
 * portal's that nobody has ever seen. The file's own name is what was chosen.
 *
 * Returns: (transfer full): what went wrong, with the file's name alone
 */
char *
mf_file_error_get_text (GFile *file, const GError *error)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *parse_name = g_file_get_parse_name (file);
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr (GString) text = g_string_new (error->message);

  g_string_replace (text, uri, name, 0);
  g_string_replace (text, parse_name, name, 0);
  if (g_file_peek_path (file) != NULL)
    {
      g_autofree char *path = g_filename_display_name (g_file_peek_path (file));

      g_string_replace (text, path, name, 0);
    }

  return g_string_free_and_steal (g_steal_pointer (&text));
}
