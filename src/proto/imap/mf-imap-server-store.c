/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-server-private.h"

/* What changes messages: STORE, COPY, EXPUNGE (RFC 3501 sections 6.4.6, 6.4.7 and
 * 6.4.3), UID EXPUNGE (RFC 4315) and MOVE (RFC 6851). */

/* A request about the messages of the command; NULL if there are none, and the
 * command is done: "A non-existent unique identifier is ignored" (section 6.4.8). */
static MfImapRequest *
new_request (MfImapServer *self, MfImapRequestKind kind)
{
  MfImapRequest *request = mf_imap_request_new (kind);

  request->uids =
      mf_imap_view_find_uids (self->view, self->command.set, self->command.uid, &request->n_uids);
  if (request->n_uids == 0)
    {
      mf_imap_request_free (request);
      mf_imap_server_complete_ok (self);
      return NULL;
    }
  return request;
}

void
mf_imap_server_act_store (MfImapServer *self)
{
  MfImapRequest *request = new_request (self, MF_IMAP_REQUEST_STORE);

  if (request == NULL)
    return;

  request->mode = self->command.mode;
  request->flags = self->command.flags;
  self->command.flags = (MfImapFlagList) { 0 };
  mf_imap_server_ask (self, request);
}

/* What the client takes the flags to be now. */
static MfImapFlags
expect_flags (const MfImapServer *self, const MfImapRequest *request, MfImapFlags before)
{
  const char *const *keywords = mf_imap_view_get_keywords (self->view);
  MfImapFlags flags = request->flags.system;

  for (guint i = 0; request->flags.keywords[i]; i++)
    flags |= mf_imap_flags_find_keyword (keywords, request->flags.keywords[i]);

  switch (request->mode)
    {
    case MF_IMAP_STORE_ADD:
      return before | flags;
    case MF_IMAP_STORE_REMOVE:
      return before & ~flags;
    case MF_IMAP_STORE_REPLACE:
    default:
      return flags | (before & MF_IMAP_FLAG_RECENT);
    }
}

/**
 * mf_imap_server_answer_flags:
 * @self: a session that asked %MF_IMAP_REQUEST_STORE
 * @items: (array length=n_items): the flags of the messages now; those that are gone are left out
 * @n_items: how many
 * @keywords: (nullable) (array zero-terminated=1): all keywords of the mailbox; %NULL if they are
 *   as before
 */
void
mf_imap_server_answer_flags (MfImapServer *self,
                             const MfImapItem *items,
                             guint n_items,
                             const char *const *keywords)
{
  g_autoptr (MfImapRequest) request = mf_imap_server_end_question (self);
  GString *out = mf_imap_server_text (self);

  g_return_if_fail (request && request->kind == MF_IMAP_REQUEST_STORE);

  mf_imap_view_set_keywords (self->view, keywords, out);
  for (guint i = 0; i < n_items; i++)
    {
      guint32 number = mf_imap_view_get_number (self->view, items[i].uid);
      MfImapFlags expected;

      if (number == 0)
        continue;
      expected = expect_flags (self, request, mf_imap_view_get_flags (self->view, number));
      mf_imap_view_set_flags (self->view, number, items[i].flags);
      /* "the server SHOULD assume that the client has determined the updated value
       * for itself", unless another has changed it meanwhile. */
      if (!self->command.silent || mf_imap_view_get_flags (self->view, number) != expected)
        mf_imap_view_write_flags (self->view, number, self->command.uid, out);
    }

  if (n_items < request->n_uids && !self->command.uid)
    mf_imap_server_complete (self, "NO", "EXPUNGEISSUED", "some of the messages are no more");
  else
    mf_imap_server_complete_ok (self);
}

void
mf_imap_server_act_copy (MfImapServer *self)
{
  MfImapRequest *request =
      new_request (self, self->command.verb == MF_IMAP_MOVE ? MF_IMAP_REQUEST_MOVE
                                                            : MF_IMAP_REQUEST_COPY);

  if (request == NULL)
    return;

  request->mailbox = g_steal_pointer (&self->command.mailbox);
  mf_imap_server_ask (self, request);
}

/* resp-code-copy = "COPYUID" SP nz-number SP uid-set SP uid-set (RFC 4315 section 4) */
static char *
format_copy_uid (guint32 uid_validity, const guint32 *from, const guint32 *to, guint n_uids)
{
  g_autoptr (MfImapSet) sources = mf_imap_set_new_from_numbers (from, n_uids);
  g_autoptr (MfImapSet) copies = mf_imap_set_new_from_numbers (to, n_uids);
  GString *code = g_string_new (NULL);

  g_string_printf (code, "COPYUID %u ", uid_validity);
  mf_imap_set_write (sources, code);
  g_string_append_c (code, ' ');
  mf_imap_set_write (copies, code);
  return g_string_free_and_steal (code);
}

/**
 * mf_imap_server_answer_uids:
 * @self: a session that asked %MF_IMAP_REQUEST_COMMIT, _COPY or _MOVE
 * @uid_validity: of the mailbox that the messages are in now
 * @from: (nullable) (array length=n_uids): the UIDs they had, ascending; %NULL for COMMIT
 * @to: (array length=n_uids): the UIDs they have, in the same order
 * @n_uids: how many; fewer than asked for if others are gone
 */
void
mf_imap_server_answer_uids (
    MfImapServer *self, guint32 uid_validity, const guint32 *from, const guint32 *to, guint n_uids)
{
  g_autoptr (MfImapRequest) request = mf_imap_server_end_question (self);
  g_autofree char *code = NULL;

  g_return_if_fail (request != NULL);

  if (request->kind == MF_IMAP_REQUEST_COMMIT)
    {
      /* resp-code-apnd = "APPENDUID" SP nz-number SP append-uid */
      code = g_strdup_printf ("APPENDUID %u %u", uid_validity, to[0]);
      mf_imap_server_complete (self, "OK", code, self->row->text);
      return;
    }
  if (n_uids == 0)
    {
      mf_imap_server_complete (self, "NO", "EXPUNGEISSUED", "the messages are no more");
      return;
    }

  code = format_copy_uid (uid_validity, from, to, n_uids);
  if (request->kind == MF_IMAP_REQUEST_COPY)
    {
      mf_imap_server_complete (self, "OK", code, self->row->text);
      return;
    }

  /* "servers implementing UIDPLUS are also advised to send the COPYUID response code in an
   * untagged OK before sending EXPUNGE" (RFC 6851 section 4.3). */
  g_string_append_printf (mf_imap_server_text (self), "* OK [%s] moving\r\n", code);
  mf_imap_server_complete_ok (self);
}

void
mf_imap_server_act_expunge (MfImapServer *self)
{
  MfImapRequest *request;

  if (self->command.set)
    {
      request = new_request (self, MF_IMAP_REQUEST_EXPUNGE);
      if (request == NULL)
        return;
    }
  else
    {
      request = mf_imap_request_new (MF_IMAP_REQUEST_EXPUNGE);
      request->all = TRUE;
    }
  mf_imap_server_ask (self, request);
}
