/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-directory-tree.h"

#include <ftw.h>
#include <stdio.h>

/* How many directories may be open while the tree is walked. */
#define MAX_OPEN 16

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
