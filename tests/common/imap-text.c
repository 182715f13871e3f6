/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "imap-text.h"

#include "base/mf-error.h"

#include <string.h>

static const char *const codes[] = {
  [MF_PROTOCOL_ERROR_SYNTAX] = "syntax",   [MF_PROTOCOL_ERROR_UNKNOWN] = "unknown",
  [MF_PROTOCOL_ERROR_ORDER] = "order",     [MF_PROTOCOL_ERROR_LIMIT] = "limit",
  [MF_PROTOCOL_ERROR_REFUSED] = "refused", [MF_PROTOCOL_ERROR_DEFERRED] = "deferred",
  [MF_PROTOCOL_ERROR_CLOSED] = "closed",   [MF_PROTOCOL_ERROR_TIMEOUT] = "timeout",
};

static GArray *
read_uids (char **words)
{
  GArray *uids = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; words[i]; i++)
    {
      guint32 uid = (guint32) g_ascii_strtoull (words[i], NULL, 10);

      g_array_append_val (uids, uid);
    }

  return uids;
}

/* What a goal's line says behind its first two words:
 *
 *     sync FOLDER [UIDVALIDITY UID…]
 *     read FOLDER UID [SECTION [ORIGIN LENGTH]]    peek likewise
 *     flag FOLDER UID FLAG                         unflag likewise
 *     move FOLDER UID TARGET                       copy likewise
 *     remove FOLDER UID…
 *     search FOLDER KEY [TEXT]
 *     append FOLDER FLAGS CONTENT
 *     create FOLDER, delete FOLDER, rename FOLDER TARGET, wait FOLDER, list, logout
 */
static const struct
{
  const char *word;
  MfImapGoalKind kind;
} kinds[] = {
  { "list", MF_IMAP_GOAL_LIST },     { "sync", MF_IMAP_GOAL_SYNCHRONISE },
  { "read", MF_IMAP_GOAL_READ },     { "peek", MF_IMAP_GOAL_READ },
  { "flag", MF_IMAP_GOAL_FLAG },     { "unflag", MF_IMAP_GOAL_FLAG },
  { "move", MF_IMAP_GOAL_MOVE },     { "copy", MF_IMAP_GOAL_COPY },
  { "remove", MF_IMAP_GOAL_REMOVE }, { "create", MF_IMAP_GOAL_CREATE },
  { "rename", MF_IMAP_GOAL_RENAME }, { "delete", MF_IMAP_GOAL_DELETE },
  { "search", MF_IMAP_GOAL_SEARCH }, { "append", MF_IMAP_GOAL_APPEND },
  { "wait", MF_IMAP_GOAL_WAIT },     { "logout", MF_IMAP_GOAL_LOGOUT },
};

static MfImapGoalKind
find_kind (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].word, word))
      return kinds[i].kind;

  g_assert_not_reached ();
}

static guint32
read_number (const char *word)
{
  return (guint32) g_ascii_strtoull (word, NULL, 10);
}

static void
fill_goal (MfImapGoal *goal, char **words, guint n_words, GArray *uids)
{
  switch ((int) goal->kind)
    {
    case MF_IMAP_GOAL_READ:
      goal->peek = g_str_equal (words[0], "peek");
      goal->section = n_words > 3 ? words[3] : NULL;
      goal->origin = n_words > 4 ? read_number (words[4]) : 0;
      goal->length = n_words > 5 ? read_number (words[5]) : 0;
      break;
    case MF_IMAP_GOAL_SYNCHRONISE:
      goal->uid_validity = n_words > 2 ? read_number (words[2]) : 0;
      goal->uids = n_words > 3 ? (const guint32 *) (gpointer) uids->data + 1 : NULL;
      goal->n_uids = n_words > 3 ? n_words - 3 : 0;
      break;
    case MF_IMAP_GOAL_FLAG:
      goal->flags = words[3];
      goal->remove_flags = g_str_equal (words[0], "unflag");
      break;
    case MF_IMAP_GOAL_MOVE:
    case MF_IMAP_GOAL_COPY:
      goal->target = words[3];
      break;
    case MF_IMAP_GOAL_RENAME:
      goal->target = words[2];
      break;
    case MF_IMAP_GOAL_SEARCH:
      goal->key = words[2];
      goal->text = n_words > 3 ? words[3] : NULL;
      break;
    case MF_IMAP_GOAL_APPEND:
      goal->flags = words[2];
      goal->content = g_bytes_new (words[3], strlen (words[3]));
      break;
    case MF_IMAP_GOAL_REMOVE:
      goal->n_uids = n_words - 2;
      break;
    default:
      break;
    }
}

/**
 * imap_text_want:
 * @text: a goal
 * @func: given it; it is valid during the call only
 * @user_data: for @func
 */
void
imap_text_want (const char *text, ImapTextFunc func, gpointer user_data)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint n_words = g_strv_length (words);
  g_autoptr (GArray) uids = read_uids (words + MIN (n_words, 2));
  MfImapGoal goal = { 0 };

  goal.kind = find_kind (words[0]);
  goal.folder = n_words > 1 ? words[1] : NULL;
  goal.uids = (const guint32 *) (gpointer) uids->data;
  goal.n_uids = 1;
  fill_goal (&goal, words, n_words, uids);
  func (&goal, user_data);
  g_clear_pointer (&goal.content, g_bytes_unref);
}

static void
add_words (GString *out, char *const *words)
{
  g_autofree char *joined = words ? g_strjoinv (" ", (char **) words) : g_strdup ("?");

  g_string_append_printf (out, " [%s]", joined);
}

static void
add_uids (GString *out, const MfImapSet *uids)
{
  for (guint i = 0; uids && i < uids->n_ranges; i++)
    {
      g_string_append_printf (out, " %u", uids->ranges[i].first);
      if (uids->ranges[i].last != uids->ranges[i].first)
        g_string_append_printf (out, ":%u", uids->ranges[i].last);
    }
}

static void
add_structure (GString *out, const MfImapBody *body)
{
  g_string_append_printf (out, " %s/%s", body->type, body->subtype);
  if (body->parts->len > 0)
    {
      g_string_append (out, " (");
      for (guint i = 0; i < body->parts->len; i++)
        add_structure (out, g_ptr_array_index (body->parts, i));
      g_string_append (out, " )");
    }
}

static void
add_content (GString *out, GBytes *content)
{
  gsize size;
  const char *data = g_bytes_get_data (content, &size);
  g_autofree char *text = g_strndup (size > 0 ? data : "", size);
  g_autofree char *escaped = g_strescape (text, NULL);

  g_string_append_printf (out, " %" G_GSIZE_FORMAT " %s", size, escaped);
}

static void
add_error (GString *out, const GError *error)
{
  if (error == NULL)
    return;

  g_assert_true (error->domain == MF_PROTOCOL_ERROR);
  g_assert_nonnull (mf_protocol_error_get_rfc (error));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_string_append_printf (out, " %s %s", codes[error->code], error->message);
}

/**
 * imap_text_add_event:
 * @out: where to
 * @event: an event; its line is appended, with a newline
 */
void
imap_text_add_event (GString *out, const MfImapClientEvent *event)
{
  static const char *const names[] = {
    [MF_IMAP_CLIENT_FOLDER] = "folder",   [MF_IMAP_CLIENT_OPENED] = "opened",
    [MF_IMAP_CLIENT_MESSAGE] = "message", [MF_IMAP_CLIENT_CHANGED] = "changed",
    [MF_IMAP_CLIENT_GONE] = "gone",       [MF_IMAP_CLIENT_STRUCTURE] = "structure",
    [MF_IMAP_CLIENT_CONTENT] = "content", [MF_IMAP_CLIENT_FOUND] = "found",
    [MF_IMAP_CLIENT_STORED] = "stored",   [MF_IMAP_CLIENT_WAITING] = "waiting",
    [MF_IMAP_CLIENT_NEWS] = "news",       [MF_IMAP_CLIENT_DONE] = "done",
    [MF_IMAP_CLIENT_FAILED] = "failed",   [MF_IMAP_CLIENT_CLOSE] = "close",
  };

  g_string_append (out, names[event->kind]);
  if (event->kind == MF_IMAP_CLIENT_DONE || event->kind == MF_IMAP_CLIENT_FAILED)
    g_string_append_printf (out, " %u", event->goal);
  else if (event->folder)
    g_string_append_printf (out, " %s", event->folder);
  if (event->uid)
    g_string_append_printf (out, " %u", event->uid);
  if (event->kind == MF_IMAP_CLIENT_OPENED)
    g_string_append_printf (out, " %u %u", event->number, event->uid_validity);
  if (event->kind == MF_IMAP_CLIENT_NEWS)
    g_string_append_printf (out, " %u", event->number);
  if (event->words)
    add_words (out, event->words);
  if (event->delimiter)
    g_string_append_printf (out, " %c", event->delimiter);
  if (event->message)
    g_string_append_printf (out, " %" G_GINT64_FORMAT " %s", event->message->size,
                            event->message->envelope->subject);
  if (event->structure)
    add_structure (out, event->structure);
  if (event->content)
    add_content (out, event->content);
  add_uids (out, event->uids);
  add_error (out, event->error);
  g_string_append_c (out, '\n');
}
