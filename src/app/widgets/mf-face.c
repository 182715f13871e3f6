/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-face.h"

#include <adwaita.h>
#include <math.h>

#include "app/mf-announce.h"
#include "app/mf-palette-css.h"

#define NO_CURSOR G_MAXUINT
/* What the cursor is on is not right at the edge: the names over a ladder's lanes lie there. */
#define CURSOR_MARGIN 48.0
#define RING_WIDTH 2.0f
/* As the corners of what lies inside the ring. */
#define HOST_RADIUS 12.0f
#define OTHER_RADIUS 6.0f

typedef struct
{
  MfPlayback *playback;
  GtkAdjustment *adjustments[2]; /* horizontal, vertical */
  guint policies[2];
  MfPalette palette;
  MfRect picture;
  MfRect hovered; /* of no width when nothing is */
  MfPoint pointer;
  gboolean pointed; /* the pointer is on it */
  guint cursor;
  gboolean arranging;
  gboolean unplaced; /* what it shows is new in sight, and not scrolled to the playhead yet */
} MfFacePrivate;

enum
{
  PROP_PLAYBACK = 1,
  N_PROPS,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

enum
{
  ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (MfFace,
                                  mf_face,
                                  GTK_TYPE_WIDGET,
                                  G_ADD_PRIVATE (MfFace)
                                      G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

#define PRIVATE(self) ((MfFacePrivate *) mf_face_get_instance_private (self))

static void
configure (GtkAdjustment *adjustment, double page, double upper)
{
  if (adjustment != NULL)
    gtk_adjustment_configure (adjustment,
                              CLAMP (gtk_adjustment_get_value (adjustment), 0,
                                     MAX (upper - page, 0)),
                              0, MAX (upper, page), page * 0.1, page * 0.9, page);
}

/**
 * mf_face_arrange:
 * @self: a face
 *
 * Lays everything out anew for the present size.
 */
void
mf_face_arrange (MfFace *self)
{
  MfFacePrivate *priv = PRIVATE (self);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  if (width <= 0 || height <= 0 || priv->arranging)
    return;

  priv->arranging = TRUE;
  priv->hovered = (MfRect) { 0 };
  priv->picture = (MfRect) { 0, 0, width, height };
  if (priv->playback != NULL && mf_playback_get_timeline (priv->playback) != NULL)
    MF_FACE_GET_CLASS (self)->arrange (self, width, height, &priv->picture);
  configure (priv->adjustments[0], width, priv->picture.width);
  configure (priv->adjustments[1], height, priv->picture.height);
  priv->arranging = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * mf_face_invalidate:
 * @self: a face
 *
 * Colours and fonts may have changed.
 */
void
mf_face_invalidate (MfFace *self)
{
  mf_palette_init_for_display (&PRIVATE (self)->palette);
  mf_face_arrange (self);
}

const MfPalette *
mf_face_get_palette (MfFace *self)
{
  return &PRIVATE (self)->palette;
}

/**
 * mf_face_get_visible:
 * @self: a face
 * @visible: (out caller-allocates): the part of the picture that the viewport shows
 */
void
mf_face_get_visible (MfFace *self, MfRect *visible)
{
  MfFacePrivate *priv = PRIVATE (self);
  GtkAdjustment *h = priv->adjustments[0];
  GtkAdjustment *v = priv->adjustments[1];

  *visible = (MfRect) {
    /* Whole pixels: no row of them shines through between what scrolls and what stays. */
    .x = h != NULL ? round (gtk_adjustment_get_value (h)) : 0,
    .y = v != NULL ? round (gtk_adjustment_get_value (v)) : 0,
    .width = gtk_widget_get_width (GTK_WIDGET (self)),
    .height = gtk_widget_get_height (GTK_WIDGET (self)),
  };
}

/**
 * mf_face_scroll_to:
 * @self: a face
 * @area: a part of the picture that is to be seen
 *
 * Scrolls no further than it must.
 */
void
mf_face_scroll_to (MfFace *self, const MfRect *area)
{
  MfFacePrivate *priv = PRIVATE (self);

  if (priv->adjustments[0] != NULL)
    gtk_adjustment_clamp_page (priv->adjustments[0], area->x, area->x + area->width);
  if (priv->adjustments[1] != NULL)
    gtk_adjustment_clamp_page (priv->adjustments[1], area->y, area->y + area->height);
}

static void
playhead_changed_cb (MfFace *self)
{
  MF_FACE_GET_CLASS (self)->moved (self);
}

static void
place_later (MfFace *self)
{
  PRIVATE (self)->unplaced = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* Another playhead, whether or not it stands at the same number: where it is seen is new. */
static void
timeline_changed_cb (MfFace *self)
{
  mf_face_arrange (self);
  place_later (self);
}

static void
disconnect_playback (MfFace *self)
{
  MfFacePrivate *priv = PRIVATE (self);

  if (priv->playback != NULL)
    g_signal_handlers_disconnect_by_data (priv->playback, self);
  g_clear_object (&priv->playback);
}

MfPlayback *
mf_face_get_playback (MfFace *self)
{
  g_return_val_if_fail (MF_IS_FACE (self), NULL);

  return PRIVATE (self)->playback;
}

/**
 * mf_face_set_playback:
 * @self: a face
 * @playback: (nullable): what it shows
 */
void
mf_face_set_playback (MfFace *self, MfPlayback *playback)
{
  MfFacePrivate *priv = PRIVATE (self);

  g_return_if_fail (MF_IS_FACE (self));

  if (priv->playback == playback)
    return;

  disconnect_playback (self);
  if (playback != NULL)
    {
      priv->playback = g_object_ref (playback);
      g_signal_connect_swapped (playback, "notify::playhead", G_CALLBACK (playhead_changed_cb),
                                self);
      g_signal_connect_swapped (playback, "notify::timeline", G_CALLBACK (timeline_changed_cb),
                                self);
      g_signal_connect_swapped (playback, "notify::n-steps", G_CALLBACK (mf_face_arrange), self);
    }
  timeline_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLAYBACK]);
}

static const MfHit *
find_hit (MfFace *self, double x, double y)
{
  MfRect visible;

  if (PRIVATE (self)->playback == NULL)
    return NULL;
  mf_face_get_visible (self, &visible);
  return MF_FACE_GET_CLASS (self)->hit_test (self, x + visible.x, y + visible.y);
}

static void
activate_hit (MfFace *self, const MfHit *hit)
{
  if (hit != NULL && hit->kind != MF_HIT_NONE)
    {
      g_autofree char *item = g_strdup (hit->item);

      g_signal_emit (self, signals[ACTIVATED], 0, (guint) hit->kind, hit->index, item);
    }
}

static void
released_cb (MfFace *self, int n_press, double x, double y, GtkGesture *gesture)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  activate_hit (self, find_hit (self, x, y));
}

static const MfHit *
find_hovered (MfFace *self)
{
  MfFacePrivate *priv = PRIVATE (self);
  const MfHit *hit = priv->pointed ? find_hit (self, priv->pointer.x, priv->pointer.y) : NULL;

  return hit != NULL && hit->kind != MF_HIT_NONE ? hit : NULL;
}

static void
update_hovered (MfFace *self)
{
  MfFacePrivate *priv = PRIVATE (self);
  const MfHit *hit = find_hovered (self);
  MfRect area = hit != NULL ? hit->area : (MfRect) { 0 };

  if (memcmp (&area, &priv->hovered, sizeof area) == 0)
    return;

  priv->hovered = area;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), area.width > 0 ? "pointer" : NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
motion_cb (MfFace *self, double x, double y)
{
  PRIVATE (self)->pointer = (MfPoint) { x, y };
  PRIVATE (self)->pointed = TRUE;
  update_hovered (self);
}

static void
leave_cb (MfFace *self)
{
  PRIVATE (self)->pointed = FALSE;
  update_hovered (self);
}

static gboolean
mf_face_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  MfFace *self = MF_FACE (widget);
  const MfHit *hit = keyboard ? NULL : find_hit (self, x, y);
  MfRect visible;

  if (hit == NULL || hit->label == NULL || *hit->label == '\0')
    return FALSE;

  mf_face_get_visible (self, &visible);
  gtk_tooltip_set_text (tooltip, hit->label);
  gtk_tooltip_set_tip_area (tooltip,
                            &(GdkRectangle) { (int) (hit->area.x - visible.x),
                                              (int) (hit->area.y - visible.y),
                                              (int) hit->area.width, (int) hit->area.height });
  return TRUE;
}

static const MfHit *
get_cursor (MfFace *self)
{
  MfFacePrivate *priv = PRIVATE (self);
  const MfDrawing *drawing = MF_FACE_GET_CLASS (self)->get_drawing (self);

  if (drawing == NULL || priv->cursor >= mf_drawing_get_n_hits (drawing))
    return NULL;
  return mf_drawing_get_hit (drawing, priv->cursor);
}

static gboolean
move_cursor_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  MfFace *self = MF_FACE (widget);
  MfFacePrivate *priv = PRIVATE (self);
  const MfDrawing *drawing = MF_FACE_GET_CLASS (self)->get_drawing (self);
  int by = g_variant_get_int32 (args);
  guint n_hits = drawing != NULL ? mf_drawing_get_n_hits (drawing) : 0;
  const MfHit *hit;
  MfRect area;

  if (n_hits == 0)
    return FALSE;

  if (priv->cursor >= n_hits)
    priv->cursor = by > 0 ? 0 : n_hits - 1;
  else
    priv->cursor = (priv->cursor + n_hits + (guint) by) % n_hits;

  hit = mf_drawing_get_hit (drawing, priv->cursor);
  area = mf_rect_inset (hit->area, -CURSOR_MARGIN);
  mf_face_scroll_to (self, &area);
  if (hit->label != NULL)
    mf_announce (widget, hit->label);
  gtk_widget_queue_draw (widget);
  return TRUE;
}

static gboolean
activate_cursor_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  const MfHit *hit = get_cursor (MF_FACE (widget));

  activate_hit (MF_FACE (widget), hit);
  return hit != NULL;
}

static void
add_ring (MfFace *self, GtkSnapshot *snapshot, const MfHit *hit, float alpha)
{
  const MfRect *area = &hit->area;
  float radius = hit->kind == MF_HIT_HOST ? HOST_RADIUS : OTHER_RADIUS;
  AdwStyleManager *manager = adw_style_manager_get_default ();
  g_autoptr (GdkRGBA) accent = adw_style_manager_get_accent_color_rgba (manager);
  GskRoundedRect outline;

  accent->alpha = alpha;
  gsk_rounded_rect_init_from_rect (&outline,
                                   &GRAPHENE_RECT_INIT ((float) area->x - RING_WIDTH,
                                                        (float) area->y - RING_WIDTH,
                                                        (float) area->width + 2 * RING_WIDTH,
                                                        (float) area->height + 2 * RING_WIDTH),
                                   radius + RING_WIDTH);
  gtk_snapshot_append_border (snapshot, &outline,
                              (float[4]) { RING_WIDTH, RING_WIDTH, RING_WIDTH, RING_WIDTH },
                              (GdkRGBA[4]) { *accent, *accent, *accent, *accent });
}

static void
mf_face_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MfFace *self = MF_FACE (widget);
  MfFacePrivate *priv = PRIVATE (self);
  const MfHit *hovered;
  const MfHit *cursor;
  MfRect visible;

  if (priv->playback == NULL || mf_playback_get_timeline (priv->playback) == NULL)
    return;

  mf_face_get_visible (self, &visible);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) -visible.x, (float) -visible.y));
  MF_FACE_GET_CLASS (self)->paint (self, snapshot, &priv->palette, &visible);
  /* Looked up anew: what is under a pointer at rest changes with the picture. */
  hovered = find_hovered (self);
  if (hovered != NULL)
    add_ring (self, snapshot, hovered, 0.35f);
  cursor = gtk_widget_has_visible_focus (widget) ? get_cursor (self) : NULL;
  if (cursor != NULL)
    add_ring (self, snapshot, cursor, 0.8f);
  gtk_snapshot_restore (snapshot);
}

static void
mf_face_measure (GtkWidget *widget,
                 GtkOrientation orientation,
                 int for_size,
                 int *minimum,
                 int *natural,
                 int *minimum_baseline,
                 int *natural_baseline)
{
  *minimum = 120;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 720 : 420;
}

static void
mf_face_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MfFace *self = MF_FACE (widget);

  mf_face_arrange (self);
  if (PRIVATE (self)->unplaced && PRIVATE (self)->playback != NULL)
    {
      PRIVATE (self)->unplaced = FALSE;
      MF_FACE_GET_CLASS (self)->moved (self);
    }
}

/* The playhead may have moved while nothing of it was seen, not even laid out. */
static void
mf_face_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mf_face_parent_class)->map (widget);
  place_later (MF_FACE (widget));
}

static void
mf_face_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (mf_face_parent_class)->css_changed (widget, change);
  mf_face_invalidate (MF_FACE (widget));
}

static void
set_adjustment (MfFace *self, int index, GtkAdjustment *adjustment)
{
  MfFacePrivate *priv = PRIVATE (self);

  if (priv->adjustments[index] != NULL)
    g_signal_handlers_disconnect_by_data (priv->adjustments[index], self);
  g_clear_object (&priv->adjustments[index]);
  if (adjustment == NULL)
    return;

  priv->adjustments[index] = g_object_ref_sink (adjustment);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_draw), self);
}

static void
mf_face_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MfFacePrivate *priv = PRIVATE (MF_FACE (object));

  switch (id)
    {
    case PROP_PLAYBACK:
      g_value_set_object (value, priv->playback);
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (value, priv->adjustments[id - PROP_HADJUSTMENT]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, (int) priv->policies[id - PROP_HSCROLL_POLICY]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_face_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MfFace *self = MF_FACE (object);

  switch (id)
    {
    case PROP_PLAYBACK:
      mf_face_set_playback (self, g_value_get_object (value));
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      set_adjustment (self, (int) (id - PROP_HADJUSTMENT), g_value_get_object (value));
      mf_face_arrange (self);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      PRIVATE (self)->policies[id - PROP_HSCROLL_POLICY] = (guint) g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mf_face_dispose (GObject *object)
{
  MfFace *self = MF_FACE (object);

  g_signal_handlers_disconnect_by_data (adw_style_manager_get_default (), self);
  disconnect_playback (self);
  set_adjustment (self, 0, NULL);
  set_adjustment (self, 1, NULL);

  G_OBJECT_CLASS (mf_face_parent_class)->dispose (object);
}

static void
install_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, move_cursor_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, 0, move_cursor_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, activate_cursor_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, activate_cursor_cb, NULL);
}

static void
mf_face_class_init (MfFaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = mf_face_get_property;
  object_class->set_property = mf_face_set_property;
  object_class->dispose = mf_face_dispose;
  widget_class->snapshot = mf_face_snapshot;
  widget_class->measure = mf_face_measure;
  widget_class->size_allocate = mf_face_size_allocate;
  widget_class->map = mf_face_map;
  widget_class->css_changed = mf_face_css_changed;
  widget_class->query_tooltip = mf_face_query_tooltip;

  properties[PROP_PLAYBACK] =
      g_param_spec_object ("playback", NULL, NULL, MF_TYPE_PLAYBACK,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  signals[ACTIVATED] =
      g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_STRING);

  install_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "face");
}

static void
mf_face_init (MfFace *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  PRIVATE (self)->cursor = NO_CURSOR;
  mf_palette_init_for_display (&PRIVATE (self)->palette);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);

  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);

  for (guint i = 0; i < 2; i++)
    g_signal_connect_swapped (manager, i == 0 ? "notify::dark" : "notify::high-contrast",
                              G_CALLBACK (mf_face_invalidate), self);
}
