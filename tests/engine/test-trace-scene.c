/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "records.h"
#include "trace/mf-scene.h"

#include "base/mf-clock.h"

#define MAX_EFFECTS 6
#define START MF_LESSON_EPOCH_US
#define LATER(s) (START + (s) * G_USEC_PER_SEC)

static void
describe_items (GString *text, const char *host, const char *list, const MfSceneList *items)
{
  if (mf_scene_list_get_n (items) == 0)
    return;

  g_string_append_printf (text, "%s%s %s:", text->len ? "; " : "", host, list);
  for (guint i = 0; i < mf_scene_list_get_n (items); i++)
    {
      const MfSceneItem *item = mf_scene_list_get (items, i);

      g_string_append_printf (text, " %s@%u", item->id, item->seq);
      if (item->last_seq != item->seq)
        g_string_append_printf (text, "-%u", item->last_seq);
      if (*item->subject)
        g_string_append_printf (text, " '%s'", item->subject);
      if (item->attempts)
        g_string_append_printf (text, " tried %u", item->attempts);
      if (item->retry_us)
        g_string_append_printf (text, " again %d", (int) ((item->retry_us - START) / 1000000));
      if (item->status)
        g_string_append_printf (text, " (%s)", item->status);
      if (item->marked)
        g_string_append (text, " marked");
      if (item->flags)
        g_string_append_printf (text, " {%s}", item->flags);
    }
}

/* The whole scene in one line: "mail-a queue: q1@0 tried 1". */
static char *
describe (const MfScene *scene)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < scene->n_hosts; i++)
    {
      const char *id = mf_stage_get_host (scene->stage, i)->id;
      const MfSceneHost *host = &scene->hosts[i];

      describe_items (text, id, "queue", host->queue);
      for (guint j = 0; j < mf_scene_list_get_n (host->mailboxes); j++)
        {
          const MfSceneMailbox *mailbox = mf_scene_list_get (host->mailboxes, j);

          if (mf_scene_list_get_n (mailbox->items) == 0)
            g_string_append_printf (text, "%s%s %s", text->len ? "; " : "", id, mailbox->name);
          describe_items (text, id, mailbox->name, mailbox->items);
        }
      describe_items (text, id, "outgoing", host->outgoing);
      describe_items (text, id, "incoming", host->incoming);
      describe_items (text, id, host->shown ? "page" : "objects", host->objects);
    }

  for (guint i = 0; i < mf_scene_list_get_n (scene->connections); i++)
    {
      const MfSceneConnection *c = mf_scene_list_get (scene->connections, i);

      g_string_append_printf (text, "%s%u %s:%u %d→%d %s", text->len ? "; " : "", c->id,
                              mf_protocol_get_nick (c->protocol), c->port, c->client, c->server,
                              mf_phase_get_nick (c->phase));
    }
  if (scene->step)
    g_string_append_printf (text, "%sstep %u", text->len ? "; " : "", scene->step);
  if (scene->caption)
    g_string_append_printf (text, "%s“%s”", text->len ? "; " : "", scene->caption);
  if (scene->last_lookup)
    g_string_append_printf (text, "%s%s", text->len ? "; " : "", scene->last_lookup);

  return g_string_free_and_steal (text);
}

#define E(k, ...) { .kind = MF_EFFECT_##k, __VA_ARGS__ }
#define AT_A .host = MAIL_A
#define AT_B .host = MAIL_B
#define Q1 .item = (char *) "q1"
#define Q2 .item = (char *) "q2"
#define U1 .item = (char *) "u1"
#define TEXT(s) .text = (char *) (s)
#define SUBJECT(s) .subject = (char *) (s)
#define BOX(s) .mailbox = (char *) (s)

static const struct
{
  const char *description;
  MfEffect effects[MAX_EFFECTS];
  guint n_effects;
  const char *scene;
} rows[] = {
  { "nothing has happened", {}, 0, "" },
  { "a letter is composed, then taken over by the agent's server",
    { E (COMPOSED, .host = ALICE, .item = (char *) "l1", SUBJECT ("Hi")),
      E (SUBMITTED, .host = ALICE, .item = (char *) "l1") },
    2,
    "alice outgoing: l1@0-1 'Hi' marked" },
  { "a letter that was not composed cannot be submitted",
    { E (SUBMITTED, .host = ALICE, .item = (char *) "l1") },
    1,
    "" },
  { "the agent's own server refuses it, for now and then for good",
    { E (COMPOSED, .host = ALICE, .item = (char *) "l1"),
      E (DEFERRED, .host = ALICE, .item = (char *) "l1", TEXT ("451 later")),
      E (BOUNCED, .host = ALICE, .item = (char *) "l1", TEXT ("550 no")) },
    3,
    "alice outgoing: l1@0-2 (550 no)" },
  { "a browser gets a page, then what belongs to it, and shows it",
    { E (FETCHED, .host = BOB, SUBJECT ("http://w.example/"), .number = 200),
      E (FETCHED, .host = BOB, SUBJECT ("http://w.example/p/a.png"), .number = 200),
      E (FETCHED, .host = BOB, SUBJECT ("http://w.example/b.png"), .number = 404),
      E (SHOWN, .host = BOB, TEXT ("http://w.example/"), SUBJECT ("Home"), .number = 2) },
    4,
    "bob page: http://w.example/p/a.png@1 'a.png' (200) http://w.example/b.png@2 'b.png' (404) "
    "marked http://w.example/@3 'Home' (200)" },
  { "a page that is not there stays so when it is shown",
    { E (FETCHED, .host = BOB, SUBJECT ("http://w.example/no?a=/b"), .number = 404),
      E (SHOWN, .host = BOB, TEXT ("http://w.example/no?a=/b"), .number = 0) },
    2,
    "bob page: http://w.example/no?a=/b@1 'no' (404) marked" },
  { "the next page takes its place with the first object",
    { E (FETCHED, .host = BOB, SUBJECT ("http://w.example/"), .number = 200),
      E (SHOWN, .host = BOB, TEXT ("http://w.example/"), SUBJECT ("Home"), .number = 1),
      E (FETCHED, .host = BOB, SUBJECT ("http://w.example"), .number = 302) },
    3,
    "bob objects: http://w.example@2 'http://w.example' (302)" },
  { "a page without a title, an object twice, and one without a name",
    { E (FETCHED, .host = BOB, SUBJECT ("http://w.example/x"), .number = 503),
      E (FETCHED, .host = BOB, SUBJECT ("http://w.example/x"), .number = -1),
      E (FETCHED, .host = BOB), E (SHOWN, .host = BOB, TEXT ("http://w.example/"), SUBJECT ("")),
      E (SHOWN, .host = BOB) },
    5,
    "bob page: http://w.example/x@1 'x' (0) http://w.example/@3 '/'" },
  { "messages queue up, oldest first",
    { E (QUEUED, AT_A, Q2, SUBJECT ("two")), E (QUEUED, AT_A, Q1, SUBJECT ("one")) },
    2,
    "mail-a queue: q2@0 'two' q1@1 'one'" },
  { "an attempt counts",
    { E (QUEUED, AT_A, Q1), E (TRIED, AT_A, Q1, .number = 1) },
    2,
    "mail-a queue: q1@0-1 tried 1" },
  { "an attempt fails for now",
    { E (QUEUED, AT_A, Q1), E (TRIED, AT_A, Q1, .number = 1),
      E (DEFERRED, AT_A, Q1, TEXT ("451 later"), .time_us = LATER (60)) },
    3,
    "mail-a queue: q1@0-2 tried 1 again 60 (451 later)" },
  { "while it is tried again it waits for nothing",
    { E (QUEUED, AT_A, Q1), E (DEFERRED, AT_A, Q1, TEXT ("451 later"), .time_us = LATER (60)),
      E (TRIED, AT_A, Q1, .number = 2) },
    3,
    "mail-a queue: q1@0-2 tried 2 (451 later)" },
  { "a bounced message shows why until it leaves",
    { E (QUEUED, AT_A, Q1), E (BOUNCED, AT_A, Q1, TEXT ("550 no such user")) },
    2,
    "mail-a queue: q1@0-1 (550 no such user)" },
  { "a message is relayed and leaves",
    { E (QUEUED, AT_A, Q1), E (QUEUED, AT_A, Q2), E (RELAYED, AT_A, Q1, TEXT ("bob@b.example")),
      E (DEQUEUED, AT_A, Q1) },
    4,
    "mail-a queue: q2@1" },
  { "each server has a queue of its own",
    { E (QUEUED, AT_A, Q1), E (DEQUEUED, AT_B, Q1) },
    2,
    "mail-a queue: q1@0" },
  { "a number of attempts that cannot be is limited",
    { E (QUEUED, AT_A, Q1), E (TRIED, AT_A, Q1, .number = G_MININT64) },
    2,
    "mail-a queue: q1@0-1" },
  { "a delivery makes the mailbox",
    { E (DELIVERED, AT_B, BOX ("bob"), U1, SUBJECT ("Hi")) },
    1,
    "mail-b bob: u1@0 'Hi'" },
  { "a letter is marked deleted",
    { E (DELIVERED, AT_B, BOX ("bob"), U1), E (MARKED, AT_B, BOX ("bob"), U1) },
    2,
    "mail-b bob: u1@0-1 marked" },
  { "RSET takes the mark away",
    { E (DELIVERED, AT_B, BOX ("bob"), U1), E (MARKED, AT_B, BOX ("bob"), U1),
      E (UNMARKED, AT_B, BOX ("bob"), U1) },
    3,
    "mail-b bob: u1@0-2" },
  { "QUIT removes it, and the empty mailbox stays",
    { E (DELIVERED, AT_B, BOX ("bob"), U1), E (MARKED, AT_B, BOX ("bob"), U1),
      E (EXPUNGED, AT_B, BOX ("bob"), U1) },
    3,
    "mail-b bob" },
  { "marking in a mailbox that there is not makes none",
    { E (MARKED, AT_B, BOX ("bob"), U1), E (EXPUNGED, AT_B, BOX ("bob"), U1) },
    2,
    "" },
  { "two users, one unique id",
    { E (DELIVERED, AT_B, BOX ("bob"), U1), E (DELIVERED, AT_B, BOX ("carol"), U1),
      E (EXPUNGED, AT_B, BOX ("bob"), U1) },
    3,
    "mail-b bob; mail-b carol: u1@1" },
  { "the agent fetches a letter; the server keeps it",
    { E (DELIVERED, AT_B, BOX ("bob"), U1), E (RETRIEVED, .host = BOB, U1, SUBJECT ("Hi")) },
    2,
    "mail-b bob: u1@0; bob incoming: u1@1 'Hi'" },
  { "flags are all those that were said last, and \\Deleted is a mark",
    { E (DELIVERED, AT_B, BOX ("bob"), U1), E (FLAGGED, AT_B, BOX ("bob"), U1, TEXT ("\\Seen x")),
      E (FLAGGED, AT_B, BOX ("bob"), U1, TEXT ("\\Seen \\Deleted")) },
    3,
    "mail-b bob: u1@0-2 marked {\\Seen \\Deleted}" },
  { "flags at an agent are those of what it has fetched",
    { E (RETRIEVED, .host = BOB, U1), E (FLAGGED, .host = BOB, BOX ("bob"), U1, TEXT ("\\Seen")) },
    2,
    "bob incoming: u1@0-1 {\\Seen}" },
  { "folders are made, filled, renamed",
    { E (FOLDER_MADE, AT_B, BOX ("bob/A")), E (FOLDER_MADE, AT_B, BOX ("bob/A")),
      E (STORED, AT_B, BOX ("bob/A"), U1, TEXT ("\\Draft")),
      E (FOLDER_RENAMED, AT_B, BOX ("bob/A"), TEXT ("bob/B")) },
    4,
    "mail-b bob/B: u1@2 {\\Draft}" },
  { "a message moves as it is, a copy is another one",
    { E (DELIVERED, AT_B, BOX ("bob"), U1, SUBJECT ("Hi")), E (FOLDER_MADE, AT_B, BOX ("bob/A")),
      E (MOVED, AT_B, BOX ("bob"), U1, TEXT ("bob/A")),
      E (COPIED, AT_B, BOX ("bob"), .item = (char *) "u2") },
    4,
    "mail-b bob: u2@3; mail-b bob/A: u1@0-2 'Hi'" },
  { "a deleted folder takes its messages along; what is not there is not moved",
    { E (STORED, AT_B, BOX ("bob/A"), U1), E (FOLDER_DELETED, AT_B, BOX ("bob/A")),
      E (FOLDER_DELETED, AT_B, BOX ("bob/A")), E (MOVED, AT_B, BOX ("bob/A"), U1, TEXT ("bob")) },
    4,
    "" },
  { "what is put twice stands once, as it came last",
    { E (QUEUED, AT_A, Q1, SUBJECT ("a")), E (QUEUED, AT_A, Q1, SUBJECT ("b")) },
    2,
    "mail-a queue: q1@1 'b'" },
  { "a connection opens and goes through its phases",
    { E (OPENED), E (PHASE, .number = MF_PHASE_HANDSHAKE), E (PHASE, .number = MF_PHASE_TRANSFER) },
    3,
    "1 submission:587 0→1 transfer" },
  { "a phase that there is not is not entered",
    { E (OPENED), E (PHASE, .number = MF_PHASE_HANDSHAKE), E (PHASE, .number = 99),
      E (PHASE, .number = -1) },
    4,
    "1 submission:587 0→1 handshake" },
  { "it is closed in order", { E (OPENED), E (CLOSED) }, 2, "" },
  { "it is cut", { E (OPENED), E (BROKEN, TEXT ("cut")) }, 2, "" },
  { "what is not open has no phase and no end",
    { E (PHASE, .number = MF_PHASE_HANDSHAKE), E (CLOSED), E (BROKEN) },
    3,
    "" },
  { "the last step that was reached",
    { E (STEP, .number = 1), E (STEP, .number = 2) },
    2,
    "step 2" },
  { "there are six steps",
    { E (STEP, .number = 6), E (STEP, .number = 7), E (STEP, .number = 0) },
    3,
    "step 6" },
  { "the lesson says something else",
    { E (CAPTION, TEXT ("one")), E (CAPTION, TEXT ("two")) },
    2,
    "“two”" },
  { "the lesson is silent", { E (CAPTION, TEXT ("one")), E (CAPTION) }, 2, "" },
  { "the DNS answers",
    { E (LOOKED_UP, AT_A, SUBJECT ("b.example MX"), TEXT ("10 mail.b.example")) },
    1,
    "b.example MX → 10 mail.b.example" },
  { "the DNS knows nothing",
    { E (LOOKED_UP, AT_A, SUBJECT ("c.example MX"), TEXT ("")) },
    1,
    "c.example MX → ∅" },
  { "hosts that there are not",
    { E (QUEUED, .host = -1, Q1), E (QUEUED, .host = N_HOSTS, Q1),
      E (DELIVERED, .host = G_MAXINT, BOX ("bob"), U1), E (COMPOSED, .host = G_MININT, U1) },
    4,
    "" },
  { "items, mailboxes and questions without a name",
    { E (QUEUED, AT_A), E (DEQUEUED, AT_A), E (DELIVERED, AT_B, U1),
      E (DELIVERED, AT_B, BOX ("bob")), E (LOOKED_UP), E (RETRIEVED, .host = BOB) },
    6,
    "" },
  { "a kind that there is not",
    { E (QUEUED, AT_A, Q1),
      { .kind = (MfEffectKind) 4711, AT_A, Q1 },
      { .kind = (MfEffectKind) -1, AT_A, Q1 } },
    3,
    "mail-a queue: q1@0" },
  { "an act alone changes nothing", { E (ACTED, .host = ALICE, TEXT ("send")) }, 1, "" },
};

/* Each effect is a record of its own. */
static void
test_fold (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (MfStage) stage = records_make_stage ();
  g_autoptr (MfScene) scene = mf_scene_new (stage, START);
  g_autofree char *found = NULL;
  g_autofree char *before = describe (scene);

  g_assert_cmpstr (before, ==, "");
  for (guint j = 0; j < rows[i].n_effects; j++)
    {
      g_autoptr (MfRecord) record =
          records_make (j, LATER (j), LATER (j + 1), &rows[i].effects[j], 1);
      g_autoptr (MfScene) next = mf_scene_fold (scene, &record, 1);

      g_assert_cmpuint (next->n_records, ==, j + 1);
      g_assert_cmpint (next->time_us, ==, LATER (j + 1));
      mf_scene_unref (scene);
      scene = g_steal_pointer (&next);
    }

  found = describe (scene);
  g_assert_cmpstr (found, ==, rows[i].scene);
}

/* A scene that was handed out never changes, whatever is made of it. */
static void
test_persistence (void)
{
  g_autoptr (GPtrArray) records = records_make_random_list (300, 1);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) scenes = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_scene_unref);
  g_autoptr (MfStage) stage = records_make_stage ();

  g_ptr_array_add (scenes, mf_scene_new (stage, START));
  g_ptr_array_add (texts, describe (scenes->pdata[0]));
  for (guint i = 0; i < records->len; i++)
    {
      MfRecord *record = records->pdata[i];

      g_ptr_array_add (scenes, mf_scene_fold (scenes->pdata[i], &record, 1));
      g_ptr_array_add (texts, describe (scenes->pdata[i + 1]));
    }

  for (guint i = 0; i < scenes->len; i++)
    {
      g_autofree char *now = describe (scenes->pdata[i]);
      g_autoptr (MfScene) start = mf_scene_new (stage, START);
      g_autoptr (MfScene) at_once = mf_scene_fold (start, (MfRecord **) records->pdata, i);

      g_assert_cmpstr (now, ==, texts->pdata[i]);
      g_assert_true (mf_scene_equal (scenes->pdata[i], at_once));
      if (i > 0)
        g_assert_false (mf_scene_equal (scenes->pdata[i], scenes->pdata[i - 1]));
    }
}

static void
test_find (void)
{
  const MfEffect effects[] = { E (OPENED), E (DELIVERED, AT_B, BOX ("bob"), U1) };
  g_autoptr (MfStage) stage = records_make_stage ();
  g_autoptr (MfScene) start = mf_scene_new (stage, START);
  g_autoptr (MfRecord) record = records_make (0, START, START, effects, G_N_ELEMENTS (effects));
  g_autoptr (MfScene) scene = mf_scene_fold (start, &record, 1);

  g_assert_cmpuint (mf_scene_find_connection (scene, 1)->id, ==, 1);
  g_assert_null (mf_scene_find_connection (scene, 2));
  g_assert_null (mf_scene_find_connection (start, 1));
  g_assert_cmpstr (mf_scene_find_mailbox (scene, MAIL_B, "bob")->name, ==, "bob");
  g_assert_null (mf_scene_find_mailbox (scene, MAIL_B, "carol"));
  g_assert_null (mf_scene_find_mailbox (scene, MAIL_A, "bob"));
  g_assert_null (mf_scene_find_mailbox (scene, N_HOSTS, "bob"));
}

/* What a web server has lies there from the beginning on. */
static void
test_objects (void)
{
  g_autoptr (MfStage) stage = records_make_stage ();
  g_autoptr (MfScene) scene = NULL;
  g_autofree char *text = NULL;

  mf_stage_add_object (stage, MAIL_B, "Home");
  mf_stage_add_object (stage, MAIL_B, "a.png");
  scene = mf_scene_new (stage, START);
  text = describe (scene);
  g_assert_cmpstr (text, ==, "mail-b objects: Home@0 'Home' a.png@0 'a.png'");
}

static void
test_stage (void)
{
  g_autoptr (MfStage) stage = records_make_stage ();
  MfStageLink link = { .from = ALICE, .to = MAIL_A, .protocol = MF_PROTOCOL_SUBMISSION };

  mf_stage_add_link (stage, &link);
  g_assert_cmpint (mf_stage_find_host (stage, "mail-b"), ==, MAIL_B);
  g_assert_cmpint (mf_stage_find_host (stage, "mail-c"), ==, -1);
  g_assert_null (mf_stage_get_host (stage, N_HOSTS));
  g_assert_cmpint (mf_stage_find_link (stage, ALICE, MAIL_A, MF_PROTOCOL_SUBMISSION), ==, 0);
  g_assert_cmpint (mf_stage_find_link (stage, MAIL_A, ALICE, MF_PROTOCOL_SUBMISSION), ==, -1);
  g_assert_cmpint (mf_stage_find_link (stage, ALICE, MAIL_A, MF_PROTOCOL_SMTP), ==, -1);
}

static void
test_record (void)
{
  const MfEffect effects[] = { E (STEP, .number = 3), E (CAPTION, TEXT ("one")),
                               E (CAPTION, TEXT ("two")) };
  g_autoptr (MfRecord) record = records_make (7, START, START, effects, G_N_ELEMENTS (effects));

  g_assert_cmpuint (record->seq, ==, 7);
  g_assert_cmpuint (record->n_effects, ==, 3);
  g_assert_cmpint (mf_record_find_effect (record, MF_EFFECT_STEP)->number, ==, 3);
  g_assert_cmpstr (mf_record_find_effect (record, MF_EFFECT_CAPTION)->text, ==, "one");
  g_assert_null (mf_record_find_effect (record, MF_EFFECT_QUEUED));
  g_assert_cmpstr (mf_record_kind_get_nick (record->kind), ==, "event");
  g_assert_cmpstr (mf_effect_kind_get_nick (MF_EFFECT_LOOKED_UP), ==, "looked-up");
  g_assert_cmpstr (mf_effect_kind_get_nick (MF_EFFECT_EXPUNGED), ==, "expunged");
  g_assert_cmpstr (mf_effect_kind_get_nick (MF_EFFECT_FOLDER_DELETED), ==, "folder-deleted");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/trace/scene/fold/%s", rows[i].description);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_fold);
    }
  g_test_add_func ("/trace/scene/persistence", test_persistence);
  g_test_add_func ("/trace/scene/find", test_find);
  g_test_add_func ("/trace/scene/objects", test_objects);
  g_test_add_func ("/trace/stage", test_stage);
  g_test_add_func ("/trace/record", test_record);
  return g_test_run ();
}
