/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-directory-tree.h"
#include "lab/mf-mail-server.h"
#include "mail/mf-maildir.h"
#include "net/mf-timers.h"

#include <string.h>

/* A server on real sockets, as behind `serve`, and a client in a thread of its
 * own that says one line after the other. */
typedef struct
{
  MfClock clock;
  MfTimers *timers;
  MfIdSource *ids;
  MfSite site;
  char *directory;
  MfMailServer *server;
  guint16 port;
  GString *effects;
} Fixture;

static void
report_cb (const MfEffect *effect, gpointer user_data)
{
  Fixture *self = user_data;

  g_string_append_printf (self->effects, "%s%s %s", self->effects->len > 0 ? ", " : "",
                          mf_effect_kind_get_nick (effect->kind), effect->mailbox);
  if (effect->text && *effect->text)
    g_string_append_printf (self->effects, " %s", effect->text);
}

static void
open_server (Fixture *self, guint64 quota)
{
  static const char *const domains[] = { "b.example", NULL };
  const MfMailServerConfig config = { .host_name = "mail.b.example",
                                      .domains = domains,
                                      .directory = self->directory,
                                      .durability = MF_DURABILITY_KEPT,
                                      .quota = quota };
  g_autoptr (MfSecret) secret = mf_secret_new ("s3cret", -1);
  g_autoptr (GError) error = NULL;

  self->server = mf_mail_server_new (&self->site, &config, &error);
  g_assert_no_error (error);
  g_assert_true (mf_mail_server_add_user (self->server, "bob", secret, &error));
  g_assert_true (mf_mail_server_start (self->server, &error));
  self->port = mf_mail_server_listen (self->server, MF_PROTOCOL_IMAP, "127.0.0.1", 0, &error);
  g_assert_no_error (error);
}

static void
fixture_init (Fixture *self, guint64 quota)
{
  g_autoptr (GError) error = NULL;

  *self = (Fixture) { 0 };
  self->clock = mf_clock_real ();
  self->timers = mf_timers_new ();
  mf_timers_attach (self->timers, &self->clock, NULL);
  self->ids = mf_id_source_new_unpredictable ();
  self->effects = g_string_new (NULL);
  self->site = (MfSite) { .clock = &self->clock,
                          .timers = self->timers,
                          .ids = self->ids,
                          .host = -1,
                          .report = report_cb,
                          .report_data = self };
  self->directory = mf_directory_tree_make_temporary (&error);
  g_assert_no_error (error);
  open_server (self, quota);
}

static void
fixture_clear (Fixture *self)
{
  mf_mail_server_free (self->server);
  mf_id_source_free (self->ids);
  mf_timers_free (self->timers);
  mf_directory_tree_remove (self->directory);
  g_string_free (self->effects, TRUE);
  g_free (self->directory);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

typedef struct
{
  guint16 port;
  const char *const *lines;
  GString *answers;
  gboolean done;
} Talk;

/* Up to the tagged answer, or the continuation: what the next line waits for. */
static void
read_answer (GDataInputStream *in, const char *tag, GString *answers)
{
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);

      if (line == NULL)
        return;
      g_string_append_printf (answers, "%s\n", g_strchomp (line));
      if (g_str_has_prefix (line, tag) || line[0] == '+')
        return;
    }
}

static gpointer
talk_thread (gpointer data)
{
  Talk *talk = data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GDataInputStream) in = NULL;
  GOutputStream *out = NULL;

  /* A sandbox has no session bus to ask about proxies, and loopback needs none. */
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", talk->port, NULL, NULL);
  g_assert_nonnull (connection);
  in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_free (g_data_input_stream_read_line (in, NULL, NULL, NULL));

  for (guint i = 0; talk->lines[i] != NULL; i++)
    {
      g_autofree char *tag = g_strdup_printf ("t%u ", i);
      /* A line that answers "+" has no tag. */
      gboolean bare = i > 0 && talk->answers->len > 0 && strrchr (talk->answers->str, '+') &&
                      strchr (strrchr (talk->answers->str, '+'), '\n')[1] == '\0';
      g_autofree char *line = g_strconcat (bare ? "" : tag, talk->lines[i], "\r\n", NULL);
      g_autofree char *before = g_strdup_printf ("t%u ", i - 1);

      g_assert_true (g_output_stream_write_all (out, line, strlen (line), NULL, NULL, NULL));
      read_answer (in, bare ? before : tag, talk->answers);
    }

  g_atomic_int_set (&talk->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* Logs in first. Returns: (transfer full): all that was answered after that */
static char *
talk_to (Fixture *self, const char *const *lines)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  Talk talk = { .port = self->port, .answers = g_string_new (NULL) };
  GThread *thread;
  char *rest;

  g_strv_builder_add (builder, "LOGIN bob s3cret");
  g_strv_builder_addv (builder, (const char **) lines);
  all = g_strv_builder_end (builder);
  talk.lines = (const char *const *) all;
  thread = g_thread_new ("client", talk_thread, &talk);
  while (!g_atomic_int_get (&talk.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);

  g_assert_true (g_str_has_prefix (talk.answers->str, "t0 OK"));
  rest = g_strdup (strchr (talk.answers->str, '\n') + 1);
  g_string_free (talk.answers, TRUE);
  return rest;
}

#define assert_says(answers, text)                                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (strstr (answers, text) == NULL)                                                            \
      g_test_message ("%s", answers);                                                              \
    g_assert_nonnull (strstr (answers, text));                                                     \
  }                                                                                                \
  G_STMT_END

#define LETTER                                                                                     \
  "From: a@b\r\nSubject: =?utf-8?B?7Y647KeA?=\r\nDate: Mon, 2 Mar 2026 23:30:00 +0900\r\n\r\nhello"

static void
test_messages (void)
{
  g_auto (Fixture) self = { 0 };
  static const char *const lines[] = {
    "SELECT INBOX",
    "APPEND INBOX (\\Seen) \" 1-Feb-2026 12:00:00 +0000\" {87}",
    LETTER,
    "CREATE Archive/2026",
    "FETCH 1 (FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT)])",
    "STORE 1 +FLAGS (\\Flagged $Label)",
    "UID SEARCH CHARSET UTF-8 SUBJECT {6+}\r\n\xed\x8e\xb8\xec\xa7\x80 FLAGGED KEYWORD $label",
    "UID SEARCH SENTON 2-Mar-2026 ON 1-Feb-2026 BODY HELLO NOT TEXT nothing",
    "UID SEARCH SUBJECT nothing",
    "COPY 1 Archive/2026",
    "COPY 1 nowhere",
    "MOVE 1 Archive",
    "STATUS Archive (MESSAGES UIDNEXT UNSEEN)",
    "EXAMINE Archive",
    "FETCH 1 (FLAGS BODY[TEXT])",
    "LOGOUT",
    NULL,
  };
  g_autofree char *answers = NULL;

  g_assert_cmpuint (strlen (LETTER), ==, 87);
  fixture_init (&self, 0);
  answers = talk_to (&self, lines);
  assert_says (answers, "INTERNALDATE \" 1-Feb-2026 12:00:00 +0000\" RFC822.SIZE 87");
  assert_says (answers, "Subject: =?utf-8?B?7Y647KeA?=");
  assert_says (answers, "* SEARCH 1\nt7 OK");
  assert_says (answers, "* SEARCH 1\nt8 OK");
  assert_says (answers, "* SEARCH\nt9 OK");
  assert_says (answers, "t10 OK [COPYUID ");
  assert_says (answers, "t11 NO [TRYCREATE]");
  assert_says (answers, "* 1 EXPUNGE\nt12 OK");
  assert_says (answers, "(MESSAGES 1 UIDNEXT 2 UNSEEN 0)");
  assert_says (answers, "hello)");
  g_assert_cmpstr (self.effects->str, ==,
                   "stored bob \\Seen, folder-made bob/Archive, folder-made bob/Archive/2026, "
                   "flagged bob \\Flagged \\Seen $Label, "
                   "copied bob/Archive/2026 \\Flagged \\Seen $Label, moved bob bob/Archive");
}

static void
test_folders (void)
{
  g_auto (Fixture) self = { 0 };
  static const char *const lines[] = {
    "CREATE a/b",  "CREATE a/b",  "RENAME a c",  "DELETE c/b",     "DELETE INBOX", "CREATE ../x",
    "SUBSCRIBE c", "LSUB \"\" *", "LIST \"\" *", "SELECT nothing", "LOGOUT",       NULL,
  };
  g_autofree char *answers = NULL;

  fixture_init (&self, 0);
  answers = talk_to (&self, lines);
  assert_says (answers, "t2 NO [ALREADYEXISTS]");
  assert_says (answers, "t5 NO");
  assert_says (answers, "t6 NO [CANNOT]");
  assert_says (answers, "t10 NO [NONEXISTENT]");
  assert_says (answers, "* LIST (\\HasNoChildren) \"/\" c\n");
  g_assert_cmpstr (self.effects->str, ==,
                   "folder-made bob/a, folder-made bob/a/b, folder-renamed bob/a bob/c, "
                   "folder-renamed bob/a/b bob/c/b, folder-deleted bob/c/b");
}

static void
test_rename (void)
{
  g_auto (Fixture) self = { 0 };
  static const char *const lines[] = {
    "APPEND INBOX {87}",
    LETTER,
    "RENAME inbox old/mail",
    "CREATE x",
    "RENAME x y/z",
    "SELECT old/mail",
    "LOGOUT",
    NULL,
  };
  g_autofree char *answers = NULL;

  fixture_init (&self, 0);
  answers = talk_to (&self, lines);
  assert_says (answers, "* 1 EXISTS");
  g_assert_cmpstr (self.effects->str, ==,
                   "stored bob, folder-made bob/old, folder-made bob/old/mail, "
                   "moved bob bob/old/mail, folder-made bob/x, folder-renamed bob/x bob/y/z, "
                   "folder-made bob/y");
}

static void
test_quota (void)
{
  g_auto (Fixture) self = { 0 };
  static const char *const lines[] = { "APPEND INBOX {200}", "LOGOUT", NULL };
  g_autofree char *answers = NULL;

  fixture_init (&self, 100);
  answers = talk_to (&self, lines);
  assert_says (answers, "t1 NO [OVERQUOTA]");
}

/* Deliveries of another program are seen. */
static void
test_delivered (void)
{
  g_auto (Fixture) self = { 0 };
  static const char *const lines[] = { "SELECT INBOX", "NOOP", "LOGOUT", NULL };
  g_autofree char *path = NULL;
  g_autofree char *id = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (MfMaildir) maildir = NULL;
  g_autoptr (MfSpoolFile) file = NULL;

  fixture_init (&self, 0);
  first = talk_to (&self, lines);
  assert_says (first, "* 0 EXISTS");

  /* As another program delivers. */
  path = g_build_filename (self.directory, "mail", "bob", NULL);
  maildir = mf_maildir_open (path, "other", MF_DURABILITY_KEPT, NULL);
  file = mf_maildir_begin (maildir, &self.clock, self.ids);
  mf_spool_file_append (file, (const guint8 *) LETTER, strlen (LETTER), NULL);
  id = mf_maildir_deliver (&maildir, 1, file, NULL);
  g_assert_nonnull (id);
  second = talk_to (&self, lines);
  assert_says (second, "* 1 EXISTS");
  assert_says (second, "* 1 RECENT");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-server/imap/messages", test_messages);
  g_test_add_func ("/mail-server/imap/folders", test_folders);
  g_test_add_func ("/mail-server/imap/rename", test_rename);
  g_test_add_func ("/mail-server/imap/quota", test_quota);
  g_test_add_func ("/mail-server/imap/delivered", test_delivered);
  return g_test_run ();
}
