/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-clock.h"
#include "lab/mf-world.h"
#include "trace/mf-timeline.h"

#include <string.h>

#define SEED 1

typedef struct
{
  guint at;
  MfIntent *intent;
} Input;

static MfLesson *
get_lesson (void)
{
  g_autoptr (GError) error = NULL;
  MfLesson *lesson = mf_lesson_find ("alice-to-bob", &error);

  g_assert_no_error (error);
  return lesson;
}

static GPtrArray *
run (MfWorld *world)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_record_unref);
  MfRecord *record;

  do
    {
      g_autoptr (GError) error = NULL;

      mf_world_next (world, &record, &error);
      g_assert_no_error (error);

      if (record != NULL)
        {
          g_assert_cmpuint (record->seq, ==, records->len);
          g_ptr_array_add (records, record);
        }
    }
  while (record != NULL);

  return records;
}

static GPtrArray *
play (guint64 seed, const Input *inputs, guint n_inputs)
{
  g_autoptr (MfLesson) lesson = get_lesson ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MfWorld) world = mf_world_new (lesson, seed, &error);

  g_assert_no_error (error);

  for (guint i = 0; i < n_inputs; i++)
    mf_world_add_input (world, inputs[i].at, inputs[i].intent);

  return run (world);
}

static MfRecord *
get (GPtrArray *records, guint seq)
{
  return g_ptr_array_index (records, seq);
}

/* Everything that a record says, as text. */
static char *
print_record (const MfRecord *record)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%u %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u %d %d %d %u %d",
                          record->seq, record->kind, record->time_us, record->arrival_us,
                          record->connection, record->from, record->to, record->client,
                          record->port, record->protocol);

  if (record->unit != NULL)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (record->unit->bytes, &length);

      g_string_append_printf (text, " %s %d %d:", record->unit->topic, record->unit->kind,
                              record->unit->phase);
      g_string_append_len (text, (const char *) data, length);

      for (guint i = 0; i < record->unit->n_fields; i++)
        g_string_append_printf (text, " [%s %" G_GSIZE_FORMAT "+%" G_GSIZE_FORMAT " %s]",
                                record->unit->fields[i].name, record->unit->fields[i].span.start,
                                record->unit->fields[i].span.length, record->unit->fields[i].value);
    }

  for (guint i = 0; i < record->n_effects; i++)
    {
      const MfEffect *effect = record->effects[i];

      g_string_append_printf (text,
                              " {%d %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s %s %s %s}",
                              effect->kind, effect->host, effect->number, effect->time_us,
                              effect->item, effect->mailbox, effect->subject, effect->text);
      if (effect->content != NULL)
        g_string_append_len (text, g_bytes_get_data (effect->content, NULL),
                             g_bytes_get_size (effect->content));
    }

  return g_string_free_and_steal (text);
}

static void
assert_same_records (GPtrArray *a, GPtrArray *b, guint n)
{
  g_assert_cmpuint (a->len, >=, n);
  g_assert_cmpuint (b->len, >=, n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *first = print_record (get (a, i));
      g_autofree char *second = print_record (get (b, i));

      g_assert_cmpstr (first, ==, second);
    }
}

static const MfEffect *
find_effect (GPtrArray *records, MfEffectKind kind, guint from, guint *seq)
{
  for (guint i = from; i < records->len; i++)
    {
      const MfEffect *effect = mf_record_find_effect (get (records, i), kind);

      if (effect != NULL)
        {
          if (seq != NULL)
            *seq = i;
          return effect;
        }
    }

  return NULL;
}

static guint
count_effects (GPtrArray *records, MfEffectKind kind)
{
  guint n = 0;

  for (guint i = 0; i < records->len; i++)
    for (guint j = 0; j < get (records, i)->n_effects; j++)
      n += get (records, i)->effects[j]->kind == kind;

  return n;
}

/* All that went one way on the connections that speak @protocol, of one topic or all. */
static char *
collect (GPtrArray *records, MfProtocol protocol, MfDirection direction, const char *topic)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      const MfRecord *record = get (records, i);

      if (record->unit != NULL && record->protocol == protocol &&
          record->unit->direction == direction &&
          (topic == NULL || g_str_equal (record->unit->topic, topic)))
        g_string_append_len (text, g_bytes_get_data (record->unit->bytes, NULL),
                             g_bytes_get_size (record->unit->bytes));
    }

  return g_string_free_and_steal (text);
}

static int
host (GPtrArray *records, const char *id)
{
  g_autoptr (MfLesson) lesson = get_lesson ();

  return mf_stage_find_host (mf_lesson_get_stage (lesson), id);
}

/* Same input, same bytes. */
static void
test_twice (void)
{
  g_autoptr (GPtrArray) first = play (SEED, NULL, 0);
  g_autoptr (GPtrArray) second = play (SEED, NULL, 0);
  g_autoptr (GPtrArray) other = play (SEED + 1, NULL, 0);
  g_autofree char *data = collect (first, MF_PROTOCOL_SMTP, MF_TO_SERVER, "smtp.data");
  g_autofree char *other_data = collect (other, MF_PROTOCOL_SMTP, MF_TO_SERVER, "smtp.data");

  g_assert_cmpuint (first->len, ==, second->len);
  assert_same_records (first, second, first->len);

  /* Another seed gives other ids, in the same conversation. */
  g_assert_cmpuint (first->len, ==, other->len);
  g_assert_cmpstr (data, !=, other_data);
}

/* C11: the six steps, each once, in their order, each with the protocol that it has. */
static void
test_six_steps (void)
{
  static const struct
  {
    MfEffectKind effect; /* what happens in the same record */
    MfProtocol protocol;
    const char *at;
  } steps[] = {
    { MF_EFFECT_COMPOSED, MF_PROTOCOL_NONE, "alice" },
    { MF_EFFECT_ACTED, MF_PROTOCOL_NONE, "alice" },
    { MF_EFFECT_QUEUED, MF_PROTOCOL_SUBMISSION, "mail-a" },
    { MF_EFFECT_OPENED, MF_PROTOCOL_SMTP, "mail-b" },
    { MF_EFFECT_DELIVERED, MF_PROTOCOL_SMTP, "mail-b" },
    { MF_EFFECT_ACTED, MF_PROTOCOL_NONE, "bob" },
  };
  g_autoptr (GPtrArray) records = play (SEED, NULL, 0);
  guint at = 0;

  g_assert_cmpuint (count_effects (records, MF_EFFECT_STEP), ==, G_N_ELEMENTS (steps));

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      const MfEffect *step = find_effect (records, MF_EFFECT_STEP, at, &at);
      const MfEffect *effect = mf_record_find_effect (get (records, at), steps[i].effect);

      g_assert_cmpint (step->number, ==, i + 1);
      g_assert_nonnull (effect);
      g_assert_cmpint (effect->host, ==, host (records, steps[i].at));
      g_assert_cmpint (get (records, at)->protocol, ==, steps[i].protocol);
      at++;
    }

  find_effect (records, MF_EFFECT_RETRIEVED, 0, &at);
  g_assert_cmpint (get (records, at)->protocol, ==, MF_PROTOCOL_POP3);
  g_assert_cmpint (get (records, at)->to, ==, host (records, "bob"));
}

/* C7: the same machine is server in one session and client in another; between
 * the servers nobody else takes part. */
static void
test_roles (void)
{
  g_autoptr (GPtrArray) records = play (SEED, NULL, 0);
  int mail_a = host (records, "mail-a");
  int mail_b = host (records, "mail-b");
  gboolean was_server = FALSE;
  gboolean was_client = FALSE;

  for (guint i = 0; i < records->len; i++)
    {
      const MfRecord *record = get (records, i);

      if (record->kind != MF_RECORD_UNIT)
        continue;

      if (record->protocol == MF_PROTOCOL_SUBMISSION)
        {
          g_assert_cmpint (record->client, !=, mail_a);
          g_assert_cmpuint (record->port, ==, 587);
          was_server = TRUE;
        }
      else if (record->protocol == MF_PROTOCOL_SMTP)
        {
          g_assert_cmpint (record->client, ==, mail_a);
          g_assert_true (record->from == mail_a ? record->to == mail_b
                                                : record->from == mail_b && record->to == mail_a);
          g_assert_cmpuint (record->port, ==, 25);
          was_client = TRUE;
        }
    }

  g_assert_true (was_server && was_client);
}

/* C8: three phases in each session, in their order. */
static void
test_phases (void)
{
  static const MfPhase first_phase[] = {
    [MF_PROTOCOL_SMTP] = MF_PHASE_HANDSHAKE,
    [MF_PROTOCOL_SUBMISSION] = MF_PHASE_HANDSHAKE,
    [MF_PROTOCOL_POP3] = MF_PHASE_AUTHORIZATION,
  };
  g_autoptr (GPtrArray) records = play (SEED, NULL, 0);
  MfPhase phases[4] = { MF_PHASE_NONE };
  guint n_phases[4] = { 0 };

  for (guint i = 0; i < records->len; i++)
    {
      const MfRecord *record = get (records, i);

      for (guint j = 0; j < record->n_effects; j++)
        {
          guint id = record->connection;
          const MfEffect *effect = record->effects[j];

          if (effect->kind != MF_EFFECT_PHASE || effect->number == MF_PHASE_NONE)
            continue;

          g_assert_cmpuint (id, <, G_N_ELEMENTS (phases));
          g_assert_cmpint (effect->number, ==,
                           phases[id] == MF_PHASE_NONE ? first_phase[record->protocol]
                                                       : phases[id] + 1);
          phases[id] = effect->number;
          n_phases[id]++;
        }

      if (record->unit != NULL)
        g_assert_cmpint (record->unit->phase, >=, first_phase[record->protocol]);
    }

  for (guint id = 1; id < G_N_ELEMENTS (phases); id++)
    g_assert_cmpuint (n_phases[id], ==, 3);
}

/* C14: CRLF.CRLF ends the message, and is nowhere else. */
static void
test_end_mark (void)
{
  g_autoptr (GPtrArray) records = play (SEED, NULL, 0);
  g_autofree char *submitted = collect (records, MF_PROTOCOL_SUBMISSION, MF_TO_SERVER, "smtp.data");
  g_autofree char *relayed = collect (records, MF_PROTOCOL_SMTP, MF_TO_SERVER, "smtp.data");

  g_assert_true (g_str_has_suffix (submitted, "\r\n.\r\n"));
  g_assert_true (g_str_has_suffix (relayed, "\r\n.\r\n"));
  g_assert_true (strstr (submitted, "\r\n.\r\n") == submitted + strlen (submitted) - 5);
  g_assert_true (strstr (relayed, "\r\n.\r\n") == relayed + strlen (relayed) - 5);

  /* What is relayed is what was submitted, with one trace header before it. */
  g_assert_true (g_str_has_prefix (relayed, "Received: from "));
  g_assert_true (g_str_has_suffix (relayed, submitted));
}

/* C3: which server takes a domain's mail is looked up before it is called. */
static void
test_lookup (void)
{
  g_autoptr (GPtrArray) records = play (SEED, NULL, 0);
  guint at = 0;
  const MfEffect *lookup = find_effect (records, MF_EFFECT_LOOKED_UP, 0, &at);

  g_assert_cmpint (get (records, at)->kind, ==, MF_RECORD_LOOKUP);
  g_assert_cmpint (get (records, at)->from, ==, host (records, "mail-a"));
  g_assert_cmpint (get (records, at)->to, ==, host (records, "dns"));
  g_assert_cmpstr (lookup->subject, ==, "b.example MX");
  g_assert_cmpstr (lookup->text, ==, "10 mail.b.example");

  for (guint i = 0; i < at; i++)
    g_assert_cmpint (get (records, i)->protocol, !=, MF_PROTOCOL_SMTP);
}

static char *
dup_content (const MfEffect *effect)
{
  return g_strndup (g_bytes_get_data (effect->content, NULL), g_bytes_get_size (effect->content));
}

/* C5: what lies in the mailbox is what came; what bob reads is what lies there. */
static void
test_mailbox (void)
{
  g_autoptr (GPtrArray) records = play (SEED, NULL, 0);
  const MfEffect *delivered = find_effect (records, MF_EFFECT_DELIVERED, 0, NULL);
  const MfEffect *retrieved = find_effect (records, MF_EFFECT_RETRIEVED, 0, NULL);
  const MfEffect *expunged = find_effect (records, MF_EFFECT_EXPUNGED, 0, NULL);
  const MfEffect *composed = find_effect (records, MF_EFFECT_COMPOSED, 0, NULL);
  g_autofree char *letter = dup_content (composed);
  g_autofree char *stored = dup_content (delivered);

  g_assert_cmpstr (delivered->mailbox, ==, "bob");
  g_assert_cmpstr (delivered->subject, ==, "Lunch on Friday?");
  g_assert_true (g_bytes_equal (delivered->content, retrieved->content));
  g_assert_cmpstr (delivered->item, ==, expunged->item);
  g_assert_true (g_str_has_prefix (stored, "Return-Path: <alice@a.example>\r\nReceived: from "));
  g_assert_true (g_str_has_suffix (stored, letter));
}

/* The queue holds it between the two servers' words, and not longer. */
static void
test_queue (void)
{
  g_autoptr (GPtrArray) records = play (SEED, NULL, 0);
  guint queued = 0, submitted = 0, delivered = 0, dequeued = 0;
  const MfEffect *entry = find_effect (records, MF_EFFECT_QUEUED, 0, &queued);

  g_assert_cmpstr (entry->item, ==, find_effect (records, MF_EFFECT_DEQUEUED, 0, &dequeued)->item);
  find_effect (records, MF_EFFECT_SUBMITTED, 0, &submitted);
  find_effect (records, MF_EFFECT_DELIVERED, 0, &delivered);
  g_assert_cmpuint (queued, <, submitted);
  g_assert_cmpuint (queued, <, delivered);
  g_assert_cmpuint (delivered, <, dequeued);
}

static void
assert_reply (GPtrArray *records, MfProtocol protocol, const char *reply)
{
  for (guint i = 0; i < records->len; i++)
    {
      const MfRecord *record = get (records, i);
      gsize size;
      const char *data;

      if (record->protocol != protocol || record->unit == NULL)
        continue;
      data = g_bytes_get_data (record->unit->bytes, &size);
      if (size == strlen (reply) && memcmp (data, reply, size) == 0)
        return;
    }

  g_test_message ("never said: %s", reply);
  g_test_fail ();
}

/* The reply calls the letter what the queue calls it. */
static void
test_queue_id (void)
{
  g_autoptr (GPtrArray) records = play (SEED, NULL, 0);
  const MfEffect *entry = find_effect (records, MF_EFFECT_QUEUED, 0, NULL);
  g_autofree char *queued = g_strdup_printf ("250 2.0.0 Queued as %s\r\n", entry->item);

  assert_reply (records, MF_PROTOCOL_SUBMISSION, queued);
  assert_reply (records, MF_PROTOCOL_SMTP, "250 2.0.0 Delivered to the mailbox\r\n");
}

/* Every sentence of the lesson is said, and at the end nothing is left open. */
static void
test_captions (void)
{
  g_autoptr (MfLesson) lesson = get_lesson ();
  g_autoptr (GPtrArray) records = play (SEED, NULL, 0);
  g_autoptr (GHashTable) said = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_cues;
  const MfLessonCue *cues = mf_lesson_get_cues (lesson, &n_cues);

  for (guint i = 0; i < records->len; i++)
    {
      const MfEffect *caption = mf_record_find_effect (get (records, i), MF_EFFECT_CAPTION);

      if (caption != NULL)
        g_assert_true (g_hash_table_add (said, caption->text));
    }

  for (guint i = 0; i < n_cues; i++)
    if (cues[i].caption != NULL && !g_hash_table_contains (said, cues[i].caption))
      {
        g_test_message ("never said: %s", cues[i].caption);
        g_test_fail ();
      }
}

static void
test_closed (void)
{
  g_autoptr (GPtrArray) records = play (SEED, NULL, 0);

  g_assert_cmpuint (count_effects (records, MF_EFFECT_OPENED), ==, 3);
  g_assert_cmpuint (count_effects (records, MF_EFFECT_CLOSED), ==, 3);
  g_assert_cmpuint (count_effects (records, MF_EFFECT_BROKEN), ==, 0);
}

/* Forward, backward and in random jumps: the scene is the fold from the start. */
static void
test_playheads (void)
{
  g_autoptr (MfLesson) lesson = get_lesson ();
  g_autoptr (GPtrArray) records = play (SEED, NULL, 0);
  g_autoptr (MfTimeline) timeline =
      mf_timeline_new (mf_lesson_get_stage (lesson), MF_LESSON_EPOCH_US);
  g_autoptr (MfScene) start = mf_scene_new (mf_lesson_get_stage (lesson), MF_LESSON_EPOCH_US);
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  guint n = records->len;

  mf_timeline_append (timeline, (MfRecord *const *) records->pdata, n);

  for (guint i = 0; i < 4 * (n + 1); i++)
    {
      guint at = i <= n           ? i
                 : i <= 2 * n + 1 ? 2 * n + 1 - i
                                  : (guint) g_rand_int_range (random, 0, n + 1);
      g_autoptr (MfScene) scene = mf_timeline_get_scene (timeline, at);
      g_autoptr (MfScene) fold = mf_scene_fold (start, (MfRecord *const *) records->pdata, at);

      g_assert_true (mf_scene_equal (scene, fold));
    }
}

/* play --message */
static void
test_own_message (void)
{
  static const char text[] = "From: Alice <alice@a.example>\nTo: all@elsewhere.example\n"
                             "Subject: =?utf-8?q?Caf=C3=A9?=\n\n.\n..\nbye\n";
  g_autoptr (MfLesson) lesson = get_lesson ();
  g_autoptr (MfWorld) world = mf_world_new (lesson, SEED, NULL);
  g_autoptr (GBytes) raw = g_bytes_new_static (text, strlen (text));
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *data = NULL;
  g_autofree char *read = NULL;
  const MfEffect *retrieved;

  mf_world_replace_letter (world, &(MfIntentLetter) { .raw = raw });
  records = run (world);
  retrieved = find_effect (records, MF_EFFECT_RETRIEVED, 0, NULL);
  data = collect (records, MF_PROTOCOL_SUBMISSION, MF_TO_SERVER, "smtp.data");
  read = dup_content (retrieved);

  g_assert_cmpstr (retrieved->subject, ==, "Café");
  g_assert_true (g_str_has_suffix (data, "\r\n\r\n..\r\n...\r\nbye\r\n.\r\n"));
  g_assert_true (g_str_has_suffix (read, "\r\n\r\n.\r\n..\r\nbye\r\n"));
  g_assert_cmpuint (count_effects (records, MF_EFFECT_STEP), ==, 6);
}

static MfIntent *
new_letter (const char *agent, const char *to, const char *subject)
{
  return mf_intent_new_compose (agent, &(MfIntentLetter) {
                                           .to = to, .subject = subject, .body = "Hello.\n" });
}

static gboolean
was_read (GPtrArray *records, const char *subject)
{
  for (guint i = 0; i < records->len; i++)
    for (guint j = 0; j < get (records, i)->n_effects; j++)
      {
        const MfEffect *effect = get (records, i)->effects[j];

        if (effect->kind == MF_EFFECT_RETRIEVED && g_str_equal (effect->subject, subject))
          return TRUE;
      }

  return FALSE;
}

/* The learner writes at any moment: what was before stays, what comes after has
 * the letter in it, and bob reads it. */
static void
test_own_letter_anywhere (void)
{
  g_autoptr (GPtrArray) plain = play (SEED, NULL, 0);
  g_autoptr (MfIntent) intent = new_letter ("alice", "bob@b.example", "My own");

  for (guint at = 0; at <= plain->len; at++)
    {
      const Input input = { at, intent };
      g_autoptr (GPtrArray) records = play (SEED, &input, 1);

      assert_same_records (plain, records, at);
      g_assert_cmpint (get (records, at)->kind, ==, MF_RECORD_ACT);
      g_assert_true (was_read (records, "My own"));
      g_assert_cmpint (was_read (records, "Lunch on Friday?"), ==, at > 0);
      g_assert_cmpuint (count_effects (records, MF_EFFECT_OPENED), ==,
                        count_effects (records, MF_EFFECT_CLOSED));
    }
}

/* At the beginning it takes the place of the scripted letter, with its step and caption. */
static void
test_own_letter_first (void)
{
  g_autoptr (MfIntent) intent = new_letter ("alice", "bob@b.example", "My own");
  const Input input = { 0, intent };
  g_autoptr (GPtrArray) plain = play (SEED, NULL, 0);
  g_autoptr (GPtrArray) records = play (SEED, &input, 1);

  g_assert_cmpuint (records->len, ==, plain->len);
  g_assert_cmpuint (count_effects (records, MF_EFFECT_COMPOSED), ==, 1);
  g_assert_cmpuint (count_effects (records, MF_EFFECT_STEP), ==, 6);
  g_assert_cmpstr (mf_record_find_effect (get (records, 0), MF_EFFECT_CAPTION)->text, ==,
                   mf_record_find_effect (get (plain, 0), MF_EFFECT_CAPTION)->text);
}

/* Several acts, one after the other, of both people. */
static void
test_several_inputs (void)
{
  g_autoptr (GPtrArray) plain = play (SEED, NULL, 0);
  g_autoptr (MfIntent) first = new_letter ("alice", "bob@b.example", "One");
  g_autoptr (MfIntent) second = new_letter ("bob", "Alice <alice@a.example>", "Two");
  g_autoptr (MfIntent) fetch = mf_intent_new_fetch ("alice", FALSE);
  const Input inputs[] = { { 3, first }, { plain->len, second }, { G_MAXUINT, fetch } };
  g_autoptr (GPtrArray) records = play (SEED, inputs, G_N_ELEMENTS (inputs));
  g_autoptr (GPtrArray) again = play (SEED, inputs, G_N_ELEMENTS (inputs));

  g_assert_cmpuint (records->len, ==, again->len);
  assert_same_records (records, again, records->len);
  g_assert_true (was_read (records, "Lunch on Friday?"));
  g_assert_true (was_read (records, "One"));
  g_assert_true (was_read (records, "Two"));
}

/* No such user, no such domain: the letter comes back to its sender. */
static void
test_bounce (void)
{
  static const char *const recipients[] = { "nobody@b.example", "bob@nowhere.example" };

  for (guint i = 0; i < G_N_ELEMENTS (recipients); i++)
    {
      g_autoptr (MfIntent) intent = new_letter ("alice", recipients[i], "Lost");
      g_autoptr (MfIntent) fetch = mf_intent_new_fetch ("alice", FALSE);
      const Input inputs[] = { { 0, intent }, { G_MAXUINT, fetch } };
      g_autoptr (GPtrArray) records = play (SEED, inputs, G_N_ELEMENTS (inputs));
      const MfEffect *bounced = find_effect (records, MF_EFFECT_BOUNCED, 0, NULL);
      const MfEffect *retrieved = find_effect (records, MF_EFFECT_RETRIEVED, 0, NULL);
      g_autofree char *report = NULL;

      g_assert_nonnull (bounced);
      g_assert_nonnull (retrieved);
      report = dup_content (retrieved);
      g_assert_true (g_str_has_prefix (report, "Return-Path: <>\r\n"));
      g_assert_nonnull (strstr (report, recipients[i]));
      g_assert_nonnull (strstr (report, "multipart/report"));
    }
}

static void
test_unknown_agent (void)
{
  g_autoptr (MfLesson) lesson = get_lesson ();
  g_autoptr (MfWorld) world = mf_world_new (lesson, SEED, NULL);
  g_autoptr (MfIntent) intent = mf_intent_new_send ("carol");
  g_autoptr (GError) error = NULL;
  MfRecord *record;

  mf_world_add_input (world, 0, intent);
  g_assert_false (mf_world_next (world, &record, &error));
  g_assert_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT);
}

static void
test_intent_check (void)
{
  static const struct
  {
    const char *to;
    gboolean good;
  } rows[] = {
    { "bob@b.example", TRUE },
    { "Bob <bob@b.example>, carol@c.example", TRUE },
    { "bob", FALSE },
    { "bob@", FALSE },
    { "", FALSE },
    { NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MfIntent) intent = new_letter ("alice", rows[i].to, "Hi");
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (mf_intent_check (intent, &error), ==, rows[i].good);
      g_assert_cmpint (error == NULL, ==, rows[i].good);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/world/twice", test_twice);
  g_test_add_func ("/world/C11-six-steps", test_six_steps);
  g_test_add_func ("/world/C7-roles", test_roles);
  g_test_add_func ("/world/C8-phases", test_phases);
  g_test_add_func ("/world/C14-end-mark", test_end_mark);
  g_test_add_func ("/world/C3-lookup", test_lookup);
  g_test_add_func ("/world/C5-mailbox", test_mailbox);
  g_test_add_func ("/world/C4-queue", test_queue);
  g_test_add_func ("/world/queue-id", test_queue_id);
  g_test_add_func ("/world/captions", test_captions);
  g_test_add_func ("/world/closed", test_closed);
  g_test_add_func ("/world/playheads", test_playheads);
  g_test_add_func ("/world/own-message", test_own_message);
  g_test_add_func ("/world/own-letter-anywhere", test_own_letter_anywhere);
  g_test_add_func ("/world/own-letter-first", test_own_letter_first);
  g_test_add_func ("/world/several-inputs", test_several_inputs);
  g_test_add_func ("/world/bounce", test_bounce);
  g_test_add_func ("/world/unknown-agent", test_unknown_agent);
  g_test_add_func ("/world/intent-check", test_intent_check);

  return g_test_run ();
}
