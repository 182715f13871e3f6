/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

/* Whatever is written can be read: the contrasts of WCAG 2, measured on the picture. */

#include "config.h"

#include "app/mf-window-private.h"
#include "app/widgets/mf-transcript-row.h"

#include "harness.h"

#include <math.h>
#include <string.h>

#define TEXT 4.5
#define SECONDARY 3.0

typedef struct
{
  GtkWidget *root;
  int width;
  int height;
  guchar *pixels;
} Picture;

static void
take (Picture *picture, GtkWidget *widget)
{
  g_autoptr (GdkTexture) texture = harness_get_texture (widget);
  g_autoptr (GdkTextureDownloader) downloader = gdk_texture_downloader_new (texture);

  picture->root = widget;
  picture->width = gdk_texture_get_width (texture);
  picture->height = gdk_texture_get_height (texture);
  picture->pixels = g_malloc ((gsize) picture->width * (gsize) picture->height * 4);
  gdk_texture_downloader_set_format (downloader, GDK_MEMORY_R8G8B8A8);
  gdk_texture_downloader_download_into (downloader, picture->pixels, (gsize) picture->width * 4);
}

static double
get_linear (guchar channel)
{
  double value = channel / 255.0;

  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
get_luminance (const guchar *pixel)
{
  return 0.2126 * get_linear (pixel[0]) + 0.7152 * get_linear (pixel[1]) +
         0.0722 * get_linear (pixel[2]);
}

/* Of the ink, where it covers a pixel wholly, to the ground, which is most of a label's box. */
static double
measure (const Picture *picture, GtkWidget *label)
{
  guint counts[256] = { 0 };
  double luminances[256] = { 0 };
  guint ground = 0;
  double contrast = 1;
  graphene_rect_t box;

  g_assert_true (gtk_widget_compute_bounds (label, picture->root, &box));
  for (int y = MAX ((int) box.origin.y, 0);
       y < box.origin.y + box.size.height && y < picture->height; y++)
    for (int x = MAX ((int) box.origin.x, 0);
         x < box.origin.x + box.size.width && x < picture->width; x++)
      {
        const guchar *pixel = picture->pixels + 4 * (y * picture->width + x);
        guint level = pixel[1];

        counts[level]++;
        luminances[level] = get_luminance (pixel);
        if (counts[level] > counts[ground])
          ground = level;
      }
  for (guint level = 0; level < G_N_ELEMENTS (counts); level++)
    if (counts[level] > 0)
      contrast = MAX (contrast, (MAX (luminances[level], luminances[ground]) + 0.05) /
                                    (MIN (luminances[level], luminances[ground]) + 0.05));
  return contrast;
}

/* Whether nothing of it is scrolled out of sight. */
static gboolean
is_whole (GtkWidget *label)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (label, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t box;

  return scrolled == NULL ||
         (gtk_widget_compute_bounds (label, scrolled, &box) && box.origin.y > 0 &&
          box.origin.y + box.size.height < (float) gtk_widget_get_height (scrolled));
}

static const char *
get_place (GtkWidget *row)
{
  if (gtk_widget_has_css_class (row, "future"))
    return "future";
  if (gtk_widget_get_state_flags (gtk_widget_get_parent (row)) & GTK_STATE_FLAG_SELECTED)
    return "selected";
  return "past";
}

/* Labels of one style in one place. The strokes of a small letter may nowhere cover a pixel,
 * so the best of them counts. */
static void
collect (const Picture *picture, GtkWidget *widget, GHashTable *contrasts)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_is_sensitive (widget))
    return;
  if (GTK_IS_LABEL (widget) && gtk_widget_get_width (widget) > 0 &&
      *gtk_label_get_text (GTK_LABEL (widget)) != '\0' && is_whole (widget))
    {
      g_auto (GStrv) classes = gtk_widget_get_css_classes (widget);
      g_autofree char *style = g_strjoinv (".", classes);
      GtkWidget *row = gtk_widget_get_ancestor (widget, MF_TYPE_TRANSCRIPT_ROW);
      const char *place = row != NULL ? get_place (row) : "anywhere";
      char *key = g_strconcat (place, " ", style, NULL);
      double *best = g_hash_table_lookup (contrasts, key);
      double contrast = measure (picture, widget);

      if (best == NULL || contrast > *best)
        g_hash_table_insert (contrasts, key, g_memdup2 (&contrast, sizeof contrast));
      else
        g_free (key);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (picture, child, contrasts);
}

static void
assert_readable (GHashTable *contrasts)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, contrasts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      double contrast = *(double *) value;
      /* The number and the protocol of what is still to come. */
      gboolean secondary = g_str_has_prefix (key, "future") && strstr (key, "monospace") == NULL;

      g_test_message ("%5.2f %s", contrast, (char *) key);
      g_assert_cmpfloat (contrast, >=, secondary ? SECONDARY : TEXT);
    }
}

static void
test_window (gconstpointer data)
{
  MfApplication *application = harness_start ();
  g_autoptr (GHashTable) contrasts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  MfWindow *window;
  Picture picture;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), GPOINTER_TO_INT (data));
  harness_set_animations (FALSE);
  window = mf_window_new (application);
  gtk_window_present (GTK_WINDOW (window));
  harness_wait_played (window);
  harness_resize (GTK_WINDOW (window), 1280, 800);
  mf_playback_seek (window->playback, 34);
  harness_settle (GTK_WIDGET (window));
  take (&picture, GTK_WIDGET (window));
  collect (&picture, GTK_WIDGET (window), contrasts);
  g_assert_true (g_hash_table_contains (contrasts, "future monospace"));
  g_assert_true (g_hash_table_contains (contrasts, "past monospace"));
  assert_readable (contrasts);
  g_free (picture.pixels);
  harness_finish (application);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/contrast/light", GINT_TO_POINTER (ADW_COLOR_SCHEME_FORCE_LIGHT),
                        test_window);
  g_test_add_data_func ("/contrast/dark", GINT_TO_POINTER (ADW_COLOR_SCHEME_FORCE_DARK),
                        test_window);

  return g_test_run ();
}
