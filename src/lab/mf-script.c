/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-script.h"

#include "lab/mf-cues.h"

typedef struct
{
  guint at;
  MfIntent *intent;
} Input;

struct _MfScript
{
  GQueue acts;   /* of MfLessonAct: what comes, in order */
  GQueue inputs; /* of Input, by at */
  MfLessonAct last_fetch;
};

static MfLessonAct *
act_new (MfIntent *intent, const char *caption, guint step)
{
  MfLessonAct *act = g_new0 (MfLessonAct, 1);

  act->intent = mf_intent_ref (intent);
  act->caption = g_strdup (caption);
  act->step = step;
  return act;
}

static MfLessonAct *
act_copy (const MfLessonAct *act)
{
  MfLessonAct *copy = act_new (act->intent, act->caption, act->step);

  copy->with_previous = act->with_previous;
  copy->when = act->when;
  copy->count = act->count;
  return copy;
}

static void
act_free (gpointer data)
{
  mf_lesson_act_clear (data);
  g_free (data);
}

static void
input_free (gpointer data)
{
  Input *input = data;

  mf_intent_unref (input->intent);
  g_free (input);
}

void
mf_lesson_act_clear (MfLessonAct *act)
{
  g_clear_pointer (&act->intent, mf_intent_unref);
  g_clear_pointer (&act->caption, g_free);
}

static MfIntentKind
kind_of (const MfLessonAct *act)
{
  return mf_intent_get_kind (act->intent);
}

/**
 * mf_script_new:
 * @lesson: the lesson
 *
 * Returns: (transfer full): all its acts, to be done
 */
MfScript *
mf_script_new (MfLesson *lesson)
{
  MfScript *self = g_new0 (MfScript, 1);
  guint n_acts;
  const MfLessonAct *acts = mf_lesson_get_acts (lesson, &n_acts);

  g_queue_init (&self->acts);
  g_queue_init (&self->inputs);

  for (guint i = 0; i < n_acts; i++)
    {
      g_queue_push_tail (&self->acts, act_copy (&acts[i]));

      if (kind_of (&acts[i]) == MF_INTENT_FETCH)
        {
          mf_lesson_act_clear (&self->last_fetch);
          self->last_fetch.intent = mf_intent_ref (acts[i].intent);
          self->last_fetch.caption = g_strdup (acts[i].caption);
          self->last_fetch.step = acts[i].step;
        }
    }

  return self;
}

void
mf_script_free (MfScript *self)
{
  g_return_if_fail (self != NULL);

  g_queue_clear_full (&self->acts, act_free);
  g_queue_clear_full (&self->inputs, input_free);
  mf_lesson_act_clear (&self->last_fetch);
  g_free (self);
}

/* The first act of @kind by @agent at or after @from, or %NULL. */
static GList *
find_act (GList *from, MfIntentKind kind, const char *agent)
{
  for (GList *link = from; link != NULL; link = link->next)
    {
      const MfLessonAct *act = link->data;

      if (kind_of (act) == kind &&
          (agent == NULL || g_str_equal (mf_intent_get_agent (act->intent), agent)))
        return link;
    }

  return NULL;
}

/**
 * mf_script_replace_letter:
 * @self: a script
 * @letter: a letter; without recipients it is for those of the letter that it replaces
 *
 * Puts @letter in place of the first one that is written.
 */
void
mf_script_replace_letter (MfScript *self, const MfIntentLetter *letter)
{
  GList *link = find_act (self->acts.head, MF_INTENT_COMPOSE, NULL);
  g_autoptr (MfIntent) intent = NULL;
  const MfIntentLetter *scripted;
  MfIntentLetter merged = *letter;
  MfLessonAct *act;

  if (link == NULL)
    return;

  act = link->data;
  scripted = mf_intent_get_letter (act->intent);

  if (merged.to == NULL && merged.cc == NULL && merged.bcc == NULL)
    {
      merged.to = scripted->to;
      merged.cc = scripted->cc;
      merged.bcc = scripted->bcc;
    }

  intent = mf_intent_new_compose (mf_intent_get_agent (act->intent), &merged);
  mf_intent_unref (act->intent);
  act->intent = g_steal_pointer (&intent);
}

/**
 * mf_script_add_input:
 * @self: a script
 * @at: how many records stand when it is done; not less than that of the one before
 * @intent: what the learner does
 */
void
mf_script_add_input (MfScript *self, guint at, MfIntent *intent)
{
  Input *input = g_new0 (Input, 1);

  input->at = at;
  input->intent = mf_intent_ref (intent);
  g_queue_push_tail (&self->inputs, input);
}

/* Whether somebody reads after the letter at @sending has gone. */
static void
ensure_fetch (MfScript *self, GList *sending)
{
  if (find_act (sending, MF_INTENT_FETCH, NULL) == NULL && self->last_fetch.intent != NULL)
    g_queue_insert_after (&self->acts, sending, act_copy (&self->last_fetch));
}

/* The letter takes the place of the one that the script lets the same person
 * write later, caption and step included, and is sent as that one. */
static void
replace_scripted (MfScript *self, GList *composing, MfLessonAct *act)
{
  const char *agent = mf_intent_get_agent (act->intent);
  GList *sending = find_act (composing, MF_INTENT_SEND, agent);
  MfLessonAct *scripted = composing->data;

  act->caption = g_strdup (scripted->caption);
  act->step = scripted->step;

  if (sending != NULL)
    {
      g_queue_unlink (&self->acts, sending);
      g_queue_push_head_link (&self->acts, sending);
      ensure_fetch (self, sending);
    }

  g_queue_delete_link (&self->acts, composing);
  act_free (scripted);
}

/* A letter of the learner's own is sent without a further act, and at last it
 * is read. */
static void
make_way (MfScript *self, MfLessonAct *act)
{
  const char *agent = mf_intent_get_agent (act->intent);
  GList *composing = find_act (self->acts.head, MF_INTENT_COMPOSE, agent);
  GList *sending = find_act (self->acts.head, MF_INTENT_SEND, agent);

  if (composing != NULL && (sending == NULL || g_queue_link_index (&self->acts, composing) <
                                                   g_queue_link_index (&self->acts, sending)))
    {
      replace_scripted (self, composing, act);
      return;
    }

  if (sending == NULL)
    {
      g_autoptr (MfIntent) intent = mf_intent_new_send (agent);

      g_queue_push_head (&self->acts, act_new (intent, NULL, 0));
      sending = self->acts.head;
    }

  ensure_fetch (self, sending);
}

/**
 * mf_script_take_input:
 * @self: a script
 * @n_records: how many records stand
 * @act: (out): what the learner does now
 *
 * Returns: whether it is the learner's turn
 */
gboolean
mf_script_take_input (MfScript *self, guint n_records, MfLessonAct *act)
{
  Input *input = g_queue_peek_head (&self->inputs);

  if (input == NULL || input->at > n_records)
    return FALSE;

  g_queue_pop_head (&self->inputs);
  *act = (MfLessonAct) { .intent = mf_intent_ref (input->intent) };
  input_free (input);

  if (kind_of (act) == MF_INTENT_COMPOSE)
    make_way (self, act);

  return TRUE;
}

/**
 * mf_script_take_companion:
 * @self: a script
 * @act: (out): what is done at the same moment as what was done last
 *
 * Returns: whether there is anything
 */
gboolean
mf_script_take_companion (MfScript *self, MfLessonAct *act)
{
  const MfLessonAct *next = g_queue_peek_head (&self->acts);

  return next != NULL && next->with_previous && mf_script_take_act (self, FALSE, act);
}

/**
 * mf_script_watch:
 * @self: a script
 * @record: what happened, without its effects
 * @effects: (element-type MfEffect): its effects
 *
 * Tells the act that comes next, if it waits for something.
 */
void
mf_script_watch (MfScript *self, const MfRecord *record, const GPtrArray *effects)
{
  MfLessonAct *next = g_queue_peek_head (&self->acts);

  if (next != NULL && next->when != NULL && next->count > 0 &&
      mf_cue_matches (next->when, record, effects))
    next->count--;
}

static void
take_head (MfScript *self, MfLessonAct *act)
{
  g_autofree MfLessonAct *next = g_queue_pop_head (&self->acts);

  *act = *next;
}

/**
 * mf_script_take_due:
 * @self: a script
 * @act: (out): what is done in the middle of what is going on
 *
 * Returns: whether what the next act waited for has happened
 */
gboolean
mf_script_take_due (MfScript *self, MfLessonAct *act)
{
  const MfLessonAct *next = g_queue_peek_head (&self->acts);

  if (next == NULL || next->when == NULL || next->count > 0)
    return FALSE;

  take_head (self, act);
  return TRUE;
}

/**
 * mf_script_take_act:
 * @self: a script
 * @over: whether the world has nothing more to do at all: what an act waits for will never happen
 * @act: (out): what is done next
 *
 * Returns: whether there is anything
 */
gboolean
mf_script_take_act (MfScript *self, gboolean over, MfLessonAct *act)
{
  const MfLessonAct *next;

  while ((next = g_queue_peek_head (&self->acts)) != NULL && next->when != NULL && over)
    act_free (g_queue_pop_head (&self->acts));

  if (next == NULL || next->when != NULL)
    return FALSE;

  take_head (self, act);
  return TRUE;
}
