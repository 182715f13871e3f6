/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson-parser.h"

/* What people do with a mailbox that stays on its server. */

static gboolean
speaks_imap (MfLessonParser *parser)
{
  MfStage *stage = parser->lesson->stage;
  int host = mf_stage_find_host (stage, parser->agent);

  for (guint i = 0; i < stage->hosts->len; i++)
    if (mf_stage_find_link (stage, (guint) host, i, MF_PROTOCOL_IMAP) >= 0)
      return TRUE;

  return FALSE;
}

/* The element's name is that of the act. */
static MfIntentKind
find_kind (const char *name)
{
  for (int kind = MF_INTENT_SYNC; kind < MF_INTENT_SIGN_OUT; kind++)
    if (g_str_equal (mf_intent_kind_get_nick ((MfIntentKind) kind), name))
      return (MfIntentKind) kind;

  return MF_INTENT_SIGN_OUT;
}

gboolean
mf_lesson_start_mailbox_act (MfLessonParser *parser,
                             const MfLessonAttributes *attributes,
                             GError **error)
{
  MfIntentKind kind = find_kind (parser->stack[parser->depth - 1]->name);
  g_autoptr (GError) own_error = NULL;
  MfIntentMail mail = {
    .folder = mf_lesson_parser_get_attribute (attributes, "folder"),
    .message = mf_lesson_parser_get_attribute (attributes, "subject"),
    .part = mf_lesson_parser_get_attribute (attributes, "part"),
    .target = mf_lesson_parser_get_attribute (attributes, "to"),
    .flag = mf_lesson_parser_get_attribute (attributes, "flag"),
    .text = mf_lesson_parser_get_attribute (attributes, "text"),
  };

  if (!mf_lesson_parser_get_boolean (parser, attributes, "remove", &mail.remove, error) ||
      !mf_lesson_start_act (parser, attributes, error))
    return FALSE;
  if (!speaks_imap (parser))
    return mf_lesson_parser_fail (parser, error, "“%s” has no link that speaks IMAP",
                                  parser->agent);

  parser->act.intent = mf_intent_new_mail (kind, parser->agent, &mail);
  if (!mf_intent_check (parser->act.intent, &own_error))
    return mf_lesson_parser_fail (parser, error, "%s", own_error->message);

  return TRUE;
}
