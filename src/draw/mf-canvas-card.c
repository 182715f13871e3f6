/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "draw/mf-canvas-card.h"
#include "draw/mf-wording.h"

#define CARD_LEAST 44.0
#define ENVELOPE_WIDTH 42.0
#define ENVELOPE_WIDTH_LOW 30.0 /* on a card of one line */
#define ENVELOPE_HEIGHT 28.0

void
mf_canvas_card_clear (MfCanvasCard *card)
{
  g_free (card->mark);
  g_free (card->code);
  g_free (card->text);
  g_free (card->detail);
}

void
mf_canvas_card_size_clear (MfCanvasCardSize *size)
{
  g_clear_object (&size->mark);
  g_clear_object (&size->code);
  g_clear_object (&size->text);
  g_clear_object (&size->detail);
}

static void
describe_unit (MfCanvasCard *card, const MfUnit *unit, double fraction)
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
      card->shape = MF_CANVAS_CARD_REPLY;
      break;
    case MF_UNIT_DATA:
      card->shape = MF_CANVAS_CARD_DATA;
      card->mono = FALSE;
      card->filled = fraction;
      break;
    case MF_UNIT_COMMAND:
    case MF_UNIT_RESPONSE:
    case MF_UNIT_OPAQUE:
    default:
      card->shape = MF_CANVAS_CARD_COMMAND;
      break;
    }
}

/* A lookup is one record: the question goes in its first half, the answer comes
 * back in the second. */
static void
describe_lookup (MfCanvasCard *card, const MfRecord *record, double fraction)
{
  const MfEffect *effect = mf_record_find_effect (record, MF_EFFECT_LOOKED_UP);

  card->protocol = MF_PROTOCOL_DNS;
  card->mono = TRUE;
  if (fraction < 0.5)
    {
      card->shape = MF_CANVAS_CARD_COMMAND;
      card->text = g_strdup_printf ("%s?", effect && effect->subject ? effect->subject : "");
      return;
    }
  card->shape = MF_CANVAS_CARD_REPLY;
  card->level = effect && effect->text && *effect->text ? 0 : 2;
  card->text = g_strdup (card->level == 0 ? effect->text : _ ("no such name"));
}

void
mf_canvas_card_init (MfCanvasCard *card, const MfFlight *flight)
{
  const MfRecord *record = flight->record;

  *card = (MfCanvasCard) { .shape = MF_CANVAS_CARD_NOTE, .protocol = record->protocol };
  if (record->kind == MF_RECORD_UNIT && record->unit != NULL)
    describe_unit (card, record->unit, flight->fraction);
  else if (record->kind == MF_RECORD_LOOKUP)
    describe_lookup (card, record, flight->fraction);
  else
    {
      if (record->kind == MF_RECORD_OPEN || record->kind == MF_RECORD_CLOSE)
        card->shape = MF_CANVAS_CARD_SIGNAL;
      card->text = mf_record_get_summary (record);
      card->level = mf_record_find_effect (record, MF_EFFECT_BROKEN) ? 2 : 0;
    }
}

static PangoLayout *
set_text (const MfCanvasLayout *self,
          const char *text,
          double size,
          gboolean mono,
          gboolean bold,
          double width,
          guint lines,
          PangoEllipsizeMode cut)
{
  MfTextSpec spec = { .size = size * self->type,
                      .mono = mono,
                      .bold = bold,
                      .width = MAX (width, 1),
                      .lines = lines,
                      .ellipsize = cut };

  return mf_text_new (self->context, text, &spec);
}

/* Lays the texts out in at most @width by @height pixels, in type @shrunk times as large. */
static void
lay_out (const MfCanvasLayout *self,
         const MfCanvasCard *card,
         double width,
         double height,
         double shrunk,
         MfCanvasCardSize *size)
{
  double pad = mf_canvas_px (self, 9);
  /* A command is known by how it begins; of an answer, and of the letter, the end counts too. */
  PangoEllipsizeMode cut =
      card->shape == MF_CANVAS_CARD_COMMAND ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_MIDDLE;
  double line = mf_text_get_line_height (self->context, MF_SIZE_CARD * self->type, card->mono);
  guint lines = height >= 2 * line + mf_canvas_px (self, 8) ? 2 : 1;
  double used = 2 * pad;
  g_autofree char *both = NULL;
  double text_height;

  *size = (MfCanvasCardSize) { 0 };
  if (card->shape == MF_CANVAS_CARD_REPLY && card->code == NULL)
    used += mf_canvas_px (self, 4);
  if (card->mark != NULL)
    {
      size->mark =
          set_text (self, card->mark, MF_SIZE_CARD * shrunk, TRUE, FALSE, width - used, 1, cut);
      used += ceil (mf_text_get_width (size->mark)) + mf_canvas_px (self, 6);
    }
  if (card->code != NULL)
    {
      size->code =
          set_text (self, card->code, lines > 1 ? 1.3 : 1, TRUE, TRUE, width - used, 1, cut);
      used += ceil (mf_text_get_width (size->code)) + pad;
    }
  if (card->shape == MF_CANVAS_CARD_DATA)
    {
      size->envelope =
          mf_canvas_px (self, lines > 1 && shrunk >= 1 ? ENVELOPE_WIDTH : ENVELOPE_WIDTH_LOW);
      used += size->envelope + pad;
    }

  if (card->detail != NULL && lines > 1)
    {
      size->detail = set_text (self, card->detail, MF_SIZE_CARD * 0.94 * shrunk, FALSE, FALSE,
                               width - used, 1, cut);
      lines = 1;
    }
  if (card->detail != NULL && size->detail == NULL)
    both = g_strdup_printf ("%s · %s", card->text, card->detail);
  if (*card->text)
    size->text =
        set_text (self, both ? both : card->text, MF_SIZE_CARD * shrunk, card->mono,
                  card->shape == MF_CANVAS_CARD_DATA && both == NULL, width - used, lines, cut);

  text_height = size->text ? mf_text_get_height (size->text) : 0;
  size->width = used + ceil (MAX (size->text ? mf_text_get_width (size->text) : -pad,
                                  size->detail ? mf_text_get_width (size->detail) : 0));
  text_height += size->detail ? mf_text_get_height (size->detail) : 0;
  if (size->code)
    text_height = MAX (text_height, mf_text_get_height (size->code));
  if (card->shape == MF_CANVAS_CARD_DATA)
    text_height = MAX (text_height,
                       MIN (mf_canvas_px (self, ENVELOPE_HEIGHT), height - mf_canvas_px (self, 8)));
  size->width = MIN (MAX (size->width, mf_canvas_px (self, CARD_LEAST)), width);
  size->height = MIN (ceil (text_height) + mf_canvas_px (self, 10), height);
}

static gboolean
is_cut (const MfCanvasCardSize *size)
{
  return (size->text != NULL && pango_layout_is_ellipsized (size->text)) ||
         (size->detail != NULL && pango_layout_is_ellipsized (size->detail));
}

/* What is too long is set a little smaller before it is cut. */
void
mf_canvas_card_measure (const MfCanvasLayout *self,
                        const MfCanvasCard *card,
                        double width,
                        double height,
                        MfCanvasCardSize *size)
{
  static const double shrunk[] = { 1, 0.94, 0.88 };

  lay_out (self, card, width, height, shrunk[0], size);
  for (guint i = 1; i < G_N_ELEMENTS (shrunk) && is_cut (size); i++)
    {
      mf_canvas_card_size_clear (size);
      lay_out (self, card, width, height, shrunk[i], size);
    }
}

MfPrimitive *
mf_canvas_card_draw_body (const MfCanvasLayout *self,
                          MfDrawing *drawing,
                          const MfCanvasCard *card,
                          MfRect box)
{
  double line = MAX (1, mf_canvas_px (self, 1.5));
  MfPrimitive *body;

  switch (card->shape)
    {
    case MF_CANVAS_CARD_COMMAND:
      body = mf_drawing_add_box (drawing, box, mf_canvas_px (self, 5),
                                 mf_style_for_protocol (MF_TONE_SOLID, card->protocol));
      break;
    case MF_CANVAS_CARD_REPLY:
      body = mf_drawing_add_box (drawing, box, box.height / 2,
                                 mf_style_for_protocol (MF_TONE_SOFT, card->protocol));
      body->stroke = mf_style_for_protocol (MF_TONE_SOLID, card->protocol);
      break;
    case MF_CANVAS_CARD_DATA:
      body = mf_drawing_add_box (drawing, box, mf_canvas_px (self, 5), MF_STYLE_LETTER);
      body->stroke = mf_style_for_protocol (MF_TONE_SOLID, card->protocol);
      break;
    case MF_CANVAS_CARD_SIGNAL:
      body = mf_drawing_add_box (drawing, box, mf_canvas_px (self, 5), MF_STYLE_HOST);
      body->stroke =
          card->level == 2 ? MF_STYLE_ERROR : mf_style_for_protocol (MF_TONE_SOLID, card->protocol);
      body->dash = mf_canvas_px (self, 4);
      break;
    case MF_CANVAS_CARD_NOTE:
    default:
      body = mf_drawing_add_box (drawing, box, mf_canvas_px (self, 5), MF_STYLE_NOTE);
      body->stroke = MF_STYLE_NOTE_LINE;
      break;
    }
  body->line_width = line;
  body->shadow = mf_canvas_px (self, 8);
  return body;
}

static int
text_style (const MfCanvasCard *card)
{
  if (card->level == 2 && card->shape != MF_CANVAS_CARD_COMMAND)
    return MF_STYLE_ERROR;
  switch (card->shape)
    {
    case MF_CANVAS_CARD_COMMAND:
      return mf_style_for_protocol (MF_TONE_SOLID_TEXT, card->protocol);
    case MF_CANVAS_CARD_NOTE:
      return MF_STYLE_NOTE_TEXT;
    case MF_CANVAS_CARD_SIGNAL:
      return mf_style_for_protocol (MF_TONE_INK, card->protocol);
    case MF_CANVAS_CARD_REPLY:
    case MF_CANVAS_CARD_DATA:
    default:
      return MF_STYLE_TEXT;
    }
}

void
mf_canvas_card_draw (const MfCanvasLayout *self,
                     MfDrawing *drawing,
                     const MfCanvasCard *card,
                     const MfCanvasCardSize *size,
                     MfRect box)
{
  double pad = mf_canvas_px (self, 9);
  double x =
      box.x + pad +
      (card->shape == MF_CANVAS_CARD_REPLY && size->code == NULL ? mf_canvas_px (self, 2) : 0);
  double middle = box.y + box.height / 2;
  int style = text_style (card);
  double height, y;

  mf_canvas_card_draw_body (self, drawing, card, box);
  if (card->shape == MF_CANVAS_CARD_DATA)
    {
      double room = MIN (mf_canvas_px (self, ENVELOPE_HEIGHT), box.height - mf_canvas_px (self, 8));
      MfRect envelope = { x, round (middle - room / 2), size->envelope, room };

      (card->protocol == MF_PROTOCOL_HTTP
           ? mf_drawing_add_page
           : mf_drawing_add_envelope) (drawing, envelope, card->filled,
                                       MAX (1, mf_canvas_px (self, 1.5)), MF_STYLE_LETTER,
                                       mf_style_for_protocol (MF_TONE_SOLID, card->protocol),
                                       mf_style_for_protocol (MF_TONE_INK, card->protocol));
      x += envelope.width + pad;
    }
  if (size->mark)
    {
      mf_drawing_add_layout (drawing, size->mark,
                             (MfPoint) { x, middle - mf_text_get_height (size->mark) / 2 }, style);
      x += ceil (mf_text_get_width (size->mark)) + mf_canvas_px (self, 6);
    }
  if (size->code)
    {
      int ink = card->level == 2   ? MF_STYLE_ERROR
                : card->level == 1 ? MF_STYLE_WARNING
                                   : mf_style_for_protocol (MF_TONE_INK, card->protocol);

      height = mf_text_get_height (size->code);
      mf_drawing_add_layout (drawing, size->code, (MfPoint) { x, middle - height / 2 }, ink);
      x += ceil (mf_text_get_width (size->code)) + pad;
    }

  height = (size->text ? mf_text_get_height (size->text) : 0) +
           (size->detail ? mf_text_get_height (size->detail) : 0);
  y = middle - height / 2;
  if (size->text)
    {
      mf_drawing_add_layout (drawing, size->text, (MfPoint) { x, y }, style);
      y += mf_text_get_height (size->text);
    }
  if (size->detail)
    mf_drawing_add_layout (drawing, size->detail, (MfPoint) { x, y },
                           card->shape == MF_CANVAS_CARD_COMMAND ? style : MF_STYLE_TEXT_DIM);
}
