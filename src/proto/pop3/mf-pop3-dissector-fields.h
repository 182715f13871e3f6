/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-unit.h"
#include "proto/pop3/mf-pop3-syntax.h"

G_BEGIN_DECLS

void
mf_pop3_add_command_fields (MfUnitBuilder *builder, const char *line, const MfPop3Command *command);
void
mf_pop3_add_base64_field (MfUnitBuilder *builder, const char *name, const char *data, MfSpan span);
void
mf_pop3_add_status_fields (MfUnitBuilder *builder, const char *line, const MfPop3Status *status);
void mf_pop3_add_greeting_fields (MfUnitBuilder *builder, const char *line, gsize length);
void mf_pop3_add_text_fields (MfUnitBuilder *builder,
                              const char *line,
                              const MfPop3Status *status,
                              MfPop3Verb verb);
void mf_pop3_add_listing_fields (
    MfUnitBuilder *builder, const char *data, gsize start, gsize size, MfPop3Verb verb);

G_END_DECLS
