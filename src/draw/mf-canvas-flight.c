/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "draw/mf-canvas-card.h"
#include "draw/mf-wording.h"

#define CARD_MOST 240.0
#define CARD_MOST_BESIDE 360.0
#define ARROW 9.0

typedef struct
{
  const MfCanvasLayout *layout;
  MfDrawing *drawing;
} Brush;

static double
px (const Brush *brush, double design)
{
  return mf_canvas_px (brush->layout, design);
}

/* The triangle in front of a card, on its tube; in a narrow picture, where the
 * rows are close, beside it. */
static void
draw_arrow (
    const Brush *brush, const MfCanvasCard *card, const MfTube *tube, MfRect box, gboolean onward)
{
  gboolean horizontal = tube->horizontal;
  double size = px (brush, ARROW);
  double gap = px (brush, 2);
  double sign = onward ? 1 : -1;
  MfPoint tip = { box.x + box.width / 2, box.y + box.height / 2 };
  MfPoint direction = { horizontal ? sign : 0, horizontal ? 0 : sign };

  if (brush->layout->vertical)
    {
      tip.x = box.x - gap - size / 2;
      tip.y += sign * size / 2;
      direction = (MfPoint) { 0, sign };
    }
  else if (horizontal)
    tip.x += sign * (box.width / 2 + gap + size);
  else
    {
      tip.y += sign * (box.height / 2 + gap + size);
      if (tube->n_points > 0 && box.width > 2 * size)
        tip.x = CLAMP (tube->points[0].x, box.x + size, box.x + box.width - size);
    }
  mf_drawing_add_arrow_head (brush->drawing, tip, direction, size,
                             card->shape == MF_CANVAS_CARD_SIGNAL && card->level == 2
                                 ? MF_STYLE_ERROR
                                 : mf_style_for_protocol (MF_TONE_INK, card->protocol));
}

/* How far along its tube, seen from the tube's first host, and which way. */
static double
get_position (const MfTube *tube, const MfFlight *flight, gboolean *onward)
{
  const MfRecord *record = flight->record;
  double fraction = CLAMP (flight->fraction, 0, 1);

  *onward = record->from == (int) tube->first;
  if (record->kind == MF_RECORD_LOOKUP)
    {
      gboolean answer = fraction >= 0.5;

      fraction = answer ? 2 - 2 * fraction : 2 * fraction;
      if (!*onward)
        fraction = 1 - fraction;
      *onward = *onward != answer;
      return fraction;
    }
  return *onward ? fraction : 1 - fraction;
}

static double
measure_words (const Brush *brush, const char *text, gboolean bold)
{
  MfTextSpec spec = { .size = MF_SIZE_SMALL * brush->layout->type, .bold = bold };
  g_autoptr (PangoLayout) layout = mf_text_new (brush->layout->context, text, &spec);

  return ceil (mf_text_get_width (layout));
}

/* How far to the left of its track a card may reach that would not fit in otherwise: the room
 * beside the tube's own words that they leave. */
static double
find_spare (const Brush *brush, const MfTube *tube, const MfRecord *record)
{
  const char *phase = record->unit ? mf_phase_get_label (record->unit->phase) : _ ("broken");
  g_autofree char *label =
      g_strdup_printf ("%s :%u", mf_protocol_get_label (record->protocol), record->port);
  double end;

  if (!brush->layout->vertical || tube->label.width <= 0)
    return 0;
  end = tube->label.x +
        MAX (measure_words (brush, label, TRUE), measure_words (brush, phase, TRUE)) +
        px (brush, 6);
  return MAX (0, tube->track.x - end);
}

static MfRect
place_card (const Brush *brush, const MfTube *tube, const MfCanvasCardSize *size, double position)
{
  const MfRect *track = &tube->track;
  double arrow = px (brush, ARROW + 3);
  double center =
      tube->horizontal || tube->n_points == 0 ? track->x + track->width / 2 : tube->points[0].x;
  MfRect box = { 0, 0, size->width, size->height };

  if (brush->layout->vertical)
    {
      box.x = track->x + MIN (arrow, track->width - size->width);
      box.y = track->y + position * MAX (0, track->height - size->height);
      return box;
    }
  if (tube->horizontal)
    {
      box.x = track->x + arrow + position * MAX (0, track->width - 2 * arrow - size->width);
      box.y = round (track->y + (track->height - size->height) / 2);
      return box;
    }
  if (center < track->x || center > track->x + track->width)
    center = track->x + size->width / 2;
  box.x = CLAMP (center - size->width / 2, track->x,
                 MAX (track->x, track->x + track->width - size->width));
  box.y = track->y + arrow + position * MAX (0, track->height - 2 * arrow - size->height);
  return box;
}

static void
draw_on_tube (const Brush *brush,
              const MfCanvasCard *card,
              const MfFlight *flight,
              const MfTube *tube)
{
  double arrow = px (brush, ARROW + 3);
  gboolean beside = brush->layout->vertical;
  double aside = beside ? arrow : tube->horizontal ? 2 * arrow : 0;
  double ahead = beside || tube->horizontal ? 0 : 2 * arrow;
  double most = MIN (px (brush, beside ? CARD_MOST_BESIDE : CARD_MOST),
                     tube->track.width + find_spare (brush, tube, flight->record) - aside);
  double high = MIN (brush->layout->card_height, tube->track.height - ahead);
  g_auto (MfCanvasCardSize) size = { 0 };
  gboolean onward;
  double position = get_position (tube, flight, &onward);
  MfRect box;

  mf_canvas_card_measure (brush->layout, card, most, high, &size);
  box = place_card (brush, tube, &size, position);
  draw_arrow (brush, card, tube, box, onward);
  mf_canvas_card_draw (brush->layout, brush->drawing, card, &size, box);
  mf_drawing_add_hit (brush->drawing, MF_HIT_RECORD, flight->record->seq, box, NULL, card->text);
}

/* What happens at a host lies in its dock, or, where it has none, in the gap at
 * the end of its tube. */
static void
draw_at_host (const Brush *brush, const MfCanvasCard *card, const MfFlight *flight)
{
  const MfCanvasLayout *layout = brush->layout;
  int index = flight->record->from;
  const MfHostPlace *place;
  g_auto (MfCanvasCardSize) size = { 0 };
  MfRect room, box;

  if (index < 0 || (guint) index >= layout->n_hosts)
    return;

  place = &layout->hosts[index];
  room = mf_rect_inset (place->dock, px (brush, 4));
  if (place->dock.width <= 0)
    {
      const MfTube *tube = NULL;

      for (guint i = 0; i < layout->tubes->len && tube == NULL; i++)
        {
          const MfTube *each = &g_array_index (layout->tubes, MfTube, i);

          if (((int) each->first == index || (int) each->second == index) && !each->horizontal)
            tube = each;
        }
      if (tube == NULL)
        return;
      room = tube->track;
    }

  mf_canvas_card_measure (brush->layout, card, room.width, MIN (layout->card_height, room.height),
                          &size);
  box = (MfRect) { round (room.x + (room.width - size.width) / 2),
                   round (room.y + (room.height - size.height) / 2), size.width, size.height };
  if (place->flat)
    {
      box.x = layout->vertical ? room.x : box.x;
      box.y = room.y < place->box.y ? room.y + room.height - size.height : room.y;
    }
  mf_canvas_card_draw (brush->layout, brush->drawing, card, &size, box);
  mf_drawing_add_hit (brush->drawing, MF_HIT_RECORD, flight->record->seq, box, NULL, card->text);
}

/* Several units on one tube: all but the latest are small and without text, so
 * that no text is ever covered. */
static void
draw_token (const Brush *brush,
            const MfCanvasCard *card,
            const MfFlight *flight,
            const MfTube *tube)
{
  MfCanvasCardSize size = { .width = px (brush, 22), .height = px (brush, 14) };
  gboolean onward;
  double position = get_position (tube, flight, &onward);
  MfRect box = place_card (brush, tube, &size, position);

  mf_canvas_card_draw_body (brush->layout, brush->drawing, card, box)->shadow = 0;
  mf_drawing_add_hit (brush->drawing, MF_HIT_RECORD, flight->record->seq, box, NULL, card->text);
}

static gboolean
is_latest_on (const MfCanvasLayout *self, const MfTube *tube, const MfFlight *flights, guint n)
{
  for (guint i = 0; i < n; i++)
    if (mf_canvas_find_tube (self, flights[i].record->from, flights[i].record->to) == tube)
      return FALSE;
  return TRUE;
}

/**
 * mf_canvas_layout_draw_flights:
 * @self: a layout
 * @scene: of the same stage
 * @flights: (array length=n_flights): what is under way, the latest last
 * @n_flights: how many; mostly one
 *
 * The cards: what changes with every frame.
 *
 * Returns: (transfer full): the upper part of the picture
 */
MfDrawing *
mf_canvas_layout_draw_flights (const MfCanvasLayout *self,
                               const MfScene *scene,
                               const MfFlight *flights,
                               guint n_flights)
{
  MfDrawing *drawing = mf_drawing_new ();
  Brush brush = { self, drawing };

  for (guint i = 0; i < n_flights; i++)
    {
      const MfRecord *record = flights[i].record;
      const MfTube *tube = mf_canvas_find_tube (self, record->from, record->to);
      g_auto (MfCanvasCard) card = { 0 };

      mf_canvas_card_init (&card, &flights[i]);
      if (tube == NULL)
        draw_at_host (&brush, &card, &flights[i]);
      else if (is_latest_on (self, tube, flights + i + 1, n_flights - i - 1))
        draw_on_tube (&brush, &card, &flights[i], tube);
      else
        draw_token (&brush, &card, &flights[i], tube);
    }
  return drawing;
}
