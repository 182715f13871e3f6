/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-web-server.h"

#include "lab/mf-pictures.h"
#include "mail/mf-html-writer.h"
#include "net/mf-http-service.h"

#define SERVER "Mailflow"
#define TYPE_PAGE MF_WEB_SERVER_PAGE_TYPE "; charset=utf-8"

/* Nothing is to be posted here. */
#define MAX_BODY 1024

struct _MfWebServer
{
  MfHttpService *service;
  GHashTable *pictures; /* path → GBytes */
  GBytes *page;
};

static void
write_picture (MfHtmlWriter *writer, const char *url, const char *alt)
{
  mf_html_open (writer, "p", NULL);
  mf_html_void (writer, "img", "src", url, "alt", alt, NULL);
  mf_html_close (writer, "p");
}

static GBytes *
write_page (const MfLessonPage *page)
{
  MfHtmlWriter *writer = mf_html_writer_new ();

  mf_html_doctype (writer);
  mf_html_open (writer, "html", "lang", "en", NULL);
  mf_html_element (writer, "title", page->title, NULL);
  mf_html_element (writer, "h1", page->title, NULL);
  mf_html_element (writer, "p", page->text, NULL);
  for (guint i = 1; i <= page->n_pictures; i++)
    {
      g_autofree char *alt = g_strdup_printf ("Picture %u", i);

      write_picture (writer, mf_picture_get_name (i), alt);
    }
  if (page->missing)
    write_picture (writer, page->missing, "A picture that was lost");
  return mf_html_writer_end (writer);
}

/* A redirection is nobody's here: what there is has one name. */
static void
request_cb (MfHttpRequest *request, gpointer user_data)
{
  MfWebServer *self = user_data;
  const char *method = mf_http_request_get_method (request);
  const char *path = mf_http_request_get_path (request);
  GBytes *picture = g_hash_table_lookup (self->pictures, path);
  g_autoptr (GBytes) missing = NULL;

  if (!g_str_equal (method, "GET") && !g_str_equal (method, "HEAD"))
    {
      mf_http_request_add_header (request, "Allow", "GET, HEAD");
      mf_http_request_answer (request, 405, NULL, NULL);
    }
  else if (g_str_equal (path, "/"))
    mf_http_request_answer (request, 200, TYPE_PAGE, self->page);
  else if (picture)
    mf_http_request_answer (request, 200, MF_PICTURES_TYPE, picture);
  else
    {
      missing = g_bytes_new_static ("There is no such object here.\r\n", 31);
      mf_http_request_answer (request, 404, "text/plain", missing);
    }
}

/**
 * mf_web_server_new:
 * @site: where it is, in a lab; must outlive it
 * @page: what it serves
 * @error: where to put a %G_IO_ERROR
 *
 * Returns: (transfer full): a server that listens on port 80, or %NULL
 */
MfWebServer *
mf_web_server_new (const MfSite *site, const MfLessonPage *page, GError **error)
{
  const MfHttpServiceConfig config = { .server = SERVER, .max_body = MAX_BODY };
  g_autoptr (MfWebServer) self = g_new0 (MfWebServer, 1);

  self->page = write_page (page);
  self->pictures =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  for (guint i = 1; i <= page->n_pictures; i++)
    g_hash_table_insert (self->pictures, g_strconcat ("/", mf_picture_get_name (i), NULL),
                         mf_picture_get (i));

  self->service = mf_http_service_new (site, &config, request_cb, self);
  if (mf_http_service_listen (self->service, NULL, mf_protocol_get_port (MF_PROTOCOL_HTTP),
                              error) == 0)
    return NULL;
  return g_steal_pointer (&self);
}

void
mf_web_server_free (MfWebServer *self)
{
  if (self == NULL)
    return;

  mf_http_service_free (self->service);
  g_hash_table_unref (self->pictures);
  g_bytes_unref (self->page);
  g_free (self);
}
