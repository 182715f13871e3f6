/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-browser.h"

#include "lab/mf-browser-form.h"
#include "net/mf-http-client.h"

#define USER_AGENT "Mailflow"
#define ACCEPT_PAGE "text/html"

/* One page on its way; a newer one takes its place. */
typedef struct
{
  MfBrowser *browser; /* NULL: nobody waits for it any more */
  char *url;          /* of the page, once it is here */
  guint status;
  MfHtmlPage *page;
  guint n_objects;
  guint n_pending;
  MfBrowserFunc func;
  gpointer user_data;
} Loading;

/* One object of it. */
typedef struct
{
  Loading *loading;
  char *url;
} Fetch;

struct _MfBrowser
{
  const MfSite *site;
  MfHttpClient *client;
  Loading *loading;  /* NULL while nothing is */
  Loading *shown;    /* NULL before the first page */
  GHashTable *cache; /* URLs of objects that need not be fetched again */
  MfBrowserView view;
};

static void
loading_free (Loading *self)
{
  g_clear_pointer (&self->page, mf_html_page_free);
  g_free (self->url);
  g_free (self);
}

/**
 * mf_browser_new:
 * @site: (transfer none): where it is, in a lab; must outlive it
 * @config: how it behaves
 * @error: return location for a %G_IO_ERROR
 *
 * Returns: (transfer full): a browser that shows nothing
 */
MfBrowser *
mf_browser_new (const MfSite *site, const MfBrowserConfig *config, GError **error)
{
  MfHttpClient *client = mf_http_client_new (site,
                                             &(MfHttpClientConfig) {
                                                 .user_agent = USER_AGENT,
                                                 .language = config->language,
                                                 .close = config->close,
                                                 .max_connections = config->max_connections,
                                                 .knows_hosts = config->knows_hosts,
                                             },
                                             error);
  MfBrowser *self;

  if (client == NULL)
    return NULL;

  self = g_new0 (MfBrowser, 1);
  self->site = site;
  self->client = client;
  self->cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
mf_browser_free (MfBrowser *self)
{
  if (self == NULL)
    return;

  mf_http_client_free (self->client);
  g_clear_pointer (&self->loading, loading_free);
  g_clear_pointer (&self->shown, loading_free);
  g_hash_table_unref (self->cache);
  g_free (self);
}

/**
 * mf_browser_get_view:
 * @self: a browser
 *
 * Returns: (transfer none) (nullable): what it shows; valid until it shows something else
 */
const MfBrowserView *
mf_browser_get_view (const MfBrowser *self)
{
  return self->shown ? &self->view : NULL;
}

static void
report (MfBrowser *self, MfEffectKind kind, gint64 number, const char *subject, const char *text)
{
  mf_site_report (self->site, &(MfEffect) { .kind = kind,
                                            .host = self->site->host,
                                            .number = number,
                                            .subject = (char *) subject,
                                            .text = (char *) text });
}

static void
show (Loading *loading)
{
  MfBrowser *self = loading->browser;

  self->loading = NULL;
  g_clear_pointer (&self->shown, loading_free);
  self->shown = loading;
  self->view = (MfBrowserView) { .url = loading->url,
                                 .status = loading->status,
                                 .page = loading->page,
                                 .n_objects = loading->n_objects };
  report (self, MF_EFFECT_SHOWN, loading->n_objects, loading->page->title, loading->url);
  if (loading->func)
    loading->func (&self->view, loading->user_data);
}

static void
report_response (MfBrowser *self, const MfHttpResponse *response)
{
  report (self, MF_EFFECT_FETCHED, response->status, response->url,
          response->content_type ? response->content_type : "");
}

/* Called for each request of a page that has ended. Returns whether its page is
 * still wanted. */
static gboolean
end_request (Loading *loading)
{
  loading->n_pending--;
  if (loading->browser)
    return TRUE;
  if (loading->n_pending == 0)
    loading_free (loading);
  return FALSE;
}

static void
object_cb (const MfHttpResponse *response, const GError *error, gpointer user_data)
{
  Fetch *fetch = user_data;
  Loading *loading = fetch->loading;
  g_autofree char *url = fetch->url;

  g_free (fetch);
  if (!end_request (loading))
    return;

  if (response)
    {
      report_response (loading->browser, response);
      loading->n_objects += response->status / 100 == 2;
    }
  if (response && response->fresh && response->status == 200)
    g_hash_table_add (loading->browser->cache, g_steal_pointer (&url));
  if (loading->n_pending == 0)
    show (loading);
}

/* (nullable): only what is fetched by HTTP is fetched. */
static char *
resolve (const char *base, const char *url)
{
  g_autoptr (GUri) parsed = NULL;
  g_autofree char *absolute =
      base ? g_uri_resolve_relative (base, url, G_URI_FLAGS_NONE, NULL) : g_strdup (url);

  if (absolute)
    parsed = g_uri_parse (absolute, G_URI_FLAGS_NONE, NULL);
  if (parsed == NULL || g_strcmp0 (g_uri_get_scheme (parsed), "http") != 0 ||
      g_uri_get_host (parsed) == NULL || *g_uri_get_host (parsed) == '\0')
    return NULL;
  return g_steal_pointer (&absolute);
}

static void
fetch_objects (Loading *loading)
{
  MfBrowser *self = loading->browser;

  for (guint i = 0; i < loading->page->objects->len; i++)
    {
      const MfHtmlObject *object = g_ptr_array_index (loading->page->objects, i);
      g_autofree char *url = resolve (loading->url, object->url);
      Fetch *fetch;

      if (url == NULL)
        continue;

      if (g_hash_table_contains (self->cache, url))
        {
          loading->n_objects++;
          continue;
        }

      fetch = g_new0 (Fetch, 1);
      fetch->loading = loading;
      fetch->url = g_strdup (url);
      loading->n_pending++;
      mf_http_client_send (self->client,
                           &(MfHttpClientRequest) { .method = "GET",
                                                    .url = url,
                                                    .accept = object->accept,
                                                    .referrer = loading->url },
                           object_cb, fetch);
    }
}

static void
page_cb (const MfHttpResponse *response, const GError *error, gpointer user_data)
{
  Loading *loading = user_data;
  MfBrowser *self = loading->browser;
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  if (!end_request (loading))
    return;

  if (response == NULL)
    {
      MfBrowserFunc func = loading->func;
      gpointer func_data = loading->user_data;

      self->loading = NULL;
      loading_free (loading);
      if (func)
        func (NULL, func_data);
      return;
    }

  report_response (self, response);
  loading->url = g_strdup (response->url);
  loading->status = response->status;
  loading->page = mf_html_page_read (
      g_strcmp0 (response->content_type, ACCEPT_PAGE) == 0 ? response->body : nothing);
  fetch_objects (loading);
  if (loading->n_pending == 0)
    show (loading);
}

static void
load (MfBrowser *self, const MfHttpClientRequest *request, MfBrowserFunc func, gpointer user_data)
{
  Loading *loading = g_new0 (Loading, 1);

  /* Whoever goes elsewhere waits no longer for what was on its way. */
  if (self->loading)
    self->loading->browser = NULL;
  self->loading = loading;
  loading->browser = self;
  loading->n_objects = 1;
  loading->n_pending = 1;
  loading->func = func;
  loading->user_data = user_data;
  mf_http_client_send (self->client, request, page_cb, loading);
}

/**
 * mf_browser_open:
 * @self: a browser
 * @url: where to go; may be relative to what is shown
 * @func: (nullable): told when it is shown; not if somewhere else is gone to before
 * @user_data: for @func
 *
 * Goes to a page.
 */
void
mf_browser_open (MfBrowser *self, const char *url, MfBrowserFunc func, gpointer user_data)
{
  g_autofree char *absolute = resolve (self->shown ? self->shown->url : NULL, url);
  const MfHttpClientRequest request = { .method = "GET", .url = absolute, .accept = ACCEPT_PAGE };

  if (absolute)
    load (self, &request, func, user_data);
  else if (func)
    func (NULL, user_data);
}

/**
 * mf_browser_submit:
 * @self: a browser
 * @form: a form of the page that it shows
 * @fields: (array length=n_fields): what is written into it; fields that are not named keep what
 *   they hold
 * @n_fields: how many
 * @files: (nullable) (array length=n_files): files that go with it
 * @n_files: how many
 * @func: (nullable): told when what it leads to is shown
 * @user_data: for @func
 *
 * Sends a form.
 */
void
mf_browser_submit (MfBrowser *self,
                   const MfHtmlForm *form,
                   const MfBrowserField *fields,
                   guint n_fields,
                   const MfBrowserFile *files,
                   guint n_files,
                   MfBrowserFunc func,
                   gpointer user_data)
{
  g_autofree char *action = NULL;
  g_autofree char *content_type = NULL;
  g_autoptr (GBytes) body = NULL;

  g_return_if_fail (self->shown != NULL);

  action = resolve (self->shown->url, form->action);
  if (action == NULL)
    {
      if (func)
        func (NULL, user_data);
      return;
    }

  body = mf_browser_form_encode (form, fields, n_fields, files, n_files, self->site->ids,
                                 &content_type);
  load (self,
        &(MfHttpClientRequest) { .method = "POST",
                                 .url = action,
                                 .accept = ACCEPT_PAGE,
                                 .referrer = self->shown->url,
                                 .content_type = content_type,
                                 .body = body },
        func, user_data);
}
