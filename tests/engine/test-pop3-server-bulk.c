/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "pop3-post.h"
#include "proto/pop3/mf-pop3-syntax.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/* More than fits into one piece of output. */

static void
log_in (Pop3Post *post, const MfPop3Item *items, guint n_items)
{
  static const char commands[] = "USER bob\r\nPASS s3cret\r\n";
  MfPop3ServerEvent event;

  mf_pop3_server_feed (post->server, (const guint8 *) commands, strlen (commands));
  g_assert_true (mf_pop3_server_next (post->server, &event));
  mf_pop3_server_answer_login (post->server, items, n_items);
  pop3_post_take_output (post);
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
  Pop3Post post;

  pop3_post_init (&post, &transcript);
  log_in (&post, &item, 1);

  /* What was pipelined behind RETR waits until the message is out. */
  mf_pop3_server_feed (post.server, (const guint8 *) "RETR 1\r\nNOOP\r\nDELE 1\r\nQUIT\r\n", 28);
  g_assert_true (mf_pop3_server_next (post.server, &event));
  mf_pop3_server_answer_message (post.server, message);
  g_assert_false (mf_pop3_server_next (post.server, &event));
  g_assert_false (mf_pop3_server_wants_input (post.server));
  g_bytes_unref (mf_pop3_server_take_output (post.server));
  g_assert_false (mf_pop3_server_next (post.server, &event));
  pop3_post_clear (&post);

  pop3_post_init (&post, &transcript);
  log_in (&post, &item, 1);
  mf_pop3_server_feed (post.server, (const guint8 *) "RETR 1\r\n", 8);
  g_assert_true (mf_pop3_server_next (post.server, &event));
  mf_pop3_server_answer_message (post.server, message);
  pop3_post_take_output (&post);
  received = unstuff (post.output);
  received_bytes = g_string_free_to_bytes (g_steal_pointer (&received));
  g_assert_true (g_bytes_equal (received_bytes, message));
  pop3_post_clear (&post);
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
  Pop3Post post;

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

  pop3_post_init (&post, &transcript);
  log_in (&post, items, N);
  pop3_post_feed (&post, "DELE 2\r\n", 8);
  g_string_truncate (post.output, 0);
  pop3_post_feed (&post, "LIST\r\n", 6);
  g_assert_true (g_string_equal (post.output, sizes));
  g_string_truncate (post.output, 0);
  pop3_post_feed (&post, "UIDL\r\n", 6);
  g_assert_true (g_string_equal (post.output, uids));
  pop3_post_clear (&post);
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
  Pop3Post post;

  for (guint i = 0; i < N; i++)
    g_string_append (flood, "X\r\n");

  pop3_post_init (&post, &transcript);
  pop3_post_take_output (&post);
  g_string_truncate (post.output, 0);
  mf_pop3_server_feed (post.server, (const guint8 *) flood->str, flood->len);
  g_assert_false (mf_pop3_server_next (post.server, &event));
  g_assert_false (mf_pop3_server_wants_input (post.server));
  pop3_post_take_output (&post);
  first = post.output->len;
  g_assert_cmpuint (first, <=, MF_LIMIT_OUTPUT_CHUNK + MF_LIMIT_POP3_RESPONSE);
  pop3_post_pump (&post);
  g_assert_cmpuint (post.output->len, ==, N * strlen ("-ERR unknown command\r\n"));
  pop3_post_clear (&post);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pop3/server/large-message", test_large_message);
  g_test_add_func ("/pop3/server/large-listing", test_large_listing);
  g_test_add_func ("/pop3/server/flood", test_flood);

  return g_test_run ();
}
