/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "cli/mf-cli-tally.h"

#include "draw/mf-compare-layout.h"

#include <glib/gi18n-lib.h>

#define LEAST_COLUMN 12
#define BETWEEN 2

/* How many columns of a terminal a text takes. */
static guint
get_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += g_unichar_iszerowidth (g_utf8_get_char (p)) ? 0
             : g_unichar_iswide (g_utf8_get_char (p))    ? 2
                                                         : 1;

  return width;
}

static void
append (GString *text, const char *word, guint width, gboolean on_right)
{
  guint used = get_width (word);

  if (!on_right)
    g_string_append (text, word);
  for (guint i = used; i < width; i++)
    g_string_append_c (text, ' ');
  if (on_right)
    g_string_append (text, word);
}

/* How many columns of a terminal the labels take, and either side's values. */
typedef struct
{
  guint label;
  guint value;
} Widths;

static void
append_row (
    GString *text, const char *label, const Widths *widths, const char *push, const char *pull)
{
  append (text, label, widths->label, FALSE);
  append (text, push, widths->value, TRUE);
  append (text, pull, widths->value, TRUE);
  g_string_append_c (text, '\n');
}

static void
measure (Widths *widths, const MfTally *tally, const MfStage *stage, guint row)
{
  g_autofree char *value = mf_tally_get_row_value (tally, stage, row);

  widths->label = MAX (widths->label, get_width (mf_tally_get_row_label (row)));
  widths->value = MAX (widths->value, get_width (value) + BETWEEN);
}

/**
 * mf_cli_tally_format:
 * @tallies: what both sides have cost
 * @stage: where their hosts stand
 *
 * Returns: (transfer full): both at the end, as a table
 */
char *
mf_cli_tally_format (MfTallies *tallies, const MfStage *stage)
{
  GString *text = g_string_new ("\n");
  Widths widths = { 0, LEAST_COLUMN };
  MfTally push, pull;

  mf_tallies_get (tallies, MF_SIDE_PUSH, G_MAXUINT, &push);
  mf_tallies_get (tallies, MF_SIDE_PULL, G_MAXUINT, &pull);

  for (guint row = 0; row < MF_N_TALLY_ROWS; row++)
    {
      measure (&widths, &push, stage, row);
      measure (&widths, &pull, stage, row);
    }

  append_row (text, "", &widths, _ ("Push"), _ ("Pull"));

  for (guint row = 0; row < MF_N_TALLY_ROWS; row++)
    {
      g_autofree char *left = mf_tally_get_row_value (&push, stage, row);
      g_autofree char *right = mf_tally_get_row_value (&pull, stage, row);

      append_row (text, mf_tally_get_row_label (row), &widths, left, right);
    }

  return g_string_free_and_steal (text);
}
