/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "cli/mf-cli.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

static const struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *summary;
} commands[] = {
  { "lessons", mf_cli_lessons, N_ ("list the lessons") },
  { "play", mf_cli_play, N_ ("play a lesson and print what is said") },
  { "serve", mf_cli_serve, N_ ("run a mail server for other programs") },
};

/**
 * mf_cli_fail:
 * @code: what the program will end with
 * @format: the sentence
 *
 * Says on standard error, in one line whatever is in it, what is wrong.
 *
 * Returns: @code
 */
int
mf_cli_fail (MfCliExit code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  for (char *p = message; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      *p = ' ';

  g_printerr ("mailflow-cli: %s\n", g_strchomp (message));
  return code;
}

/**
 * mf_cli_parse:
 * @context: (transfer none): a command's options
 * @argc: (inout): number of arguments, the command's name included
 * @argv: (inout): the arguments
 * @exit_code: (out): what to end with, if it is to end here
 *
 * Returns: whether the command goes on
 */
gboolean
mf_cli_parse (GOptionContext *context, int *argc, char ***argv, int *exit_code)
{
  g_autoptr (GError) error = NULL;

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);

  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;

  *exit_code = mf_cli_fail (MF_CLI_USAGE, "%s", error->message);
  return FALSE;
}

static gboolean
write_all (int fd, const char *text, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, text, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;

      text += n;
      length -= n;
    }

  return TRUE;
}

/**
 * mf_cli_write:
 * @path: where: a file's name, or "-" for standard output
 * @text: what
 * @length: how many bytes
 * @error: where to put a %G_FILE_ERROR
 *
 * Returns: whether it was written
 */
gboolean
mf_cli_write (const char *path, const char *text, gsize length, GError **error)
{
  int saved_errno;

  if (!g_str_equal (path, "-"))
    return g_file_set_contents_full (path, text, length, G_FILE_SET_CONTENTS_NONE, 0666, error);

  if (write_all (STDOUT_FILENO, text, length))
    return TRUE;

  saved_errno = errno;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno),
               _ ("Cannot write to standard output: %s"), g_strerror (saved_errno));
  return FALSE;
}

static void
print_help (void)
{
  g_print (_ ("Usage: mailflow-cli COMMAND [OPTION…]\n\nCommands:\n"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-9s %s\n", commands[i].name, _ (commands[i].summary));

  g_print (_ ("\n“mailflow-cli COMMAND --help” tells a command's options.\n"));
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("MAILFLOW_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir != NULL ? locale_dir : MF_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("mailflow-cli");

  if (argc < 2)
    return mf_cli_fail (MF_CLI_USAGE, _ ("which command? See “mailflow-cli --help”"));

  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      print_help ();
      return MF_CLI_OK;
    }

  if (g_str_equal (argv[1], "--version"))
    {
      g_print ("mailflow-cli %s\n", MF_VERSION);
      return MF_CLI_OK;
    }

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      {
        g_autofree char *name = g_strconcat ("mailflow-cli ", commands[i].name, NULL);

        g_set_prgname (name);
        argv[1] = name;
        return commands[i].run (argc - 1, argv + 1);
      }

  return mf_cli_fail (MF_CLI_USAGE, _ ("there is no command “%s”"), argv[1]);
}
