/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "imap-post.h"

ImapBox *imap_post_add_box (ImapPost *self, const char *name, guint32 uid_validity);
MfImapFlags imap_post_parse_flag (ImapPost *self, const char *name);
MfImapFlags imap_post_parse_flags (ImapPost *self, char *const *words);
void imap_post_answer_request (ImapPost *self, const MfImapRequest *request);
