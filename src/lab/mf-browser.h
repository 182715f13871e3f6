/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-html-page.h"
#include "net/mf-site.h"

G_BEGIN_DECLS

typedef struct _MfBrowser MfBrowser;

/**
 * MfBrowserConfig:
 * @language: (nullable): what its person reads, for Accept-Language
 * @close: a connection for each object; else they persist
 * @max_connections: the most connections to one server, 0 for as many as browsers open
 * @knows_hosts: whether it has a table of all hosts, and asks no DNS
 */
typedef struct
{
  const char *language;
  gboolean close;
  guint max_connections;
  gboolean knows_hosts;
} MfBrowserConfig;

/**
 * MfBrowserView:
 * @url: where it is now
 * @status: what the server said of the page: 200
 * @page: what is on it; empty for what is not HTML
 * @n_objects: how many objects it consists of, itself included; not those that were not found
 *
 * What the browser shows: a page with all its objects, or with those that came.
 */
typedef struct
{
  const char *url;
  guint status;
  const MfHtmlPage *page;
  guint n_objects;
} MfBrowserView;

/**
 * MfBrowserFunc:
 * @view: (nullable): what is shown now; %NULL if the server could not be reached
 */
typedef void (*MfBrowserFunc) (const MfBrowserView *view, gpointer user_data);

/**
 * MfBrowserField:
 * @name: of a field of a form
 * @value: what is written into it
 */
typedef struct
{
  const char *name;
  const char *value;
} MfBrowserField;

/**
 * MfBrowserFile:
 * @field: of a form
 * @name: the file's
 * @content_type: (nullable): its media type
 * @content: its bytes
 */
typedef struct
{
  const char *field;
  const char *name;
  const char *content_type;
  GBytes *content;
} MfBrowserFile;

/**
 * MfBrowser:
 *
 * A browser without a screen: it fetches a page, then the objects that the page
 * names, in their order, unless it may still have them; it keeps cookies, follows links and fills
 * in forms. It reports FETCHED for each response and SHOWN for each page.
 */
MfBrowser *mf_browser_new (const MfSite *site, const MfBrowserConfig *config, GError **error);
void mf_browser_free (MfBrowser *self);

const MfBrowserView *mf_browser_get_view (const MfBrowser *self);
void mf_browser_open (MfBrowser *self, const char *url, MfBrowserFunc func, gpointer user_data);
void mf_browser_submit (MfBrowser *self,
                        const MfHtmlForm *form,
                        const MfBrowserField *fields,
                        guint n_fields,
                        const MfBrowserFile *files,
                        guint n_files,
                        MfBrowserFunc func,
                        gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfBrowser, mf_browser_free)

G_END_DECLS
