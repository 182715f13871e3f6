/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "fuzz.h"

#include "proto/imap/mf-imap-server.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/* What the first byte of an input says about the driver. */
#define REFUSE_EVERY_FIFTH (1 << 0)
#define READ_ONLY (1 << 1)
#define EXPUNGES (1 << 2)
#define ARRIVALS (1 << 3)
#define GONE (1 << 4)
#define LOGGED_IN (1 << 5)
#define SELECTED (1 << 6)

#define N_MESSAGES 40

static const char message[] = "Subject: one\r\n\r\n{3}\r\nabc)\r\n";

typedef struct
{
  guint8 flags;
  MfImapServer *server;
  GString *output;
  GString *events;
  guint n_requests;
  guint n_polls;
  gboolean selected;
  gboolean uploading;
  guint64 expected;
  guint64 received;
  gboolean alive[N_MESSAGES + 1];
  guint32 uid_next;
  guint32 told; /* up to this UID arrivals are told */
  gboolean closed;
} Session;

static void
answer_select (Session *self, gboolean read_only)
{
  static const char *const keywords[] = { "$Forwarded", NULL };
  MfImapItem items[N_MESSAGES];
  MfImapFolder folder = { .uid_validity = 1,
                          .uid_next = self->uid_next,
                          .items = items,
                          .keywords = keywords,
                          .read_only = read_only || (self->flags & READ_ONLY) };

  for (guint32 uid = 1; uid < self->uid_next; uid++)
    if (self->alive[uid])
      items[folder.n_items++] = (MfImapItem) { uid, uid % 3 ? MF_IMAP_FLAG_RECENT : 0x100 };
  g_assert_false (self->selected);
  self->selected = TRUE;
  self->told = self->uid_next;
  mf_imap_server_answer_select (self->server, &folder);
}

static void
answer_fetch (Session *self, const MfImapRequest *request)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (message, strlen (message));
  g_autoptr (GBytes) nothing = g_bytes_new_static ("NIL", 3);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_imap_fetched_free);

  for (guint i = 0; i < MIN (request->n_uids, 3); i++)
    {
      guint32 uid = request->uids[i];
      MfImapFetched *fetched = mf_imap_fetched_new (uid, request->fetch);

      g_assert_cmpuint (uid, >, i > 0 ? request->uids[i - 1] : 0);
      g_assert_cmpuint (uid, <, self->uid_next);
      fetched->gone = !self->alive[uid];
      fetched->flags = request->mark_seen ? MF_IMAP_FLAG_SEEN : 0;
      fetched->envelope = g_bytes_ref (nothing);
      fetched->body = g_bytes_ref (nothing);
      for (guint j = 0; j < fetched->n_sections; j++)
        fetched->sections[j] = j % 2 ? NULL : g_bytes_ref (bytes);
      g_ptr_array_add (all, fetched);
    }
  mf_imap_server_answer_fetch (self->server, all);
}

static void
answer_flags (Session *self, const MfImapRequest *request)
{
  static const char *const keywords[] = { "$Forwarded", "new", NULL };
  g_autofree MfImapItem *items = g_new0 (MfImapItem, request->n_uids);

  for (guint i = 0; i < request->n_uids; i++)
    items[i] = (MfImapItem) { request->uids[i], request->flags.system | 0x200 };
  mf_imap_server_answer_flags (self->server, items, request->n_uids / 2 + 1, keywords);
}

static gboolean
test_cb (const MfImapSearchKey *key, gpointer data)
{
  const guint32 *uid = data;

  g_assert_cmpint (key->kind, !=, MF_IMAP_SEARCH_SEQUENCE);
  if (key->kind == MF_IMAP_SEARCH_UID)
    return mf_imap_set_contains (key->set, *uid);
  if (key->kind == MF_IMAP_SEARCH_FLAG)
    g_assert_false (key->flags & MF_IMAP_FLAG_RECENT);
  return (*uid + (guint) key->kind) % 2;
}

static void
answer_search (Session *self, const MfImapRequest *request)
{
  guint32 uids[N_MESSAGES];
  guint n = 0;

  for (guint32 uid = 1; uid < self->uid_next; uid++)
    if (self->alive[uid] && mf_imap_search_key_matches (request->search, test_cb, &uid))
      uids[n++] = uid;
  mf_imap_server_answer_search (self->server, uids, n);
}

static void
answer_poll (Session *self)
{
  guint32 expunged[2] = { self->n_polls * 7 % N_MESSAGES + 1, self->n_polls * 3 % N_MESSAGES + 1 };
  MfImapItem arrived[N_MESSAGES];
  MfImapItem changed[] = { { self->n_polls % N_MESSAGES, MF_IMAP_FLAG_FLAGGED } };
  MfImapChanges changes = { .arrived = arrived, .changed = changed, .n_changed = 1 };

  g_assert_true (self->selected);
  self->n_polls++;
  if (self->flags & EXPUNGES)
    {
      changes.expunged = expunged;
      changes.n_expunged = 2;
      self->alive[expunged[0]] = FALSE;
      self->alive[expunged[1]] = FALSE;
    }
  if ((self->flags & ARRIVALS) && self->uid_next < N_MESSAGES)
    self->alive[self->uid_next++] = TRUE;
  for (guint32 uid = self->told; uid < self->uid_next; uid++)
    if (self->alive[uid])
      arrived[changes.n_arrived++] = (MfImapItem) { uid, MF_IMAP_FLAG_RECENT };
  self->told = self->uid_next;
  changes.gone = (self->flags & GONE) && self->n_polls > 10;
  mf_imap_server_answer_changes (self->server, &changes);
}

static void
answer_copy (Session *self, const MfImapRequest *request)
{
  g_autofree guint32 *to = g_new (guint32, request->n_uids);

  for (guint i = 0; i < request->n_uids; i++)
    to[i] = 1000 + 2 * i;
  g_assert_cmpuint (request->n_uids, >, 0);
  mf_imap_server_answer_uids (self->server, 2, request->uids, to, request->n_uids);
}

static void
answer_list (Session *self)
{
  static const MfImapMailbox mailboxes[] = { { "INBOX", 0 },
                                             { "a/b/\xed\x95\x9c", MF_IMAP_MAILBOX_TRASH },
                                             { "a&b", 0 } };

  mf_imap_server_answer_list (self->server, mailboxes, G_N_ELEMENTS (mailboxes));
}

static void
answer_upload (Session *self, const MfImapRequest *request)
{
  guint32 uid = 77;

  if (request->kind == MF_IMAP_REQUEST_APPEND)
    {
      g_assert_false (self->uploading);
      self->uploading = TRUE;
      self->expected = request->size;
      self->received = 0;
      mf_imap_server_answer_done (self->server);
      return;
    }

  g_assert_true (self->uploading);
  g_assert_cmpuint (self->received, ==, self->expected);
  self->uploading = FALSE;
  mf_imap_server_answer_uids (self->server, 1, NULL, &uid, 1);
}

static void
answer_request (Session *self, const MfImapRequest *request)
{
  static const MfImapStatus status = { 1, 2, 3, 4, 5 };

  self->n_requests++;
  if (request->mailbox)
    g_assert_true (g_utf8_validate (request->mailbox, -1, NULL));
  g_assert_true (self->selected || request->kind <= MF_IMAP_REQUEST_COMMIT);
  if (request->kind == MF_IMAP_REQUEST_COMMIT || request->kind == MF_IMAP_REQUEST_APPEND)
    {
      answer_upload (self, request);
      return;
    }
  if ((self->flags & REFUSE_EVERY_FIFTH) && self->n_requests % 5 == 0)
    {
      mf_imap_server_refuse (self->server, "CANNOT", NULL);
      return;
    }

  switch (request->kind)
    {
    case MF_IMAP_REQUEST_LIST:
      answer_list (self);
      break;
    case MF_IMAP_REQUEST_SELECT:
      answer_select (self, request->read_only);
      break;
    case MF_IMAP_REQUEST_STATUS:
      mf_imap_server_answer_status (self->server, &status);
      break;
    case MF_IMAP_REQUEST_FETCH:
      answer_fetch (self, request);
      break;
    case MF_IMAP_REQUEST_STORE:
      answer_flags (self, request);
      break;
    case MF_IMAP_REQUEST_COPY:
    case MF_IMAP_REQUEST_MOVE:
      answer_copy (self, request);
      break;
    case MF_IMAP_REQUEST_SEARCH:
      answer_search (self, request);
      break;
    case MF_IMAP_REQUEST_POLL:
      answer_poll (self);
      break;
    default:
      mf_imap_server_answer_done (self->server);
    }
}

static void
answer (Session *self, const MfImapServerEvent *event)
{
  g_assert_false (self->closed);
  if (event->kind != MF_IMAP_SERVER_APPEND_DATA)
    g_string_append_printf (self->events, "%d %d\n", event->kind,
                            event->request ? (int) event->request->kind : -1);

  switch (event->kind)
    {
    case MF_IMAP_SERVER_ASK_LOGIN:
      if (strcmp (event->username, "bob") == 0)
        mf_imap_server_answer_login (self->server);
      else
        mf_imap_server_refuse (self->server, NULL, NULL);
      break;
    case MF_IMAP_SERVER_ASK:
      answer_request (self, event->request);
      break;
    case MF_IMAP_SERVER_APPEND_DATA:
      g_assert_true (self->uploading);
      self->received += event->length;
      break;
    case MF_IMAP_SERVER_APPEND_ABORTED:
      g_assert_true (self->uploading);
      self->uploading = FALSE;
      break;
    case MF_IMAP_SERVER_UNSELECTED:
      g_assert_true (self->selected);
      self->selected = FALSE;
      break;
    case MF_IMAP_SERVER_CLOSE:
    default:
      g_assert_false (self->selected);
      g_assert_false (self->uploading);
      self->closed = TRUE;
    }
}

static gboolean
take_output (Session *self)
{
  gboolean any = FALSE;
  GBytes *bytes;

  while ((bytes = mf_imap_server_take_output (self->server)))
    {
      gsize size;
      const char *data = g_bytes_get_data (bytes, &size);

      g_assert_cmpuint (size, >, 0);
      g_assert_cmpuint (size, <=, MF_LIMIT_OUTPUT_CHUNK);
      g_string_append_len (self->output, data, (gssize) size);
      g_bytes_unref (bytes);
      any = TRUE;
    }

  return any;
}

static void
pump (Session *self)
{
  MfImapServerEvent event;

  do
    while (mf_imap_server_next (self->server, &event))
      answer (self, &event);
  while (take_output (self));
}

static void
run (Session *self, const guint8 *data, gsize size, gsize step)
{
  MfImapServerConfig config = { .host_name = "b.example", .max_size = 100 };
  static const char login[] = "a LOGIN bob x\r\n";
  static const char select[] = "b SELECT INBOX\r\n";

  self->server = mf_imap_server_new (&config, 0);
  self->output = g_string_new (NULL);
  self->events = g_string_new (NULL);
  for (self->uid_next = 1; self->uid_next < 8; self->uid_next++)
    self->alive[self->uid_next] = TRUE;
  if (self->flags & LOGGED_IN)
    mf_imap_server_feed (self->server, (const guint8 *) login, strlen (login));
  if (self->flags & SELECTED)
    mf_imap_server_feed (self->server, (const guint8 *) select, strlen (select));
  for (gsize at = 0; at < size; at += step)
    {
      mf_imap_server_feed (self->server, data + at, MIN (step, size - at));
      pump (self);
    }

  mf_imap_server_feed_end (self->server);
  pump (self);
  g_assert_true (self->closed);
}

static void
clear (Session *self)
{
  mf_imap_server_free (self->server);
  g_string_free (self->output, TRUE);
  g_string_free (self->events, TRUE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const gsize steps[] = { G_MAXSIZE / 2, 1, 7 };
  Session sessions[G_N_ELEMENTS (steps)] = { 0 };

  if (size == 0)
    return 0;

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      sessions[i].flags = data[0];
      run (&sessions[i], data + 1, size - 1, steps[i]);
      g_assert_true (g_string_equal (sessions[i].output, sessions[0].output));
      g_assert_cmpstr (sessions[i].events->str, ==, sessions[0].events->str);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    clear (&sessions[i]);
  return 0;
}
