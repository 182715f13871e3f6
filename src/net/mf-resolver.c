/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-resolver.h"

#include "net/mf-network-private.h"

struct _MfResolver
{
  GResolver parent_instance;

  MfZone *zone;
  MfNetwork *network; /* nullable, outlives us */
  int host;
};

G_DEFINE_FINAL_TYPE (MfResolver, mf_resolver, G_TYPE_RESOLVER)

typedef enum
{
  ASK_NAME,
  ASK_ADDRESS,
  ASK_RECORDS,
} AskKind;

/* A question and what becomes of it; the task's data. */
typedef struct
{
  AskKind kind;
  char *subject; /* a name, or an address as text */
  GResolverNameLookupFlags flags;
  GResolverRecordType type;
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_free (ask->subject);
  g_free (ask);
}

static void
free_records (gpointer records)
{
  g_list_free_full (records, (GDestroyNotify) g_variant_unref);
}

static gpointer
not_found (MfResolver *self, const char *name, const char *what, GError **error)
{
  if (!mf_zone_has_name (self->zone, name))
    g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND,
                 "There is no such name as “%s”", name);
  else
    g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "“%s” has no %s record", name,
                 what);
  return NULL;
}

static GList *
find_addresses (MfResolver *self, const Ask *ask, GError **error)
{
  const char *const *texts = mf_zone_get_addresses (self->zone, ask->subject);
  GList *addresses = NULL;

  for (; texts && *texts; texts++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (*texts);
      gboolean is_ipv4 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4;

      if (ask->flags & (is_ipv4 ? G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY
                                : G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY))
        continue;
      addresses = g_list_append (addresses, g_steal_pointer (&address));
    }

  return addresses ? addresses : not_found (self, ask->subject, "address", error);
}

static char *
find_name (MfResolver *self, const Ask *ask, GError **error)
{
  const char *name = mf_zone_get_name_of (self->zone, ask->subject);

  return name ? g_strdup (name) : not_found (self, ask->subject, "PTR", error);
}

/* The shapes that GResolverRecordType documents: MX (qs), TXT (as). */
static GList *
find_records (MfResolver *self, const Ask *ask, GError **error)
{
  GList *records = NULL;

  if (ask->type == G_RESOLVER_RECORD_MX)
    {
      guint n;
      const MfZoneMx *mx = mf_zone_get_mx (self->zone, ask->subject, &n);

      for (guint i = 0; i < n; i++)
        records =
            g_list_append (records, g_variant_ref_sink (
                                        g_variant_new ("(qs)", mx[i].preference, mx[i].exchange)));
      return records ? records : not_found (self, ask->subject, "MX", error);
    }

  if (ask->type == G_RESOLVER_RECORD_TXT)
    {
      const char *const *texts = mf_zone_get_texts (self->zone, ask->subject);

      for (; texts && *texts; texts++)
        {
          const char *strings[] = { *texts, NULL };

          records = g_list_append (records, g_variant_ref_sink (g_variant_new ("(^as)", strings)));
        }
      return records ? records : not_found (self, ask->subject, "TXT", error);
    }

  return not_found (self, ask->subject, "such", error);
}

static char *
print_addresses (GList *addresses)
{
  GString *text = g_string_new (NULL);

  for (GList *l = addresses; l; l = l->next)
    {
      g_autofree char *address = g_inet_address_to_string (l->data);

      g_string_append_printf (text, "%s%s", text->len ? ", " : "", address);
    }

  return g_string_free_and_steal (text);
}

static char *
print_records (GResolverRecordType type, GList *records)
{
  GString *text = g_string_new (NULL);

  for (GList *l = records; l; l = l->next)
    {
      g_string_append (text, text->len ? ", " : "");
      if (type == G_RESOLVER_RECORD_MX)
        {
          const char *exchange;
          guint16 preference;

          g_variant_get (l->data, "(q&s)", &preference, &exchange);
          g_string_append_printf (text, "%u %s", preference, *exchange ? exchange : ".");
        }
      else
        {
          g_autofree char *printed = g_variant_print (l->data, FALSE);

          g_string_append (text, printed);
        }
    }

  return g_string_free_and_steal (text);
}

static const char *
get_type_name (const Ask *ask)
{
  if (ask->kind == ASK_NAME)
    return "A";
  if (ask->kind == ASK_ADDRESS)
    return "PTR";
  return ask->type == G_RESOLVER_RECORD_MX ? "MX" : "TXT";
}

static void
completed_cb (GTask *task, GParamSpec *pspec, gpointer user_data)
{
  mf_network_end_wait (user_data);
}

static gpointer
find_answer (
    MfResolver *self, const Ask *ask, char **answer, GDestroyNotify *destroy, GError **error)
{
  gpointer result;

  if (ask->kind == ASK_NAME)
    {
      result = find_addresses (self, ask, error);
      *answer = print_addresses (result);
      *destroy = (GDestroyNotify) g_resolver_free_addresses;
    }
  else if (ask->kind == ASK_ADDRESS)
    {
      result = find_name (self, ask, error);
      *answer = g_strdup (result ? result : "");
      *destroy = g_free;
    }
  else
    {
      result = find_records (self, ask, error);
      *answer = print_records (ask->type, result);
      *destroy = free_records;
    }

  return result;
}

static void
answer_cb (gboolean crossed, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MfResolver *self = g_task_get_source_object (task);
  const Ask *ask = g_task_get_task_data (task);
  g_autofree char *question = g_strdup_printf ("%s %s", ask->subject, get_type_name (ask));
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;
  GDestroyNotify destroy = NULL;
  gpointer result = NULL;

  if (!crossed)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The network is gone");
      return;
    }

  if (self->network == NULL || mf_network_is_reachable (self->network, self->host))
    result = find_answer (self, ask, &answer, &destroy, &error);
  else
    g_set_error_literal (&error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE,
                         "No name server can be reached");

  if (self->network)
    {
      /* The task may call back from the main loop: the world waits for that. */
      mf_network_begin_wait (self->network);
      g_signal_connect (task, "notify::completed", G_CALLBACK (completed_cb), self->network);
      mf_network_report_lookup (self->network, (guint) self->host, question,
                                answer != NULL ? answer : "");
    }
  if (result)
    g_task_return_pointer (task, result, destroy);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
ask_async (GResolver *resolver,
           Ask *ask,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  MfResolver *self = MF_RESOLVER (resolver);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, ask_async);
  g_task_set_task_data (task, ask, ask_free);
  if (self->network)
    mf_network_look_up (self->network, (guint) self->host, answer_cb, task);
  else
    answer_cb (TRUE, task);
}

static Ask *
ask_new (AskKind kind, const char *subject)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->kind = kind;
  ask->subject = g_strdup (subject);
  return ask;
}

static GList *
mf_resolver_lookup_by_name_with_flags (GResolver *resolver,
                                       const char *name,
                                       GResolverNameLookupFlags flags,
                                       GCancellable *cancellable,
                                       GError **error)
{
  Ask ask = { .kind = ASK_NAME, .subject = (char *) name, .flags = flags };

  return find_addresses (MF_RESOLVER (resolver), &ask, error);
}

static void
mf_resolver_lookup_by_name_with_flags_async (GResolver *resolver,
                                             const char *name,
                                             GResolverNameLookupFlags flags,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data)
{
  Ask *ask = ask_new (ASK_NAME, name);

  ask->flags = flags;
  ask_async (resolver, ask, cancellable, callback, user_data);
}

static GList *
mf_resolver_lookup_by_name (GResolver *resolver,
                            const char *name,
                            GCancellable *cancellable,
                            GError **error)
{
  return mf_resolver_lookup_by_name_with_flags (resolver, name,
                                                G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable,
                                                error);
}

static void
mf_resolver_lookup_by_name_async (GResolver *resolver,
                                  const char *name,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  ask_async (resolver, ask_new (ASK_NAME, name), cancellable, callback, user_data);
}

static GList *
mf_resolver_lookup_by_name_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static char *
mf_resolver_lookup_by_address (GResolver *resolver,
                               GInetAddress *address,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autofree char *text = g_inet_address_to_string (address);
  Ask ask = { .kind = ASK_ADDRESS, .subject = text };

  return find_name (MF_RESOLVER (resolver), &ask, error);
}

static void
mf_resolver_lookup_by_address_async (GResolver *resolver,
                                     GInetAddress *address,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autofree char *text = g_inet_address_to_string (address);

  ask_async (resolver, ask_new (ASK_ADDRESS, text), cancellable, callback, user_data);
}

static char *
mf_resolver_lookup_by_address_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GList *
mf_resolver_lookup_records (GResolver *resolver,
                            const char *rrname,
                            GResolverRecordType record_type,
                            GCancellable *cancellable,
                            GError **error)
{
  Ask ask = { .kind = ASK_RECORDS, .subject = (char *) rrname, .type = record_type };

  return find_records (MF_RESOLVER (resolver), &ask, error);
}

static void
mf_resolver_lookup_records_async (GResolver *resolver,
                                  const char *rrname,
                                  GResolverRecordType record_type,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  Ask *ask = ask_new (ASK_RECORDS, rrname);

  ask->type = record_type;
  ask_async (resolver, ask, cancellable, callback, user_data);
}

static GList *
mf_resolver_lookup_records_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mf_resolver_class_init (MfResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name = mf_resolver_lookup_by_name;
  resolver_class->lookup_by_name_async = mf_resolver_lookup_by_name_async;
  resolver_class->lookup_by_name_finish = mf_resolver_lookup_by_name_finish;
  resolver_class->lookup_by_name_with_flags = mf_resolver_lookup_by_name_with_flags;
  resolver_class->lookup_by_name_with_flags_async = mf_resolver_lookup_by_name_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = mf_resolver_lookup_by_name_finish;
  resolver_class->lookup_by_address = mf_resolver_lookup_by_address;
  resolver_class->lookup_by_address_async = mf_resolver_lookup_by_address_async;
  resolver_class->lookup_by_address_finish = mf_resolver_lookup_by_address_finish;
  resolver_class->lookup_records = mf_resolver_lookup_records;
  resolver_class->lookup_records_async = mf_resolver_lookup_records_async;
  resolver_class->lookup_records_finish = mf_resolver_lookup_records_finish;
}

static void
mf_resolver_init (MfResolver *self)
{
}

/**
 * mf_resolver_new:
 * @zone: (transfer none): what is known; must live longer than the resolver
 * @network: (nullable) (transfer none): asynchronous questions cross this network, which must
 *   live longer; %NULL answers them at once
 * @host: index on the network's stage of the host that asks
 *
 * Returns: (transfer full): a resolver
 */
GResolver *
mf_resolver_new (MfZone *zone, MfNetwork *network, int host)
{
  MfResolver *self = g_object_new (MF_TYPE_RESOLVER, NULL);

  self->zone = zone;
  self->network = network;
  self->host = host;
  return G_RESOLVER (self);
}
