/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson-parser.h"

#include <string.h>

static void
clear_pending_agent (gpointer data)
{
  MfLessonPendingAgent *pending = data;

  g_free (pending->address);
  g_free (pending->person);
}

#define HOST "id", "name", "address", "column", "?row", "?side"

/* What an act waits for, as a caption does. */
#define WHEN "?on", "?phase", "?protocol", "?at", "?about", "?count"

static const MfLessonElement elements[] = {
  { "lesson", NULL, { "id", "topic", "order", "concepts" }, mf_lesson_start_lesson, NULL },
  { "title", "lesson", { NULL }, NULL, mf_lesson_end_title },
  { "goal", "lesson", { NULL }, NULL, mf_lesson_end_goal },
  { "stage", "lesson", { NULL }, NULL, NULL },
  { "zone", "lesson", { NULL }, NULL, NULL },
  { "script", "lesson", { NULL }, NULL, NULL },
  { "captions", "lesson", { NULL }, NULL, NULL },

  { "agent", "stage", { HOST, "user", "?person" }, mf_lesson_start_agent, NULL },
  { "server", "stage", { HOST, "domain" }, mf_lesson_start_server, NULL },
  { "user", "server", { "name", "password" }, mf_lesson_start_user, NULL },
  { "name-server", "stage", { HOST }, mf_lesson_start_name_server, NULL },
  { "browser", "stage", { HOST, "?person" }, mf_lesson_start_browser, NULL },
  { "web-server", "stage", { HOST }, mf_lesson_start_web_server, NULL },
  { "page", "web-server", { "title", "?missing" }, mf_lesson_start_page, mf_lesson_end_page },
  { "text", "page", { NULL }, NULL, mf_lesson_end_text },
  { "pictures", "page", { "count" }, mf_lesson_start_pictures, NULL },
  { "link",
    "stage",
    { "from", "to", "protocol", "latency", "?bandwidth" },
    mf_lesson_start_link,
    NULL },

  { "mx", "zone", { "domain", "preference", "exchange" }, mf_lesson_start_mx, NULL },

  { "compose",
    "script",
    { "by", "?step", "?with", WHEN },
    mf_lesson_start_act,
    mf_lesson_end_compose },
  { "from", "compose", { NULL }, NULL, mf_lesson_end_from },
  { "to", "compose", { NULL }, NULL, mf_lesson_end_to },
  { "cc", "compose", { NULL }, NULL, mf_lesson_end_cc },
  { "bcc", "compose", { NULL }, NULL, mf_lesson_end_bcc },
  { "subject", "compose", { NULL }, NULL, mf_lesson_end_subject },
  { "body", "compose", { NULL }, NULL, mf_lesson_end_body },
  { "pictures", "compose", { "count" }, mf_lesson_start_pictures, NULL },
  { "attachment", "compose", { "name", "type", "?file" }, mf_lesson_start_attachment, NULL },
  { "caption", "compose", { NULL }, NULL, mf_lesson_end_act_caption },
  { "send", "script", { "by", "?step", "?with", WHEN }, mf_lesson_start_act, mf_lesson_end_send },
  { "caption", "send", { NULL }, NULL, mf_lesson_end_act_caption },
  { "fetch",
    "script",
    { "by", "mode", "?step", "?with", WHEN },
    mf_lesson_start_fetch,
    mf_lesson_end_made_act },
  { "caption", "fetch", { NULL }, NULL, mf_lesson_end_act_caption },
  { "stop", "script", { "by", WHEN }, mf_lesson_start_act, mf_lesson_end_stop },
  { "caption", "stop", { NULL }, NULL, mf_lesson_end_act_caption },
  { "down", "script", { "server", WHEN }, mf_lesson_start_server_act, mf_lesson_end_down },
  { "caption", "down", { NULL }, NULL, mf_lesson_end_act_caption },
  { "up", "script", { "server", WHEN }, mf_lesson_start_server_act, mf_lesson_end_up },
  { "caption", "up", { NULL }, NULL, mf_lesson_end_act_caption },
  { "cut", "script", { "from", "to", WHEN }, mf_lesson_start_cut, mf_lesson_end_made_act },
  { "caption", "cut", { NULL }, NULL, mf_lesson_end_act_caption },
  { "sync",
    "script",
    { "by", "folder", "?step", WHEN },
    mf_lesson_start_mailbox_act,
    mf_lesson_end_made_act },
  { "caption", "sync", { NULL }, NULL, mf_lesson_end_act_caption },
  { "read",
    "script",
    { "by", "folder", "subject", "?part", "?step", WHEN },
    mf_lesson_start_mailbox_act,
    mf_lesson_end_made_act },
  { "caption", "read", { NULL }, NULL, mf_lesson_end_act_caption },
  { "flag",
    "script",
    { "by", "folder", "subject", "flag", "?remove", "?step", WHEN },
    mf_lesson_start_mailbox_act,
    mf_lesson_end_made_act },
  { "caption", "flag", { NULL }, NULL, mf_lesson_end_act_caption },
  { "move",
    "script",
    { "by", "folder", "subject", "to", "?step", WHEN },
    mf_lesson_start_mailbox_act,
    mf_lesson_end_made_act },
  { "caption", "move", { NULL }, NULL, mf_lesson_end_act_caption },
  { "copy",
    "script",
    { "by", "folder", "subject", "to", "?step", WHEN },
    mf_lesson_start_mailbox_act,
    mf_lesson_end_made_act },
  { "caption", "copy", { NULL }, NULL, mf_lesson_end_act_caption },
  { "make-folder",
    "script",
    { "by", "folder", "?step", WHEN },
    mf_lesson_start_mailbox_act,
    mf_lesson_end_made_act },
  { "caption", "make-folder", { NULL }, NULL, mf_lesson_end_act_caption },
  { "list",
    "script",
    { "by", "?step", WHEN },
    mf_lesson_start_mailbox_act,
    mf_lesson_end_made_act },
  { "caption", "list", { NULL }, NULL, mf_lesson_end_act_caption },
  { "search",
    "script",
    { "by", "folder", "text", "?step", WHEN },
    mf_lesson_start_mailbox_act,
    mf_lesson_end_made_act },
  { "caption", "search", { NULL }, NULL, mf_lesson_end_act_caption },
  { "wait",
    "script",
    { "by", "folder", "?step", WHEN },
    mf_lesson_start_mailbox_act,
    mf_lesson_end_made_act },
  { "caption", "wait", { NULL }, NULL, mf_lesson_end_act_caption },
  { "stop-waiting",
    "script",
    { "by", "?step", WHEN },
    mf_lesson_start_mailbox_act,
    mf_lesson_end_made_act },
  { "caption", "stop-waiting", { NULL }, NULL, mf_lesson_end_act_caption },
  { "sign-out",
    "script",
    { "by", "?step", WHEN },
    mf_lesson_start_mailbox_act,
    mf_lesson_end_made_act },
  { "caption", "sign-out", { NULL }, NULL, mf_lesson_end_act_caption },

  { "browse",
    "script",
    { "by", "url", "?step", "?with" },
    mf_lesson_start_browse,
    mf_lesson_end_browse },
  { "caption", "browse", { NULL }, NULL, mf_lesson_end_act_caption },

  { "caption",
    "captions",
    { "on", "?phase", "?protocol", "?at", "?about", "?once", "?count", "?step" },
    mf_lesson_start_cue,
    mf_lesson_end_cue },
};

/* The children of <lesson> come once each, and all of them come. */
#define FIRST_SECTION 1
#define LAST_SECTION 6

static const MfLessonElement *
find_element (const char *name, const char *parent)
{
  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    if (g_str_equal (elements[i].name, name) && g_strcmp0 (elements[i].parent, parent) == 0)
      return &elements[i];

  return NULL;
}

static const char *
find_rule (const MfLessonElement *element, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (element->attributes) && element->attributes[i] != NULL; i++)
    {
      const char *rule = element->attributes[i];

      if (g_str_equal (rule[0] == '?' ? rule + 1 : rule, name))
        return rule;
    }

  return NULL;
}

static gboolean
check_attributes (MfLessonParser *parser,
                  const MfLessonElement *element,
                  const MfLessonAttributes *attributes,
                  GError **error)
{
  for (guint i = 0; attributes->names[i] != NULL; i++)
    {
      if (find_rule (element, attributes->names[i]) == NULL)
        return mf_lesson_parser_fail (parser, error, "<%s> has no attribute “%s”", element->name,
                                      attributes->names[i]);

      for (guint j = 0; j < i; j++)
        if (g_str_equal (attributes->names[i], attributes->names[j]))
          return mf_lesson_parser_fail (parser, error, "the attribute “%s” comes twice",
                                        attributes->names[i]);
    }

  for (guint i = 0; i < G_N_ELEMENTS (element->attributes) && element->attributes[i] != NULL; i++)
    if (element->attributes[i][0] != '?' &&
        mf_lesson_parser_get_attribute (attributes, element->attributes[i]) == NULL)
      return mf_lesson_parser_fail (parser, error, "<%s> lacks the attribute “%s”", element->name,
                                    element->attributes[i]);

  return TRUE;
}

static void
start_element_cb (GMarkupParseContext *context,
                  const char *name,
                  const char **attribute_names,
                  const char **attribute_values,
                  gpointer user_data,
                  GError **error)
{
  MfLessonParser *parser = user_data;
  const MfLessonAttributes attributes = { attribute_names, attribute_values };
  const char *parent = parser->depth > 0 ? parser->stack[parser->depth - 1]->name : NULL;
  const MfLessonElement *element = find_element (name, parent);
  guint index;

  parser->context = context;

  if (element == NULL && parent == NULL)
    {
      mf_lesson_parser_fail (parser, error, "a lesson begins with <lesson>, not with <%s>", name);
      return;
    }

  if (element == NULL)
    {
      mf_lesson_parser_fail (parser, error, "<%s> has no place in <%s>", name, parent);
      return;
    }

  index = element - elements;

  if (index <= LAST_SECTION && (parser->seen & (1u << index)) != 0)
    {
      mf_lesson_parser_fail (parser, error, "<%s> comes twice", name);
      return;
    }

  if (index <= LAST_SECTION)
    parser->seen |= 1u << index;

  g_assert (parser->depth < MF_LESSON_MAX_DEPTH);
  parser->stack[parser->depth++] = element;
  g_string_truncate (parser->text, 0);

  if (check_attributes (parser, element, &attributes, error) && element->start != NULL)
    element->start (parser, &attributes, error);
}

static void
end_element_cb (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  MfLessonParser *parser = user_data;
  const MfLessonElement *element = parser->stack[parser->depth - 1];

  parser->context = context;

  if (element->end == NULL || element->end (parser, parser->text->str, error))
    parser->depth--;

  g_string_truncate (parser->text, 0);
}

static gboolean
takes_text (const MfLessonElement *element)
{
  return element->end != NULL && find_element ("caption", element->name) == NULL &&
         find_element ("text", element->name) == NULL;
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer user_data,
         GError **error)
{
  MfLessonParser *parser = user_data;

  parser->context = context;

  if (parser->depth > 0 && takes_text (parser->stack[parser->depth - 1]))
    {
      g_string_append_len (parser->text, text, length);
      return;
    }

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isspace (text[i]))
        {
          mf_lesson_parser_fail (parser, error, "there is text where none belongs");
          return;
        }
    }
}

static gboolean
resolve_agents (MfLessonParser *parser, GError **error)
{
  MfLesson *lesson = parser->lesson;

  for (guint i = 0; i < parser->pending_agents->len; i++)
    {
      const MfLessonPendingAgent *pending =
          &g_array_index (parser->pending_agents, MfLessonPendingAgent, i);
      MfLessonAgent agent = { .host = pending->host };

      for (guint j = 0; j < lesson->users->len && agent.user == NULL; j++)
        {
          const MfLessonUser *user = &g_array_index (lesson->users, MfLessonUser, j);
          const MfStageHost *server = mf_stage_get_host (lesson->stage, user->host);
          g_autofree char *address = g_strconcat (user->name, "@", server->domain, NULL);

          if (g_str_equal (address, pending->address))
            agent.user = user;
        }

      if (agent.user == NULL)
        return mf_lesson_parser_fail_at (parser, pending->line, error, "no server has a user “%s”",
                                         pending->address);

      agent.name = g_strdup (pending->person);
      g_array_append_val (lesson->agents, agent);
    }

  return TRUE;
}

/* A lesson on something else has no row of steps that never light up. */
static gboolean
has_steps (const MfLesson *lesson)
{
  for (guint i = 0; i < lesson->acts->len; i++)
    if (g_array_index (lesson->acts, MfLessonAct, i).step > 0)
      return TRUE;
  for (guint i = 0; i < lesson->cues->len; i++)
    if (g_array_index (lesson->cues, MfLessonCue, i).step > 0)
      return TRUE;
  return FALSE;
}

static gboolean
finish (MfLessonParser *parser, GError **error)
{
  for (guint i = FIRST_SECTION; i <= LAST_SECTION; i++)
    if ((parser->seen & (1u << i)) == 0)
      return mf_lesson_parser_fail (parser, error, "there is no <%s>", elements[i].name);

  parser->lesson->stage->no_steps = !has_steps (parser->lesson);
  return resolve_agents (parser, error);
}

static void
clear_parser (MfLessonParser *parser)
{
  g_free (parser->agent);
  g_array_unref (parser->pending_agents);
  g_array_unref (parser->attachments);
  g_string_free (parser->text, TRUE);
  g_free (parser->from);
  g_free (parser->to);
  g_free (parser->cc);
  g_free (parser->bcc);
  g_free (parser->subject);
  g_free (parser->body);
  g_free (parser->act.caption);
  g_clear_pointer (&parser->act.intent, mf_intent_unref);
}

static gboolean
check_bytes (const MfLessonParser *parser, const char *data, gsize length, GError **error)
{
  const char *zero = memchr (data, '\0', length);
  int line = 1;

  if (zero == NULL)
    return TRUE;

  for (const char *p = data; p < zero; p++)
    line += *p == '\n';

  g_set_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_SYNTAX, "%s:%d: there is a zero byte",
               parser->name, line);
  return FALSE;
}

/* Fills @self from @data; if that fails, @self is only good for being freed. */
gboolean
mf_lesson_parse (MfLesson *self, const char *data, gsize length, const char *name, GError **error)
{
  static const GMarkupParser callbacks = {
    .start_element = start_element_cb,
    .end_element = end_element_cb,
    .text = text_cb,
  };
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) own_error = NULL;
  MfLessonParser parser = { .lesson = self, .name = name, .server = -1 };
  gboolean ok;

  parser.text = g_string_new (NULL);
  parser.pending_agents = g_array_new (FALSE, TRUE, sizeof (MfLessonPendingAgent));
  g_array_set_clear_func (parser.pending_agents, clear_pending_agent);
  parser.attachments = g_array_new (FALSE, FALSE, sizeof (MfIntentAttachment));
  g_array_set_clear_func (parser.attachments, mf_lesson_parser_clear_attachment);
  context = g_markup_parse_context_new (&callbacks, G_MARKUP_DEFAULT_FLAGS, &parser, NULL);
  parser.context = context;

  ok = check_bytes (&parser, data, length, &own_error) &&
       g_markup_parse_context_parse (context, data, length, &own_error) &&
       g_markup_parse_context_end_parse (context, &own_error) && finish (&parser, &own_error);

  clear_parser (&parser);

  if (ok)
    return TRUE;

  if (own_error->domain == MF_LESSON_ERROR)
    g_propagate_error (error, g_steal_pointer (&own_error));
  else
    g_set_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_SYNTAX, "%s: %s", name,
                 own_error->message);

  return FALSE;
}
