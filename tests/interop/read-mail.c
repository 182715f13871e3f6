/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "imap-text.h"
#include "net/mf-imap-reader.h"
#include "net/mf-pop3-fetch.h"
#include "net/mf-timers.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Our clients as a program that a script drives:
 *
 *     read-mail imap PORT USER PASSWORD        goals come as lines on standard input, what the
 *                                              client learns goes as lines to standard output
 *     read-mail pop3 PORT USER PASSWORD keep|delete
 *
 * Both at 127.0.0.1; the exit status is 0 if all went well. */
typedef struct
{
  MfClock clock;
  MfIdSource *ids;
  MfSite site;
  GMainLoop *loop;
  GDataInputStream *input;
  MfImapReader *reader;
  MfPop3Fetch *fetch;
  int status;
} Program;

static void
print (const GString *text)
{
  fputs (text->str, stdout);
  fflush (stdout);
}

static void
end (Program *self, const GError *error)
{
  if (error)
    {
      g_printerr ("%s\n", error->message);
      self->status = 1;
    }
  g_main_loop_quit (self->loop);
}

static void
event_cb (MfImapReader *reader, const MfImapClientEvent *event, gpointer user_data)
{
  g_autoptr (GString) line = g_string_new (NULL);

  imap_text_add_event (line, event);
  print (line);
}

static void
reader_closed_cb (MfImapReader *reader, const GError *error, gpointer user_data)
{
  end (user_data, error);
}

static const MfImapReaderListener reader_listener = { .event = event_cb,
                                                      .closed = reader_closed_cb };

static void
message_cb (MfPop3Fetch *fetch, GBytes *message, const char *uid, gpointer user_data)
{
  gsize size;
  const char *data = g_bytes_get_data (message, &size);
  g_autofree char *text = g_strndup (data ? data : "", size);
  g_autofree char *escaped = g_strescape (text, NULL);
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "message %s %" G_GSIZE_FORMAT " %s\n", uid ? uid : "-", size,
                          escaped);
  print (line);
}

static void
fetch_closed_cb (MfPop3Fetch *fetch, const GError *error, gpointer user_data)
{
  end (user_data, error);
}

static const MfPop3FetchListener fetch_listener = { .message = message_cb,
                                                    .closed = fetch_closed_cb };

static void
add_goal_cb (const MfImapGoal *goal, gpointer user_data)
{
  Program *self = user_data;

  mf_imap_reader_add_goal (self->reader, goal);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Program *self = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (self->input, result, NULL, NULL);

  if (line == NULL)
    return;
  if (g_str_equal (line, "stop"))
    mf_imap_reader_stop_waiting (self->reader);
  else
    imap_text_want (line, add_goal_cb, self);
  mf_imap_reader_update (self->reader);
  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, NULL, line_cb, self);
}

static void
start_imap (Program *self, guint16 port, const char *username, MfSecret *password)
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  MfImapReaderConfig config = { .account = { .username = username, .password = password },
                                .host = "127.0.0.1",
                                .port = port };

  self->input = g_data_input_stream_new (stream);
  self->reader = mf_imap_reader_new (&self->site, &config, &reader_listener, self);
  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, NULL, line_cb, self);
}

static void
start_pop3 (Program *self, guint16 port, const char *username, MfSecret *password, gboolean removes)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  MfPop3FetchConfig config = { .goal = { .username = username,
                                         .password = password,
                                         .remove = removes,
                                         .known_uids = removes ? NULL : known },
                               .host = "127.0.0.1",
                               .port = port };

  self->fetch = mf_pop3_fetch_new (&self->site, &config, &fetch_listener, self);
}

int
main (int argc, char *argv[])
{
  Program self = { .clock = mf_clock_real () };
  g_autoptr (MfTimers) timers = mf_timers_new ();
  g_autoptr (MfSecret) password = NULL;

  if (argc < 5)
    return 2;

  mf_timers_attach (timers, &self.clock, NULL);
  self.ids = mf_id_source_new_unpredictable ();
  self.site = (MfSite) { .clock = &self.clock, .timers = timers, .ids = self.ids, .host = -1 };
  self.loop = g_main_loop_new (NULL, FALSE);
  password = mf_secret_new (argv[4], -1);
  if (g_str_equal (argv[1], "imap"))
    start_imap (&self, (guint16) atoi (argv[2]), argv[3], password);
  else
    start_pop3 (&self, (guint16) atoi (argv[2]), argv[3], password,
                argc > 5 && g_str_equal (argv[5], "delete"));

  g_main_loop_run (self.loop);
  mf_imap_reader_free (self.reader);
  mf_pop3_fetch_free (self.fetch);
  g_clear_object (&self.input);
  g_main_loop_unref (self.loop);
  mf_id_source_free (self.ids);
  return self.status;
}
