/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "draw/mf-canvas-private.h"
#include "draw/mf-wording.h"

#define CARD_MOST 216.0
#define CARD_MOST_BESIDE 360.0
#define CARD_LEAST 44.0
#define ENVELOPE_WIDTH 42.0
#define ENVELOPE_WIDTH_LOW 30.0 /* on a card of one line */
#define ENVELOPE_HEIGHT 28.0
#define ARROW 9.0

typedef enum
{
  CARD_COMMAND,
  CARD_REPLY,
  CARD_DATA,
  CARD_SIGNAL, /* TCP's own: a connection opens or closes */
  CARD_NOTE,
} CardShape;

/* What is written on a card, and how it looks. */
typedef struct
{
  CardShape shape;
  MfProtocol protocol;
  char *mark;
  char *code;
  char *text;
  char *detail;
  gboolean mono;
  int level;
  double filled;
} Card;

/* A card with its texts laid out, before it has a place. */
typedef struct
{
  PangoLayout *mark;
  PangoLayout *code;
  PangoLayout *text;
  PangoLayout *detail;
  double envelope;
  double width;
  double height;
} CardSize;

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

static void
card_clear (Card *card)
{
  g_free (card->mark);
  g_free (card->code);
  g_free (card->text);
  g_free (card->detail);
}

static void
card_size_clear (CardSize *size)
{
  g_clear_object (&size->mark);
  g_clear_object (&size->code);
  g_clear_object (&size->text);
  g_clear_object (&size->detail);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Card, card_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CardSize, card_size_clear)

static void
describe_unit (Card *card, const MfUnit *unit, double fraction)
{
  g_auto (MfUnitText) words = { 0 };

  mf_unit_text_init (&words, unit);
  card->level = words.level;
  card->mark = g_steal_pointer (&words.mark);
  card->code = g_steal_pointer (&words.code);
  card->text = g_steal_pointer (&words.text);
  card->detail = g_steal_pointer (&words.detail);
  card->mono = TRUE;
  switch (unit->kind)
    {
    case MF_UNIT_REPLY:
    case MF_UNIT_CHALLENGE:
      card->shape = CARD_REPLY;
      break;
    case MF_UNIT_DATA:
      card->shape = CARD_DATA;
      card->mono = FALSE;
      card->filled = fraction;
      break;
    case MF_UNIT_COMMAND:
    case MF_UNIT_RESPONSE:
    case MF_UNIT_OPAQUE:
    default:
      card->shape = CARD_COMMAND;
      break;
    }
}

/* A lookup is one record: the question goes in its first half, the answer comes
 * back in the second. */
static void
describe_lookup (Card *card, const MfRecord *record, double fraction)
{
  const MfEffect *effect = mf_record_find_effect (record, MF_EFFECT_LOOKED_UP);

  card->protocol = MF_PROTOCOL_DNS;
  card->mono = TRUE;
  if (fraction < 0.5)
    {
      card->shape = CARD_COMMAND;
      card->text = g_strdup_printf ("%s?", effect && effect->subject ? effect->subject : "");
      return;
    }
  card->shape = CARD_REPLY;
  card->level = effect && effect->text && *effect->text ? 0 : 2;
  card->text = g_strdup (card->level == 0 ? effect->text : _ ("no such name"));
}

static void
describe (Card *card, const MfFlight *flight)
{
  const MfRecord *record = flight->record;

  *card = (Card) { .shape = CARD_NOTE, .protocol = record->protocol };
  if (record->kind == MF_RECORD_UNIT && record->unit != NULL)
    describe_unit (card, record->unit, flight->fraction);
  else if (record->kind == MF_RECORD_LOOKUP)
    describe_lookup (card, record, flight->fraction);
  else
    {
      if (record->kind == MF_RECORD_OPEN || record->kind == MF_RECORD_CLOSE)
        card->shape = CARD_SIGNAL;
      card->text = mf_record_get_summary (record);
      card->level = mf_record_find_effect (record, MF_EFFECT_BROKEN) ? 2 : 0;
    }
}

static PangoLayout *
set_text (const Brush *brush,
          const char *text,
          double size,
          gboolean mono,
          gboolean bold,
          double width,
          guint lines)
{
  MfTextSpec spec = { .size = size * brush->layout->type,
                      .mono = mono,
                      .bold = bold,
                      .width = MAX (width, 1),
                      .lines = lines };

  return mf_text_new (brush->layout->context, text, &spec);
}

/* Lays the texts out in at most @width by @height pixels. */
static void
measure (const Brush *brush, const Card *card, double width, double height, CardSize *size)
{
  double pad = px (brush, 9);
  double line = mf_text_get_line_height (brush->layout->context, MF_SIZE_CARD * brush->layout->type,
                                         card->mono);
  guint lines = height >= 2 * line + px (brush, 8) ? 2 : 1;
  double used = 2 * pad;
  g_autofree char *both = NULL;
  double text_height;

  *size = (CardSize) { 0 };
  if (card->shape == CARD_REPLY && card->code == NULL)
    used += px (brush, 4);
  if (card->mark != NULL)
    {
      size->mark = set_text (brush, card->mark, MF_SIZE_CARD, TRUE, FALSE, width - used, 1);
      used += ceil (mf_text_get_width (size->mark)) + px (brush, 6);
    }
  if (card->code != NULL)
    {
      size->code = set_text (brush, card->code, lines > 1 ? 1.3 : 1, TRUE, TRUE, width - used, 1);
      used += ceil (mf_text_get_width (size->code)) + pad;
    }
  if (card->shape == CARD_DATA)
    {
      size->envelope = px (brush, lines > 1 ? ENVELOPE_WIDTH : ENVELOPE_WIDTH_LOW);
      used += size->envelope + pad;
    }

  if (card->detail != NULL && lines > 1)
    {
      size->detail =
          set_text (brush, card->detail, MF_SIZE_CARD * 0.94, FALSE, FALSE, width - used, 1);
      lines = 1;
    }
  if (card->detail != NULL && size->detail == NULL)
    both = g_strdup_printf ("%s · %s", card->text, card->detail);
  if (*card->text)
    size->text = set_text (brush, both ? both : card->text, MF_SIZE_CARD, card->mono,
                           card->shape == CARD_DATA && both == NULL, width - used, lines);

  text_height = size->text ? mf_text_get_height (size->text) : 0;
  size->width = used + ceil (MAX (size->text ? mf_text_get_width (size->text) : -pad,
                                  size->detail ? mf_text_get_width (size->detail) : 0));
  text_height += size->detail ? mf_text_get_height (size->detail) : 0;
  if (size->code)
    text_height = MAX (text_height, mf_text_get_height (size->code));
  if (card->shape == CARD_DATA)
    text_height = MAX (text_height, MIN (px (brush, ENVELOPE_HEIGHT), height - px (brush, 8)));
  size->width = MIN (MAX (size->width, px (brush, CARD_LEAST)), width);
  size->height = MIN (ceil (text_height) + px (brush, 10), height);
}

static MfPrimitive *
draw_body (const Brush *brush, const Card *card, MfRect box)
{
  double line = MAX (1, px (brush, 1.5));
  MfPrimitive *body;

  switch (card->shape)
    {
    case CARD_COMMAND:
      body = mf_drawing_add_box (brush->drawing, box, px (brush, 5),
                                 mf_style_for_protocol (MF_TONE_SOLID, card->protocol));
      break;
    case CARD_REPLY:
      body = mf_drawing_add_box (brush->drawing, box, box.height / 2,
                                 mf_style_for_protocol (MF_TONE_SOFT, card->protocol));
      body->stroke = mf_style_for_protocol (MF_TONE_SOLID, card->protocol);
      break;
    case CARD_DATA:
      body = mf_drawing_add_box (brush->drawing, box, px (brush, 5), MF_STYLE_LETTER);
      body->stroke = mf_style_for_protocol (MF_TONE_SOLID, card->protocol);
      break;
    case CARD_SIGNAL:
      body = mf_drawing_add_box (brush->drawing, box, px (brush, 5), MF_STYLE_HOST);
      body->stroke =
          card->level == 2 ? MF_STYLE_ERROR : mf_style_for_protocol (MF_TONE_SOLID, card->protocol);
      body->dash = px (brush, 4);
      break;
    case CARD_NOTE:
    default:
      body = mf_drawing_add_box (brush->drawing, box, px (brush, 5), MF_STYLE_NOTE);
      body->stroke = MF_STYLE_NOTE_LINE;
      break;
    }
  body->line_width = line;
  body->shadow = px (brush, 8);
  return body;
}

static int
text_style (const Card *card)
{
  if (card->level == 2 && card->shape != CARD_COMMAND)
    return MF_STYLE_ERROR;
  switch (card->shape)
    {
    case CARD_COMMAND:
      return mf_style_for_protocol (MF_TONE_SOLID_TEXT, card->protocol);
    case CARD_NOTE:
      return MF_STYLE_NOTE_TEXT;
    case CARD_SIGNAL:
      return mf_style_for_protocol (MF_TONE_INK, card->protocol);
    case CARD_REPLY:
    case CARD_DATA:
    default:
      return MF_STYLE_TEXT;
    }
}

static void
draw_card (const Brush *brush, const Card *card, const CardSize *size, MfRect box)
{
  double pad = px (brush, 9);
  double x = box.x + pad + (card->shape == CARD_REPLY && size->code == NULL ? px (brush, 2) : 0);
  double middle = box.y + box.height / 2;
  int style = text_style (card);
  double height, y;

  draw_body (brush, card, box);
  if (card->shape == CARD_DATA)
    {
      double room = MIN (px (brush, ENVELOPE_HEIGHT), box.height - px (brush, 8));
      MfRect envelope = { x, round (middle - room / 2), size->envelope, room };

      (card->protocol == MF_PROTOCOL_HTTP
           ? mf_drawing_add_page
           : mf_drawing_add_envelope) (brush->drawing, envelope, card->filled,
                                       MAX (1, px (brush, 1.5)), MF_STYLE_LETTER,
                                       mf_style_for_protocol (MF_TONE_SOLID, card->protocol),
                                       mf_style_for_protocol (MF_TONE_INK, card->protocol));
      x += envelope.width + pad;
    }
  if (size->mark)
    {
      mf_drawing_add_layout (brush->drawing, size->mark,
                             (MfPoint) { x, middle - mf_text_get_height (size->mark) / 2 }, style);
      x += ceil (mf_text_get_width (size->mark)) + px (brush, 6);
    }
  if (size->code)
    {
      int ink = card->level == 2   ? MF_STYLE_ERROR
                : card->level == 1 ? MF_STYLE_WARNING
                                   : mf_style_for_protocol (MF_TONE_INK, card->protocol);

      height = mf_text_get_height (size->code);
      mf_drawing_add_layout (brush->drawing, size->code, (MfPoint) { x, middle - height / 2 }, ink);
      x += ceil (mf_text_get_width (size->code)) + pad;
    }

  height = (size->text ? mf_text_get_height (size->text) : 0) +
           (size->detail ? mf_text_get_height (size->detail) : 0);
  y = middle - height / 2;
  if (size->text)
    {
      mf_drawing_add_layout (brush->drawing, size->text, (MfPoint) { x, y }, style);
      y += mf_text_get_height (size->text);
    }
  if (size->detail)
    mf_drawing_add_layout (brush->drawing, size->detail, (MfPoint) { x, y },
                           card->shape == CARD_COMMAND ? style : MF_STYLE_TEXT_DIM);
}

/* The triangle in front of a card, on its tube; in a narrow picture, where the
 * rows are close, beside it. */
static void
draw_arrow (const Brush *brush, const Card *card, const MfTube *tube, MfRect box, gboolean onward)
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
                             mf_style_for_protocol (MF_TONE_INK, card->protocol));
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

static MfRect
place_card (const Brush *brush, const MfTube *tube, const CardSize *size, double position)
{
  const MfRect *track = &tube->track;
  double arrow = px (brush, ARROW + 3);
  double center =
      tube->horizontal || tube->n_points == 0 ? track->x + track->width / 2 : tube->points[0].x;
  MfRect box = { 0, 0, size->width, size->height };

  if (brush->layout->vertical)
    {
      box.x = track->x + arrow;
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
draw_on_tube (const Brush *brush, const Card *card, const MfFlight *flight, const MfTube *tube)
{
  double arrow = px (brush, ARROW + 3);
  gboolean beside = brush->layout->vertical;
  double aside = beside ? arrow : tube->horizontal ? 2 * arrow : 0;
  double ahead = beside || tube->horizontal ? 0 : 2 * arrow;
  double most = MIN (px (brush, beside ? CARD_MOST_BESIDE : CARD_MOST), tube->track.width - aside);
  double high = MIN (brush->layout->card_height, tube->track.height - ahead);
  g_auto (CardSize) size = { 0 };
  gboolean onward;
  double position = get_position (tube, flight, &onward);
  MfRect box;

  measure (brush, card, most, high, &size);
  box = place_card (brush, tube, &size, position);
  draw_arrow (brush, card, tube, box, onward);
  draw_card (brush, card, &size, box);
  mf_drawing_add_hit (brush->drawing, MF_HIT_RECORD, flight->record->seq, box, NULL, card->text);
}

/* What happens at a host lies in its dock, or, where it has none, in the gap at
 * the end of its tube. */
static void
draw_at_host (const Brush *brush, const Card *card, const MfFlight *flight)
{
  const MfCanvasLayout *layout = brush->layout;
  int index = flight->record->from;
  const MfHostPlace *place;
  g_auto (CardSize) size = { 0 };
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

  measure (brush, card, room.width, MIN (layout->card_height, room.height), &size);
  box = (MfRect) { round (room.x + (room.width - size.width) / 2),
                   round (room.y + (room.height - size.height) / 2), size.width, size.height };
  if (place->flat)
    {
      box.x = layout->vertical ? room.x : box.x;
      box.y = room.y < place->box.y ? room.y + room.height - size.height : room.y;
    }
  draw_card (brush, card, &size, box);
  mf_drawing_add_hit (brush->drawing, MF_HIT_RECORD, flight->record->seq, box, NULL, card->text);
}

/* Several units on one tube: all but the latest are small and without text, so
 * that no text is ever covered. */
static void
draw_token (const Brush *brush, const Card *card, const MfFlight *flight, const MfTube *tube)
{
  CardSize size = { .width = px (brush, 22), .height = px (brush, 14) };
  gboolean onward;
  double position = get_position (tube, flight, &onward);
  MfRect box = place_card (brush, tube, &size, position);

  draw_body (brush, card, box)->shadow = 0;
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
      g_auto (Card) card = { 0 };

      describe (&card, &flights[i]);
      if (tube == NULL)
        draw_at_host (&brush, &card, &flights[i]);
      else if (is_latest_on (self, tube, flights + i + 1, n_flights - i - 1))
        draw_on_tube (&brush, &card, &flights[i], tube);
      else
        draw_token (&brush, &card, &flights[i], tube);
    }
  return drawing;
}
