/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "draw/mf-compare-private.h"
#include "draw/mf-wording.h"

#define PAD 10.0
#define CELL_PAD 8.0
#define LABEL_WIDTH 104.0
#define RADIUS 6.0

static const char *const move_labels[MF_N_MOVES] = {
  [MF_MOVE_CALL] = N_ ("calls"),
  [MF_MOVE_GREETING] = N_ ("greets"),
  [MF_MOVE_ASK] = N_ ("asks"),
  [MF_MOVE_YES] = N_ ("says yes"),
  [MF_MOVE_CONTENT] = N_ ("sends content"),
  [MF_MOVE_NO] = N_ ("says no"),
  [MF_MOVE_END] = N_ ("ends"),
};

static const MfSide sides[] = { MF_SIDE_PUSH, MF_SIDE_PULL };

/* What a cell is drawn with. */
typedef struct
{
  const MfCompareLayout *layout;
  MfDrawing *drawing;
  double playhead;
} Brush;

static const char *
get_label (MfMove move)
{
  return g_dgettext (GETTEXT_PACKAGE, move_labels[move]);
}

static double
get_row_height (const MfCompareLayout *self)
{
  double gap = mf_compare_px (self, 6);

  return self->cell + gap + (self->upright ? self->label + mf_compare_px (self, 2) : 0);
}

/**
 * mf_compare_layout_get_moves_height:
 * @self: a layout
 *
 * Returns: how high the picture of the dialogues is, in pixels
 */
double
mf_compare_layout_get_moves_height (const MfCompareLayout *self)
{
  return MF_N_MOVES * get_row_height (self) + 2 * mf_compare_px (self, PAD);
}

static double
add_text (const Brush *brush, const char *text, MfTextSpec spec, MfRect *room, int style)
{
  g_autoptr (PangoLayout) layout = NULL;
  double width;

  if (text == NULL || *text == '\0' || room->width < mf_compare_px (brush->layout, 12))
    return 0;

  spec.size = MF_COMPARE_CARD;
  spec.width = room->width;
  layout = mf_text_new (brush->layout->context, text, &spec);
  width = ceil (mf_text_get_width (layout));
  mf_drawing_add_layout (
      brush->drawing, layout,
      (MfPoint) { room->x, room->y + round ((room->height - mf_text_get_height (layout)) / 2) },
      style);
  width += mf_compare_px (brush->layout, 6);
  room->x += width;
  room->width -= width;
  return width;
}

/* Who says it, and what. */
static void
draw_words (const Brush *brush, const MfRecord *record, MfSide side, gboolean told, MfRect room)
{
  g_auto (MfUnitText) words = { 0 };
  int ink = told ? mf_compare_get_ink (side) : MF_STYLE_TEXT_DIM;
  int plain = told ? MF_STYLE_TEXT : MF_STYLE_TEXT_DIM;
  gboolean wire = record->kind == MF_RECORD_UNIT && record->unit->kind != MF_UNIT_DATA;

  if (record->kind == MF_RECORD_UNIT)
    mf_unit_text_init (&words, record->unit);
  else
    words.text = mf_record_get_summary (record);

  if (told && words.level > 0)
    ink = words.level == 2 ? MF_STYLE_ERROR : MF_STYLE_WARNING;

  add_text (brush, record->from == record->client ? "C:" : "S:", (MfTextSpec) { .bold = TRUE },
            &room, plain);
  add_text (brush, words.mark, (MfTextSpec) { .mono = TRUE }, &room, plain);
  add_text (brush, words.code, (MfTextSpec) { .mono = TRUE, .bold = TRUE }, &room, ink);
  add_text (brush, words.text, (MfTextSpec) { .mono = wire }, &room, plain);
}

static void
draw_cell (const Brush *brush, const MfRecord *record, MfSide side, MfMove move, MfRect box)
{
  const MfCompareLayout *self = brush->layout;
  double pad = mf_compare_px (self, CELL_PAD);
  guint current = (guint) ceil (brush->playhead);
  MfPrimitive *frame;
  MfRect room = box;
  gboolean told;

  room.x += pad;
  room.width -= 2 * pad;

  if (record == NULL)
    {
      add_text (brush, "–", (MfTextSpec) { 0 }, &room, MF_STYLE_TEXT_DIM);
      return;
    }

  told = record->seq < current;
  frame = mf_drawing_add_box (brush->drawing, box, mf_compare_px (self, RADIUS),
                              record->seq + 1 == current ? MF_STYLE_HOST_ACTIVE : MF_STYLE_HOST);
  frame->stroke = record->seq + 1 == current ? MF_STYLE_HOST_ACTIVE_LINE : MF_STYLE_HOST_LINE;
  frame->line_width = MAX (1, mf_compare_px (self, record->seq + 1 == current ? 2 : 1));
  draw_words (brush, record, side, told, room);
  mf_drawing_add_hit (brush->drawing, MF_HIT_RECORD, record->seq, box, NULL, get_label (move));
}

static void
draw_move (const Brush *brush, MfDialogue *dialogue, MfMove move, double y)
{
  const MfCompareLayout *self = brush->layout;
  double pad = mf_compare_px (self, PAD);
  double middle = self->upright ? mf_compare_px (self, 8) : mf_compare_px (self, LABEL_WIDTH);
  double column = floor ((self->width - 2 * pad - middle) / 2);
  MfRect label = { pad + column, y, middle, self->cell };
  MfTextSpec spec = { .size = MF_COMPARE_SMALL, .bold = TRUE };

  if (self->upright)
    {
      label = (MfRect) { pad, y, self->width - 2 * pad, self->label };
      y += self->label + mf_compare_px (self, 2);
    }

  mf_drawing_add_text_in (brush->drawing, self->context, get_label (move), &spec, label, 0.5,
                          MF_STYLE_TEXT_DIM);

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      guint told = (guint) ceil (brush->playhead);
      MfRect box = { i == 0 ? pad : self->width - pad - column, y, column, self->cell };

      draw_cell (brush, mf_dialogue_find (dialogue, sides[i], move, told), sides[i], move, box);
    }
}

/**
 * mf_compare_layout_draw_moves:
 * @self: a layout
 * @dialogue: both dialogues
 * @playhead: 0 … number of records of the whole timeline
 *
 * Each row is one kind of move, whatever either side calls it; what was said
 * last stands there, or, dim, what will be said first.
 *
 * Returns: (transfer full): the dialogues line by line; its areas are the whole timeline's records
 */
MfDrawing *
mf_compare_layout_draw_moves (const MfCompareLayout *self, MfDialogue *dialogue, double playhead)
{
  MfDrawing *drawing = mf_drawing_new ();
  const Brush brush = { self, drawing, MAX (0, playhead) };
  double y = mf_compare_px (self, PAD);

  for (guint move = 0; move < MF_N_MOVES; move++)
    {
      draw_move (&brush, dialogue, move, y);
      y += get_row_height (self);
    }

  return drawing;
}
