/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "imap-post.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

static void
check (ImapPost *self)
{
  g_autoptr (GString) output = transcript_get_bytes (self->transcript, 'S');
  g_autoptr (GString) events = transcript_get_texts (self->transcript, 'E');

  if (!transcript_get_directive (self->transcript, "open"))
    {
      mf_imap_server_feed_end (self->server);
      imap_post_pump (self);
    }
  g_assert_cmpstr (self->output->str, ==, output->str);
  g_assert_cmpuint (self->output->len, ==, output->len);
  g_assert_cmpstr (self->events->str, ==, events->str);
}

static void
test_transcript (const Transcript *transcript)
{
  g_autoptr (GString) input = transcript_get_bytes (transcript, 'C');
  ImapPost post;

  /* Whole: as if the client had pipelined everything. */
  imap_post_init (&post, transcript);
  imap_post_feed (&post, input->str, input->len);
  check (&post);
  imap_post_clear (&post);

  imap_post_init (&post, transcript);
  for (gsize i = 0; i < input->len; i++)
    imap_post_feed (&post, input->str + i, 1);
  check (&post);
  imap_post_clear (&post);

  for (gsize cut = 1; cut < input->len; cut++)
    {
      imap_post_init (&post, transcript);
      imap_post_feed (&post, input->str, cut);
      imap_post_feed (&post, input->str + cut, input->len - cut);
      check (&post);
      imap_post_clear (&post);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  transcript_add_tests ("/imap/server", "imap/server", test_transcript);
  return g_test_run ();
}
