/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-clock.h"
#include "base/mf-id-source.h"
#include "mail/mf-spool-file.h"

G_BEGIN_DECLS

/* RFC 1939 section 7: a unique-id has 1 to 70 characters in 0x21 … 0x7e. */
#define MF_MAILDIR_UID_MAX 70

/**
 * MfMaildirItem:
 * @uid: names the message for as long as the mailbox lives, whatever its flags: 1 to 70 bytes of
 *   0x21 … 0x7e, fit for POP3's UIDL
 * @file_name: what its file is called now
 * @is_new: whether it still is in new/: no reader has looked at the mailbox since it came
 * @flags: the letters of its info suffix, such as "RS" (replied, seen), in ASCII order; "" for none
 * @size: in octets, line ends counted as CRLF
 * @delivered_us: when it came, µs since the Unix epoch
 *
 * One message of a mailbox, as it was when it was listed. Immutable.
 */
typedef struct
{
  char *uid;
  char *file_name;
  gboolean is_new;
  char *flags;
  guint64 size;
  gint64 delivered_us;
} MfMaildirItem;

MfMaildir *
mf_maildir_open (const char *path, const char *host_name, MfDurability durability, GError **error);
MfMaildir *mf_maildir_ref (MfMaildir *self);
void mf_maildir_unref (MfMaildir *self);
const char *mf_maildir_get_path (const MfMaildir *self);
void mf_maildir_set_quota (MfMaildir *self, guint64 bytes);

MfSpoolFile *mf_maildir_begin (MfMaildir *self, const MfClock *clock, MfIdSource *ids);
char *mf_maildir_deliver (MfMaildir *const *maildirs,
                          guint n_maildirs,
                          MfSpoolFile *file,
                          GError **error);

char *mf_maildir_make_name (MfMaildir *self, const MfClock *clock, MfIdSource *ids);
char *mf_maildir_prepare (
    MfMaildir *self, const char *name, GBytes *prefix, GBytes *message, GError **error);
gboolean mf_maildir_finish (MfMaildir *self, const char *prepared, GError **error);
gboolean mf_maildir_clean (MfMaildir *self, const char *const *keep, GError **error);

gboolean mf_maildir_check_room (MfMaildir *self, guint64 size, GError **error);
GPtrArray *mf_maildir_list (MfMaildir *self, GError **error);
GBytes *mf_maildir_read (MfMaildir *self, const MfMaildirItem *item, GError **error);
gboolean mf_maildir_remove (MfMaildir *self,
                            const MfMaildirItem *const *items,
                            guint n_items,
                            GError **error);

MfMaildirLock *mf_maildir_lock (MfMaildir *self, GError **error);
void mf_maildir_lock_free (MfMaildirLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfMaildir, mf_maildir_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfMaildirLock, mf_maildir_lock_free)

G_END_DECLS
