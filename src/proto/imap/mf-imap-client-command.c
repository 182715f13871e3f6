/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-client-private.h"
#include "proto/imap/mf-imap-name.h"
#include "proto/imap/mf-imap-writer.h"

#include <string.h>

/* What LITERAL- lets a client send without being asked to go on (RFC 7888 section 5). */
#define LITERAL_MINUS_MAX 4096

/* A command in the making: text up to the place where the server must say "+". */
typedef struct
{
  MfImapClient *client;
  GString *text;
  gboolean waits; /* what is before @text ends with a literal's announcement */
} Command;

static void
flush (Command *self)
{
  g_autoptr (GString) text = g_steal_pointer (&self->text);

  if (self->waits)
    g_queue_push_tail (&self->client->pieces, g_string_free_to_bytes (g_steal_pointer (&text)));
  else
    g_string_append_len (self->client->output, text->str, (gssize) text->len);

  self->text = g_string_new (NULL);
}

static void
add_literal (Command *self, const char *data, gsize length)
{
  MfImapClientOffers offers = self->client->offers;
  gboolean at_once =
      (offers & MF_IMAP_CLIENT_OFFERS_LITERAL_PLUS) ||
      ((offers & MF_IMAP_CLIENT_OFFERS_LITERAL_MINUS) && length <= LITERAL_MINUS_MAX);

  g_string_append_printf (self->text, "{%" G_GSIZE_FORMAT "%s}\r\n", length, at_once ? "+" : "");
  if (!at_once)
    {
      flush (self);
      self->waits = TRUE;
    }
  g_string_append_len (self->text, data, (gssize) length);
}

static void
add_astring (Command *self, const char *text)
{
  gsize length = strlen (text);

  g_string_append_c (self->text, ' ');
  if (mf_imap_is_quotable (text, length))
    mf_imap_write_astring (self->text, text, (gssize) length);
  else
    add_literal (self, text, length);
}

static void
add_mailbox (Command *self, const char *name)
{
  g_autofree char *encoded = mf_imap_utf7_encode (name);

  add_astring (self, encoded);
}

static void
add_set (Command *self, const MfImapGoal *goal)
{
  g_autoptr (MfImapSet) set = mf_imap_set_new_from_numbers (goal->uids, goal->n_uids);

  g_string_append_c (self->text, ' ');
  mf_imap_set_write (set, self->text);
}

/* RFC 4616 section 2: no other name to act under, who, and the password. */
static void
add_authentication (Command *self)
{
  MfImapClient *client = self->client;
  g_autoptr (GString) plain = g_string_new (NULL);
  g_autofree char *encoded = NULL;

  g_string_append_c (plain, '\0');
  g_string_append (plain, client->username);
  g_string_append_c (plain, '\0');
  g_string_append (plain, mf_secret_reveal (client->password));
  encoded = g_base64_encode ((const guchar *) plain->str, plain->len);

  g_string_append (self->text, " PLAIN");
  if (client->offers & MF_IMAP_CLIENT_OFFERS_INITIAL_RESPONSE)
    g_string_append_c (self->text, ' ');
  else
    {
      g_string_append (self->text, "\r\n");
      flush (self);
      self->waits = TRUE;
    }
  g_string_append (self->text, encoded);
}

static void
add_fetch (Command *self, MfImapStep step)
{
  MfImapClient *client = self->client;
  const MfImapGoal *goal = client->current->goal;

  switch ((int) step)
    {
    case MF_IMAP_STEP_FETCH_FLAGS:
      g_string_append_printf (self->text, " 1:%u (FLAGS)", client->largest);
      break;
    case MF_IMAP_STEP_FETCH_NEW:
      g_string_append_printf (self->text,
                              " %" G_GUINT64_FORMAT
                              ":* (FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)",
                              MIN ((guint64) client->largest + 1, G_MAXUINT32));
      break;
    case MF_IMAP_STEP_FETCH_STRUCTURE:
      g_string_append_printf (self->text, " %u (BODYSTRUCTURE)", goal->uids[0]);
      break;
    default:
      g_string_append_printf (self->text, " %u (BODY%s[%s]", goal->uids[0],
                              goal->peek ? ".PEEK" : "", goal->section ? goal->section : "");
      if (goal->origin > 0 || goal->length > 0)
        g_string_append_printf (self->text, "<%u.%u>", goal->origin,
                                goal->length > 0 ? goal->length : G_MAXUINT32);
      g_string_append_c (self->text, ')');
      break;
    }
}

/* "If there is text, it is of that charset" (RFC 3501 section 6.4.4). */
static void
add_search (Command *self, const MfImapGoal *goal)
{
  if (goal->text && !g_str_is_ascii (goal->text))
    g_string_append (self->text, " CHARSET UTF-8");

  g_string_append_printf (self->text, " %s", goal->key ? goal->key : "ALL");
  if (goal->text)
    add_astring (self, goal->text);
}

static void
add_append (Command *self, const MfImapGoal *goal)
{
  gsize size;
  const char *data = g_bytes_get_data (goal->content, &size);

  add_mailbox (self, goal->folder);
  if (goal->flags)
    g_string_append_printf (self->text, " (%s)", goal->flags);
  g_string_append_c (self->text, ' ');
  add_literal (self, data, size);
}

static void
add_arguments (Command *self, MfImapStep step)
{
  MfImapClient *client = self->client;
  const MfImapGoal *goal = client->current ? client->current->goal : NULL;

  switch ((int) step)
    {
    case MF_IMAP_STEP_AUTHENTICATE:
      add_authentication (self);
      break;
    case MF_IMAP_STEP_LOGIN:
      add_astring (self, client->username);
      add_astring (self, mf_secret_reveal (client->password));
      break;
    case MF_IMAP_STEP_LIST:
      g_string_append (self->text, " \"\" \"*\"");
      break;
    case MF_IMAP_STEP_FETCH_FLAGS:
    case MF_IMAP_STEP_FETCH_NEW:
    case MF_IMAP_STEP_FETCH_STRUCTURE:
    case MF_IMAP_STEP_FETCH_CONTENT:
      add_fetch (self, step);
      break;
    case MF_IMAP_STEP_STORE:
      add_set (self, goal);
      g_string_append_printf (self->text, " %cFLAGS (%s)", goal->remove_flags ? '-' : '+',
                              goal->flags);
      break;
    case MF_IMAP_STEP_STORE_DELETED:
      add_set (self, goal);
      g_string_append (self->text, " +FLAGS.SILENT (\\Deleted)");
      break;
    case MF_IMAP_STEP_MOVE:
    case MF_IMAP_STEP_COPY:
      add_set (self, goal);
      add_mailbox (self, goal->target);
      break;
    case MF_IMAP_STEP_UID_EXPUNGE:
      add_set (self, goal);
      break;
    case MF_IMAP_STEP_SELECT:
    case MF_IMAP_STEP_CREATE:
    case MF_IMAP_STEP_DELETE:
      add_mailbox (self, goal->folder);
      break;
    case MF_IMAP_STEP_RENAME:
      add_mailbox (self, goal->folder);
      add_mailbox (self, goal->target);
      break;
    case MF_IMAP_STEP_SEARCH:
      add_search (self, goal);
      break;
    case MF_IMAP_STEP_APPEND:
      add_append (self, goal);
      break;
    default:
      break;
    }
}

/* What changes with the saying itself. */
static void
prepare (MfImapClient *self, MfImapStep step)
{
  switch ((int) step)
    {
    case MF_IMAP_STEP_AUTHENTICATE:
    case MF_IMAP_STEP_LOGIN:
    case MF_IMAP_STEP_CAPABILITY:
      /* "A server MAY change its list after authentication" (RFC 3501 section 6.1.1). */
      self->capabilities_known = FALSE;
      break;
    case MF_IMAP_STEP_SELECT:
      /* No mailbox is selected while one is being opened (section 6.3.1). */
      mf_imap_client_forget_folder (self);
      self->selecting = TRUE;
      break;
    case MF_IMAP_STEP_IDLE:
      self->idle = MF_IMAP_CLIENT_NOT_IDLE;
      break;
    default:
      break;
    }
}

/**
 * mf_imap_client_say:
 * @self: a client
 * @step: what is said
 *
 * Begins a command, as far as the server lets it without a "+".
 */
void
mf_imap_client_say (MfImapClient *self, MfImapStep step)
{
  Command command = { .client = self, .text = g_string_new (NULL) };

  prepare (self, step);
  g_free (self->tag);
  self->tag = g_strdup_printf ("a%u", ++self->n_tags);
  g_string_append_printf (command.text, "%s %s", self->tag, mf_imap_step_get_command (step));
  add_arguments (&command, step);
  g_string_append (command.text, "\r\n");
  flush (&command);
  g_string_free (command.text, TRUE);

  self->step = step;
  self->found = FALSE;
  self->mode = MF_IMAP_CLIENT_READING;
}

/* The server has said "+". */
void
mf_imap_client_go_on (MfImapClient *self)
{
  g_autoptr (GBytes) piece = g_queue_pop_head (&self->pieces);
  gsize size;
  const char *data;

  if (piece)
    {
      data = g_bytes_get_data (piece, &size);
      g_string_append_len (self->output, data, (gssize) size);
    }
  else if (self->mode == MF_IMAP_CLIENT_READING && self->step == MF_IMAP_STEP_IDLE &&
           self->idle == MF_IMAP_CLIENT_NOT_IDLE)
    {
      self->idle = MF_IMAP_CLIENT_IDLE;
      self->wake_us =
          self->idle_us > G_MAXINT64 - self->now_us ? G_MAXINT64 : self->now_us + self->idle_us;
      if (!self->renew)
        mf_imap_client_tell (self, (MfImapClientEvent) { .kind = MF_IMAP_CLIENT_WAITING,
                                                         .folder = self->folder });
      self->renew = FALSE;
    }
  else
    mf_imap_client_fail_with (self, MF_PROTOCOL_ERROR_ORDER, "RFC 3501 section 7.5",
                              "the server says go on where nothing is left to be said");
}
