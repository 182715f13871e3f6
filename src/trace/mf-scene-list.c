/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-scene-list.h"

/* Two search trees hold the elements: one sorted by the order of arrival, one
 * by key. Both are weight-balanced (Adams; Hirai and Yamamoto, "Balancing
 * weight-balanced trees", 2011, proved the two constants), so their height is
 * bounded whatever keys a file brings, and a node that someone else also holds
 * is copied before it is changed. */
#define DELTA 3
#define RATIO 2

typedef struct _Node Node;

struct _Node
{
  gatomicrefcount refs;
  guint size;
  Node *left;
  Node *right;
  gpointer element;
  guint64 order;
  guint hash;
};

struct _MfSceneList
{
  gatomicrefcount refs;
  const MfSceneListClass *klass;
  Node *by_order;
  Node *by_key;
  guint64 next_order;
};

/* Where an element stands in one of the trees: by order if @key is NULL. */
typedef struct
{
  const MfSceneListClass *klass;
  gconstpointer key;
  guint hash;
  guint64 order;
} Place;

static Node *
node_new (const Place *place, gpointer element)
{
  Node *node = g_new0 (Node, 1);

  g_atomic_ref_count_init (&node->refs);
  node->size = 1;
  node->element = place->klass->ref (element);
  node->order = place->order;
  node->hash = place->hash;
  return node;
}

static Node *
node_ref (Node *node)
{
  if (node)
    g_atomic_ref_count_inc (&node->refs);
  return node;
}

static void
node_unref (Node *node, const MfSceneListClass *klass)
{
  if (node == NULL || !g_atomic_ref_count_dec (&node->refs))
    return;

  node_unref (node->left, klass);
  node_unref (node->right, klass);
  klass->unref (node->element);
  g_free (node);
}

/* Takes the caller's reference and gives back a node that nobody else holds. */
static Node *
node_make_writable (Node *node, const MfSceneListClass *klass)
{
  Node *copy;

  if (g_atomic_ref_count_compare (&node->refs, 1))
    return node;

  copy = g_new (Node, 1);
  *copy = *node;
  g_atomic_ref_count_init (&copy->refs);
  copy->element = klass->ref (node->element);
  node_ref (copy->left);
  node_ref (copy->right);
  node_unref (node, klass);
  return copy;
}

static guint
node_get_size (const Node *node)
{
  return node ? node->size : 0;
}

static guint64
node_get_weight (const Node *node)
{
  return (guint64) node_get_size (node) + 1;
}

static void
node_update_size (Node *node)
{
  node->size = node_get_size (node->left) + node_get_size (node->right) + 1;
}

static Node *
rotate_left (Node *node, const MfSceneListClass *klass)
{
  Node *up = node_make_writable (node->right, klass);

  node->right = up->left;
  up->left = node;
  node_update_size (node);
  node_update_size (up);
  return up;
}

static Node *
rotate_right (Node *node, const MfSceneListClass *klass)
{
  Node *up = node_make_writable (node->left, klass);

  node->left = up->right;
  up->right = node;
  node_update_size (node);
  node_update_size (up);
  return up;
}

/* @node is writable and at most one element has come or gone below it. */
static Node *
rebalance (Node *node, const MfSceneListClass *klass)
{
  guint64 left = node_get_weight (node->left);
  guint64 right = node_get_weight (node->right);

  node_update_size (node);

  if (right > DELTA * left)
    {
      if (node_get_weight (node->right->left) >= RATIO * node_get_weight (node->right->right))
        {
          node->right = node_make_writable (node->right, klass);
          node->right = rotate_right (node->right, klass);
        }
      return rotate_left (node, klass);
    }

  if (left > DELTA * right)
    {
      if (node_get_weight (node->left->right) >= RATIO * node_get_weight (node->left->left))
        {
          node->left = node_make_writable (node->left, klass);
          node->left = rotate_left (node->left, klass);
        }
      return rotate_right (node, klass);
    }

  return node;
}

static int
compare (const Place *place, const Node *node)
{
  if (place->key == NULL)
    return (place->order > node->order) - (place->order < node->order);
  if (place->hash != node->hash)
    return place->hash > node->hash ? 1 : -1;
  return place->klass->compare_keys (place->key, place->klass->get_key (node->element));
}

static Node *
lookup (Node *node, const Place *place)
{
  while (node)
    {
      int order = compare (place, node);

      if (order == 0)
        return node;
      node = order < 0 ? node->left : node->right;
    }

  return NULL;
}

static Node *
insert (Node *node, const Place *place, gpointer element)
{
  if (node == NULL)
    return node_new (place, element);

  node = node_make_writable (node, place->klass);
  if (compare (place, node) < 0)
    node->left = insert (node->left, place, element);
  else
    node->right = insert (node->right, place, element);

  return rebalance (node, place->klass);
}

/* Puts @element where there is one already. */
static Node *
exchange (Node *node, const Place *place, gpointer element)
{
  int order;

  node = node_make_writable (node, place->klass);
  order = compare (place, node);
  if (order < 0)
    node->left = exchange (node->left, place, element);
  else if (order > 0)
    node->right = exchange (node->right, place, element);
  else
    {
      place->klass->ref (element);
      place->klass->unref (node->element);
      node->element = element;
    }

  return node;
}

static Node *
take_first (Node *node, const MfSceneListClass *klass, Node **first)
{
  node = node_make_writable (node, klass);
  if (node->left == NULL)
    {
      Node *rest = g_steal_pointer (&node->right);

      *first = node;
      return rest;
    }

  node->left = take_first (node->left, klass, first);
  return rebalance (node, klass);
}

/* Takes out an element that is there. */
static Node *
take_out (Node *node, const Place *place)
{
  Node *left;
  Node *right;
  Node *next;
  int order;

  node = node_make_writable (node, place->klass);
  order = compare (place, node);
  if (order < 0)
    node->left = take_out (node->left, place);
  else if (order > 0)
    node->right = take_out (node->right, place);
  if (order != 0)
    return rebalance (node, place->klass);

  left = g_steal_pointer (&node->left);
  right = g_steal_pointer (&node->right);
  node_unref (node, place->klass);
  if (right == NULL)
    return left;

  right = take_first (right, place->klass, &next);
  next->left = left;
  next->right = right;
  return rebalance (next, place->klass);
}

static Place
place_of_key (const MfSceneList *self, gconstpointer key)
{
  return (Place) { .klass = self->klass, .key = key, .hash = self->klass->hash_key (key) };
}

static Place
place_of_order (const MfSceneList *self, guint64 order)
{
  return (Place) { .klass = self->klass, .order = order };
}

/**
 * mf_scene_list_new:
 * @klass: what to know of the elements; static
 *
 * Returns: (transfer full): an empty list
 */
MfSceneList *
mf_scene_list_new (const MfSceneListClass *klass)
{
  MfSceneList *self = g_new0 (MfSceneList, 1);

  g_atomic_ref_count_init (&self->refs);
  self->klass = klass;
  return self;
}

MfSceneList *
mf_scene_list_ref (MfSceneList *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_scene_list_unref (MfSceneList *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  node_unref (self->by_order, self->klass);
  node_unref (self->by_key, self->klass);
  g_free (self);
}

/**
 * mf_scene_list_get_n:
 * @self: (nullable): a list
 *
 * Returns: the number of elements
 */
guint
mf_scene_list_get_n (const MfSceneList *self)
{
  return self ? node_get_size (self->by_order) : 0;
}

/**
 * mf_scene_list_get:
 * @self: (nullable): a list
 * @position: 0 for the oldest element
 *
 * Returns: (nullable) (transfer none): the element there, or %NULL past the end
 */
gpointer
mf_scene_list_get (const MfSceneList *self, guint position)
{
  const Node *node = self ? self->by_order : NULL;

  while (node)
    {
      guint before = node_get_size (node->left);

      if (position == before)
        return node->element;
      node = position < before ? node->left : node->right;
      if (position > before)
        position -= before + 1;
    }

  return NULL;
}

/**
 * mf_scene_list_find:
 * @self: (nullable): a list
 * @key: a key
 *
 * Returns: (nullable) (transfer none): the element with that key
 */
gpointer
mf_scene_list_find (const MfSceneList *self, gconstpointer key)
{
  Place place;
  const Node *node;

  if (self == NULL)
    return NULL;

  place = place_of_key (self, key);
  node = lookup (self->by_key, &place);
  return node ? node->element : NULL;
}

/**
 * mf_scene_list_make_writable:
 * @self: (transfer full): a list
 *
 * Returns: (transfer full): the same list if nobody else holds it, else a new
 *   one with the same elements
 */
MfSceneList *
mf_scene_list_make_writable (MfSceneList *self)
{
  MfSceneList *copy;

  if (g_atomic_ref_count_compare (&self->refs, 1))
    return self;

  copy = g_new (MfSceneList, 1);
  *copy = *self;
  g_atomic_ref_count_init (&copy->refs);
  node_ref (copy->by_order);
  node_ref (copy->by_key);
  mf_scene_list_unref (self);
  return copy;
}

/**
 * mf_scene_list_append:
 * @self: a list that nobody else holds
 * @element: (transfer none): an element; a reference is taken
 *
 * Returns: %FALSE, with nothing changed, if there is one with its key already
 */
gboolean
mf_scene_list_append (MfSceneList *self, gpointer element)
{
  Place by_key = place_of_key (self, self->klass->get_key (element));
  Place by_order = place_of_order (self, self->next_order);

  if (lookup (self->by_key, &by_key))
    return FALSE;

  by_key.order = self->next_order++;
  self->by_key = insert (self->by_key, &by_key, element);
  self->by_order = insert (self->by_order, &by_order, element);
  return TRUE;
}

/**
 * mf_scene_list_replace:
 * @self: a list that nobody else holds
 * @element: (transfer none): an element to stand in the place of the one with the same key
 *
 * Returns: %FALSE, with nothing changed, if there is none with its key
 */
gboolean
mf_scene_list_replace (MfSceneList *self, gpointer element)
{
  Place by_key = place_of_key (self, self->klass->get_key (element));
  const Node *node = lookup (self->by_key, &by_key);
  Place by_order;

  if (node == NULL)
    return FALSE;

  by_order = place_of_order (self, node->order);
  self->by_key = exchange (self->by_key, &by_key, element);
  self->by_order = exchange (self->by_order, &by_order, element);
  return TRUE;
}

/**
 * mf_scene_list_remove:
 * @self: a list that nobody else holds
 * @key: a key; may belong to the element that goes
 *
 * Returns: %FALSE, with nothing changed, if there is no element with that key
 */
gboolean
mf_scene_list_remove (MfSceneList *self, gconstpointer key)
{
  Place by_key = place_of_key (self, key);
  const Node *node = lookup (self->by_key, &by_key);
  Place by_order;

  if (node == NULL)
    return FALSE;

  /* The key may live in the element; the other tree still holds it. */
  by_order = place_of_order (self, node->order);
  self->by_key = take_out (self->by_key, &by_key);
  self->by_order = take_out (self->by_order, &by_order);
  return TRUE;
}
