/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "program.h"

void
program_run_clear (ProgramRun *run)
{
  g_free (run->output);
  g_free (run->errors);
}

GPtrArray *
program_get_command (const char *arguments)
{
  GPtrArray *command = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) words = g_strsplit (arguments, " ", -1);

  g_ptr_array_add (command, g_strdup (g_getenv ("MAILFLOW_CLI")));

  for (char **word = words; *word != NULL; word++)
    if (**word != '\0')
      g_ptr_array_add (command, g_strdup (*word));

  g_ptr_array_add (command, NULL);
  return command;
}

ProgramRun
program_run (const char *arguments)
{
  g_autoptr (GPtrArray) command = program_get_command (arguments);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_newv ((const char *const *) command->pdata,
                         G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  ProgramRun result = { NULL };

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &result.output, &result.errors, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  result.code = g_subprocess_get_exit_status (process);
  return result;
}
