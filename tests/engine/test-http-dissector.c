/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/http/mf-http-dissector.h"

#include "tap.h"

#include <string.h>

static void
test_transcript (const Transcript *transcript)
{
  tap_check_transcript (transcript, mf_http_dissector_new);
}

/* Behind a 101 or an accepted CONNECT nothing is HTTP, and nothing waits. */
static void
test_tunnel (void)
{
  static const struct
  {
    const char *request;
    const char *response;
  } rows[] = {
    { "GET / HTTP/1.1\r\nUpgrade: chat\r\n\r\n", "HTTP/1.1 101 \r\n\r\n" },
    { "CONNECT a.example:25 HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Tap tap;

      tap_init (&tap, mf_http_dissector_new ());
      tap_say (&tap, MF_TO_SERVER, rows[i].request);
      g_string_truncate (tap.units[MF_TO_SERVER], 0);
      tap_say (&tap, MF_TO_SERVER, "early");
      tap_check_units (&tap, MF_TO_SERVER, "");
      tap_say (&tap, MF_TO_CLIENT, rows[i].response);
      g_string_truncate (tap.units[MF_TO_CLIENT], 0);
      tap_check_units (&tap, MF_TO_SERVER, "C opaque http.tunnel none\n");
      tap_say (&tap, MF_TO_CLIENT, "x");
      tap_check_units (&tap, MF_TO_CLIENT, "S opaque http.tunnel none\n");
      tap_say (&tap, MF_TO_SERVER, "GET / HTTP/1.1\r\n\r\n");
      tap_check_units (&tap, MF_TO_SERVER, "C opaque http.tunnel none\n");
      tap_end (&tap);
      tap_clear (&tap);
    }
}

/* Whatever a unit cannot hold is cut, at the same places whatever the reads. */
static void
test_long (void)
{
  static const TapLong rows[] = {
    { MF_TO_SERVER, "GET /", MF_UNIT_DATA_MAX - 18, " HTTP/1.1\r\n\r\n",
      "C command http.GET request request-line(65532) method=GET request-target(65519) "
      "http-version=HTTP/1.1 blank-line=␍␊\n" },
    { MF_TO_SERVER, "GET /", MF_UNIT_DATA_MAX, " HTTP/1.1\r\n\r\n",
      "C opaque http.opaque none\nC opaque http.opaque none\nC opaque http.opaque none\n" },
    { MF_TO_SERVER, "GET / HTTP/1.1\r\nX: ", MF_UNIT_DATA_MAX, "\r\n\r\n",
      "C opaque http.opaque none\nC opaque http.opaque none\nC opaque http.opaque none\n"
      "C opaque http.opaque none\n" },
    { MF_TO_CLIENT, "HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n", 65537,
      "HTTP/1.1 200\r\n\r\n",
      "S reply http.200 response status-line=HTTP/1.1 200 OK http-version=HTTP/1.1 "
      "status-code=200 reason-phrase=OK field-line=Content-Length: 65537 "
      "field-name=Content-Length field-value=65537 blank-line=␍␊\n"
      "S data http.data response message-body(65536)\n"
      "S data http.data response message-body=y\n"
      "S reply http.200 response status-line=HTTP/1.1 200 http-version=HTTP/1.1 "
      "status-code=200 blank-line=␍␊\n" },
    { MF_TO_CLIENT, "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\nFFF9\r\n", 65529,
      "\r\n0\r\n\r\n",
      "S reply http.200 response status-line=HTTP/1.1 200 http-version=HTTP/1.1 "
      "status-code=200 field-line=Transfer-Encoding: chunked field-name=Transfer-Encoding "
      "field-value=chunked blank-line=␍␊\n"
      "S data http.data response chunk(65533) chunk-size=FFF9→65529 chunk-data(65527)\n"
      "S data http.data response chunk=yy␍␊ chunk-data=yy\n"
      "S data http.last-chunk response last-chunk=0␍␊ chunk-size=0 blank-line=␍␊\n" },
    { MF_TO_CLIENT, "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1;", 70000, "\r\ny\r\n",
      "S reply http.200 response status-line=HTTP/1.1 200 http-version=HTTP/1.1 "
      "status-code=200 field-line=Transfer-Encoding: chunked field-name=Transfer-Encoding "
      "field-value=chunked blank-line=␍␊\n"
      "S opaque http.opaque none\nS opaque http.opaque none\nS opaque http.opaque none\n" },
    { MF_TO_CLIENT, "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ", 70000, "\r\n\r\n",
      "S reply http.200 response status-line=HTTP/1.1 200 http-version=HTTP/1.1 "
      "status-code=200 field-line=Transfer-Encoding: chunked field-name=Transfer-Encoding "
      "field-value=chunked blank-line=␍␊\n"
      "S opaque http.opaque none\nS opaque http.opaque none\nS opaque http.opaque none\n"
      "S opaque http.opaque none\n" },
  };

  tap_check_long (rows, G_N_ELEMENTS (rows), mf_http_dissector_new);
}

/* A head with more field lines than a unit has fields still ends where it does. */
static void
test_many_fields (void)
{
  g_autoptr (GString) text = g_string_new ("GET / HTTP/1.1\r\n");
  Tap tap;

  for (guint i = 0; i < 9000; i++)
    g_string_append (text, "a:b\r\n");
  g_string_append (text, "\r\n");
  tap_init (&tap, mf_http_dissector_new ());
  tap_say (&tap, MF_TO_SERVER, text->str);
  g_assert_true (g_str_has_suffix (tap.units[MF_TO_SERVER]->str, " blank-line=␍␊\n"));
  tap_clear (&tap);
}

/* More requests than are remembered: their responses are still counted. */
static void
test_far_ahead (void)
{
  enum
  {
    N = 10000
  };
  Tap tap;

  tap_init (&tap, mf_http_dissector_new ());
  for (guint i = 0; i < N; i++)
    tap_say (&tap, MF_TO_SERVER, "GET / HTTP/1.1\r\n\r\n");
  for (guint i = 0; i < N; i++)
    tap_say (&tap, MF_TO_CLIENT, "HTTP/1.1 204\r\n\r\n");
  g_string_truncate (tap.units[MF_TO_CLIENT], 0);
  tap_say (&tap, MF_TO_SERVER, "HEAD / HTTP/1.1\r\n\r\n");
  tap_say (&tap, MF_TO_CLIENT, "HTTP/1.1 200\r\nContent-Length: 9\r\n\r\nHTTP/1.1 408\r\n\r\n");
  g_assert_nonnull (strstr (tap.units[MF_TO_CLIENT]->str, "S reply http.408 response"));
  tap_clear (&tap);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  transcript_add_tests ("/http/dissector/transcript", "http/dissector", test_transcript);
  g_test_add_func ("/http/dissector/tunnel", test_tunnel);
  g_test_add_func ("/http/dissector/long", test_long);
  g_test_add_func ("/http/dissector/many-fields", test_many_fields);
  g_test_add_func ("/http/dissector/far-ahead", test_far_ahead);

  return g_test_run ();
}
