/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "cli/mf-cli.h"
#include "cli/mf-serve-options.h"
#include "cli/mf-serve-tap.h"
#include "lab/mf-mail-server.h"
#include "net/mf-timers.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* Three services, a queue and the files of those who deliver: no more than this
 * is ever needed, whatever the machine allows. */
#define MAX_FILES 16384

/* Above what people send by mail, below what makes a disk full by accident. */
#define MAX_MESSAGE_SIZE (100 * 1024 * 1024)

/* What a client that hears "421" gets to hang up before we do, when we must stop. */
#define GOODBYE_MS 2000

#define QUEUE_CONNECTIONS 20
#define QUEUE_CONNECTIONS_PER_DESTINATION 5

typedef struct
{
  const MfServeOptions *options;
  GMainLoop *loop;
  guint max_connections;
  MfClock clock;
  MfTimers *timers;
  MfIdSource *ids;
  MfServeTap *tap;
  MfSite site;
  MfMailServer *server;
} Serve;

static void
serve_clear (Serve *self)
{
  g_clear_pointer (&self->server, mf_mail_server_free);
  g_clear_pointer (&self->tap, mf_serve_tap_free);
  g_clear_pointer (&self->ids, mf_id_source_free);
  g_clear_pointer (&self->timers, mf_timers_free);
  g_clear_pointer (&self->loop, g_main_loop_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Serve, serve_clear)

/* Returns how many clients one port may have, so that all ports together leave
 * files for the queue: a client takes a socket and the message it is sending. */
static guint
raise_file_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return 0;

  if (limit.rlim_cur < MAX_FILES)
    {
      limit.rlim_cur = MIN (limit.rlim_max, (rlim_t) MAX_FILES);
      if (setrlimit (RLIMIT_NOFILE, &limit) != 0)
        return 0;
    }

  return (guint) MIN (limit.rlim_cur, (rlim_t) MAX_FILES) / 8;
}

static gboolean
build (Serve *self, GError **error)
{
  const MfServeOptions *options = self->options;
  const char *const domains[] = { options->domain, NULL };
  const MfMailServerConfig config = {
    .host_name = options->host_name,
    .domains = domains,
    .directory = options->data,
    .durability = MF_DURABILITY_KEPT,
    .max_size = MAX_MESSAGE_SIZE,
    .apop = TRUE,
    .max_connections = self->max_connections,
    .queue = { .routes = (const MfQueueRoute *) (gpointer) options->routes->data,
               .n_routes = options->routes->len,
               .max_connections = QUEUE_CONNECTIONS,
               .max_per_destination = QUEUE_CONNECTIONS_PER_DESTINATION },
  };

  self->clock = mf_clock_real ();
  self->timers = mf_timers_new ();
  mf_timers_attach (self->timers, &self->clock, NULL);
  self->ids = mf_id_source_new_unpredictable ();
  self->site =
      (MfSite) { .clock = &self->clock, .timers = self->timers, .ids = self->ids, .host = -1 };

  if (options->trace)
    {
      self->tap = mf_serve_tap_new ();
      self->site.tap = mf_serve_tap_wrap;
      self->site.tap_data = self->tap;
    }

  self->server = mf_mail_server_new (&self->site, &config, error);

  if (self->server == NULL)
    return FALSE;

  for (guint i = 0; i < options->users->len; i++)
    {
      const MfServeUser *user = &g_array_index (options->users, MfServeUser, i);

      if (!mf_mail_server_add_user (self->server, user->name, user->password, error))
        return FALSE;
    }

  return mf_mail_server_start (self->server, error);
}

/* "ready smtp=127.0.0.1:40125 …", when every port accepts. */
static gboolean
open_ports (Serve *self, GError **error)
{
  const MfServeOptions *options = self->options;
  gboolean is_ipv6 = strchr (options->listen, ':') != NULL;
  g_autoptr (GString) ready = g_string_new ("ready");

  for (guint i = 0; i < MF_SERVE_N_PORTS; i++)
    {
      MfProtocol protocol = mf_serve_protocols[i];
      guint16 port;

      if (options->ports[i] < 0)
        continue;

      port =
          mf_mail_server_listen (self->server, protocol, options->listen, options->ports[i], error);

      if (port == 0)
        return FALSE;

      g_string_append_printf (ready, " %s=%s%s%s:%u", mf_protocol_get_nick (protocol),
                              is_ipv6 ? "[" : "", options->listen, is_ipv6 ? "]" : "", port);
    }

  g_string_append_c (ready, '\n');
  return mf_cli_write ("-", ready->str, ready->len, error);
}

static gboolean
grace_over_cb (gpointer user_data)
{
  gboolean *over = user_data;

  *over = TRUE;
  return G_SOURCE_REMOVE;
}

/* Tells the clients, and waits a moment for those that take leave in order. */
static void
say_goodbye (Serve *self)
{
  gboolean over = FALSE;
  guint timeout = g_timeout_add (GOODBYE_MS, grace_over_cb, &over);

  mf_mail_server_shut_down (self->server);

  while (!over && mf_mail_server_get_n_sessions (self->server) > 0)
    g_main_context_iteration (NULL, TRUE);

  if (!over)
    g_source_remove (timeout);
}

static gboolean
terminate_cb (gpointer user_data)
{
  Serve *self = user_data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

/* mailflow-cli serve [--domain D] [--user NAME:PASSWORD]… [--data DIR] [--listen ADDR]
 *              [--smtp PORT] [--submission PORT] [--pop3 PORT] [--imap PORT]
 *              [--http PORT]
 *              [--route DOMAIN=HOST:PORT]… [--trace] */
int
mf_cli_serve (int argc, char **argv)
{
  g_auto (MfServeOptions) options = { NULL };
  g_auto (Serve) self = { .options = &options };
  g_autoptr (GError) error = NULL;
  int exit_code;

  if (!mf_serve_options_read (&options, &argc, &argv, &exit_code))
    return exit_code;

  self.max_connections = raise_file_limit ();
  signal (SIGPIPE, SIG_IGN);
  self.loop = g_main_loop_new (NULL, FALSE);
  g_unix_signal_add (SIGTERM, terminate_cb, &self);
  g_unix_signal_add (SIGINT, terminate_cb, &self);

  if (!build (&self, &error) || !open_ports (&self, &error))
    return mf_cli_fail (MF_CLI_FAILURE, "%s", error->message);

  g_main_loop_run (self.loop);
  say_goodbye (&self);
  mf_mail_server_stop (self.server);
  return MF_CLI_OK;
}
