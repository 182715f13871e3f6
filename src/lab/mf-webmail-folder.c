/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-webmail-private.h"

#include "mail/mf-named-address.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* So many messages on a page. */
#define PAGE_SIZE 50

const char *
mf_webmail_get_folder_label (MfWebmailVisit *visit, const char *name, MfMailRole role)
{
  if (g_str_equal (name, "INBOX"))
    return T (visit, N_ ("Inbox"));

  switch (role)
    {
    case MF_MAIL_ROLE_ARCHIVE:
      return T (visit, N_ ("Archive"));
    case MF_MAIL_ROLE_DRAFTS:
      return T (visit, N_ ("Drafts"));
    case MF_MAIL_ROLE_JUNK:
      return T (visit, N_ ("Junk"));
    case MF_MAIL_ROLE_SENT:
      return T (visit, N_ ("Sent"));
    case MF_MAIL_ROLE_TRASH:
      return T (visit, N_ ("Trash"));
    case MF_MAIL_ROLE_NONE:
    default:
      return name;
    }
}

/* (transfer full) (nullable): %NULL if an error is shown instead */
MfFolder *
mf_webmail_open_folder (MfWebmailVisit *visit, const char *name)
{
  g_autoptr (GError) error = NULL;
  MfFolder *folder = mf_mail_store_open_folder (visit->store, name, &error);

  if (folder == NULL)
    mf_webmail_show_error (visit, 404);
  return folder;
}

static void
write_folder (MfWebmailVisit *visit,
              MfHtmlWriter *writer,
              const MfMailStoreEntry *entry,
              const char *current)
{
  g_autoptr (MfFolder) folder = mf_mail_store_open_folder (visit->store, entry->name, NULL);
  g_autofree char *url = mf_webmail_make_url (entry->name, 0, NULL);
  const char *label = mf_webmail_get_folder_label (visit, entry->name, entry->role);
  MfFolderStatus status = { 0 };

  if (folder)
    mf_folder_get_status (folder, &status);

  mf_html_open (writer, "li", NULL);
  mf_html_begin_tag (writer, "a");
  mf_html_attribute (writer, "href", url);
  mf_html_attribute (writer, "aria-current", g_strcmp0 (entry->name, current) == 0 ? "page" : NULL);
  mf_html_end_tag (writer, FALSE);
  mf_html_text (writer, label);
  if (status.n_unseen > 0)
    {
      g_autofree char *n = g_strdup_printf ("%u", status.n_unseen);

      mf_html_text (writer, " ");
      mf_html_element (writer, "span", n, "class", "count", "title", T (visit, N_ ("unread")),
                       NULL);
    }
  mf_html_close (writer, "a");
  mf_html_close (writer, "li");
}

/* The folders, beside every page; <main> comes next to them. */
void
mf_webmail_write_folders (MfWebmailVisit *visit, MfHtmlWriter *writer, const char *current)
{
  g_autoptr (GPtrArray) entries = mf_mail_store_list (visit->store, NULL);

  mf_html_open (writer, "div", "class", "columns", NULL);
  mf_html_open (writer, "nav", "aria-label", T (visit, N_ ("Folders")), NULL);
  mf_html_open (writer, "ul", NULL);
  for (guint i = 0; entries && i < entries->len; i++)
    {
      const MfMailStoreEntry *entry = g_ptr_array_index (entries, i);

      if (entry->exists)
        write_folder (visit, writer, entry, current);
    }
  mf_html_close (writer, "ul");
  mf_html_close (writer, "nav");
}

/* (transfer full): who wrote it, as people call him */
static char *
dup_sender (const MfMessage *header)
{
  g_autoptr (GPtrArray) from = mf_message_get_addresses (header, "From", NULL);
  const MfNamedAddress *first;

  if (from == NULL || from->len == 0)
    return g_strdup (mf_message_get_value (header, "From"));

  first = g_ptr_array_index (from, 0);
  return g_strdup (first->name && *first->name ? first->name
                                               : mf_address_get_text (first->address));
}

static void
write_row (MfWebmailVisit *visit, MfHtmlWriter *writer, MfFolder *folder, const MfFolderItem *item)
{
  g_autoptr (GBytes) bytes = mf_folder_read_header (folder, item->uid, NULL);
  g_autoptr (MfMessage) header = bytes ? mf_message_parse (bytes) : NULL;
  const char *subject = header ? mf_message_get_value (header, "Subject") : NULL;
  g_autofree char *sender = header ? dup_sender (header) : NULL;
  g_autofree char *date = mf_webmail_format_date (visit, item->date_us);
  g_autofree char *url = mf_webmail_make_url (visit->path[1], item->uid, NULL);
  gboolean unread = !(item->flags & MF_MAIL_SEEN);

  mf_html_open (writer, "li", "class", unread ? "unread" : "read", NULL);
  mf_html_element (writer, "span", sender, "class", "sender", NULL);
  if (unread)
    mf_html_element (writer, "span", T (visit, N_ ("unread")), "class", "hidden", NULL);
  mf_html_element (writer, "a", subject && *subject ? subject : T (visit, N_ ("(no subject)")),
                   "class", unread ? "message unread" : "message", "href", url, NULL);
  mf_html_open (writer, "span", "class", "marks", NULL);
  if (item->flags & MF_MAIL_FLAGGED)
    mf_html_element (writer, "span", "★", "class", "star", "role", "img", "aria-label",
                     T (visit, N_ ("flagged")), NULL);
  if (item->flags & MF_MAIL_ANSWERED)
    mf_html_element (writer, "span", "↩", "role", "img", "aria-label", T (visit, N_ ("answered")),
                     NULL);
  mf_html_close (writer, "span");
  mf_html_element (writer, "time", date, NULL);
  mf_html_close (writer, "li");
}

static void
write_page_link (MfHtmlWriter *writer, const char *folder, guint number, const char *label)
{
  g_autofree char *url = mf_webmail_make_url (folder, 0, NULL);
  g_autofree char *with_page = g_strdup_printf ("%s?page=%u", url, number);

  mf_html_element (writer, "a", label, "class", "button", "href", with_page, NULL);
}

static void
write_pages (MfWebmailVisit *visit, MfHtmlWriter *writer, guint page, guint n_pages)
{
  g_autofree char *where = NULL;

  if (n_pages < 2)
    return;

  where = g_strdup_printf ("%s %u / %u", T (visit, N_ ("Page")), page, n_pages);
  mf_html_open (writer, "nav", "class", "pages", "aria-label", T (visit, N_ ("Pages")), NULL);
  if (page > 1)
    write_page_link (writer, visit->path[1], page - 1, T (visit, N_ ("Newer")));
  mf_html_element (writer, "span", where, NULL);
  if (page < n_pages)
    write_page_link (writer, visit->path[1], page + 1, T (visit, N_ ("Older")));
  mf_html_close (writer, "nav");
}

static guint
read_page_number (MfWebmailVisit *visit, guint n_pages)
{
  guint64 page;

  if (!g_ascii_string_to_unsigned (mf_http_form_get (visit->query, "page"), 10, 1, n_pages, &page,
                                   NULL))
    return 1;
  return (guint) page;
}

static MfMailRole
find_role (MfWebmailVisit *visit, const char *name)
{
  g_autoptr (GPtrArray) entries = mf_mail_store_list (visit->store, NULL);

  for (guint i = 0; entries && i < entries->len; i++)
    {
      const MfMailStoreEntry *entry = g_ptr_array_index (entries, i);

      if (g_str_equal (entry->name, name))
        return entry->role;
    }

  return MF_MAIL_ROLE_NONE;
}

/* GET /mail/FOLDER?page=N: newest first */
void
mf_webmail_show_folder (MfWebmailVisit *visit)
{
  const char *name = visit->path[1];
  g_autoptr (MfFolder) folder = mf_webmail_open_folder (visit, name);
  g_autoptr (MfFolderChanges) changes = NULL;
  const char *label;
  MfHtmlWriter *writer;
  guint n, n_pages, page, first;

  if (folder == NULL)
    return;

  changes = mf_folder_get_changes (folder, 0);
  n = changes->arrived->len;
  n_pages = MAX (1, (n + PAGE_SIZE - 1) / PAGE_SIZE);
  page = read_page_number (visit, n_pages);
  first = (page - 1) * PAGE_SIZE;
  label = mf_webmail_get_folder_label (visit, name, find_role (visit, name));

  writer = mf_webmail_begin_page (visit, label);
  mf_webmail_write_folders (visit, writer, name);
  mf_html_open (writer, "main", "id", "content", NULL);
  mf_html_element (writer, "h1", label, NULL);
  if (n == 0)
    mf_html_element (writer, "p", T (visit, N_ ("There are no messages here.")), "class", "empty",
                     NULL);
  else
    mf_html_open (writer, "ol", "class", "messages", NULL);
  for (guint i = first; i < MIN (n, first + PAGE_SIZE); i++)
    write_row (visit, writer, folder, &g_array_index (changes->arrived, MfFolderItem, n - 1 - i));
  if (n > 0)
    mf_html_close (writer, "ol");
  write_pages (visit, writer, page, n_pages);
  mf_html_close (writer, "main");
  mf_webmail_end_page (visit, writer, 200);
}
