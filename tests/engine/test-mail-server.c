/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-clock.h"
#include "lab/mf-directory-tree.h"
#include "lab/mf-mail-server.h"
#include "mail/mf-maildir.h"
#include "mail/mf-spool.h"
#include "net/mf-pop3-fetch.h"
#include "net/mf-smtp-delivery.h"
#include "net/mf-timers.h"

#include <string.h>

/* A server on real sockets, as behind `serve`, and clients in the same thread. */
typedef struct
{
  MfClock clock;
  MfTimers *timers;
  MfIdSource *ids;
  MfSite site;
  char *directory;
  MfMailServer *server;
  guint16 smtp;
  guint16 submission;
  guint16 pop3;

  GString *outcomes;  /* of deliveries: "250 2.0.0, 550 5.1.1" */
  GPtrArray *fetched; /* of GBytes */
  gboolean closed;
  gboolean failed;
} Fixture;

static void
add_user (MfMailServer *server, const char *name, const char *password)
{
  g_autoptr (MfSecret) secret = mf_secret_new (password, -1);
  g_autoptr (GError) error = NULL;

  mf_mail_server_add_user (server, name, secret, &error);
  g_assert_no_error (error);
}

static guint16
listen_on (Fixture *self, MfProtocol protocol)
{
  g_autoptr (GError) error = NULL;
  guint16 port = mf_mail_server_listen (self->server, protocol, "127.0.0.1", 0, &error);

  g_assert_no_error (error);
  return port;
}

static void
open_server (Fixture *self, MfDurability durability, guint64 quota)
{
  static const char *const domains[] = { "b.example", "bee.example", NULL };
  const MfMailServerConfig config = { .host_name = "mail.b.example",
                                      .domains = domains,
                                      .directory = self->directory,
                                      .durability = durability,
                                      .quota = quota };
  g_autoptr (GError) error = NULL;

  self->server = mf_mail_server_new (&self->site, &config, &error);
  g_assert_no_error (error);
  add_user (self->server, "bob", "s3cret");
  add_user (self->server, "carol", "pw");
  mf_mail_server_start (self->server, &error);
  g_assert_no_error (error);
  self->smtp = listen_on (self, MF_PROTOCOL_SMTP);
  self->submission = listen_on (self, MF_PROTOCOL_SUBMISSION);
  self->pop3 = listen_on (self, MF_PROTOCOL_POP3);
}

static void
fixture_init (Fixture *self, MfDurability durability, guint64 quota)
{
  g_autoptr (GError) error = NULL;

  *self = (Fixture) { 0 };
  self->clock = mf_clock_real ();
  self->timers = mf_timers_new ();
  mf_timers_attach (self->timers, &self->clock, NULL);
  self->ids = mf_id_source_new_unpredictable ();
  self->site =
      (MfSite) { .clock = &self->clock, .timers = self->timers, .ids = self->ids, .host = -1 };
  self->directory = mf_directory_tree_make_temporary (&error);
  g_assert_no_error (error);
  self->outcomes = g_string_new (NULL);
  self->fetched = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  open_server (self, durability, quota);
}

static void
fixture_clear (Fixture *self)
{
  mf_mail_server_free (self->server);
  mf_id_source_free (self->ids);
  mf_timers_free (self->timers);
  mf_directory_tree_remove (self->directory);
  g_ptr_array_unref (self->fetched);
  g_string_free (self->outcomes, TRUE);
  g_free (self->directory);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
result_cb (MfSmtpDelivery *delivery,
           gpointer tag,
           const MfSmtpOutcome *outcomes,
           guint n_outcomes,
           gpointer user_data)
{
  Fixture *self = user_data;

  for (guint i = 0; i < n_outcomes; i++)
    g_string_append_printf (self->outcomes, "%s%u %s", self->outcomes->len > 0 ? ", " : "",
                            outcomes[i].code,
                            outcomes[i].enhanced != NULL ? outcomes[i].enhanced : "-");
}

static void
idle_cb (MfSmtpDelivery *delivery, gpointer user_data)
{
  mf_smtp_delivery_finish (delivery);
}

static void
delivery_closed_cb (MfSmtpDelivery *delivery, const GError *error, gpointer user_data)
{
  Fixture *self = user_data;

  self->closed = TRUE;
}

static const MfSmtpDeliveryListener delivery_listener = {
  .result = result_cb,
  .idle = idle_cb,
  .closed = delivery_closed_cb,
};

/* Sends @letter to @recipients, separated by spaces; as @username if that is not %NULL. */
static const char *
deliver (Fixture *self,
         const char *username,
         const char *sender,
         const char *recipients,
         const char *letter)
{
  g_autoptr (MfSecret) password = mf_secret_new ("s3cret", -1);
  const MfSmtpDeliveryConfig config = {
    .client = { .helo_name = "a.example", .username = username, .password = password },
    .host = "127.0.0.1",
    .port = username != NULL ? self->submission : self->smtp,
  };
  g_autoptr (MfAddress) from = sender != NULL ? mf_address_parse (sender, -1, NULL) : NULL;
  g_autoptr (MfEnvelope) envelope = mf_envelope_new (from);
  g_autoptr (GBytes) content = g_bytes_new (letter, strlen (letter));
  g_auto (GStrv) words = g_strsplit (recipients, " ", -1);
  g_autoptr (MfSmtpDelivery) delivery = NULL;

  for (char **word = words; *word != NULL; word++)
    {
      g_autoptr (MfAddress) recipient = mf_address_parse (*word, -1, NULL);

      g_assert_nonnull (recipient);
      mf_envelope_add_recipient (envelope, recipient);
    }

  self->closed = FALSE;
  g_string_truncate (self->outcomes, 0);
  delivery = mf_smtp_delivery_new (&self->site, &config, &delivery_listener, self);
  mf_smtp_delivery_add_message (delivery, envelope, content, NULL);

  while (!self->closed)
    g_main_context_iteration (NULL, TRUE);

  return self->outcomes->str;
}

static void
message_cb (MfPop3Fetch *fetch, GBytes *message, const char *uid, gpointer user_data)
{
  Fixture *self = user_data;

  g_ptr_array_add (self->fetched, g_bytes_ref (message));
}

static void
fetch_closed_cb (MfPop3Fetch *fetch, const GError *error, gpointer user_data)
{
  Fixture *self = user_data;

  self->closed = TRUE;
  self->failed = error != NULL;
}

static const MfPop3FetchListener fetch_listener = {
  .message = message_cb,
  .closed = fetch_closed_cb,
};

/* How many letters @username has. */
static guint
fetch (Fixture *self, const char *username, const char *password, gboolean remove)
{
  g_autoptr (MfSecret) secret = mf_secret_new (password, -1);
  const MfPop3FetchConfig config = {
    .goal = { .username = username, .password = secret, .remove = remove },
    .host = "127.0.0.1",
    .port = self->pop3,
  };
  g_autoptr (MfPop3Fetch) pop3 = NULL;

  self->closed = FALSE;
  g_ptr_array_set_size (self->fetched, 0);
  pop3 = mf_pop3_fetch_new (&self->site, &config, &fetch_listener, self);

  while (!self->closed)
    g_main_context_iteration (NULL, TRUE);

  return self->fetched->len;
}

static void
assert_letter (Fixture *self, guint index, const char *begins, const char *ends)
{
  GBytes *bytes = g_ptr_array_index (self->fetched, index);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (text, begins));
  g_assert_true (g_str_has_suffix (text, ends));
}

static const char LETTER[] = "Subject: Hi\r\n\r\nHello.\r\n";

/* Port 25: who gets mail, and who does not. */
static void
test_recipients (void)
{
  static const struct
  {
    const char *recipients;
    const char *outcomes;
    guint n_bob, n_carol;
  } rows[] = {
    { "bob@b.example", "250 2.0.0", 1, 0 },
    { "bob@bee.example", "250 2.0.0", 1, 0 },
    { "BOB@B.example", "250 2.0.0", 1, 0 },
    { "bob@b.example carol@b.example", "250 2.0.0, 250 2.0.0", 1, 1 },
    { "bob@b.example bob@bee.example", "250 2.0.0, 250 2.0.0", 1, 0 },
    { "postmaster@b.example", "250 2.0.0", 1, 0 },
    { "PostMaster@bee.example", "250 2.0.0", 1, 0 },
    { "bob@b.example nobody@b.example", "250 2.0.0, 550 5.1.1", 1, 0 },
    { "nobody@b.example", "550 5.1.1", 0, 0 },
    { "bob@c.example", "550 5.7.1", 0, 0 },
    { "carol@b.example bob@c.example", "250 2.0.0, 550 5.7.1", 0, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Fixture) self = { 0 };

      fixture_init (&self, MF_DURABILITY_VOLATILE, 0);
      g_test_message ("%s", rows[i].recipients);
      g_assert_cmpstr (deliver (&self, NULL, "alice@a.example", rows[i].recipients, LETTER), ==,
                       rows[i].outcomes);
      g_assert_cmpuint (fetch (&self, "carol@b.example", "pw", FALSE), ==, rows[i].n_carol);
      g_assert_cmpuint (fetch (&self, "bob", "s3cret", FALSE), ==, rows[i].n_bob);

      if (rows[i].n_bob > 0)
        assert_letter (&self, 0, "Return-Path: <alice@a.example>\r\nReceived: from a.example",
                       LETTER);
    }
}

/* The submission port: who may say to be whom. */
static void
test_senders (void)
{
  static const struct
  {
    const char *username;
    const char *sender;
    const char *outcome;
  } rows[] = {
    { "bob", "bob@b.example", "250 2.0.0" },
    { "bob@b.example", "bob@b.example", "250 2.0.0" },
    { "bob", "Bob@Bee.example", "250 2.0.0" },
    { "bob", NULL, "250 2.0.0" },
    { "bob", "carol@b.example", "553 5.7.1" },
    { "bob", "bob@c.example", "553 5.7.1" },
    { "carol", "carol@b.example", "535 5.7.8" },
    { "bob@c.example", "bob@b.example", "535 5.7.8" },
    { "postmaster", "bob@b.example", "535 5.7.8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (Fixture) self = { 0 };
      gboolean good = g_str_has_prefix (rows[i].outcome, "250");

      fixture_init (&self, MF_DURABILITY_VOLATILE, 0);
      g_test_message ("%s as %s", rows[i].username, rows[i].sender);
      g_assert_cmpstr (deliver (&self, rows[i].username, rows[i].sender, "carol@b.example", LETTER),
                       ==, rows[i].outcome);
      g_assert_cmpuint (fetch (&self, "carol", "pw", FALSE), ==, good ? 1 : 0);
    }
}

/* For somebody here and somebody elsewhere: through the queue, with a trace of one server. */
static void
test_mixed_recipients (void)
{
  g_auto (Fixture) self = { 0 };

  fixture_init (&self, MF_DURABILITY_KEPT, 0);
  g_assert_cmpstr (deliver (&self, "bob", "bob@b.example", "carol@b.example dora@d.invalid",
                            LETTER),
                   ==, "250 2.0.0, 250 2.0.0");

  while (fetch (&self, "carol", "pw", FALSE) == 0)
    g_main_context_iteration (NULL, FALSE);

  assert_letter (&self, 0, "Return-Path: <bob@b.example>\r\nReceived: from a.example", LETTER);
}

static void
test_quota (void)
{
  g_autofree char *body = g_strnfill (6000, 'x');
  g_autofree char *letter = NULL;
  g_auto (Fixture) self = { 0 };

  for (guint i = 70; i < strlen (body); i += 72)
    memcpy (body + i, "\r\n", 2);

  letter = g_strconcat ("Subject: large\r\n\r\n", body, "\r\n", NULL);
  fixture_init (&self, MF_DURABILITY_KEPT, 10000);
  g_assert_cmpstr (deliver (&self, NULL, "alice@a.example", "bob@b.example", letter), ==,
                   "250 2.0.0");
  g_assert_cmpstr (deliver (&self, NULL, "alice@a.example", "bob@b.example", letter), ==,
                   "452 4.2.2");
  g_assert_cmpstr (deliver (&self, NULL, "alice@a.example", "carol@b.example bob@b.example",
                            letter),
                   ==, "250 2.0.0, 452 4.2.2");

  /* Who deletes has room again. */
  g_assert_cmpuint (fetch (&self, "bob", "s3cret", TRUE), ==, 1);
  g_assert_cmpstr (deliver (&self, NULL, "alice@a.example", "bob@b.example", letter), ==,
                   "250 2.0.0");
}

/* A message that has seen a hundred servers goes round in circles. */
static void
test_loop (void)
{
  static const struct
  {
    guint n_received;
    const char *body;
    const char *outcome;
  } rows[] = {
    { 99, "Hello.\r\n", "250 2.0.0" },
    { 100, "Hello.\r\n", "554 5.4.6" },
    { 0, "Received: only in the text\r\n", "250 2.0.0" },
  };
  g_auto (Fixture) self = { 0 };

  fixture_init (&self, MF_DURABILITY_VOLATILE, 0);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) letter = g_string_new (NULL);

      for (guint j = 0; j < rows[i].n_received; j++)
        g_string_append_printf (letter, "%s: by mail%u.example\r\n",
                                j % 2 == 0 ? "Received" : "RECEIVED", j);

      g_string_append_printf (letter, "Subject: Hi\r\n\r\n%s%s%s", rows[i].body, rows[i].body,
                              rows[i].body);
      g_assert_cmpstr (deliver (&self, NULL, "alice@a.example", "bob@b.example", letter->str), ==,
                       rows[i].outcome);
    }
}

static void
test_passwords (void)
{
  static const struct
  {
    const char *username;
    const char *password;
    gboolean good;
  } rows[] = {
    { "bob", "s3cret", TRUE },           { "BOB", "s3cret", TRUE },
    { "bob@b.example", "s3cret", TRUE }, { "bob@bee.example", "s3cret", TRUE },
    { "bob", "S3cret", FALSE },          { "bob", "s3cret2", FALSE },
    { "bob", "s3cre", FALSE },           { "bob@c.example", "s3cret", FALSE },
    { "nobody", "s3cret", FALSE },       { "postmaster", "s3cret", FALSE },
  };
  g_auto (Fixture) self = { 0 };

  fixture_init (&self, MF_DURABILITY_VOLATILE, 0);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s %s", rows[i].username, rows[i].password);
      fetch (&self, rows[i].username, rows[i].password, FALSE);
      g_assert_cmpint (self.failed, ==, !rows[i].good);
    }
}

/* The next life of the server finds its users' mail, and nobody else works on it meanwhile. */
static void
test_next_life (void)
{
  static const char *const domains[] = { "b.example", NULL };
  g_auto (Fixture) self = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_init (&self, MF_DURABILITY_KEPT, 0);
  deliver (&self, NULL, "alice@a.example", "bob@b.example", LETTER);

  g_assert_null (mf_mail_server_new (&self.site,
                                     &(MfMailServerConfig) { .host_name = "mail.b.example",
                                                             .domains = domains,
                                                             .directory = self.directory },
                                     &error));
  g_assert_nonnull (error);

  mf_mail_server_free (self.server);
  open_server (&self, MF_DURABILITY_KEPT, 0);
  g_assert_cmpuint (fetch (&self, "bob", "s3cret", FALSE), ==, 1);
}

/* How far a delivery out of the queue was when the server was killed. */
typedef enum
{
  COMMITTED, /* the message is in the queue */
  PREPARED,  /* and lies beside the mailbox */
  NOTED,     /* and the queue knows its name there */
  FINISHED,  /* and it lies in the mailbox */
  DELETED,   /* whose reader has already deleted it */
} Step;

static void
delete_all (MfMaildir *maildir)
{
  g_autoptr (GPtrArray) items = mf_maildir_list (maildir, NULL);

  g_assert_cmpuint (items->len, ==, 1);
  g_assert_true (mf_maildir_remove (maildir, (const MfMaildirItem *const *) items->pdata, 1, NULL));
}

/* Leaves on the disk what a server leaves that dies after @step with a letter to @recipients. */
static void
leave_delivery (Fixture *self, const char *recipients, Step step)
{
  g_autofree char *queue = g_build_filename (self->directory, "queue", NULL);
  g_autofree char *path = g_build_filename (self->directory, "mail", "bob", NULL);
  g_autoptr (MfSpool) spool = mf_spool_open (queue, MF_DURABILITY_VOLATILE, NULL);
  g_autoptr (MfMaildir) maildir =
      mf_maildir_open (path, "mail.b.example", MF_DURABILITY_VOLATILE, NULL);
  g_autofree char *id = mf_id_source_next_id (self->ids);
  g_autofree char *name = mf_maildir_make_name (maildir, &self->clock, self->ids);
  g_autoptr (MfSpoolFile) file = mf_spool_begin (spool, id);
  g_autoptr (GBytes) message = g_bytes_new_static (LETTER, strlen (LETTER));
  g_autoptr (MfEnvelope) envelope = mf_envelope_new (NULL);
  g_auto (GStrv) words = g_strsplit (recipients, " ", -1);
  g_autoptr (MfSpoolEntry) entry = NULL;
  g_autofree char *prepared = NULL;

  for (char **word = words; *word != NULL; word++)
    {
      g_autoptr (MfAddress) recipient = mf_address_parse (*word, -1, NULL);

      mf_envelope_add_recipient (envelope, recipient);
    }

  entry = mf_spool_entry_new (id, envelope);
  g_assert_true (mf_spool_file_append_bytes (file, message, NULL));
  g_assert_true (mf_spool_commit (spool, entry, file, NULL));
  if (step >= PREPARED)
    prepared = mf_maildir_prepare (maildir, name, NULL, message, NULL);
  if (step >= NOTED)
    {
      mf_spool_entry_get_recipient (entry, 0)->prepared = g_strdup (prepared);
      g_assert_true (mf_spool_update (spool, entry, NULL));
    }
  if (step >= FINISHED)
    g_assert_true (mf_maildir_finish (maildir, prepared, NULL));
  if (step >= DELETED)
    delete_all (maildir);
}

static guint
count_files (const Fixture *self, const char *folder)
{
  g_autofree char *path = g_build_filename (self->directory, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Whenever the server dies between the queue and the mailbox, the next one
 * brings it to an end: one copy, in one mailbox, under one name or two. */
static void
test_leftovers (void)
{
  static const struct
  {
    const char *label;
    Step step;
    guint n_letters;
  } rows[] = {
    { "committed", COMMITTED, 1 }, { "prepared", PREPARED, 1 }, { "noted", NOTED, 1 },
    { "finished", FINISHED, 1 },   { "deleted", DELETED, 0 },
  };
  static const char *const recipients[] = {
    "bob@b.example",
    "bob@b.example postmaster@b.example",
    "bob@b.example BOB@bee.example bob@b.example",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows) * G_N_ELEMENTS (recipients); i++)
    {
      const char *to = recipients[i / G_N_ELEMENTS (rows)];
      guint row = i % G_N_ELEMENTS (rows);
      g_auto (Fixture) self = { 0 };

      g_test_message ("%s, %s", rows[row].label, to);
      fixture_init (&self, MF_DURABILITY_KEPT, 0);
      mf_mail_server_free (self.server);
      leave_delivery (&self, to, rows[row].step);
      open_server (&self, MF_DURABILITY_KEPT, 0);

      /* What was promised lies there before anybody can ask for it. */
      if (rows[row].step >= NOTED)
        g_assert_cmpuint (fetch (&self, "bob", "s3cret", FALSE), ==, rows[row].n_letters);
      while (count_files (&self, "queue/messages") > 0)
        g_main_context_iteration (NULL, TRUE);

      g_assert_cmpuint (fetch (&self, "bob", "s3cret", FALSE), ==, rows[row].n_letters);
      g_assert_cmpuint (count_files (&self, "mail/bob/waiting"), ==, 0);
      g_assert_cmpuint (count_files (&self, "mail/bob/tmp"), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail-server/recipients", test_recipients);
  g_test_add_func ("/mail-server/senders", test_senders);
  g_test_add_func ("/mail-server/mixed-recipients", test_mixed_recipients);
  g_test_add_func ("/mail-server/quota", test_quota);
  g_test_add_func ("/mail-server/loop", test_loop);
  g_test_add_func ("/mail-server/passwords", test_passwords);
  g_test_add_func ("/mail-server/next-life", test_next_life);
  g_test_add_func ("/mail-server/leftovers", test_leftovers);

  return g_test_run ();
}
