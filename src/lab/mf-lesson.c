/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson.h"
#include "lab/mf-lesson-private.h"

enum
{
  PROP_ID = 1,
  PROP_TOPIC,
  PROP_TITLE,
  PROP_GOAL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MfLesson, mf_lesson, G_TYPE_OBJECT)
G_DEFINE_QUARK (mf - lesson - error - quark, mf_lesson_error)

static void
mf_lesson_finalize (GObject *object)
{
  MfLesson *self = MF_LESSON (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->goal);
  g_strfreev (self->concepts);
  mf_stage_unref (self->stage);
  g_array_unref (self->users);
  g_array_unref (self->agents);
  g_array_unref (self->mx);
  g_array_unref (self->pages);
  g_array_unref (self->acts);
  g_ptr_array_unref (self->waits);
  g_array_unref (self->cues);
  g_clear_pointer (&self->source, g_bytes_unref);

  G_OBJECT_CLASS (mf_lesson_parent_class)->finalize (object);
}

static void
mf_lesson_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MfLesson *self = MF_LESSON (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_TOPIC:
      g_value_set_string (value, self->topic);
      break;

    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    case PROP_GOAL:
      g_value_set_string (value, self->goal);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mf_lesson_class_init (MfLessonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = mf_lesson_finalize;
  object_class->get_property = mf_lesson_get_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_TOPIC] = g_param_spec_string ("topic", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_GOAL] = g_param_spec_string ("goal", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clear_user (gpointer data)
{
  MfLessonUser *user = data;

  g_free (user->name);
  g_clear_pointer (&user->password, mf_secret_unref);
}

static void
clear_agent (gpointer data)
{
  MfLessonAgent *agent = data;

  g_free (agent->name);
}

static void
clear_mx (gpointer data)
{
  MfLessonMx *mx = data;

  g_free (mx->domain);
  g_free (mx->exchange);
}

static void
clear_page (gpointer data)
{
  MfLessonPage *page = data;

  g_free (page->title);
  g_free (page->text);
  g_free (page->missing);
}

static void
clear_act (gpointer data)
{
  MfLessonAct *act = data;

  g_clear_pointer (&act->intent, mf_intent_unref);
  g_free (act->caption);
}

static void
clear_cue (gpointer data)
{
  MfLessonCue *cue = data;

  g_free (cue->about);
  g_free (cue->caption);
}

void
mf_lesson_cue_free (MfLessonCue *cue)
{
  clear_cue (cue);
  g_free (cue);
}

static GArray *
array_new (guint element_size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, element_size);

  g_array_set_clear_func (array, clear);
  return array;
}

static void
mf_lesson_init (MfLesson *self)
{
  self->stage = mf_stage_new (NULL);
  self->users = array_new (sizeof (MfLessonUser), clear_user);
  self->agents = array_new (sizeof (MfLessonAgent), clear_agent);
  self->mx = array_new (sizeof (MfLessonMx), clear_mx);
  self->pages = array_new (sizeof (MfLessonPage), clear_page);
  self->acts = array_new (sizeof (MfLessonAct), clear_act);
  self->waits = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_lesson_cue_free);
  self->cues = array_new (sizeof (MfLessonCue), clear_cue);
  self->variation = (MfLessonVariation) MF_LESSON_VARIATION_INIT;
  self->n_pictures = -1;
}

/**
 * mf_lesson_new_from_data:
 * @data: the lesson's XML, UTF-8
 * @length: its length in bytes
 * @name: what error messages call it: a file name
 * @error: where to put a %MF_LESSON_ERROR
 *
 * Reads a lesson. What it does not know is an error, never ignored, so that a
 * misspelt word does not silently change what a class sees.
 *
 * Returns: (transfer full): the lesson, or %NULL
 */
MfLesson *
mf_lesson_new_from_data (const char *data, gsize length, const char *name, GError **error)
{
  g_autoptr (MfLesson) self = NULL;

  g_return_val_if_fail (data != NULL || length == 0, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (length > MF_LESSON_MAX_SIZE)
    {
      g_set_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT,
                   "%s: a lesson is at most %d bytes long", name, MF_LESSON_MAX_SIZE);
      return NULL;
    }

  self = g_object_new (MF_TYPE_LESSON, NULL);

  if (!mf_lesson_parse (self, data, length, name, error))
    return NULL;

  self->source = g_bytes_new (data, length);

  return g_steal_pointer (&self);
}

/**
 * mf_lesson_load_file:
 * @file: an XML file
 * @error: where to put a %MF_LESSON_ERROR or a %G_IO_ERROR
 *
 * Returns: (transfer full): the lesson in @file, or %NULL
 */
MfLesson *
mf_lesson_load_file (GFile *file, GError **error)
{
  g_autofree char *data = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  gsize length;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  name = g_file_get_basename (file);
  stream = g_file_read (file, NULL, error);

  if (stream == NULL)
    return NULL;

  /* One byte more than is allowed, so that what is too long is seen to be. */
  data = g_malloc (MF_LESSON_MAX_SIZE + 1);

  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), data, MF_LESSON_MAX_SIZE + 1, &length,
                                NULL, error))
    return NULL;

  return mf_lesson_new_from_data (data, length, name, error);
}

const char *
mf_lesson_get_id (MfLesson *self)
{
  g_return_val_if_fail (MF_IS_LESSON (self), NULL);

  return self->id;
}

/**
 * mf_lesson_get_topic:
 * @self: a lesson
 *
 * Returns: (transfer none): the id of its group, "first-letter"; a static string
 */
const char *
mf_lesson_get_topic (MfLesson *self)
{
  g_return_val_if_fail (MF_IS_LESSON (self), NULL);

  return self->topic;
}

/**
 * mf_lesson_get_title:
 * @self: a lesson
 *
 * Returns: (transfer none): its title, a msgid
 */
const char *
mf_lesson_get_title (MfLesson *self)
{
  g_return_val_if_fail (MF_IS_LESSON (self), NULL);

  return self->title;
}

/**
 * mf_lesson_get_goal:
 * @self: a lesson
 *
 * Returns: (transfer none): what the learner comes away with, a msgid
 */
const char *
mf_lesson_get_goal (MfLesson *self)
{
  g_return_val_if_fail (MF_IS_LESSON (self), NULL);

  return self->goal;
}

/**
 * mf_lesson_get_concepts:
 * @self: a lesson
 *
 * Returns: (transfer none) (array zero-terminated=1): ids of the rows of the
 *   curriculum that it shows, "C11"
 */
const char *const *
mf_lesson_get_concepts (MfLesson *self)
{
  g_return_val_if_fail (MF_IS_LESSON (self), NULL);

  return (const char *const *) self->concepts;
}

/**
 * mf_lesson_get_stage:
 * @self: a lesson
 *
 * Returns: (transfer none): its hosts and links
 */
MfStage *
mf_lesson_get_stage (MfLesson *self)
{
  g_return_val_if_fail (MF_IS_LESSON (self), NULL);

  return self->stage;
}

/**
 * mf_lesson_get_users:
 * @self: a lesson
 * @n_users: (out): how many
 *
 * Returns: (transfer none) (array length=n_users): the accounts on its servers
 */
const MfLessonUser *
mf_lesson_get_users (MfLesson *self, guint *n_users)
{
  g_return_val_if_fail (MF_IS_LESSON (self) && n_users != NULL, NULL);

  *n_users = self->users->len;
  return (const MfLessonUser *) (gpointer) self->users->data;
}

/**
 * mf_lesson_get_agents:
 * @self: a lesson
 * @n_agents: (out): how many
 *
 * Returns: (transfer none) (array length=n_agents): whose agent uses which account
 */
const MfLessonAgent *
mf_lesson_get_agents (MfLesson *self, guint *n_agents)
{
  g_return_val_if_fail (MF_IS_LESSON (self) && n_agents != NULL, NULL);

  *n_agents = self->agents->len;
  return (const MfLessonAgent *) (gpointer) self->agents->data;
}

/**
 * mf_lesson_find_agent:
 * @self: a lesson
 * @host: index of a host on its stage
 *
 * Returns: (transfer none) (nullable): the account that is used there; %NULL if no agent is there
 */
const MfLessonAgent *
mf_lesson_find_agent (MfLesson *self, guint host)
{
  g_return_val_if_fail (MF_IS_LESSON (self), NULL);

  for (guint i = 0; i < self->agents->len; i++)
    {
      const MfLessonAgent *agent = &g_array_index (self->agents, MfLessonAgent, i);

      if (agent->host == host)
        return agent;
    }

  return NULL;
}

static gboolean
check_wire (MfLesson *self, int from, const MfIntent *intent, GError **error)
{
  int to = mf_stage_find_host (self->stage, mf_intent_get_peer (intent));
  MfProtocol protocol = mf_intent_get_protocol (intent);

  for (guint i = 0; i < self->stage->links->len; i++)
    {
      const MfStageLink *link = &g_array_index (self->stage->links, MfStageLink, i);

      if ((int) link->from == from && (int) link->to == to &&
          (protocol == MF_PROTOCOL_NONE || link->protocol == protocol))
        return TRUE;
    }

  g_set_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT,
               "there is no such link from “%s” to “%s”", mf_intent_get_agent (intent),
               mf_intent_get_peer (intent));
  return FALSE;
}

/* A mailbox that stays on its server can be handled by IMAP only. */
static gboolean
check_reading (MfLesson *self, int host, const MfIntent *intent, GError **error)
{
  const MfLessonAgent *agent = mf_lesson_find_agent (self, (guint) host);
  int link = mf_stage_find_link (self->stage, agent->host, agent->user->host, MF_PROTOCOL_IMAP);

  if (mf_intent_get_mail (intent) == NULL || link >= 0)
    return TRUE;

  g_set_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT, "“%s” does not read by IMAP",
               mf_intent_get_agent (intent));
  return FALSE;
}

/**
 * mf_lesson_check_intent:
 * @self: a lesson
 * @intent: what somebody would do in it
 * @error: where to put a %MF_LESSON_ERROR, or what mf_intent_check() has to say
 *
 * Returns: whether there is such an agent, server or link, and it could be begun
 */
gboolean
mf_lesson_check_intent (MfLesson *self, const MfIntent *intent, GError **error)
{
  const char *id;
  int host;

  g_return_val_if_fail (MF_IS_LESSON (self) && intent != NULL, FALSE);

  id = mf_intent_get_agent (intent);
  host = mf_stage_find_host (self->stage, id);

  switch (mf_intent_get_kind (intent))
    {
    case MF_INTENT_DOWN:
    case MF_INTENT_UP:
      if (host >= 0 && mf_stage_get_host (self->stage, host)->kind == MF_HOST_SERVER)
        return TRUE;
      g_set_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT, "there is no server “%s”", id);
      return FALSE;

    case MF_INTENT_CUT:
      return check_wire (self, host, intent, error);

    case MF_INTENT_BROWSE:
      if (host >= 0 && mf_lesson_has_link_from (self, (guint) host, MF_PROTOCOL_HTTP))
        return TRUE;
      g_set_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT, "there is no browser at “%s”",
                   id);
      return FALSE;

    default:
      if (host >= 0 && mf_lesson_find_agent (self, host) != NULL)
        return check_reading (self, host, intent, error) && mf_intent_check (intent, error);
      g_set_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT, "there is no agent “%s”", id);
      return FALSE;
    }
}

/**
 * mf_lesson_get_persistent:
 * @self: a lesson
 *
 * Returns: whether one connection carries everything that goes the same way at the same time; else
 *   each letter, and each object of a page, gets one of its own (C13)
 */
gboolean
mf_lesson_get_persistent (MfLesson *self)
{
  g_return_val_if_fail (MF_IS_LESSON (self), TRUE);

  return self->variation.persistent != 0;
}

/**
 * mf_lesson_get_mx:
 * @self: a lesson
 * @n_mx: (out): how many
 *
 * Returns: (transfer none) (array length=n_mx): the MX records of its zone
 */
const MfLessonMx *
mf_lesson_get_mx (MfLesson *self, guint *n_mx)
{
  g_return_val_if_fail (MF_IS_LESSON (self) && n_mx != NULL, NULL);

  *n_mx = self->mx->len;
  return (const MfLessonMx *) (gpointer) self->mx->data;
}

/**
 * mf_lesson_get_acts:
 * @self: a lesson
 * @n_acts: (out): how many
 *
 * Returns: (transfer none) (array length=n_acts): what people do, in order
 */
const MfLessonAct *
mf_lesson_get_acts (MfLesson *self, guint *n_acts)
{
  g_return_val_if_fail (MF_IS_LESSON (self) && n_acts != NULL, NULL);

  *n_acts = self->acts->len;
  return (const MfLessonAct *) (gpointer) self->acts->data;
}

/**
 * mf_lesson_get_cues:
 * @self: a lesson
 * @n_cues: (out): how many
 *
 * Returns: (transfer none) (array length=n_cues): the sentences that wait for something
 */
const MfLessonCue *
mf_lesson_get_cues (MfLesson *self, guint *n_cues)
{
  g_return_val_if_fail (MF_IS_LESSON (self) && n_cues != NULL, NULL);

  *n_cues = self->cues->len;
  return (const MfLessonCue *) (gpointer) self->cues->data;
}
