/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-clock.h"

static gint64
real_now (gpointer data)
{
  return g_get_real_time ();
}

/**
 * mf_clock_real:
 *
 * Returns: the machine's wall clock
 */
MfClock
mf_clock_real (void)
{
  return (MfClock) { .now = real_now };
}

/**
 * mf_clock_now:
 * @clock: a clock
 *
 * Returns: µs since 1970-01-01T00:00:00Z
 */
gint64
mf_clock_now (const MfClock *clock)
{
  g_return_val_if_fail (clock != NULL && clock->now != NULL, 0);

  return clock->now (clock->data);
}

static gint64
virtual_now (gpointer data)
{
  MfVirtualClock *self = data;

  return self->now_us;
}

/**
 * mf_virtual_clock_clock:
 * @self: (borrowed): a virtual clock that outlives the returned value
 *
 * Returns: the clock that reads @self
 */
MfClock
mf_virtual_clock_clock (MfVirtualClock *self)
{
  return (MfClock) { .now = virtual_now, .data = self };
}

/**
 * mf_virtual_clock_advance_to:
 * @self: a virtual clock
 * @now_us: the new time, µs since the Unix epoch
 *
 * Moves @self forward. A time in the past leaves it where it is.
 */
void
mf_virtual_clock_advance_to (MfVirtualClock *self, gint64 now_us)
{
  g_return_if_fail (self != NULL);

  self->now_us = MAX (self->now_us, now_us);
}

/**
 * mf_format_date:
 * @time_us: µs since the Unix epoch
 *
 * Formats a moment as the date-time of mail headers, always in UTC and never
 * localised: "Mon, 02 Mar 2026 09:00:00 +0000" (RFC 5322 section 3.3).
 *
 * Returns: (transfer full): the text
 */
char *
mf_format_date (gint64 time_us)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);

  g_return_val_if_fail (date != NULL, NULL);

  return g_strdup_printf ("%s, %02d %s %04d %02d:%02d:%02d +0000",
                          days[g_date_time_get_day_of_week (date) - 1],
                          g_date_time_get_day_of_month (date),
                          months[g_date_time_get_month (date) - 1], g_date_time_get_year (date),
                          g_date_time_get_hour (date), g_date_time_get_minute (date),
                          g_date_time_get_second (date));
}
