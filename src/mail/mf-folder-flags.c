/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-folder-private.h"

#include "base/mf-error.h"

#include <string.h>

/* The flags of a message are letters at the end of its file's name, after ":2,",
 * in ASCII order, so that every reader of a Maildir sees them and they live
 * longer than any index. Keywords are the small letters; what each means is
 * in a file that Dovecot, too, looks for: "0 $Forwarded", a line each. Letters
 * that mean nothing to us stay where they are. */
#define KEYWORDS "dovecot-keywords"
#define KEYWORDS_NEW "dovecot-keywords.mailflow"
#define INFO ":2,"

static const struct
{
  char letter;
  guint32 flag;
  const char *name;
} system_flags[] = {
  { 'D', MF_MAIL_DRAFT, "\\Draft" },       { 'F', MF_MAIL_FLAGGED, "\\Flagged" },
  { 'R', MF_MAIL_ANSWERED, "\\Answered" }, { 'S', MF_MAIL_SEEN, "\\Seen" },
  { 'T', MF_MAIL_DELETED, "\\Deleted" },
};

static guint32
letter_to_flag (const MfFolder *self, char letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (system_flags); i++)
    {
      if (system_flags[i].letter == letter)
        return system_flags[i].flag;
    }
  if (letter >= 'a' && letter <= 'z' && (guint) (letter - 'a') < self->keywords->len)
    return MF_MAIL_KEYWORD (letter - 'a');
  return 0;
}

/*< private >
 * mf_folder_read_flags:
 * @self: a folder
 * @file_name: of a message
 *
 * Returns: the flags that it says
 */
guint32
mf_folder_read_flags (MfFolder *self, const char *file_name)
{
  const char *info = strstr (file_name, INFO);
  guint32 flags = 0;

  for (const char *p = info ? info + strlen (INFO) : ""; g_ascii_isalpha (*p); p++)
    flags |= letter_to_flag (self, *p);
  return flags;
}

/*< private >
 * mf_folder_make_file_name:
 * @self: a folder
 * @file_name: of a message
 * @flags: what it shall say
 *
 * Returns: (transfer full): the name that says so
 */
char *
mf_folder_make_file_name (MfFolder *self, const char *file_name, guint32 flags)
{
  const char *info = strstr (file_name, INFO);
  const char *old = info ? info + strlen (INFO) : "";
  GString *name = g_string_new_len (file_name, (gssize) strcspn (file_name, ":"));

  g_string_append (name, INFO);
  for (char letter = 'A'; letter <= 'z'; letter++)
    {
      guint32 flag = letter_to_flag (self, letter);

      if (g_ascii_isalpha (letter) && (flag ? (flags & flag) != 0 : strchr (old, letter) != NULL))
        g_string_append_c (name, letter);
    }
  return g_string_free_and_steal (name);
}

/*< private >
 * mf_folder_load_keywords:
 * @self: a folder that is being opened
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Returns: whether the table is known; a line that makes no sense ends it
 */
gboolean
mf_folder_load_keywords (MfFolder *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = mf_directory_map (self->maildir->root, KEYWORDS, &local);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (g_error_matches (local, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING))
    return TRUE;
  if (!bytes)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", MF_FOLDER_MAX_KEYWORDS + 1);
  for (guint i = 0; lines[i] && i < MF_FOLDER_MAX_KEYWORDS; i++)
    {
      g_autofree char *prefix = g_strdup_printf ("%u ", i);

      if (!g_str_has_prefix (lines[i], prefix))
        break;
      g_ptr_array_add (self->keywords, g_strdup (lines[i] + strlen (prefix)));
    }
  return TRUE;
}

static gboolean
is_keyword (const char *name)
{
  gsize length = strlen (name);

  if (length < 1 || length > MF_FOLDER_MAX_KEYWORD_LENGTH)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (name[i] <= ' ' || name[i] >= 0x7f || strchr ("(){%*\"\\]", name[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
store_keywords (MfFolder *self, GError **error)
{
  MfDirectory *root = self->maildir->root;
  g_autoptr (MfSpoolFile) file = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->keywords->len; i++)
    g_string_append_printf (text, "%u %s\n", i, (char *) g_ptr_array_index (self->keywords, i));

  if (!mf_directory_remove (root, KEYWORDS_NEW, error))
    return FALSE;
  file = mf_spool_file_new (root, KEYWORDS_NEW);
  return mf_spool_file_append (file, (const guint8 *) text->str, text->len, error) &&
         mf_spool_file_sync (file, error) && mf_spool_file_move (file, root, KEYWORDS, error) &&
         mf_directory_sync (root, error);
}

static guint32
find_flag (const MfFolder *self, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (system_flags); i++)
    {
      if (g_ascii_strcasecmp (system_flags[i].name, name) == 0)
        return system_flags[i].flag;
    }
  for (guint i = 0; i < self->keywords->len; i++)
    {
      if (g_ascii_strcasecmp (g_ptr_array_index (self->keywords, i), name) == 0)
        return MF_MAIL_KEYWORD (i);
    }
  return 0;
}

/*< private >
 * mf_folder_add_keyword:
 * @self: a folder, its mutex held
 * @name: a keyword
 * @error: return location for an %MF_STORAGE_ERROR, _INVALID or _LIMIT
 *
 * Returns: whether it is in the table, and the table on the disk
 */
gboolean
mf_folder_add_keyword (MfFolder *self, const char *name, GError **error)
{
  if (find_flag (self, name) != 0)
    return TRUE;
  if (!is_keyword (name))
    {
      g_set_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_INVALID, "“%s” is no keyword", name);
      return FALSE;
    }
  if (self->keywords->len >= MF_FOLDER_MAX_KEYWORDS)
    {
      g_set_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_LIMIT,
                   "The folder has its %d keywords already", MF_FOLDER_MAX_KEYWORDS);
      return FALSE;
    }

  g_ptr_array_add (self->keywords, g_strdup (name));
  if (store_keywords (self, error))
    return TRUE;
  g_ptr_array_set_size (self->keywords, (int) self->keywords->len - 1);
  return FALSE;
}

/**
 * mf_folder_dup_keywords:
 * @self: a folder
 *
 * Returns: (transfer full) (array zero-terminated=1): its keywords: the first is
 *   %MF_MAIL_KEYWORD (0) in flags. More may come, none is ever taken away.
 */
GStrv
mf_folder_dup_keywords (MfFolder *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->keywords->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->keywords, i));
  g_mutex_unlock (&self->mutex);
  return g_strv_builder_end (builder);
}

/**
 * mf_folder_find_keywords:
 * @self: a folder
 * @names: (array zero-terminated=1): flags as IMAP writes them: "\Seen", "$Forwarded", in any case
 * @add: whether keywords that the folder does not know are added to its table
 * @flags: (out): all of them that are known
 * @error: return location for an %MF_STORAGE_ERROR, _LIMIT if the table is full, _INVALID if one
 *   cannot be a keyword
 *
 * Returns: %FALSE with @error set if one could not be added; never without @add
 */
gboolean
mf_folder_find_keywords (
    MfFolder *self, const char *const *names, gboolean add, guint32 *flags, GError **error)
{
  gboolean success = TRUE;

  *flags = 0;
  g_mutex_lock (&self->mutex);
  for (guint i = 0; names[i] && success; i++)
    {
      success = !add || mf_folder_add_keyword (self, names[i], error);
      *flags |= find_flag (self, names[i]);
    }
  g_mutex_unlock (&self->mutex);
  return success;
}

/*< private >
 * mf_folder_translate_flags:
 * @self: a folder, its mutex held
 * @to: another one, its mutex held
 * @flags: of a message in @self
 *
 * Returns: what they are in @to; a keyword for which its table has no room is left behind
 */
guint32
mf_folder_translate_flags (MfFolder *self, MfFolder *to, guint32 flags)
{
  guint32 result = flags & MF_MAIL_SYSTEM_FLAGS;

  if (self == to)
    return flags;
  for (guint i = 0; i < self->keywords->len; i++)
    {
      const char *name = g_ptr_array_index (self->keywords, i);

      if ((flags & MF_MAIL_KEYWORD (i)) && mf_folder_add_keyword (to, name, NULL))
        result |= find_flag (to, name);
    }
  return result;
}

/* In new/ there are no flags: whoever looks at a message takes it to cur/. */
static gboolean
rename_entry (MfFolder *self, MfFolderEntry *entry, guint32 flags, GError **error)
{
  g_autofree char *name = mf_folder_make_file_name (self, entry->name, flags);
  MfDirectory *from = entry->is_new ? self->maildir->fresh : self->maildir->cur;

  if (!mf_directory_move (from, entry->name, self->maildir->cur, name, error))
    return FALSE;

  g_free (entry->name);
  entry->name = g_steal_pointer (&name);
  entry->is_new = FALSE;
  entry->flags = flags;
  return TRUE;
}

static guint32
change_flags (guint32 old, MfFlagsChange change, guint32 flags)
{
  switch (change)
    {
    case MF_FLAGS_ADD:
      return old | flags;
    case MF_FLAGS_REMOVE:
      return old & ~flags;
    case MF_FLAGS_SET:
    default:
      return flags;
    }
}

/* %NULL without @error: it is gone, which is nobody's fault. */
static MfFolderEntry *
change_entry (
    MfFolder *self, guint32 uid, MfFlagsChange change, guint32 flags, gboolean *did, GError **error)
{
  MfFolderEntry *entry = mf_folder_index_find (&self->index, uid);
  g_autoptr (GError) local = NULL;

  *did = FALSE;
  for (guint try = 0; entry && try < 2; try++)
    {
      guint32 wanted = change_flags (entry->flags, change, flags);

      if (wanted == entry->flags)
        return entry;
      g_clear_error (&local);
      if (rename_entry (self, entry, wanted, &local))
        {
          *did = TRUE;
          return entry;
        }
      if (!g_error_matches (local, MF_STORAGE_ERROR, MF_STORAGE_ERROR_MISSING))
        break;
      entry = mf_folder_relocate (self, uid);
    }

  if (entry)
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
change_entries (MfFolder *self,
                const guint32 *uids,
                guint n_uids,
                MfFlagsChange change,
                guint32 flags,
                GArray *changed,
                GError **error)
{
  g_autoptr (GError) local = NULL;

  for (guint i = 0; i < n_uids && !local; i++)
    {
      gboolean did;
      MfFolderEntry *entry = change_entry (self, uids[i], change, flags, &did, &local);
      MfFolderItem item;

      if (!entry)
        continue;
      if (did)
        entry->serial = self->serial + 1;
      item =
          (MfFolderItem) { entry->uid, entry->flags, entry->size, entry->date_us, entry->serial };
      g_array_append_val (changed, item);
    }

  if (!local)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * mf_folder_store_flags:
 * @self: a folder
 * @uids: (array length=n_uids): messages; those that are gone are passed over
 * @n_uids: how many
 * @change: what to do with
 * @flags: these flags and keywords; see mf_folder_find_keywords()
 * @changed: (out) (nullable) (optional) (element-type MfFolderItem): the messages as they are now,
 *   those included that were so already
 * @error: return location for an %MF_STORAGE_ERROR
 *
 * Changes flags (RFC 3501 section 6.4.6). Afterwards the disk has them.
 *
 * Returns: whether all could be changed; some may be, if not
 */
gboolean
mf_folder_store_flags (MfFolder *self,
                       const guint32 *uids,
                       guint n_uids,
                       MfFlagsChange change,
                       guint32 flags,
                       GArray **changed,
                       GError **error)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (MfFolderItem));
  guint64 before, after;
  gboolean success, clean;

  g_mutex_lock (&self->mutex);
  before = self->serial;
  clean = mf_folder_begin_own (self);
  success = mf_folder_check (self, error) &&
            change_entries (self, uids, n_uids, change, flags, items, error);
  mf_folder_end_own (self, clean);
  for (guint i = 0; i < items->len; i++)
    self->serial = MAX (self->serial, g_array_index (items, MfFolderItem, i).serial);
  after = self->serial;
  g_mutex_unlock (&self->mutex);

  if (after != before)
    {
      success = mf_directory_sync (self->maildir->cur, success ? error : NULL) && success;
      success = mf_directory_sync (self->maildir->fresh, success ? error : NULL) && success;
      mf_folder_notify (self);
    }
  if (changed)
    *changed = g_steal_pointer (&items);
  return success;
}

/**
 * mf_folder_claim_recent:
 * @self: a folder
 *
 * Gives every message that was \Recent for nobody yet to the session that asks
 * (RFC 3501 section 2.3.2), and takes it to cur/, as a reader of a Maildir does.
 *
 * Returns: the UID from which on messages were given to it; of those that came before this call
 */
guint32
mf_folder_claim_recent (MfFolder *self)
{
  guint32 first;
  gboolean clean;

  g_mutex_lock (&self->mutex);
  first = self->index.first_recent;
  clean = mf_folder_begin_own (self);
  for (guint i = 0; i < self->index.entries->len && !self->gone; i++)
    {
      MfFolderEntry *entry = g_ptr_array_index (self->index.entries, i);

      if (entry->is_new)
        rename_entry (self, entry, entry->flags, NULL);
    }
  mf_folder_end_own (self, clean);
  mf_folder_index_claim (&self->index);
  mf_log_flush (self->index.log, NULL);
  g_mutex_unlock (&self->mutex);
  return first;
}
