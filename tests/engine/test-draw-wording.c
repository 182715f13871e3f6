/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "draw/mf-text.h"
#include "draw/mf-wording.h"
#include "proto/http/mf-http-dissector.h"
#include "proto/imap/mf-imap-dissector.h"

#include <string.h>

/* What stands on the card of the last unit that a side says. */
static const struct
{
  MfDissector *(*make) (void);
  const char *client;
  const char *server;
  const char *mark;
  const char *code;
  const char *text;
  const char *detail;
  int level;
} rows[] = {
  { mf_imap_dissector_new, NULL, "* OK ready\r\n", "*", "OK", "ready", NULL, 0 },
  { mf_imap_dissector_new, NULL, "* OK [PERMANENTFLAGS (\\*)] yes\r\n", "*", "OK",
    "[PERMANENTFLAGS (\\*)] yes", NULL, 0 },
  { mf_imap_dissector_new, "A1 LOGIN bob x\r\n", "A1 NO [AUTHENTICATIONFAILED] no\r\n", "A1", "NO",
    "[AUTHENTICATIONFAILED] no", NULL, 2 },
  { mf_imap_dissector_new, "A1 XYZZY\r\n", "A1 bad what?\r\n", "A1", "bad", "what?", NULL, 2 },
  { mf_imap_dissector_new, "A1 NOOP\r\n", "A1 OK\r\n", "A1", "OK", "", NULL, 0 },
  { mf_imap_dissector_new, NULL, "* 18 EXISTS\r\n", NULL, "*", "18 EXISTS", NULL, 0 },
  { mf_imap_dissector_new, "A1 IDLE\r\n", "+ idling\r\n", NULL, "+", "idling", NULL, 0 },
  { mf_imap_dissector_new, "A1 IDLE\r\n", "+ \r\n", NULL, "+", "", NULL, 0 },
  { mf_imap_dissector_new, NULL, "+\r\n", NULL, NULL, "+", NULL, 0 },
  { mf_imap_dissector_new, "A1 NOOP\r\n", NULL, NULL, NULL, "A1 NOOP", NULL, 0 },
  { mf_imap_dissector_new, NULL, "220 b.example ESMTP\r\n", NULL, NULL, "220 b.example ESMTP", NULL,
    0 },
  { mf_imap_dissector_new, "A1 APPEND x {600+}\r\n", "* 1 FETCH (BODY[TEXT] {6}\r\nx\r\n.\r\n)\r\n",
    NULL, "*", "1 FETCH (BODY[TEXT] {6}", "+3 lines", 0 },
  { mf_http_dissector_new, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", NULL, NULL, NULL, "GET / HTTP/1.1",
    "+2 lines", 0 },
  { mf_http_dissector_new, NULL, "HTTP/1.1 404 Not Found\r\n\r\n", NULL, "404", "Not Found",
    "+1 line", 2 },
  { mf_http_dissector_new, NULL, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nx\r\n.\r\n\n", NULL,
    NULL, "content", "7 bytes", 0 },
};

static MfUnit *
take_last (MfDissector *dissector, MfDirection direction, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  MfUnit *last = NULL;
  MfUnit *unit;

  mf_dissector_feed (dissector, direction, bytes);
  while ((unit = mf_dissector_next (dissector, direction)))
    {
      mf_unit_unref (last);
      last = unit;
    }
  return last;
}

static void
test_units (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfDissector) dissector = rows[i].make ();
      g_autoptr (MfUnit) client =
          rows[i].client ? take_last (dissector, MF_TO_SERVER, rows[i].client) : NULL;
      g_autoptr (MfUnit) server =
          rows[i].server ? take_last (dissector, MF_TO_CLIENT, rows[i].server) : NULL;
      MfUnitText words;

      mf_unit_text_init (&words, server ? server : client);
      g_assert_cmpstr (words.mark, ==, rows[i].mark);
      g_assert_cmpstr (words.code, ==, rows[i].code);
      g_assert_cmpstr (words.text, ==, rows[i].text);
      g_assert_cmpstr (words.detail, ==, rows[i].detail);
      g_assert_cmpint (words.level, ==, rows[i].level);
      g_assert_false (words.ends);
      mf_unit_text_clear (&words);
    }
}

/* Never what the stage calls a host, as long as it has a name. */
static void
test_hosts (void)
{
  static const struct
  {
    MfHostKind kind;
    const char *name;
    const char *title;
    const char *short_title;
  } hosts[] = {
    { MF_HOST_AGENT, "alice.a.example", "alice", "alice" },
    { MF_HOST_SERVER, "mail.a.example", "mail.a.example", "mail.a" },
    { MF_HOST_WEB_SERVER, "www.b.example", "www.b.example", "www.b" },
    { MF_HOST_NAME_SERVER, "ns.example", "ns.example", "ns" },
    { MF_HOST_SERVER, "localhost", "localhost", "localhost" },
    { MF_HOST_SERVER, ".example", ".example", ".example" },
    { MF_HOST_SERVER, NULL, "an-id", "an-id" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      const MfStageHost host = { .kind = hosts[i].kind,
                                 .id = (char *) "an-id",
                                 .name = (char *) hosts[i].name };
      g_autofree char *title = mf_host_get_title (&host);
      g_autofree char *short_title = mf_host_get_short_title (&host);

      g_assert_cmpstr (title, ==, hosts[i].title);
      g_assert_cmpstr (short_title, ==, hosts[i].short_title);
    }
}

/* Every phase has a name, and a place in its session. */
static void
test_phases (void)
{
  for (MfPhase i = MF_PHASE_NONE + 1; i < MF_N_PHASES; i++)
    {
      g_assert_cmpstr (mf_phase_get_label (i), !=, "");
      g_assert_cmpint (mf_phase_get_place (i), >=, 0);
      g_assert_cmpint (mf_phase_get_place (i), <, MF_N_PHASE_PLACES);
    }
}

/* Korean words are kept whole, others are left to Pango; so is what no pane could hold. */
static void
test_korean_words (void)
{
  static const char text[] = "SMTP를 쓰는 mail.";
  g_autoptr (PangoAttrList) words = mf_text_keep_words (text);
  GSList *attributes = pango_attr_list_get_attributes (words);
  PangoAttribute *first = attributes->data;
  PangoAttribute *second = attributes->next->data;

  g_assert_cmpuint (g_slist_length (attributes), ==, 2);
  g_assert_cmpuint (first->start_index, ==, 0);
  g_assert_cmpuint (first->end_index, ==, strlen ("SMTP를"));
  g_assert_cmpuint (second->start_index, ==, strlen ("SMTP를 "));
  g_assert_cmpuint (second->end_index, ==, strlen ("SMTP를 쓰는"));
  g_slist_free_full (attributes, (GDestroyNotify) pango_attribute_destroy);

  g_assert_null (mf_text_keep_words (""));
  g_assert_null (mf_text_keep_words ("a letter, and Grüße"));
  g_assert_null (mf_text_keep_words ("가나다라마바사아자차카타파"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/draw/wording/units", test_units);
  g_test_add_func ("/draw/wording/hosts", test_hosts);
  g_test_add_func ("/draw/wording/phases", test_phases);
  g_test_add_func ("/draw/wording/korean-words", test_korean_words);
  return g_test_run ();
}
