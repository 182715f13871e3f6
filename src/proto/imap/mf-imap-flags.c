/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-flags.h"

#include <string.h>

static const struct
{
  MfImapFlags flag;
  const char *name;
} system_flags[] = {
  { MF_IMAP_FLAG_ANSWERED, "\\Answered" }, { MF_IMAP_FLAG_FLAGGED, "\\Flagged" },
  { MF_IMAP_FLAG_DELETED, "\\Deleted" },   { MF_IMAP_FLAG_SEEN, "\\Seen" },
  { MF_IMAP_FLAG_DRAFT, "\\Draft" },       { MF_IMAP_FLAG_RECENT, "\\Recent" },
};

void
mf_imap_flag_list_clear (MfImapFlagList *self)
{
  g_clear_pointer (&self->keywords, g_strfreev);
  self->system = 0;
}

/**
 * mf_imap_flag_parse:
 * @name: a flag with its backslash, in any case
 * @length: its length
 *
 * Returns: the system flag, \Recent included; 0 if it is none
 */
MfImapFlags
mf_imap_flag_parse (const char *name, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (system_flags); i++)
    if (strlen (system_flags[i].name) == length &&
        g_ascii_strncasecmp (name, system_flags[i].name, length) == 0)
      return system_flags[i].flag;

  return 0;
}

/* flag = "\Answered" / "\Flagged" / "\Deleted" / "\Seen" / "\Draft" / flag-keyword /
 *        flag-extension ; Does not include "\Recent"            (RFC 3501 section 9)
 *
 * A flag-extension is for a later standard to define; there is none yet. */
static gboolean
read_flag (MfImapLexer *lexer, MfImapFlags *system, GPtrArray *keywords)
{
  gsize start = lexer->position;
  gboolean backslash = mf_imap_lexer_try (lexer, '\\');
  g_autofree char *name = NULL;
  MfSpan span;

  if (!mf_imap_lexer_atom (lexer, &span))
    return FALSE;

  if (backslash)
    {
      MfImapFlags flag = mf_imap_flag_parse (lexer->data + start, span.length + 1);

      lexer->position = start;
      if ((flag & MF_IMAP_FLAGS_SYSTEM) == 0)
        return mf_imap_lexer_fail (lexer, "a flag that a client may set");
      lexer->position = start + span.length + 1;
      *system |= flag;
      return TRUE;
    }

  if (span.length > MF_IMAP_KEYWORD_MAX || keywords->len >= MF_IMAP_KEYWORDS_MAX)
    return mf_imap_lexer_fail (lexer, "shorter or fewer keywords");
  name = mf_imap_lexer_dup_span (lexer, span);
  for (guint i = 0; i < keywords->len; i++)
    if (g_ascii_strcasecmp (name, keywords->pdata[i]) == 0)
      return TRUE;
  g_ptr_array_add (keywords, g_steal_pointer (&name));
  return TRUE;
}

static gboolean
read_flags (MfImapLexer *lexer, char end, MfImapFlagList *list)
{
  g_autoptr (GPtrArray) keywords = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  MfImapFlags system = 0;

  if (mf_imap_lexer_peek (lexer) != end || end == '\0')
    do
      if (!read_flag (lexer, &system, keywords))
        return FALSE;
    while (mf_imap_lexer_try (lexer, ' '));

  list->system = system;
  list->keywords = (char **) g_ptr_array_steal (keywords, NULL);
  if (list->keywords == NULL)
    list->keywords = g_new0 (char *, 1);
  return TRUE;
}

/**
 * mf_imap_flag_list_read:
 * @lexer: where from
 * @list: (out caller-allocates): the flags; clear it
 *
 * flag-list = "(" [flag *(SP flag)] ")"
 *
 * Returns: whether there was one
 */
gboolean
mf_imap_flag_list_read (MfImapLexer *lexer, MfImapFlagList *list)
{
  *list = (MfImapFlagList) { 0 };

  return mf_imap_lexer_open (lexer) && read_flags (lexer, ')', list) && mf_imap_lexer_close (lexer);
}

/**
 * mf_imap_flag_list_read_bare:
 * @lexer: where from
 * @list: (out caller-allocates): the flags; clear it
 *
 * (flag *(SP flag)), as STORE allows it
 *
 * Returns: whether there was one
 */
gboolean
mf_imap_flag_list_read_bare (MfImapLexer *lexer, MfImapFlagList *list)
{
  *list = (MfImapFlagList) { 0 };

  return read_flags (lexer, '\0', list);
}

/**
 * mf_imap_flags_find_keyword:
 * @keywords: (nullable) (array zero-terminated=1): a mailbox's keywords
 * @name: a keyword, in any case
 *
 * Returns: its bit; 0 if the mailbox has no such keyword
 */
MfImapFlags
mf_imap_flags_find_keyword (const char *const *keywords, const char *name)
{
  for (guint i = 0; keywords && keywords[i] && i < MF_IMAP_KEYWORDS_MAX; i++)
    if (g_ascii_strcasecmp (keywords[i], name) == 0)
      return MF_IMAP_FLAG_KEYWORD (i);

  return 0;
}

/**
 * mf_imap_flags_write:
 * @flags: any flags
 * @keywords: (nullable) (array zero-terminated=1): the names of the keywords
 * @out: where to: the list with its parentheses
 */
void
mf_imap_flags_write (MfImapFlags flags, const char *const *keywords, GString *out)
{
  const char *space = "";

  g_string_append_c (out, '(');
  for (gsize i = 0; i < G_N_ELEMENTS (system_flags); i++)
    if (flags & system_flags[i].flag)
      {
        g_string_append (out, space);
        g_string_append (out, system_flags[i].name);
        space = " ";
      }
  for (guint i = 0; keywords && keywords[i] && i < MF_IMAP_KEYWORDS_MAX; i++)
    if (flags & MF_IMAP_FLAG_KEYWORD (i))
      {
        g_string_append (out, space);
        g_string_append (out, keywords[i]);
        space = " ";
      }
  g_string_append_c (out, ')');
}
