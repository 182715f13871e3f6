/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-translation.h"
#include "lab/mf-mail-server-private.h"
#include "lab/mf-webmail-sessions.h"
#include "lab/mf-webmail.h"
#include "mail/mf-html-writer.h"
#include "mail/mf-letter.h"
#include "mail/mf-mail-store.h"
#include "mail/mf-message.h"
#include "net/mf-http-form.h"
#include "net/mf-http-service.h"

G_BEGIN_DECLS

/* The deepest path: mail, folder, uid, "part", number. */
#define MF_WEBMAIL_MAX_PATH 5

#define MF_WEBMAIL_TYPE_PAGE "text/html; charset=utf-8"

struct _MfWebmail
{
  MfMailServer *server;
  MfHttpService *service;
  MfWebmailSessions *sessions;
  MfIdSource *ids; /* for what is stored by a worker; under the lock */
  GMutex lock;
};

/* One request, from its arrival to its answer. What is in it is its own, so a
 * worker thread may have it while the disk is asked. */
typedef struct
{
  MfWebmail *webmail;
  MfHttpRequest *request;
  char *path[MF_WEBMAIL_MAX_PATH]; /* segments, decoded */
  guint n_path;
  gboolean is_post;
  MfHttpForm *query;
  MfHttpForm *form; /* NULL unless something was posted */
  char *language;

  MfMailbox *mailbox; /* whose session it is; NULL: nobody's */
  MfMailStore *store;
  char *token; /* what every form must carry */

  guint status;
  char *content_type;
  GBytes *body;
  char *location;
  char *policy;      /* in place of the pages' own */
  char *disposition; /* of an attachment */
  char *cookie;
  const char *caching; /* in place of "no-store" */
  MfLetter *letter;    /* to be sent */
  guint32 answered;    /* the message in @answered_in that it answers, or 0 */
  char *answered_in;
  GPtrArray *effects; /* (nullable) (element-type MfEffect): to be reported with the answer */
} MfWebmailVisit;

typedef void (*MfWebmailHandler) (MfWebmailVisit *visit);

/* Translates; mark the text with N_(). */
#define T(visit, text) mf_translate ((visit)->language, text)

void mf_webmail_answer (MfWebmailVisit *visit);

/* mf-webmail-page.c */
MfHtmlWriter *mf_webmail_begin_page (MfWebmailVisit *visit, const char *title);
void mf_webmail_end_page (MfWebmailVisit *visit, MfHtmlWriter *writer, guint status);
void mf_webmail_show_error (MfWebmailVisit *visit, guint status);
void mf_webmail_show_storage_error (MfWebmailVisit *visit, const GError *error);
void mf_webmail_redirect (MfWebmailVisit *visit, char *location);
char *mf_webmail_make_url (const char *folder, guint32 uid, const char *tail);
void mf_webmail_open_form (MfWebmailVisit *visit,
                           MfHtmlWriter *writer,
                           const char *id,
                           const char *action,
                           gboolean multipart);
void mf_webmail_write_field (MfHtmlWriter *writer,
                             const char *label,
                             const char *name,
                             const char *type,
                             const char *value,
                             const char *autocomplete);
void mf_webmail_write_button (MfHtmlWriter *writer, const char *label, const char *kind);
char *mf_webmail_format_date (MfWebmailVisit *visit, gint64 time_us);

/* mf-webmail-effects.c */
void mf_webmail_note_flags (MfWebmailVisit *visit, MfFolder *folder, guint32 uid);
void mf_webmail_note_stored (MfWebmailVisit *visit, MfFolder *folder, guint32 uid, GBytes *content);
void mf_webmail_note_left (MfWebmailVisit *visit, MfFolder *folder, const char *id, MfFolder *to);
void mf_webmail_report (MfWebmailVisit *visit);

/* the pages */
void mf_webmail_show_sign_in (MfWebmailVisit *visit, const char *problem, guint status);
void mf_webmail_sign_in (MfWebmailVisit *visit);
void mf_webmail_sign_out (MfWebmailVisit *visit);
void mf_webmail_show_folder (MfWebmailVisit *visit);
void mf_webmail_show_message (MfWebmailVisit *visit);
void mf_webmail_show_html (MfWebmailVisit *visit);
void mf_webmail_show_part (MfWebmailVisit *visit);
void mf_webmail_change (MfWebmailVisit *visit);
void mf_webmail_show_compose (MfWebmailVisit *visit);
void mf_webmail_show_reply (MfWebmailVisit *visit);
void mf_webmail_take_letter (MfWebmailVisit *visit);
void mf_webmail_send_letter (MfWebmailVisit *visit);

/* what they share */
MfFolder *mf_webmail_open_folder (MfWebmailVisit *visit, const char *name);
MfMessage *mf_webmail_read_message (MfWebmailVisit *visit, MfFolder **folder, guint32 *uid);
const MfPart *mf_webmail_find_part (const MfMessage *message, guint number);
const MfPart *mf_webmail_find_text (const MfMessage *message, const char *media_type);
gboolean mf_webmail_is_picture (const MfPart *part);
void mf_webmail_write_folders (MfWebmailVisit *visit, MfHtmlWriter *writer, const char *current);
const char *mf_webmail_get_folder_label (MfWebmailVisit *visit, const char *name, MfMailRole role);

G_END_DECLS
