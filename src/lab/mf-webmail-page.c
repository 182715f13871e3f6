/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-webmail-private.h"

#include "base/mf-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What frames every page, and what is said when there is none. */

static void
write_head (MfWebmailVisit *visit, MfHtmlWriter *writer, const char *title)
{
  g_autofree char *full = g_strdup_printf ("%s · %s", title, visit->webmail->server->host_name);

  mf_html_open (writer, "head", NULL);
  mf_html_void (writer, "meta", "charset", "utf-8", NULL);
  mf_html_void (writer, "meta", "name", "viewport", "content",
                "width=device-width, initial-scale=1", NULL);
  mf_html_void (writer, "meta", "name", "color-scheme", "content", "light dark", NULL);
  mf_html_element (writer, "title", full, NULL);
  mf_html_void (writer, "link", "rel", "stylesheet", "href", "/style.css", NULL);
  mf_html_close (writer, "head");
}

static void
write_header (MfWebmailVisit *visit, MfHtmlWriter *writer)
{
  g_autofree char *address = NULL;

  mf_html_open (writer, "header", NULL);
  mf_html_element (writer, "a", visit->webmail->server->host_name, "class", "brand", "href", "/",
                   NULL);
  if (visit->mailbox)
    {
      address = g_strdup_printf ("%s@%s", visit->mailbox->name, visit->webmail->server->domains[0]);
      mf_html_element (writer, "a", T (visit, N_ ("Write")), "class", "button suggested", "href",
                       "/compose", NULL);
      mf_webmail_open_form (visit, writer, "sign-out", "/sign-out", FALSE);
      mf_html_element (writer, "span", address, "class", "who", NULL);
      mf_webmail_write_button (writer, T (visit, N_ ("Sign out")), "flat");
      mf_html_close (writer, "form");
    }
  mf_html_close (writer, "header");
}

/* (transfer full): a page up to and including its header; its folders or a card come next */
MfHtmlWriter *
mf_webmail_begin_page (MfWebmailVisit *visit, const char *title)
{
  MfHtmlWriter *writer = mf_html_writer_new ();

  mf_html_doctype (writer);
  mf_html_open (writer, "html", "lang", visit->language, NULL);
  write_head (visit, writer, title);
  mf_html_open (writer, "body", NULL);
  mf_html_element (writer, "a", T (visit, N_ ("Skip to the content")), "class", "skip", "href",
                   "#content", NULL);
  write_header (visit, writer);
  return writer;
}

/* (transfer full): a page that has nothing but a card, up to and including the card's heading */
static MfHtmlWriter *
begin_card (MfWebmailVisit *visit, const char *title)
{
  MfHtmlWriter *writer = mf_webmail_begin_page (visit, title);

  mf_html_open (writer, "div", "class", "middle", NULL);
  mf_html_open (writer, "main", "id", "content", "class", "card", NULL);
  mf_html_element (writer, "h1", title, NULL);
  return writer;
}

/* @writer: (transfer full) */
void
mf_webmail_end_page (MfWebmailVisit *visit, MfHtmlWriter *writer, guint status)
{
  g_clear_pointer (&visit->body, g_bytes_unref);
  visit->body = mf_html_writer_end (writer);
  g_free (visit->content_type);
  visit->content_type = g_strdup (MF_WEBMAIL_TYPE_PAGE);
  visit->status = status;
}

static const char *
describe (MfWebmailVisit *visit, guint status)
{
  switch (status)
    {
    case 400:
      return T (visit, N_ ("This request cannot be understood."));
    case 403:
      return T (visit, N_ ("This form is no longer valid. Go back, reload the page, and try "
                           "again."));
    case 404:
      return T (visit, N_ ("There is nothing at this address. The message may have been moved or "
                           "deleted."));
    case 405:
      return T (visit, N_ ("This address cannot be used in this way."));
    case 413:
      return T (visit, N_ ("This is larger than the server takes."));
    case 429:
      return T (visit, N_ ("There were too many wrong passwords. Wait a minute, then try again."));
    default:
      return T (visit, N_ ("The server cannot do this now. Try again later."));
    }
}

/* An error is a page, too. */
void
mf_webmail_show_error (MfWebmailVisit *visit, guint status)
{
  g_autofree char *title = g_strdup_printf ("%s %u", T (visit, N_ ("Error")), status);
  MfHtmlWriter *writer = begin_card (visit, title);

  mf_html_element (writer, "p", describe (visit, status), NULL);
  mf_html_open (writer, "p", NULL);
  mf_html_element (writer, "a", T (visit, N_ ("Go to the inbox")), "href", "/", NULL);
  mf_html_close (writer, "p");
  mf_html_close (writer, "main");
  mf_webmail_end_page (visit, writer, status);
}

void
mf_webmail_show_storage_error (MfWebmailVisit *visit, const GError *error)
{
  mf_webmail_show_error (visit, g_error_matches (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING)
                                    ? 404
                                    : 503);
}

/* @location: (transfer full): what is asked for next, by GET (RFC 9110 section 15.4.4) */
void
mf_webmail_redirect (MfWebmailVisit *visit, char *location)
{
  g_free (visit->location);
  visit->location = location;
  visit->status = 303;
}

/* (transfer full): "/mail/INBOX/12/html" */
char *
mf_webmail_make_url (const char *folder, guint32 uid, const char *tail)
{
  g_autofree char *escaped = g_uri_escape_string (folder, NULL, FALSE);
  GString *url = g_string_new ("/mail/");

  g_string_append (url, escaped);
  if (uid > 0)
    g_string_append_printf (url, "/%u", uid);
  if (tail)
    g_string_append_printf (url, "/%s", tail);
  return g_string_free_and_steal (url);
}

/* A form that is posted, with the session's token in it; close it. */
void
mf_webmail_open_form (MfWebmailVisit *visit,
                      MfHtmlWriter *writer,
                      const char *id,
                      const char *action,
                      gboolean multipart)
{
  mf_html_begin_tag (writer, "form");
  mf_html_attribute (writer, "id", id);
  mf_html_attribute (writer, "method", "post");
  mf_html_attribute (writer, "action", action);
  mf_html_attribute (writer, "enctype", multipart ? "multipart/form-data" : NULL);
  mf_html_end_tag (writer, FALSE);
  mf_html_void (writer, "input", "type", "hidden", "name", "token", "value", visit->token, NULL);
}

void
mf_webmail_write_field (MfHtmlWriter *writer,
                        const char *label,
                        const char *name,
                        const char *type,
                        const char *value,
                        const char *autocomplete)
{
  mf_html_open (writer, "p", "class", "field", NULL);
  mf_html_element (writer, "label", label, "for", name, NULL);
  mf_html_begin_tag (writer, "input");
  mf_html_attribute (writer, "id", name);
  mf_html_attribute (writer, "name", name);
  mf_html_attribute (writer, "type", type);
  mf_html_attribute (writer, "value", value && *value ? value : NULL);
  mf_html_attribute (writer, "autocomplete", autocomplete);
  mf_html_attribute (writer, "multiple", g_str_equal (type, "file") ? "" : NULL);
  mf_html_end_tag (writer, TRUE);
  mf_html_close (writer, "p");
}

void
mf_webmail_write_button (MfHtmlWriter *writer, const char *label, const char *kind)
{
  mf_html_element (writer, "button", label, "class", kind, NULL);
}

/* (transfer full): "2026-03-02 09:00", in UTC: whose clock is meant nobody said */
char *
mf_webmail_format_date (MfWebmailVisit *visit, gint64 time_us)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);

  return date ? g_date_time_format (date, "%Y-%m-%d %H:%M") : g_strdup ("");
}

/* @problem: (nullable): why it is shown again */
void
mf_webmail_show_sign_in (MfWebmailVisit *visit, const char *problem, guint status)
{
  MfHtmlWriter *writer;

  /* The form needs a session, so that nobody else can fill it in for the user. */
  if (visit->token == NULL)
    {
      const MfWebmailSession *session = mf_webmail_sessions_begin (visit->webmail->sessions, NULL);

      visit->token = g_strdup (session->token);
      visit->cookie =
          g_strdup_printf ("session=%s; Path=/; HttpOnly; SameSite=Strict", session->id);
    }

  writer = begin_card (visit, T (visit, N_ ("Sign in")));
  if (problem)
    mf_html_element (writer, "p", problem, "class", "problem", "role", "alert", NULL);
  mf_webmail_open_form (visit, writer, "sign-in", "/sign-in", FALSE);
  mf_webmail_write_field (writer, T (visit, N_ ("Name or mail address")), "name", "text", NULL,
                          "username");
  mf_webmail_write_field (writer, T (visit, N_ ("Password")), "password", "password", NULL,
                          "current-password");
  mf_html_open (writer, "p", NULL);
  mf_webmail_write_button (writer, T (visit, N_ ("Sign in")), "suggested");
  mf_html_close (writer, "p");
  mf_html_close (writer, "form");
  mf_html_close (writer, "main");
  mf_webmail_end_page (visit, writer, status);
}

/* In the server's thread, as all that touches sessions. */
void
mf_webmail_sign_in (MfWebmailVisit *visit)
{
  MfWebmail *webmail = visit->webmail;
  const char *name = mf_http_form_get (visit->form, "name");
  const char *password = mf_http_form_get (visit->form, "password");
  const char *peer = mf_http_request_get_peer (visit->request);
  MfMailbox *mailbox = mf_mail_server_find_account (webmail->server, name);
  const MfWebmailSession *session;

  if (!mf_webmail_sessions_may_try (webmail->sessions, name, peer ? peer : ""))
    mf_webmail_show_error (visit, 429);
  else if (mailbox == NULL || !mf_secret_equal (mailbox->password, password, -1))
    {
      mf_webmail_sessions_note_failure (webmail->sessions, name, peer ? peer : "");
      mf_webmail_show_sign_in (visit, T (visit, N_ ("The name or the password is wrong.")), 403);
    }
  else
    {
      /* A new id, so that whoever knew the old one does not get in as well. */
      mf_webmail_sessions_end (webmail->sessions, visit->token);
      session = mf_webmail_sessions_begin (webmail->sessions, mailbox);
      visit->cookie =
          g_strdup_printf ("session=%s; Path=/; HttpOnly; SameSite=Strict", session->id);
      mf_webmail_redirect (visit, mf_webmail_make_url ("INBOX", 0, NULL));
    }
  mf_webmail_answer (visit);
}

void
mf_webmail_sign_out (MfWebmailVisit *visit)
{
  mf_webmail_sessions_end (visit->webmail->sessions, visit->token);
  visit->cookie = g_strdup ("session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  mf_webmail_redirect (visit, g_strdup ("/"));
  mf_webmail_answer (visit);
}
