/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-pictures.h"

#include "lab/mf-lesson-resources.h"

#include <gio/gio.h>

/**
 * mf_picture_get_name:
 * @number: 1 … %MF_PICTURES_MAX
 *
 * Returns: (transfer none) (nullable): its file's name, or %NULL for another number
 */
const char *
mf_picture_get_name (guint number)
{
  static const char *const names[MF_PICTURES_MAX] = {
    "picture-1.png", "picture-2.png", "picture-3.png", "picture-4.png", "picture-5.png",
    "picture-6.png", "picture-7.png", "picture-8.png", "picture-9.png", "picture-10.png",
  };

  return number >= 1 && number <= MF_PICTURES_MAX ? names[number - 1] : NULL;
}

/**
 * mf_picture_get:
 * @number: 1 … %MF_PICTURES_MAX
 *
 * Returns: (transfer full): the picture, a PNG file
 */
GBytes *
mf_picture_get (guint number)
{
  const char *name = mf_picture_get_name (number);
  g_autofree char *path = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  path = g_strconcat ("/mailflow/pictures/", name, NULL);
  return g_resource_lookup_data (mf_lesson_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                 NULL);
}
