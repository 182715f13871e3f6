/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-lesson-private.h"

G_BEGIN_DECLS

/* The deepest element: lesson, stage, web-server, page, text. */
#define MF_LESSON_MAX_DEPTH 5

/* The highest number of an occurrence that a caption or an act waits for. */
#define MF_LESSON_MAX_COUNT 1000

typedef struct _MfLessonParser MfLessonParser;

typedef struct
{
  const char **names;
  const char **values;
} MfLessonAttributes;

/* One element of the lesson's grammar. A name in @attributes that begins with
 * '?' may be left out. Text is allowed only where @end takes it. */
typedef struct
{
  const char *name;
  const char *parent;
  const char *attributes[16];
  gboolean (*start) (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error);
  gboolean (*end) (MfLessonParser *parser, const char *text, GError **error);
} MfLessonElement;

/* Which account an agent uses, looked up when all servers are known. */
typedef struct
{
  guint host;
  int line;
  char *address;
  char *person;
} MfLessonPendingAgent;

struct _MfLessonParser
{
  MfLesson *lesson;
  const char *name;
  GMarkupParseContext *context;
  const MfLessonElement *stack[MF_LESSON_MAX_DEPTH];
  guint depth;
  GString *text;
  guint seen; /* bit i: elements[i] has come, for those that come once */
  int server; /* index of the server whose users are read */
  GArray *pending_agents;

  /* the letter and the act that are being read */
  char *agent;
  char *from;
  char *to;
  char *cc;
  char *bcc;
  char *subject;
  char *body;
  guint n_pictures;
  GArray *attachments; /* of MfIntentAttachment */
  MfLessonAct act;
};

/* Reading values. Each returns %FALSE with an error that names file and line. */
int mf_lesson_parser_current_line (MfLessonParser *parser);
gboolean
mf_lesson_parser_fail_at (MfLessonParser *parser, int line, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
#define mf_lesson_parser_fail(parser, error, ...)                                                  \
  mf_lesson_parser_fail_at (parser, mf_lesson_parser_current_line (parser), error, __VA_ARGS__)

const char *mf_lesson_parser_get_attribute (const MfLessonAttributes *attributes, const char *name);
gboolean mf_lesson_parser_get_number (MfLessonParser *parser,
                                      const MfLessonAttributes *attributes,
                                      const char *name,
                                      guint64 limit,
                                      guint64 *number,
                                      GError **error);
gboolean mf_lesson_parser_get_duration (MfLessonParser *parser,
                                        const MfLessonAttributes *attributes,
                                        const char *name,
                                        gint64 *duration_us,
                                        GError **error);
gboolean mf_lesson_parser_get_host (MfLessonParser *parser,
                                    const MfLessonAttributes *attributes,
                                    const char *name,
                                    int *host,
                                    GError **error);
gboolean mf_lesson_parser_get_boolean (MfLessonParser *parser,
                                       const MfLessonAttributes *attributes,
                                       const char *name,
                                       gboolean *value,
                                       GError **error);
gboolean mf_lesson_parser_get_protocol (MfLessonParser *parser,
                                        const MfLessonAttributes *attributes,
                                        const char *name,
                                        MfProtocol *value,
                                        GError **error);
gboolean mf_lesson_parser_is_id (const char *text);
gboolean mf_lesson_parser_has_room (
    MfLessonParser *parser, guint count, guint limit, const char *what, GError **error);
char *mf_lesson_parser_collapse (const char *text);
char *mf_lesson_parser_dedent (const char *text);

void mf_lesson_parser_clear_attachment (gpointer attachment);

/* What the elements do, in mf-lesson-stage.c, mf-lesson-script.c and mf-lesson-captions.c. */
gboolean mf_lesson_start_lesson (MfLessonParser *parser,
                                 const MfLessonAttributes *attributes,
                                 GError **error);
gboolean mf_lesson_end_title (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_end_goal (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_start_agent (MfLessonParser *parser,
                                const MfLessonAttributes *attributes,
                                GError **error);
gboolean mf_lesson_start_server (MfLessonParser *parser,
                                 const MfLessonAttributes *attributes,
                                 GError **error);
gboolean
mf_lesson_start_user (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error);
gboolean mf_lesson_start_name_server (MfLessonParser *parser,
                                      const MfLessonAttributes *attributes,
                                      GError **error);
gboolean mf_lesson_start_browser (MfLessonParser *parser,
                                  const MfLessonAttributes *attributes,
                                  GError **error);
gboolean mf_lesson_start_web_server (MfLessonParser *parser,
                                     const MfLessonAttributes *attributes,
                                     GError **error);
gboolean
mf_lesson_start_page (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error);
gboolean mf_lesson_end_page (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_end_text (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_start_browse (MfLessonParser *parser,
                                 const MfLessonAttributes *attributes,
                                 GError **error);
gboolean mf_lesson_end_browse (MfLessonParser *parser, const char *text, GError **error);
gboolean
mf_lesson_start_link (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error);
gboolean
mf_lesson_start_mx (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error);
gboolean
mf_lesson_start_act (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error);
gboolean mf_lesson_start_pictures (MfLessonParser *parser,
                                   const MfLessonAttributes *attributes,
                                   GError **error);
gboolean mf_lesson_end_compose (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_end_send (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_start_fetch (MfLessonParser *parser,
                                const MfLessonAttributes *attributes,
                                GError **error);
gboolean mf_lesson_start_mailbox_act (MfLessonParser *parser,
                                      const MfLessonAttributes *attributes,
                                      GError **error);
gboolean mf_lesson_end_made_act (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_start_server_act (MfLessonParser *parser,
                                     const MfLessonAttributes *attributes,
                                     GError **error);
gboolean
mf_lesson_start_cut (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error);
gboolean mf_lesson_end_stop (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_end_down (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_end_up (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_start_attachment (MfLessonParser *parser,
                                     const MfLessonAttributes *attributes,
                                     GError **error);
gboolean mf_lesson_end_from (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_end_to (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_end_cc (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_end_bcc (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_end_subject (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_end_body (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_end_act_caption (MfLessonParser *parser, const char *text, GError **error);
gboolean mf_lesson_read_cue (MfLessonParser *parser,
                             const MfLessonAttributes *attributes,
                             MfLessonCue *cue,
                             GError **error);
gboolean
mf_lesson_start_cue (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error);
gboolean mf_lesson_end_cue (MfLessonParser *parser, const char *text, GError **error);

G_END_DECLS
