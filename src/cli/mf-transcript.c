/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "cli/mf-transcript.h"

#include "trace/mf-explanation.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How wide explanations and captions are: a terminal's width, whatever it is written to. */
#define COLUMNS 80

struct _MfTranscript
{
  MfStage *stage;
  gboolean explain;
  guint connection; /* the last one that something was said on */
};

MfTranscript *
mf_transcript_new (MfStage *stage, gboolean explain)
{
  MfTranscript *self = g_new0 (MfTranscript, 1);

  self->stage = mf_stage_ref (stage);
  self->explain = explain;
  return self;
}

void
mf_transcript_free (MfTranscript *self)
{
  g_return_if_fail (self != NULL);

  mf_stage_unref (self->stage);
  g_free (self);
}

static const char *
get_host (MfTranscript *self, int host)
{
  return host >= 0 ? mf_stage_get_host (self->stage, host)->id : "?";
}

/* One line without its end: text as it is, everything else as \xNN. */
static void
append_line (GString *text, const char *line, gsize length)
{
  const char *end = line + length;

  while (line < end)
    {
      gunichar c = g_utf8_get_char_validated (line, end - line);

      if (c == (gunichar) -1 || c == (gunichar) -2 || (g_unichar_iscntrl (c) && c != '\t') ||
          g_unichar_type (c) == G_UNICODE_FORMAT)
        {
          g_string_append_printf (text, "\\x%02x", (guint8) *line);
          line++;
        }
      else
        {
          g_string_append_unichar (text, c);
          line = g_utf8_next_char (line);
        }
    }
}

/**
 * mf_transcript_append_bytes:
 * @text: where it is written
 * @prefix: what each line begins with: "C: "
 * @data: what was said
 * @length: how many bytes
 */
void
mf_transcript_append_bytes (GString *text, const char *prefix, const char *data, gsize length)
{
  const char *end = data + length;

  while (data < end)
    {
      const char *lf = memchr (data, '\n', end - data);
      const char *next = lf != NULL ? lf + 1 : end;
      const char *stop = lf != NULL ? lf : end;

      if (lf != NULL && lf > data && lf[-1] == '\r')
        stop--;

      g_string_append (text, prefix);
      append_line (text, data, stop - data);
      g_string_append_c (text, '\n');
      data = next;
    }
}

static void
append_note (GString *text, const char *note)
{
  append_line (text, note, strlen (note));
  g_string_append_c (text, '\n');
}

static char *
describe_act (MfTranscript *self, const MfRecord *record)
{
  /* Translators: these follow the name of a person's computer */
  static const struct
  {
    const char *act;
    const char *text;
  } mailbox_acts[] = {
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
  const MfEffect *acted = mf_record_find_effect (record, MF_EFFECT_ACTED);
  const char *act = acted != NULL && acted->text != NULL ? acted->text : "";
  const char *who = get_host (self, record->from);

  if (g_str_equal (act, "compose"))
    return g_strdup_printf (_ ("%s writes a letter"), who);
  if (g_str_equal (act, "send"))
    return g_strdup_printf (_ ("%s presses Send"), who);
  if (g_str_equal (act, "fetch"))
    return g_strdup_printf (_ ("%s asks for new mail"), who);
  if (g_str_equal (act, "stop"))
    return g_strdup_printf (_ ("%s is switched off"), who);
  if (g_str_equal (act, "down"))
    return g_strdup_printf (_ ("%s is taken down"), who);
  if (g_str_equal (act, "up"))
    return g_strdup_printf (_ ("%s is up again"), who);
  if (g_str_equal (act, "cut"))
    return g_strdup_printf (_ ("a wire of %s is cut"), who);
  if (g_str_equal (act, "browse"))
    return g_strdup_printf (_ ("%s opens a web page"), who);

  for (gsize i = 0; i < G_N_ELEMENTS (mailbox_acts); i++)
    if (g_str_equal (act, mailbox_acts[i].act))
      return g_strdup_printf ("%s %s", who, _ (mailbox_acts[i].text));

  return g_strdup_printf ("%s: %s", who, act);
}

static char *
describe_lookup (MfTranscript *self, const MfRecord *record)
{
  const MfEffect *effect = mf_record_find_effect (record, MF_EFFECT_LOOKED_UP);
  const char *who = get_host (self, record->from);

  if (effect == NULL || effect->subject == NULL)
    return g_strdup_printf (_ ("%s asks the DNS and gets no answer"), who);
  if (effect->text == NULL || *effect->text == '\0')
    return g_strdup_printf (_ ("%s asks the DNS: %s? There is none"), who, effect->subject);

  return g_strdup_printf (_ ("%s asks the DNS: %s? %s"), who, effect->subject, effect->text);
}

static char *
describe_connection (MfTranscript *self, const MfRecord *record)
{
  const MfEffect *broken = mf_record_find_effect (record, MF_EFFECT_BROKEN);
  const char *from = get_host (self, record->from);
  const char *to = get_host (self, record->to);

  if (broken != NULL)
    return g_strdup_printf (_ ("%s → %s: connection %u is broken: %s"), from, to,
                            record->connection,
                            broken->text != NULL && *broken->text != '\0' ? _ (broken->text) : "");
  if (record->kind == MF_RECORD_OPEN)
    return g_strdup_printf (_ ("%s → %s: connection %u is open, port %u (%s)"), from, to,
                            record->connection, record->port,
                            mf_protocol_get_label (record->protocol));
  if (mf_record_find_effect (record, MF_EFFECT_CLOSED) != NULL)
    return g_strdup_printf (_ ("%s → %s: connection %u is closed"), from, to, record->connection);

  return g_strdup_printf (_ ("%s → %s: hangs up on connection %u"), from, to, record->connection);
}

/* (nullable): %NULL for what a unit or an effect says itself */
static char *
describe_record (MfTranscript *self, const MfRecord *record)
{
  switch (record->kind)
    {
    case MF_RECORD_ACT:
      return describe_act (self, record);

    case MF_RECORD_LOOKUP:
      return describe_lookup (self, record);

    case MF_RECORD_OPEN:
    case MF_RECORD_CLOSE:
      return describe_connection (self, record);

    case MF_RECORD_EVENT:
    case MF_RECORD_UNIT:
    default:
      return NULL;
    }
}

static char *
describe_effect (MfTranscript *self, const MfEffect *effect)
{
  const char *host = get_host (self, effect->host);
  const char *text = effect->text != NULL ? effect->text : "";

  switch (effect->kind)
    {
    case MF_EFFECT_COMPOSED:
      return g_strdup_printf (_ ("%s: “%s” is ready to be sent"), host, effect->subject);

    case MF_EFFECT_SUBMITTED:
      return g_strdup_printf (_ ("%s: the letter has been taken over"), host);

    case MF_EFFECT_QUEUED:
      return g_strdup_printf (_ ("%s: the letter is in the queue as %s"), host, effect->item);

    case MF_EFFECT_TRIED:
      return g_strdup_printf (_ ("%s: attempt %u to deliver %s"), host, (guint) effect->number,
                              effect->item);

    case MF_EFFECT_DEFERRED:
      return g_strdup_printf (_ ("%s: delivery failed for now: %s"), host, text);

    case MF_EFFECT_BOUNCED:
      return g_strdup_printf (_ ("%s: delivery failed for good: %s"), host, text);

    case MF_EFFECT_DEQUEUED:
      return g_strdup_printf (_ ("%s: %s has left the queue"), host, effect->item);

    case MF_EFFECT_DELIVERED:
      return g_strdup_printf (_ ("%s: the letter is in the mailbox of %s"), host, effect->mailbox);

    case MF_EFFECT_RETRIEVED:
      return g_strdup_printf (_ ("%s: “%s” can be read"), host, effect->subject);

    case MF_EFFECT_EXPUNGED:
      return g_strdup_printf (_ ("%s: a letter is gone from the mailbox of %s"), host,
                              effect->mailbox);

    case MF_EFFECT_STORED:
      return g_strdup_printf (_ ("%s: a message was put into %s"), host, effect->mailbox);

    case MF_EFFECT_COPIED:
      return g_strdup_printf (_ ("%s: a message was copied into %s"), host, effect->mailbox);

    case MF_EFFECT_MOVED:
      /* Translators: a server, and two folders */
      return g_strdup_printf (_ ("%1$s: a message was moved from %2$s to %3$s"), host,
                              effect->mailbox, text);

    case MF_EFFECT_FLAGGED:
      if (*text == '\0')
        return g_strdup_printf (_ ("%s: the message has no flags any more"), host);
      return g_strdup_printf (_ ("%s: the message has the flags %s"), host, text);

    case MF_EFFECT_FOLDER_MADE:
      return g_strdup_printf (_ ("%s: the folder %s was made"), host, effect->mailbox);

    case MF_EFFECT_FOLDER_RENAMED:
      /* Translators: a server, and a folder's old and new name */
      return g_strdup_printf (_ ("%1$s: the folder %2$s is called %3$s now"), host, effect->mailbox,
                              text);

    case MF_EFFECT_FOLDER_DELETED:
      return g_strdup_printf (_ ("%s: the folder %s is gone"), host, effect->mailbox);

    case MF_EFFECT_SHOWN:
      return g_strdup_printf (_ ("%s: “%s” is shown, with %u objects"), host, effect->subject,
                              (guint) effect->number);

    case MF_EFFECT_READ:
      return *text ? g_strdup_printf (_ ("%s: part %s of the letter can be seen, and only that"),
                                      host, text)
                   : g_strdup_printf (_ ("%s: the letter can be read"), host);

    case MF_EFFECT_FOUND:
      return g_strdup_printf (_ ("%s: a search for “%s” found %u"), host, text,
                              (guint) effect->number);

    case MF_EFFECT_WAITING:
      return g_strdup_printf (_ ("%s waits for news of %s"), host, effect->mailbox);

    case MF_EFFECT_REFUSED:
      return g_strdup_printf (_ ("%s: that was not done: %s"), host, text);

    case MF_EFFECT_ACTED:
    case MF_EFFECT_STEP:
    case MF_EFFECT_CAPTION:
    case MF_EFFECT_LOOKED_UP:
    case MF_EFFECT_OPENED:
    case MF_EFFECT_CLOSED:
    case MF_EFFECT_BROKEN:
    case MF_EFFECT_DOWN:
    case MF_EFFECT_UP:
    case MF_EFFECT_PHASE:
    case MF_EFFECT_RELAYED:
    case MF_EFFECT_MARKED:
    case MF_EFFECT_UNMARKED:
    case MF_EFFECT_FETCHED:
    case MF_EFFECT_FOLDER_SEEN:
    default:
      return NULL;
    }
}

/* Words, wrapped into lines of COLUMNS that all begin with @margin.
 * A terminal gives an East Asian character two columns. */
static void
append_wrapped (GString *text, const char *margin, const char *words)
{
  g_auto (GStrv) split = g_strsplit (words, " ", -1);
  glong column = G_MAXLONG / 2;

  for (guint i = 0; split[i] != NULL; i++)
    {
      glong width = 0;

      for (const char *p = split[i]; *p != '\0'; p = g_utf8_next_char (p))
        width += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;

      if (column + 1 + width > COLUMNS)
        {
          g_string_append_printf (text, "%s%s%s", i > 0 ? "\n" : "", margin, split[i]);
          column = (glong) strlen (margin) + width;
        }
      else
        {
          g_string_append_printf (text, " %s", split[i]);
          column += 1 + width;
        }
    }

  g_string_append_c (text, '\n');
}

static void
append_voice (GString *text, const MfRecord *record)
{
  g_autoptr (GString) words = g_string_new (NULL);
  const MfEffect *step = mf_record_find_effect (record, MF_EFFECT_STEP);
  const MfEffect *caption = mf_record_find_effect (record, MF_EFFECT_CAPTION);

  if (step == NULL && caption == NULL)
    return;

  if (step != NULL)
    g_string_append_printf (words, "(%u) ", (guint) step->number);
  if (caption != NULL)
    g_string_append (words, _ (caption->text));
  append_wrapped (text, "# ", words->str);
}

static void
append_explanation (GString *text, const MfRecord *record)
{
  g_autoptr (GString) words = g_string_new (NULL);
  MfExplanation explanation;

  if (!mf_explain_record (record, &explanation))
    return;

  g_string_append_printf (words, "%s: %s", explanation.title, explanation.meaning);
  if (explanation.why != NULL)
    g_string_append_printf (words, " %s", explanation.why);
  if (explanation.rfc != NULL)
    {
      g_autoptr (GString) citation = g_string_new (explanation.rfc);

      /* A citation stays in one piece: no-break spaces. */
      g_string_replace (citation, " ", "\u00a0", 0);
      g_string_append_printf (words, " [%s]", citation->str);
    }
  append_wrapped (text, "#    ", words->str);
}

static void
append_unit (MfTranscript *self, const MfRecord *record, GString *text)
{
  const MfUnit *unit = record->unit;
  gsize length;
  const char *data = g_bytes_get_data (unit->bytes, &length);

  if (self->connection != record->connection && self->connection != 0)
    {
      g_string_append (text, "*** ");
      g_string_append_printf (text, _ ("on connection %u"), record->connection);
      g_string_append_c (text, '\n');
    }

  self->connection = record->connection;
  mf_transcript_append_bytes (text, unit->direction == MF_TO_SERVER ? "C: " : "S: ", data, length);
}

/**
 * mf_transcript_add:
 * @self: a transcript
 * @record: the next record
 * @text: where its block is written
 */
void
mf_transcript_add (MfTranscript *self, const MfRecord *record, GString *text)
{
  g_autofree char *what = describe_record (self, record);

  if (record->kind == MF_RECORD_OPEN)
    self->connection = record->connection;

  /* A paragraph for each person's act and each conversation. */
  if ((record->kind == MF_RECORD_ACT || record->kind == MF_RECORD_OPEN) && record->seq > 0)
    g_string_append_c (text, '\n');

  if (what != NULL)
    {
      g_string_append (text, "*** ");
      append_note (text, what);
    }
  else if (record->unit != NULL)
    append_unit (self, record, text);

  if (self->explain)
    append_explanation (text, record);

  for (guint i = 0; i < record->n_effects; i++)
    {
      g_autofree char *effect = describe_effect (self, record->effects[i]);

      if (effect != NULL)
        {
          g_string_append (text, "*** ");
          append_note (text, effect);
        }
    }

  append_voice (text, record);
}
