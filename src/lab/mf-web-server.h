/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "lab/mf-lesson.h"
#include "net/mf-site.h"

G_BEGIN_DECLS

/* What a page is, beside its pictures (MF_PICTURES_TYPE). */
#define MF_WEB_SERVER_PAGE_TYPE "text/html"

typedef struct _MfWebServer MfWebServer;

/**
 * MfWebServer:
 *
 * A web server of a lesson: one page, and the pictures on it, each an object
 * with a URL of its own.
 */
MfWebServer *mf_web_server_new (const MfSite *site, const MfLessonPage *page, GError **error);
void mf_web_server_free (MfWebServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfWebServer, mf_web_server_free)

G_END_DECLS
