/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

/* That this links is the test. */
int
main (void)
{
  return 0;
}
