/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-explanation.h"

#include "trace/mf-explanation-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longer than any topic; what does not fit is not explained, whoever sent it. */
#define MAX_TOPIC 96

static const MfExplanationTable *const tables[] = {
  &mf_explanation_event,         &mf_explanation_header,     &mf_explanation_http,
  &mf_explanation_http_field,    &mf_explanation_imap,       &mf_explanation_imap_field,
  &mf_explanation_imap_response, &mf_explanation_pop3,       &mf_explanation_smtp,
  &mf_explanation_smtp_field,    &mf_explanation_smtp_reply,
};

/**
 * mf_explanation_get_tables:
 * @n_tables: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_tables): all explanations
 */
const MfExplanationTable *const *
mf_explanation_get_tables (gsize *n_tables)
{
  *n_tables = G_N_ELEMENTS (tables);
  return tables;
}

static GHashTable *
make_index (void)
{
  GHashTable *rows = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    for (gsize j = 0; j < tables[i]->n_rows; j++)
      g_hash_table_insert (rows, (gpointer) tables[i]->rows[j].topic,
                           (gpointer) &tables[i]->rows[j]);

  return rows;
}

static const MfExplanationRow *
find_row (const char *topic)
{
  static gsize initialized;
  static GHashTable *rows;

  if (g_once_init_enter (&initialized))
    {
      rows = make_index ();
      g_once_init_leave (&initialized, 1);
    }

  return g_hash_table_lookup (rows, topic);
}

static const char *
translate (const char *msgid)
{
  return msgid ? g_dgettext (GETTEXT_PACKAGE, msgid) : NULL;
}

static gboolean
explain_row (const MfExplanationRow *row, MfExplanation *explanation)
{
  if (row == NULL)
    return FALSE;

  *explanation = (MfExplanation) {
    .title = translate (row->title),
    .meaning = translate (row->meaning),
    .why = translate (row->why),
    .rfc = row->rfc,
  };
  return TRUE;
}

/* "smtp.550.RCPT" becomes "smtp.550", "smtp.5", and then nothing: what is left
 * of a topic must still say something about it. */
static gboolean
generalize (char *topic)
{
  char *dot = strrchr (topic, '.');

  if (dot == NULL)
    return FALSE;
  if (strlen (dot) == 4 && g_ascii_isdigit (dot[1]))
    {
      dot[2] = '\0';
      return TRUE;
    }

  *dot = '\0';
  return TRUE;
}

static const MfExplanationRow *
find_nearest_row (const char *topic)
{
  char general[MAX_TOPIC];

  if (g_strlcpy (general, topic, sizeof general) >= sizeof general)
    return NULL;

  do
    {
      const MfExplanationRow *row = find_row (general);

      if (row)
        return row;
    }
  while (generalize (general));

  return NULL;
}

/**
 * mf_explain_topic:
 * @topic: what is to be explained: a unit's topic, or another one of the tables
 * @explanation: (out): the explanation of it, or of what it is a case of
 *
 * Returns: %FALSE if there is none
 */
gboolean
mf_explain_topic (const char *topic, MfExplanation *explanation)
{
  g_return_val_if_fail (topic != NULL && explanation != NULL, FALSE);

  return explain_row (find_nearest_row (topic), explanation);
}

/* Appends the @length bytes at @text to the topic in @key, or makes it empty if
 * they do not fit or could not be part of a topic. */
static void
append_bytes (char key[MAX_TOPIC], const char *text, gsize length, gboolean small)
{
  gsize n = strlen (key);

  if (length == 0 || n + 1 + length >= MAX_TOPIC)
    {
      key[0] = '\0';
      return;
    }

  key[n++] = '.';
  for (gsize i = 0; i < length; i++)
    key[n++] = small ? g_ascii_tolower (text[i]) : g_ascii_toupper (text[i]);
  key[n] = '\0';
}

/* The topic of a header field: "header" or "http.header", and its name. */
static void
make_header_topic (const MfUnit *unit, const MfField *field, char key[MAX_TOPIC])
{
  const char *text = (const char *) g_bytes_get_data (unit->bytes, NULL) + field->span.start;
  const char *colon = memchr (text, ':', field->span.length);
  const char *prefix = strcmp (field->name, "field-line") == 0 ? "http.header" : "header";
  gsize length = colon ? (gsize) (colon - text) : field->span.length;

  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;

  g_strlcpy (key, prefix, MAX_TOPIC);
  append_bytes (key, text, length, TRUE);
  if (key[0] == '\0')
    g_strlcpy (key, prefix, MAX_TOPIC);
}

/* Name and value are explained as the header field around them. What is left of
 * a field that began in another unit has none. */
static const MfField *
find_header_field (const MfUnit *unit, const MfField *field)
{
  static const char *const headers[] = { "header-field", "field-line", NULL };

  if (g_strv_contains (headers, field->name))
    return field;

  for (guint i = 0; i < unit->n_fields; i++)
    {
      const MfField *other = &unit->fields[i];

      if (g_strv_contains (headers, other->name) && other->span.start <= field->span.start &&
          field->span.start - other->span.start < other->span.length)
        return other;
    }

  return strcmp (field->name, "field-name") == 0 ? field : NULL;
}

/* The word that a variant is named after: "AUTH=PLAIN" is AUTH, "\\Seen" is
 * SEEN, "BODY[1.2]" is BODY[. */
static void
append_word (char key[MAX_TOPIC], const char *text, gsize length)
{
  gsize word = 0;

  if (length > 1 && *text == '\\')
    {
      text++;
      length--;
    }
  while (word < length && text[word] != ' ' && text[word] != '=')
    if (text[word++] == '[')
      break;
  append_bytes (key, text, word, FALSE);
}

/* What the field's own bytes say about which explanation fits it. */
static void
add_variant (const MfUnit *unit, const MfField *field, char key[MAX_TOPIC])
{
  static const char *const by_word[] = { "ehlo-keyword", "esmtp-keyword", "mechanism",
                                         "capability",   "response-code", "cookie-av",
                                         "mailbox-flag", "flag",          "status",
                                         "status-att",   "fetch-att",     NULL };
  static const char *const by_digit[] = { "reply-code", "status-code", NULL };
  static const char *const by_side[] = { "domain", "text", NULL };
  const char *text = (const char *) g_bytes_get_data (unit->bytes, NULL) + field->span.start;
  gsize length = field->span.length;

  if (g_strv_contains (by_word, field->name))
    append_word (key, text, length);
  else if (g_strv_contains (by_digit, field->name))
    append_bytes (key, text, MIN (length, 1), FALSE);
  else if (strcmp (field->name, "enhanced-status-code") == 0)
    append_bytes (key, text + MIN (length, 2), length - MIN (length, 2), FALSE);
  else if (g_strv_contains (by_side, field->name))
    append_bytes (key, unit->direction == MF_TO_SERVER ? "command" : "reply",
                  unit->direction == MF_TO_SERVER ? 7 : 5, TRUE);
  else if (strcmp (field->name, "reverse-path") == 0 && length == 2 && memcmp (text, "<>", 2) == 0)
    append_bytes (key, "null", 4, TRUE);
}

/* Fields that mean something of their own in one protocol. */
static const MfExplanationRow *
find_protocol_row (const MfUnit *unit, const MfField *field)
{
  const MfExplanationRow *row;
  char key[MAX_TOPIC];

  if (unit->protocol != MF_PROTOCOL_POP3 && unit->protocol != MF_PROTOCOL_IMAP &&
      unit->protocol != MF_PROTOCOL_HTTP)
    return NULL;

  g_snprintf (key, sizeof key, "%s.field.%s", mf_protocol_get_nick (unit->protocol), field->name);
  add_variant (unit, field, key);
  row = find_row (key);
  if (row)
    return row;

  g_snprintf (key, sizeof key, "%s.field.%s", mf_protocol_get_nick (unit->protocol), field->name);
  return find_row (key);
}

/* What an untagged OK has to say is its code (RFC 3501 section 7.1). */
static void
explain_code (const MfUnit *unit, MfExplanation *explanation)
{
  const char *why = explanation->why;
  char key[MAX_TOPIC];

  for (guint i = 0; i < unit->n_fields; i++)
    if (g_str_equal (unit->fields[i].name, "response-code"))
      {
        g_strlcpy (key, "imap.field.response-code", sizeof key);
        add_variant (unit, &unit->fields[i], key);
        if (explain_row (find_row (key), explanation) && explanation->why == NULL)
          explanation->why = why;
        return;
      }
}

/**
 * mf_explain_unit:
 * @unit: a unit
 * @explanation: (out): what is said, and why now
 *
 * Returns: %FALSE if nothing is known about it
 */
gboolean
mf_explain_unit (const MfUnit *unit, MfExplanation *explanation)
{
  char topic[MAX_TOPIC];

  g_return_val_if_fail (unit != NULL && explanation != NULL, FALSE);

  if (unit->protocol == MF_PROTOCOL_SUBMISSION && g_str_has_prefix (unit->topic, "smtp."))
    {
      g_snprintf (topic, sizeof topic, "submission.%s", unit->topic + strlen ("smtp."));
      if (explain_row (find_row (topic), explanation))
        return TRUE;
    }

  /* What both sides may send, but for different reasons. */
  g_snprintf (topic, sizeof topic, "%s.%s", unit->topic,
              unit->direction == MF_TO_SERVER ? "command" : "reply");
  if (explain_row (find_row (topic), explanation))
    return TRUE;

  if (!mf_explain_topic (unit->topic, explanation))
    return FALSE;
  if (g_str_equal (unit->topic, "imap.*.OK"))
    explain_code (unit, explanation);
  return TRUE;
}

/**
 * mf_explain_field:
 * @unit: a unit
 * @field: one of its fields
 * @explanation: (out): what these bytes are
 *
 * Returns: %FALSE if nothing is known about it
 */
gboolean
mf_explain_field (const MfUnit *unit, const MfField *field, MfExplanation *explanation)
{
  static const char *const of_header[] = { "header-field", "field-line",  "field-name",
                                           "field-body",   "field-value", NULL };
  const MfField *header;
  char key[MAX_TOPIC];

  g_return_val_if_fail (unit != NULL && field != NULL && explanation != NULL, FALSE);

  if (g_strv_contains (of_header, field->name) && (header = find_header_field (unit, field)))
    {
      make_header_topic (unit, header, key);
      return mf_explain_topic (key, explanation);
    }

  if (explain_row (find_protocol_row (unit, field), explanation))
    return TRUE;

  g_snprintf (key, sizeof key, "field.%s", field->name);
  add_variant (unit, field, key);
  if (mf_explain_topic (key, explanation))
    return TRUE;

  g_snprintf (key, sizeof key, "field.%s", field->name);
  return mf_explain_topic (key, explanation);
}

static const char *
get_lookup_topic (const MfEffect *effect)
{
  static const char *const types[] = { "MX", "AAAA", "A", "PTR" };
  static const char *const topics[] = { "event.lookup.MX", "event.lookup.AAAA", "event.lookup.A",
                                        "event.lookup.PTR" };
  const char *type = effect->subject ? strrchr (effect->subject, ' ') : NULL;

  if (effect->text == NULL || *effect->text == '\0')
    return "event.lookup.none";

  for (gsize i = 0; type && i < G_N_ELEMENTS (types); i++)
    if (strcmp (type + 1, types[i]) == 0)
      return topics[i];

  return "event.lookup";
}

/**
 * mf_explain_effect:
 * @effect: an effect
 * @explanation: (out): what it means that this has changed
 *
 * Returns: %FALSE if there is nothing to say about it
 */
gboolean
mf_explain_effect (const MfEffect *effect, MfExplanation *explanation)
{
  char topic[MAX_TOPIC];

  g_return_val_if_fail (effect != NULL && explanation != NULL, FALSE);

  switch (effect->kind)
    {
    case MF_EFFECT_ACTED:
      g_snprintf (topic, sizeof topic, "event.act.%s", effect->text ? effect->text : "");
      break;
    case MF_EFFECT_STEP:
      g_snprintf (topic, sizeof topic, "event.step.%" G_GINT64_FORMAT, effect->number);
      break;
    case MF_EFFECT_PHASE:
      if (effect->number <= MF_PHASE_NONE || effect->number >= MF_N_PHASES)
        return FALSE;
      g_snprintf (topic, sizeof topic, "event.phase.%s",
                  mf_phase_get_nick ((MfPhase) effect->number));
      break;
    case MF_EFFECT_LOOKED_UP:
      g_strlcpy (topic, get_lookup_topic (effect), sizeof topic);
      break;
    case MF_EFFECT_OPENED:
      g_strlcpy (topic, "event.open", sizeof topic);
      break;
    case MF_EFFECT_CLOSED:
      g_strlcpy (topic, "event.close", sizeof topic);
      break;
    case MF_EFFECT_CAPTION:
      return FALSE;
    default:
      if ((guint) effect->kind >= MF_N_EFFECTS)
        return FALSE;
      g_snprintf (topic, sizeof topic, "event.%s", mf_effect_kind_get_nick (effect->kind));
      break;
    }

  return mf_explain_topic (topic, explanation);
}

/* The first effect that has anything to say tells what fell due. */
static gboolean
explain_event (const MfRecord *record, MfExplanation *explanation)
{
  for (guint i = 0; i < record->n_effects; i++)
    if (mf_explain_effect (record->effects[i], explanation))
      return TRUE;

  return mf_explain_topic ("event.due", explanation);
}

static gboolean
explain_first (const MfRecord *record,
               MfEffectKind kind,
               const char *otherwise,
               MfExplanation *explanation)
{
  const MfEffect *effect = mf_record_find_effect (record, kind);

  return effect ? mf_explain_effect (effect, explanation)
                : mf_explain_topic (otherwise, explanation);
}

/* What a broken session means is up to its protocol; and what never was cannot break. */
static gboolean
explain_broken (const MfRecord *record, MfExplanation *explanation)
{
  char topic[MAX_TOPIC];
  gboolean opening = record->kind == MF_RECORD_OPEN;
  MfProtocol protocol = record->protocol;

  /* It is SMTP all the same, but it has no queue that would wait. */
  if (protocol == MF_PROTOCOL_SUBMISSION && !opening)
    protocol = MF_PROTOCOL_SMTP;
  g_snprintf (topic, sizeof topic, "event.%s.%s", opening ? "unreachable" : "broken",
              mf_protocol_get_nick (protocol));
  return mf_explain_topic (topic, explanation);
}

/**
 * mf_explain_record:
 * @record: a record
 * @explanation: (out): what happens here, and why now
 *
 * Returns: %FALSE if nothing is known about it
 */
gboolean
mf_explain_record (const MfRecord *record, MfExplanation *explanation)
{
  char topic[MAX_TOPIC];

  g_return_val_if_fail (record != NULL && explanation != NULL, FALSE);

  if (record->kind != MF_RECORD_UNIT && record->kind != MF_RECORD_ACT &&
      mf_record_find_effect (record, MF_EFFECT_BROKEN))
    return explain_broken (record, explanation);

  switch (record->kind)
    {
    case MF_RECORD_UNIT:
      return record->unit && mf_explain_unit (record->unit, explanation);
    case MF_RECORD_ACT:
      return explain_first (record, MF_EFFECT_ACTED, "event.act", explanation);
    case MF_RECORD_LOOKUP:
      return explain_first (record, MF_EFFECT_LOOKED_UP, "event.lookup", explanation);
    case MF_RECORD_OPEN:
      g_snprintf (topic, sizeof topic, "event.open.%s", mf_protocol_get_nick (record->protocol));
      return mf_explain_topic (topic, explanation);
    case MF_RECORD_CLOSE:
      return explain_first (record, MF_EFFECT_CLOSED, "event.close.half", explanation);
    case MF_RECORD_EVENT:
    default:
      return explain_event (record, explanation);
    }
}
