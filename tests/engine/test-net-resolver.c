/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-resolver.h"

static MfZone *
make_zone (void)
{
  MfZone *zone = mf_zone_new ();

  mf_zone_add_address (zone, "mail.b.example", "198.51.100.25");
  mf_zone_add_address (zone, "backup.b.example", "198.51.100.26");
  mf_zone_add_address (zone, "two.example", "198.51.100.1");
  mf_zone_add_address (zone, "two.example", "198.51.100.2");
  mf_zone_add_mx (zone, "b.example", 20, "backup.b.example");
  mf_zone_add_mx (zone, "b.example", 10, "mail.b.example");
  mf_zone_add_mx (zone, "b.example", 30, "last.b.example");
  mf_zone_add_mx (zone, "null.example", 0, ".");
  mf_zone_add_text (zone, "b.example", "v=spf1 mx -all");
  return zone;
}

static char *
print_records (GList *records)
{
  GString *text = g_string_new (NULL);

  for (GList *l = records; l; l = l->next)
    {
      g_autofree char *printed = g_variant_print (l->data, FALSE);

      g_string_append_printf (text, "%s%s", text->len ? " " : "", printed);
    }
  return g_string_free_and_steal (text);
}

static char *
print_addresses (GList *addresses)
{
  GString *text = g_string_new (NULL);

  for (GList *l = addresses; l; l = l->next)
    {
      g_autofree char *address = g_inet_address_to_string (l->data);

      g_string_append_printf (text, "%s%s", text->len ? " " : "", address);
    }
  return g_string_free_and_steal (text);
}

#define A G_RESOLVER_RECORD_NS /* stands for the look-up of addresses */
#define MX G_RESOLVER_RECORD_MX
#define TXT G_RESOLVER_RECORD_TXT

static const struct
{
  const char *what;
  GResolverRecordType type;
  const char *name;
  const char *expected; /* NULL: not found */
} questions[] = {
  { "MX by preference", MX, "b.example",
    "(10, 'mail.b.example') (20, 'backup.b.example') (30, 'last.b.example')" },
  { "case does not matter", MX, "B.Example",
    "(10, 'mail.b.example') (20, 'backup.b.example') (30, 'last.b.example')" },
  { "nor does the root's dot", MX, "b.example.",
    "(10, 'mail.b.example') (20, 'backup.b.example') (30, 'last.b.example')" },
  { "the null MX (RFC 7505)", MX, "null.example", "(0, '')" },
  { "a host has no MX", MX, "mail.b.example", NULL },
  { "NXDOMAIN", MX, "nowhere.example", NULL },
  { "TXT", TXT, "b.example", "(['v=spf1 mx -all'],)" },
  { "no TXT", TXT, "mail.b.example", NULL },
  { "A", A, "mail.b.example", "198.51.100.25" },
  { "several A", A, "two.example", "198.51.100.1 198.51.100.2" },
  { "a mail domain has no A", A, "b.example", NULL },
  { "NXDOMAIN of a host", A, "nowhere.example", NULL },
  { "an address is its own answer", A, "192.0.2.7", "192.0.2.7" },
};

static char *
ask (GResolver *resolver, GResolverRecordType type, const char *name, GError **error)
{
  GList *list;
  char *text;

  if (type == A)
    {
      list = g_resolver_lookup_by_name (resolver, name, NULL, error);
      text = list ? print_addresses (list) : NULL;
      g_resolver_free_addresses (list);
      return text;
    }

  list = g_resolver_lookup_records (resolver, name, type, NULL, error);
  text = list ? print_records (list) : NULL;
  g_list_free_full (list, (GDestroyNotify) g_variant_unref);
  return text;
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static char *
ask_async (GResolver *resolver, GResolverRecordType type, const char *name, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GList *list;
  char *text;

  if (type == A)
    g_resolver_lookup_by_name_async (resolver, name, NULL, result_cb, &result);
  else
    g_resolver_lookup_records_async (resolver, name, type, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  if (type == A)
    {
      list = g_resolver_lookup_by_name_finish (resolver, result, error);
      text = list ? print_addresses (list) : NULL;
      g_resolver_free_addresses (list);
      return text;
    }

  list = g_resolver_lookup_records_finish (resolver, result, error);
  text = list ? print_records (list) : NULL;
  g_list_free_full (list, (GDestroyNotify) g_variant_unref);
  return text;
}

static void
test_questions (void)
{
  g_autoptr (MfZone) zone = make_zone ();
  g_autoptr (GResolver) resolver = mf_resolver_new (zone, NULL, -1);

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    for (guint async = 0; async < 2; async++)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *answer =
            (async ? ask_async : ask) (resolver, questions[i].type, questions[i].name, &error);

        g_test_message ("%s", questions[i].what);
        g_assert_cmpstr (answer, ==, questions[i].expected);
        if (questions[i].expected)
          g_assert_no_error (error);
        else
          g_assert_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);
      }
}

static void
test_reverse (void)
{
  g_autoptr (MfZone) zone = make_zone ();
  g_autoptr (GResolver) resolver = mf_resolver_new (zone, NULL, -1);
  g_autoptr (GInetAddress) known = g_inet_address_new_from_string ("198.51.100.25");
  g_autoptr (GInetAddress) unknown = g_inet_address_new_from_string ("203.0.113.1");
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_resolver_lookup_by_address (resolver, known, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, "mail.b.example");
  g_assert_null (g_resolver_lookup_by_address (resolver, unknown, NULL, &error));
  g_assert_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);
}

static void
test_remove (void)
{
  g_autoptr (MfZone) zone = make_zone ();
  guint n;

  g_assert_true (mf_zone_has_name (zone, "b.example"));
  mf_zone_remove (zone, "B.EXAMPLE.");
  g_assert_false (mf_zone_has_name (zone, "b.example"));
  g_assert_null (mf_zone_get_mx (zone, "b.example", &n));
  g_assert_cmpuint (n, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resolver/questions", test_questions);
  g_test_add_func ("/resolver/reverse", test_reverse);
  g_test_add_func ("/resolver/remove", test_remove);
  return g_test_run ();
}
