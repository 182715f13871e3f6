/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-server-private.h"

#include "proto/imap/mf-imap-name.h"
#include "proto/imap/mf-imap-writer.h"

#include <string.h>

/* LIST and LSUB: RFC 3501 sections 6.3.8, 6.3.9, 7.2.2 and 7.2.3, CHILDREN (RFC
 * 3348), SPECIAL-USE (RFC 6154). */

#define SPECIAL_USES                                                                               \
  (MF_IMAP_MAILBOX_ALL | MF_IMAP_MAILBOX_ARCHIVE | MF_IMAP_MAILBOX_DRAFTS |                        \
   MF_IMAP_MAILBOX_FLAGGED | MF_IMAP_MAILBOX_JUNK | MF_IMAP_MAILBOX_SENT | MF_IMAP_MAILBOX_TRASH)

static const struct
{
  MfImapMailboxAttributes attribute;
  const char *name;
} attribute_names[] = {
  { MF_IMAP_MAILBOX_NOSELECT, "\\Noselect" },
  { MF_IMAP_MAILBOX_NOINFERIORS, "\\Noinferiors" },
  { MF_IMAP_MAILBOX_MARKED, "\\Marked" },
  { MF_IMAP_MAILBOX_UNMARKED, "\\Unmarked" },
  { MF_IMAP_MAILBOX_HASCHILDREN, "\\HasChildren" },
  { MF_IMAP_MAILBOX_HASNOCHILDREN, "\\HasNoChildren" },
  { MF_IMAP_MAILBOX_ALL, "\\All" },
  { MF_IMAP_MAILBOX_ARCHIVE, "\\Archive" },
  { MF_IMAP_MAILBOX_DRAFTS, "\\Drafts" },
  { MF_IMAP_MAILBOX_FLAGGED, "\\Flagged" },
  { MF_IMAP_MAILBOX_JUNK, "\\Junk" },
  { MF_IMAP_MAILBOX_SENT, "\\Sent" },
  { MF_IMAP_MAILBOX_TRASH, "\\Trash" },
};

typedef struct
{
  MfImapServer *server;
  const char *command; /* "LIST" or "LSUB" */
  gboolean subscribed;
  char *pattern;
  GHashTable *told; /* of names that are in the list, or have been told */
} Listing;

/* An empty pattern asks LIST for the delimiter and the root of the reference (section 6.3.8). */
static void
tell_root (MfImapServer *self)
{
  g_string_append_printf (mf_imap_server_text (self), "* LIST (\\Noselect) \"%c\" \"\"\r\n",
                          MF_IMAP_DELIMITER);
}

void
mf_imap_server_act_list (MfImapServer *self)
{
  MfImapRequest *request;

  if (self->command.other[0] == '\0')
    {
      if (self->command.verb == MF_IMAP_LIST)
        tell_root (self);
      mf_imap_server_complete_ok (self);
      return;
    }

  request = mf_imap_request_new (MF_IMAP_REQUEST_LIST);
  request->subscribed = self->command.verb == MF_IMAP_LSUB;
  mf_imap_server_ask (self, request);
}

/* mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox */
static void
tell (const Listing *self, const char *name, MfImapMailboxAttributes attributes)
{
  GString *out = mf_imap_server_text (self->server);
  g_autofree char *encoded = mf_imap_utf7_encode (name);
  const char *space = "";

  g_string_append_printf (out, "* %s (", self->command);
  for (gsize i = 0; i < G_N_ELEMENTS (attribute_names); i++)
    if (attributes & attribute_names[i].attribute)
      {
        g_string_append_printf (out, "%s%s", space, attribute_names[i].name);
        space = " ";
      }
  g_string_append_printf (out, ") \"%c\" ", MF_IMAP_DELIMITER);
  mf_imap_write_astring (out, encoded, -1);
  g_string_append (out, "\r\n");
}

/* Sorts what is below a mailbox right behind it: the delimiter before everything. */
static int
compare_mailboxes (gconstpointer a, gconstpointer b)
{
  const guchar *left = (const guchar *) (*(const MfImapMailbox *const *) a)->name;
  const guchar *right = (const guchar *) (*(const MfImapMailbox *const *) b)->name;

  while (*left && *left == *right)
    left++, right++;

  return (*left == MF_IMAP_DELIMITER ? 1 : *left) - (*right == MF_IMAP_DELIMITER ? 1 : *right);
}

static gboolean
is_below (const char *name, const char *parent)
{
  gsize length = strlen (parent);

  return strncmp (name, parent, length) == 0 && name[length] == MF_IMAP_DELIMITER;
}

/* Levels that are no mailboxes themselves but match, and have something below
 * them. LSUB tells them only of names that "%" does not reach (section 6.3.9). */
static void
tell_parents (const Listing *self, const MfImapMailbox *mailbox, gboolean matches)
{
  g_autofree char *name = g_strdup (mailbox->name);

  if (self->subscribed && matches)
    return;

  for (char *p = strchr (name, MF_IMAP_DELIMITER); p; p = strchr (p + 1, MF_IMAP_DELIMITER))
    {
      *p = '\0';
      if (p > name && !g_hash_table_contains (self->told, name) &&
          mf_imap_name_matches (name, self->pattern))
        {
          g_hash_table_add (self->told, g_strdup (name));
          tell (self, name,
                MF_IMAP_MAILBOX_NOSELECT | (self->subscribed ? 0 : MF_IMAP_MAILBOX_HASCHILDREN));
        }
      *p = MF_IMAP_DELIMITER;
    }
}

static void
tell_all (const Listing *self, GPtrArray *mailboxes)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MfImapMailbox *mailbox = mailboxes->pdata[i];
      const MfImapMailbox *next = i + 1 < mailboxes->len ? mailboxes->pdata[i + 1] : NULL;
      MfImapMailboxAttributes attributes = mailbox->attributes;
      gboolean matches = mf_imap_name_matches (mailbox->name, self->pattern);

      /* "MUST return only those mailboxes that have a special-use attribute set" (RFC 6154
       * section 2) */
      if (self->server->command.special_use && (attributes & SPECIAL_USES) == 0)
        continue;
      tell_parents (self, mailbox, matches);
      if (!matches)
        continue;
      if (!self->subscribed)
        attributes |= next && is_below (next->name, mailbox->name) ? MF_IMAP_MAILBOX_HASCHILDREN
                                                                   : MF_IMAP_MAILBOX_HASNOCHILDREN;
      tell (self, mailbox->name, attributes);
    }
}

/**
 * mf_imap_server_answer_list:
 * @self: a session that asked %MF_IMAP_REQUEST_LIST
 * @mailboxes: (array length=n): all of them, in any order
 * @n: how many
 */
void
mf_imap_server_answer_list (MfImapServer *self, const MfImapMailbox *mailboxes, guint n)
{
  g_autoptr (MfImapRequest) request = mf_imap_server_end_question (self);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  Listing listing = { .server = self };

  g_return_if_fail (request && request->kind == MF_IMAP_REQUEST_LIST);

  listing.command = mf_imap_verb_get_name (self->command.verb);
  listing.subscribed = request->subscribed;
  listing.pattern = g_strconcat (self->command.mailbox, self->command.other, NULL);
  listing.told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (sorted, (gpointer) &mailboxes[i]);
      g_hash_table_add (listing.told, g_strdup (mailboxes[i].name));
    }
  g_ptr_array_sort (sorted, compare_mailboxes);
  /* A pattern longer than any name costs time and matches nothing. */
  if (strlen (listing.pattern) <= MF_IMAP_NAME_MAX)
    tell_all (&listing, sorted);
  g_free (listing.pattern);
  g_hash_table_unref (listing.told);
  mf_imap_server_complete_ok (self);
}
