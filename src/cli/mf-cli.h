/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MfCliExit:
 * @MF_CLI_OK: it was done
 * @MF_CLI_FAILURE: it could not be done
 * @MF_CLI_USAGE: it was not understood
 *
 * The program's exit codes. With the last two there is one line on standard error.
 */
typedef enum
{
  MF_CLI_OK = 0,
  MF_CLI_FAILURE = 1,
  MF_CLI_USAGE = 2,
} MfCliExit;

int mf_cli_lessons (int argc, char **argv);
int mf_cli_play (int argc, char **argv);
int mf_cli_serve (int argc, char **argv);

int mf_cli_fail (MfCliExit code, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean mf_cli_parse (GOptionContext *context, int *argc, char ***argv, int *exit_code);
gboolean mf_cli_write (const char *path, const char *text, gsize length, GError **error);

G_END_DECLS
