/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "draw/mf-compare-private.h"
#include "draw/mf-wording.h"

#define DESIGN_LINE 18.0
#define PAD 10.0
#define GAP 6.0

/* A numeral is as large as its column allows, between these. */
#define LEAST_NUMERAL 1.0
#define MOST_NUMERAL 1.6
#define WIDEST_NUMERAL "888.8 kB"
#define SPARE 1.04

/* Below this width the labels of moves stand over them. */
#define LEAST_WIDE 560.0

/* The rows from here on name hosts. */
#define FIRST_NAME_ROW 6

static const char *const row_labels[MF_N_TALLY_ROWS] = {
  N_ ("connections"),   N_ ("round trips"), N_ ("to the server"),
  N_ ("to the client"), N_ ("time"),        N_ ("objects"),
  N_ ("who connects"),  N_ ("who asks"),    N_ ("who gets the data"),
};

double
mf_compare_px (const MfCompareLayout *self, double design)
{
  return round (design * self->unit);
}

/* The colour of what each side speaks; the words say it too. */
int
mf_compare_get_ink (MfSide side)
{
  return mf_style_for_protocol (MF_TONE_INK,
                                side == MF_SIDE_PUSH ? MF_PROTOCOL_SMTP : MF_PROTOCOL_HTTP);
}

static double
measure (PangoContext *context, const char *text, double size, gboolean bold)
{
  MfTextSpec spec = { .size = size, .bold = bold };
  g_autoptr (PangoLayout) layout = mf_text_new (context, text, &spec);

  return ceil (mf_text_get_width (layout));
}

static double
measure_labels (PangoContext *context)
{
  double widest = 0;

  for (guint row = 0; row < MF_N_TALLY_ROWS; row++)
    widest = MAX (widest, measure (context, mf_tally_get_row_label (row), MF_COMPARE_SMALL, FALSE));

  return widest + 2;
}

/**
 * mf_compare_get_tallies_width:
 * @context: what measures the texts
 *
 * Returns: the width at which the tallies look best, in pixels
 */
double
mf_compare_get_tallies_width (PangoContext *context)
{
  double unit = mf_text_get_line_height (context, 1, FALSE) / DESIGN_LINE;

  return measure_labels (context) +
         2 * (measure (context, WIDEST_NUMERAL, LEAST_NUMERAL * SPARE, TRUE) +
              ceil ((PAD + GAP) * unit) + 1);
}

/**
 * mf_tally_get_row_label:
 * @row: 0 … %MF_N_TALLY_ROWS − 1
 *
 * Returns: (transfer none): what is counted there, in the reader's language
 */
const char *
mf_tally_get_row_label (guint row)
{
  g_return_val_if_fail (row < MF_N_TALLY_ROWS, "");

  return g_dgettext (GETTEXT_PACKAGE, row_labels[row]);
}

static char *
format_host (const MfStage *stage, int host)
{
  const MfStageHost *found = host >= 0 ? mf_stage_get_host (stage, (guint) host) : NULL;

  return found != NULL ? mf_host_get_title (found) : g_strdup ("–");
}

/* Of the three rows that name hosts: who it is. */
static int
get_host (const MfTally *tally, guint row)
{
  switch (row)
    {
    case FIRST_NAME_ROW:
      return tally->connected;
    case FIRST_NAME_ROW + 1:
      return tally->asked;
    case FIRST_NAME_ROW + 2:
      return tally->received;
    default:
      return -1;
    }
}

static char *
format_bytes (guint64 bytes)
{
  /* Translators: bytes, and thousands of bytes */
  return bytes < 1000 ? g_strdup_printf (_ ("%u B"), (guint) bytes)
                      : g_strdup_printf (_ ("%.1f kB"), (double) bytes / 1000.0);
}

/**
 * mf_tally_get_row_value:
 * @self: a tally
 * @stage: where its hosts stand
 * @row: 0 … %MF_N_TALLY_ROWS − 1
 *
 * Returns: (transfer full): what was counted there, in the reader's language
 */
char *
mf_tally_get_row_value (const MfTally *self, const MfStage *stage, guint row)
{
  switch (row)
    {
    case 0:
      return g_strdup_printf ("%u", self->connections);
    case 1:
      return g_strdup_printf ("%u", self->round_trips);
    case 2:
      return format_bytes (self->to_server);
    case 3:
      return format_bytes (self->to_client);
    case 4:
      /* Translators: seconds */
      return g_strdup_printf (_ ("%.2f s"), (double) self->elapsed_us / G_USEC_PER_SEC);
    case 5:
      return g_strdup_printf ("%u", self->objects);
    default:
      g_return_val_if_fail (row < MF_N_TALLY_ROWS, NULL);
      return format_host (stage, get_host (self, row));
    }
}

/**
 * mf_tally_describe:
 * @self: a tally
 * @stage: where its hosts stand
 * @side: whose it is
 *
 * Returns: (transfer full): all of it in one sentence, for who cannot see the picture
 */
char *
mf_tally_describe (const MfTally *self, const MfStage *stage, MfSide side)
{
  GString *text = g_string_new (side == MF_SIDE_PUSH ? _ ("Push") : _ ("Pull"));

  for (guint row = 0; row < MF_N_TALLY_ROWS; row++)
    {
      g_autofree char *value = mf_tally_get_row_value (self, stage, row);

      g_string_append_printf (text, "%s %s: %s", row == 0 ? ":" : ",", mf_tally_get_row_label (row),
                              value);
    }

  return g_string_free_and_steal (text);
}

/**
 * mf_compare_layout_new:
 * @context: what measures the texts; its font is the face's own. A reference is taken
 * @width: of the viewport, in pixels
 *
 * Returns: (transfer full): how large everything is
 */
MfCompareLayout *
mf_compare_layout_new (PangoContext *context, double width)
{
  MfCompareLayout *self = g_new0 (MfCompareLayout, 1);
  double column;

  self->context = g_object_ref (context);
  self->width = MAX (width, 160);
  self->unit = mf_text_get_line_height (context, 1, FALSE) / DESIGN_LINE;

  self->middle = MIN (measure_labels (context), round (self->width * 0.46));
  column = (self->width - self->middle) / 2 - mf_compare_px (self, PAD + GAP);
  /* Hinting makes a larger text a little wider than in proportion. */
  self->numeral = CLAMP (column / (measure (context, WIDEST_NUMERAL, 1, TRUE) * SPARE),
                         LEAST_NUMERAL, MOST_NUMERAL);
  /* A wider picture is never a higher one. */
  self->big =
      ceil (mf_text_get_line_height (context, MOST_NUMERAL, FALSE)) + mf_compare_px (self, 2);
  self->small =
      ceil (mf_text_get_line_height (context, MF_COMPARE_CARD, FALSE)) + mf_compare_px (self, 3);

  self->upright = self->width < LEAST_WIDE * self->unit;
  self->label = ceil (mf_text_get_line_height (context, MF_COMPARE_SMALL, FALSE));
  self->cell = ceil (MAX (mf_text_get_line_height (context, MF_COMPARE_CARD, TRUE),
                          mf_text_get_line_height (context, MF_COMPARE_CARD, FALSE))) +
               mf_compare_px (self, 12);
  return self;
}

/**
 * mf_compare_layout_make_compact:
 * @self: a layout
 *
 * Large type has large numerals already: the tallies' rows stand as close as these allow.
 */
void
mf_compare_layout_make_compact (MfCompareLayout *self)
{
  self->numeral = LEAST_NUMERAL;
  self->big = ceil (mf_text_get_line_height (self->context, LEAST_NUMERAL, FALSE));
  self->small = ceil (mf_text_get_line_height (self->context, MF_COMPARE_CARD, FALSE));
}

void
mf_compare_layout_free (MfCompareLayout *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->context);
  g_free (self);
}

/**
 * mf_compare_layout_get_tallies_height:
 * @self: a layout
 *
 * Returns: how high the picture of the tallies is, in pixels
 */
double
mf_compare_layout_get_tallies_height (const MfCompareLayout *self)
{
  return self->small + FIRST_NAME_ROW * self->big +
         (MF_N_TALLY_ROWS - FIRST_NAME_ROW) * self->small + 2 * mf_compare_px (self, PAD);
}

static double
get_column (const MfCompareLayout *self)
{
  return (self->width - self->middle) / 2 - mf_compare_px (self, PAD + GAP);
}

/* A name that is too long for its column is shortened before it is cut. */
static char *
fit_value (const MfCompareLayout *self, const MfTally *tally, const MfStage *stage, guint row)
{
  char *value = mf_tally_get_row_value (tally, stage, row);
  int host = get_host (tally, row);

  if (host < 0 || measure (self->context, value, MF_COMPARE_CARD, TRUE) <= get_column (self))
    return value;
  g_free (value);
  return mf_host_get_short_title (mf_stage_get_host (stage, (guint) host));
}

static void
draw_value (const MfCompareLayout *self,
            MfDrawing *drawing,
            MfSide side,
            const char *text,
            double size,
            double y,
            double height)
{
  double pad = mf_compare_px (self, PAD);
  double column = get_column (self);
  MfRect box = { side == MF_SIDE_PUSH ? pad : self->width - pad - column, y, column, height };
  MfTextSpec spec = { .size = size, .bold = TRUE };

  mf_drawing_add_text_in (drawing, self->context, text, &spec, box, side == MF_SIDE_PUSH ? 1 : 0,
                          mf_compare_get_ink (side));
}

static void
draw_row (const MfCompareLayout *self,
          MfDrawing *drawing,
          guint row,
          const char *push,
          const char *pull,
          double y)
{
  gboolean big = row < FIRST_NAME_ROW;
  double height = big ? self->big : self->small;
  double size = big ? self->numeral : MF_COMPARE_CARD;
  MfRect label = { round ((self->width - self->middle) / 2), y, self->middle, height };
  MfTextSpec spec = { .size = MF_COMPARE_SMALL };

  draw_value (self, drawing, MF_SIDE_PUSH, push, size, y, height);
  draw_value (self, drawing, MF_SIDE_PULL, pull, size, y, height);
  mf_drawing_add_text_in (drawing, self->context, mf_tally_get_row_label (row), &spec, label, 0.5,
                          MF_STYLE_TEXT_DIM);
}

/**
 * mf_compare_layout_draw_tallies:
 * @self: a layout
 * @stage: where their hosts stand
 * @push: what pushing has cost so far
 * @pull: what pulling has
 *
 * Returns: (transfer full): both beside each other, what is counted between them
 */
MfDrawing *
mf_compare_layout_draw_tallies (const MfCompareLayout *self,
                                const MfStage *stage,
                                const MfTally *push,
                                const MfTally *pull)
{
  MfDrawing *drawing = mf_drawing_new ();
  double y = mf_compare_px (self, PAD);

  draw_value (self, drawing, MF_SIDE_PUSH, _ ("Push"), MF_COMPARE_CARD, y, self->small);
  draw_value (self, drawing, MF_SIDE_PULL, _ ("Pull"), MF_COMPARE_CARD, y, self->small);
  y += self->small;

  for (guint row = 0; row < MF_N_TALLY_ROWS; row++)
    {
      g_autofree char *left = fit_value (self, push, stage, row);
      g_autofree char *right = fit_value (self, pull, stage, row);

      draw_row (self, drawing, row, left, right, y);
      y += row < FIRST_NAME_ROW ? self->big : self->small;
    }

  return drawing;
}
