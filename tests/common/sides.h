/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-timeline.h"

G_BEGIN_DECLS

/* A divided stage: an agent that brings letters, a browser that fetches a page. */
enum
{
  SIDES_AGENT,
  SIDES_BROWSER,
  SIDES_MAIL,
  SIDES_WEB,
  SIDES_N_HOSTS,
};

MfStage *sides_make_stage (void);

/* Returns: (transfer full): a letter taken, one refused (550); a page fetched, a picture missing
 *   (404); both at the same time */
MfTimeline *sides_make_timeline (void);

/* Returns: (transfer full) (element-type MfRecord): anything, in the order of arrival */
GPtrArray *sides_make_random_list (guint n_records, guint32 seed);

G_END_DECLS
