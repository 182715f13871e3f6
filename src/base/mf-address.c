/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-address.h"

#include "base/mf-error.h"

#include <gio/gio.h>
#include <string.h>

/* RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.2. */
#define MAX_LOCAL_PART 64
#define MAX_DOMAIN 255
#define MAX_LABEL 63

struct _MfAddress
{
  gatomicrefcount refs;
  char *local_part; /* unquoted */
  char *domain;     /* as written; an address literal keeps its brackets */
  char *text;       /* as it goes on the wire */
};

static gboolean
is_atext (guchar c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* Dot-string = Atom *("." Atom), RFC 5321 section 4.1.2. */
static gboolean
is_dot_string (const char *text, gsize length)
{
  gboolean atom_open = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '.' && !atom_open)
        return FALSE;
      if (text[i] != '.' && !is_atext ((guchar) text[i]))
        return FALSE;
      atom_open = text[i] != '.';
    }

  return atom_open;
}

/* Quoted-string = DQUOTE *(qtextSMTP / quoted-pairSMTP) DQUOTE.
 * Returns the number of bytes it takes at the start of @text, or 0. */
static gsize
scan_quoted_string (const char *text, gsize length, GString *unquoted)
{
  if (length < 2 || text[0] != '"')
    return 0;

  for (gsize i = 1; i < length; i++)
    {
      if (text[i] == '"')
        return i + 1;
      if (text[i] == '\\' && ++i == length)
        return 0;
      if ((guchar) text[i] < 0x20 || (guchar) text[i] > 0x7e)
        return 0;
      g_string_append_c (unquoted, text[i]);
    }

  return 0;
}

static gboolean
is_address_literal (const char *text, gsize length)
{
  g_autofree char *inner = NULL;
  g_autoptr (GInetAddress) address = NULL;

  if (length < 3 || text[0] != '[' || text[length - 1] != ']' || memchr (text, '\0', length))
    return FALSE;

  inner = g_strndup (text + 1, length - 2);
  if (g_ascii_strncasecmp (inner, "IPv6:", 5) == 0)
    {
      address = g_inet_address_new_from_string (inner + 5);
      return address && g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;
    }

  address = g_inet_address_new_from_string (inner);
  return address && g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4;
}

/**
 * mf_domain_is_valid:
 * @text: a domain or an address literal, not NUL-terminated
 * @length: its length in bytes
 *
 * Checks the grammar of Domain and address-literal, RFC 5321 section 4.1.2.
 *
 * Returns: whether @text is one of the two
 */
gboolean
mf_domain_is_valid (const char *text, gsize length)
{
  gsize label = 0;

  if (length == 0 || length > MAX_DOMAIN)
    return FALSE;
  if (text[0] == '[')
    return is_address_literal (text, length);

  for (gsize i = 0; i < length; i++)
    {
      gboolean edge = label == 0 || i + 1 == length || text[i + 1] == '.';

      if (text[i] == '.')
        {
          if (label == 0)
            return FALSE;
          label = 0;
        }
      else if (g_ascii_isalnum (text[i]) || (text[i] == '-' && !edge))
        {
          if (++label > MAX_LABEL)
            return FALSE;
        }
      else
        return FALSE;
    }

  return label > 0;
}

static char *
quote_local_part (const char *local_part)
{
  GString *quoted;

  if (is_dot_string (local_part, strlen (local_part)))
    return g_strdup (local_part);

  quoted = g_string_new ("\"");
  for (const char *p = local_part; *p; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *p);
    }
  g_string_append_c (quoted, '"');
  return g_string_free_and_steal (quoted);
}

/**
 * mf_address_new:
 * @local_part: what stands before the @, unquoted
 * @domain: (nullable): what stands after it; %NULL only for `postmaster`
 *   without a domain (RFC 5321 section 4.1.1.3)
 *
 * Returns: (transfer full): an address
 */
MfAddress *
mf_address_new (const char *local_part, const char *domain)
{
  MfAddress *self = g_new0 (MfAddress, 1);
  g_autofree char *quoted = quote_local_part (local_part);

  g_atomic_ref_count_init (&self->refs);
  self->local_part = g_strdup (local_part);
  self->domain = g_strdup (domain ? domain : "");
  self->text = domain ? g_strconcat (quoted, "@", domain, NULL) : g_strdup (quoted);
  return self;
}

/**
 * mf_address_parse:
 * @text: an address without angle brackets: Mailbox of RFC 5321 section 4.1.2
 * @length: its length in bytes, or -1 if it ends with a NUL
 * @error: return location for a %MF_PROTOCOL_ERROR_SYNTAX or _LIMIT
 *
 * Returns: (transfer full): the address, or %NULL with @error set
 */
MfAddress *
mf_address_parse (const char *text, gssize length, GError **error)
{
  static const char *const rfc = "RFC 5321 section 4.1.2";
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (GString) local = g_string_new (NULL);
  g_autofree char *domain = NULL;
  gsize at = scan_quoted_string (text, n, local);

  if (at == 0)
    {
      const char *sign = memchr (text, '@', n);

      at = sign ? (gsize) (sign - text) : n;
      if (!is_dot_string (text, at))
        {
          g_propagate_error (error, mf_protocol_error_new (MF_PROTOCOL_ERROR_SYNTAX, rfc,
                                                           MF_SPAN (0, at), "bad local part"));
          return NULL;
        }
      g_string_append_len (local, text, (gssize) at);
    }

  if (local->len > MAX_LOCAL_PART)
    {
      g_propagate_error (error, mf_protocol_error_new (MF_PROTOCOL_ERROR_LIMIT,
                                                       "RFC 5321 section 4.5.3.1.1",
                                                       MF_SPAN (0, at), "local part too long"));
      return NULL;
    }

  if (at >= n || text[at] != '@' || !mf_domain_is_valid (text + at + 1, n - at - 1))
    {
      g_propagate_error (error, mf_protocol_error_new (MF_PROTOCOL_ERROR_SYNTAX, rfc,
                                                       MF_SPAN (MIN (at, n), n - MIN (at, n)),
                                                       "bad or missing domain"));
      return NULL;
    }

  domain = g_strndup (text + at + 1, n - at - 1);
  return mf_address_new (local->str, domain);
}

MfAddress *
mf_address_ref (MfAddress *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_address_unref (MfAddress *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->local_part);
  g_free (self->domain);
  g_free (self->text);
  g_free (self);
}

/**
 * mf_address_get_local_part:
 * @self: an address
 *
 * Returns: (transfer none): the local part, unquoted
 */
const char *
mf_address_get_local_part (const MfAddress *self)
{
  return self->local_part;
}

/**
 * mf_address_get_domain:
 * @self: an address
 *
 * Returns: (transfer none): the domain as written, "" for a bare postmaster
 */
const char *
mf_address_get_domain (const MfAddress *self)
{
  return self->domain;
}

/**
 * mf_address_get_text:
 * @self: an address
 *
 * Returns: (transfer none): the address as it stands between angle brackets
 */
const char *
mf_address_get_text (const MfAddress *self)
{
  return self->text;
}

/**
 * mf_address_equal:
 * @a: an address
 * @b: another
 *
 * Domains compare without regard to case, local parts exactly, as their
 * meaning belongs to the receiving host (RFC 5321 section 2.4).
 *
 * Returns: whether both name the same mailbox
 */
gboolean
mf_address_equal (const MfAddress *a, const MfAddress *b)
{
  return strcmp (a->local_part, b->local_part) == 0 &&
         g_ascii_strcasecmp (a->domain, b->domain) == 0;
}

guint
mf_address_hash (const MfAddress *self)
{
  g_autofree char *domain = g_ascii_strdown (self->domain, -1);

  return g_str_hash (self->local_part) * 31 + g_str_hash (domain);
}
