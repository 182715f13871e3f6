/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-world.h"

#include "lab/mf-browser.h"
#include "lab/mf-cues.h"
#include "lab/mf-directory-tree.h"
#include "lab/mf-mail-server.h"
#include "lab/mf-script.h"
#include "lab/mf-user-agent.h"
#include "lab/mf-web-server.h"
#include "lab/mf-webmail-agent.h"
#include "net/mf-network.h"
#include "net/mf-timers.h"

/* What the servers of a lesson announce. */
#define MAX_MESSAGE_SIZE (25 * 1024 * 1024)

/* Long enough that the agent has hung up before its server calls the next one,
 * so that a class sees one conversation at a time; shorter than a person waits. */
#define QUEUE_REST_US (MF_WORLD_PAUSE_US * 4 / 5)

/* Who stands at one host of the stage. */
typedef struct
{
  MfSite site;
  MfUserAgent *agent;
  MfMailServer *server;
  MfBrowser *browser;
  MfWebmailAgent *webmail_agent;
  MfWebServer *web_server;
} Actor;

struct _MfWorld
{
  MfLesson *lesson;
  MfStage *stage;
  MfVirtualClock virtual_clock;
  MfClock clock;
  MfTimers *timers;
  MfIdSource *ids;
  MfNetwork *network;
  Actor *actors; /* one for each host of the stage */
  MfScript *script;
  MfCues *cues;
  char *directory;
  GPtrArray *effects; /* of MfEffect: of the record that is being made */
  guint n_records;
  gboolean acted; /* the last record was an act of the script */
};

static void
report_cb (const MfEffect *effect, gpointer user_data)
{
  MfWorld *self = user_data;

  g_ptr_array_add (self->effects, mf_effect_copy (effect));
}

static gboolean
add_users (MfWorld *self, MfMailServer *server, guint host, GError **error)
{
  guint n_users;
  const MfLessonUser *users = mf_lesson_get_users (self->lesson, &n_users);

  for (guint i = 0; i < n_users; i++)
    if (users[i].host == host &&
        !mf_mail_server_add_user (server, users[i].name, users[i].password, error))
      return FALSE;

  return TRUE;
}

static gboolean
build_server (MfWorld *self, guint host, GError **error)
{
  static const MfProtocol protocols[] = { MF_PROTOCOL_SMTP, MF_PROTOCOL_SUBMISSION,
                                          MF_PROTOCOL_POP3, MF_PROTOCOL_IMAP };
  const MfStageHost *where = mf_stage_get_host (self->stage, host);
  Actor *actor = &self->actors[host];
  g_autofree char *directory = g_build_filename (self->directory, where->id, NULL);
  const char *const domains[] = { where->domain, NULL };
  const MfMailServerConfig config = {
    .host_name = where->name,
    .domains = domains,
    .directory = directory,
    .durability = MF_DURABILITY_VOLATILE,
    .max_size = MAX_MESSAGE_SIZE,
    .queue_rest_us = QUEUE_REST_US,
    .queue = { .no_pipelining = TRUE },
  };

  actor->server = mf_mail_server_new (&actor->site, &config, error);

  if (actor->server == NULL || !add_users (self, actor->server, host, error) ||
      !mf_mail_server_start (actor->server, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (mf_mail_server_listen (actor->server, protocols[i], where->address,
                               mf_protocol_get_port (protocols[i]), error) == 0)
      return FALSE;

  /* Webmail only where somebody uses it. */
  for (guint i = 0; i < self->stage->hosts->len; i++)
    if (mf_stage_find_link (self->stage, i, host, MF_PROTOCOL_HTTP) >= 0)
      return mf_mail_server_listen (actor->server, MF_PROTOCOL_HTTP, where->address,
                                    mf_protocol_get_port (MF_PROTOCOL_HTTP), error) != 0;

  return TRUE;
}

static gboolean
knows_name_server (MfWorld *self, guint host)
{
  for (guint i = 0; i < self->stage->hosts->len; i++)
    if (mf_stage_find_link (self->stage, host, i, MF_PROTOCOL_DNS) >= 0)
      return TRUE;

  return FALSE;
}

static gboolean
speaks (MfWorld *self, const MfLessonAgent *account, MfProtocol protocol)
{
  return mf_stage_find_link (self->stage, account->host, account->user->host, protocol) >= 0;
}

/* One object after the other, over one connection or one each: what is counted
 * in a lesson can be followed. */
static gboolean
build_browser (MfWorld *self, guint host, GError **error)
{
  const MfBrowserConfig config = {
    .close = !mf_lesson_get_persistent (self->lesson),
    .max_connections = 1,
    .knows_hosts = !knows_name_server (self, host),
  };

  self->actors[host].browser = mf_browser_new (&self->actors[host].site, &config, error);
  return self->actors[host].browser != NULL;
}

/* Somebody whose way to the mailbox is a browser. */
static void
build_webmail_agent (MfWorld *self, const MfLessonAgent *account)
{
  Actor *actor = &self->actors[account->host];
  g_autofree char *url =
      g_strdup_printf ("http://%s/", mf_stage_get_host (self->stage, account->user->host)->name);
  const MfWebmailAgentConfig config = {
    .name = account->name,
    .address = mf_stage_get_host (self->stage, account->host)->person,
    .url = url,
    .username = account->user->name,
    .password = account->user->password,
  };

  actor->webmail_agent = mf_webmail_agent_new (&actor->site, actor->browser, &config);
}

static gboolean
build_web_server (MfWorld *self, guint host, GError **error)
{
  const MfLessonPage *page = mf_lesson_find_page (self->lesson, host);

  if (page == NULL)
    return TRUE;

  self->actors[host].web_server = mf_web_server_new (&self->actors[host].site, page, error);
  return self->actors[host].web_server != NULL;
}

static gboolean
build_actor (MfWorld *self, guint host, GError **error)
{
  switch (mf_stage_get_host (self->stage, host)->kind)
    {
    case MF_HOST_SERVER:
      return build_server (self, host, error);
    case MF_HOST_WEB_SERVER:
      return build_web_server (self, host, error);
    case MF_HOST_AGENT:
      return !mf_lesson_has_link_from (self->lesson, host, MF_PROTOCOL_HTTP) ||
             build_browser (self, host, error);
    case MF_HOST_NAME_SERVER:
    default:
      return TRUE;
    }
}

/* An agent that has no way to the DNS on the stage is set up with its server's
 * address, so that nothing happens where nothing is drawn. */
static void
build_agent (MfWorld *self, const MfLessonAgent *account)
{
  const MfStageHost *where = mf_stage_get_host (self->stage, account->host);
  const MfStageHost *server = mf_stage_get_host (self->stage, account->user->host);
  Actor *actor = &self->actors[account->host];
  const MfUserAgentConfig config = {
    .name = account->name,
    .address = where->person,
    .host_name = where->name,
    .server = knows_name_server (self, account->host) ? server->name : server->address,
    .username = account->user->name,
    .password = account->user->password,
    .reads = speaks (self, account, MF_PROTOCOL_IMAP) ? MF_PROTOCOL_IMAP : MF_PROTOCOL_POP3,
    .protocol =
        speaks (self, account, MF_PROTOCOL_SUBMISSION) || !speaks (self, account, MF_PROTOCOL_SMTP)
            ? MF_PROTOCOL_SUBMISSION
            : MF_PROTOCOL_SMTP,
    .one_by_one = !mf_lesson_get_persistent (self->lesson),
  };

  actor->agent = mf_user_agent_new (&actor->site, &config);
}

static gboolean
build (MfWorld *self, GError **error)
{
  guint n;
  const MfLessonMx *mx = mf_lesson_get_mx (self->lesson, &n);
  const MfLessonAgent *agents;

  for (guint i = 0; i < n; i++)
    mf_zone_add_mx (mf_network_get_zone (self->network), mx[i].domain, mx[i].preference,
                    mx[i].exchange);

  for (guint i = 0; i < self->stage->hosts->len; i++)
    {
      self->actors[i].site = (MfSite) { .clock = &self->clock,
                                        .timers = self->timers,
                                        .ids = self->ids,
                                        .resolver = mf_network_get_resolver (self->network, i),
                                        .network = self->network,
                                        .host = i,
                                        .report = report_cb,
                                        .report_data = self };

      if (!build_actor (self, i, error))
        return FALSE;
    }

  agents = mf_lesson_get_agents (self->lesson, &n);

  for (guint i = 0; i < n; i++)
    if (speaks (self, &agents[i], MF_PROTOCOL_HTTP))
      build_webmail_agent (self, &agents[i]);
    else
      build_agent (self, &agents[i]);

  return TRUE;
}

/**
 * mf_world_new:
 * @lesson: what is played
 * @seed: where ids come from
 * @error: where to put a %G_FILE_ERROR, a %MF_STORAGE_ERROR or a %G_IO_ERROR
 *
 * Builds the lesson's world at its beginning. Its servers keep their mail in a
 * temporary directory that goes with the world.
 *
 * Returns: (transfer full): the world, or %NULL
 */
MfWorld *
mf_world_new (MfLesson *lesson, guint64 seed, GError **error)
{
  g_autoptr (MfWorld) self = NULL;

  g_return_val_if_fail (MF_IS_LESSON (lesson), NULL);

  self = g_new0 (MfWorld, 1);
  self->lesson = g_object_ref (lesson);
  self->stage = mf_stage_ref (mf_lesson_get_stage (lesson));
  self->virtual_clock.now_us = MF_LESSON_EPOCH_US;
  self->clock = mf_virtual_clock_clock (&self->virtual_clock);
  self->timers = mf_timers_new ();
  self->ids = mf_id_source_new_seeded (seed);
  self->effects = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_effect_free);
  self->script = mf_script_new (lesson);
  self->cues = mf_cues_new (lesson);
  self->network = mf_network_new (self->stage, &self->clock, report_cb, self);
  self->actors = g_new0 (Actor, self->stage->hosts->len);
  self->directory = mf_directory_tree_make_temporary (error);

  if (self->directory == NULL || !build (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
mf_world_free (MfWorld *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->stage->hosts->len; i++)
    {
      g_clear_pointer (&self->actors[i].agent, mf_user_agent_free);
      g_clear_pointer (&self->actors[i].server, mf_mail_server_free);
      g_clear_pointer (&self->actors[i].browser, mf_browser_free);
      g_clear_pointer (&self->actors[i].webmail_agent, mf_webmail_agent_free);
      g_clear_pointer (&self->actors[i].web_server, mf_web_server_free);
    }

  g_clear_pointer (&self->network, mf_network_free);
  g_clear_pointer (&self->timers, mf_timers_free);
  g_clear_pointer (&self->ids, mf_id_source_free);
  g_clear_pointer (&self->script, mf_script_free);
  g_clear_pointer (&self->cues, mf_cues_free);
  g_ptr_array_unref (self->effects);
  g_free (self->actors);

  if (self->directory != NULL)
    mf_directory_tree_remove (self->directory);

  g_free (self->directory);
  mf_stage_unref (self->stage);
  g_object_unref (self->lesson);
  g_free (self);
}

/**
 * mf_world_replace_letter:
 * @self: a world at its beginning
 * @letter: a letter; without recipients it is for those of the letter that it replaces
 *
 * Puts @letter in place of the first one that the script lets somebody write.
 */
void
mf_world_replace_letter (MfWorld *self, const MfIntentLetter *letter)
{
  g_return_if_fail (self != NULL && self->n_records == 0);

  mf_script_replace_letter (self->script, letter);
}

/**
 * mf_world_add_input:
 * @self: a world
 * @at: when the learner acts: how many records stand then; not less than that of the input before
 * @intent: what the learner does
 *
 * See mf_conductor_act() for what follows from it.
 */
void
mf_world_add_input (MfWorld *self, guint at, MfIntent *intent)
{
  g_return_if_fail (self != NULL && at >= self->n_records);

  mf_script_add_input (self->script, at, intent);
}

/* The effects that were reported since the record before become this one's. */
static MfRecord *
take_record (MfWorld *self, const MfRecord *values, const MfLessonAct *act)
{
  MfRecord numbered = *values;

  numbered.seq = self->n_records++;
  mf_script_watch (self->script, &numbered, self->effects);
  mf_cues_apply (self->cues, &numbered, self->effects, act);
  return mf_record_new (&numbered, g_ptr_array_ref (self->effects));
}

static gboolean
break_something (MfWorld *self, guint host, const MfIntent *intent)
{
  MfIntentKind kind = mf_intent_get_kind (intent);
  const MfEffect acted = { .kind = MF_EFFECT_ACTED,
                           .host = (int) host,
                           .text = (char *) mf_intent_kind_get_nick (kind) };

  report_cb (&acted, self);

  if (kind == MF_INTENT_CUT)
    mf_network_cut_link (self->network, host,
                         (guint) mf_stage_find_host (self->stage, mf_intent_get_peer (intent)),
                         mf_intent_get_protocol (intent));
  else
    mf_network_set_reachable (self->network, host, kind == MF_INTENT_UP);

  return TRUE;
}

static gboolean
browse (MfWorld *self, guint host, const MfIntent *intent)
{
  report_cb (&(MfEffect) { .kind = MF_EFFECT_ACTED,
                           .host = (int) host,
                           .text = (char *) mf_intent_kind_get_nick (MF_INTENT_BROWSE) },
             self);
  mf_browser_open (self->actors[host].browser, mf_intent_get_url (intent), NULL, NULL);
  return TRUE;
}

static gboolean
carry_out (MfWorld *self, guint host, const MfIntent *intent, GError **error)
{
  switch (mf_intent_get_kind (intent))
    {
    case MF_INTENT_DOWN:
    case MF_INTENT_UP:
    case MF_INTENT_CUT:
      return break_something (self, host, intent);

    case MF_INTENT_BROWSE:
      return browse (self, host, intent);

    default:
      if (self->actors[host].webmail_agent != NULL)
        return mf_webmail_agent_act (self->actors[host].webmail_agent, intent, error);
      return mf_user_agent_act (self->actors[host].agent, intent, error);
    }
}

static MfRecord *
do_act (MfWorld *self, const MfLessonAct *act, GError **error)
{
  int host = mf_stage_find_host (self->stage, mf_intent_get_agent (act->intent));
  MfRecord values = { .kind = MF_RECORD_ACT, .from = host, .to = host, .client = -1 };

  if (!mf_lesson_check_intent (self->lesson, act->intent, error))
    return NULL;

  values.time_us = values.arrival_us = self->virtual_clock.now_us;

  if (!carry_out (self, (guint) host, act->intent, error) ||
      !mf_network_settle (self->network, error))
    return NULL;

  return take_record (self, &values, act);
}

static MfRecord *
pass_network (MfWorld *self, const MfRecord *due, GError **error)
{
  const MfRecord *passed;

  mf_virtual_clock_advance_to (&self->virtual_clock, due->arrival_us);
  passed = mf_network_pass (self->network);

  if (!mf_network_settle (self->network, error))
    return NULL;

  return take_record (self, passed, NULL);
}

/* A timer of which nothing is seen makes no record: *@record is %NULL then. */
static gboolean
pass_timer (MfWorld *self, gint64 deadline_us, MfRecord **record, GError **error)
{
  MfRecord values = { .kind = MF_RECORD_EVENT, .from = -1, .to = -1, .client = -1 };

  mf_virtual_clock_advance_to (&self->virtual_clock, deadline_us);
  mf_timers_dispatch_one (self->timers, self->virtual_clock.now_us);

  if (!mf_network_settle (self->network, error))
    return FALSE;

  if (self->effects->len == 0)
    return TRUE;

  values.time_us = values.arrival_us = self->virtual_clock.now_us;
  values.from = values.to = ((MfEffect *) g_ptr_array_index (self->effects, 0))->host;
  *record = take_record (self, &values, NULL);
  return TRUE;
}

static gboolean
take_next_act (MfWorld *self, gboolean over, MfLessonAct *act)
{
  if (!mf_script_take_act (self->script, over, act))
    return FALSE;

  self->acted = TRUE;
  if (self->n_records > 0)
    mf_virtual_clock_advance_to (&self->virtual_clock,
                                 self->virtual_clock.now_us + MF_WORLD_PAUSE_US);
  return TRUE;
}

/**
 * mf_world_next:
 * @self: a world
 * @record: (out) (transfer full) (nullable): the next record, %NULL at the end
 * @error: where to put why the world cannot go on
 *
 * Lets the next thing happen.
 *
 * Returns: %FALSE if @error was set
 */
gboolean
mf_world_next (MfWorld *self, MfRecord **record, GError **error)
{
  *record = NULL;

  if (!mf_network_settle (self->network, error))
    return FALSE;

  while (*record == NULL && self->n_records < MF_WORLD_MAX_RECORDS)
    {
      g_auto (MfLessonAct) act = { NULL };
      const MfRecord *due;
      gint64 deadline_us;

      if (mf_script_take_input (self->script, self->n_records, &act) ||
          mf_script_take_due (self->script, &act))
        return (*record = do_act (self, &act, error)) != NULL;

      if (self->acted && mf_script_take_companion (self->script, &act))
        return (*record = do_act (self, &act, error)) != NULL;

      self->acted = FALSE;
      due = mf_network_peek (self->network);
      deadline_us = mf_timers_get_next_deadline (self->timers);

      if (due != NULL && due->arrival_us <= deadline_us)
        return (*record = pass_network (self, due, error)) != NULL;

      /* A person does not wait for what is only due much later. */
      if (due == NULL && deadline_us > self->virtual_clock.now_us + MF_WORLD_PAUSE_US &&
          (take_next_act (self, deadline_us == G_MAXINT64, &act) ||
           (deadline_us == G_MAXINT64 && mf_script_take_input (self->script, G_MAXUINT, &act))))
        return (*record = do_act (self, &act, error)) != NULL;

      if (deadline_us == G_MAXINT64)
        return TRUE;

      if (!pass_timer (self, deadline_us, record, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * mf_world_get_n_records:
 * @self: a world
 *
 * Returns: how many records it has told so far
 */
guint
mf_world_get_n_records (const MfWorld *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_records;
}
