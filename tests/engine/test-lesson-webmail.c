/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "play.h"

#include <string.h>

/* The lesson "webmail" (C25), on the bytes that were recorded. */

typedef struct
{
  MfStage *stage;
  GPtrArray *records;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->records = play_named ("webmail", &self->stage);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->records);
  mf_stage_unref (self->stage);
}

/* Which protocol is spoken on which link: HTTP where a person is, SMTP between
 * the servers, and nothing else that carries mail. */
static void
test_protocols (Fixture *self, gconstpointer data)
{
  int alice = mf_stage_find_host (self->stage, "alice");
  int bob = mf_stage_find_host (self->stage, "bob");
  guint n_http = 0;
  guint n_smtp = 0;

  for (guint i = 0; i < self->records->len; i++)
    {
      const MfRecord *record = play_get_record (self->records, i);

      if (record->kind != MF_RECORD_UNIT)
        continue;
      if (record->client == alice || record->client == bob)
        {
          g_assert_cmpint (record->protocol, ==, MF_PROTOCOL_HTTP);
          g_assert_cmpuint (record->port, ==, 80);
          n_http++;
        }
      else
        {
          g_assert_cmpint (record->protocol, ==, MF_PROTOCOL_SMTP);
          n_smtp++;
        }
    }

  g_assert_cmpuint (n_http, >, 10);
  g_assert_cmpuint (n_smtp, >, 10);
}

/* Signing in: a form and its token, a cookie, a new one for who has signed in. */
static void
test_sign_in (Fixture *self, gconstpointer data)
{
  guint first = play_find_topic (self->records, "http.200", 0);
  guint post = play_find_topic (self->records, "http.POST", 0);
  guint answer = play_find_topic (self->records, "http.303", post);
  g_autofree char *page = play_dup_unit (self->records, first);
  g_autofree char *form = play_dup_unit (self->records, post);
  g_autofree char *fields =
      play_dup_unit (self->records, play_find_topic (self->records, "http.data", post));
  g_autofree char *redirect = play_dup_unit (self->records, answer);
  const char *cookie = strstr (page, "Set-Cookie: session=");

  g_assert_nonnull (cookie);
  g_assert_nonnull (strstr (cookie, "; Path=/; HttpOnly; SameSite=Strict\r\n"));
  g_assert_nonnull (strstr (page, "Content-Security-Policy: default-src 'none'"));
  g_assert_true (g_str_has_prefix (form, "POST /sign-in HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (fields, "token="));
  g_assert_nonnull (strstr (fields, "name=alice&password=wonderland"));
  g_assert_true (g_str_has_prefix (redirect, "HTTP/1.1 303 See Other\r\n"));
  g_assert_nonnull (strstr (redirect, "Location: /mail/INBOX\r\n"));
  g_assert_nonnull (strstr (redirect, "Set-Cookie: session="));
  g_assert_null (strstr (redirect, cookie));
}

/* The form becomes a letter, the letter goes through queue and SMTP into the
 * mailbox, and the page that shows it fetches its picture by itself. */
static void
test_letter (Fixture *self, gconstpointer data)
{
  guint queued = 0, delivered = 0, read = 0;
  const MfEffect *letter;
  const MfEffect *shown = NULL;
  g_autofree char *content = NULL;
  g_autofree char *asked = play_collect (self->records, MF_PROTOCOL_HTTP, MF_TO_SERVER, "http.GET");

  g_assert_nonnull (play_find_effect (self->records, MF_EFFECT_QUEUED, 0, &queued));
  g_assert_cmpint (play_get_record (self->records, queued)->protocol, ==, MF_PROTOCOL_HTTP);
  letter = play_find_effect (self->records, MF_EFFECT_DELIVERED, queued, &delivered);
  g_assert_nonnull (letter);
  g_assert_cmpint (play_get_record (self->records, delivered)->protocol, ==, MF_PROTOCOL_SMTP);
  content = play_dup_content (letter);
  g_assert_nonnull (strstr (content, "by mail.a.example with HTTP id "));
  g_assert_nonnull (strstr (content, "Subject: The view from here\r\n"));
  g_assert_nonnull (strstr (content, "picture-1.png"));
  g_assert_nonnull (strstr (content, "Content-Transfer-Encoding: base64\r\n"));

  for (guint from = delivered; shown == NULL || shown->number < 3; from = read + 1)
    {
      shown = play_find_effect (self->records, MF_EFFECT_SHOWN, from, &read);
      g_assert_nonnull (shown);
    }
  g_assert_cmpstr (shown->subject, ==, "The view from here · mail.b.example");
  g_assert_nonnull (strstr (asked, "GET /mail/INBOX/1/part/1?show=1 HTTP/1.1\r\n"));
  g_assert_null (play_find_effect (self->records, MF_EFFECT_EXPUNGED, 0, NULL));
}

/* The answer is one to the letter. */
static void
test_answer (Fixture *self, gconstpointer data)
{
  guint seq = 0;
  const MfEffect *first = play_find_effect (self->records, MF_EFFECT_DELIVERED, 0, &seq);
  const MfEffect *second = play_find_effect (self->records, MF_EFFECT_DELIVERED, seq + 1, NULL);
  g_autofree char *letter = play_dup_content (first);
  g_autofree char *answer = play_dup_content (second);
  const char *id = strstr (letter, "Message-ID: ");
  g_autofree char *reference = NULL;

  g_assert_nonnull (id);
  reference = g_strdup_printf ("In-Reply-To: %.*s", (int) strcspn (id + 12, "\r"), id + 12);
  g_assert_nonnull (strstr (answer, reference));
  g_assert_nonnull (strstr (answer, "Subject: Re: The view from here\r\n"));
  g_assert_cmpuint (play_count_effects (self->records, MF_EFFECT_SUBMITTED), ==, 2);
}

/* What a page says may be kept is asked for once by each browser. */
static void
test_cache (Fixture *self, gconstpointer data)
{
  g_autofree char *asked = play_collect (self->records, MF_PROTOCOL_HTTP, MF_TO_SERVER, "http.GET");
  guint n = 0;

  for (const char *at = asked; (at = strstr (at, "GET /style.css ")); at++)
    n++;
  g_assert_cmpuint (n, ==, 2);
}

static void
test_same_bytes (Fixture *self, gconstpointer data)
{
  g_autoptr (MfStage) stage = NULL;
  g_autoptr (GPtrArray) again = play_named ("webmail", &stage);

  g_assert_cmpuint (again->len, ==, self->records->len);
  play_assert_same (again, self->records, again->len);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/lesson/webmail/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("protocols", test_protocols);
  ADD ("sign-in", test_sign_in);
  ADD ("letter", test_letter);
  ADD ("answer", test_answer);
  ADD ("cache", test_cache);
  ADD ("same-bytes", test_same_bytes);
  return g_test_run ();
}
