/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-message-digest-private.h"

#include <string.h>

/* RFC 2045 section 5.1, as BODYSTRUCTURE wants it: words and parameters as they
 * were written, an RFC 2231 name or value undecoded, since the client decodes.
 *
 *   content    := type "/" subtype *(";" parameter)
 *   parameter  := attribute "=" (token / quoted-string)
 *
 * White space and comments may stand between any two of these. */

typedef struct
{
  const char *p;
} Cursor;

/* Comments nest (RFC 5322 section 3.2.2); a depth is all that must be kept. */
static void
skip_comment (Cursor *cursor)
{
  guint depth = 0;

  do
    {
      if (*cursor->p == '\\' && cursor->p[1] != '\0')
        cursor->p++;
      else if (*cursor->p == '(')
        depth++;
      else if (*cursor->p == ')')
        depth--;
      cursor->p++;
    }
  while (depth > 0 && *cursor->p != '\0');
}

static void
skip_white (Cursor *cursor)
{
  while (*cursor->p != '\0')
    {
      if (g_ascii_isspace (*cursor->p))
        cursor->p++;
      else if (*cursor->p == '(')
        skip_comment (cursor);
      else
        return;
    }
}

/* Generous: everything up to what must end a token. */
static char *
take_token (Cursor *cursor, const char *stop)
{
  gsize length = strcspn (cursor->p, stop);
  char *token;

  if (length == 0)
    return NULL;

  token = g_strndup (cursor->p, length);
  cursor->p += length;
  return token;
}

static char *
take_quoted (Cursor *cursor)
{
  GString *value = g_string_new (NULL);

  for (cursor->p++; *cursor->p != '\0' && *cursor->p != '"'; cursor->p++)
    {
      if (*cursor->p == '\\' && cursor->p[1] != '\0')
        cursor->p++;
      g_string_append_c (value, *cursor->p);
    }
  if (*cursor->p == '"')
    cursor->p++;

  return g_string_free_and_steal (value);
}

static gboolean
take_parameter (Cursor *cursor, MfDigestParameter *parameter)
{
  g_autofree char *name = NULL;
  char *value;

  skip_white (cursor);
  name = take_token (cursor, " \t\r\n;=(\"");
  skip_white (cursor);
  if (name == NULL || *cursor->p != '=')
    return FALSE;

  cursor->p++;
  skip_white (cursor);
  value = *cursor->p == '"' ? take_quoted (cursor) : take_token (cursor, " \t\r\n;(\"");
  if (value == NULL)
    return FALSE;

  parameter->name = g_steal_pointer (&name);
  parameter->value = value;
  return TRUE;
}

static void
take_parameters (Cursor *cursor, MfDigestParameter **parameters, guint *n_parameters)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (MfDigestParameter));

  while (found->len < MF_DIGEST_MAX_PARAMETERS)
    {
      MfDigestParameter parameter;

      cursor->p += strcspn (cursor->p, ";");
      if (*cursor->p == '\0')
        break;
      cursor->p++;
      if (take_parameter (cursor, &parameter))
        g_array_append_val (found, parameter);
    }

  *n_parameters = found->len;
  *parameters = found->len > 0 ? g_array_steal (found, NULL) : NULL;
}

/*< private >
 * mf_digest_parse_type:
 * @text: the value of a Content-Type field, unfolded
 * @subtype: (out): the word after the slash
 * @parameters: (out) (nullable) (transfer full): the parameters
 * @n_parameters: (out): how many
 *
 * Returns: (transfer full) (nullable): the word before the slash, or %NULL if there are no such
 *   two words; then nothing else is set
 */
char *
mf_digest_parse_type (const char *text,
                      char **subtype,
                      MfDigestParameter **parameters,
                      guint *n_parameters)
{
  Cursor cursor = { text };
  g_autofree char *type = NULL;
  g_autofree char *second = NULL;

  skip_white (&cursor);
  type = take_token (&cursor, " \t\r\n;=/(\"");
  skip_white (&cursor);
  if (type == NULL || *cursor.p != '/')
    return NULL;

  cursor.p++;
  skip_white (&cursor);
  second = take_token (&cursor, " \t\r\n;=/(\"");
  if (second == NULL)
    return NULL;

  *subtype = g_steal_pointer (&second);
  take_parameters (&cursor, parameters, n_parameters);
  return g_steal_pointer (&type);
}

/*< private >
 * mf_digest_parse_word:
 * @text: the value of a Content-Disposition field (RFC 2183), unfolded
 * @parameters: (out) (optional) (nullable) (transfer full): the parameters
 * @n_parameters: (out) (optional): how many
 *
 * Returns: (transfer full) (nullable): its word, or %NULL; then nothing else is set
 */
char *
mf_digest_parse_word (const char *text, MfDigestParameter **parameters, guint *n_parameters)
{
  Cursor cursor = { text };
  char *word;

  skip_white (&cursor);
  word = take_token (&cursor, " \t\r\n;=(\"");
  if (word != NULL && parameters != NULL)
    take_parameters (&cursor, parameters, n_parameters);
  return word;
}
