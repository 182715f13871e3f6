/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-explanation.h"

G_BEGIN_DECLS

/**
 * MfExplanationRow:
 * @topic: what is explained: a unit's topic, "field." and a field's name, "header." and a
 *   header field's, "event." and what happened; "submission." goes before "smtp." where a user
 *   agent speaks to its own server
 * @rfc: (nullable): where it is laid down
 * @title: a msgid, as the two that follow
 * @meaning: what it means
 * @why: (nullable): why it is said now
 *
 * One explanation. A topic that has none of its own gets that of the topic
 * without its last part: "smtp.550.RCPT", "smtp.550", "smtp.5".
 */
typedef struct
{
  const char *topic;
  const char *rfc;
  const char *title;
  const char *meaning;
  const char *why;
} MfExplanationRow;

typedef struct
{
  const MfExplanationRow *rows;
  gsize n_rows;
} MfExplanationTable;

extern const MfExplanationTable mf_explanation_event;
extern const MfExplanationTable mf_explanation_header;
extern const MfExplanationTable mf_explanation_http;
extern const MfExplanationTable mf_explanation_http_field;
extern const MfExplanationTable mf_explanation_imap;
extern const MfExplanationTable mf_explanation_imap_field;
extern const MfExplanationTable mf_explanation_imap_response;
extern const MfExplanationTable mf_explanation_pop3;
extern const MfExplanationTable mf_explanation_smtp;
extern const MfExplanationTable mf_explanation_smtp_field;
extern const MfExplanationTable mf_explanation_smtp_reply;

const MfExplanationTable *const *mf_explanation_get_tables (gsize *n_tables);

G_END_DECLS
