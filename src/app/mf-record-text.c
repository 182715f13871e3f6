/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-record-text.h"

#include <glib/gi18n.h>

#include "draw/mf-wording.h"

/**
 * mf_host_get_label:
 * @host: a host
 *
 * Returns: (transfer full): what a reader calls it: the first word of an agent's name, or the
 * server's name
 */
char *
mf_host_get_label (const MfStageHost *host)
{
  if (host->kind == MF_HOST_AGENT && host->name != NULL)
    return g_strndup (host->name, strcspn (host->name, "."));
  return g_strdup (host->name != NULL ? host->name : host->id);
}

/**
 * mf_record_get_prefix:
 * @record: a record
 *
 * Returns: (transfer none): who says it, as the RFCs' examples write it: "C:", "S:" or ""
 */
const char *
mf_record_get_prefix (const MfRecord *record)
{
  if (record->unit == NULL)
    return "";
  return record->unit->direction == MF_TO_SERVER ? "C:" : "S:";
}

/**
 * mf_record_get_line:
 * @record: a record
 *
 * Returns: (transfer full): what happens in it, in one line of valid UTF-8: for a unit its first
 *   line
 */
char *
mf_record_get_line (const MfRecord *record)
{
  g_autofree char *summary = mf_record_get_summary (record);

  return g_utf8_make_valid (summary, -1);
}

/**
 * mf_record_get_route:
 * @record: a record
 * @stage: the hosts that it names
 *
 * Returns: (transfer full): where it happens: "alice → mail.a.example", or one host's name
 */
char *
mf_record_get_route (const MfRecord *record, const MfStage *stage)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (record->from >= 0)
    from = mf_host_get_label (mf_stage_get_host (stage, (guint) record->from));
  if (record->to >= 0 && record->to != record->from)
    to = mf_host_get_label (mf_stage_get_host (stage, (guint) record->to));

  if (from != NULL && to != NULL)
    /* Translators: from one host to another */
    return g_strdup_printf (_ ("%1$s → %2$s"), from, to);
  if (from != NULL)
    return g_steal_pointer (&from);
  return to != NULL ? g_steal_pointer (&to) : g_strdup ("");
}

/**
 * mf_record_get_sentence:
 * @record: a record
 * @stage: the hosts that it names
 *
 * Returns: (transfer full): as mf_record_get_line(), but what is no unit also says where it happens
 */
char *
mf_record_get_sentence (const MfRecord *record, const MfStage *stage)
{
  g_autofree char *line = mf_record_get_line (record);
  g_autofree char *route = NULL;

  if (record->unit != NULL)
    return g_steal_pointer (&line);
  route = mf_record_get_route (record, stage);
  if (*route == '\0')
    return g_steal_pointer (&line);
  /* Translators: where it happens, then what: “alice → mail.a.example: close” */
  return g_strdup_printf (_ ("%1$s: %2$s"), route, line);
}

/**
 * mf_record_get_announcement:
 * @record: (nullable): the step's record; %NULL for the very start
 * @stage: the hosts that it names
 * @n_steps: how many steps there are
 *
 * Returns: (transfer full): what a screen reader says: "Step 9 of 46: server: 354 Start mail input"
 */
char *
mf_record_get_announcement (const MfRecord *record, const MfStage *stage, guint n_steps)
{
  g_autofree char *line = NULL;

  if (record == NULL)
    return g_strdup (_ ("Start"));

  line = mf_record_get_sentence (record, stage);
  if (record->unit == NULL)
    /* Translators: announced to screen readers */
    return g_strdup_printf (_ ("Step %1$u of %2$u: %3$s"), record->seq + 1, n_steps, line);
  if (record->unit->direction == MF_TO_SERVER)
    /* Translators: announced to screen readers; what follows is said by the client */
    return g_strdup_printf (_ ("Step %1$u of %2$u: client: %3$s"), record->seq + 1, n_steps, line);
  /* Translators: announced to screen readers; what follows is said by the server */
  return g_strdup_printf (_ ("Step %1$u of %2$u: server: %3$s"), record->seq + 1, n_steps, line);
}
