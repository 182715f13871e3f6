/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gio/gio.h>

#include "base/mf-secret.h"
#include "lab/mf-intent.h"
#include "trace/mf-effect.h"
#include "trace/mf-stage.h"

G_BEGIN_DECLS

/**
 * MfLessonErrorCode:
 * @MF_LESSON_ERROR_SYNTAX: not XML, or XML of another kind
 * @MF_LESSON_ERROR_CONTENT: well-formed, but something is unknown, missing, doubled or
 * contradictory
 * @MF_LESSON_ERROR_NOT_FOUND: there is no lesson of that name
 *
 * What can be wrong with a lesson's file. Messages begin with its name and the line.
 */
typedef enum
{
  MF_LESSON_ERROR_SYNTAX,
  MF_LESSON_ERROR_CONTENT,
  MF_LESSON_ERROR_NOT_FOUND,
} MfLessonErrorCode;

#define MF_LESSON_ERROR (mf_lesson_error_quark ())
GQuark mf_lesson_error_quark (void);

/* The largest lesson file that is read. */
#define MF_LESSON_MAX_SIZE (1024 * 1024)

/**
 * MfLessonUser:
 * @host: index on the stage of the server that keeps the mailbox
 * @name: the mailbox: the local part of the address
 * @password: opens it, for submission and for fetching
 *
 * An account on a mail server of the lesson.
 */
typedef struct
{
  guint host;
  char *name;
  MfSecret *password;
} MfLessonUser;

/**
 * MfLessonAgent:
 * @host: index on the stage of the agent
 * @name: (nullable): the person's name as it stands before the address: "Alice"
 * @user: (transfer none): its account; the server's index is in it
 *
 * Which account a person's agent uses.
 */
typedef struct
{
  guint host;
  char *name;
  const MfLessonUser *user;
} MfLessonAgent;

/**
 * MfLessonMx:
 * @domain: "b.example"
 * @preference: the lower is tried first (RFC 5321 section 5.1)
 * @exchange: "mail.b.example"
 *
 * An MX record of the zone. A and PTR records follow from the stage's hosts.
 */
typedef struct
{
  char *domain;
  guint16 preference;
  char *exchange;
} MfLessonMx;

/**
 * MfLessonPage:
 * @host: index on the stage of the web server that has it
 * @title: what it calls itself
 * @text: what is to be read on it
 * @n_pictures: how many of the lab's pictures are on it
 * @missing: (nullable): the name of one more, which the server does not have
 *
 * The page of a web server. It is what crosses the wire, so it stays as it is in every language.
 */
typedef struct
{
  guint host;
  char *title;
  char *text;
  guint n_pictures;
  char *missing;
} MfLessonPage;

/**
 * MfLessonCue:
 * @topic: (nullable): an interned unit topic, "smtp.354": the cue waits for such a unit
 * @effect: if @topic is %NULL: the cue waits for an effect of this kind
 * @phase: with %MF_EFFECT_PHASE: which phase; else %MF_PHASE_NONE
 * @protocol: only on a connection that speaks this; %MF_PROTOCOL_NONE for any
 * @host: only with an effect at this host, or a unit that arrives there; -1 for any
 * @about: (nullable): only with an effect of this subject: "b.example MX"
 * @once: only the first time
 * @count: only at that occurrence, 1 for the first; 0 for every one
 * @caption: (nullable): the sentence shown then, a msgid
 * @step: which of the six steps is reached then, 0 for none
 *
 * A sentence that waits for something to happen.
 */
typedef struct
{
  const char *topic;
  MfEffectKind effect;
  MfPhase phase;
  MfProtocol protocol;
  int host;
  char *about;
  gboolean once;
  guint count;
  char *caption;
  guint step;
} MfLessonCue;

/**
 * MfLessonAct:
 * @intent: what the person does
 * @caption: (nullable): the sentence shown with it, a msgid
 * @step: which of the lecture's six steps it reaches (C11), 0 for none
 *
 * @with_previous: it begins at the same virtual moment as the one before
 * @pictured: the lab's pictures go with its letter
 * @when: (nullable) (transfer none): what the act waits for, without a sentence; %NULL if it comes
 *   when the world has nothing more to do
 * @count: with @when: at which occurrence, 1 for the first
 *
 * One act of the script. An act with @when comes in the middle of what is going on, as soon as the
 * acts before it are done and that has happened; if it never does, the act is left out.
 */
typedef struct
{
  MfIntent *intent;
  char *caption;
  guint step;
  gboolean with_previous;
  gboolean pictured;
  const MfLessonCue *when;
  guint count;
} MfLessonAct;

/**
 * MfLesson:
 *
 * A lesson: a stage, the accounts and the DNS on it, what people do, and the
 * sentences that go with it. It scripts people only; every byte of a protocol
 * is decided by the servers and agents while it is played. Immutable; may be
 * shared between threads.
 */
#define MF_TYPE_LESSON (mf_lesson_get_type ())
G_DECLARE_FINAL_TYPE (MfLesson, mf_lesson, MF, LESSON, GObject)

MfLesson *
mf_lesson_new_from_data (const char *data, gsize length, const char *name, GError **error);
MfLesson *mf_lesson_load_file (GFile *file, GError **error);
MfLesson *mf_lesson_find (const char *id, GError **error);
GListModel *mf_lesson_list (void);

const char *mf_lesson_get_id (MfLesson *self);
const char *mf_lesson_get_topic (MfLesson *self);
const char *mf_lesson_get_topic_title (MfLesson *self);
const char *mf_lesson_get_title (MfLesson *self);
const char *mf_lesson_get_goal (MfLesson *self);
const char *const *mf_lesson_get_concepts (MfLesson *self);

MfStage *mf_lesson_get_stage (MfLesson *self);
const MfLessonUser *mf_lesson_get_users (MfLesson *self, guint *n_users);
const MfLessonAgent *mf_lesson_get_agents (MfLesson *self, guint *n_agents);
const MfLessonAgent *mf_lesson_find_agent (MfLesson *self, guint host);
const MfLessonPage *mf_lesson_find_page (MfLesson *self, guint host);
gboolean mf_lesson_has_link_from (MfLesson *self, guint host, MfProtocol protocol);
gboolean mf_lesson_check_intent (MfLesson *self, const MfIntent *intent, GError **error);
gboolean mf_lesson_get_persistent (MfLesson *self);
const MfLessonMx *mf_lesson_get_mx (MfLesson *self, guint *n_mx);
const MfLessonAct *mf_lesson_get_acts (MfLesson *self, guint *n_acts);
const MfLessonCue *mf_lesson_get_cues (MfLesson *self, guint *n_cues);

G_END_DECLS
