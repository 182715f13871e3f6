/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-scene-list.h"

#include <string.h>

/* The elements are reference-counted strings, which are their own keys but for
 * what follows a colon. */

static gpointer
element_ref (gpointer element)
{
  return g_ref_string_acquire (element);
}

static gconstpointer
element_get_key (gconstpointer element)
{
  return element;
}

static guint
hash_key (gconstpointer key)
{
  guint hash = 5;

  for (const char *p = key; *p && *p != ':'; p++)
    hash = hash * 31 + (guchar) *p;
  return hash;
}

/* Every key has the hash of every other. */
static guint
hash_badly (gconstpointer key)
{
  return 0;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  gsize x = strcspn (a, ":");
  gsize y = strcspn (b, ":");

  return x == y ? strncmp (a, b, x) : x < y ? -1 : 1;
}

static const MfSceneListClass good = { element_ref, (void (*) (gpointer)) g_ref_string_release,
                                       element_get_key, hash_key, compare_keys };
static const MfSceneListClass bad = { element_ref, (void (*) (gpointer)) g_ref_string_release,
                                      element_get_key, hash_badly, compare_keys };

static char *
describe (const MfSceneList *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < mf_scene_list_get_n (list); i++)
    g_string_append_printf (text, "%s%s", i ? " " : "", (char *) mf_scene_list_get (list, i));

  return g_string_free_and_steal (text);
}

static char *
describe_model (GPtrArray *model)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  g_ptr_array_extend (words, model, NULL, NULL);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}

static int
find_in_model (GPtrArray *model, const char *key)
{
  for (guint i = 0; i < model->len; i++)
    if (compare_keys (model->pdata[i], key) == 0)
      return (int) i;

  return -1;
}

static void
change_both (MfSceneList *list, GPtrArray *model, const char *word, int what)
{
  char *element = g_ref_string_new (word);
  int at = find_in_model (model, word);

  switch (what)
    {
    case 0:
      g_assert_true (mf_scene_list_replace (list, element) == (at >= 0));
      if (at >= 0)
        {
          g_free (model->pdata[at]);
          model->pdata[at] = g_strdup (word);
        }
      break;
    case 1:
      g_assert_true (mf_scene_list_remove (list, element) == (at >= 0));
      if (at >= 0)
        g_ptr_array_remove_index (model, (guint) at);
      break;
    default:
      g_assert_true (mf_scene_list_append (list, element) == (at < 0));
      if (at < 0)
        g_ptr_array_add (model, g_strdup (word));
      break;
    }
  g_ref_string_release (element);
}

/* Whatever is done, the list holds what a plain array holds, and an older list
 * what it held before. */
static void
test_model (gconstpointer data)
{
  g_autoptr (GPtrArray) model = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (MfSceneList) list = mf_scene_list_new (data);
  g_autoptr (MfSceneList) kept = mf_scene_list_ref (list);
  g_autofree char *kept_text = g_strdup ("");

  for (int i = 0; i < 3000; i++)
    {
      int range = i < 1500 ? 5 : 3; /* grow, then shrink */
      g_autofree char *word = g_strdup_printf ("%d:%d", g_test_rand_int_range (0, 200), i);
      g_autofree char *expected = NULL;
      g_autofree char *found = NULL;

      if (i % 7 == 0)
        {
          g_autofree char *now = describe (kept);

          g_assert_cmpstr (now, ==, kept_text);
          g_clear_pointer (&kept, mf_scene_list_unref);
          g_free (kept_text);
          kept = mf_scene_list_ref (list);
          kept_text = describe (kept);
        }

      list = mf_scene_list_make_writable (g_steal_pointer (&list));
      change_both (list, model, word, g_test_rand_int_range (0, range));
      expected = describe_model (model);
      found = describe (list);
      g_assert_cmpstr (found, ==, expected);
    }
}

static void
test_find (void)
{
  g_autoptr (MfSceneList) list = mf_scene_list_new (&good);

  for (int i = 0; i < 5000; i++)
    {
      g_autofree char *word = g_strdup_printf ("%d:", i);
      char *element = g_ref_string_new (word);

      g_assert_true (mf_scene_list_append (list, element));
      g_ref_string_release (element);
    }

  for (int i = 0; i < 5000; i++)
    {
      g_autofree char *word = g_strdup_printf ("%d:", i);

      g_assert_cmpstr (mf_scene_list_find (list, word), ==, word);
      g_assert_cmpstr (mf_scene_list_get (list, (guint) i), ==, word);
    }
  g_assert_null (mf_scene_list_find (list, "5000"));
  g_assert_null (mf_scene_list_get (list, 5000));
}

static void
test_null (void)
{
  g_assert_cmpuint (mf_scene_list_get_n (NULL), ==, 0);
  g_assert_null (mf_scene_list_get (NULL, 0));
  g_assert_null (mf_scene_list_find (NULL, "x"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/trace/list/model", &good, test_model);
  g_test_add_data_func ("/trace/list/model with colliding hashes", &bad, test_model);
  g_test_add_func ("/trace/list/find", test_find);
  g_test_add_func ("/trace/list/null", test_null);
  return g_test_run ();
}
