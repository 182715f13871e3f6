/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-file-error.h"

#include <string.h>

/* What a portal hands out, and nobody has ever seen. */
#define FOLDER "/run/user/1000/doc/6e1a7c2b"

static void
assert_names_only (GFile *file, const GError *error, const char *name)
{
  g_autofree char *text = mf_file_error_get_text (file, error);

  g_assert_nonnull (strstr (text, name));
  g_assert_null (strstr (text, "/"));
  g_assert_null (strstr (text, "6e1a7c2b"));
}

static void
test_load (void)
{
  g_autoptr (GFile) file = g_file_new_for_path (FOLDER "/picture of us.png");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  bytes = g_file_load_bytes (file, NULL, NULL, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  assert_names_only (file, error, "picture of us.png");
}

static void
test_save (void)
{
  g_autoptr (GFile) file = g_file_new_for_path (FOLDER "/점심.txt");
  g_autoptr (GError) error = NULL;

  g_assert_false (g_file_replace_contents (file, "a", 1, NULL, FALSE,
                                           G_FILE_CREATE_REPLACE_DESTINATION, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  assert_names_only (file, error, "점심.txt");
}

/* However a message spells where the file is. */
static void
test_spellings (void)
{
  g_autoptr (GFile) file = g_file_new_for_path (FOLDER "/a b.txt");
  const char *const spellings[] = { FOLDER "/a b.txt", "file://" FOLDER "/a%20b.txt" };

  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      g_autoptr (GError) error =
          g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "No space for “%s”", spellings[i]);
      g_autofree char *text = mf_file_error_get_text (file, error);

      g_assert_cmpstr (text, ==, "No space for “a b.txt”");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-error/load", test_load);
  g_test_add_func ("/file-error/save", test_save);
  g_test_add_func ("/file-error/spellings", test_spellings);
  return g_test_run ();
}
