/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "imap-owner.h"

#include "imap-text.h"

/* @user: (nullable): "bob s3cret" */
void
imap_owner_init (ImapOwner *self, const char *user, gboolean sasl)
{
  const char *text = user ? user : "bob s3cret";
  g_auto (GStrv) words = g_strsplit (text, " ", 2);
  g_autoptr (MfSecret) password = mf_secret_new (words[1], -1);
  MfImapClientAccount account = { .username = words[0], .password = password, .sasl = sasl };

  self->client = mf_imap_client_new (&account, IMAP_OWNER_NOW);
  self->output = g_string_new (NULL);
  self->events = g_string_new (NULL);
}

void
imap_owner_clear (ImapOwner *self)
{
  mf_imap_client_free (self->client);
  g_string_free (self->output, TRUE);
  g_string_free (self->events, TRUE);
}

static void
add_goal_cb (const MfImapGoal *goal, gpointer user_data)
{
  ImapOwner *self = user_data;

  mf_imap_client_add_goal (self->client, goal);
}

/* @text: a goal, or "stop" */
void
imap_owner_want (ImapOwner *self, const char *text)
{
  if (g_str_equal (text, "stop"))
    mf_imap_client_stop_waiting (self->client);
  else
    imap_text_want (text, add_goal_cb, self);
}

static gboolean
take_output (ImapOwner *self)
{
  g_autoptr (GBytes) bytes = mf_imap_client_take_output (self->client);
  gsize size;
  const char *data;

  if (bytes == NULL)
    return FALSE;

  data = g_bytes_get_data (bytes, &size);
  g_string_append_len (self->output, data, (gssize) size);
  return TRUE;
}

void
imap_owner_pump (ImapOwner *self)
{
  MfImapClientEvent event;

  do
    while (mf_imap_client_next (self->client, &event))
      imap_text_add_event (self->events, &event);
  while (take_output (self));
}

void
imap_owner_feed (ImapOwner *self, const char *data, gsize length)
{
  mf_imap_client_feed (self->client, (const guint8 *) data, length);
  imap_owner_pump (self);
}

/* Feeds @bytes in pieces of @step bytes and, if @cut is not 0, cut at that byte of the
 * dialogue too; @position: of its first byte. Returns: that of the byte behind the last */
gsize
imap_owner_feed_cut (ImapOwner *self, const GString *bytes, gsize step, gsize position, gsize cut)
{
  for (gsize i = 0, n; i < bytes->len; i += n)
    {
      n = MIN (step, bytes->len - i);
      if (position < cut && cut < position + n)
        n = cut - position;
      imap_owner_feed (self, bytes->str + i, n);
      position += n;
    }

  return position;
}
