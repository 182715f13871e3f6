/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-folder-text.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * mf_folder_get_user:
 * @mailbox: a mailbox of a scene: "bob", "bob/Family"
 *
 * Returns: (transfer full): whose it is: "bob"
 */
char *
mf_folder_get_user (const char *mailbox)
{
  return g_strndup (mailbox, strcspn (mailbox, "/"));
}

/**
 * mf_folder_get_name:
 * @mailbox: a mailbox of a scene: "bob", "bob/Family"
 *
 * Returns: (transfer none): the folder as IMAP names it: "INBOX", "Family"
 */
const char *
mf_folder_get_name (const char *mailbox)
{
  const char *slash = strchr (mailbox, '/');

  return slash != NULL ? slash + 1 : MF_FOLDER_INBOX;
}

/* Those whose names say what they are for, as a mail store takes them. */
static const struct
{
  const char *name;
  const char *label;
  const char *icon_name;
} usual[] = {
  { MF_FOLDER_INBOX, N_ ("Inbox"), "mailflow-inbox-symbolic" },
  { "Archive", N_ ("Archive"), "folder-symbolic" },
  { "Drafts", N_ ("Drafts"), "document-edit-symbolic" },
  { "Junk", N_ ("Junk"), "mail-mark-junk-symbolic" },
  { "Sent", N_ ("Sent"), "mail-send-symbolic" },
  { "Trash", N_ ("Trash"), "user-trash-symbolic" },
};

/**
 * mf_folder_get_label:
 * @mailbox: a mailbox of a scene
 *
 * Returns: (transfer none): the folder as people name it: "Inbox", "Family"
 */
const char *
mf_folder_get_label (const char *mailbox)
{
  const char *name = mf_folder_get_name (mailbox);

  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    if (g_str_equal (usual[i].name, name))
      return _ (usual[i].label);
  return name;
}

/**
 * mf_folder_get_icon_name:
 * @mailbox: a mailbox of a scene
 *
 * Returns: (transfer none): an icon for it, by what its name says
 */
const char *
mf_folder_get_icon_name (const char *mailbox)
{
  const char *name = mf_folder_get_name (mailbox);

  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    if (g_ascii_strcasecmp (usual[i].name, name) == 0)
      return usual[i].icon_name;
  return "folder-symbolic";
}

/**
 * mf_folder_count_unread:
 * @items: (nullable): the letters of a folder
 *
 * Returns: how many of them nobody has read
 */
guint
mf_folder_count_unread (const MfSceneList *items)
{
  guint n = 0;

  for (guint i = 0; i < mf_scene_list_get_n (items); i++)
    n += !mf_scene_item_has_flag (mf_scene_list_get (items, i), "\\Seen");
  return n;
}

/**
 * mf_folder_describe:
 * @items: (nullable): the letters of a folder
 *
 * Returns: (transfer full): how many there are, and how many are unread
 */
char *
mf_folder_describe (const MfSceneList *items)
{
  guint n_items = mf_scene_list_get_n (items);
  guint n_unread = mf_folder_count_unread (items);
  g_autofree char *letters = NULL;
  g_autofree char *unread = NULL;

  if (n_items == 0)
    return g_strdup (_ ("No letters"));

  letters =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u letter", "%u letters", n_items), n_items);
  if (n_unread == 0)
    return g_steal_pointer (&letters);
  unread =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u unread", "%u unread", n_unread), n_unread);
  return g_strdup_printf ("%s · %s", letters, unread);
}

/* The inbox first, the others by name. */
static int
compare_mailboxes (gconstpointer a, gconstpointer b)
{
  const char *one = *(const char *const *) a;
  const char *other = *(const char *const *) b;
  gboolean inbox = strchr (one, '/') == NULL;

  if (inbox != (strchr (other, '/') == NULL))
    return inbox ? -1 : 1;
  return g_utf8_collate (one, other);
}

/**
 * mf_folders_list:
 * @mailboxes: (nullable): the mailboxes of a host
 * @user: whose
 *
 * Returns: (transfer full) (element-type utf8): the names of the folders of @user in order, the
 *   inbox first. There always is an inbox, if only it is empty
 */
GPtrArray *
mf_folders_list (const MfSceneList *mailboxes, const char *user)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (names, g_strdup (user));
  for (guint i = 0; i < mf_scene_list_get_n (mailboxes); i++)
    {
      const MfSceneMailbox *mailbox = mf_scene_list_get (mailboxes, i);
      g_autofree char *owner = mf_folder_get_user (mailbox->name);

      if (g_str_equal (owner, user) && !g_str_equal (mailbox->name, user))
        g_ptr_array_add (names, g_strdup (mailbox->name));
    }
  g_ptr_array_sort (names, compare_mailboxes);
  return names;
}

/**
 * mf_folders_list_users:
 * @mailboxes: (nullable): the mailboxes of a server
 *
 * Returns: (transfer full) (element-type utf8): whose they are, in the order of their first use
 */
GPtrArray *
mf_folders_list_users (const MfSceneList *mailboxes)
{
  GPtrArray *users = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < mf_scene_list_get_n (mailboxes); i++)
    {
      const MfSceneMailbox *mailbox = mf_scene_list_get (mailboxes, i);
      g_autofree char *user = mf_folder_get_user (mailbox->name);

      if (!g_ptr_array_find_with_equal_func (users, user, g_str_equal, NULL))
        g_ptr_array_add (users, g_steal_pointer (&user));
    }
  return users;
}
