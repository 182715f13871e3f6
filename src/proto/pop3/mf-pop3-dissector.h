/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-dissector.h"

G_BEGIN_DECLS

MfDissector *mf_pop3_dissector_new (void);

G_END_DECLS
