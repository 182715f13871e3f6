/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a page may have of each; what is beyond is not looked at. */
#define MF_HTML_PAGE_MAX_ITEMS 1000

/**
 * MfHtmlObject:
 * @url: where it is, as written
 * @accept: (transfer none): the type that is wanted there: "text/css", "text/html", or any picture
 *
 * Something that a browser fetches to show a page.
 */
typedef struct
{
  char *url;
  const char *accept;
} MfHtmlObject;

/**
 * MfHtmlLink:
 * @url: where it leads, as written
 * @text: what is read, white space collapsed
 * @kind: (nullable): the element's class
 */
typedef struct
{
  char *url;
  char *text;
  char *kind;
} MfHtmlLink;

/**
 * MfHtmlInput:
 * @name: of the field
 * @type: "hidden", "text", "password", "file", "textarea", "submit" …
 * @value: what it holds before anybody writes into it
 */
typedef struct
{
  char *name;
  char *type;
  char *value;
} MfHtmlInput;

/**
 * MfHtmlForm:
 * @id: (nullable): the element's id
 * @action: where it is sent, as written
 * @multipart: whether it is sent as multipart/form-data
 * @post: whether it is posted
 * @inputs: (element-type MfHtmlInput): its fields
 */
typedef struct
{
  char *id;
  char *action;
  gboolean multipart;
  gboolean post;
  GPtrArray *inputs;
} MfHtmlForm;

/**
 * MfHtmlPage:
 * @title: what the page calls itself, "" if nothing
 * @objects: (element-type MfHtmlObject): in the order of the page
 * @links: (element-type MfHtmlLink): likewise
 * @forms: (element-type MfHtmlForm): likewise
 *
 * What a person's browser finds in a page.
 */
typedef struct
{
  char *title;
  GPtrArray *objects;
  GPtrArray *links;
  GPtrArray *forms;
} MfHtmlPage;

MfHtmlPage *mf_html_page_read (GBytes *html);
void mf_html_page_free (MfHtmlPage *self);

const MfHtmlForm *mf_html_page_find_form (const MfHtmlPage *self, const char *id);
const MfHtmlLink *
mf_html_page_find_link (const MfHtmlPage *self, const char *kind, const char *text);
guint mf_html_page_count_links (const MfHtmlPage *self, const char *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfHtmlPage, mf_html_page_free)

G_END_DECLS
