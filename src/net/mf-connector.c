/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-connector.h"

#include "net/mf-channel.h"

#include <fcntl.h>

#define CONNECT_TIMEOUT_S 30

struct _MfConnector
{
  const MfSite *site;
  char *host;
  guint16 port;
  MfConnectFunc func;
  gpointer user_data;

  GCancellable *cancellable;
  GList *addresses; /* of GInetAddress, still to be tried */
  guint connecting; /* number of the connection being opened in a lab, or 0 */
  GError *error;    /* of the last address that was tried */
};

static void try_next_address (MfConnector *self);

static void
finish (MfConnector *self, MfChannel *channel, const GError *error)
{
  MfConnectFunc func = g_steal_pointer (&self->func);

  func (channel, error, self->user_data);
}

static void
opened_in_lab_cb (MfChannel *channel, const GError *error, gpointer user_data)
{
  MfConnector *self = user_data;

  self->connecting = 0;
  if (channel)
    {
      finish (self, channel, NULL);
      return;
    }

  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  try_next_address (self);
}

static void
try_next_address (MfConnector *self)
{
  g_autoptr (GInetAddress) address = NULL;
  g_autofree char *text = NULL;

  if (self->addresses == NULL)
    {
      finish (self, NULL, self->error);
      return;
    }

  address = self->addresses->data;
  self->addresses = g_list_delete_link (self->addresses, self->addresses);
  text = g_inet_address_to_string (address);
  self->connecting = mf_network_connect (self->site->network, (guint) self->site->host, text,
                                         self->port, opened_in_lab_cb, self);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MfConnector *self = user_data;
  g_autoptr (GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, &error);

  /* Then the connector is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (addresses == NULL)
    {
      finish (self, NULL, error);
      return;
    }

  self->addresses = addresses;
  try_next_address (self);
}

static void
connect_in_lab (MfConnector *self)
{
  GInetAddress *address = g_inet_address_new_from_string (self->host);

  if (address)
    {
      self->addresses = g_list_append (NULL, address);
      try_next_address (self);
      return;
    }

  g_resolver_lookup_by_name_async (self->site->resolver, self->host, self->cancellable,
                                   looked_up_cb, self);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MfConnector *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, &error);
  int fd;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (connection == NULL)
    {
      finish (self, NULL, error);
      return;
    }

  /* The connection closes its descriptor; the channel has one of its own. */
  fd = fcntl (g_socket_get_fd (g_socket_connection_get_socket (connection)), F_DUPFD_CLOEXEC, 3);
  if (fd < 0)
    {
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES,
                           "No descriptor is left for the connection");
      finish (self, NULL, error);
      return;
    }

  finish (self,
          mf_site_tap (self->site, mf_socket_channel_new (fd, g_main_context_get_thread_default ()),
                       MF_PROTOCOL_NONE, TRUE, self->host),
          NULL);
}

/* A mail server connects to whom the DNS names, never through somebody's web
 * proxy. */
static void
connect_for_real (MfConnector *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, CONNECT_TIMEOUT_S);
  g_socket_client_connect_to_host_async (client, self->host, self->port, self->cancellable,
                                         connected_cb, self);
}

/**
 * mf_connector_new:
 * @site: (transfer none): from where
 * @host: a host name or an IP address
 * @port: the port there
 * @func: told once how it ended, never before this returns; may free the connector
 * @user_data: for @func
 *
 * Starts to open a connection.
 *
 * Returns: (transfer full): the attempt; freeing it gives it up
 */
MfConnector *
mf_connector_new (
    const MfSite *site, const char *host, guint16 port, MfConnectFunc func, gpointer user_data)
{
  MfConnector *self = g_new0 (MfConnector, 1);

  self->site = site;
  self->host = g_strdup (host);
  self->port = port;
  self->func = func;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  if (site->network)
    connect_in_lab (self);
  else
    connect_for_real (self);
  return self;
}

/**
 * mf_connector_free:
 * @self: (nullable): a connector; if its function was not called yet, it never will be
 */
void
mf_connector_free (MfConnector *self)
{
  if (self == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  if (self->connecting)
    mf_network_cancel_connect (self->site->network, self->connecting);
  g_list_free_full (self->addresses, g_object_unref);
  g_clear_error (&self->error);
  g_free (self->host);
  g_free (self);
}
