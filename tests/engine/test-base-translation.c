/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-translation.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <string.h>

static void
test_choose (void)
{
  static const struct
  {
    const char *accepted;
    const char *language;
  } rows[] = {
    { NULL, "en" },
    { "", "en" },
    { "ko", "ko" },
    { "ko-KR,ko;q=0.9,en;q=0.8", "ko" },
    { "en-US,en;q=0.9,ko;q=0.8", "en" },
    { "en;q=0.2, ko;q=0.7", "ko" },
    { "fr, de;q=0.9", "en" },
    { "fr, ko;q=0.1", "ko" },
    { "ko;q=0", "en" },
    { "KO", "ko" },
    { "../../etc/passwd", "en" },
    { ",,;q=1,-", "en" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *language = mf_translation_choose (rows[i].accepted);

      g_test_message ("%s", rows[i].accepted ? rows[i].accepted : "nothing");
      g_assert_cmpstr (language, ==, rows[i].language);
    }
}

/* A catalogue of one text: header, two tables of one row each, two strings. */
static void
write_catalogue (const char *path, guint32 length)
{
  struct
  {
    guint32 header[7];
    guint32 original[2];
    guint32 translated[2];
    char strings[16];
  } file = {
    .header = { 0x950412de, 0, 1, 28, 36, 0, 0 },
    .original = { 5, 44 },
    .translated = { length, 50 },
    .strings = "Write\0쓰기",
  };

  g_assert_true (g_file_set_contents (path, (const char *) &file, sizeof file, NULL));
}

static void
test_translate (void)
{
  g_autofree char *top = g_dir_make_tmp ("mailflow-translation-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (top, "ko", "LC_MESSAGES", NULL);
  g_autofree char *path = g_build_filename (folder, GETTEXT_PACKAGE ".mo", NULL);
  g_autofree char *broken_folder = g_build_filename (top, "xx", "LC_MESSAGES", NULL);
  g_autofree char *broken = g_build_filename (broken_folder, GETTEXT_PACKAGE ".mo", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (broken_folder, 0700), ==, 0);
  write_catalogue (path, 6);
  write_catalogue (broken, 0xfffffff0);
  bindtextdomain (GETTEXT_PACKAGE, top);

  g_assert_cmpstr (mf_translate ("ko", "Write"), ==, "쓰기");
  g_assert_cmpstr (mf_translate ("ko", "Read"), ==, "Read");
  g_assert_cmpstr (mf_translate ("en", "Write"), ==, "Write");
  /* What is broken translates nothing, and what is not there neither. */
  g_assert_cmpstr (mf_translate ("xx", "Write"), ==, "Write");
  g_assert_cmpstr (mf_translate ("yy", "Write"), ==, "Write");

  g_remove (path);
  g_remove (broken);
  g_rmdir (folder);
  g_rmdir (broken_folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/translation/choose", test_choose);
  g_test_add_func ("/base/translation/translate", test_translate);
  return g_test_run ();
}
