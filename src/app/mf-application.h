/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MF_TYPE_APPLICATION (mf_application_get_type ())
G_DECLARE_FINAL_TYPE (MfApplication, mf_application, MF, APPLICATION, AdwApplication)

MfApplication *mf_application_new (void);
GSettings *mf_application_get_settings (MfApplication *self);

G_END_DECLS
