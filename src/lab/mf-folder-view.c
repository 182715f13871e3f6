/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-folder-view.h"

#include "lab/mf-subject.h"

#include <string.h>

typedef struct
{
  guint32 uid;
  char *subject;
  char *flags; /* nullable: sorted, without \Recent */
} Letter;

typedef struct
{
  char *mailbox; /* as effects name it: "bob", "bob/Family" */
  guint32 uid_validity;
  GPtrArray *letters; /* of Letter, by UID */
} Folder;

struct _MfFolderView
{
  const MfSite *site;
  char *user;
  GHashTable *folders; /* of Folder, by name */
};

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  g_free (letter->subject);
  g_free (letter->flags);
  g_free (letter);
}

static void
folder_free (gpointer data)
{
  Folder *folder = data;

  g_free (folder->mailbox);
  g_ptr_array_unref (folder->letters);
  g_free (folder);
}

/**
 * mf_folder_view_new:
 * @site: where the agent is; must outlive it
 * @user: whose mailbox, "bob"
 *
 * Returns: (transfer full): a view that knows no folder
 */
MfFolderView *
mf_folder_view_new (const MfSite *site, const char *user)
{
  MfFolderView *self = g_new0 (MfFolderView, 1);

  self->site = site;
  self->user = g_strdup (user);
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, folder_free);
  return self;
}

void
mf_folder_view_free (MfFolderView *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->folders);
  g_free (self->user);
  g_free (self);
}

/* @effect: what happened in @folder at the agent's host */
static void
report (MfFolderView *self, const Folder *folder, guint32 uid, MfEffect effect)
{
  g_autofree char *item = uid != 0 ? g_strdup_printf ("%u", uid) : NULL;

  effect.host = self->site->host;
  effect.mailbox = folder->mailbox;
  effect.item = item;
  mf_site_report (self->site, &effect);
}

static Folder *
ensure_folder (MfFolderView *self, const char *name)
{
  Folder *folder = g_hash_table_lookup (self->folders, name);

  if (folder)
    return folder;

  folder = g_new0 (Folder, 1);
  folder->mailbox = g_str_equal (name, "INBOX") ? g_strdup (self->user)
                                                : g_strconcat (self->user, "/", name, NULL);
  folder->letters = g_ptr_array_new_with_free_func (letter_free);
  g_hash_table_insert (self->folders, g_strdup (name), folder);
  report (self, folder, 0, (MfEffect) { .kind = MF_EFFECT_FOLDER_SEEN });
  return folder;
}

/**
 * mf_folder_view_add_folder:
 * @self: a view
 * @folder: a folder that the agent has made
 */
void
mf_folder_view_add_folder (MfFolderView *self, const char *folder)
{
  ensure_folder (self, folder);
}

static guint
find_place (const Folder *folder, guint32 uid)
{
  guint i = 0;

  while (i < folder->letters->len && ((Letter *) g_ptr_array_index (folder->letters, i))->uid < uid)
    i++;

  return i;
}

static Letter *
find_letter (const Folder *folder, guint32 uid)
{
  guint i = find_place (folder, uid);
  Letter *letter = i < folder->letters->len ? g_ptr_array_index (folder->letters, i) : NULL;

  return letter && letter->uid == uid ? letter : NULL;
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* \Recent tells of sessions, not of the letter (RFC 3501 section 2.3.2). */
static char *
join_flags (char *const *words)
{
  g_autoptr (GPtrArray) flags = g_ptr_array_new ();

  for (gsize i = 0; words && words[i]; i++)
    if (g_ascii_strcasecmp (words[i], "\\Recent") != 0)
      g_ptr_array_add (flags, words[i]);

  g_ptr_array_sort (flags, compare_words);
  g_ptr_array_add (flags, NULL);
  return g_strjoinv (" ", (char **) flags->pdata);
}

static void
set_flags (MfFolderView *self, const Folder *folder, Letter *letter, char *const *words)
{
  g_autofree char *flags = join_flags (words);

  if (g_str_equal (flags, letter->flags ? letter->flags : ""))
    return;

  g_free (letter->flags);
  letter->flags = g_strdup (flags);
  report (self, folder, letter->uid,
          (MfEffect) { .kind = MF_EFFECT_FLAGGED, .subject = letter->subject, .text = flags });
}

/* The envelope has it as it stands in the header: with encoded words. */
static char *
dup_subject (const MfImapMessageData *message)
{
  const char *raw =
      message->envelope && message->envelope->subject ? message->envelope->subject : "";
  char *line = g_strdup_printf ("Subject: %s\r\n\r\n", raw);
  g_autoptr (GBytes) header = g_bytes_new_take (line, strlen (line));

  return mf_dup_subject (header);
}

static void
add_letter (MfFolderView *self, Folder *folder, const MfImapClientEvent *event)
{
  Letter *letter;

  if (find_letter (folder, event->uid))
    return;

  letter = g_new0 (Letter, 1);
  letter->uid = event->uid;
  letter->subject = dup_subject (event->message);
  g_ptr_array_insert (folder->letters, (int) find_place (folder, event->uid), letter);
  report (self, folder, letter->uid,
          (MfEffect) { .kind = MF_EFFECT_RETRIEVED, .subject = letter->subject });
  set_flags (self, folder, letter, event->words);
}

static void
remove_letter (MfFolderView *self, Folder *folder, guint32 uid)
{
  Letter *letter = find_letter (folder, uid);

  if (letter == NULL)
    return;

  report (self, folder, uid, (MfEffect) { .kind = MF_EFFECT_EXPUNGED, .subject = letter->subject });
  g_ptr_array_remove (folder->letters, letter);
}

/* Another UIDVALIDITY: what was known is known no more (RFC 3501 section 2.3.1.1). */
static void
open_folder (MfFolderView *self, Folder *folder, guint32 uid_validity)
{
  if (folder->uid_validity != uid_validity)
    while (folder->letters->len > 0)
      remove_letter (self, folder, ((Letter *) g_ptr_array_index (folder->letters, 0))->uid);

  folder->uid_validity = uid_validity;
}

static void
take_content (MfFolderView *self,
              const Folder *folder,
              const MfImapClientEvent *event,
              const MfIntentMail *wish)
{
  const Letter *letter = find_letter (folder, event->uid);

  report (self, folder, event->uid,
          (MfEffect) { .kind = MF_EFFECT_READ,
                       .number = (gint64) g_bytes_get_size (event->content),
                       .subject = letter ? letter->subject : NULL,
                       .text = (char *) (wish && wish->part ? wish->part : ""),
                       .content = event->content });
}

static void
take_found (MfFolderView *self,
            const Folder *folder,
            const MfImapClientEvent *event,
            const MfIntentMail *wish)
{
  gint64 n = 0;

  for (guint i = 0; event->uids && i < event->uids->n_ranges; i++)
    n += (gint64) event->uids->ranges[i].last - event->uids->ranges[i].first + 1;

  report (self, folder, 0,
          (MfEffect) { .kind = MF_EFFECT_FOUND,
                       .number = n,
                       .text = (char *) (wish && wish->text ? wish->text : "") });
}

/**
 * mf_folder_view_take:
 * @self: a view
 * @event: what the session has learnt
 * @wish: (nullable): what was wished for when it did
 *
 * Takes it in, and reports what is new by it.
 */
void
mf_folder_view_take (MfFolderView *self, const MfImapClientEvent *event, const MfIntentMail *wish)
{
  Folder *folder = event->folder ? ensure_folder (self, event->folder) : NULL;
  Letter *letter = folder && event->uid ? find_letter (folder, event->uid) : NULL;

  if (folder == NULL)
    return;

  switch ((int) event->kind)
    {
    case MF_IMAP_CLIENT_OPENED:
      open_folder (self, folder, event->uid_validity);
      break;
    case MF_IMAP_CLIENT_MESSAGE:
      add_letter (self, folder, event);
      break;
    case MF_IMAP_CLIENT_CHANGED:
      if (letter)
        set_flags (self, folder, letter, event->words);
      break;
    case MF_IMAP_CLIENT_GONE:
      remove_letter (self, folder, event->uid);
      break;
    case MF_IMAP_CLIENT_CONTENT:
      take_content (self, folder, event, wish);
      break;
    case MF_IMAP_CLIENT_FOUND:
      take_found (self, folder, event, wish);
      break;
    case MF_IMAP_CLIENT_WAITING:
      report (self, folder, 0, (MfEffect) { .kind = MF_EFFECT_WAITING });
      break;
    default:
      break;
    }
}

/**
 * mf_folder_view_find:
 * @self: a view
 * @folder: a folder's name
 * @subject: a letter's subject
 *
 * Returns: the UID of the newest letter there with that subject, 0 if none is known
 */
guint32
mf_folder_view_find (MfFolderView *self, const char *folder, const char *subject)
{
  const Folder *known = folder ? g_hash_table_lookup (self->folders, folder) : NULL;

  for (guint i = known ? known->letters->len : 0; i > 0; i--)
    {
      const Letter *letter = g_ptr_array_index (known->letters, i - 1);

      if (g_str_equal (letter->subject, subject))
        return letter->uid;
    }

  return 0;
}

/**
 * mf_folder_view_list:
 * @self: a view
 * @folder: a folder's name
 * @uids: (element-type guint32): the UIDs of all its letters are appended
 *
 * Returns: the UIDVALIDITY that they were seen under, 0 if none was
 */
guint32
mf_folder_view_list (MfFolderView *self, const char *folder, GArray *uids)
{
  const Folder *known = g_hash_table_lookup (self->folders, folder);

  for (guint i = 0; known && i < known->letters->len; i++)
    g_array_append_val (uids, ((Letter *) g_ptr_array_index (known->letters, i))->uid);

  return known ? known->uid_validity : 0;
}
