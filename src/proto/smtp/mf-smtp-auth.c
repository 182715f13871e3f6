/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-auth.h"

#include <string.h>

/**
 * mf_smtp_base64_is_valid:
 * @text: not NUL-terminated
 * @length: its length in bytes
 *
 * RFC 4954 section 4: any character outside the alphabet must be rejected, and
 * so must padding anywhere but at the end.
 *
 * Returns: whether @text is base64; nothing at all is
 */
gboolean
mf_smtp_base64_is_valid (const char *text, gsize length)
{
  gsize padding = 0;

  if (length % 4 != 0)
    return FALSE;

  while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
    padding++;
  for (gsize i = 0; i < length - padding; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return FALSE;

  return TRUE;
}

/**
 * mf_smtp_base64_decode:
 * @text: not NUL-terminated
 * @length: its length in bytes
 * @decoded_length: (out): the length of what it means
 *
 * Returns: (nullable) (transfer full): what it means, with a NUL behind it, or
 *   %NULL if it is not base64
 */
char *
mf_smtp_base64_decode (const char *text, gsize length, gsize *decoded_length)
{
  char *decoded;
  int state = 0;
  guint save = 0;

  *decoded_length = 0;
  if (!mf_smtp_base64_is_valid (text, length))
    return NULL;

  decoded = g_malloc (length / 4 * 3 + 1);
  *decoded_length = g_base64_decode_step (text, length, (guchar *) decoded, &state, &save);
  decoded[*decoded_length] = '\0';
  return decoded;
}

/**
 * mf_smtp_plain_parse:
 * @response: what the client of PLAIN said, decoded
 * @length: its length in bytes
 * @username: (out) (transfer full): who
 * @password: (out) (transfer full): with what
 *
 * message = [authzid] UTF8NUL authcid UTF8NUL passwd (RFC 4616 section 2). No
 * one may act for another here, so an authzid must be the authcid.
 *
 * Returns: whether it names both
 */
gboolean
mf_smtp_plain_parse (const char *response, gsize length, char **username, MfSecret **password)
{
  const char *end = response + length;
  const char *first = memchr (response, '\0', length);
  const char *authcid = first ? first + 1 : NULL;
  const char *second = authcid ? memchr (authcid, '\0', (gsize) (end - authcid)) : NULL;
  const char *passwd = second ? second + 1 : NULL;

  if (passwd == NULL || authcid == second || passwd == end ||
      memchr (passwd, '\0', (gsize) (end - passwd)))
    return FALSE;
  if (!g_utf8_validate (authcid, second - authcid, NULL))
    return FALSE;
  if (first > response && strcmp (response, authcid) != 0)
    return FALSE;

  *username = g_strdup (authcid);
  *password = mf_secret_new (passwd, end - passwd);
  return TRUE;
}

/**
 * mf_smtp_plain_format:
 * @username: who
 * @password: with what
 *
 * Returns: (transfer full): the response of PLAIN, in base64
 */
char *
mf_smtp_plain_format (const char *username, const MfSecret *password)
{
  const char *revealed = mf_secret_reveal (password);
  gsize name = strlen (username);
  gsize pass = strlen (revealed);
  gsize length = 1 + name + 1 + pass;
  g_autofree char *message = g_malloc0 (length + 1);
  char *encoded;

  memcpy (message + 1, username, name);
  memcpy (message + 1 + name + 1, revealed, pass);
  encoded = g_base64_encode ((const guchar *) message, length);
  explicit_bzero (message, length);
  return encoded;
}
