/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-maildir-private.h"

#include <string.h>

/* The name of a file of ours is
 *
 *     1772442000.M000123Q0F1G2H3J4K5M6.mail.b.example,S=2048,W=2048:2,RS
 *     seconds    µs     id            host            bytes  as CRLF info
 *
 * as the Maildir convention has it, with the sizes where Dovecot and Courier
 * look for them. Up to the comma it is unique, and is the uid.
 */
#define ID_LENGTH 13

static gsize
count_digits (const char *text)
{
  gsize n = 0;

  while (g_ascii_isdigit (text[n]))
    n++;
  return n;
}

/*< private >
 * mf_maildir_name_is_own:
 * @name: a file name
 *
 * Returns: whether it looks like one that mf_maildir_make_name() gave
 */
gboolean
mf_maildir_name_is_own (const char *name)
{
  gsize seconds = count_digits (name);
  const char *p = name + seconds;

  if (seconds < 1 || seconds > 12 || strncmp (p, ".M", 2) != 0)
    return FALSE;
  p += 2;
  if (count_digits (p) != 6 || p[6] != 'Q')
    return FALSE;
  p += 7;
  for (gsize i = 0; i < ID_LENGTH; i++)
    {
      if (!g_ascii_isdigit (p[i]) && !g_ascii_isupper (p[i]))
        return FALSE;
    }
  return p[ID_LENGTH] == '.';
}

/**
 * mf_maildir_make_name:
 * @self: a mailbox
 * @clock: what time it is
 * @ids: where the unique part comes from
 *
 * Returns: (transfer full): a name that no other message has, at most
 *   %MF_MAILDIR_UID_MAX bytes of letters, digits, dots and hyphens
 */
char *
mf_maildir_make_name (MfMaildir *self, const MfClock *clock, MfIdSource *ids)
{
  gint64 now = MAX (mf_clock_now (clock), 0);
  g_autofree char *id = mf_id_source_next_id (ids);

  return g_strdup_printf ("%" G_GINT64_FORMAT ".M%06dQ%s.%s", now / G_USEC_PER_SEC,
                          (int) (now % G_USEC_PER_SEC), id, self->host_name);
}

/*< private >
 * mf_maildir_name_complete:
 * @name: from mf_maildir_make_name()
 * @size: how many bytes the file has
 *
 * Returns: (transfer full): the name that says so too
 */
char *
mf_maildir_name_complete (const char *name, guint64 size)
{
  return g_strdup_printf ("%s,S=%" G_GUINT64_FORMAT ",W=%" G_GUINT64_FORMAT, name, size, size);
}

/*< private >
 * mf_maildir_name_get_size:
 * @name: a file name
 * @key: ",S=" for the size of the file, ",W=" for that with line ends as CRLF
 *
 * Returns: what the name says, %G_MAXUINT64 if it does not
 */
guint64
mf_maildir_name_get_size (const char *name, const char *key)
{
  const char *p = strstr (name, key);
  const char *colon = strchr (name, ':');
  guint64 size;

  if (!p || (colon && colon < p))
    return G_MAXUINT64;

  p += strlen (key);
  if (!g_ascii_isdigit (*p))
    return G_MAXUINT64;
  size = g_ascii_strtoull (p, NULL, 10);
  return size;
}

/*< private >
 * mf_maildir_name_dup_uid:
 * @name: a file name
 *
 * Names of other programs may be longer than POP3 allows, or hold bytes that
 * it does not: then the uid is a digest of the name.
 *
 * Returns: (transfer full): the uid, %MF_MAILDIR_UID_MAX bytes at most
 */
char *
mf_maildir_name_dup_uid (const char *name)
{
  gsize length = strcspn (name, mf_maildir_name_is_own (name) ? ",:" : ":");
  gboolean fits = length >= 1 && length <= MF_MAILDIR_UID_MAX;

  for (gsize i = 0; i < length && fits; i++)
    fits = (guchar) name[i] >= 0x21 && (guchar) name[i] <= 0x7e;

  if (fits)
    return g_strndup (name, length);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) name, length);
}
