/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-maildir.h"
#include "mail/mf-message-digest.h"

G_BEGIN_DECLS

/* Keywords are kept where Dovecot keeps them, as the letters a … z of a file's
 * info suffix, so that is how many different ones a folder can have. */
#define MF_FOLDER_MAX_KEYWORDS 26
#define MF_FOLDER_MAX_KEYWORD_LENGTH 128

/**
 * MfMailFlags:
 * @MF_MAIL_SEEN: \Seen
 * @MF_MAIL_ANSWERED: \Answered
 * @MF_MAIL_FLAGGED: \Flagged
 * @MF_MAIL_DELETED: \Deleted
 * @MF_MAIL_DRAFT: \Draft
 *
 * The flags of a message (RFC 3501 section 2.3.2). The bits above these,
 * MF_MAIL_KEYWORD (0) … MF_MAIL_KEYWORD (25), are the keywords of the folder's
 * table, see mf_folder_dup_keywords(). \Recent is not among them: it belongs to
 * a session, see mf_folder_claim_recent().
 */
typedef enum
{
  MF_MAIL_SEEN = 1 << 0,
  MF_MAIL_ANSWERED = 1 << 1,
  MF_MAIL_FLAGGED = 1 << 2,
  MF_MAIL_DELETED = 1 << 3,
  MF_MAIL_DRAFT = 1 << 4,
} MfMailFlags;

#define MF_MAIL_KEYWORD(i) ((guint32) 1 << (5 + (i)))
#define MF_MAIL_SYSTEM_FLAGS ((guint32) 0x1f)

/**
 * MfFlagsChange:
 * @MF_FLAGS_SET: the message has the given flags and no others (FLAGS)
 * @MF_FLAGS_ADD: it has them too (+FLAGS)
 * @MF_FLAGS_REMOVE: it has none of them (-FLAGS)
 */
typedef enum
{
  MF_FLAGS_SET,
  MF_FLAGS_ADD,
  MF_FLAGS_REMOVE,
} MfFlagsChange;

/**
 * MfFolderItem:
 * @uid: its UID
 * @flags: #MfMailFlags and keywords
 * @size: RFC822.SIZE: in octets, line ends counted as CRLF
 * @date_us: INTERNALDATE: µs since the Unix epoch
 * @serial: of the change that made it what it is here
 *
 * One message of a folder. A plain value.
 */
typedef struct
{
  guint32 uid;
  guint32 flags;
  guint64 size;
  gint64 date_us;
  guint64 serial;
} MfFolderItem;

/**
 * MfFolderStatus:
 * @uid_validity: UIDVALIDITY: changes only if the index was lost or the folder made anew
 * @uid_next: UIDNEXT: more than every UID so far
 * @first_recent: messages from this UID on were shown to no session as \Recent yet
 * @n_messages: how many messages there are
 * @n_recent: how many of them have a UID of at least @first_recent
 * @n_unseen: how many of them are not \Seen
 * @size: of all of them together
 * @serial: of the last change
 *
 * What STATUS and SELECT answer.
 */
typedef struct
{
  guint32 uid_validity;
  guint32 uid_next;
  guint32 first_recent;
  guint n_messages;
  guint n_recent;
  guint n_unseen;
  guint64 size;
  guint64 serial;
} MfFolderStatus;

/**
 * MfFolderChanges:
 * @serial: the folder's last change that is in here: what to ask from next time
 * @arrived: (element-type MfFolderItem): messages that came, by ascending UID
 * @changed: (element-type MfFolderItem): messages that were there, with new flags, by UID
 * @expunged: (element-type guint32): UIDs that are gone, in the order they went
 * @lost: whether @expunged lacks some: the asker's picture of the folder is beyond repair
 *
 * What happened to a folder since some serial. A message that came and went in
 * between is in none of the lists.
 */
typedef struct
{
  guint64 serial;
  GArray *arrived;
  GArray *changed;
  GArray *expunged;
  gboolean lost;
} MfFolderChanges;

/**
 * MfFolderCopy:
 * @from: UID in the folder it was copied or moved out of
 * @to: UID in the folder it is in now (COPYUID of RFC 4315)
 */
typedef struct
{
  guint32 from;
  guint32 to;
} MfFolderCopy;

/**
 * MfFolderFunc:
 * @folder: what has changed
 * @user_data: as given to mf_folder_watch()
 *
 * Something has changed: call mf_folder_get_changes(). Comes in the thread that
 * called mf_folder_watch(), from its thread-default main context, several
 * changes as one; with %MF_DURABILITY_VOLATILE, where everything is one thread,
 * at once, out of the function that made the change, and for each change.
 */
typedef void (*MfFolderFunc) (MfFolder *folder, gpointer user_data);

MfFolder *mf_folder_ref (MfFolder *self);
void mf_folder_unref (MfFolder *self);

/* What is known without asking the disk; cheap enough for the main thread. */
char *mf_folder_dup_name (MfFolder *self);
gboolean mf_folder_is_gone (MfFolder *self);
void mf_folder_get_status (MfFolder *self, MfFolderStatus *status);
void mf_folder_get_numbers (MfFolder *self, MfFolderStatus *status);
MfFolderChanges *mf_folder_get_changes (MfFolder *self, guint64 since);
void mf_folder_changes_free (MfFolderChanges *changes);
guint mf_folder_get_items (MfFolder *self, const guint32 *uids, guint n_uids, MfFolderItem *items);
gboolean mf_folder_get_item (MfFolder *self, guint32 uid, MfFolderItem *item);
char *mf_folder_dup_unique_id (MfFolder *self, guint32 uid);
GStrv mf_folder_dup_keywords (MfFolder *self);

MfFolderWatch *mf_folder_watch (MfFolder *self, MfFolderFunc changed, gpointer user_data);
void mf_folder_watch_free (MfFolderWatch *watch);

/* What asks the disk: for a worker thread, except with MF_DURABILITY_VOLATILE. */
gboolean mf_folder_refresh (MfFolder *self, GError **error);
guint32 mf_folder_claim_recent (MfFolder *self);
gboolean mf_folder_find_keywords (
    MfFolder *self, const char *const *names, gboolean add, guint32 *flags, GError **error);
gboolean mf_folder_store_flags (MfFolder *self,
                                const guint32 *uids,
                                guint n_uids,
                                MfFlagsChange change,
                                guint32 flags,
                                GArray **changed,
                                GError **error);
MfSpoolFile *mf_folder_begin (MfFolder *self, const MfClock *clock, MfIdSource *ids);
gboolean mf_folder_append (
    MfFolder *self, MfSpoolFile *file, guint32 flags, gint64 date_us, guint32 *uid, GError **error);
GArray *
mf_folder_copy (MfFolder *self, const guint32 *uids, guint n_uids, MfFolder *to, GError **error);
GArray *
mf_folder_move (MfFolder *self, const guint32 *uids, guint n_uids, MfFolder *to, GError **error);
GArray *mf_folder_expunge (MfFolder *self, const guint32 *uids, guint n_uids, GError **error);
GBytes *mf_folder_read (MfFolder *self, guint32 uid, GError **error);
gboolean mf_folder_get_sent_day (MfFolder *self, guint32 uid, gint64 *day);
GBytes *mf_folder_read_header (MfFolder *self, guint32 uid, GError **error);
MfMessageDigest *mf_folder_get_digest (MfFolder *self, guint32 uid, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfFolder, mf_folder_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfFolderChanges, mf_folder_changes_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfFolderWatch, mf_folder_watch_free)

G_END_DECLS
