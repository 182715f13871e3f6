/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-goal.h"

#include <string.h>

/* Returns: (transfer full): a copy that owns all it holds */
MfImapGoal *
mf_imap_goal_copy (const MfImapGoal *goal)
{
  MfImapGoal *self = g_memdup2 (goal, sizeof *goal);

  self->folder = g_strdup (goal->folder);
  self->target = g_strdup (goal->target);
  self->uids = g_memdup2 (goal->uids, goal->n_uids * sizeof *goal->uids);
  self->section = g_strdup (goal->section);
  self->flags = g_strdup (goal->flags);
  self->key = g_strdup (goal->key);
  self->text = g_strdup (goal->text);
  self->content = goal->content ? g_bytes_ref (goal->content) : NULL;
  return self;
}

/* @self: (nullable): a goal that mf_imap_goal_copy() made */
void
mf_imap_goal_free (MfImapGoal *self)
{
  if (self == NULL)
    return;

  g_free ((char *) self->folder);
  g_free ((char *) self->target);
  g_free ((guint32 *) self->uids);
  g_free ((char *) self->section);
  g_free ((char *) self->flags);
  g_free ((char *) self->key);
  g_free ((char *) self->text);
  g_clear_pointer (&self->content, g_bytes_unref);
  g_free (self);
}

/* Letters and what else may stand in a flag, a search key or the name of a part:
 * nothing that could end one of them. */
static gboolean
is_made_of (const char *text, const char *others)
{
  for (const char *p = text; *p; p++)
    if (!g_ascii_isalnum (*p) && !strchr (others, *p))
      return FALSE;

  return TRUE;
}

static gboolean
has_messages (const MfImapGoal *goal)
{
  for (guint i = 0; i < goal->n_uids; i++)
    if (goal->uids[i] == 0)
      return FALSE;

  return goal->n_uids > 0 || goal->kind == MF_IMAP_GOAL_SYNCHRONISE;
}

static gboolean
has_content (const MfImapGoal *goal)
{
  gsize size;
  const char *data;

  if (goal->content == NULL)
    return FALSE;

  /* A literal holds no NUL (RFC 3501 section 9, CHAR8). */
  data = g_bytes_get_data (goal->content, &size);
  return size > 0 && memchr (data, '\0', size) == NULL;
}

/**
 * mf_imap_goal_is_valid:
 * @goal: a goal
 *
 * Returns: whether it holds what its kind needs, and nothing that could not be
 *   said: no name is empty, no flag is anything but a flag
 */
gboolean
mf_imap_goal_is_valid (const MfImapGoal *goal)
{
  gboolean folder = goal->folder && *goal->folder && g_utf8_validate (goal->folder, -1, NULL);
  gboolean target = goal->target && *goal->target && g_utf8_validate (goal->target, -1, NULL);

  if ((goal->flags && !is_made_of (goal->flags, "\\$_- ")) ||
      (goal->section && (!*goal->section || !is_made_of (goal->section, "."))) ||
      (goal->key && (!*goal->key || !is_made_of (goal->key, " "))))
    return FALSE;

  switch (goal->kind)
    {
    case MF_IMAP_GOAL_LIST:
    case MF_IMAP_GOAL_LOGOUT:
      return TRUE;
    case MF_IMAP_GOAL_FLAG:
      return folder && has_messages (goal) && goal->flags && *goal->flags;
    case MF_IMAP_GOAL_SYNCHRONISE:
    case MF_IMAP_GOAL_READ:
    case MF_IMAP_GOAL_REMOVE:
      return folder && has_messages (goal);
    case MF_IMAP_GOAL_MOVE:
    case MF_IMAP_GOAL_COPY:
      return folder && target && has_messages (goal);
    case MF_IMAP_GOAL_RENAME:
      return folder && target;
    case MF_IMAP_GOAL_SEARCH:
      return folder && (goal->text == NULL || goal->key);
    case MF_IMAP_GOAL_APPEND:
      return folder && has_content (goal);
    case MF_IMAP_GOAL_CREATE:
    case MF_IMAP_GOAL_DELETE:
    case MF_IMAP_GOAL_WAIT:
      return folder;
    case MF_IMAP_GOAL_ANY:
    default:
      return FALSE;
    }
}
