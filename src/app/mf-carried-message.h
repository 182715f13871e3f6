/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-envelope.h"
#include "trace/mf-timeline.h"

G_BEGIN_DECLS

/* The most that is put together of a message for a reader to look at. */
#define MF_CARRIED_MESSAGE_MAX (32 * 1024 * 1024)

GBytes *mf_timeline_get_carried_message (MfTimeline *timeline, guint seq);
MfEnvelope *mf_timeline_get_carried_envelope (MfTimeline *timeline, guint seq);

G_END_DECLS
