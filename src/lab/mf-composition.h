/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-clock.h"
#include "base/mf-envelope.h"
#include "base/mf-id-source.h"
#include "lab/mf-intent.h"

G_BEGIN_DECLS

GBytes *mf_composition_make (const MfIntentLetter *letter,
                             const char *from,
                             MfAddress *sender,
                             const MfClock *clock,
                             MfIdSource *ids,
                             MfEnvelope **envelope,
                             GError **error);

G_END_DECLS
