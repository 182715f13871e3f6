/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-zone.h"

#include <string.h>

typedef struct
{
  GPtrArray *addresses; /* of char, NULL-terminated */
  GPtrArray *texts;     /* of char, NULL-terminated */
  GArray *mx;           /* of MfZoneMx, by preference */
} Node;

struct _MfZone
{
  GHashTable *nodes; /* name in small letters → Node */
  GHashTable *names; /* address → name */
};

static void
clear_mx (gpointer mx)
{
  g_free (((MfZoneMx *) mx)->exchange);
}

static Node *
node_new (void)
{
  Node *node = g_new0 (Node, 1);

  node->addresses = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  node->texts = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  node->mx = g_array_new (FALSE, TRUE, sizeof (MfZoneMx));
  g_array_set_clear_func (node->mx, clear_mx);
  return node;
}

static void
node_free (gpointer data)
{
  Node *node = data;

  g_ptr_array_unref (node->addresses);
  g_ptr_array_unref (node->texts);
  g_array_unref (node->mx);
  g_free (node);
}

/* "Mail.B.Example." and "mail.b.example" are the same name (RFC 1035 section 2.3.3). */
static char *
fold_name (const char *name)
{
  char *folded = g_ascii_strdown (name, -1);
  gsize length = strlen (folded);

  if (length > 0 && folded[length - 1] == '.')
    folded[length - 1] = '\0';
  return folded;
}

static Node *
find_node (const MfZone *self, const char *name)
{
  g_autofree char *folded = fold_name (name);

  return g_hash_table_lookup (self->nodes, folded);
}

static Node *
need_node (MfZone *self, const char *name)
{
  g_autofree char *folded = fold_name (name);
  Node *node = g_hash_table_lookup (self->nodes, folded);

  if (node == NULL)
    {
      node = node_new ();
      g_hash_table_insert (self->nodes, g_steal_pointer (&folded), node);
    }
  return node;
}

/**
 * mf_zone_new:
 *
 * Returns: (transfer full): a zone without records
 */
MfZone *
mf_zone_new (void)
{
  MfZone *self = g_new0 (MfZone, 1);

  self->nodes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, node_free);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
mf_zone_free (MfZone *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->nodes);
  g_hash_table_unref (self->names);
  g_free (self);
}

/**
 * mf_zone_add_address:
 * @self: a zone
 * @name: a host name
 * @address: an address of it, "192.0.2.25"; a PTR record back to the first name goes with it
 */
void
mf_zone_add_address (MfZone *self, const char *name, const char *address)
{
  g_ptr_array_add (need_node (self, name)->addresses, g_strdup (address));
  if (!g_hash_table_contains (self->names, address))
    g_hash_table_insert (self->names, g_strdup (address), fold_name (name));
}

/**
 * mf_zone_add_mx:
 * @self: a zone
 * @domain: a mail domain
 * @preference: the lower is tried first (RFC 5321 section 5.1)
 * @exchange: the mail server's name; "" or "." says that the domain takes no mail (RFC 7505)
 */
void
mf_zone_add_mx (MfZone *self, const char *domain, guint16 preference, const char *exchange)
{
  MfZoneMx mx = { .preference = preference, .exchange = fold_name (exchange) };
  GArray *list = need_node (self, domain)->mx;
  guint i = 0;

  while (i < list->len && g_array_index (list, MfZoneMx, i).preference <= preference)
    i++;
  g_array_insert_val (list, i, mx);
}

/**
 * mf_zone_add_text:
 * @self: a zone
 * @name: a name
 * @text: what its TXT record says
 */
void
mf_zone_add_text (MfZone *self, const char *name, const char *text)
{
  g_ptr_array_add (need_node (self, name)->texts, g_strdup (text));
}

/**
 * mf_zone_remove:
 * @self: a zone
 * @name: a name that has no records any more
 */
void
mf_zone_remove (MfZone *self, const char *name)
{
  g_autofree char *folded = fold_name (name);

  g_hash_table_remove (self->nodes, folded);
}

/**
 * mf_zone_has_name:
 * @self: a zone
 * @name: a name
 *
 * Returns: whether it exists; if it does not, the answer to any question about it is NXDOMAIN
 */
gboolean
mf_zone_has_name (const MfZone *self, const char *name)
{
  return find_node (self, name) != NULL;
}

/**
 * mf_zone_get_addresses:
 * @self: a zone
 * @name: a host name
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): its addresses, or %NULL if
 *   there are none
 */
const char *const *
mf_zone_get_addresses (const MfZone *self, const char *name)
{
  const Node *node = find_node (self, name);

  return node && node->addresses->len ? (const char *const *) node->addresses->pdata : NULL;
}

/**
 * mf_zone_get_mx:
 * @self: a zone
 * @domain: a mail domain
 * @n_mx: (out): how many
 *
 * Returns: (transfer none) (nullable) (array length=n_mx): its MX records by preference
 */
const MfZoneMx *
mf_zone_get_mx (const MfZone *self, const char *domain, guint *n_mx)
{
  const Node *node = find_node (self, domain);

  *n_mx = node ? node->mx->len : 0;
  return *n_mx ? (const MfZoneMx *) (gpointer) node->mx->data : NULL;
}

/**
 * mf_zone_get_texts:
 * @self: a zone
 * @name: a name
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): its TXT records
 */
const char *const *
mf_zone_get_texts (const MfZone *self, const char *name)
{
  const Node *node = find_node (self, name);

  return node && node->texts->len ? (const char *const *) node->texts->pdata : NULL;
}

/**
 * mf_zone_get_name_of:
 * @self: a zone
 * @address: an address
 *
 * Returns: (transfer none) (nullable): the name that its PTR record gives
 */
const char *
mf_zone_get_name_of (const MfZone *self, const char *address)
{
  return g_hash_table_lookup (self->names, address);
}
