/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-body-reader.h"
#include "proto/imap/mf-imap-client-private.h"
#include "proto/imap/mf-imap-name.h"

#include <string.h>

void
mf_imap_client_forget_folder (MfImapClient *self)
{
  g_clear_pointer (&self->folder, g_free);
  self->selecting = FALSE;
  self->uid_validity = 0;
  self->n_exists = 0;
  g_array_set_size (self->uids, 0);
  g_hash_table_remove_all (self->known);
  self->largest = 0;
}

/* The owner knows message @uid. */
void
mf_imap_client_learn (MfImapClient *self, guint32 uid)
{
  if (g_hash_table_size (self->known) >= MF_IMAP_CLIENT_MESSAGES_MAX)
    return;

  g_hash_table_add (self->known, GUINT_TO_POINTER (uid));
  self->largest = MAX (self->largest, uid);
}

static gboolean
is_known (const MfImapClient *self, guint32 uid)
{
  return g_hash_table_contains (self->known, GUINT_TO_POINTER (uid));
}

/* How many messages of the folder are such that the owner knows. */
guint
mf_imap_client_count_known (const MfImapClient *self)
{
  guint n = 0;

  for (guint i = 0; i < self->uids->len; i++)
    n += is_known (self, g_array_index (self->uids, guint32, i));

  return n;
}

static int
compare_uids (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

/* Once for each message, even if the server tells in more than one way. */
void
mf_imap_client_tell_gone (MfImapClient *self, guint32 uid)
{
  g_hash_table_remove (self->known, GUINT_TO_POINTER (uid));
  if (g_hash_table_add (self->gone, GUINT_TO_POINTER (uid)))
    mf_imap_client_tell (self, (MfImapClientEvent) { .kind = MF_IMAP_CLIENT_GONE,
                                                     .folder = self->folder,
                                                     .uid = uid });
}

/* The server has told of every message there is: the others are gone. */
void
mf_imap_client_end_known (MfImapClient *self)
{
  g_autoptr (GHashTable) present = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (guint32));
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; i < self->uids->len; i++)
    g_hash_table_add (present, GUINT_TO_POINTER (g_array_index (self->uids, guint32, i)));

  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (present, key))
      {
        guint32 uid = GPOINTER_TO_UINT (key);

        g_array_append_val (gone, uid);
        g_hash_table_iter_remove (&iter);
      }

  g_array_sort (gone, compare_uids);
  for (guint i = 0; i < gone->len; i++)
    mf_imap_client_tell_gone (self, g_array_index (gone, guint32, i));
}

static void
take_capabilities (MfImapClient *self, char *const *words)
{
  static const struct
  {
    const char *word;
    MfImapClientOffers offer;
  } names[] = {
    { "AUTH=PLAIN", MF_IMAP_CLIENT_OFFERS_PLAIN },
    { "SASL-IR", MF_IMAP_CLIENT_OFFERS_INITIAL_RESPONSE },
    { "LOGINDISABLED", MF_IMAP_CLIENT_DISABLES_LOGIN },
    { "IDLE", MF_IMAP_CLIENT_OFFERS_IDLE },
    { "MOVE", MF_IMAP_CLIENT_OFFERS_MOVE },
    { "UIDPLUS", MF_IMAP_CLIENT_OFFERS_UIDPLUS },
    { "LITERAL+", MF_IMAP_CLIENT_OFFERS_LITERAL_PLUS },
    { "LITERAL-", MF_IMAP_CLIENT_OFFERS_LITERAL_MINUS },
  };

  self->offers = 0;
  self->capabilities_known = TRUE;
  for (gsize i = 0; words[i]; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (names); j++)
      if (g_ascii_strcasecmp (words[i], names[j].word) == 0)
        self->offers |= names[j].offer;
}

/* COPYUID: uidvalidity, those that were copied, those that they are now; APPENDUID: uidvalidity
 * and UID (RFC 4315 section 3). */
static void
take_stored (MfImapClient *self, const char *argument, gboolean copied)
{
  g_autoptr (MfImapSet) from = NULL;
  const MfImapGoal *goal = self->current ? self->current->goal : NULL;
  guint32 validity;
  MfImapLexer lexer;

  if (goal == NULL || argument == NULL)
    return;

  g_clear_pointer (&self->stored, mf_imap_set_free);
  mf_imap_lexer_init (&lexer, argument, strlen (argument));
  if (!mf_imap_lexer_nz_number (&lexer, &validity) || !mf_imap_lexer_space (&lexer) ||
      (copied && (!mf_imap_set_read (&lexer, &from) || !mf_imap_lexer_space (&lexer))) ||
      !mf_imap_set_read (&lexer, &self->stored))
    return;

  mf_imap_client_tell (self, (MfImapClientEvent) { .kind = MF_IMAP_CLIENT_STORED,
                                                   .folder = copied ? goal->target : goal->folder,
                                                   .uid_validity = validity,
                                                   .uids = self->stored });
}

/* A code that changes nothing here is passed over (RFC 3501 section 7.1). */
static void
take_code (MfImapClient *self)
{
  const char *code = self->response->code;
  const char *argument = self->response->argument;
  guint64 number;

  if (code == NULL)
    return;

  if (g_str_equal (code, "CAPABILITY") && argument)
    {
      g_auto (GStrv) words = g_strsplit (argument, " ", MF_IMAP_RESPONSE_MAX_WORDS);

      take_capabilities (self, words);
    }
  else if (g_str_equal (code, "UIDVALIDITY") && self->selecting && argument &&
           g_ascii_string_to_unsigned (argument, 10, 1, G_MAXUINT32, &number, NULL))
    self->uid_validity = (guint32) number;
  else if (g_str_equal (code, "COPYUID"))
    take_stored (self, argument, TRUE);
  else if (g_str_equal (code, "APPENDUID"))
    take_stored (self, argument, FALSE);
}

static void
take_exists (MfImapClient *self)
{
  guint32 before = self->n_exists;
  gboolean wanted = self->current && self->current->goal->kind == MF_IMAP_GOAL_SYNCHRONISE;

  self->n_exists = self->response->number;
  if (self->uids->len > self->n_exists)
    g_array_set_size (self->uids, self->n_exists);
  if (self->n_exists > before && !self->selecting && self->folder && !wanted)
    mf_imap_client_tell (self, (MfImapClientEvent) { .kind = MF_IMAP_CLIENT_NEWS,
                                                     .folder = self->folder,
                                                     .number = self->n_exists });
}

static void
take_expunge (MfImapClient *self)
{
  guint32 number = self->response->number;
  guint32 uid = 0;

  if (number == 0 || number > self->n_exists)
    return;

  self->n_exists--;
  if (number <= self->uids->len)
    {
      uid = g_array_index (self->uids, guint32, number - 1);
      g_array_remove_index (self->uids, number - 1);
    }
  if (uid != 0)
    mf_imap_client_tell_gone (self, uid);
}

/* Returns: the UID of message @number, which the server may just have told; 0 if unknown */
static guint32
find_uid (MfImapClient *self, guint32 number, guint32 told)
{
  if (number > MF_IMAP_CLIENT_MESSAGES_MAX)
    return told;

  if (told != 0)
    {
      if (number > self->uids->len)
        g_array_set_size (self->uids, number);
      g_array_index (self->uids, guint32, number - 1) = told;
    }

  return number <= self->uids->len ? g_array_index (self->uids, guint32, number - 1) : 0;
}

/* What the goal to read asked for, if this is that. */
static void
take_content (MfImapClient *self, guint32 uid)
{
  const MfImapMessageData *message = self->response->message;
  const MfImapGoal *goal = self->current->goal;
  const char *section = goal->section ? goal->section : "";

  if (self->step == MF_IMAP_STEP_FETCH_STRUCTURE && message->structure)
    {
      self->found = mf_imap_body_find (message->structure, section) != NULL;
      mf_imap_client_tell (self, (MfImapClientEvent) { .kind = MF_IMAP_CLIENT_STRUCTURE,
                                                       .folder = self->folder,
                                                       .uid = uid,
                                                       .structure = message->structure });
    }

  for (guint i = 0; self->step == MF_IMAP_STEP_FETCH_CONTENT && i < message->contents->len; i++)
    {
      const MfImapContent *content = g_ptr_array_index (message->contents, i);

      if (self->found || content->bytes == NULL ||
          g_ascii_strcasecmp (content->section, section) != 0)
        continue;

      self->found = TRUE;
      mf_imap_client_tell (self, (MfImapClientEvent) { .kind = MF_IMAP_CLIENT_CONTENT,
                                                       .folder = self->folder,
                                                       .uid = uid,
                                                       .content = content->bytes });
    }
}

static void
take_message (MfImapClient *self)
{
  const MfImapMessageData *message = self->response->message;
  guint32 uid;

  if (self->response->number == 0 || self->response->number > self->n_exists)
    return;

  uid = find_uid (self, self->response->number, message->uid);
  if (uid == 0)
    return;

  if (self->step == MF_IMAP_STEP_FETCH_NEW && message->envelope && !is_known (self, uid))
    {
      mf_imap_client_learn (self, uid);
      mf_imap_client_tell (self, (MfImapClientEvent) { .kind = MF_IMAP_CLIENT_MESSAGE,
                                                       .folder = self->folder,
                                                       .uid = uid,
                                                       .words = message->flags,
                                                       .message = message });
      return;
    }

  if (message->flags)
    mf_imap_client_tell (self, (MfImapClientEvent) { .kind = MF_IMAP_CLIENT_CHANGED,
                                                     .folder = self->folder,
                                                     .uid = uid,
                                                     .words = message->flags });
  if (self->current && self->current->goal->kind == MF_IMAP_GOAL_READ &&
      self->current->goal->uids[0] == uid)
    take_content (self, uid);
}

static void
take_folder (MfImapClient *self)
{
  const char *mailbox = self->response->mailbox;

  if (self->step != MF_IMAP_STEP_LIST)
    return;

  /* A name that is no modified UTF-7 is what it is (RFC 3501 section 5.1.3). */
  g_free (self->told_folder);
  self->told_folder = mf_imap_utf7_decode (mailbox, strlen (mailbox));
  if (self->told_folder == NULL)
    self->told_folder = g_utf8_make_valid (mailbox, -1);
  if (mf_imap_name_is_inbox (self->told_folder))
    memcpy (self->told_folder, "INBOX", strlen ("INBOX"));

  mf_imap_client_tell (self, (MfImapClientEvent) { .kind = MF_IMAP_CLIENT_FOLDER,
                                                   .folder = self->told_folder,
                                                   .words = self->response->words,
                                                   .delimiter = self->response->delimiter });
}

static void
take_found (MfImapClient *self)
{
  if (self->step != MF_IMAP_STEP_SEARCH || self->found)
    return;

  self->found = TRUE;
  mf_imap_client_tell (self, (MfImapClientEvent) { .kind = MF_IMAP_CLIENT_FOUND,
                                                   .folder = self->folder,
                                                   .uids = self->response->numbers });
}

static void
note_refusal (MfImapClient *self)
{
  static const char *const temporary[] = { "UNAVAILABLE", "INUSE", "LIMIT", "CONTACTADMIN", NULL };
  const MfImapResponse *response = self->response;
  gboolean deferred = response->code && g_strv_contains (temporary, response->code);

  g_clear_error (&self->refusal);
  self->refusal =
      mf_protocol_error_new (deferred ? MF_PROTOCOL_ERROR_DEFERRED : MF_PROTOCOL_ERROR_REFUSED,
                             "RFC 3501 section 7.1", MF_SPAN (0, 0), "the server refused %s: %s",
                             mf_imap_step_get_command (self->step),
                             response->text && *response->text ? response->text : "NO");
}

static void
handle_end (MfImapClient *self)
{
  gboolean ok = self->response->kind == MF_IMAP_RESPONSE_OK;

  if (self->mode != MF_IMAP_CLIENT_READING || self->tag == NULL ||
      !g_str_equal (self->response->tag, self->tag))
    {
      mf_imap_client_fail_with (self, MF_PROTOCOL_ERROR_ORDER, "RFC 3501 section 2.2.2",
                                "the server ends a command that was not given");
      return;
    }

  take_code (self);
  if (!ok)
    note_refusal (self);
  g_queue_clear_full (&self->pieces, (GDestroyNotify) g_bytes_unref);
  g_clear_pointer (&self->tag, g_free);
  mf_imap_client_follow (self, ok);
}

static void
handle_greeting (MfImapClient *self)
{
  switch ((int) self->response->kind)
    {
    case MF_IMAP_RESPONSE_PREAUTH:
      self->signed_in = TRUE;
      G_GNUC_FALLTHROUGH;
    case MF_IMAP_RESPONSE_OK:
      take_code (self);
      mf_imap_client_follow (self, TRUE);
      break;
    case MF_IMAP_RESPONSE_BYE:
      note_refusal (self);
      mf_imap_client_follow (self, FALSE);
      break;
    default:
      mf_imap_client_fail_with (self, MF_PROTOCOL_ERROR_ORDER, "RFC 3501 section 7.1",
                                "the server does not begin with a greeting");
      break;
    }
}

/* A server that goes says why (RFC 3501 section 7.1.5); after LOGOUT it must. */
static void
handle_bye (MfImapClient *self)
{
  if (self->step == MF_IMAP_STEP_LOGOUT && self->mode == MF_IMAP_CLIENT_READING)
    return;

  mf_imap_client_fail (self,
                       mf_protocol_error_new (MF_PROTOCOL_ERROR_CLOSED, "RFC 3501 section 7.1.5",
                                              MF_SPAN (0, 0), "the server ended the session: %s",
                                              self->response->text));
}

static void
handle_data (MfImapClient *self)
{
  switch ((int) self->response->kind)
    {
    case MF_IMAP_RESPONSE_OK:
    case MF_IMAP_RESPONSE_NO:
    case MF_IMAP_RESPONSE_BAD:
      take_code (self);
      break;
    case MF_IMAP_RESPONSE_BYE:
      handle_bye (self);
      break;
    case MF_IMAP_RESPONSE_CAPABILITY:
      take_capabilities (self, self->response->words);
      break;
    case MF_IMAP_RESPONSE_LIST:
      take_folder (self);
      break;
    case MF_IMAP_RESPONSE_SEARCH:
    case MF_IMAP_RESPONSE_ESEARCH:
      take_found (self);
      break;
    case MF_IMAP_RESPONSE_EXISTS:
      take_exists (self);
      break;
    case MF_IMAP_RESPONSE_EXPUNGE:
      take_expunge (self);
      break;
    case MF_IMAP_RESPONSE_FETCH:
      take_message (self);
      break;
    default:
      break;
    }
}

void
mf_imap_client_handle_response (MfImapClient *self)
{
  MfImapResponseKind kind = self->response->kind;

  if (kind == MF_IMAP_RESPONSE_CONTINUE)
    mf_imap_client_go_on (self);
  else if (self->step == MF_IMAP_STEP_GREETING)
    handle_greeting (self);
  else if (self->response->tag && kind <= MF_IMAP_RESPONSE_BAD)
    handle_end (self);
  else
    handle_data (self);
}
