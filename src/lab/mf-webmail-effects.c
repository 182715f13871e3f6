/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-mail-server-imap-private.h"
#include "lab/mf-subject.h"
#include "lab/mf-webmail-private.h"

#include <string.h>

/* What a visit changes in the mailbox, told as it is of any other way into it.
 * It is noted where the disk is asked, which may be another thread, and told by
 * the server's own. */

/* "bob", or "bob/Archive" for a folder: how effects call it. */
static char *
make_mailbox_name (const MfWebmailVisit *visit, MfFolder *folder)
{
  g_autofree char *name = mf_folder_dup_name (folder);

  return strcmp (name, "INBOX") == 0 ? g_strdup (visit->mailbox->name)
                                     : g_strconcat (visit->mailbox->name, "/", name, NULL);
}

static gboolean
is_told (const MfWebmailVisit *visit)
{
  return visit->mailbox != NULL && visit->webmail->server->site->report != NULL;
}

static void
note (MfWebmailVisit *visit, MfFolder *folder, MfEffect effect)
{
  g_autofree char *mailbox = make_mailbox_name (visit, folder);

  if (visit->effects == NULL)
    visit->effects = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_effect_free);
  effect.host = visit->webmail->server->site->host;
  effect.mailbox = mailbox;
  g_ptr_array_add (visit->effects, mf_effect_copy (&effect));
}

/**
 * mf_webmail_note_flags:
 * @visit: a visit
 * @folder: a folder
 * @uid: a message in it, whose flags were changed
 */
void
mf_webmail_note_flags (MfWebmailVisit *visit, MfFolder *folder, guint32 uid)
{
  MfFolderItem item;
  g_autofree char *id = NULL;
  g_autofree char *flags = NULL;

  if (!is_told (visit) || !mf_folder_get_item (folder, uid, &item))
    return;

  id = mf_folder_dup_unique_id (folder, uid);
  flags = mf_mail_server_print_flags (folder, item.flags);
  note (visit, folder, (MfEffect) { .kind = MF_EFFECT_FLAGGED, .item = id, .text = flags });
}

/**
 * mf_webmail_note_stored:
 * @visit: a visit
 * @folder: a folder
 * @uid: a message that was laid into it
 * @content: the message
 */
void
mf_webmail_note_stored (MfWebmailVisit *visit, MfFolder *folder, guint32 uid, GBytes *content)
{
  gboolean watched = mf_mail_server_is_watched (visit->webmail->server);
  MfFolderItem item;
  g_autofree char *id = NULL;
  g_autofree char *flags = NULL;
  g_autofree char *subject = NULL;

  if (!is_told (visit) || !mf_folder_get_item (folder, uid, &item))
    return;

  id = mf_folder_dup_unique_id (folder, uid);
  flags = mf_mail_server_print_flags (folder, item.flags);
  subject = watched ? mf_dup_subject (content) : NULL;
  note (visit, folder,
        (MfEffect) { .kind = MF_EFFECT_STORED,
                     .item = id,
                     .subject = subject,
                     .text = flags,
                     .content = watched ? content : NULL });
}

/**
 * mf_webmail_note_left:
 * @visit: a visit
 * @folder: a folder
 * @id: (nullable): the unique id of a message that is there no more
 * @to: (nullable): where it is now; %NULL if it is gone for good
 */
void
mf_webmail_note_left (MfWebmailVisit *visit, MfFolder *folder, const char *id, MfFolder *to)
{
  g_autofree char *target = NULL;

  if (!is_told (visit) || id == NULL)
    return;

  target = to != NULL ? make_mailbox_name (visit, to) : NULL;
  note (visit, folder,
        (MfEffect) { .kind = to != NULL ? MF_EFFECT_MOVED : MF_EFFECT_EXPUNGED,
                     .item = (char *) id,
                     .text = target });
}

/**
 * mf_webmail_report:
 * @visit: a visit
 *
 * Tells what was noted. In the server's thread.
 */
void
mf_webmail_report (MfWebmailVisit *visit)
{
  for (guint i = 0; visit->effects != NULL && i < visit->effects->len; i++)
    mf_site_report (visit->webmail->server->site, g_ptr_array_index (visit->effects, i));
}
