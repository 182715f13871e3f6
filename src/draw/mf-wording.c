/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "draw/mf-wording.h"

#define N_STEPS 6

static const char *const phase_labels[] = {
  [MF_PHASE_NONE] = "",
  [MF_PHASE_HANDSHAKE] = N_ ("handshake"),
  [MF_PHASE_TRANSFER] = N_ ("transfer"),
  [MF_PHASE_CLOSURE] = N_ ("closure"),
  [MF_PHASE_AUTHORIZATION] = N_ ("authorization"),
  [MF_PHASE_TRANSACTION] = N_ ("transaction"),
  [MF_PHASE_UPDATE] = N_ ("update"),
  [MF_PHASE_NOT_AUTHENTICATED] = N_ ("not authenticated"),
  [MF_PHASE_AUTHENTICATED] = N_ ("authenticated"),
  [MF_PHASE_SELECTED] = N_ ("selected"),
  [MF_PHASE_LOGOUT] = N_ ("logout"),
  [MF_PHASE_REQUEST] = N_ ("request"),
  [MF_PHASE_RESPONSE] = N_ ("response"),
};

/* The six steps of a letter's way (C11). */
static const char *const step_labels[N_STEPS] = {
  N_ ("compose"), N_ ("submit"), N_ ("queue"), N_ ("relay"), N_ ("mailbox"), N_ ("read"),
};

static const struct
{
  const char *act;
  const char *label;
} acts[] = {
  { "compose", N_ ("writes a letter") },
  { "send", N_ ("sends it") },
  { "fetch", N_ ("asks for mail") },
  { "stop", N_ ("is switched off") },
  { "down", N_ ("goes down") },
  { "up", N_ ("is up again") },
  { "cut", N_ ("the wire is cut") },
  { "browse", N_ ("opens a page") },
  { "sync", N_ ("opens a folder") },
  { "read", N_ ("opens a letter") },
  { "flag", N_ ("flags a letter") },
  { "move", N_ ("moves a letter") },
  { "copy", N_ ("copies a letter") },
  { "make-folder", N_ ("makes a folder") },
  { "list", N_ ("looks through the folders") },
  { "search", N_ ("searches") },
  { "wait", N_ ("waits for news") },
  { "stop-waiting", N_ ("waits no longer") },
  { "sign-out", N_ ("signs out") },
};

static const char *
translate (const char *text)
{
  return *text ? g_dgettext (GETTEXT_PACKAGE, text) : text;
}

/**
 * mf_phase_get_label:
 * @phase: a phase
 *
 * Returns: (transfer none): its name in the reader's language, "" for none
 */
const char *
mf_phase_get_label (MfPhase phase)
{
  return (guint) phase < G_N_ELEMENTS (phase_labels) ? translate (phase_labels[phase]) : "";
}

/**
 * mf_phase_get_place:
 * @phase: a phase
 *
 * Returns: 0, 1 or 2: where it stands in its session; -1 for none
 */
int
mf_phase_get_place (MfPhase phase)
{
  switch (phase)
    {
    case MF_PHASE_HANDSHAKE:
    case MF_PHASE_AUTHORIZATION:
    case MF_PHASE_NOT_AUTHENTICATED:
    case MF_PHASE_AUTHENTICATED:
    case MF_PHASE_REQUEST:
      return 0;
    case MF_PHASE_TRANSFER:
    case MF_PHASE_TRANSACTION:
    case MF_PHASE_SELECTED:
    case MF_PHASE_RESPONSE:
      return 1;
    case MF_PHASE_CLOSURE:
    case MF_PHASE_UPDATE:
    case MF_PHASE_LOGOUT:
      return 2;
    case MF_PHASE_NONE:
    default:
      return -1;
    }
}

/**
 * mf_step_get_label:
 * @step: 1 … 6
 *
 * Returns: (transfer none): its name in the reader's language
 */
const char *
mf_step_get_label (guint step)
{
  g_return_val_if_fail (step >= 1 && step <= N_STEPS, "");

  return translate (step_labels[step - 1]);
}

/**
 * mf_host_get_title:
 * @host: a host
 *
 * A person may have several computers: each has a name of its own, and their address is the same.
 *
 * Returns: (transfer full): what it is called: a person's computer by the first label of its name,
 *   a server by all of it
 */
char *
mf_host_get_title (const MfStageHost *host)
{
  if (host->kind == MF_HOST_AGENT && host->name != NULL)
    return g_strndup (host->name, strcspn (host->name, "."));
  return g_strdup (host->name ? host->name : host->id);
}

/**
 * mf_host_get_short_title:
 * @host: a host
 *
 * Returns: (transfer full): what it is called where there is no room for all of it: "mail.a" for
 *   mail.a.example
 */
char *
mf_host_get_short_title (const MfStageHost *host)
{
  g_autofree char *title = mf_host_get_title (host);
  const char *last = strrchr (title, '.');

  return last != NULL && last > title ? g_strndup (title, (gsize) (last - title))
                                      : g_steal_pointer (&title);
}

static gboolean
ends_with (const char *data, gsize size, const char *mark)
{
  gsize length = strlen (mark);

  return size >= length && memcmp (data + size - length, mark, length) == 0;
}

/* RFC 5321 section 4.1.1.4, RFC 1939 section 3. A block may be cut right before
 * the dot's line. Where the length is told beforehand, a lone dot is a dot. */
static gboolean
has_end_mark (const MfUnit *unit, const char *data, gsize size)
{
  if (unit->protocol == MF_PROTOCOL_HTTP || unit->protocol == MF_PROTOCOL_IMAP)
    return FALSE;

  return ends_with (data, size, "\r\n.\r\n") || (size == 3 && ends_with (data, size, ".\r\n"));
}

/* A literal of IMAP may be a letter or a single word. */
static const char *
get_data_label (const MfUnit *unit)
{
  if (unit->protocol == MF_PROTOCOL_HTTP)
    return _ ("content");
  if (unit->protocol == MF_PROTOCOL_IMAP && !mf_unit_find_field (unit, "header-field") &&
      !mf_unit_find_field (unit, "body"))
    return _ ("literal");
  return _ ("message data");
}

static guint
count_lines (const char *data, gsize size)
{
  guint n = 0;

  for (const char *p = data; size > 0 && (p = memchr (p, '\n', (gsize) (data + size - p))); p++)
    n++;
  return n;
}

/* A reply begins with its code (RFC 5321 section 4.2: three digits, then a
 * space or a hyphen; RFC 1939 section 3: +OK or -ERR, then a space). */
static void
split_reply (MfUnitText *self, char *line, gboolean http)
{
  gsize length = strcspn (line, " ");

  /* The version stands before the code, and 4yz means "no" (RFC 9112 section 4). */
  if (http && line[length] == ' ')
    {
      memmove (line, line + length + 1, strlen (line + length + 1) + 1);
      length = strcspn (line, " ");
    }

  if (g_ascii_isdigit (line[0]) && g_ascii_isdigit (line[1]) && g_ascii_isdigit (line[2]))
    {
      length = 3;
      self->level = line[0] == '5' || (line[0] == '4' && http) ? 2 : line[0] == '4' ? 1 : 0;
    }
  else if (g_str_has_prefix (line, "-ERR"))
    self->level = 2;
  else if (line[0] != '+' || length > 3)
    return;

  self->code = g_strndup (line, length);
  memmove (line, line + length, strlen (line + length) + 1);
  if (*line == ' ' || *line == '-')
    memmove (line, line + 1, strlen (line));
}

/* A response begins with "*" or a tag, which tells what is answered; the status
 * that counts comes after it (RFC 3501 section 2.2.2). */
static void
split_imap_reply (MfUnitText *self, const MfUnit *unit)
{
  const MfField *status = mf_unit_find_field (unit, "status");
  const MfField *mark = mf_unit_find_field (unit, "untagged");
  gsize length = strlen (self->text);
  gsize end;

  if (mark == NULL)
    mark = mf_unit_find_field (unit, status ? "tag" : "continuation");
  if (mark == NULL || mark->span.start != 0 || mark->span.length >= length)
    return;

  if (status == NULL)
    {
      self->code = mf_unit_get_field_text (unit, mark);
      memmove (self->text, self->text + mark->span.length + 1, length - mark->span.length);
      return;
    }

  end = status->span.start + status->span.length;
  if (end > length)
    return;
  self->mark = mf_unit_get_field_text (unit, mark);
  self->code = mf_unit_get_field_text (unit, status);
  if (g_ascii_strcasecmp (self->code, "NO") == 0 || g_ascii_strcasecmp (self->code, "BAD") == 0)
    self->level = 2;
  end += self->text[end] == ' ';
  memmove (self->text, self->text + end, length - end + 1);
}

/**
 * mf_unit_text_init:
 * @self: (out caller-allocates): filled in
 * @unit: a unit
 */
void
mf_unit_text_init (MfUnitText *self, const MfUnit *unit)
{
  gsize size;
  const char *data = g_bytes_get_data (unit->bytes, &size);
  guint n_lines;

  *self = (MfUnitText) { 0 };
  if (unit->kind == MF_UNIT_DATA)
    {
      g_autofree char *bytes = NULL;

      self->ends = has_end_mark (unit, data, size);
      self->text = g_strdup (get_data_label (unit));
      bytes =
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%lu byte", "%lu bytes", (gulong) size),
                           (gulong) size);
      self->detail =
          self->ends ? g_strdup_printf ("%s … CRLF.CRLF", bytes) : g_steal_pointer (&bytes);
      return;
    }

  self->text = mf_unit_get_first_line (unit);
  n_lines = count_lines (data, size);
  if (n_lines > 1)
    self->detail =
        g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "+%u line", "+%u lines", n_lines - 1),
                         n_lines - 1);
  if (unit->protocol == MF_PROTOCOL_IMAP)
    split_imap_reply (self, unit);
  else if (unit->kind == MF_UNIT_REPLY || unit->kind == MF_UNIT_CHALLENGE)
    split_reply (self, self->text, unit->protocol == MF_PROTOCOL_HTTP);
}

void
mf_unit_text_clear (MfUnitText *self)
{
  g_clear_pointer (&self->mark, g_free);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->detail, g_free);
}

static const char *
act_label (const char *act)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (g_strcmp0 (acts[i].act, act) == 0)
      return g_dgettext (GETTEXT_PACKAGE, acts[i].label);
  return act;
}

static char *
describe_event (const MfRecord *record)
{
  for (guint i = 0; i < record->n_effects; i++)
    {
      const MfEffect *effect = record->effects[i];

      switch (effect->kind)
        {
        case MF_EFFECT_TRIED:
          return g_strdup_printf (_ ("attempt %u"), (guint) effect->number);
        case MF_EFFECT_DEFERRED:
          return g_strdup (_ ("tries again later"));
        case MF_EFFECT_BOUNCED:
          return g_strdup (_ ("gives up: a report goes back"));
        case MF_EFFECT_BROKEN:
          return g_strdup (effect->text && *effect->text ? _ (effect->text)
                                                         : _ ("connection broken"));
        default:
          break;
        }
    }
  return g_strdup (_ ("time is up"));
}

/* A picture of the web comes as it is, in eight bits (RFC 9110 section 8.3): no
 * line of it can be read. */
static char *
summarize_unit (const MfUnit *unit)
{
  gsize size;
  const char *data = g_bytes_get_data (unit->bytes, &size);
  const char *end;

  if (unit->kind == MF_UNIT_DATA && unit->protocol == MF_PROTOCOL_HTTP &&
      !g_utf8_validate_len (data, size, &end) && end < data + MIN (size, 512))
    return g_strdup (_ ("content"));
  return mf_unit_get_first_line (unit);
}

/**
 * mf_record_get_summary:
 * @record: a record
 *
 * Returns: (transfer full): what happened, in a few words: what stands on the wire is left as
 *   it is, the rest is in the reader's language
 */
char *
mf_record_get_summary (const MfRecord *record)
{
  const MfEffect *effect;

  switch (record->kind)
    {
    case MF_RECORD_ACT:
      effect = mf_record_find_effect (record, MF_EFFECT_ACTED);
      return g_strdup (effect && effect->text ? act_label (effect->text) : "");
    case MF_RECORD_LOOKUP:
      effect = mf_record_find_effect (record, MF_EFFECT_LOOKED_UP);
      return g_strdup (effect && effect->subject ? effect->subject : "");
    case MF_RECORD_OPEN:
      if (mf_record_find_effect (record, MF_EFFECT_BROKEN))
        return g_strdup (_ ("TCP: no connection"));
      return g_strdup_printf (_ ("TCP: connect to port %u"), record->port);
    case MF_RECORD_CLOSE:
      if (mf_record_find_effect (record, MF_EFFECT_BROKEN))
        return g_strdup (_ ("TCP: connection broken"));
      return g_strdup (_ ("TCP: close"));
    case MF_RECORD_EVENT:
      return describe_event (record);
    case MF_RECORD_UNIT:
    default:
      return record->unit ? summarize_unit (record->unit) : g_strdup ("");
    }
}
