/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-clock.h"
#include "base/mf-id-source.h"

#include <gmime/gmime.h>

G_BEGIN_DECLS

void mf_mime_add_field (GMimeMessage *message, const char *name, const char *value);
void mf_mime_add_origin (GMimeMessage *message,
                         const MfClock *clock,
                         MfIdSource *ids,
                         const char *domain);
GMimeMultipart *
mf_mime_new_multipart (const char *sub_type, MfIdSource *ids, const char *inside, gsize length);
GMimeObject *mf_mime_new_text (const char *text);
GMimeObject *mf_mime_new_raw (const char *media_type, GBytes *content, gboolean eight_bit);
GMimeObject *
mf_mime_new_attachment (const char *file_name, const char *media_type, GBytes *content);
GBytes *mf_mime_write (GMimeMessage *message);

char *mf_mime_clean_line (const char *text);
gboolean mf_bytes_are_8bit (GBytes *bytes);

G_END_DECLS
