/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "draw/mf-canvas-private.h"
#include "draw/mf-wording.h"

#define N_STEPS 6
#define TUBE_HEIGHT 12.0
#define STEP_SIZE 0.94
#define STEP_GAP 6.0
#define STEP_RADIUS 11.0

/* One of the six: lit once it is reached, strongest where the letter is now. */
static void
draw_step (const MfCanvasLayout *self, MfDrawing *drawing, guint step, guint current, MfRect cell)
{
  double radius = mf_canvas_px (self, self->vertical ? 10 : STEP_RADIUS);
  int fill = step == current  ? MF_STYLE_STEP_CURRENT
             : step < current ? MF_STYLE_STEP_REACHED
                              : MF_STYLE_STEP_IDLE;
  int ink = step == current  ? MF_STYLE_STEP_CURRENT_TEXT
            : step < current ? MF_STYLE_STEP_REACHED_TEXT
                             : MF_STYLE_STEP_IDLE_TEXT;
  MfPoint center = { cell.x + radius, cell.y + cell.height / 2 };
  MfRect name = { cell.x + 2 * radius + mf_canvas_px (self, STEP_GAP), cell.y, 0, cell.height };
  g_autofree char *number = g_strdup_printf ("%u", step);
  MfPrimitive *circle;
  MfRect disc;

  name.width = cell.x + cell.width - name.x;
  if (self->vertical)
    {
      center = (MfPoint) { cell.x + cell.width / 2, cell.y + radius };
      name = (MfRect) { cell.x, cell.y + 2 * radius, cell.width, cell.height - 2 * radius };
    }
  disc = (MfRect) { center.x - radius, center.y - radius, 2 * radius, 2 * radius };
  /* Told apart without colour too: a filled disc, a ringed one, a plain one. */
  circle = mf_drawing_add_circle (drawing, center, radius, fill);
  if (step <= current)
    {
      circle->stroke = step == current ? MF_STYLE_STEP_CURRENT : MF_STYLE_STEP_REACHED_TEXT;
      circle->line_width = MAX (1, mf_canvas_px (self, 1.5));
    }
  mf_canvas_add_text (self, drawing, number, (MfTextSpec) { .size = 0.88, .bold = TRUE }, disc, 0.5,
                      ink);
  mf_canvas_add_text (self, drawing, mf_step_get_label (step),
                      (MfTextSpec) { .size = self->vertical ? 0.76 : STEP_SIZE,
                                     .bold = step == current },
                      name, self->vertical ? 0.5 : 0,
                      step <= current ? MF_STYLE_TEXT : MF_STYLE_TEXT_DIM);
  mf_drawing_add_hit (drawing, MF_HIT_STEP, step, cell, NULL, mf_step_get_label (step));
}

static double
measure_step (const MfCanvasLayout *self, guint step)
{
  MfTextSpec spec = { .size = STEP_SIZE * self->type, .bold = TRUE };
  g_autoptr (PangoLayout) layout = mf_text_new (self->context, mf_step_get_label (step), &spec);

  return ceil (mf_text_get_width (layout)) + 2 * mf_canvas_px (self, STEP_RADIUS) +
         mf_canvas_px (self, STEP_GAP) + 1;
}

/* The way from one to the next. */
static void
draw_step_rail (
    const MfCanvasLayout *self, MfDrawing *drawing, double from, double to, double y, gboolean lit)
{
  double pad = mf_canvas_px (self, 8);

  if (to - from < 3 * pad)
    return;
  mf_drawing_add_line (drawing, (MfPoint) { from + pad, y }, (MfPoint) { to - pad, y },
                       MAX (1, mf_canvas_px (self, 2)),
                       lit ? MF_STYLE_STEP_REACHED : MF_STYLE_STEP_IDLE);
}

static void
draw_steps (const MfCanvasLayout *self, MfDrawing *drawing, guint step)
{
  double widths[N_STEPS], total = 0, gap, x = self->steps.x;
  double y = self->steps.y + self->steps.height / 2;

  for (guint i = 0; i < N_STEPS; i++)
    {
      widths[i] = self->vertical ? floor (self->steps.width / N_STEPS) : measure_step (self, i + 1);
      total += widths[i];
    }
  gap = (self->steps.width - total) / (N_STEPS - 1);
  if (!self->vertical && gap < mf_canvas_px (self, 4))
    {
      for (guint i = 0; i < N_STEPS; i++)
        widths[i] = floor (self->steps.width / N_STEPS) - mf_canvas_px (self, 4);
      gap = mf_canvas_px (self, 4);
    }

  for (guint i = 0; i < N_STEPS; i++)
    {
      draw_step (self, drawing, i + 1, step,
                 (MfRect) { round (x), self->steps.y, widths[i], self->steps.height });
      if (i + 1 < N_STEPS && !self->vertical)
        draw_step_rail (self, drawing, x + widths[i], x + widths[i] + gap, y, i + 1 < step);
      x += widths[i] + gap;
    }
}

static PangoLayout *
set_caption (const MfCanvasLayout *self, const char *text, double width, gboolean words)
{
  MfTextSpec spec = { .size = self->type,
                      .width = width,
                      .lines = self->vertical ? 3 : 2,
                      .align = PANGO_ALIGN_CENTER,
                      .words = words };

  return mf_text_new (self->context, text, &spec);
}

static gboolean
is_cut (PangoLayout *caption, double width)
{
  return pango_layout_is_ellipsized (caption) || mf_text_get_width (caption) > width;
}

/* In the middle, its lines of about the same length: no word stands alone. */
static void
draw_caption (const MfCanvasLayout *self, MfDrawing *drawing, const char *caption)
{
  g_autoptr (PangoLayout) layout = NULL;
  double most = MIN (self->caption.width, mf_canvas_px (self, 640));
  double least = most / 3;
  gboolean words = TRUE;
  const char *text;
  int n_lines;

  if (caption == NULL || *caption == '\0')
    return;

  text = _ (caption);
  layout = set_caption (self, text, most, words);
  if (is_cut (layout, most))
    {
      /* A broken word is better than a lost one. */
      words = FALSE;
      g_clear_object (&layout);
      layout = set_caption (self, text, most, words);
    }
  n_lines = pango_layout_get_line_count (layout);
  while (n_lines > 1 && most - least > 4)
    {
      double middle = (least + most) / 2;
      g_autoptr (PangoLayout) narrower = set_caption (self, text, middle, words);

      if (pango_layout_get_line_count (narrower) > n_lines || is_cut (narrower, middle))
        least = middle;
      else
        {
          most = middle;
          g_set_object (&layout, narrower);
        }
    }
  mf_drawing_add_layout (
      drawing, layout,
      (MfPoint) {
          round (self->caption.x + (self->caption.width - mf_text_get_width (layout)) / 2),
          round (self->caption.y + (self->caption.height - mf_text_get_height (layout)) / 2) },
      MF_STYLE_TEXT);
}

/* What is under way belongs to a phase already that the scene enters only once it has arrived. */
static MfPhase
get_phase (const MfSceneConnection *connection, const MfFlight *flights, guint n_flights)
{
  MfPhase phase = connection->phase;

  for (guint i = 0; i < n_flights; i++)
    {
      const MfRecord *record = flights[i].record;

      if (record->unit != NULL && record->connection == connection->id &&
          record->unit->phase != MF_PHASE_NONE)
        phase = record->unit->phase;
    }
  return phase;
}

/* The three phases of a session as a bar, the present one named under it. */
static void
draw_phase (const MfCanvasLayout *self,
            MfDrawing *drawing,
            const MfTube *tube,
            const MfSceneConnection *connection,
            MfPhase phase)
{
  int place = mf_phase_get_place (phase);
  int ink = mf_style_for_protocol (MF_TONE_INK, connection->protocol);
  double gap = mf_canvas_px (self, 3);
  double width = MIN (tube->phase.width, mf_canvas_px (self, 132));
  double height = mf_canvas_px (self, 5);
  MfRect name = tube->phase;

  if (place < 0 || tube->phase.width <= 0)
    return;

  if (tube->horizontal)
    {
      double left = tube->phase.x + round ((tube->phase.width - width) / 2);
      double part = floor ((width - 2 * gap) / MF_N_PHASE_PLACES);

      for (int i = 0; i < MF_N_PHASE_PLACES; i++)
        mf_drawing_add_box (drawing,
                            (MfRect) { left + i * (part + gap), tube->phase.y, part, height },
                            height / 2,
                            mf_style_for_protocol (i <= place ? MF_TONE_SOLID : MF_TONE_BAND,
                                                   connection->protocol));
      name.y += height + gap;
      name.height -= height + gap;
    }
  mf_canvas_add_text (self, drawing, mf_phase_get_label (phase),
                      (MfTextSpec) { .size = MF_SIZE_SMALL }, name,
                      tube->horizontal ? 0.5
                      : self->vertical ? 0
                                       : 1,
                      ink);
}

static void
draw_roles (const MfCanvasLayout *self,
            MfDrawing *drawing,
            const MfTube *tube,
            const MfSceneConnection *connection)
{
  for (guint i = 0; i < 2; i++)
    {
      guint host = i == 0 ? tube->first : tube->second;
      gboolean client = connection->client == (int) host;
      MfRect pill = tube->badges[i];

      if (pill.width <= 0)
        continue;
      /* Each is as wide as its word: on the left of its place, or of two or more on the right. */
      if (!tube->horizontal || i > 0)
        pill.x += pill.width - mf_canvas_get_badge_width (self, client);
      pill.width = mf_canvas_get_badge_width (self, client);
      mf_drawing_add_box (drawing, pill, pill.height / 2,
                          mf_style_for_protocol (MF_TONE_BAND, connection->protocol));
      mf_canvas_add_text (self, drawing, client ? _ ("client") : _ ("server"),
                          (MfTextSpec) { .size = MF_SIZE_BADGE, .bold = TRUE },
                          mf_rect_inset (pill, 1), 0.5,
                          mf_style_for_protocol (MF_TONE_INK, connection->protocol));
    }
}

static MfRect
tube_box (const MfCanvasLayout *self, const MfTube *tube, double thickness)
{
  MfPoint a = tube->points[0];
  MfPoint b = tube->points[tube->n_points - 1];

  if (tube->horizontal)
    return (MfRect) { a.x, round (a.y - thickness / 2), b.x - a.x, thickness };
  return (MfRect) { round (a.x - thickness / 2), a.y, thickness, b.y - a.y };
}

static void
draw_pipe (const MfCanvasLayout *self,
           MfDrawing *drawing,
           const MfTube *tube,
           const MfSceneConnection *connection)
{
  double thickness = mf_canvas_px (self, TUBE_HEIGHT);
  double line = MAX (1, mf_canvas_px (self, 1));
  MfRect body = tube_box (self, tube, thickness);
  MfRect clip = body;
  MfProtocol protocol = connection ? connection->protocol : tube->protocol;
  MfPrimitive *pipe;

  if (tube->protocol == MF_PROTOCOL_DNS)
    {
      mf_drawing_add_line (drawing, tube->points[0], tube->points[1], MAX (1, line * 1.5),
                           MF_STYLE_LINK_IDLE_LINE)
          ->dash = mf_canvas_px (self, 4);
      return;
    }

  /* Its ends lie hidden in the hosts: the pipe has two sides only. */
  body.x -= tube->horizontal ? thickness : 0;
  body.width += tube->horizontal ? 2 * thickness : 0;
  body.y -= tube->horizontal ? 0 : thickness;
  body.height += tube->horizontal ? 0 : 2 * thickness;
  mf_drawing_push_clip (drawing, clip, 0);
  pipe = mf_drawing_add_box (drawing, body, 0,
                             connection ? mf_style_for_protocol (MF_TONE_BAND, protocol)
                                        : MF_STYLE_LINK_IDLE);
  pipe->stroke =
      connection ? mf_style_for_protocol (MF_TONE_SOLID, protocol) : MF_STYLE_LINK_IDLE_LINE;
  pipe->line_width = connection ? MAX (1, mf_canvas_px (self, 1.5)) : line;
  mf_drawing_pop_clip (drawing);
}

/* Whether the last connection between the two broke, or could not be opened. */
static gboolean
is_broken (const MfScene *scene, const MfTube *tube)
{
  for (guint i = 0; i < MIN (scene->stage->links->len, 64); i++)
    {
      const MfStageLink *link = &g_array_index (scene->stage->links, MfStageLink, i);

      if ((scene->broken_links >> i & 1) != 0 &&
          ((link->from == tube->first && link->to == tube->second) ||
           (link->from == tube->second && link->to == tube->first)))
        return TRUE;
    }
  return FALSE;
}

/* The wire is in two pieces: a gap in the pipe with a cross in it, and the word. */
static void
draw_break (const MfCanvasLayout *self, MfDrawing *drawing, const MfTube *tube)
{
  MfRect pipe = tube_box (self, tube, mf_canvas_px (self, TUBE_HEIGHT));
  /* Where the word stands close beside it, it is no wider than leaves a gap between the two. */
  double most = mf_canvas_px (self, self->vertical ? 18 : 22);
  double size = MIN (most, MAX (pipe.width, pipe.height) * 0.6);
  MfRect gap = { round (pipe.x + (pipe.width - size) / 2),
                 round (pipe.y + (pipe.height - size) / 2), size, size };
  MfPrimitive *ground = mf_drawing_add_box (drawing, gap, size / 2, MF_STYLE_BACKGROUND);

  ground->stroke = MF_STYLE_ERROR;
  ground->line_width = MAX (1, mf_canvas_px (self, 1.5));
  mf_drawing_add_icon (drawing, MF_ICON_CROSS, mf_rect_inset (gap, round (size / 4)),
                       MAX (1, mf_canvas_px (self, 2)), MF_STYLE_NONE, MF_STYLE_ERROR);
  if (tube->phase.width > 0)
    mf_canvas_add_text (self, drawing, _ ("broken"),
                        (MfTextSpec) { .size = MF_SIZE_SMALL, .bold = TRUE }, tube->phase,
                        tube->horizontal ? 0.5
                        : self->vertical ? 0
                                         : 1,
                        MF_STYLE_ERROR);
}

static void
draw_tube (const MfCanvasLayout *self,
           MfDrawing *drawing,
           const MfScene *scene,
           const MfTube *tube,
           const MfSceneConnection *connection,
           MfPhase phase)
{
  MfProtocol protocol = connection ? connection->protocol : tube->protocol;
  guint16 port = connection ? connection->port : mf_protocol_get_port (protocol);
  g_autofree char *label = g_strdup_printf ("%s :%u", mf_protocol_get_label (protocol), port);
  double reach = mf_canvas_px (self, 8);

  if (tube->n_points == 0)
    return;

  draw_pipe (self, drawing, tube, connection);
  mf_drawing_add_hit (drawing, MF_HIT_LINK, tube->link,
                      mf_rect_inset (tube_box (self, tube, mf_canvas_px (self, TUBE_HEIGHT)),
                                     -reach),
                      NULL, label);
  if (tube->label.width > 0)
    mf_canvas_add_text (self, drawing, label, (MfTextSpec) { .size = MF_SIZE_SMALL, .bold = TRUE },
                        tube->label,
                        tube->horizontal ? 0.5
                        : self->vertical ? 0
                                         : 1,
                        connection ? mf_style_for_protocol (MF_TONE_INK, protocol)
                                   : MF_STYLE_TEXT_DIM);
  if (connection == NULL && is_broken (scene, tube))
    draw_break (self, drawing, tube);
  if (connection == NULL)
    return;

  mf_drawing_add_hit (drawing, MF_HIT_CONNECTION, connection->id,
                      mf_rect_inset (tube_box (self, tube, mf_canvas_px (self, TUBE_HEIGHT)),
                                     -reach),
                      NULL, label);
  draw_phase (self, drawing, tube, connection, phase);
  draw_roles (self, drawing, tube, connection);
}

static const MfSceneConnection *
find_connection (const MfScene *scene, const MfTube *tube)
{
  for (guint i = mf_scene_list_get_n (scene->connections); i > 0; i--)
    {
      const MfSceneConnection *connection = mf_scene_list_get (scene->connections, i - 1);
      int first = (int) tube->first, second = (int) tube->second;

      if ((connection->client == first && connection->server == second) ||
          (connection->client == second && connection->server == first))
        return connection;
    }
  return NULL;
}

/* A host's end of an open connection: the socket that its tube is plugged into. */
static void
draw_sockets (const MfCanvasLayout *self,
              MfDrawing *drawing,
              const MfTube *tube,
              const MfSceneConnection *connection)
{
  double along = mf_canvas_px (self, 5);
  double across = mf_canvas_px (self, TUBE_HEIGHT + 8);

  for (guint i = 0; i < tube->n_points; i++)
    {
      MfPoint at = tube->points[i];
      double width = tube->horizontal ? along : across;
      double height = tube->horizontal ? across : along;

      mf_drawing_add_box (drawing,
                          (MfRect) { round (at.x - width / 2), round (at.y - height / 2), width,
                                     height },
                          along / 2, mf_style_for_protocol (MF_TONE_SOLID, connection->protocol));
    }
}

/* The free room on one side of a host, up to the next host or the picture's edge. */
static MfRect
find_room (const MfCanvasLayout *self, guint host, gboolean on_left)
{
  double pad = mf_canvas_px (self, 10);
  MfRect box = self->hosts[host].box;
  double left = on_left ? 0 : box.x + box.width;
  double right = on_left ? box.x : self->width;

  for (guint i = 0; i < self->n_hosts; i++)
    {
      MfRect other = self->hosts[i].box;

      if (i == host || other.y + other.height <= box.y || other.y >= box.y + box.height)
        continue;
      if (on_left && other.x < box.x)
        left = MAX (left, other.x + other.width);
      else if (!on_left && other.x > box.x)
        right = MIN (right, other.x);
    }
  return (MfRect) { left + pad, box.y, right - left - 2 * pad, box.height };
}

/* What the DNS said last, beside it: on the side where all of it can be read. */
static void
draw_lookup (const MfCanvasLayout *self, MfDrawing *drawing, const char *lookup)
{
  guint host = 0;

  while (host < self->n_hosts && mf_stage_get_host (self->stage, host)->kind != MF_HOST_NAME_SERVER)
    host++;
  if (host >= self->n_hosts || lookup == NULL || self->vertical)
    return;

  for (guint side = 0; side < 2; side++)
    {
      MfRect room = find_room (self, host, side == 0);
      MfTextSpec spec = { .size = MF_SIZE_SMALL * self->type,
                          .lines = 3,
                          .width = room.width,
                          .align = side == 0 ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT };
      g_autoptr (PangoLayout) text = NULL;
      double x;

      if (room.width < mf_canvas_px (self, 72))
        continue;
      text = mf_text_new (self->context, lookup, &spec);
      if (pango_layout_is_ellipsized (text) || mf_text_get_height (text) > room.height)
        continue;
      x = side == 0 ? room.x + room.width - mf_text_get_width (text) : room.x;
      mf_drawing_add_layout (
          drawing, text,
          (MfPoint) { x, room.y + round ((room.height - mf_text_get_height (text)) / 2) },
          mf_style_for_protocol (MF_TONE_INK, MF_PROTOCOL_DNS));
      return;
    }
}

/* The host that has just spoken, or listened: where something happens now. */
static int
find_active (const MfFlight *flights, guint n_flights)
{
  const MfFlight *flight = n_flights > 0 ? &flights[n_flights - 1] : NULL;

  if (flight == NULL)
    return -1;
  if (flight->record->kind == MF_RECORD_UNIT && flight->fraction >= 1 && flight->record->to >= 0)
    return flight->record->to;
  return flight->record->from;
}

/* A conversation of the host whose tube has no room for the badges beside it. */
static const MfSceneConnection *
find_talk (const MfCanvasLayout *self, const MfScene *scene, guint host)
{
  for (guint i = mf_scene_list_get_n (scene->connections); i > 0; i--)
    {
      const MfSceneConnection *connection = mf_scene_list_get (scene->connections, i - 1);
      const MfTube *tube = mf_canvas_find_tube (self, connection->client, connection->server);

      if (connection->client != (int) host && connection->server != (int) host)
        continue;
      if (self->vertical || (tube != NULL && tube->badges[0].width <= 0))
        return connection;
    }
  return NULL;
}

/**
 * mf_canvas_layout_draw_scene:
 * @self: a layout
 * @scene: of the same stage
 * @flights: (array length=n_flights): what is under way, the latest last
 * @n_flights: how many; mostly one
 *
 * What changes only from record to record: everything but the cards. Of the
 * flights it depends on which records they are and whether each has arrived,
 * not on how far they are.
 *
 * Returns: (transfer full): the lower part of the picture
 */
MfDrawing *
mf_canvas_layout_draw_scene (const MfCanvasLayout *self,
                             const MfScene *scene,
                             const MfFlight *flights,
                             guint n_flights)
{
  MfDrawing *drawing = mf_drawing_new ();
  int active = find_active (flights, n_flights);

  g_return_val_if_fail (scene->n_hosts == self->n_hosts, drawing);

  if (self->stage->side == MF_SIDE_NONE)
    {
      if (!self->stage->no_steps)
        draw_steps (self, drawing, scene->step);
      draw_caption (self, drawing, scene->caption);
    }
  draw_lookup (self, drawing, scene->last_lookup);
  for (guint i = 0; i < self->tubes->len; i++)
    {
      const MfTube *tube = &g_array_index (self->tubes, MfTube, i);
      const MfSceneConnection *connection = find_connection (scene, tube);

      draw_tube (self, drawing, scene, tube, connection,
                 connection ? get_phase (connection, flights, n_flights) : MF_PHASE_NONE);
    }
  for (guint i = 0; i < self->n_hosts; i++)
    mf_canvas_draw_host (self, drawing, scene, i, find_talk (self, scene, i), (int) i == active);
  for (guint i = 0; i < self->tubes->len; i++)
    {
      const MfTube *tube = &g_array_index (self->tubes, MfTube, i);
      const MfSceneConnection *connection = find_connection (scene, tube);

      if (connection != NULL)
        draw_sockets (self, drawing, tube, connection);
    }
  return drawing;
}
