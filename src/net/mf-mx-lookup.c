/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-mx-lookup.h"

#include <string.h>

typedef struct
{
  guint16 preference;
  guint64 order; /* among equals */
  char *host;
} Exchange;

struct _MfMxLookup
{
  const MfSite *site;
  char *domain;
  char *own_name;
  MfMxFunc func;
  gpointer user_data;
  GCancellable *cancellable;
};

static void
clear_exchange (gpointer data)
{
  g_free (((Exchange *) data)->host);
}

static int
compare_exchanges (gconstpointer a, gconstpointer b)
{
  const Exchange *x = a, *y = b;

  if (x->preference != y->preference)
    return x->preference < y->preference ? -1 : 1;
  return (x->order > y->order) - (x->order < y->order);
}

static void
fail (MfMxLookup *self, guint code, const char *enhanced, const char *text)
{
  MfSmtpVerdict verdict = { .code = code, .enhanced = enhanced, .text = text };

  self->func (NULL, &verdict, self->user_data);
}

/* "a site [that] has its own name among them MUST" leave out itself and all
 * that are no better, or mail would go round (RFC 5321 section 5.1). */
static void
drop_ourselves (MfMxLookup *self, GArray *exchanges)
{
  for (guint i = 0; i < exchanges->len; i++)
    {
      const Exchange *exchange = &g_array_index (exchanges, Exchange, i);
      guint16 preference = exchange->preference;

      if (g_ascii_strcasecmp (exchange->host, self->own_name) != 0)
        continue;
      while (i > 0 && g_array_index (exchanges, Exchange, i - 1).preference == preference)
        i--;
      g_array_set_size (exchanges, i);
      return;
    }
}

static gboolean
has_equals (GArray *exchanges)
{
  for (guint i = 1; i < exchanges->len; i++)
    if (g_array_index (exchanges, Exchange, i).preference ==
        g_array_index (exchanges, Exchange, i - 1).preference)
      return TRUE;

  return FALSE;
}

static GArray *
read_records (MfMxLookup *self, GList *records)
{
  GArray *exchanges = g_array_new (FALSE, TRUE, sizeof (Exchange));

  g_array_set_clear_func (exchanges, clear_exchange);
  for (GList *l = records; l; l = l->next)
    {
      Exchange exchange = { .order = exchanges->len };

      g_variant_get (l->data, "(qs)", &exchange.preference, &exchange.host);
      g_array_append_val (exchanges, exchange);
    }
  g_array_sort (exchanges, compare_exchanges);

  /* "… the sender-SMTP MUST randomize them to spread the load" (section 5.1). */
  if (has_equals (exchanges))
    {
      for (guint i = 0; i < exchanges->len; i++)
        g_array_index (exchanges, Exchange, i).order = mf_id_source_next (self->site->ids);
      g_array_sort (exchanges, compare_exchanges);
    }
  return exchanges;
}

static gboolean
is_null (const Exchange *exchange)
{
  return *exchange->host == '\0' || strcmp (exchange->host, ".") == 0;
}

static void
give (MfMxLookup *self, GList *records)
{
  g_autoptr (GArray) exchanges = read_records (self, records);
  g_autoptr (GPtrArray) hosts = g_ptr_array_new ();

  if (exchanges->len == 1 && is_null (&g_array_index (exchanges, Exchange, 0)))
    {
      fail (self, 556, "5.1.10", "This domain takes no mail (null MX)");
      return;
    }

  drop_ourselves (self, exchanges);
  for (guint i = 0; i < exchanges->len; i++)
    if (!is_null (&g_array_index (exchanges, Exchange, i)))
      g_ptr_array_add (hosts, g_array_index (exchanges, Exchange, i).host);
  if (hosts->len == 0)
    {
      fail (self, 554, "5.4.6", "Mail for this domain would come back to ourselves");
      return;
    }

  g_ptr_array_add (hosts, NULL);
  self->func ((const char *const *) hosts->pdata, NULL, self->user_data);
}

static void
give_domain (MfMxLookup *self, const char *host)
{
  const char *const hosts[] = { host, NULL };

  self->func (hosts, NULL, self->user_data);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  MfMxLookup *self = user_data;
  g_autoptr (GError) error = NULL;
  GList *records = g_resolver_lookup_records_finish (G_RESOLVER (source), result, &error);

  /* Then the look-up is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (records)
    {
      give (self, records);
      g_list_free_full (records, (GDestroyNotify) g_variant_unref);
    }
  else if (g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    /* "If an empty list of MXs is returned, the address is treated as if it was
     * associated with an implicit MX RR" (section 5.1). If the name does not
     * exist at all, the look-up of its address says so. */
    give_domain (self, self->domain);
  else
    fail (self, 451, "4.4.3", error->message);
}

/**
 * mf_mx_lookup_new:
 * @site: (transfer none): where it is asked from
 * @domain: a domain, not an address literal
 * @own_name: the server's own host name
 * @func: told once, never before this returns; may free the look-up
 * @user_data: for @func
 *
 * Returns: (transfer full): the look-up; freeing it gives it up
 */
MfMxLookup *
mf_mx_lookup_new (
    const MfSite *site, const char *domain, const char *own_name, MfMxFunc func, gpointer user_data)
{
  MfMxLookup *self = g_new0 (MfMxLookup, 1);
  g_autoptr (GResolver) resolver =
      site->resolver ? g_object_ref (site->resolver) : g_resolver_get_default ();

  self->site = site;
  self->domain = g_strdup (domain);
  self->own_name = g_strdup (own_name);
  self->func = func;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  g_resolver_lookup_records_async (resolver, domain, G_RESOLVER_RECORD_MX, self->cancellable,
                                   looked_up_cb, self);
  return self;
}

/**
 * mf_mx_lookup_free:
 * @self: (nullable): a look-up; if its function was not called yet, it never will be
 */
void
mf_mx_lookup_free (MfMxLookup *self)
{
  if (self == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_free (self->domain);
  g_free (self->own_name);
  g_free (self);
}
