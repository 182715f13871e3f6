/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <gio/gio.h>

/* mailflow-cli, as a child process. */

/* What one run of it came to. */
typedef struct
{
  char *output;
  char *errors;
  int code;
} ProgramRun;

/* @arguments: separated by spaces */
ProgramRun program_run (const char *arguments);
void program_run_clear (ProgramRun *run);

/* Returns: (transfer full) (element-type utf8): the program and its @arguments, then %NULL */
GPtrArray *program_get_command (const char *arguments);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ProgramRun, program_run_clear)
