/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-date.h"

#define DAY_S (24 * 60 * 60)

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* Days before a year of the Gregorian calendar, counted from 1 January of year 0. */
static gint64
count_days (gint64 year)
{
  gint64 past = year - 1;

  return year * 365 + past / 4 - past / 100 + past / 400 + (year > 0 ? 1 : 0);
}

static gboolean
is_leap (int year)
{
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_length (int year, int month)
{
  static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return lengths[month - 1] + (month == 2 && is_leap (year) ? 1 : 0);
}

/**
 * mf_imap_day:
 * @year: 0 … 9999
 * @month: 1 … 12
 * @day: 1 … 31
 *
 * Returns: the day's number, counted from 1 January 1970
 */
gint64
mf_imap_day (int year, int month, int day)
{
  gint64 days = count_days (year) - count_days (1970);

  for (int i = 1; i < month; i++)
    days += month_length (year, i);
  return days + day - 1;
}

static void
split_day (gint64 number, int *year, int *month, int *day)
{
  int y = 1970 + (int) (number / 366);
  gint64 left;

  while (mf_imap_day (y + 1, 1, 1) <= number)
    y++;
  while (mf_imap_day (y, 1, 1) > number)
    y--;
  left = number - mf_imap_day (y, 1, 1);
  *year = y;
  for (*month = 1; left >= month_length (y, *month); (*month)++)
    left -= month_length (y, *month);
  *day = (int) left + 1;
}

/**
 * mf_imap_date_time_get_day:
 * @self: a moment
 *
 * Returns: the number of its day in its own zone: what BEFORE, ON and SINCE compare,
 *   "disregarding time and timezone" (RFC 3501 section 6.4.4)
 */
gint64
mf_imap_date_time_get_day (const MfImapDateTime *self)
{
  gint64 local = self->unix_s + self->zone_minutes * 60;

  return local >= 0 ? local / DAY_S : -((DAY_S - 1 - local) / DAY_S);
}

static gboolean
read_digits (MfImapLexer *lexer, guint n, int max, int *value)
{
  int number = 0;

  *value = 0;
  for (guint i = 0; i < n; i++)
    {
      char c = mf_imap_lexer_peek (lexer);

      if (!g_ascii_isdigit (c))
        return mf_imap_lexer_fail (lexer, "a digit");
      number = number * 10 + (c - '0');
      lexer->position++;
    }

  *value = number;
  return number <= max || mf_imap_lexer_fail (lexer, "a smaller number in a date");
}

/* date-month "-" date-year, behind the day's hyphen. */
static gboolean
read_month_and_year (MfImapLexer *lexer, int day, gint64 *number)
{
  int month = 0;
  int year;

  for (guint i = 0; i < G_N_ELEMENTS (months) && month == 0; i++)
    if (lexer->length - lexer->position >= 3 &&
        g_ascii_strncasecmp (lexer->data + lexer->position, months[i], 3) == 0)
      month = (int) i + 1;
  if (month == 0)
    return mf_imap_lexer_fail (lexer, "a month");
  lexer->position += 3;
  if (!mf_imap_lexer_expect (lexer, '-') || !read_digits (lexer, 4, 9999, &year))
    return FALSE;
  if (day < 1 || day > month_length (year, month))
    return mf_imap_lexer_fail (lexer, "a day of that month");

  *number = mf_imap_day (year, month, day);
  return TRUE;
}

static gboolean
read_time_and_zone (MfImapLexer *lexer, gint64 day, MfImapDateTime *time)
{
  int hour, minute, second, zone_hour, zone_minute;
  gboolean west;

  if (!read_digits (lexer, 2, 23, &hour) || !mf_imap_lexer_expect (lexer, ':') ||
      !read_digits (lexer, 2, 59, &minute) || !mf_imap_lexer_expect (lexer, ':') ||
      !read_digits (lexer, 2, 60, &second) || !mf_imap_lexer_space (lexer))
    return FALSE;

  west = mf_imap_lexer_try (lexer, '-');
  if ((!west && !mf_imap_lexer_expect (lexer, '+')) || !read_digits (lexer, 2, 23, &zone_hour) ||
      !read_digits (lexer, 2, 59, &zone_minute))
    return FALSE;

  time->zone_minutes = (zone_hour * 60 + zone_minute) * (west ? -1 : 1);
  time->unix_s = day * DAY_S + hour * 3600 + minute * 60 + second - time->zone_minutes * 60;
  return TRUE;
}

/**
 * mf_imap_date_time_read:
 * @lexer: where from
 * @time: (out): the moment
 *
 * date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE
 *
 * Returns: whether there was one
 */
gboolean
mf_imap_date_time_read (MfImapLexer *lexer, MfImapDateTime *time)
{
  gint64 number;
  int day;

  if (!mf_imap_lexer_expect (lexer, '"'))
    return FALSE;
  if (!read_digits (lexer, mf_imap_lexer_try (lexer, ' ') ? 1 : 2, 31, &day))
    return FALSE;

  return mf_imap_lexer_expect (lexer, '-') && read_month_and_year (lexer, day, &number) &&
         mf_imap_lexer_space (lexer) && read_time_and_zone (lexer, number, time) &&
         mf_imap_lexer_expect (lexer, '"');
}

/**
 * mf_imap_date_time_write:
 * @self: a moment
 * @out: where to: with its quotes
 */
void
mf_imap_date_time_write (const MfImapDateTime *self, GString *out)
{
  gint64 number = mf_imap_date_time_get_day (self);
  gint64 second = self->unix_s + self->zone_minutes * 60 - number * DAY_S;
  int zone = ABS (self->zone_minutes);
  int year, month, day;

  split_day (number, &year, &month, &day);
  g_string_append_printf (out, "\"%2d-%s-%04d %02d:%02d:%02d %c%02d%02d\"", day, months[month - 1],
                          year, (int) (second / 3600), (int) (second / 60 % 60),
                          (int) (second % 60), self->zone_minutes < 0 ? '-' : '+', zone / 60,
                          zone % 60);
}

/**
 * mf_imap_date_read:
 * @lexer: where from
 * @day: (out): its number, see mf_imap_day()
 *
 * date = date-text / DQUOTE date-text DQUOTE; date-text = 1*2DIGIT "-" date-month "-" 4DIGIT
 *
 * Returns: whether there was one
 */
gboolean
mf_imap_date_read (MfImapLexer *lexer, gint64 *day)
{
  gboolean quoted = mf_imap_lexer_try (lexer, '"');
  int number;
  gsize digits = 1;

  if (lexer->position + 1 < lexer->length && g_ascii_isdigit (lexer->data[lexer->position + 1]))
    digits = 2;

  return read_digits (lexer, (guint) digits, 31, &number) && mf_imap_lexer_expect (lexer, '-') &&
         read_month_and_year (lexer, number, day) && (!quoted || mf_imap_lexer_expect (lexer, '"'));
}

void
mf_imap_date_write (gint64 day, GString *out)
{
  int year, month, number;

  split_day (day, &year, &month, &number);
  g_string_append_printf (out, "%d-%s-%04d", number, months[month - 1], year);
}
