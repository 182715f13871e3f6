/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-header-value.h"

#include "mail/mf-gmime.h"

#include <gmime/gmime.h>
#include <string.h>

/* address-list of RFC 5322 section 3.4, with what section 4.4 still allows. It
 * is ours because GMime decodes what it reads, while ENVELOPE is to have it as
 * it stands (RFC 3501 section 7.4.2).
 *
 *   address    = mailbox / group
 *   mailbox    = [phrase] "<" [route ":"] addr-spec ">" / addr-spec
 *   group      = phrase ":" [mailbox *("," mailbox)] ";"
 */
typedef struct
{
  const char *p;
  GString *comment; /* the last one: "bob@b.example (Bob)" */
} Cursor;

static void
address_free (MfHeaderAddress *address)
{
  g_free (address->name);
  g_free (address->route);
  g_free (address->mailbox);
  g_free (address->host);
  g_free (address);
}

static void
take_comment (Cursor *cursor)
{
  guint depth = 0;

  g_string_truncate (cursor->comment, 0);
  while (*cursor->p)
    {
      char c = *cursor->p++;

      if (c == '\\' && *cursor->p)
        c = *cursor->p++;
      else if (c == '(' && depth++ == 0)
        continue;
      else if (c == ')' && --depth == 0)
        return;
      g_string_append_c (cursor->comment, c);
    }
}

static void
skip_white (Cursor *cursor)
{
  while (g_ascii_isspace (*cursor->p) || *cursor->p == '(')
    {
      if (*cursor->p == '(')
        take_comment (cursor);
      else
        cursor->p++;
    }
}

static void
take_quoted (Cursor *cursor, GString *to)
{
  for (cursor->p++; *cursor->p && *cursor->p != '"'; cursor->p++)
    {
      if (*cursor->p == '\\' && cursor->p[1])
        cursor->p++;
      g_string_append_c (to, *cursor->p);
    }
  if (*cursor->p)
    cursor->p++;
}

/* Words up to one of @stop, with one space where there was white space. */
static char *
take_words (Cursor *cursor, const char *stop, gboolean spaces)
{
  GString *words = g_string_new (NULL);

  for (;;)
    {
      const char *before = cursor->p;

      skip_white (cursor);
      if (*cursor->p == '\0' || strchr (stop, *cursor->p))
        break;
      if (spaces && cursor->p > before && words->len > 0)
        g_string_append_c (words, ' ');
      if (*cursor->p == '"')
        take_quoted (cursor, words);
      else
        {
          gsize run = 1;

          /* None of these is of @stop, nor white. */
          while (g_ascii_isalnum (cursor->p[run]))
            run++;
          g_string_append_len (words, cursor->p, (gssize) run);
          cursor->p += run;
        }
    }
  return g_string_free_and_steal (words);
}

static MfHeaderAddress *
add (GPtrArray *addresses, const char *mailbox, const char *host)
{
  MfHeaderAddress *address = g_new0 (MfHeaderAddress, 1);

  address->mailbox = g_strdup (mailbox);
  address->host = g_strdup (host);
  g_ptr_array_add (addresses, address);
  return address;
}

/* After "@". A domain that is missing must not look like a group's NIL. */
static char *
take_domain (Cursor *cursor)
{
  char *domain = NULL;

  skip_white (cursor);
  if (*cursor->p == '[')
    {
      gsize length = strcspn (cursor->p, "]");

      domain = g_strndup (cursor->p, length + (cursor->p[length] == ']'));
      cursor->p += strlen (domain);
      return domain;
    }
  domain = take_words (cursor, ",;<>@:", FALSE);
  return domain;
}

#define NO_DOMAIN "MISSING_DOMAIN"

static void
take_angle (Cursor *cursor, GPtrArray *addresses, const char *phrase)
{
  g_autofree char *route = NULL;
  g_autofree char *local = NULL;
  g_autofree char *domain = NULL;
  MfHeaderAddress *address;

  cursor->p++;
  skip_white (cursor);
  if (*cursor->p == '@')
    {
      gsize length = strcspn (cursor->p, ":>");

      if (cursor->p[length] == ':')
        {
          route = g_strndup (cursor->p, length);
          cursor->p += length + 1;
        }
    }
  local = take_words (cursor, "@>,;", FALSE);
  if (*cursor->p == '@')
    {
      cursor->p++;
      domain = take_domain (cursor);
    }
  cursor->p += strcspn (cursor->p, ">,;");
  if (*cursor->p == '>')
    cursor->p++;

  address = add (addresses, local, domain && *domain ? domain : NO_DOMAIN);
  address->route = g_steal_pointer (&route);
  if (*phrase)
    address->name = g_strdup (phrase);
}

static void
take_addr_spec (Cursor *cursor, GPtrArray *addresses, const char *local)
{
  g_autofree char *domain = NULL;
  MfHeaderAddress *address;

  g_string_truncate (cursor->comment, 0);
  if (*cursor->p == '@')
    {
      cursor->p++;
      domain = take_domain (cursor);
    }
  skip_white (cursor);
  address = add (addresses, local, domain && *domain ? domain : NO_DOMAIN);
  if (cursor->comment->len > 0)
    address->name = g_strdup (cursor->comment->str);
}

static void
take_address (Cursor *cursor, GPtrArray *addresses, gboolean *in_group)
{
  g_autofree char *phrase = take_words (cursor, "<:@,;>", TRUE);

  switch (*cursor->p)
    {
    case '<':
      take_angle (cursor, addresses, phrase);
      break;
    case ':':
      cursor->p++;
      add (addresses, phrase, NULL);
      *in_group = TRUE;
      break;
    case ';':
      cursor->p++;
      if (*phrase)
        take_addr_spec (&(Cursor) { "", cursor->comment }, addresses, phrase);
      if (*in_group)
        add (addresses, NULL, NULL);
      *in_group = FALSE;
      break;
    case '@':
      take_addr_spec (cursor, addresses, phrase);
      break;
    default:
      if (*phrase)
        take_addr_spec (&(Cursor) { "", cursor->comment }, addresses, phrase);
      if (*cursor->p == ',' || *cursor->p == '>')
        cursor->p++;
      break;
    }
}

/**
 * mf_header_parse_addresses:
 * @value: of a From, To, Cc … field, unfolded
 *
 * Any text gives a list; what makes no sense in it is taken as well as can be.
 *
 * Returns: (transfer full) (element-type MfHeaderAddress): its addresses
 */
GPtrArray *
mf_header_parse_addresses (const char *value)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func ((GDestroyNotify) address_free);
  g_autoptr (GString) comment = g_string_new (NULL);
  Cursor cursor = { value, comment };
  gboolean in_group = FALSE;

  while (*cursor.p && addresses->len < MF_HEADER_MAX_ADDRESSES)
    {
      take_address (&cursor, addresses, &in_group);
      skip_white (&cursor);
    }
  if (in_group)
    add (addresses, NULL, NULL);
  return addresses;
}

/**
 * mf_header_parse_date:
 * @value: of a Date field (RFC 5322 section 3.3), unfolded
 * @unix_s: (out): seconds since the Unix epoch
 * @zone_minutes: (out): what its zone is ahead of UTC
 *
 * Returns: whether it is a date
 */
gboolean
mf_header_parse_date (const char *value, gint64 *unix_s, int *zone_minutes)
{
  g_autoptr (GDateTime) date = NULL;

  mf_gmime_init ();
  date = g_mime_utils_header_decode_date (value);
  if (!date)
    return FALSE;

  *unix_s = g_date_time_to_unix (date);
  *zone_minutes = (int) (g_date_time_get_utc_offset (date) / G_TIME_SPAN_MINUTE);
  return TRUE;
}

/**
 * mf_header_decode:
 * @value: of a field, unfolded
 *
 * Returns: (transfer full): it with encoded words decoded (RFC 2047), valid UTF-8
 */
char *
mf_header_decode (const char *value)
{
  g_autofree char *decoded = NULL;

  mf_gmime_init ();
  decoded = g_mime_utils_header_decode_text (mf_gmime_get_parser_options (), value);
  return g_utf8_make_valid (decoded ? decoded : value, -1);
}

/* The value of a field without its line ends (RFC 5322 section 2.2.3). NUL
 * cannot be sent in any string of IMAP (RFC 3501 section 9, CHAR8), so it goes. */
static char *
unfold (const char *data, gsize length)
{
  GString *text = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      if (data[i] != '\r' && data[i] != '\n' && data[i] != '\0')
        g_string_append_c (text, data[i]);
    }
  return g_strstrip (g_string_free_and_steal (text));
}

/* The value, if the field that goes from @line to @stop has that name. */
static char *
dup_value (const char *line, const char *stop, const char *name)
{
  gsize length = strlen (name);
  const char *p = line + length;

  if (stop - line <= (gssize) length || g_ascii_strncasecmp (line, name, length) != 0)
    return NULL;

  while (p < stop && (*p == ' ' || *p == '\t'))
    p++;
  return p < stop && *p == ':' ? unfold (p + 1, (gsize) (stop - p) - 1) : NULL;
}

/**
 * mf_header_dup_fields:
 * @header: (array length=length): a raw header
 * @length: its length in bytes
 * @names: (array length=n_names): of fields
 * @n_names: how many
 * @values: (out caller-allocates) (array length=n_names) (transfer full): for each name, the value
 *   of the first field of that name: unfolded, white space around it taken away, not decoded;
 *   %NULL if there is none
 *
 * Goes through the header once for all of them.
 */
void
mf_header_dup_fields (
    const char *header, gsize length, const char *const *names, guint n_names, char **values)
{
  const char *end = header + length;
  const char *line = header;
  guint n_found = 0;

  for (guint i = 0; i < n_names; i++)
    values[i] = NULL;

  while (line < end && n_found < n_names)
    {
      const char *next = memchr (line, '\n', (gsize) (end - line));
      const char *stop = next ? next + 1 : end;

      while (stop < end && (*stop == ' ' || *stop == '\t'))
        {
          next = memchr (stop, '\n', (gsize) (end - stop));
          stop = next ? next + 1 : end;
        }
      /* Most names are told apart by their first letter. */
      for (guint i = 0; i < n_names; i++)
        if (values[i] == NULL && ((*line ^ *names[i]) & ~0x20) == 0)
          {
            values[i] = dup_value (line, stop, names[i]);
            n_found += values[i] != NULL;
          }
      line = stop;
    }
}

/**
 * mf_header_dup_field:
 * @header: (array length=length): a raw header
 * @length: its length in bytes
 * @name: of a field
 *
 * Returns: (transfer full) (nullable): the value of the first one of that name: unfolded, white
 *   space around it taken away, not decoded; %NULL if there is none
 */
char *
mf_header_dup_field (const char *header, gsize length, const char *name)
{
  char *value;

  mf_header_dup_fields (header, length, &name, 1, &value);
  return value;
}
