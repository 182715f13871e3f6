/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-set.h"

#include <stdlib.h>

MfImapSet *
mf_imap_set_new (void)
{
  return g_new0 (MfImapSet, 1);
}

void
mf_imap_set_free (MfImapSet *self)
{
  if (self == NULL)
    return;

  g_free (self->ranges);
  g_free (self);
}

/**
 * mf_imap_set_append:
 * @self: a set
 * @first: a number or %MF_IMAP_STAR
 * @last: as well
 */
void
mf_imap_set_append (MfImapSet *self, guint32 first, guint32 last)
{
  guint n = self->n_ranges;

  /* The room doubles: it is full when the count is a power of two. */
  if ((n & (n - 1)) == 0)
    self->ranges = g_renew (MfImapRange, self->ranges, n == 0 ? 1 : n * 2);
  self->ranges[self->n_ranges++] = (MfImapRange) { first, last };
}

/**
 * mf_imap_set_new_from_numbers:
 * @numbers: (array length=n_numbers): in any order; runs that ascend by one become ranges
 * @n_numbers: how many
 *
 * Returns: (transfer full): the set, in the same order
 */
MfImapSet *
mf_imap_set_new_from_numbers (const guint32 *numbers, guint n_numbers)
{
  MfImapSet *self = mf_imap_set_new ();

  for (guint i = 0; i < n_numbers;)
    {
      guint first = i++;

      while (i < n_numbers && numbers[i] == numbers[i - 1] + 1)
        i++;
      mf_imap_set_append (self, numbers[first], numbers[i - 1]);
    }

  return self;
}

/* seq-number = nz-number / "*" */
static gboolean
read_number (MfImapLexer *lexer, guint32 *number)
{
  if (mf_imap_lexer_try (lexer, '*'))
    {
      *number = MF_IMAP_STAR;
      return TRUE;
    }
  if (!g_ascii_isdigit (mf_imap_lexer_peek (lexer)))
    return mf_imap_lexer_fail (lexer, "a number or *");

  return mf_imap_lexer_nz_number (lexer, number);
}

/**
 * mf_imap_set_read:
 * @lexer: where from
 * @set: (out) (transfer full): the set
 *
 * sequence-set = (seq-number / seq-range) *("," sequence-set)
 *
 * Returns: whether there was one
 */
gboolean
mf_imap_set_read (MfImapLexer *lexer, MfImapSet **set)
{
  g_autoptr (MfImapSet) self = mf_imap_set_new ();

  do
    {
      guint32 first;
      guint32 last;

      if (!read_number (lexer, &first))
        return FALSE;
      last = first;
      if (mf_imap_lexer_try (lexer, ':') && !read_number (lexer, &last))
        return FALSE;
      mf_imap_set_append (self, first, last);
    }
  while (mf_imap_lexer_try (lexer, ','));

  *set = g_steal_pointer (&self);
  return TRUE;
}

static void
write_number (GString *out, guint32 number)
{
  if (number == MF_IMAP_STAR)
    g_string_append_c (out, '*');
  else
    g_string_append_printf (out, "%u", number);
}

/**
 * mf_imap_set_write:
 * @self: a set that is not empty: the grammar has no empty one
 * @out: where to
 */
void
mf_imap_set_write (const MfImapSet *self, GString *out)
{
  for (guint i = 0; i < self->n_ranges; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      write_number (out, self->ranges[i].first);
      if (self->ranges[i].last != self->ranges[i].first)
        {
          g_string_append_c (out, ':');
          write_number (out, self->ranges[i].last);
        }
    }
}

static int
compare_ranges (const void *a, const void *b)
{
  const MfImapRange *left = a;
  const MfImapRange *right = b;

  return (left->first > right->first) - (left->first < right->first);
}

/**
 * mf_imap_set_resolve:
 * @self: a set
 * @largest: what "*" is: the number or the UID of the last message, 0 if there is none
 *
 * Afterwards the ranges ascend, do not touch each other, and hold no "*". Where
 * there is no message, what "*" stands in is left out.
 */
void
mf_imap_set_resolve (MfImapSet *self, guint32 largest)
{
  guint n = 0;
  guint merged = 0;

  for (guint i = 0; i < self->n_ranges; i++)
    {
      MfImapRange range = self->ranges[i];
      gboolean star = range.first == MF_IMAP_STAR || range.last == MF_IMAP_STAR;

      if (star && largest == 0)
        continue;
      range.first = range.first == MF_IMAP_STAR ? largest : range.first;
      range.last = range.last == MF_IMAP_STAR ? largest : range.last;
      self->ranges[n++] =
          (MfImapRange) { MIN (range.first, range.last), MAX (range.first, range.last) };
    }

  if (n > 1)
    qsort (self->ranges, n, sizeof (MfImapRange), compare_ranges);
  for (guint i = 0; i < n; i++)
    {
      MfImapRange *before = merged > 0 ? &self->ranges[merged - 1] : NULL;

      if (before && (before->last == G_MAXUINT32 || self->ranges[i].first <= before->last + 1))
        before->last = MAX (before->last, self->ranges[i].last);
      else
        self->ranges[merged++] = self->ranges[i];
    }

  /* Kept as if appended one by one, for mf_imap_set_append()'s rule. */
  self->n_ranges = merged;
  self->ranges = g_renew (MfImapRange, self->ranges, merged <= 1 ? 1 : merged * 2);
}

/**
 * mf_imap_set_contains:
 * @self: a set that mf_imap_set_resolve() has been through
 * @number: any number
 *
 * Returns: whether it is in the set; takes the logarithm of the number of ranges
 */
gboolean
mf_imap_set_contains (const MfImapSet *self, guint32 number)
{
  guint low = 0;
  guint high = self->n_ranges;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->ranges[middle].last < number)
        low = middle + 1;
      else
        high = middle;
    }

  return low < self->n_ranges && self->ranges[low].first <= number;
}
