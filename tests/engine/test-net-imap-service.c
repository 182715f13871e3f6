/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-endpoint.h"
#include "net/mf-imap-service.h"
#include "playground.h"

#include <string.h>

#define SECOND_US G_USEC_PER_SEC

/* A client that says what it is given, and keeps what it hears. */
typedef struct
{
  GString *said;
  GString *heard;
  gboolean hang_up;
  MfEndpoint *endpoint;
} Speaker;

static void
speaker_feed (gpointer machine, const guint8 *data, gsize length)
{
  Speaker *self = machine;

  g_string_append_len (self->heard, (const char *) data, (gssize) length);
}

static void
speaker_feed_end (gpointer machine)
{
  Speaker *self = machine;

  g_string_append (self->heard, "(end)");
  self->hang_up = TRUE;
}

static GBytes *
speaker_take_output (gpointer machine)
{
  Speaker *self = machine;
  GBytes *bytes;

  if (self->said->len == 0)
    return NULL;
  bytes = g_bytes_new (self->said->str, self->said->len);
  g_string_truncate (self->said, 0);
  return bytes;
}

static gint64
speaker_get_deadline (gpointer machine)
{
  return G_MAXINT64;
}

static void
speaker_advance (gpointer machine, gint64 now_us)
{
}

static const MfMachineClass speaker_class = {
  .feed = speaker_feed,
  .feed_end = speaker_feed_end,
  .take_output = speaker_take_output,
  .get_deadline = speaker_get_deadline,
  .advance = speaker_advance,
};

static void
step_cb (MfEndpoint *endpoint, gpointer user_data)
{
  Speaker *self = user_data;

  if (self->hang_up)
    mf_endpoint_close (endpoint);
}

static void
closed_cb (MfEndpoint *endpoint, gboolean broken, gpointer user_data)
{
  Speaker *self = user_data;

  g_clear_pointer (&self->endpoint, mf_endpoint_free);
}

static const MfEndpointOwner speaker_owner = { .step = step_cb, .closed = closed_cb };

/* Who keeps the mailboxes: one user, one folder, nothing in it; the log says what happened. */
typedef struct
{
  Playground ground;
  GString *log;
  MfService *service;
  Speaker speakers[2];
  GSourceFunc later; /* answers @question */
  MfImapQuestion *question;
  MfImapSession *session; /* that has the folder open */
  guint n_arrived;
} Office;

static void
login_cb (MfImapQuestion *question, const char *username, MfSecret *password, gpointer user_data)
{
  Office *self = user_data;

  g_string_append_printf (self->log, "login %s\n", username);
  if (mf_secret_equal (password, "s3cret", -1))
    mf_imap_question_answer_login (question, self);
  else
    mf_imap_question_refuse (question, NULL, NULL);
}

static void
answer_changes (Office *self, MfImapQuestion *question)
{
  MfImapItem items[] = { { 1, 0 }, { 2, 0 } };
  MfImapChanges changes = { .arrived = items, .n_arrived = self->n_arrived };

  mf_imap_question_answer_changes (question, &changes);
}

static void
ask_cb (MfImapQuestion *question,
        const MfImapRequest *request,
        gpointer account,
        gpointer folder,
        gpointer upload,
        gpointer user_data)
{
  static const MfImapFolder contents = { .uid_validity = 1, .uid_next = 1 };
  Office *self = user_data;
  guint32 uid = 1;

  g_assert_true (account == self);
  g_assert_true (folder == (self->session ? (gpointer) &self->session : NULL));
  if (self->later)
    {
      self->question = question;
      g_idle_add (self->later, self);
      return;
    }

  switch (request->kind)
    {
    case MF_IMAP_REQUEST_SELECT:
      g_string_append_printf (self->log, "select %s\n", request->mailbox);
      self->session = mf_imap_question_get_session (question);
      mf_imap_question_answer_select (question, &self->session, &contents);
      break;
    case MF_IMAP_REQUEST_POLL:
      answer_changes (self, question);
      break;
    case MF_IMAP_REQUEST_APPEND:
      g_string_append (self->log, "append\n");
      mf_imap_question_answer_append (question, self->log);
      break;
    case MF_IMAP_REQUEST_COMMIT:
      g_assert_true (upload == self->log);
      g_string_append (self->log, "\ncommit\n");
      mf_imap_question_answer_uids (question, 1, NULL, &uid, 1);
      break;
    default:
      mf_imap_question_refuse (question, "CANNOT", "not here");
    }
}

static void
append_data_cb (gpointer upload, const guint8 *data, gsize length, gpointer user_data)
{
  g_string_append_len (upload, (const char *) data, (gssize) length);
}

static void
append_abort_cb (gpointer upload, gpointer user_data)
{
  g_string_append (upload, "\nabort\n");
}

static void
unselect_cb (gpointer folder, gpointer account, gpointer user_data)
{
  Office *self = user_data;

  g_assert_nonnull (self->session);
  self->session = NULL;
  g_string_append (self->log, "unselect\n");
}

static void
leave_cb (gpointer account, gpointer user_data)
{
  Office *self = user_data;

  g_string_append (self->log, "leave\n");
}

static const MfImapPolicy policy = { .login = login_cb,
                                     .ask = ask_cb,
                                     .append_data = append_data_cb,
                                     .append_abort = append_abort_cb,
                                     .unselect = unselect_cb,
                                     .leave = leave_cb };

static void
office_init (Office *self, guint max_connections)
{
  MfImapServiceConfig config = { .host_name = "mail.b.example",
                                 .autologout_us = G_MAXINT64,
                                 .max_connections = max_connections };

  *self = (Office) { 0 };
  playground_init (&self->ground);
  self->log = g_string_new (NULL);
  self->service =
      mf_imap_service_new (&self->ground.sites[PLAYGROUND_MAIL_B], &config, &policy, self);
  g_assert_cmpuint (mf_service_listen (self->service, NULL, 143, NULL), ==, 143);
}

static void
office_clear (Office *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->speakers); i++)
    if (self->speakers[i].said)
      {
        g_clear_pointer (&self->speakers[i].endpoint, mf_endpoint_free);
        g_string_free (self->speakers[i].said, TRUE);
        g_string_free (self->speakers[i].heard, TRUE);
      }
  mf_service_free (self->service);
  g_string_free (self->log, TRUE);
  playground_clear (&self->ground);
}

static void
connected_cb (MfChannel *channel, const GError *error, gpointer user_data)
{
  Office *self = user_data;
  Speaker *speaker = &self->speakers[self->speakers[0].said ? 1 : 0];

  g_assert_no_error (error);
  speaker->said = g_string_new (NULL);
  speaker->heard = g_string_new (NULL);
  speaker->endpoint = mf_endpoint_new (&self->ground.sites[PLAYGROUND_ALICE], channel,
                                       &speaker_class, speaker, &speaker_owner, speaker);
  mf_endpoint_update (speaker->endpoint);
}

static Speaker *
connect_speaker (Office *self)
{
  mf_network_connect (self->ground.network, PLAYGROUND_ALICE, "198.51.100.25", 143, connected_cb,
                      self);
  playground_run (&self->ground, SECOND_US);
  return &self->speakers[self->speakers[1].said ? 1 : 0];
}

/* Says @text; returns what is said to it. */
static char *
speak (Office *self, Speaker *speaker, const char *text)
{
  char *heard;

  g_string_truncate (speaker->heard, 0);
  g_string_append (speaker->said, text);
  mf_endpoint_update (speaker->endpoint);
  playground_run (&self->ground, SECOND_US);
  heard = g_strdup (speaker->heard->str);
  return heard;
}

static void
expect (Office *self, Speaker *speaker, const char *text, const char *answer)
{
  g_autofree char *heard = speak (self, speaker, text);

  if (strstr (heard, answer) == NULL)
    g_error ("%s: %s", text, heard);
}

static void
test_session (void)
{
  Office office;
  Speaker *alice;

  office_init (&office, 0);
  alice = connect_speaker (&office);
  g_assert_nonnull (strstr (alice->heard->str, "mail.b.example IMAP4rev1"));
  expect (&office, alice, "a LOGIN bob wrong\r\n", "a NO [AUTHENTICATIONFAILED]");
  expect (&office, alice, "b LOGIN bob s3cret\r\nc SELECT INBOX\r\n", "c OK [READ-WRITE]");
  expect (&office, alice, "d APPEND INBOX {3+}\r\nabc\r\n", "d OK [APPENDUID 1 1]");
  expect (&office, alice, "e IDLE\r\n", "+ idling");

  /* What arrives is told at once. */
  office.n_arrived = 2;
  mf_imap_session_notify (office.session);
  expect (&office, alice, "", "* 2 EXISTS");
  expect (&office, alice, "DONE\r\nf LOGOUT\r\n", "f OK goodbye\r\n(end)");
  g_assert_cmpstr (office.log->str, ==,
                   "login bob\nlogin bob\nselect INBOX\nappend\nabc\ncommit\nunselect\nleave\n");
  g_assert_cmpuint (mf_service_get_n_sessions (office.service), ==, 0);
  office_clear (&office);
}

/* The connection breaks before the message is there. */
static void
test_cut_in_append (void)
{
  Office office;
  Speaker *alice;

  office_init (&office, 0);
  alice = connect_speaker (&office);
  expect (&office, alice, "b LOGIN bob s3cret\r\nc SELECT INBOX\r\n", "c OK");
  expect (&office, alice, "d APPEND INBOX {30}\r\n", "+ go on");
  g_assert_true (mf_network_cut (office.ground.network, 1));
  playground_run (&office.ground, SECOND_US);
  g_assert_cmpstr (office.log->str, ==,
                   "login bob\nselect INBOX\nappend\n\nabort\nunselect\nleave\n");
  office_clear (&office);
}

static gboolean
close_and_answer_cb (gpointer user_data)
{
  static const MfImapFolder contents = { .uid_validity = 1, .uid_next = 1 };
  Office *self = user_data;

  g_assert_false (mf_network_is_at_rest (self->ground.network));
  g_clear_pointer (&self->service, mf_service_free);
  g_assert_cmpstr (self->log->str, ==, "login bob\n");
  self->session = mf_imap_question_get_session (self->question);
  mf_imap_question_answer_select (self->question, &self->session, &contents);
  return G_SOURCE_REMOVE;
}

/* The connection is gone before the answer: what was opened for it is left at once. */
static void
test_answer_to_nobody (void)
{
  Office office;
  Speaker *alice;

  office_init (&office, 0);
  alice = connect_speaker (&office);
  expect (&office, alice, "b LOGIN bob s3cret\r\n", "b OK");
  office.later = close_and_answer_cb;
  expect (&office, alice, "c SELECT INBOX\r\n", "");
  g_assert_cmpstr (office.log->str, ==, "login bob\nunselect\nleave\n");
  office_clear (&office);
}

static void
test_too_many (void)
{
  Office office;
  Speaker *second;

  office_init (&office, 1);
  connect_speaker (&office);
  second = connect_speaker (&office);
  g_assert_cmpstr (second->heard->str, ==,
                   "* BYE [UNAVAILABLE] too many connections, try again later\r\n(end)");
  g_assert_cmpuint (mf_service_get_n_sessions (office.service), ==, 1);
  office_clear (&office);
}

static void
test_shut_down (void)
{
  Office office;
  Speaker *alice;

  office_init (&office, 0);
  alice = connect_speaker (&office);
  expect (&office, alice, "b LOGIN bob s3cret\r\nc SELECT INBOX\r\nd IDLE\r\n", "+ idling");
  mf_service_shut_down (office.service);
  expect (&office, alice, "", "* BYE the server is shutting down\r\n(end)");
  g_assert_cmpuint (mf_service_get_n_sessions (office.service), ==, 0);
  g_assert_cmpstr (office.log->str, ==, "login bob\nselect INBOX\nunselect\nleave\n");
  office_clear (&office);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/imap-service/session", test_session);
  g_test_add_func ("/imap-service/cut-in-append", test_cut_in_append);
  g_test_add_func ("/imap-service/answer-to-nobody", test_answer_to_nobody);
  g_test_add_func ("/imap-service/too-many", test_too_many);
  g_test_add_func ("/imap-service/shut-down", test_shut_down);
  return g_test_run ();
}
