/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-server.h"

#include "proto/pop3/mf-pop3-syntax.h"
#include "transcript.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1000000)

/* Plays the driver of a session as a transcript describes it:
 *
 *     @ host dewey               the name of the server
 *     @ timestamp <1@dewey>      offers APOP
 *     @ user mrose secret        who may in
 *     @ message UID              a message, whose lines follow
 *     M: Subject: hello
 *     @ lf                       messages are kept with LF alone
 *     @ in-use, @ unreadable, @ stuck   what goes wrong
 *     E: remove 1 2              what the machine asked
 */
typedef struct
{
  const Transcript *transcript;
  MfPop3Server *server;
  GPtrArray *messages; /* of GBytes */
  GPtrArray *uids;
  GString *output;
  GString *events;
} Post;

static void
read_messages (Post *self)
{
  const Transcript *transcript = self->transcript;
  const char *line_end = transcript_get_directive (transcript, "lf") ? "\n" : "\r\n";
  g_autoptr (GString) text = NULL;

  for (guint i = 0; i <= transcript->n_lines; i++)
    {
      const TranscriptLine *line = i < transcript->n_lines ? &transcript->lines[i] : NULL;
      gboolean begins = line && line->who == '@' && g_str_has_prefix (line->text, "message ");

      if (line && line->who == 'M' && text)
        g_string_append_printf (text, "%s%s", line->text, line_end);
      else if (text)
        {
          g_ptr_array_add (self->messages, g_string_free_to_bytes (g_steal_pointer (&text)));
        }

      if (begins)
        {
          text = g_string_new (NULL);
          g_ptr_array_add (self->uids, line->text + strlen ("message "));
        }
    }
}

static void
post_init (Post *self, const Transcript *transcript)
{
  const char *host = transcript_get_directive (transcript, "host");
  MfPop3ServerConfig config = { .host_name = host ? host : "mail.b.example",
                                .timestamp = transcript_get_directive (transcript, "timestamp") };

  *self = (Post) { .transcript = transcript };
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->uids = g_ptr_array_new ();
  self->output = g_string_new (NULL);
  self->events = g_string_new (NULL);
  self->server = mf_pop3_server_new (&config, NOW);
  read_messages (self);
}

static void
post_clear (Post *self)
{
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->uids);
  g_string_free (self->output, TRUE);
  g_string_free (self->events, TRUE);
  mf_pop3_server_free (self->server);
}

/* The size with CRLF line ends: RFC 1939 section 11. */
static guint64
measure (GBytes *message)
{
  gsize size;
  const char *data = g_bytes_get_data (message, &size);
  guint64 octets = size;

  for (gsize i = 0; i < size; i++)
    if (data[i] == '\n' && (i == 0 || data[i - 1] != '\r'))
      octets++;

  return octets;
}

static gboolean
may_in (Post *self, const MfPop3ServerEvent *event)
{
  const char *user = transcript_get_directive (self->transcript, "user");
  g_auto (GStrv) words = g_strsplit (user ? user : "- -", " ", 2);
  g_autoptr (MfSecret) secret = mf_secret_new (words[1], -1);

  if (strcmp (words[0], event->username) != 0)
    return FALSE;
  if (event->digest)
    return mf_pop3_digest_matches (transcript_get_directive (self->transcript, "timestamp"), secret,
                                   event->digest);
  return mf_secret_equal (secret, mf_secret_reveal (event->password), -1);
}

static void
answer_login (Post *self, const MfPop3ServerEvent *event)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (MfPop3Item));

  g_string_append_printf (self->events, "login %s\n", event->username);
  if (!may_in (self, event))
    {
      mf_pop3_server_refuse (self->server, "AUTH", NULL);
      return;
    }
  if (transcript_get_directive (self->transcript, "in-use"))
    {
      mf_pop3_server_refuse (self->server, "IN-USE", "another session has the maildrop open");
      return;
    }

  for (guint i = 0; i < self->messages->len; i++)
    {
      MfPop3Item item = { .uid = self->uids->pdata[i], .size = measure (self->messages->pdata[i]) };

      g_array_append_val (items, item);
    }
  mf_pop3_server_answer_login (self->server, (const MfPop3Item *) (gpointer) items->data,
                               items->len);
}

static void
answer_update (Post *self, const MfPop3ServerEvent *event)
{
  g_string_append (self->events, "remove");
  for (guint i = 0; i < event->n_deleted; i++)
    g_string_append_printf (self->events, " %u", event->deleted[i] + 1);
  g_string_append_c (self->events, '\n');

  if (transcript_get_directive (self->transcript, "stuck"))
    mf_pop3_server_refuse (self->server, "SYS/TEMP", NULL);
  else
    mf_pop3_server_answer_update (self->server);
}

static void
answer (Post *self, const MfPop3ServerEvent *event)
{
  switch (event->kind)
    {
    case MF_POP3_SERVER_ASK_LOGIN:
      answer_login (self, event);
      break;
    case MF_POP3_SERVER_ASK_MESSAGE:
      g_string_append_printf (self->events, "message %u\n", event->index + 1);
      if (transcript_get_directive (self->transcript, "unreadable"))
        mf_pop3_server_refuse (self->server, "SYS/TEMP", NULL);
      else
        mf_pop3_server_answer_message (self->server, self->messages->pdata[event->index]);
      break;
    case MF_POP3_SERVER_MARK:
      g_string_append_printf (self->events, "%s %u\n", event->marked ? "mark" : "unmark",
                              event->index + 1);
      break;
    case MF_POP3_SERVER_ASK_UPDATE:
      answer_update (self, event);
      break;
    case MF_POP3_SERVER_CLOSE:
      g_string_append (self->events, "close\n");
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
take_output (Post *self)
{
  gboolean any = FALSE;
  GBytes *bytes;

  while ((bytes = mf_pop3_server_take_output (self->server)))
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
pump (Post *self)
{
  MfPop3ServerEvent event;

  do
    while (mf_pop3_server_next (self->server, &event))
      answer (self, &event);
  while (take_output (self));
}

static void
feed (Post *self, const char *data, gsize length)
{
  mf_pop3_server_feed (self->server, (const guint8 *) data, length);
  pump (self);
}

static void
check (Post *self)
{
  g_autoptr (GString) output = transcript_get_bytes (self->transcript, 'S');
  g_autoptr (GString) events = transcript_get_texts (self->transcript, 'E');

  if (!transcript_get_directive (self->transcript, "open"))
    {
      mf_pop3_server_feed_end (self->server);
      pump (self);
    }
  g_assert_cmpstr (self->output->str, ==, output->str);
  g_assert_cmpuint (self->output->len, ==, output->len);
  g_assert_cmpstr (self->events->str, ==, events->str);
}

static void
test_transcript (const Transcript *transcript)
{
  g_autoptr (GString) input = transcript_get_bytes (transcript, 'C');
  Post post;

  /* Whole: as if the client had pipelined everything. */
  post_init (&post, transcript);
  feed (&post, input->str, input->len);
  check (&post);
  post_clear (&post);

  post_init (&post, transcript);
  for (gsize i = 0; i < input->len; i++)
    feed (&post, input->str + i, 1);
  check (&post);
  post_clear (&post);

  for (gsize cut = 1; cut < input->len; cut++)
    {
      post_init (&post, transcript);
      feed (&post, input->str, cut);
      feed (&post, input->str + cut, input->len - cut);
      check (&post);
      post_clear (&post);
    }
}

static const Transcript *
logged_in (Transcript *transcript)
{
  static TranscriptLine lines[] = {
    { .who = '@', .text = (char *) "user bob s3cret" },
    { .who = '@', .text = (char *) "message u1" },
    { .who = 'M', .text = (char *) "Subject: one" },
  };

  *transcript = (Transcript) { .lines = lines, .n_lines = G_N_ELEMENTS (lines) };
  return transcript;
}

static void
test_autologout (void)
{
  Transcript transcript;
  Post post;
  MfPop3ServerEvent event;

  post_init (&post, logged_in (&transcript));
  pump (&post);
  g_assert_cmpint (mf_pop3_server_get_deadline (post.server), ==, NOW + MF_POP3_AUTOLOGOUT_US);

  /* A driver that advances only when something is due hears of the command late. */
  feed (&post, "USER bob\r\nPASS s3cret\r\nDELE 1\r\n", 31);
  mf_pop3_server_advance (post.server, NOW + MF_POP3_AUTOLOGOUT_US);
  g_assert_cmpint (mf_pop3_server_get_phase (post.server), ==, MF_PHASE_TRANSACTION);
  g_assert_cmpint (mf_pop3_server_get_deadline (post.server), ==, NOW + 2 * MF_POP3_AUTOLOGOUT_US);

  mf_pop3_server_advance (post.server, NOW + 2 * MF_POP3_AUTOLOGOUT_US - 1);
  g_assert_false (mf_pop3_server_next (post.server, &event));
  g_string_truncate (post.output, 0);

  /* Half a command is no command. */
  feed (&post, "NO", 2);

  /* No answer, no removal: RFC 1939 section 3. */
  mf_pop3_server_advance (post.server, NOW + 2 * MF_POP3_AUTOLOGOUT_US);
  pump (&post);
  g_assert_cmpstr (post.output->str, ==, "");
  g_assert_cmpstr (post.events->str, ==, "login bob\nmark 1\nclose\n");
  g_assert_cmpint (mf_pop3_server_get_deadline (post.server), ==, G_MAXINT64);
  g_assert_cmpint (mf_pop3_server_get_phase (post.server), ==, MF_PHASE_NONE);
  post_clear (&post);
}

/* The server stops: what is marked stays, unless QUIT was said already. */
static void
test_shut_down (void)
{
  static const struct
  {
    const char *input;
    const char *output;
    const char *events;
  } rows[] = {
    { "USER bob\r\nPASS s3cret\r\nDELE 1\r\n", "", "login bob\nmark 1\nclose\n" },
    { "USER bob\r\nPASS s3cret\r\nDELE 1\r\nNOO", "", "login bob\nmark 1\nclose\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Transcript transcript;
      Post post;

      post_init (&post, logged_in (&transcript));
      feed (&post, rows[i].input, strlen (rows[i].input));
      g_string_truncate (post.output, 0);
      mf_pop3_server_shut_down (post.server);
      pump (&post);
      g_assert_cmpstr (post.output->str, ==, rows[i].output);
      g_assert_cmpstr (post.events->str, ==, rows[i].events);
      post_clear (&post);
    }
}

/* A question that stands is answered before the end. */
static void
test_shut_down_in_question (void)
{
  Transcript transcript;
  Post post;
  MfPop3ServerEvent event;

  post_init (&post, logged_in (&transcript));
  feed (&post, "USER bob\r\nPASS s3cret\r\n", 23);
  g_string_truncate (post.output, 0);
  mf_pop3_server_feed (post.server, (const guint8 *) "QUIT\r\nNOOP\r\n", 12);
  g_assert_true (mf_pop3_server_next (post.server, &event));
  g_assert_cmpint (event.kind, ==, MF_POP3_SERVER_ASK_UPDATE);
  mf_pop3_server_shut_down (post.server);
  g_assert_false (mf_pop3_server_next (post.server, &event));
  mf_pop3_server_answer_update (post.server);
  pump (&post);
  g_assert_true (g_str_has_prefix (post.output->str, "+OK "));
  g_assert_cmpstr (post.events->str, ==, "login bob\nclose\n");
  post_clear (&post);
}

/* While the driver is thinking, the client cannot be late. */
static void
test_question_stops_timer (void)
{
  Transcript transcript;
  MfPop3ServerEvent event;
  Post post;

  post_init (&post, logged_in (&transcript));
  mf_pop3_server_feed (post.server, (const guint8 *) "USER bob\r\nPASS s3cret\r\n", 23);
  g_assert_true (mf_pop3_server_next (post.server, &event));
  g_assert_cmpint (event.kind, ==, MF_POP3_SERVER_ASK_LOGIN);
  g_assert_false (mf_pop3_server_next (post.server, &event));
  g_assert_cmpint (mf_pop3_server_get_deadline (post.server), ==, G_MAXINT64);
  g_assert_false (mf_pop3_server_wants_input (post.server));
  mf_pop3_server_advance (post.server, NOW + 1);
  mf_pop3_server_advance (post.server, NOW + 3 * MF_POP3_AUTOLOGOUT_US);
  answer (&post, &event);
  mf_pop3_server_advance (post.server, NOW + 3 * MF_POP3_AUTOLOGOUT_US);
  pump (&post);
  g_assert_cmpint (mf_pop3_server_get_phase (post.server), ==, MF_PHASE_TRANSACTION);
  g_assert_true (mf_pop3_server_wants_input (post.server));
  post_clear (&post);
}

static void
log_in (Post *post, const MfPop3Item *items, guint n_items)
{
  static const char commands[] = "USER bob\r\nPASS s3cret\r\n";
  MfPop3ServerEvent event;

  mf_pop3_server_feed (post->server, (const guint8 *) commands, strlen (commands));
  g_assert_true (mf_pop3_server_next (post->server, &event));
  mf_pop3_server_answer_login (post->server, items, n_items);
  take_output (post);
  g_string_truncate (post->output, 0);
}

/* Every line of it begins with a dot, so that all of it must be stuffed. */
static GBytes *
make_large_message (gsize size)
{
  GString *text = g_string_sized_new (size + 32);

  g_string_append (text, "Subject: large\r\n\r\n");
  while (text->len < size)
    g_string_append (text, ".....................................................\r\n");
  return g_string_free_to_bytes (text);
}

static GString *
unstuff (const GString *output)
{
  GString *message = g_string_new (NULL);
  const char *end = output->str + output->len;
  const char *p = (const char *) memchr (output->str, '\n', output->len) + 1;

  while (end - p != 3)
    {
      const char *next = (const char *) memchr (p, '\n', (gsize) (end - p)) + 1;

      p += *p == '.';
      g_string_append_len (message, p, next - p);
      p = next;
    }

  g_assert_cmpstr (p, ==, ".\r\n");
  return message;
}

static void
test_large_message (void)
{
  Transcript transcript = { .n_lines = 0 };
  g_autoptr (GBytes) message = make_large_message (10 * 1024 * 1024);
  MfPop3Item item = { .uid = "large", .size = g_bytes_get_size (message) };
  g_autoptr (GString) received = NULL;
  g_autoptr (GBytes) received_bytes = NULL;
  MfPop3ServerEvent event;
  Post post;

  post_init (&post, &transcript);
  log_in (&post, &item, 1);

  /* What was pipelined behind RETR waits until the message is out. */
  mf_pop3_server_feed (post.server, (const guint8 *) "RETR 1\r\nNOOP\r\nDELE 1\r\nQUIT\r\n", 28);
  g_assert_true (mf_pop3_server_next (post.server, &event));
  mf_pop3_server_answer_message (post.server, message);
  g_assert_false (mf_pop3_server_next (post.server, &event));
  g_assert_false (mf_pop3_server_wants_input (post.server));
  g_bytes_unref (mf_pop3_server_take_output (post.server));
  g_assert_false (mf_pop3_server_next (post.server, &event));
  post_clear (&post);

  post_init (&post, &transcript);
  log_in (&post, &item, 1);
  mf_pop3_server_feed (post.server, (const guint8 *) "RETR 1\r\n", 8);
  g_assert_true (mf_pop3_server_next (post.server, &event));
  mf_pop3_server_answer_message (post.server, message);
  take_output (&post);
  received = unstuff (post.output);
  received_bytes = g_string_free_to_bytes (g_steal_pointer (&received));
  g_assert_true (g_bytes_equal (received_bytes, message));
  post_clear (&post);
}

/* A maildrop whose listing is larger than one piece of output. */
static void
test_large_listing (void)
{
  enum
  {
    N = 50000
  };
  Transcript transcript = { .n_lines = 0 };
  g_autofree MfPop3Item *items = g_new (MfPop3Item, N);
  g_autofree char *uid = g_strnfill (MF_POP3_UNIQUE_ID_MAX, 'u');
  g_autoptr (GString) sizes = g_string_new ("+OK 49999 messages (214745319757704 octets)\r\n");
  g_autoptr (GString) uids = g_string_new ("+OK unique-id listing follows\r\n");
  Post post;

  for (guint i = 0; i < N; i++)
    {
      items[i] = (MfPop3Item) { .uid = uid, .size = G_MAXUINT32 + (guint64) i };
      if (i == 1)
        continue;
      g_string_append_printf (sizes, "%u %" G_GUINT64_FORMAT "\r\n", i + 1, items[i].size);
      g_string_append_printf (uids, "%u %s\r\n", i + 1, uid);
    }
  g_string_append (sizes, ".\r\n");
  g_string_append (uids, ".\r\n");

  post_init (&post, &transcript);
  log_in (&post, items, N);
  feed (&post, "DELE 2\r\n", 8);
  g_string_truncate (post.output, 0);
  feed (&post, "LIST\r\n", 6);
  g_assert_true (g_string_equal (post.output, sizes));
  g_string_truncate (post.output, 0);
  feed (&post, "UIDL\r\n", 6);
  g_assert_true (g_string_equal (post.output, uids));
  post_clear (&post);
}

/* Replies that nobody takes do not pile up. */
static void
test_flood (void)
{
  enum
  {
    N = 200000
  };
  Transcript transcript = { .n_lines = 0 };
  MfPop3ServerEvent event;
  g_autoptr (GString) flood = g_string_new (NULL);
  gsize first;
  Post post;

  for (guint i = 0; i < N; i++)
    g_string_append (flood, "X\r\n");

  post_init (&post, &transcript);
  take_output (&post);
  g_string_truncate (post.output, 0);
  mf_pop3_server_feed (post.server, (const guint8 *) flood->str, flood->len);
  g_assert_false (mf_pop3_server_next (post.server, &event));
  g_assert_false (mf_pop3_server_wants_input (post.server));
  take_output (&post);
  first = post.output->len;
  g_assert_cmpuint (first, <=, MF_LIMIT_OUTPUT_CHUNK + MF_LIMIT_POP3_RESPONSE);
  pump (&post);
  g_assert_cmpuint (post.output->len, ==, N * strlen ("-ERR unknown command\r\n"));
  post_clear (&post);
}

static void
test_legal_commands (void)
{
  static const struct
  {
    const char *commands;
    const char *legal;
  } rows[] = {
    { "", "CAPA QUIT USER" },
    { "USER bob\r\n", "CAPA PASS QUIT" },
    { "USER bob\r\nPASS wrong\r\n", "CAPA QUIT USER" },
    { "USER bob\r\nPASS s3cret\r\n", "CAPA DELE LIST NOOP QUIT RETR RSET STAT TOP UIDL" },
    { "USER bob\r\nPASS s3cret\r\nDELE 1\r\n", "CAPA LIST NOOP QUIT RSET STAT UIDL" },
    { "USER bob\r\nPASS s3cret\r\nQUIT\r\n", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Transcript transcript;
      const MfPop3Transition *legal[MF_POP3_N_VERBS];
      g_autoptr (GString) text = g_string_new (NULL);
      guint n_legal;
      Post post;

      post_init (&post, logged_in (&transcript));
      feed (&post, rows[i].commands, strlen (rows[i].commands));
      n_legal = mf_pop3_server_get_legal_commands (post.server, legal);
      for (guint j = 0; j < MF_POP3_N_VERBS; j++)
        if (legal[j])
          {
            g_string_append_printf (text, "%s%s", text->len ? " " : "",
                                    mf_pop3_verb_get_name ((MfPop3Verb) j));
            n_legal--;
          }
      g_assert_cmpuint (n_legal, ==, 0);
      g_assert_cmpstr (text->str, ==, rows[i].legal);
      post_clear (&post);
    }
}

static void
test_phases (void)
{
  static const struct
  {
    const char *command;
    MfPhase phase;
  } rows[] = {
    { "NOOP\r\n", MF_PHASE_AUTHORIZATION },      { "USER bob\r\n", MF_PHASE_AUTHORIZATION },
    { "PASS s3cret\r\n", MF_PHASE_TRANSACTION }, { "NOOP\r\n", MF_PHASE_TRANSACTION },
    { "DELE 1\r\n", MF_PHASE_TRANSACTION },
  };
  Transcript transcript;
  MfPop3ServerEvent event;
  Post post;

  post_init (&post, logged_in (&transcript));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      feed (&post, rows[i].command, strlen (rows[i].command));
      g_assert_cmpint (mf_pop3_server_get_phase (post.server), ==, rows[i].phase);
    }

  mf_pop3_server_feed (post.server, (const guint8 *) "QUIT\r\n", 6);
  g_assert_true (mf_pop3_server_next (post.server, &event));
  g_assert_cmpint (event.kind, ==, MF_POP3_SERVER_ASK_UPDATE);
  g_assert_cmpint (mf_pop3_server_get_phase (post.server), ==, MF_PHASE_UPDATE);
  mf_pop3_server_answer_update (post.server);
  g_assert_cmpint (mf_pop3_server_get_phase (post.server), ==, MF_PHASE_NONE);
  post_clear (&post);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  transcript_add_tests ("/pop3/server/transcript", "pop3/server", test_transcript);
  g_test_add_func ("/pop3/server/autologout", test_autologout);
  g_test_add_func ("/pop3/server/shut-down", test_shut_down);
  g_test_add_func ("/pop3/server/shut-down-in-question", test_shut_down_in_question);
  g_test_add_func ("/pop3/server/question-stops-timer", test_question_stops_timer);
  g_test_add_func ("/pop3/server/large-message", test_large_message);
  g_test_add_func ("/pop3/server/large-listing", test_large_listing);
  g_test_add_func ("/pop3/server/flood", test_flood);
  g_test_add_func ("/pop3/server/legal-commands", test_legal_commands);
  g_test_add_func ("/pop3/server/phases", test_phases);

  return g_test_run ();
}
