/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/mf-encoded-words.h"

#include <string.h>

/* encoded-word = "=?" charset "?" encoding "?" encoded-text "?=" (RFC 2047
 * section 2). Such a word has at most 75 characters; longer ones are in use. */
#define WORD_MAX 1024
#define CHARSET_MAX 40

typedef struct
{
  char charset[CHARSET_MAX + 1];
  char encoding;
  const char *text;
  gsize length;
} Word;

/* Returns the word's length, 0 if there is none. */
static gsize
read_word (const char *text, gsize length, Word *word)
{
  const char *charset_end, *language, *end;
  gsize charset;

  length = MIN (length, WORD_MAX);
  if (length < 8 || text[0] != '=' || text[1] != '?')
    return 0;

  charset_end = memchr (text + 2, '?', length - 2);
  if (charset_end == NULL || (gsize) (text + length - charset_end) < 5 || charset_end[2] != '?')
    return 0;

  /* A language may follow the charset: RFC 2231 section 5. */
  charset = (gsize) (charset_end - text) - 2;
  language = memchr (text + 2, '*', charset);
  if (language)
    charset = (gsize) (language - text) - 2;
  if (charset == 0 || charset > CHARSET_MAX)
    return 0;

  word->text = charset_end + 3;
  end = memmem (word->text, (gsize) (text + length - word->text), "?=", 2);
  if (end == NULL || memchr (text, ' ', (gsize) (end - text)))
    return 0;

  memcpy (word->charset, text + 2, charset);
  word->charset[charset] = '\0';
  word->encoding = g_ascii_toupper (charset_end[1]);
  word->length = (gsize) (end - word->text);
  return (gsize) (end - text) + 2;
}

/* The Q encoding: RFC 2047 section 4.2. */
static char *
decode_q (const char *text, gsize length, gsize *n)
{
  char *bytes = g_malloc (length + 1);

  *n = 0;
  for (gsize i = 0; i < length; i++)
    if (text[i] == '=' && length - i > 2 && g_ascii_isxdigit (text[i + 1]) &&
        g_ascii_isxdigit (text[i + 2]))
      {
        bytes[(*n)++] =
            (char) (g_ascii_xdigit_value (text[i + 1]) * 16 + g_ascii_xdigit_value (text[i + 2]));
        i += 2;
      }
    else
      bytes[(*n)++] = text[i] == '_' ? ' ' : text[i];

  return bytes;
}

/* Returns NULL if no one can read it. */
static char *
decode_word (const Word *word)
{
  g_autofree char *bytes = NULL;
  g_autofree char *converted = NULL;
  gsize n = 0;
  gsize n_converted = 0;

  if (word->encoding == 'B')
    {
      g_autofree char *encoded = g_strndup (word->text, word->length);

      bytes = (char *) g_base64_decode (encoded, &n);
    }
  else if (word->encoding == 'Q')
    bytes = decode_q (word->text, word->length, &n);
  else
    return NULL;

  if (g_ascii_strcasecmp (word->charset, "utf-8") == 0)
    return g_utf8_make_valid (bytes ? bytes : "", (gssize) n);

  converted =
      g_convert (bytes ? bytes : "", (gssize) n, "UTF-8", word->charset, NULL, &n_converted, NULL);
  return converted ? g_utf8_make_valid (converted, (gssize) n_converted) : NULL;
}

/* White space between two encoded words is not displayed (RFC 2047 section 6.2). */
static gsize
skip_space_before_word (const char *text, gsize length)
{
  gsize n = 0;
  Word word;

  while (n < length && g_ascii_isspace (text[n]))
    n++;
  return read_word (text + n, length - n, &word) > 0 ? n : 0;
}

/**
 * mf_encoded_words_decode:
 * @text: (array length=length): what a header field says
 * @length: its length
 *
 * Returns: (transfer full) (nullable): the same with its encoded words (RFC 2047) decoded;
 *   %NULL if there are none
 */
char *
mf_encoded_words_decode (const char *text, gsize length)
{
  g_autoptr (GString) decoded = NULL;
  gsize at = 0;

  if (length == 0 || memmem (text, length, "=?", 2) == NULL)
    return NULL;

  decoded = g_string_sized_new (length);
  while (at < length)
    {
      Word word;
      gsize n = read_word (text + at, length - at, &word);
      g_autofree char *meaning = n > 0 ? decode_word (&word) : NULL;

      if (meaning)
        {
          g_string_append (decoded, meaning);
          at += n;
          at += skip_space_before_word (text + at, length - at);
        }
      else
        g_string_append_c (decoded, text[at++]);
    }

  return g_utf8_make_valid (decoded->str, (gssize) decoded->len);
}
