/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-id-source.h"
#include "lab/mf-browser.h"

G_BEGIN_DECLS

GBytes *mf_browser_form_encode (const MfHtmlForm *form,
                                const MfBrowserField *fields,
                                guint n_fields,
                                const MfBrowserFile *files,
                                guint n_files,
                                MfIdSource *ids,
                                char **content_type);

G_END_DECLS
