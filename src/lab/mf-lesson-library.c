/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson.h"
#include "lab/mf-lesson-private.h"
#include "lab/mf-lesson-resources.h"

#include <glib/gi18n-lib.h>

/* The lessons that come with the program. */

#define LESSONS_PATH "/mailflow/lessons"
#define ATTACHMENTS_PATH "/mailflow/attachments"

/* The groups of the list of lessons, in its order. */
static const struct
{
  const char *id;
  const char *title;
} topics[] = {
  { "first-letter", N_ ("First Letter") },
  { "smtp", N_ ("SMTP") },
  { "reading", N_ ("Reading") },
  { "push-and-pull", N_ ("Push and Pull") },
};

/* (transfer none) (nullable): the static copy of a known topic's id */
const char *
mf_lesson_find_topic (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    if (g_str_equal (topics[i].id, id))
      return topics[i].id;

  return NULL;
}

/* (transfer full) (nullable): the file @name among those that go with letters */
GBytes *
mf_lesson_find_attachment (const char *name)
{
  g_autofree char *path = g_build_path ("/", ATTACHMENTS_PATH, name, NULL);

  return strchr (name, '/') != NULL ? NULL
                                    : g_resource_lookup_data (mf_lesson_get_resource (), path,
                                                              G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

/**
 * mf_lesson_find:
 * @id: "alice-to-bob"
 * @error: where to put a %MF_LESSON_ERROR
 *
 * Returns: (transfer full): the lesson of that id among those that come with
 *   the program, or %NULL with %MF_LESSON_ERROR_NOT_FOUND
 */
MfLesson *
mf_lesson_find (const char *id, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (id != NULL, NULL);

  name = g_strconcat (id, ".xml", NULL);
  path = g_build_path ("/", LESSONS_PATH, name, NULL);

  if (strchr (id, '/') == NULL)
    bytes = g_resource_lookup_data (mf_lesson_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                    NULL);

  if (bytes == NULL)
    {
      g_set_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_NOT_FOUND, "there is no lesson “%s”",
                   id);
      return NULL;
    }

  return mf_lesson_new_from_data (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), name,
                                  error);
}

static int
compare_lessons_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const MfLesson *first = a;
  const MfLesson *second = b;

  if (first->topic != second->topic)
    {
      for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
        {
          if (topics[i].id == first->topic)
            return -1;
          if (topics[i].id == second->topic)
            return 1;
        }
    }

  if (first->order != second->order)
    return first->order < second->order ? -1 : 1;

  return strcmp (first->id, second->id);
}

/**
 * mf_lesson_list:
 *
 * Returns: (transfer full): (element-type MfLesson): the lessons that come with the program,
 *   by topic and order
 */
GListModel *
mf_lesson_list (void)
{
  g_auto (GStrv) names = NULL;
  GListStore *store = g_list_store_new (MF_TYPE_LESSON);

  names = g_resource_enumerate_children (mf_lesson_get_resource (), LESSONS_PATH,
                                         G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (char **name = names; name != NULL && *name != NULL; name++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MfLesson) lesson = NULL;
      g_autofree char *id = g_strndup (*name, strlen (*name) - strlen (".xml"));

      lesson = mf_lesson_find (id, &error);

      if (lesson != NULL)
        g_list_store_insert_sorted (store, lesson, compare_lessons_cb, NULL);
      else
        g_critical ("%s", error->message);
    }

  return G_LIST_MODEL (store);
}

/**
 * mf_lesson_get_topic_title:
 * @self: a lesson
 *
 * Returns: (transfer none): the name of its group, in the reader's language
 */
const char *
mf_lesson_get_topic_title (MfLesson *self)
{
  g_return_val_if_fail (MF_IS_LESSON (self), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    if (topics[i].id == self->topic)
      return _ (topics[i].title);

  g_return_val_if_reached (NULL);
}
