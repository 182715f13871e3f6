/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-http-route.h"

#include "net/mf-connector.h"
#include "net/mf-hop.h"
#include "net/mf-network.h"

#include <sys/socket.h>
#include <unistd.h>

#define PROXY_PROTOCOL "mailflow-lab"

/* One opening that a GSocketClient asked for. */
typedef struct
{
  MfHttpRoutes *routes;
  guint serial; /* in the order in which they were asked for */
  char *host;
  guint16 port;
  GTask *task; /* NULL until the silent socket is connected */
  MfConnector *connector;
} Opening;

struct _MfHttpRoutes
{
  gatomicrefcount refs;
  const MfSite *site; /* NULL: the lab is gone */
  MfHttpConnections *connections;
  gboolean knows_hosts;
  int listener; /* of the silent sockets */
  guint16 port;
  guint n_serials;
  GQueue openings; /* of Opening, by serial: those that are not finished */
};

#define MF_TYPE_HTTP_ROUTE (mf_http_route_get_type ())
G_DECLARE_FINAL_TYPE (MfHttpRoute, mf_http_route, MF, HTTP_ROUTE, GObject)

struct _MfHttpRoute
{
  GObject parent_instance;
  MfHttpRoutes *routes;
  char *host;
  guint16 port;
};

#define MF_TYPE_HTTP_ROUTE_ENUMERATOR (mf_http_route_enumerator_get_type ())
G_DECLARE_FINAL_TYPE (MfHttpRouteEnumerator,
                      mf_http_route_enumerator,
                      MF,
                      HTTP_ROUTE_ENUMERATOR,
                      GSocketAddressEnumerator)

struct _MfHttpRouteEnumerator
{
  GSocketAddressEnumerator parent_instance;
  MfHttpRoute *route; /* NULL once the address was given */
};

/* The proxy's address; it knows which opening it is for. */
#define MF_TYPE_HTTP_ROUTE_ADDRESS (mf_http_route_address_get_type ())
G_DECLARE_FINAL_TYPE (
    MfHttpRouteAddress, mf_http_route_address, MF, HTTP_ROUTE_ADDRESS, GProxyAddress)

struct _MfHttpRouteAddress
{
  GProxyAddress parent_instance;
  MfHttpRoutes *routes;
  guint serial;
};

#define MF_TYPE_HTTP_ROUTE_PROXY (mf_http_route_proxy_get_type ())
G_DECLARE_FINAL_TYPE (MfHttpRouteProxy, mf_http_route_proxy, MF, HTTP_ROUTE_PROXY, GObject)

struct _MfHttpRouteProxy
{
  GObject parent_instance;
};

static void connectable_iface_init (GSocketConnectableIface *iface);
static void proxy_iface_init (GProxyInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MfHttpRoute,
                               mf_http_route,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SOCKET_CONNECTABLE,
                                                      connectable_iface_init))
G_DEFINE_FINAL_TYPE (MfHttpRouteEnumerator,
                     mf_http_route_enumerator,
                     G_TYPE_SOCKET_ADDRESS_ENUMERATOR)
G_DEFINE_FINAL_TYPE (MfHttpRouteAddress, mf_http_route_address, G_TYPE_PROXY_ADDRESS)
G_DEFINE_FINAL_TYPE_WITH_CODE (MfHttpRouteProxy,
                               mf_http_route_proxy,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY, proxy_iface_init))

/* openings */

static void
routes_unref (MfHttpRoutes *self)
{
  if (g_atomic_ref_count_dec (&self->refs))
    g_free (self);
}

static MfHttpRoutes *
routes_ref (MfHttpRoutes *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static Opening *
find_opening (MfHttpRoutes *self, guint serial)
{
  for (GList *l = self->openings.head; l; l = l->next)
    if (((Opening *) l->data)->serial == serial)
      return l->data;

  return NULL;
}

static void
opening_free (Opening *self)
{
  g_queue_remove (&self->routes->openings, self);
  mf_connector_free (self->connector);
  g_clear_object (&self->task);
  g_free (self->host);
  g_free (self);
}

static void
opened_cb (MfChannel *channel, const GError *error, gpointer user_data)
{
  Opening *self = user_data;
  GTask *task = g_steal_pointer (&self->task);

  if (channel)
    g_task_return_pointer (task, mf_http_connections_open (self->routes->connections, channel),
                           g_object_unref);
  else
    g_task_return_error (task, g_error_copy (error));
  g_object_unref (task);
  opening_free (self);
}

/* The one that was asked for first is opened first. */
static void
open_in_order (MfHttpRoutes *self)
{
  for (GList *l = self->openings.head; l; l = l->next)
    {
      Opening *opening = l->data;
      const char *address = NULL;

      if (opening->connector)
        continue;
      if (opening->task == NULL)
        return;
      mf_network_end_wait (self->site->network);
      if (self->knows_hosts)
        address = mf_network_find_address (self->site->network, opening->host);
      opening->connector = mf_connector_new (self->site, address ? address : opening->host,
                                             opening->port, opened_cb, opening);
    }
}

/* Nobody needs the server's end of a silent socket. */
static void
forget_silent_sockets (MfHttpRoutes *self)
{
  int fd;

  while ((fd = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0)
    close (fd);
}

/* the proxy */

static GIOStream *
mf_http_route_proxy_connect (GProxy *proxy,
                             GIOStream *stream,
                             GProxyAddress *address,
                             GCancellable *cancellable,
                             GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Nothing here may block");
  return NULL;
}

static void
mf_http_route_proxy_connect_async (GProxy *proxy,
                                   GIOStream *stream,
                                   GProxyAddress *proxy_address,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  MfHttpRouteAddress *address = MF_HTTP_ROUTE_ADDRESS (proxy_address);
  GTask *task = g_task_new (proxy, cancellable, callback, user_data);
  Opening *opening = NULL;

  g_task_set_source_tag (task, mf_http_route_proxy_connect_async);
  if (address->routes->site)
    opening = find_opening (address->routes, address->serial);
  if (opening == NULL)
    {
      g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE,
                                       "The network is gone");
      g_object_unref (task);
      return;
    }

  forget_silent_sockets (address->routes);
  opening->task = task;
  open_in_order (address->routes);
}

static GIOStream *
mf_http_route_proxy_connect_finish (GProxy *proxy, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
mf_http_route_proxy_supports_hostname (GProxy *proxy)
{
  return TRUE;
}

static void
proxy_iface_init (GProxyInterface *iface)
{
  iface->connect = mf_http_route_proxy_connect;
  iface->connect_async = mf_http_route_proxy_connect_async;
  iface->connect_finish = mf_http_route_proxy_connect_finish;
  iface->supports_hostname = mf_http_route_proxy_supports_hostname;
}

static void
mf_http_route_proxy_class_init (MfHttpRouteProxyClass *klass)
{
}

static void
mf_http_route_proxy_init (MfHttpRouteProxy *self)
{
}

/* its address */

static void
mf_http_route_address_finalize (GObject *object)
{
  MfHttpRouteAddress *self = MF_HTTP_ROUTE_ADDRESS (object);
  Opening *opening = self->routes->site ? find_opening (self->routes, self->serial) : NULL;

  /* The silent socket failed, or was given up: the others need not wait for it. */
  if (opening && opening->task == NULL && opening->connector == NULL)
    {
      mf_network_end_wait (self->routes->site->network);
      opening_free (opening);
      open_in_order (self->routes);
    }
  routes_unref (self->routes);
  G_OBJECT_CLASS (mf_http_route_address_parent_class)->finalize (object);
}

static void
mf_http_route_address_class_init (MfHttpRouteAddressClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mf_http_route_address_finalize;
}

static void
mf_http_route_address_init (MfHttpRouteAddress *self)
{
}

static GSocketAddress *
address_new (MfHttpRoute *route)
{
  MfHttpRoutes *routes = route->routes;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  MfHttpRouteAddress *self =
      g_object_new (MF_TYPE_HTTP_ROUTE_ADDRESS, "address", loopback, "port", routes->port,
                    "protocol", PROXY_PROTOCOL, "destination-hostname", route->host,
                    "destination-port", route->port, NULL);
  Opening *opening = g_new0 (Opening, 1);

  self->routes = routes_ref (routes);
  self->serial = ++routes->n_serials;
  opening->routes = routes;
  opening->serial = self->serial;
  opening->host = g_strdup (route->host);
  opening->port = route->port;
  g_queue_push_tail (&routes->openings, opening);
  mf_network_begin_wait (routes->site->network);
  return G_SOCKET_ADDRESS (self);
}

/* the one address of a route */

static GSocketAddress *
mf_http_route_enumerator_next (GSocketAddressEnumerator *enumerator,
                               GCancellable *cancellable,
                               GError **error)
{
  MfHttpRouteEnumerator *self = MF_HTTP_ROUTE_ENUMERATOR (enumerator);
  g_autoptr (MfHttpRoute) route = g_steal_pointer (&self->route);

  if (route == NULL)
    return NULL;
  if (route->routes->site)
    return address_new (route);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, "The network is gone");
  return NULL;
}

static void
mf_http_route_enumerator_finalize (GObject *object)
{
  g_clear_object (&MF_HTTP_ROUTE_ENUMERATOR (object)->route);
  G_OBJECT_CLASS (mf_http_route_enumerator_parent_class)->finalize (object);
}

static void
mf_http_route_enumerator_class_init (MfHttpRouteEnumeratorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mf_http_route_enumerator_finalize;
  G_SOCKET_ADDRESS_ENUMERATOR_CLASS (klass)->next = mf_http_route_enumerator_next;
}

static void
mf_http_route_enumerator_init (MfHttpRouteEnumerator *self)
{
}

/* the route */

static GSocketAddressEnumerator *
mf_http_route_enumerate (GSocketConnectable *connectable)
{
  MfHttpRouteEnumerator *self = g_object_new (MF_TYPE_HTTP_ROUTE_ENUMERATOR, NULL);

  self->route = g_object_ref (MF_HTTP_ROUTE (connectable));
  return G_SOCKET_ADDRESS_ENUMERATOR (self);
}

static char *
mf_http_route_to_string (GSocketConnectable *connectable)
{
  MfHttpRoute *self = MF_HTTP_ROUTE (connectable);

  return g_strdup_printf ("%s:%u", self->host, self->port);
}

static void
connectable_iface_init (GSocketConnectableIface *iface)
{
  iface->enumerate = mf_http_route_enumerate;
  iface->proxy_enumerate = mf_http_route_enumerate;
  iface->to_string = mf_http_route_to_string;
}

static void
mf_http_route_finalize (GObject *object)
{
  MfHttpRoute *self = MF_HTTP_ROUTE (object);

  routes_unref (self->routes);
  g_free (self->host);
  G_OBJECT_CLASS (mf_http_route_parent_class)->finalize (object);
}

static void
mf_http_route_class_init (MfHttpRouteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mf_http_route_finalize;
}

static void
mf_http_route_init (MfHttpRoute *self)
{
}

/* GProxy finds its implementations by an extension point of GIO. */
static void
register_proxy (void)
{
  static gsize registered;

  if (g_once_init_enter (&registered))
    {
      g_io_extension_point_register (G_PROXY_EXTENSION_POINT_NAME);
      g_io_extension_point_implement (G_PROXY_EXTENSION_POINT_NAME, MF_TYPE_HTTP_ROUTE_PROXY,
                                      PROXY_PROTOCOL, 0);
      g_once_init_leave (&registered, 1);
    }
}

/**
 * mf_http_routes_new:
 * @site: (transfer none): from where, in a lab
 * @connections: (transfer none): where the opened connections are kept
 * @knows_hosts: whether names need no DNS
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: (transfer full): what makes routes
 */
MfHttpRoutes *
mf_http_routes_new (const MfSite *site,
                    MfHttpConnections *connections,
                    gboolean knows_hosts,
                    GError **error)
{
  guint16 port;
  int listener = mf_hop_listen (&port, error);
  MfHttpRoutes *self;

  if (listener < 0)
    return NULL;

  register_proxy ();
  self = g_new0 (MfHttpRoutes, 1);
  g_atomic_ref_count_init (&self->refs);
  self->site = site;
  self->connections = connections;
  self->knows_hosts = knows_hosts;
  self->listener = listener;
  self->port = port;
  g_queue_init (&self->openings);
  return self;
}

/**
 * mf_http_routes_free:
 * @self: (nullable): routes; what is being opened fails
 */
void
mf_http_routes_free (MfHttpRoutes *self)
{
  if (self == NULL)
    return;

  while (self->openings.head)
    {
      Opening *opening = self->openings.head->data;

      if (opening->connector == NULL)
        mf_network_end_wait (self->site->network);
      if (opening->task)
        g_task_return_new_error_literal (opening->task, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE,
                                         "The network is gone");
      opening_free (opening);
    }
  self->site = NULL;
  close (self->listener);
  routes_unref (self);
}

/**
 * mf_http_routes_make:
 * @self: routes
 * @host: a host name, which is looked up, or an address
 * @port: the port there
 *
 * Returns: (transfer full): the way there, for mf_http_client
 */
GSocketConnectable *
mf_http_routes_make (MfHttpRoutes *self, const char *host, guint16 port)
{
  MfHttpRoute *route = g_object_new (MF_TYPE_HTTP_ROUTE, NULL);

  route->routes = routes_ref (self);
  route->host = g_strdup (host);
  route->port = port;
  return G_SOCKET_CONNECTABLE (route);
}
