/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-webmail-private.h"

#include "lab/mf-lesson-resources.h"

#include <gio/gio.h>
#include <string.h>

#define SERVER "Mailflow"
#define STYLE_PATH "/mailflow/webmail/style.css"

/* What can be attached to one letter, with its text. */
#define MAX_BODY (32 * 1024 * 1024)

/* Nothing but what this server sends is shown, and nothing ever runs. */
#define POLICY_PAGE                                                                                \
  "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; "   \
  "base-uri 'none'; frame-ancestors 'none'"

/* A page: its path, "*" for any segment; who shows it, in a worker thread; or who
 * does it, in the server's own. */
typedef struct
{
  const char *path[MF_WEBMAIL_MAX_PATH + 1];
  gboolean is_post;
  gboolean is_open; /* to those who have not signed in */
  MfWebmailHandler work;
  MfWebmailHandler act;
} Route;

static void show_style (MfWebmailVisit *visit);
static void show_start (MfWebmailVisit *visit);

static const Route routes[] = {
  { { NULL }, FALSE, FALSE, show_start, NULL },
  { { "style.css" }, FALSE, TRUE, show_style, NULL },
  { { "sign-in" }, TRUE, TRUE, NULL, mf_webmail_sign_in },
  { { "sign-out" }, TRUE, FALSE, NULL, mf_webmail_sign_out },
  { { "mail", "*" }, FALSE, FALSE, mf_webmail_show_folder, NULL },
  { { "mail", "*", "*" }, FALSE, FALSE, mf_webmail_show_message, NULL },
  { { "mail", "*", "*" }, TRUE, FALSE, mf_webmail_change, NULL },
  { { "mail", "*", "*", "html" }, FALSE, FALSE, mf_webmail_show_html, NULL },
  { { "mail", "*", "*", "reply" }, FALSE, FALSE, mf_webmail_show_reply, NULL },
  { { "mail", "*", "*", "part", "*" }, FALSE, FALSE, mf_webmail_show_part, NULL },
  { { "compose" }, FALSE, FALSE, mf_webmail_show_compose, NULL },
  { { "send" }, TRUE, FALSE, mf_webmail_take_letter, mf_webmail_send_letter },
};

static void
visit_free (MfWebmailVisit *visit)
{
  for (guint i = 0; i < visit->n_path; i++)
    g_free (visit->path[i]);
  g_clear_pointer (&visit->query, mf_http_form_free);
  g_clear_pointer (&visit->form, mf_http_form_free);
  g_clear_pointer (&visit->body, g_bytes_unref);
  g_clear_pointer (&visit->store, mf_mail_store_unref);
  g_clear_pointer (&visit->letter, mf_letter_free);
  g_clear_pointer (&visit->effects, g_ptr_array_unref);
  g_free (visit->language);
  g_free (visit->token);
  g_free (visit->content_type);
  g_free (visit->location);
  g_free (visit->policy);
  g_free (visit->disposition);
  g_free (visit->cookie);
  g_free (visit->answered_in);
  g_free (visit);
}

static void
add_header (MfWebmailVisit *visit, const char *name, const char *value)
{
  if (value)
    mf_http_request_add_header (visit->request, name, value);
}

/* Sends what was made of the visit, and ends it. */
void
mf_webmail_answer (MfWebmailVisit *visit)
{
  add_header (visit, "Content-Security-Policy", visit->policy ? visit->policy : POLICY_PAGE);
  add_header (visit, "X-Content-Type-Options", "nosniff");
  add_header (visit, "Referrer-Policy", "no-referrer");
  add_header (visit, "Cache-Control", visit->caching ? visit->caching : "no-store");
  add_header (visit, "Location", visit->location);
  add_header (visit, "Content-Disposition", visit->disposition);
  add_header (visit, "Set-Cookie", visit->cookie);
  if (visit->status == 405)
    add_header (visit, "Allow", visit->is_post ? "GET, HEAD" : "POST");
  mf_webmail_report (visit);
  mf_http_request_answer (visit->request, visit->status ? visit->status : 500, visit->content_type,
                          visit->body);
  visit_free (visit);
}

static void
show_style (MfWebmailVisit *visit)
{
  visit->body = g_resource_lookup_data (mf_lesson_get_resource (), STYLE_PATH,
                                        G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  visit->content_type = g_strdup ("text/css; charset=utf-8");
  visit->caching = "max-age=3600";
  visit->status = 200;
}

static void
show_start (MfWebmailVisit *visit)
{
  mf_webmail_redirect (visit, mf_webmail_make_url ("INBOX", 0, NULL));
}

static gboolean
has_path (const Route *route, const MfWebmailVisit *visit)
{
  guint n = 0;

  for (; route->path[n]; n++)
    if (n >= visit->n_path ||
        (!g_str_equal (route->path[n], "*") && !g_str_equal (route->path[n], visit->path[n])))
      return FALSE;

  return n == visit->n_path;
}

/* Whether the path is one of ours, decoded into its segments. */
static gboolean
split_path (MfWebmailVisit *visit, const char *path)
{
  g_auto (GStrv) segments = NULL;

  if (path == NULL || *path != '/')
    return FALSE;
  if (path[1] == '\0')
    return TRUE;

  segments = g_strsplit (path + 1, "/", MF_WEBMAIL_MAX_PATH + 1);
  if (g_strv_length (segments) > MF_WEBMAIL_MAX_PATH)
    return FALSE;

  for (char **segment = segments; *segment; segment++)
    {
      char *decoded = g_uri_unescape_string (*segment, NULL);

      if (decoded == NULL || *decoded == '\0' || !g_utf8_validate (decoded, -1, NULL))
        {
          g_free (decoded);
          return FALSE;
        }
      visit->path[visit->n_path++] = decoded;
    }
  return TRUE;
}

static gboolean
open_store (MfWebmailVisit *visit)
{
  g_autoptr (GError) error = NULL;

  if (visit->mailbox == NULL)
    return TRUE;

  visit->store = mf_mail_server_get_store (visit->webmail->server, visit->mailbox, &error);
  if (visit->store)
    return TRUE;

  mf_webmail_show_storage_error (visit, error);
  return FALSE;
}

static const Route *
find_route (MfWebmailVisit *visit, gboolean *is_known)
{
  *is_known = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (has_path (&routes[i], visit))
      {
        *is_known = TRUE;
        if (routes[i].is_post == visit->is_post)
          return &routes[i];
      }

  return NULL;
}

/* Every form carries the session's token: another site can make a browser post
 * here, but it cannot read the token (SameSite keeps the cookie away besides). */
static gboolean
is_ours (MfWebmailVisit *visit)
{
  return visit->token && visit->form &&
         g_str_equal (mf_http_form_get (visit->form, "token"), visit->token);
}

typedef struct
{
  MfWebmailVisit *visit;
  const Route *route;
} Job;

static void
work_cb (gpointer data)
{
  Job *job = data;
  MfWebmailVisit *visit = job->visit;

  if (visit->is_post)
    visit->form = mf_http_form_parse (mf_http_request_get_header (visit->request, "Content-Type"),
                                      mf_http_request_get_body (visit->request));
  if (visit->is_post && !is_ours (visit))
    mf_webmail_show_error (visit, 403);
  else if (job->route->work)
    job->route->work (visit);
}

static void
done_cb (gpointer data)
{
  Job *job = data;
  MfWebmailVisit *visit = job->visit;

  if (visit->status == 0 && job->route->act)
    job->route->act (visit);
  else
    mf_webmail_answer (visit);
  g_free (job);
}

static void
run (MfWebmailVisit *visit, const Route *route)
{
  Job *job = g_new (Job, 1);

  *job = (Job) { visit, route };
  mf_storage_jobs_run (visit->webmail->server->jobs, work_cb, done_cb, job);
}

static void
dispatch (MfWebmailVisit *visit, gboolean path_is_good)
{
  gboolean is_known = FALSE;
  const Route *route = path_is_good ? find_route (visit, &is_known) : NULL;

  if (mf_http_request_is_too_large (visit->request))
    mf_webmail_show_error (visit, 413);
  else if (is_known && route == NULL)
    mf_webmail_show_error (visit, 405);
  else if (route && visit->mailbox == NULL && !route->is_open)
    {
      /* A form that is sent after its session has ended has no token that counts. */
      if (visit->is_post)
        mf_webmail_show_error (visit, 403);
      else
        mf_webmail_show_sign_in (visit, NULL, 200);
    }
  else if (route == NULL)
    mf_webmail_show_error (visit, path_is_good ? 404 : 400);
  else if (open_store (visit))
    {
      run (visit, route);
      return;
    }

  mf_webmail_answer (visit);
}

static void
request_cb (MfHttpRequest *request, gpointer user_data)
{
  MfWebmail *self = user_data;
  MfWebmailVisit *visit = g_new0 (MfWebmailVisit, 1);
  const char *method = mf_http_request_get_method (request);
  MfWebmailSession *session =
      mf_webmail_sessions_find (self->sessions, mf_http_request_get_header (request, "Cookie"));
  gboolean path_is_good;

  visit->webmail = self;
  visit->request = request;
  visit->is_post = g_str_equal (method, "POST");
  visit->language = mf_translation_choose (mf_http_request_get_header (request, "Accept-Language"));
  visit->query = mf_http_form_parse_query (mf_http_request_get_query (request));
  if (session)
    {
      visit->mailbox = session->mailbox;
      visit->token = g_strdup (session->token);
    }

  path_is_good = split_path (visit, mf_http_request_get_path (request));
  if (!visit->is_post && !g_str_equal (method, "GET") && !g_str_equal (method, "HEAD"))
    {
      mf_webmail_show_error (visit, 405);
      mf_webmail_answer (visit);
      return;
    }
  dispatch (visit, path_is_good);
}

/**
 * mf_webmail_new:
 * @server: (transfer none): whose mail it shows; must outlive it
 *
 * Returns: (transfer full): webmail that listens nowhere yet
 */
MfWebmail *
mf_webmail_new (MfMailServer *server)
{
  MfWebmail *self = g_new0 (MfWebmail, 1);
  const MfHttpServiceConfig config = {
    .server = SERVER,
    .max_body = MAX_BODY,
    .max_connections = server->max_connections,
  };

  self->server = server;
  g_mutex_init (&self->lock);
  self->ids = mf_id_source_new_seeded (mf_id_source_next (server->site->ids));
  self->sessions = mf_webmail_sessions_new (server->site);
  self->service = mf_http_service_new (server->site, &config, request_cb, self);
  return self;
}

/**
 * mf_webmail_free:
 * @self: (nullable): webmail; its server's storage jobs are done
 */
void
mf_webmail_free (MfWebmail *self)
{
  if (self == NULL)
    return;

  mf_http_service_free (self->service);
  mf_webmail_sessions_free (self->sessions);
  mf_id_source_free (self->ids);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * mf_webmail_listen:
 * @self: webmail
 * @address: (nullable): where, see mf_listener_new()
 * @port: the port, 0 for any that is free
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: the port, or 0
 */
guint16
mf_webmail_listen (MfWebmail *self, const char *address, guint16 port, GError **error)
{
  return mf_http_service_listen (self->service, address, port, error);
}

/**
 * mf_webmail_stop:
 * @self: webmail
 *
 * Accepts no more connections.
 */
void
mf_webmail_stop (MfWebmail *self)
{
  mf_http_service_stop (self->service);
}

/**
 * mf_webmail_get_n_sessions:
 * @self: webmail
 *
 * Returns: how many requests are not answered yet
 */
guint
mf_webmail_get_n_sessions (const MfWebmail *self)
{
  return mf_http_service_get_n_sessions (self->service);
}
