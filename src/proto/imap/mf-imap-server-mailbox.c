/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-server-private.h"

#include "proto/imap/mf-imap-writer.h"
#include "proto/imap/mf-imap-name.h"

#include <string.h>

/* The commands about mailboxes: RFC 3501 section 6.3, CLOSE and UNSELECT (RFC
 * 3691). LIST is in a file of its own. */

static MfImapRequest *
new_request (MfImapServer *self, MfImapRequestKind kind)
{
  MfImapRequest *request = mf_imap_request_new (kind);

  request->mailbox = g_steal_pointer (&self->command.mailbox);
  return request;
}

/* Whatever becomes of it, what was selected is no longer (section 6.3.1). */
void
mf_imap_server_act_select (MfImapServer *self)
{
  MfImapRequest *request = new_request (self, MF_IMAP_REQUEST_SELECT);

  request->read_only = self->command.verb == MF_IMAP_EXAMINE;
  mf_imap_server_set_state (self, MF_IMAP_STATE_AUTHENTICATED);
  mf_imap_server_ask (self, request);
}

/**
 * mf_imap_server_answer_select:
 * @self: a session that asked %MF_IMAP_REQUEST_SELECT
 * @folder: what is in the mailbox; copied
 */
void
mf_imap_server_answer_select (MfImapServer *self, const MfImapFolder *folder)
{
  g_autoptr (MfImapRequest) request = mf_imap_server_end_question (self);

  g_return_if_fail (request && request->kind == MF_IMAP_REQUEST_SELECT);

  mf_imap_view_open (self->view, folder, mf_imap_server_text (self));
  mf_imap_server_complete (self, "OK", folder->read_only ? "READ-ONLY" : "READ-WRITE",
                           self->row->text);
  mf_imap_server_set_state (self, self->row->next);
  /* Nothing has happened in between. */
  self->polled = TRUE;
}

/* The driver is told by an event. */
void
mf_imap_server_unselect (MfImapServer *self)
{
  mf_imap_view_close (self->view);
  self->unselected = TRUE;
  self->notified = FALSE;
}

void
mf_imap_server_act_unselect (MfImapServer *self)
{
  mf_imap_server_complete_ok (self);
}

/* "permanently removes all messages that have the \Deleted flag set …, and returns to
 * the authenticated state … No untagged EXPUNGE responses are sent." (section 6.4.2) */
void
mf_imap_server_act_close (MfImapServer *self)
{
  MfImapRequest *request = mf_imap_request_new (MF_IMAP_REQUEST_EXPUNGE);

  request->all = TRUE;
  mf_imap_server_ask (self, request);
}

void
mf_imap_server_act_status (MfImapServer *self)
{
  mf_imap_server_ask (self, new_request (self, MF_IMAP_REQUEST_STATUS));
}

/**
 * mf_imap_server_answer_status:
 * @self: a session that asked %MF_IMAP_REQUEST_STATUS
 * @status: the status of the mailbox
 */
void
mf_imap_server_answer_status (MfImapServer *self, const MfImapStatus *status)
{
  const struct
  {
    const char *name;
    guint32 value;
  } items[] = { { "MESSAGES", status->messages },
                { "RECENT", status->recent },
                { "UIDNEXT", status->uid_next },
                { "UIDVALIDITY", status->uid_validity },
                { "UNSEEN", status->unseen } };
  g_autoptr (MfImapRequest) request = mf_imap_server_end_question (self);
  GString *out = mf_imap_server_text (self);
  g_autofree char *name = NULL;
  const char *space = "";

  g_return_if_fail (request && request->kind == MF_IMAP_REQUEST_STATUS);

  name = mf_imap_utf7_encode (request->mailbox);
  g_string_append (out, "* STATUS ");
  mf_imap_write_astring (out, name, -1);
  g_string_append (out, " (");
  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if (self->command.items & (1u << i))
      {
        g_string_append_printf (out, "%s%s %u", space, items[i].name, items[i].value);
        space = " ";
      }
  g_string_append (out, ")\r\n");
  mf_imap_server_complete_ok (self);
}

void
mf_imap_server_act_mailbox (MfImapServer *self)
{
  static const MfImapRequestKind kinds[MF_IMAP_N_VERBS] = {
    [MF_IMAP_CREATE] = MF_IMAP_REQUEST_CREATE,
    [MF_IMAP_DELETE] = MF_IMAP_REQUEST_DELETE,
    [MF_IMAP_RENAME] = MF_IMAP_REQUEST_RENAME,
    [MF_IMAP_SUBSCRIBE] = MF_IMAP_REQUEST_SUBSCRIBE,
    [MF_IMAP_UNSUBSCRIBE] = MF_IMAP_REQUEST_UNSUBSCRIBE,
  };
  MfImapRequest *request = new_request (self, kinds[self->command.verb]);

  request->other = g_steal_pointer (&self->command.other);
  mf_imap_server_ask (self, request);
}

/**
 * mf_imap_server_answer_done:
 * @self: a session that asked something that has no other answer
 *
 * It is done, and kept.
 */
void
mf_imap_server_answer_done (MfImapServer *self)
{
  g_autoptr (MfImapRequest) request = mf_imap_server_end_question (self);

  g_return_if_fail (request != NULL);

  if (request->kind == MF_IMAP_REQUEST_APPEND)
    mf_imap_server_answer_append (self);
  else
    mf_imap_server_complete_ok (self);
}

/* "An EXPUNGE response MUST NOT be sent when no command is in progress, nor while
 * responding to a FETCH, STORE, or SEARCH command" (section 7.4.1); "UID FETCH" and
 * the like are others. */
static gboolean
may_expunge (const MfImapServer *self)
{
  switch (self->command.verb)
    {
    case MF_IMAP_FETCH:
    case MF_IMAP_STORE:
    case MF_IMAP_SEARCH:
      return self->command.uid;
    default:
      return TRUE;
    }
}

/**
 * mf_imap_server_answer_changes:
 * @self: a session that asked %MF_IMAP_REQUEST_POLL
 * @changes: what has happened in the selected mailbox since
 */
void
mf_imap_server_answer_changes (MfImapServer *self, const MfImapChanges *changes)
{
  g_autoptr (MfImapRequest) request = mf_imap_server_end_question (self);

  g_return_if_fail (request && request->kind == MF_IMAP_REQUEST_POLL);

  mf_imap_view_apply (self->view, changes, may_expunge (self), self->command.uid,
                      mf_imap_server_text (self));
  if (!changes->gone)
    return;

  self->farewell = "the selected mailbox is gone";
  if (!self->completing)
    mf_imap_server_bye (self, self->farewell);
}
