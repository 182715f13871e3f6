/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "play.h"

#include <string.h>

/* The lesson "imap-folders" (C24), on the bytes that were recorded. */

typedef struct
{
  MfStage *stage;
  GPtrArray *records;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->records = play_named ("imap-folders", &self->stage);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->records);
  mf_stage_unref (self->stage);
}

static int
find_host (Fixture *self, const char *id)
{
  return mf_stage_find_host (self->stage, id);
}

/* All bytes that came to a host. */
static GString *
collect_to (Fixture *self, const char *id)
{
  GString *bytes = g_string_new (NULL);

  for (guint i = 0; i < self->records->len; i++)
    {
      const MfRecord *record = play_get_record (self->records, i);
      gsize size;
      const char *data;

      if (record->unit == NULL || record->to != find_host (self, id))
        continue;

      data = g_bytes_get_data (record->unit->bytes, &size);
      g_string_append_len (bytes, data, (gssize) size);
    }

  return bytes;
}

static const MfSceneItem *
get_only_item (Fixture *self, const MfScene *scene, const char *host, const char *mailbox)
{
  const MfSceneMailbox *found =
      mf_scene_find_mailbox (scene, (guint) find_host (self, host), mailbox);

  g_assert_nonnull (found);
  g_assert_cmpuint (mf_scene_list_get_n (found->items), ==, 1);
  return mf_scene_list_get (found->items, 0);
}

/* One session each, from the first look to the last. */
static void
test_sessions (Fixture *self, gconstpointer data)
{
  guint n = 0;

  for (guint i = 0; i < self->records->len; i++)
    {
      const MfRecord *record = play_get_record (self->records, i);

      n += record->protocol == MF_PROTOCOL_IMAP &&
           mf_record_find_effect (record, MF_EFFECT_OPENED) != NULL;
    }

  g_assert_cmpuint (n, ==, 2);
}

/* The text crosses the network to the phone, and the picture to nobody who reads. */
static void
test_one_part (Fixture *self, gconstpointer data)
{
  g_autoptr (GString) to_phone = collect_to (self, "phone");
  g_autoptr (GString) to_laptop = collect_to (self, "laptop");
  g_autoptr (GString) to_server = collect_to (self, "mail-a");
  const MfEffect *read = play_find_effect (self->records, MF_EFFECT_READ, 0, NULL);

  g_assert_nonnull (strstr (to_phone->str, "this is where we walked yesterday"));
  g_assert_null (strstr (to_phone->str, "iVBORw0KGgo"));
  g_assert_null (strstr (to_laptop->str, "this is where we walked yesterday"));
  g_assert_null (strstr (to_laptop->str, "iVBORw0KGgo"));
  g_assert_nonnull (strstr (to_server->str, "iVBORw0KGgo"));

  g_assert_cmpuint (play_count_effects (self->records, MF_EFFECT_READ), ==, 1);
  g_assert_cmpstr (read->text, ==, "1");
  g_assert_cmpstr (read->subject, ==, "A picture of the valley");
  g_assert_cmpint (read->number, <, 1000);
}

/* The letter is told of between "+" and DONE: nobody has asked. */
static void
test_news (Fixture *self, gconstpointer data)
{
  guint idling = play_find_topic (self->records, "imap.+.IDLE", 0);
  guint news = play_find_topic (self->records, "imap.*.EXISTS", idling);
  guint done = play_find_topic (self->records, "imap.DONE", idling);
  g_autofree char *bytes = play_dup_unit (self->records, news);

  g_assert_cmpuint (idling, <, news);
  g_assert_cmpuint (news, <, done);
  g_assert_cmpint (play_get_record (self->records, news)->to, ==, find_host (self, "laptop"));
  g_assert_cmpstr (bytes, ==, "* 1 EXISTS\r\n");

  for (guint i = idling + 1; i < news; i++)
    g_assert_false (play_get_record (self->records, i)->from == find_host (self, "laptop"));
}

/* What one device does, the server keeps and the other device learns. */
static void
test_flags_and_folders (Fixture *self, gconstpointer data)
{
  static const char *const hosts[] = { "mail-a", "laptop", "phone" };
  g_autoptr (MfScene) scene = play_fold (self->records, self->stage, self->records->len);
  guint flagged = 0;
  const MfEffect *effect;

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      const MfSceneMailbox *inbox =
          mf_scene_find_mailbox (scene, (guint) find_host (self, hosts[i]), "bob");

      g_assert_cmpuint (inbox ? mf_scene_list_get_n (inbox->items) : 0, ==, 0);
      g_assert_nonnull (
          mf_scene_find_mailbox (scene, (guint) find_host (self, hosts[i]), "bob/Walks"));
    }

  g_assert_true (
      mf_scene_item_has_flag (get_only_item (self, scene, "mail-a", "bob/Walks"), "\\Flagged"));
  g_assert_true (
      mf_scene_item_has_flag (get_only_item (self, scene, "phone", "bob/Walks"), "\\Flagged"));
  g_assert_true (
      mf_scene_item_has_flag (get_only_item (self, scene, "phone", "bob/Walks"), "\\Seen"));

  /* The laptop was told of both flags, though the phone had set them. */
  while ((effect = play_find_effect (self->records, MF_EFFECT_FLAGGED, flagged, &flagged)) &&
         !(effect->host == find_host (self, "laptop") &&
           g_strcmp0 (effect->text, "\\Flagged \\Seen") == 0))
    flagged++;
  g_assert_nonnull (effect);
}

static void
test_search (Fixture *self, gconstpointer data)
{
  const MfEffect *found = play_find_effect (self->records, MF_EFFECT_FOUND, 0, NULL);
  g_autoptr (GString) to_phone = collect_to (self, "phone");

  g_assert_nonnull (found);
  g_assert_cmpint (found->number, ==, 1);
  g_assert_cmpstr (found->text, ==, "yesterday");
  g_assert_nonnull (strstr (to_phone->str, "* SEARCH 1\r\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/lesson-imap/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("sessions", test_sessions);
  ADD ("one-part", test_one_part);
  ADD ("news", test_news);
  ADD ("flags-and-folders", test_flags_and_folders);
  ADD ("search", test_search);
#undef ADD

  return g_test_run ();
}
