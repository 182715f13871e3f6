/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-bytes-view.h"
#include "app/widgets/mf-canvas.h"
#include "app/widgets/mf-drawing-snapshot.h"
#include "app/widgets/mf-field-row.h"
#include "app/widgets/mf-inspector.h"
#include "app/widgets/mf-ladder.h"
#include "app/widgets/mf-part-list.h"
#include "app/widgets/mf-scrubber.h"
#include "app/widgets/mf-transcript.h"
#include "app/widgets/mf-transport-bar.h"

#include "fixture.h"
#include "harness.h"

#include <string.h>

/* What a key bound by the widget's class does. */
static gboolean
press (GtkWidget *widget, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GListModel) shortcuts = g_list_model_get_item (controllers, i);

      for (guint k = 0;
           GTK_IS_SHORTCUT_CONTROLLER (shortcuts) && k < g_list_model_get_n_items (shortcuts); k++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, k);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
              gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key)
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                 gtk_shortcut_get_arguments (shortcut));
        }
    }
  return FALSE;
}

typedef struct
{
  guint n;
  guint kind;
  guint index;
} Activation;

static void
activated_cb (MfFace *face, guint kind, guint index, const char *item, Activation *activation)
{
  activation->n++;
  activation->kind = kind;
  activation->index = index;
}

static void
test_canvas (WidgetFixture *fixture, gconstpointer data)
{
  Activation activation = { 0 };
  MfPlayback *playback = NULL;

  gtk_test_accessible_assert_role (fixture->widget, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (fixture->widget, GTK_ACCESSIBLE_PROPERTY_LABEL, "Network");
  g_assert_true (gtk_widget_get_focusable (fixture->widget));
  g_object_get (fixture->widget, "playback", &playback, NULL);
  g_assert_true (playback == fixture->playback);
  g_object_unref (playback);

  /* Down goes to the first thing in the picture, Enter opens it. */
  g_signal_connect (fixture->widget, "activated", G_CALLBACK (activated_cb), &activation);
  g_assert_false (press (fixture->widget, GDK_KEY_Return));
  g_assert_true (press (fixture->widget, GDK_KEY_Down));
  g_assert_true (press (fixture->widget, GDK_KEY_Return));
  g_assert_cmpuint (activation.n, ==, 1);
  g_assert_cmpuint (activation.kind, !=, MF_HIT_NONE);
}

/* Every host can be reached by the keyboard alone. */
/* Small Hangul must not be hinted. */
static void
test_canvas_type (WidgetFixture *fixture, gconstpointer data)
{
  PangoContext *context = mf_drawing_create_context (fixture->widget);
  const cairo_font_options_t *options = pango_cairo_context_get_font_options (context);

  g_assert_cmpint (cairo_font_options_get_hint_style (options), ==, CAIRO_HINT_STYLE_NONE);
  g_assert_true (pango_font_description_equal (
      pango_context_get_font_description (context),
      pango_context_get_font_description (gtk_widget_get_pango_context (fixture->widget))));
  g_object_unref (context);
}

static void
test_canvas_hosts (WidgetFixture *fixture, gconstpointer data)
{
  Activation activation = { 0 };
  gboolean reached[3] = { FALSE };

  g_signal_connect (fixture->widget, "activated", G_CALLBACK (activated_cb), &activation);
  for (guint i = 0; i < 40; i++)
    {
      press (fixture->widget, GDK_KEY_Down);
      press (fixture->widget, GDK_KEY_Return);
      if (activation.kind == MF_HIT_HOST)
        reached[activation.index] = TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (reached); i++)
    g_assert_true (reached[i]);
}

/* A playhead anywhere can be painted, and a picture too small for its place scrolls. */
static void
test_canvas_paint (WidgetFixture *fixture, gconstpointer data)
{
  for (double playhead = 0; playhead <= 12; playhead += 0.4)
    {
      mf_playback_seek (fixture->playback, playhead);
      harness_settle (fixture->window);
    }
  mf_timeline_truncate (fixture->timeline, 2);
  harness_settle (fixture->window);
  mf_playback_set_timeline (fixture->playback, NULL);
  harness_settle (fixture->window);
}

static guint
count_rows (GtkWidget *ladder)
{
  const MfDrawing *drawing = MF_FACE_GET_CLASS (ladder)->get_drawing (MF_FACE (ladder));
  guint n = 0;

  for (guint i = 0; i < mf_drawing_get_n_hits (drawing); i++)
    n += mf_drawing_get_hit (drawing, i)->kind == MF_HIT_RECORD;
  return n;
}

static void
test_ladder (WidgetFixture *fixture, gconstpointer data)
{
  Activation activation = { 0 };

  gtk_test_accessible_assert_role (fixture->widget, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (fixture->widget, GTK_ACCESSIBLE_PROPERTY_LABEL, "Ladder");
  g_signal_connect (fixture->widget, "activated", G_CALLBACK (activated_cb), &activation);
  g_assert_true (press (fixture->widget, GDK_KEY_Up));
  g_assert_true (press (fixture->widget, GDK_KEY_Return));
  g_assert_cmpuint (activation.n, ==, 1);

  mf_playback_seek (fixture->playback, 11.5);
  harness_settle (fixture->window);
  mf_timeline_truncate (fixture->timeline, 10);
  harness_settle (fixture->window);
  g_assert_cmpuint (count_rows (fixture->widget), ==, 10);
  fixture_append_noop (fixture->timeline);
  harness_settle (fixture->window);
  g_assert_cmpuint (count_rows (fixture->widget), ==, 11);
  /* Twice, with nothing added between. */
  for (guint n = 3; n > 1; n--)
    {
      mf_timeline_truncate (fixture->timeline, n);
      harness_settle (fixture->window);
      g_assert_cmpuint (count_rows (fixture->widget), ==, n);
    }
}

/* At the start nothing of the first row lies under the hosts' names, and nothing there is hit. */
static void
test_ladder_start (WidgetFixture *fixture, gconstpointer data)
{
  const MfFaceClass *face = MF_FACE_GET_CLASS (fixture->widget);
  const MfDrawing *drawing;
  const MfHit *first;

  mf_playback_seek (fixture->playback, 0);
  harness_settle (fixture->window);
  drawing = face->get_drawing (MF_FACE (fixture->widget));
  first = mf_drawing_find_hit (drawing, MF_HIT_RECORD, 0);
  g_assert_nonnull (first);
  g_assert_cmpfloat (first->area.y, >, 24);
  g_assert_null (face->hit_test (MF_FACE (fixture->widget), 4, first->area.y / 2));
  g_assert_true (face->hit_test (MF_FACE (fixture->widget), 4, first->area.y + 4) == first);
}

static void
drag (GtkWidget *widget, double from, double by)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_GESTURE_DRAG (controller))
        continue;
      g_signal_emit_by_name (controller, "drag-begin", from, 4.0);
      g_signal_emit_by_name (controller, "drag-update", by, 0.0);
      g_signal_emit_by_name (controller, "drag-end", by, 0.0);
    }
}

static void
test_scrubber (WidgetFixture *fixture, gconstpointer data)
{
  double width = gtk_widget_get_width (fixture->widget);

  gtk_test_accessible_assert_role (fixture->widget, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_property (fixture->widget, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 12.0);
  gtk_test_accessible_assert_property (fixture->widget, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 0.0);

  /* Dragging is continuous, and stops at both ends. */
  drag (fixture->widget, 0, width / 2);
  g_assert_cmpfloat_with_epsilon (mf_playback_get_playhead (fixture->playback), 6.0, 0.5);
  gtk_test_accessible_assert_property (fixture->widget, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                       mf_playback_get_playhead (fixture->playback));
  drag (fixture->widget, width / 2, 2 * width);
  g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, 12.0);
  gtk_test_accessible_assert_property (fixture->widget, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "Step 12 of 12");
  drag (fixture->widget, width / 2, -2 * width);
  g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, 0.0);
}

/* Who plays while dragging goes on afterwards. */
static void
test_scrubber_playing (WidgetFixture *fixture, gconstpointer data)
{
  mf_playback_set_playing (fixture->playback, TRUE);
  drag (fixture->widget, 0, 200);
  g_assert_true (mf_playback_get_playing (fixture->playback));
  mf_playback_set_playing (fixture->playback, FALSE);
}

static void
test_transcript (WidgetFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *what;
    MfProtocol protocol;
    guint connection;
    const char *text;
    guint n_lines;
  } rows[] = {
    { "everything", MF_PROTOCOL_NONE, 0, NULL, 12 },
    { "a protocol", MF_PROTOCOL_SMTP, 0, NULL, 11 },
    { "another protocol", MF_PROTOCOL_POP3, 0, NULL, 0 },
    { "a connection", MF_PROTOCOL_NONE, 1, NULL, 11 },
    { "a connection that is not", MF_PROTOCOL_NONE, 2, NULL, 0 },
    { "a text", MF_PROTOCOL_NONE, 0, "250", 2 },
    { "a text in any case", MF_PROTOCOL_NONE, 0, "mail from", 1 },
    { "both", MF_PROTOCOL_SMTP, 1, "data", 1 },
    { "no text", MF_PROTOCOL_NONE, 0, "", 12 },
  };
  MfTranscript *transcript = MF_TRANSCRIPT (fixture->widget);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].what);
      mf_transcript_filter (transcript, rows[i].protocol, rows[i].connection, rows[i].text);
      g_assert_cmpuint (mf_transcript_get_n_lines (transcript), ==, rows[i].n_lines);
      mf_playback_seek (fixture->playback, 1 + i);
      harness_settle (fixture->window);
      g_assert_cmpfloat (mf_playback_get_playhead (fixture->playback), ==, 1 + i);
    }
}

/* What is spoken on the stage can be chosen, and each connection; a lesson that is left while
 * something is chosen and looked for is left in peace. */
static void
test_transcript_scopes (WidgetFixture *fixture, gconstpointer data)
{
  static const char *const names[] = {
    "Everything",
    "SMTP, agent to server",
    "SMTP, server to server",
    "1 · SMTP · mail.a.example → mail.b.example",
  };
  GtkDropDown *drop_down =
      GTK_DROP_DOWN (harness_find_widget (fixture->widget, GTK_TYPE_DROP_DOWN));
  GtkEditable *search = GTK_EDITABLE (harness_find_widget (fixture->widget, GTK_TYPE_SEARCH_ENTRY));
  GtkStringList *list = GTK_STRING_LIST (gtk_drop_down_get_model (drop_down));

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (gtk_string_list_get_string (list, i), ==, names[i]);

  gtk_editable_set_text (search, "mail");
  gtk_drop_down_set_selected (drop_down, 3);
  mf_playback_set_timeline (fixture->playback, NULL);
  harness_settle (fixture->window);
  g_assert_cmpuint (mf_transcript_get_n_lines (MF_TRANSCRIPT (fixture->widget)), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
}

static void
test_inspector (WidgetFixture *fixture, gconstpointer data)
{
  MfInspector *inspector = MF_INSPECTOR (fixture->widget);

  g_assert_cmpstr (mf_inspector_get_title (inspector), ==, "What each step means");
  mf_playback_seek (fixture->playback, 8.5);
  harness_settle (fixture->window);
  g_assert_cmpstr (mf_inspector_get_title (inspector), ==,
                   "S: 354 Start mail input; end with <CRLF>.<CRLF>");
  mf_inspector_show_page (inspector, "hex");
  harness_settle (fixture->window);
  mf_playback_seek (fixture->playback, 10);
  harness_settle (fixture->window);
  mf_inspector_show_page (inspector, "parts");
  harness_settle (fixture->window);
  mf_playback_seek (fixture->playback, 0);
  harness_settle (fixture->window);
}

static void
count_cb (GObject *object, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_bytes_view (WidgetFixture *fixture, gconstpointer data)
{
  MfBytesView *view = MF_BYTES_VIEW (fixture->widget);
  g_autoptr (MfUnit) unit = fixture_unit_new ();
  guint n = 0;

  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_LABEL, "Bytes");
  mf_bytes_view_set_unit (view, unit);
  g_signal_connect (view, "notify::highlight", G_CALLBACK (count_cb), &n);
  mf_bytes_view_set_highlight (view, 1);
  mf_bytes_view_set_highlight (view, 1);
  g_assert_cmpuint (n, ==, 1);
  mf_bytes_view_set_mode (view, MF_BYTE_TEXT_HEX);
  harness_settle (fixture->window);
  g_assert_cmpint (mf_bytes_view_get_highlight (view), ==, 1);
  mf_bytes_view_show_span (view, MF_SPAN (3, 9));
  mf_bytes_view_set_unit (view, NULL);
  g_assert_cmpint (mf_bytes_view_get_highlight (view), ==, -1);
  harness_settle (fixture->window);
}

static void
test_transport_bar (WidgetFixture *fixture, gconstpointer data)
{
  MfTransportBar *bar = MF_TRANSPORT_BAR (fixture->widget);
  GtkWidget *step = mf_transport_bar_get_step_button (bar);

  gtk_test_accessible_assert_property (step, GTK_ACCESSIBLE_PROPERTY_LABEL, "Step");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (step)), ==, "win.step-forward");
  mf_playback_set_playing (fixture->playback, TRUE);
  mf_playback_set_speed (fixture->playback, 2);
  mf_playback_set_playing (fixture->playback, FALSE);
  harness_settle (fixture->window);
}

static void
test_part_list (WidgetFixture *fixture, gconstpointer data)
{
  static const char mail[] = "Subject: two\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
                             "--x\r\n\r\ntext\r\n"
                             "--x\r\nContent-Type: image/png; name=\"a<b>&c.png\"\r\n"
                             "Content-Transfer-Encoding: base64\r\n\r\niVBORw0K\r\n--x--\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (mail, strlen (mail));
  g_autoptr (MfMessage) message = mf_message_parse (bytes);
  MfPartList *list = MF_PART_LIST (fixture->widget);

  mf_part_list_set_message (list, message);
  g_assert_cmpuint (mf_part_list_get_n_rows (list), ==, 3);
  harness_settle (fixture->window);
  mf_part_list_set_message (list, NULL);
  g_assert_cmpuint (mf_part_list_get_n_rows (list), ==, 0);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

#define ADD(name, type, function)                                                                  \
  g_test_add ("/widgets/" name, WidgetFixture, mf_##type##_get_type, widget_fixture_set_up,        \
              function, widget_fixture_tear_down)
  ADD ("canvas", canvas, test_canvas);
  ADD ("canvas/type", canvas, test_canvas_type);
  ADD ("canvas/hosts", canvas, test_canvas_hosts);
  ADD ("canvas/paint", canvas, test_canvas_paint);
  ADD ("ladder", ladder, test_ladder);
  ADD ("ladder start", ladder, test_ladder_start);
  ADD ("scrubber", scrubber, test_scrubber);
  ADD ("scrubber/playing", scrubber, test_scrubber_playing);
  ADD ("transcript", transcript, test_transcript);
  ADD ("transcript/scopes", transcript, test_transcript_scopes);
  ADD ("inspector", inspector, test_inspector);
  ADD ("bytes-view", bytes_view, test_bytes_view);
  ADD ("transport-bar", transport_bar, test_transport_bar);
  ADD ("part-list", part_list, test_part_list);
#undef ADD

  return g_test_run ();
}
