/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-http-client.h"
#include "net/mf-http-service.h"
#include "playground.h"

#include <string.h>

#define SECOND_US G_USEC_PER_SEC
#define N_OBJECTS 9
#define BIG_SIZE (300 * 1000)
#define N_NOISES 4

/* A page, and its objects at /1 … /9, each fetched once the page is here. */
typedef struct
{
  Playground lab;
  MfHttpService *service;
  MfHttpClient *client;
  GString *wire; /* every unit: connection, direction, bytes */
  guint n_received;
  guint n_failed;
  guint n_connections;
  gboolean slow; /* the server answers in a later turn of the main context */
  GQueue waiting;
} Web;

static void
answer (MfHttpRequest *request)
{
  const char *path = mf_http_request_get_path (request);
  g_autoptr (GBytes) body = NULL;

  if (g_str_equal (path, "/big"))
    body = g_bytes_new_take (g_strnfill (BIG_SIZE, 'x'), BIG_SIZE);
  else if (g_str_equal (mf_http_request_get_method (request), "POST"))
    body = g_bytes_ref (mf_http_request_get_body (request));
  else
    body = g_bytes_new (path, strlen (path));

  if (mf_http_request_is_too_large (request))
    mf_http_request_answer (request, 413, NULL, NULL);
  else if (g_str_equal (path, "/missing"))
    mf_http_request_answer (request, 404, "text/plain", body);
  else
    mf_http_request_answer (request, 200, "text/plain", body);
}

static gboolean
answer_later_cb (gpointer user_data)
{
  answer (user_data);
  return G_SOURCE_REMOVE;
}

static void
request_cb (MfHttpRequest *request, gpointer user_data)
{
  Web *self = user_data;

  if (self->slow)
    g_idle_add (answer_later_cb, request);
  else
    answer (request);
}

static void
web_init (Web *self, const MfHttpClientConfig *config)
{
  const MfHttpServiceConfig service_config = { .server = "test", .max_body = 1000 };
  g_autoptr (GError) error = NULL;

  *self = (Web) { .wire = g_string_new (NULL) };
  playground_init (&self->lab);
  self->service =
      mf_http_service_new (&self->lab.sites[PLAYGROUND_MAIL_B], &service_config, request_cb, self);
  mf_http_service_listen (self->service, NULL, 80, &error);
  g_assert_no_error (error);
  self->client = mf_http_client_new (&self->lab.sites[PLAYGROUND_ALICE], config, &error);
  g_assert_no_error (error);
}

static void
web_clear (Web *self)
{
  mf_http_client_free (self->client);
  mf_http_service_free (self->service);
  playground_clear (&self->lab);
  g_string_free (self->wire, TRUE);
}

static void
write_down (Web *self, const MfRecord *record)
{
  gsize length = 0;
  const char *data = record->unit ? g_bytes_get_data (record->unit->bytes, &length) : NULL;

  self->n_connections = MAX (self->n_connections, record->connection);
  g_string_append_printf (self->wire, "[%" G_GINT64_FORMAT " %u %d→%d %d]\n",
                          record->arrival_us - MF_LESSON_EPOCH_US, record->connection, record->from,
                          record->to, record->kind);
  g_string_append_len (self->wire, data, (gssize) length);
}

/* Until nothing is due any more. */
static void
web_run (Web *self)
{
  Playground *lab = &self->lab;

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      const MfRecord *due;
      gint64 deadline_us = mf_timers_get_next_deadline (lab->timers);

      mf_network_settle (lab->network, &error);
      g_assert_no_error (error);
      due = mf_network_peek (lab->network);
      deadline_us = mf_timers_get_next_deadline (lab->timers);
      if (due && due->arrival_us <= deadline_us)
        {
          mf_virtual_clock_advance_to (&lab->time, due->arrival_us);
          write_down (self, mf_network_pass (lab->network));
        }
      else if (deadline_us < G_MAXINT64)
        {
          mf_virtual_clock_advance_to (&lab->time, deadline_us);
          mf_timers_dispatch (lab->timers, lab->time.now_us);
        }
      else
        return;
    }
}

static void
object_cb (const MfHttpResponse *response, const GError *error, gpointer user_data)
{
  Web *self = user_data;

  if (response)
    self->n_received++;
  else
    self->n_failed++;
}

static void
page_cb (const MfHttpResponse *response, const GError *error, gpointer user_data)
{
  Web *self = user_data;

  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (response->content_type, ==, "text/plain");
  for (guint i = 1; i <= N_OBJECTS; i++)
    {
      g_autofree char *url = g_strdup_printf ("http://mail.b.example/%u", i);

      mf_http_client_send (self->client,
                           &(MfHttpClientRequest) { .method = "GET", .url = url, .accept = "*/*" },
                           object_cb, self);
    }
}

static char *
browse (gboolean close, guint n_connections, gboolean slow, guint *n_opened)
{
  const MfHttpClientConfig config = {
    .user_agent = "test", .language = "en", .close = close, .max_connections = n_connections
  };
  Web web;
  char *wire;

  web_init (&web, &config);
  web.slow = slow;
  mf_http_client_send (web.client,
                       &(MfHttpClientRequest) { .method = "GET",
                                                .url = "http://mail.b.example/page" },
                       page_cb, &web);
  web_run (&web);
  g_assert_cmpuint (web.n_received, ==, N_OBJECTS);
  g_assert_cmpuint (web.n_failed, ==, 0);
  g_assert_cmpuint (mf_http_service_get_n_sessions (web.service), ==, 0);
  *n_opened = web.n_connections;
  wire = g_strdup (web.wire->str);
  web_clear (&web);
  return wire;
}

static void
test_persistent (void)
{
  guint n_opened;
  g_autofree char *wire = browse (FALSE, 1, FALSE, &n_opened);
  const char *at = wire;

  g_assert_cmpuint (n_opened, ==, 1);
  g_assert_nonnull (strstr (wire, "Date: Mon, 02 Mar 2026 09:00:00 GMT\r\n"));
  g_assert_null (strstr (wire, "Connection: close"));

  /* One after the other, in the order of the page. */
  for (guint i = 1; i <= N_OBJECTS; i++)
    {
      g_autofree char *line = g_strdup_printf ("GET /%u HTTP/1.1\r\n", i);

      at = strstr (at, line);
      g_assert_nonnull (at);
    }
}

static void
test_not_persistent (void)
{
  guint n_opened;
  g_autofree char *wire = browse (TRUE, 1, FALSE, &n_opened);

  g_assert_cmpuint (n_opened, ==, 1 + N_OBJECTS);
  g_assert_nonnull (strstr (wire, "Connection: close\r\n"));
}

static void
test_parallel (void)
{
  guint n_opened;
  g_autofree char *wire = browse (FALSE, 6, FALSE, &n_opened);

  g_assert_cmpuint (n_opened, ==, 6);
}

static gpointer
make_noise (gpointer data)
{
  const int *quiet = data;
  volatile guint n = 0;

  while (!g_atomic_int_get (quiet))
    n++;
  return NULL;
}

/* Whatever else the machine does, and whenever the server gets round to an
 * answer, the same bytes go by at the same time. */
static void
test_same_bytes_under_load (void)
{
  static const struct
  {
    gboolean close;
    guint n_connections;
  } ways[] = { { FALSE, 1 }, { FALSE, 6 }, { TRUE, 1 }, { TRUE, 6 } };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      guint n;
      g_autofree char *first = browse (ways[i].close, ways[i].n_connections, FALSE, &n);
      GThread *noises[N_NOISES];
      int quiet = 0;

      for (guint j = 0; j < N_NOISES; j++)
        noises[j] = g_thread_new ("noise", make_noise, &quiet);
      for (guint round = 0; round < 3; round++)
        {
          g_autofree char *again =
              browse (ways[i].close, ways[i].n_connections, round % 2 == 1, &n);

          g_assert_cmpstr (first, ==, again);
        }
      g_atomic_int_set (&quiet, 1);
      for (guint j = 0; j < N_NOISES; j++)
        g_thread_join (noises[j]);
    }
}

static void
status_cb (const MfHttpResponse *response, const GError *error, gpointer user_data)
{
  guint *status = user_data;

  *status = response ? response->status : 1;
}

static guint
ask (Web *self, const char *method, const char *path, gsize n_body)
{
  g_autofree char *url = g_strconcat ("http://mail.b.example", path, NULL);
  g_autofree char *text = g_strnfill (n_body, 'b');
  g_autoptr (GBytes) body = g_bytes_new (text, n_body);
  guint status = 0;

  mf_http_client_send (self->client,
                       &(MfHttpClientRequest) { .method = method,
                                                .url = url,
                                                .content_type = n_body ? "text/plain" : NULL,
                                                .body = n_body ? body : NULL },
                       status_cb, &status);
  web_run (self);
  return status;
}

static void
test_statuses (void)
{
  Web web;

  web_init (&web, &(MfHttpClientConfig) { .user_agent = "test" });
  g_assert_cmpuint (ask (&web, "GET", "/missing", 0), ==, 404);
  g_assert_cmpuint (ask (&web, "GET", "/big", 0), ==, 200);
  g_assert_cmpuint (ask (&web, "POST", "/form", 1000), ==, 200);
  g_assert_cmpuint (ask (&web, "POST", "/form", 1001), ==, 413);
  g_assert_cmpuint (ask (&web, "POST", "/form", 200 * 1000), ==, 413);
  /* What never ends is not read to its end. */
  g_assert_cmpuint (ask (&web, "POST", "/form", 2 * 1000 * 1000), !=, 200);
  g_assert_cmpuint (ask (&web, "GET", "/after", 0), ==, 200);
  web_clear (&web);
}

static void
test_refused (void)
{
  Web web;

  web_init (&web, &(MfHttpClientConfig) { .user_agent = "test" });
  mf_http_service_stop (web.service);
  g_assert_cmpuint (ask (&web, "GET", "/", 0), ==, 1);
  web_clear (&web);
}

/* Freed in the middle of everything. */
static void
test_given_up (void)
{
  for (guint n_steps = 0; n_steps < 30; n_steps++)
    {
      Web web;

      web_init (&web, &(MfHttpClientConfig) { .user_agent = "test" });
      mf_http_client_send (web.client,
                           &(MfHttpClientRequest) { .method = "GET",
                                                    .url = "http://mail.b.example/page" },
                           page_cb, &web);
      for (guint i = 0; i < n_steps; i++)
        {
          const MfRecord *due;

          g_assert_true (mf_network_settle (web.lab.network, NULL));
          due = mf_network_peek (web.lab.network);
          if (due == NULL)
            break;
          mf_virtual_clock_advance_to (&web.lab.time, due->arrival_us);
          mf_network_pass (web.lab.network);
        }
      web_clear (&web);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/http/persistent", test_persistent);
  g_test_add_func ("/net/http/not-persistent", test_not_persistent);
  g_test_add_func ("/net/http/parallel", test_parallel);
  g_test_add_func ("/net/http/same-bytes-under-load", test_same_bytes_under_load);
  g_test_add_func ("/net/http/statuses", test_statuses);
  g_test_add_func ("/net/http/refused", test_refused);
  g_test_add_func ("/net/http/given-up", test_given_up);
  return g_test_run ();
}
