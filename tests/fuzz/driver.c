/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

/* Runs a fuzz target once over each file of a corpus: the smoke test where
 * there is no libFuzzer (after GLib's fuzzing/driver.c). */

static guint
run_file (const char *path)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, &error))
    g_error ("%s", error->message);

  g_print ("%s\n", path);
  LLVMFuzzerTestOneInput ((const guint8 *) data, size);
  return 1;
}

static guint
run_folder (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;
  guint n = 0;

  if (dir == NULL)
    g_error ("%s", error->message);

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      n += run_file (file);
    }

  return n;
}

int
main (int argc, char *argv[])
{
  guint n = 0;

  LLVMFuzzerTestOneInput ((const guint8 *) "", 0);

  for (int i = 1; i < argc; i++)
    n += g_file_test (argv[i], G_FILE_TEST_IS_DIR) ? run_folder (argv[i]) : run_file (argv[i]);

  g_print ("%u inputs\n", n);
  return n > 0 ? 0 : 1;
}
