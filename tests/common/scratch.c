/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "scratch.h"

#include <glib/gstdio.h>

char *
scratch_new (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("mailflow-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

void
scratch_remove (const char *path)
{
  g_autoptr (GDir) dir =
      g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      scratch_remove (child);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}
