/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson-parser.h"

#include "lab/mf-pictures.h"
#include "mail/mf-named-address.h"

#define MAX_ACTS 256
#define MAX_STEP 6 /* the lecture's scenario has six (C11) */
#define MAX_ATTACHMENTS 16

/* script */

/* What it waits for: the attributes of a caption, and how often that has to happen. */
static gboolean
read_wait (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error)
{
  MfLessonCue *cue;
  guint64 count;

  if (!mf_lesson_parser_get_number (parser, attributes, "count", MF_LESSON_MAX_COUNT, &count,
                                    error))
    return FALSE;

  if (mf_lesson_parser_get_attribute (attributes, "on") == NULL)
    return count == 0 ||
           mf_lesson_parser_fail (parser, error, "count of what? there is no attribute “on”");

  cue = g_new0 (MfLessonCue, 1);
  g_ptr_array_add (parser->lesson->waits, cue);
  parser->act.when = cue;
  parser->act.count = MAX (count, 1);
  return mf_lesson_read_cue (parser, attributes, cue, error);
}

/* @by: the attribute that names the host where it is done */
static gboolean
start_act (MfLessonParser *parser,
           const MfLessonAttributes *attributes,
           const char *by,
           MfHostKind kind,
           GError **error)
{
  MfLesson *lesson = parser->lesson;
  const char *with = mf_lesson_parser_get_attribute (attributes, "with");
  guint64 step;
  int host;

  if (!mf_lesson_parser_has_room (parser, lesson->acts->len, MAX_ACTS, "acts", error) ||
      !mf_lesson_parser_get_host (parser, attributes, by, &host, error) ||
      !mf_lesson_parser_get_number (parser, attributes, "step", MAX_STEP, &step, error))
    return FALSE;

  if (mf_stage_get_host (lesson->stage, host)->kind != kind)
    return mf_lesson_parser_fail (parser, error,
                                  kind == MF_HOST_AGENT ? "“%s” is not an agent"
                                                        : "“%s” is not a server",
                                  mf_lesson_parser_get_attribute (attributes, by));

  if (with != NULL && (!g_str_equal (with, "previous") || lesson->acts->len == 0))
    return mf_lesson_parser_fail (parser, error, "it can only begin with the “previous” act");

  parser->act.with_previous = with != NULL;
  parser->agent = g_strdup (mf_stage_get_host (lesson->stage, host)->id);
  parser->act.step = step;
  return read_wait (parser, attributes, error);
}

gboolean
mf_lesson_start_act (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error)
{
  return start_act (parser, attributes, "by", MF_HOST_AGENT, error);
}

gboolean
mf_lesson_start_server_act (MfLessonParser *parser,
                            const MfLessonAttributes *attributes,
                            GError **error)
{
  return start_act (parser, attributes, "server", MF_HOST_SERVER, error);
}

static void
end_act (MfLessonParser *parser, MfIntent *intent)
{
  parser->act.intent = intent;
  g_array_append_val (parser->lesson->acts, parser->act);
  parser->act = (MfLessonAct) { 0 };
  g_clear_pointer (&parser->agent, g_free);
}

/* How many of the lab's pictures go with a letter or a page. */
gboolean
mf_lesson_start_pictures (MfLessonParser *parser,
                          const MfLessonAttributes *attributes,
                          GError **error)
{
  guint64 count;

  if (!mf_lesson_parser_get_number (parser, attributes, "count", MF_PICTURES_MAX, &count, error))
    return FALSE;

  parser->n_pictures = count;
  parser->act.pictured = TRUE;
  parser->lesson->n_pictures = MAX (parser->lesson->n_pictures, (int) count);
  return TRUE;
}

gboolean
mf_lesson_end_compose (MfLessonParser *parser, const char *text, GError **error)
{
  const MfIntentLetter letter = {
    .from = parser->from,
    .to = parser->to,
    .cc = parser->cc,
    .bcc = parser->bcc,
    .subject = parser->subject,
    .body = parser->body,
    .attachments = (const MfIntentAttachment *) (gpointer) parser->attachments->data,
    .n_attachments = parser->attachments->len,
  };

  g_autoptr (GError) own_error = NULL;
  g_autoptr (MfIntent) intent =
      parser->act.pictured
          ? mf_lesson_letter_with_pictures (&letter, parser->agent, parser->n_pictures)
          : mf_intent_new_compose (parser->agent, &letter);

  /* A list of recipients may hold none: an empty group is one. */
  if (!mf_intent_check (intent, &own_error))
    return mf_lesson_parser_fail (parser, error, "%s", own_error->message);

  end_act (parser, g_steal_pointer (&intent));
  parser->n_pictures = 0;
  g_clear_pointer (&parser->from, g_free);
  g_clear_pointer (&parser->to, g_free);
  g_clear_pointer (&parser->cc, g_free);
  g_clear_pointer (&parser->bcc, g_free);
  g_clear_pointer (&parser->subject, g_free);
  g_clear_pointer (&parser->body, g_free);
  g_array_set_size (parser->attachments, 0);
  return TRUE;
}

gboolean
mf_lesson_end_send (MfLessonParser *parser, const char *text, GError **error)
{
  end_act (parser, mf_intent_new_send (parser->agent));
  return TRUE;
}

gboolean
mf_lesson_start_fetch (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error)
{
  const char *mode = mf_lesson_parser_get_attribute (attributes, "mode");

  if (!mf_lesson_start_act (parser, attributes, error))
    return FALSE;
  if (!g_str_equal (mode, "keep") && !g_str_equal (mode, "delete"))
    return mf_lesson_parser_fail (parser, error, "“%s” is neither “keep” nor “delete”", mode);

  parser->act.intent = mf_intent_new_fetch (parser->agent, g_str_equal (mode, "delete"));
  return TRUE;
}

gboolean
mf_lesson_end_stop (MfLessonParser *parser, const char *text, GError **error)
{
  end_act (parser, mf_intent_new_stop (parser->agent));
  return TRUE;
}

gboolean
mf_lesson_end_down (MfLessonParser *parser, const char *text, GError **error)
{
  end_act (parser, mf_intent_new_down (parser->agent));
  return TRUE;
}

gboolean
mf_lesson_end_up (MfLessonParser *parser, const char *text, GError **error)
{
  end_act (parser, mf_intent_new_up (parser->agent));
  return TRUE;
}

/* The protocol is that of the wire, and of what is waited for on it. */
gboolean
mf_lesson_start_cut (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error)
{
  MfLesson *lesson = parser->lesson;
  MfProtocol protocol;
  g_autoptr (MfIntent) intent = NULL;
  int from;
  int to;

  if (!mf_lesson_parser_has_room (parser, lesson->acts->len, MAX_ACTS, "acts", error) ||
      !mf_lesson_parser_get_host (parser, attributes, "from", &from, error) ||
      !mf_lesson_parser_get_host (parser, attributes, "to", &to, error) ||
      !mf_lesson_parser_get_protocol (parser, attributes, "protocol", &protocol, error))
    return FALSE;

  intent = mf_intent_new_cut (mf_stage_get_host (lesson->stage, from)->id,
                              mf_stage_get_host (lesson->stage, to)->id, protocol);

  if (!mf_lesson_check_intent (lesson, intent, NULL))
    return mf_lesson_parser_fail (parser, error, "there is no such link from “%s” to “%s”",
                                  mf_intent_get_agent (intent), mf_intent_get_peer (intent));

  parser->act.intent = g_steal_pointer (&intent);
  return read_wait (parser, attributes, error);
}

gboolean
mf_lesson_end_made_act (MfLessonParser *parser, const char *text, GError **error)
{
  end_act (parser, g_steal_pointer (&parser->act.intent));
  return TRUE;
}

gboolean
mf_lesson_start_browse (MfLessonParser *parser,
                        const MfLessonAttributes *attributes,
                        GError **error)
{
  const char *url = mf_lesson_parser_get_attribute (attributes, "url");
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  if (!mf_lesson_start_act (parser, attributes, error))
    return FALSE;
  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "http") != 0 ||
      g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return mf_lesson_parser_fail (parser, error, "“%s” is not a URL of scheme http", url);

  parser->act.intent = mf_intent_new_browse (parser->agent, url);
  return TRUE;
}

gboolean
mf_lesson_end_browse (MfLessonParser *parser, const char *text, GError **error)
{
  end_act (parser, g_steal_pointer (&parser->act.intent));
  return TRUE;
}

static gboolean
take_once (MfLessonParser *parser, char **slot, char *value, GError **error)
{
  if (*slot != NULL)
    {
      g_free (value);
      return mf_lesson_parser_fail (parser, error, "<%s> comes twice",
                                    parser->stack[parser->depth - 1]->name);
    }

  *slot = value;
  return TRUE;
}

/* Whatever @text is that people may be written to; who reads the lesson wants
 * to know the line now, not an error when the letter is sent. */
static gboolean
take_recipients (MfLessonParser *parser, char **slot, const char *text, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autofree char *list = mf_lesson_parser_collapse (text);
  g_autoptr (GPtrArray) addresses = mf_named_address_parse_list (list, &own_error);

  if (addresses == NULL)
    return mf_lesson_parser_fail (parser, error, "%s", own_error->message);

  return take_once (parser, slot, g_steal_pointer (&list), error);
}

void
mf_lesson_parser_clear_attachment (gpointer attachment)
{
  MfIntentAttachment *self = attachment;

  g_free ((char *) self->name);
  g_free ((char *) self->content_type);
  g_bytes_unref (self->content);
}

/* What goes with a letter comes with the program: @file, else @name. */
gboolean
mf_lesson_start_attachment (MfLessonParser *parser,
                            const MfLessonAttributes *attributes,
                            GError **error)
{
  const char *name = mf_lesson_parser_get_attribute (attributes, "name");
  const char *file = mf_lesson_parser_get_attribute (attributes, "file");
  MfIntentAttachment attachment = { NULL };

  if (!mf_lesson_parser_has_room (parser, parser->attachments->len, MAX_ATTACHMENTS, "attachments",
                                  error))
    return FALSE;

  attachment.content = mf_lesson_find_attachment (file != NULL ? file : name);

  if (attachment.content == NULL)
    return mf_lesson_parser_fail (parser, error, "there is no file “%s” to go with a letter",
                                  file != NULL ? file : name);

  attachment.name = g_strdup (name);
  attachment.content_type = g_strdup (mf_lesson_parser_get_attribute (attributes, "type"));
  g_array_append_val (parser->attachments, attachment);
  return TRUE;
}

gboolean
mf_lesson_end_from (MfLessonParser *parser, const char *text, GError **error)
{
  return take_recipients (parser, &parser->from, text, error);
}

gboolean
mf_lesson_end_to (MfLessonParser *parser, const char *text, GError **error)
{
  return take_recipients (parser, &parser->to, text, error);
}

gboolean
mf_lesson_end_cc (MfLessonParser *parser, const char *text, GError **error)
{
  return take_recipients (parser, &parser->cc, text, error);
}

gboolean
mf_lesson_end_bcc (MfLessonParser *parser, const char *text, GError **error)
{
  return take_recipients (parser, &parser->bcc, text, error);
}

gboolean
mf_lesson_end_subject (MfLessonParser *parser, const char *text, GError **error)
{
  return take_once (parser, &parser->subject, mf_lesson_parser_collapse (text), error);
}

gboolean
mf_lesson_end_body (MfLessonParser *parser, const char *text, GError **error)
{
  return take_once (parser, &parser->body, mf_lesson_parser_dedent (text), error);
}

gboolean
mf_lesson_end_act_caption (MfLessonParser *parser, const char *text, GError **error)
{
  return take_once (parser, &parser->act.caption, mf_lesson_parser_collapse (text), error);
}
