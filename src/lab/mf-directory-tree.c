/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-directory-tree.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>

/* How many directories may be open while the tree is walked. */
#define MAX_OPEN 16

/**
 * mf_directory_tree_make_temporary:
 * @error: where to put a %G_FILE_ERROR
 *
 * Makes a directory for what ends with the process: where TMPDIR says, or else
 * in memory if there is a place, because a lesson makes and removes many files
 * that nobody else will ever read.
 *
 * Returns: (transfer full) (nullable): its path
 */
char *
mf_directory_tree_make_temporary (GError **error)
{
  const char *places[] = { g_getenv ("TMPDIR"), g_getenv ("XDG_RUNTIME_DIR"), "/dev/shm" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = NULL;

      if (places[i] == NULL)
        continue;

      path = g_build_filename (places[i], "mailflow-lesson-XXXXXX", NULL);

      if (g_mkdtemp (path) != NULL)
        return g_steal_pointer (&path);
    }

  return g_dir_make_tmp ("mailflow-lesson-XXXXXX", error);
}

static int
remove_cb (const char *path, const struct stat *info, int kind, struct FTW *position)
{
  remove (path);
  return 0;
}

/**
 * mf_directory_tree_remove:
 * @path: a directory, no symbolic link
 *
 * Removes it and everything in it, as far as that is possible. Symbolic links
 * are removed, not followed.
 */
void
mf_directory_tree_remove (const char *path)
{
  nftw (path, remove_cb, MAX_OPEN, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
