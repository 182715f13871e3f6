/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "cli/mf-serve-options.h"

#include "base/mf-address.h"
#include "cli/mf-cli.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DEFAULT_DOMAIN "localhost"
#define DEFAULT_ADDRESS "127.0.0.1"

const MfProtocol mf_serve_protocols[MF_SERVE_N_PORTS] = {
  MF_PROTOCOL_SMTP, MF_PROTOCOL_SUBMISSION, MF_PROTOCOL_POP3, MF_PROTOCOL_IMAP, MF_PROTOCOL_HTTP,
};

/* The options as they were typed. */
typedef struct
{
  char *ports[MF_SERVE_N_PORTS];
  char **users;
  char **routes;
} Typed;

static void
typed_clear (Typed *self)
{
  for (guint i = 0; i < MF_SERVE_N_PORTS; i++)
    g_free (self->ports[i]);

  g_strfreev (self->users);
  g_strfreev (self->routes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Typed, typed_clear)

static void
clear_user (gpointer data)
{
  MfServeUser *user = data;

  g_free (user->name);
  g_clear_pointer (&user->password, mf_secret_unref);
}

static void
clear_route (gpointer data)
{
  MfQueueRoute *route = data;

  g_free ((char *) route->domain);
  g_free ((char *) route->host);
}

void
mf_serve_options_clear (MfServeOptions *self)
{
  g_free (self->domain);
  g_free (self->host_name);
  g_free (self->data);
  g_free (self->listen);
  g_clear_pointer (&self->users, g_array_unref);
  g_clear_pointer (&self->routes, g_array_unref);
}

/* The password is not repeated: an error message ends in somebody's log. */
static gboolean
add_user (MfServeOptions *self, const char *text, int *exit_code)
{
  const char *colon = strchr (text, ':');
  g_autofree char *name = NULL;
  g_autofree char *address_text = NULL;
  g_autoptr (MfAddress) address = NULL;
  MfServeUser user;

  if (colon == NULL || colon == text || colon[1] == '\0')
    {
      *exit_code = mf_cli_fail (MF_CLI_USAGE, _ ("--user needs a name, a colon and a password"));
      return FALSE;
    }

  name = g_strndup (text, colon - text);
  address_text = g_strconcat (name, "@", self->domain, NULL);
  address = mf_address_parse (address_text, -1, NULL);

  if (address == NULL || strpbrk (name, "/\"") != NULL || name[0] == '.')
    {
      *exit_code = mf_cli_fail (MF_CLI_USAGE, _ ("--user: “%s” cannot be a user's name"), name);
      return FALSE;
    }

  for (guint i = 0; i < self->users->len; i++)
    if (g_ascii_strcasecmp (g_array_index (self->users, MfServeUser, i).name, name) == 0)
      {
        *exit_code = mf_cli_fail (MF_CLI_USAGE, _ ("--user: there are two users “%s”"), name);
        return FALSE;
      }

  user = (MfServeUser) { g_steal_pointer (&name), mf_secret_new (colon + 1, -1) };
  g_array_append_val (self->users, user);
  return TRUE;
}

static gboolean
read_port (const char *text, guint64 least, guint16 *port)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, least, G_MAXUINT16, &number, NULL))
    return FALSE;

  *port = number;
  return TRUE;
}

/* DOMAIN=HOST:PORT, an IPv6 address in brackets */
static gboolean
add_route (MfServeOptions *self, const char *text, int *exit_code)
{
  const char *equals = strchr (text, '=');
  const char *colon = strrchr (text, ':');
  const char *host = equals != NULL ? equals + 1 : NULL;
  const char *end = colon;
  MfQueueRoute route = { NULL };

  if (equals == NULL || equals == text || colon == NULL || colon <= host ||
      !read_port (colon + 1, 1, &route.port))
    {
      *exit_code = mf_cli_fail (MF_CLI_USAGE, _ ("--route: “%s” is not DOMAIN=HOST:PORT"), text);
      return FALSE;
    }

  if (*host == '[' && end[-1] == ']')
    {
      host++;
      end--;
    }

  route.domain = g_strndup (text, equals - text);
  route.host = g_strndup (host, end - host);
  g_array_append_val (self->routes, route);
  return TRUE;
}

static gboolean
read_ports (MfServeOptions *self, const Typed *typed, int *exit_code)
{
  gboolean any = FALSE;

  for (guint i = 0; i < MF_SERVE_N_PORTS; i++)
    {
      guint16 port;

      self->ports[i] = -1;

      if (typed->ports[i] == NULL)
        continue;

      if (!read_port (typed->ports[i], 0, &port))
        {
          *exit_code = mf_cli_fail (MF_CLI_USAGE, _ ("--%s: “%s” is not a port"),
                                    mf_protocol_get_nick (mf_serve_protocols[i]), typed->ports[i]);
          return FALSE;
        }

      self->ports[i] = port;
      any = TRUE;
    }

  for (guint i = 0; !any && i < MF_SERVE_N_PORTS; i++)
    self->ports[i] = 0;

  return TRUE;
}

static gboolean
check (MfServeOptions *self, const Typed *typed, int *exit_code)
{
  if (self->domain == NULL)
    self->domain = g_strdup (DEFAULT_DOMAIN);
  if (self->listen == NULL)
    self->listen = g_strdup (DEFAULT_ADDRESS);

  if (self->domain[0] == '[' || !mf_domain_is_valid (self->domain, strlen (self->domain)))
    {
      *exit_code = mf_cli_fail (MF_CLI_USAGE, _ ("--domain: “%s” is not a domain"), self->domain);
      return FALSE;
    }

  if (!g_hostname_is_ip_address (self->listen))
    {
      *exit_code = mf_cli_fail (MF_CLI_USAGE, _ ("--listen: “%s” is not an address"), self->listen);
      return FALSE;
    }

  if (self->data == NULL)
    self->data = g_build_filename (g_get_user_data_dir (), "mailflow", "serve", self->domain, NULL);

  self->host_name = strchr (self->domain, '.') != NULL ? g_strconcat ("mail.", self->domain, NULL)
                                                       : g_strdup (self->domain);

  for (char **user = typed->users; user != NULL && *user != NULL; user++)
    if (!add_user (self, *user, exit_code))
      return FALSE;

  for (char **route = typed->routes; route != NULL && *route != NULL; route++)
    if (!add_route (self, *route, exit_code))
      return FALSE;

  return read_ports (self, typed, exit_code);
}

/**
 * mf_serve_options_read:
 * @self: (out): what was told; to be cleared in any case
 * @argc: (inout): number of arguments, the command's name included
 * @argv: (inout): the arguments
 * @exit_code: (out): what to end with, if it was not understood
 *
 * Returns: whether it was
 */
gboolean
mf_serve_options_read (MfServeOptions *self, int *argc, char ***argv, int *exit_code)
{
  g_auto (Typed) typed = { { NULL } };
  const GOptionEntry entries[] = {
    { "domain", 0, 0, G_OPTION_ARG_STRING, &self->domain, N_ ("Take mail for this domain"), "D" },
    { "user", 0, 0, G_OPTION_ARG_STRING_ARRAY, &typed.users, N_ ("Have this user"),
      "NAME:PASSWORD" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &self->data, N_ ("Keep mail in this directory"), "DIR" },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &self->listen, N_ ("Listen on this address"), "ADDR" },
    { "smtp", 0, 0, G_OPTION_ARG_STRING, &typed.ports[0], N_ ("Speak SMTP on this port"), "PORT" },
    { "submission", 0, 0, G_OPTION_ARG_STRING, &typed.ports[1],
      N_ ("Take mail from users on this port"), "PORT" },
    { "pop3", 0, 0, G_OPTION_ARG_STRING, &typed.ports[2], N_ ("Speak POP3 on this port"), "PORT" },
    { "imap", 0, 0, G_OPTION_ARG_STRING, &typed.ports[3], N_ ("Speak IMAP on this port"), "PORT" },
    { "http", 0, 0, G_OPTION_ARG_STRING, &typed.ports[4], N_ ("Serve webmail by HTTP on this port"),
      "PORT" },
    { "route", 0, 0, G_OPTION_ARG_STRING_ARRAY, &typed.routes,
      N_ ("Send mail for DOMAIN there, whatever the DNS says"), "DOMAIN=HOST:PORT" },
    { "trace", 0, 0, G_OPTION_ARG_NONE, &self->trace,
      N_ ("Print every dialogue on standard error, passwords masked"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  self->users = g_array_new (FALSE, TRUE, sizeof (MfServeUser));
  g_array_set_clear_func (self->users, clear_user);
  self->routes = g_array_new (FALSE, TRUE, sizeof (MfQueueRoute));
  g_array_set_clear_func (self->routes, clear_route);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  if (!mf_cli_parse (context, argc, argv, exit_code))
    return FALSE;

  if (*argc > 1)
    {
      *exit_code = mf_cli_fail (MF_CLI_USAGE, _ ("“%s” is one argument too many"), (*argv)[1]);
      return FALSE;
    }

  return check (self, &typed, exit_code);
}
