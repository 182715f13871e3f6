/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-field-writer.h"

#include <string.h>

/* These write the values of fields that hold what people wrote. GMime could,
 * but it makes one encoded word of any run without spaces, longer than RFC 2047
 * section 2 allows as soon as somebody writes Chinese or Japanese, and leaves
 * text that only looks like an encoded word as it is. */

/* RFC 5322 section 2.1.1: lines should have 78 characters, and must not have
 * more than 998. RFC 2047 section 2: 76 for a line with an encoded word. */
#define LINE_MAX_WANTED 76
#define LINE_MAX_ALLOWED 998

/* An encoded word is at most 75 characters long; ours leave room for a field's
 * name before the first. */
#define WORD_BEGIN_B "=?UTF-8?B?"
#define WORD_BEGIN_Q "=?UTF-8?Q?"
#define WORD_END "?="
#define WORD_CONTENT_MAX 50

typedef struct
{
  GString *value;
  gsize column;
} Writer;

static void
begin (Writer *writer, const char *name)
{
  writer->value = g_string_new (NULL);
  writer->column = strlen (name) + 2;
}

/* Puts @text on this line, or on the next if it does not fit here. @space is
 * whether white space belongs before it; a fold always is some. */
static void
put (Writer *writer, const char *text, gsize length, gboolean space)
{
  if (space && writer->value->len > 0 && writer->column + 1 + length > LINE_MAX_WANTED)
    {
      g_string_append (writer->value, "\r\n");
      writer->column = 0;
    }
  if (space && writer->value->len > 0)
    {
      g_string_append_c (writer->value, ' ');
      writer->column++;
    }
  g_string_append_len (writer->value, text, (gssize) length);
  writer->column += length;
}

/* RFC 2047 section 5 (3): the characters that are safe in a phrase too. */
static gboolean
is_q_safe (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!*+-/", c) != NULL);
}

static gsize
measure_q (const char *text, gsize length)
{
  gsize size = 0;

  for (gsize i = 0; i < length; i++)
    size += is_q_safe (text[i]) || text[i] == ' ' ? 1 : 3;
  return size;
}

static void
append_q (GString *word, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == ' ')
        g_string_append_c (word, '_');
      else if (is_q_safe (text[i]))
        g_string_append_c (word, text[i]);
      else
        g_string_append_printf (word, "=%02X", (guchar) text[i]);
    }
}

/* How much of @text fits into one word: whole characters. */
static gsize
measure_word (const char *text, gboolean use_q)
{
  gsize length = 0;

  while (text[length])
    {
      gsize next = (gsize) (g_utf8_next_char (text + length) - text);
      gsize size = use_q ? measure_q (text, next) : (next + 2) / 3 * 4;

      if (size > WORD_CONTENT_MAX)
        break;
      length = next;
    }

  return length;
}

static void
put_encoded (Writer *writer, const char *text)
{
  gsize total = strlen (text);
  gboolean use_q = measure_q (text, total) <= (total + 2) / 3 * 4;

  while (*text)
    {
      g_autoptr (GString) word = g_string_new (use_q ? WORD_BEGIN_Q : WORD_BEGIN_B);
      gsize length = measure_word (text, use_q);

      if (use_q)
        append_q (word, text, length);
      else
        {
          g_autofree char *base64 = g_base64_encode ((const guchar *) text, length);

          g_string_append (word, base64);
        }
      g_string_append (word, WORD_END);
      put (writer, word->str, word->len, TRUE);
      text += length;
    }
}

/* The bytes up to the next place where a line may be folded without changing
 * the text: before a single space that something follows. */
static gsize
measure_run (const char *text)
{
  gsize length = *text ? 1 : 0;

  while (text[length] && !(text[length] == ' ' && text[length + 1] != ' ' &&
                           text[length + 1] != '\0' && text[length - 1] != ' '))
    length++;
  return length;
}

static gboolean
can_stand_as_it_is (const char *text)
{
  if (!g_str_is_ascii (text) || strstr (text, "=?"))
    return FALSE;

  while (*text)
    {
      gsize length = measure_run (text);

      if (length > LINE_MAX_ALLOWED / 2)
        return FALSE;
      text += length;
    }
  return TRUE;
}

/*< private >
 * mf_field_write_text:
 * @name: the field's name
 * @text: one line of valid UTF-8 without control characters
 *
 * Returns: (transfer full): the value of an unstructured field (RFC 5322 section 2.2.1), folded,
 *   in encoded words (RFC 2047) if it has to be
 */
char *
mf_field_write_text (const char *name, const char *text)
{
  Writer writer;

  begin (&writer, name);
  if (!can_stand_as_it_is (text))
    put_encoded (&writer, text);
  else
    while (*text)
      {
        gsize space = writer.value->len > 0 && *text == ' ';
        gsize length = measure_run (text);

        put (&writer, text + space, length - space, space);
        text += length;
      }

  return g_string_free_and_steal (writer.value);
}

static gboolean
is_atom (const char *text)
{
  for (const char *p = text; *p; p++)
    {
      if (!g_ascii_isalnum (*p) && !strchr ("!#$%&'*+-/=?^_`{|}~ ", *p))
        return FALSE;
    }
  return *text != '\0';
}

static char *
quote (const char *text)
{
  GString *quoted = g_string_new ("\"");

  for (const char *p = text; *p; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *p);
    }
  g_string_append_c (quoted, '"');
  return g_string_free_and_steal (quoted);
}

/* display-name = phrase (RFC 5322 section 3.4): atoms, a quoted string, or
 * encoded words. */
static void
put_name (Writer *writer, const char *name)
{
  g_autofree char *quoted = NULL;

  if (!g_str_is_ascii (name) || strstr (name, "=?") || strlen (name) > LINE_MAX_ALLOWED / 2)
    {
      put_encoded (writer, name);
      return;
    }

  quoted = is_atom (name) ? g_strdup (name) : quote (name);
  put (writer, quoted, strlen (quoted), TRUE);
}

/*< private >
 * mf_field_write_addresses:
 * @name: the field's name
 * @addresses: (array length=n_addresses): its addresses; names without control characters
 * @n_addresses: how many
 *
 * Returns: (transfer full): the value of an address list (RFC 5322 section 3.4), folded
 */
char *
mf_field_write_addresses (const char *name,
                          const MfNamedAddress *const *addresses,
                          guint n_addresses)
{
  Writer writer;

  begin (&writer, name);
  for (guint i = 0; i < n_addresses; i++)
    {
      const char *text = mf_address_get_text (addresses[i]->address);
      gboolean named = addresses[i]->name && *addresses[i]->name;
      g_autofree char *address =
          g_strdup_printf (named ? "<%s>%s" : "%s%s", text, i + 1 < n_addresses ? "," : "");

      if (named)
        put_name (&writer, addresses[i]->name);
      put (&writer, address, strlen (address), TRUE);
    }

  return g_string_free_and_steal (writer.value);
}
