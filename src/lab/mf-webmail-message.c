/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-webmail-private.h"

#include "mail/mf-html-sanitizer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The pictures of one letter that are shown within it, all together. */
#define MAX_PICTURES_SIZE (8 * 1024 * 1024)

/* A letter's own HTML: nothing is fetched, nothing runs, nothing is sent, and it
 * is nobody's origin, even when it is opened by itself. */
#define POLICY_LETTER                                                                              \
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; "             \
  "base-uri 'none'; frame-ancestors 'self'; "                                                      \
  "sandbox allow-popups allow-popups-to-escape-sandbox"
#define SANDBOX "allow-popups allow-popups-to-escape-sandbox"

/* (transfer full) (nullable): the message that the path names; %NULL if an error is shown */
MfMessage *
mf_webmail_read_message (MfWebmailVisit *visit, MfFolder **folder, guint32 *uid)
{
  g_autoptr (MfFolder) opened = mf_webmail_open_folder (visit, visit->path[1]);
  g_autoptr (GBytes) bytes = NULL;
  guint64 number;

  if (opened == NULL)
    return NULL;
  if (!g_ascii_string_to_unsigned (visit->path[2], 10, 1, G_MAXUINT32, &number, NULL) ||
      (bytes = mf_folder_read (opened, (guint32) number, NULL)) == NULL)
    {
      mf_webmail_show_error (visit, 404);
      return NULL;
    }

  *uid = (guint32) number;
  *folder = g_steal_pointer (&opened);
  return mf_message_parse (bytes);
}

/* Leaves are numbered as they come. The depth of a message is limited. */
static const MfPart *
find_leaf (const MfPart *part, guint *left)
{
  if (part->children == NULL || part->children->len == 0)
    return (*left)-- == 0 ? part : NULL;

  for (guint i = 0; i < part->children->len; i++)
    {
      const MfPart *found = find_leaf (g_ptr_array_index (part->children, i), left);

      if (found)
        return found;
    }

  return NULL;
}

const MfPart *
mf_webmail_find_part (const MfMessage *message, guint number)
{
  return find_leaf (mf_message_get_root (message), &number);
}

static gboolean
is_attached (const MfPart *part)
{
  return g_strcmp0 (part->disposition, "attachment") == 0;
}

/* The first part that is a text of that type, and not a file. */
const MfPart *
mf_webmail_find_text (const MfMessage *message, const char *media_type)
{
  const MfPart *part;

  for (guint i = 0; (part = mf_webmail_find_part (message, i)); i++)
    if (g_str_equal (part->media_type, media_type) && !is_attached (part))
      return part;

  return NULL;
}

/* What browsers draw without running anything; SVG is not among it. */
gboolean
mf_webmail_is_picture (const MfPart *part)
{
  static const char *const types[] = { "image/png", "image/jpeg", "image/gif", "image/webp" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i], part->media_type))
      return TRUE;

  return FALSE;
}

static void
write_fact (MfHtmlWriter *writer, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;

  mf_html_open (writer, "div", NULL);
  mf_html_element (writer, "dt", name, NULL);
  mf_html_element (writer, "dd", value, NULL);
  mf_html_close (writer, "div");
}

static void
write_facts (MfWebmailVisit *visit, MfHtmlWriter *writer, const MfMessage *message)
{
  mf_html_open (writer, "dl", "class", "facts", NULL);
  write_fact (writer, T (visit, N_ ("From")), mf_message_get_value (message, "From"));
  write_fact (writer, T (visit, N_ ("To")), mf_message_get_value (message, "To"));
  write_fact (writer, T (visit, N_ ("Cc")), mf_message_get_value (message, "Cc"));
  write_fact (writer, T (visit, N_ ("Date")), mf_message_get_value (message, "Date"));
  mf_html_close (writer, "dl");
}

static void
write_act (MfWebmailVisit *visit,
           MfHtmlWriter *writer,
           const char *act,
           const char *label,
           const char *kind)
{
  mf_html_element (writer, "button", label, "class", kind, "name", "act", "value", act, NULL);
}

static void
write_move (MfWebmailVisit *visit, MfHtmlWriter *writer)
{
  g_autoptr (GPtrArray) entries = mf_mail_store_list (visit->store, NULL);
  guint n = 0;

  for (guint i = 0; entries && i < entries->len; i++)
    n += ((MfMailStoreEntry *) g_ptr_array_index (entries, i))->exists;
  if (n < 2)
    return;

  mf_html_element (writer, "label", T (visit, N_ ("Move to")), "for", "to", NULL);
  mf_html_open (writer, "select", "id", "to", "name", "to", NULL);
  for (guint i = 0; i < entries->len; i++)
    {
      const MfMailStoreEntry *entry = g_ptr_array_index (entries, i);

      if (entry->exists && !g_str_equal (entry->name, visit->path[1]))
        mf_html_element (writer, "option",
                         mf_webmail_get_folder_label (visit, entry->name, entry->role), "value",
                         entry->name, NULL);
    }
  mf_html_close (writer, "select");
  write_act (visit, writer, "move", T (visit, N_ ("Move")), "plain");
}

static void
write_acts (MfWebmailVisit *visit, MfHtmlWriter *writer, guint32 uid, guint32 flags)
{
  g_autofree char *url = mf_webmail_make_url (visit->path[1], uid, NULL);
  g_autofree char *reply = mf_webmail_make_url (visit->path[1], uid, "reply");

  mf_html_open (writer, "div", "class", "acts", NULL);
  mf_html_element (writer, "a", T (visit, N_ ("Reply")), "class", "button suggested reply", "href",
                   reply, NULL);
  mf_webmail_open_form (visit, writer, "act", url, FALSE);
  if (flags & MF_MAIL_FLAGGED)
    write_act (visit, writer, "unflag", T (visit, N_ ("Remove the flag")), "plain");
  else
    write_act (visit, writer, "flag", T (visit, N_ ("Flag")), "plain");
  write_act (visit, writer, "unread", T (visit, N_ ("Mark as unread")), "plain");
  write_act (visit, writer, "delete", T (visit, N_ ("Delete")), "destructive");
  write_move (visit, writer);
  mf_html_close (writer, "form");
  mf_html_close (writer, "div");
}

static void
write_frame (MfWebmailVisit *visit, MfHtmlWriter *writer, guint32 uid)
{
  g_autofree char *url = mf_webmail_make_url (visit->path[1], uid, "html");

  mf_html_element (writer, "iframe", NULL, "src", url, "sandbox", SANDBOX, "referrerpolicy",
                   "no-referrer", "title", T (visit, N_ ("The message as its author designed it")),
                   NULL);
}

static void
write_text (MfWebmailVisit *visit, MfHtmlWriter *writer, const MfMessage *message, guint32 uid)
{
  const MfPart *plain = mf_webmail_find_text (message, "text/plain");
  const MfPart *html = mf_webmail_find_text (message, "text/html");

  if (plain)
    {
      g_autofree char *text = mf_message_get_text (message, plain);

      mf_html_element (writer, "div", text, "class", "text", NULL);
    }
  if (html && plain)
    {
      mf_html_open (writer, "details", NULL);
      mf_html_element (writer, "summary", T (visit, N_ ("Show as its author designed it")), NULL);
      write_frame (visit, writer, uid);
      mf_html_close (writer, "details");
    }
  else if (html)
    write_frame (visit, writer, uid);
}

static const char *
get_file_name (MfWebmailVisit *visit, const MfPart *part)
{
  if (part->file_name && *part->file_name)
    return part->file_name;
  return g_str_equal (part->media_type, "message/rfc822") ? T (visit, N_ ("Forwarded message"))
                                                          : T (visit, N_ ("Unnamed file"));
}

static void
write_file (MfWebmailVisit *visit,
            MfHtmlWriter *writer,
            const MfMessage *message,
            const MfPart *part,
            guint32 uid,
            guint number)
{
  g_autofree char *tail = g_strdup_printf ("part/%u", number);
  g_autofree char *url = mf_webmail_make_url (visit->path[1], uid, tail);
  g_autofree char *shown = g_strconcat (url, "?show=1", NULL);
  g_autoptr (GBytes) content = mf_message_get_content (message, part);
  g_autofree char *size = g_format_size (content ? g_bytes_get_size (content) : 0);
  const char *name = get_file_name (visit, part);

  mf_html_open (writer, "li", NULL);
  if (mf_webmail_is_picture (part))
    mf_html_void (writer, "img", "src", shown, "alt", name, NULL);
  mf_html_element (writer, "a", name, "class", "file", "href", url, NULL);
  mf_html_text (writer, " ");
  mf_html_element (writer, "span", size, "class", "size", NULL);
  mf_html_close (writer, "li");
}

/* All but the text that is shown, and what belongs to it. */
static void
write_files (MfWebmailVisit *visit, MfHtmlWriter *writer, const MfMessage *message, guint32 uid)
{
  const MfPart *plain = mf_webmail_find_text (message, "text/plain");
  const MfPart *html = mf_webmail_find_text (message, "text/html");
  const MfPart *part;
  gboolean any = FALSE;

  for (guint i = 0; (part = mf_webmail_find_part (message, i)); i++)
    {
      if (part == plain || part == html)
        continue;
      if (!any)
        {
          mf_html_element (writer, "h2", T (visit, N_ ("Attachments")), NULL);
          mf_html_open (writer, "ul", "class", "files", NULL);
        }
      any = TRUE;
      write_file (visit, writer, message, part, uid, i);
    }
  if (any)
    mf_html_close (writer, "ul");
}

/* GET /mail/FOLDER/UID */
void
mf_webmail_show_message (MfWebmailVisit *visit)
{
  g_autoptr (MfFolder) folder = NULL;
  guint32 uid = 0;
  g_autoptr (MfMessage) message = mf_webmail_read_message (visit, &folder, &uid);
  MfFolderItem item = { 0 };
  const char *subject;
  MfHtmlWriter *writer;

  if (message == NULL)
    return;

  /* Who opens a message has seen it. */
  mf_folder_get_item (folder, uid, &item);
  if (!(item.flags & MF_MAIL_SEEN) &&
      mf_folder_store_flags (folder, &uid, 1, MF_FLAGS_ADD, MF_MAIL_SEEN, NULL, NULL))
    mf_webmail_note_flags (visit, folder, uid);
  mf_folder_get_item (folder, uid, &item);
  subject = mf_message_get_value (message, "Subject");
  if (subject == NULL || *subject == '\0')
    subject = T (visit, N_ ("(no subject)"));

  writer = mf_webmail_begin_page (visit, subject);
  mf_webmail_write_folders (visit, writer, visit->path[1]);
  mf_html_open (writer, "main", "id", "content", NULL);
  mf_html_open (writer, "article", NULL);
  mf_html_element (writer, "h1", subject, NULL);
  write_facts (visit, writer, message);
  write_acts (visit, writer, uid, item.flags);
  write_text (visit, writer, message, uid);
  write_files (visit, writer, message, uid);
  mf_html_close (writer, "article");
  mf_html_close (writer, "main");
  mf_webmail_end_page (visit, writer, 200);
}

typedef struct
{
  const MfMessage *message;
  gsize size;
} Pictures;

static gboolean
has_content_id (const MfPart *part, const char *content_id)
{
  const MfHeaderField *field = mf_part_find_field (part, "Content-ID");
  gsize length = strlen (content_id);

  return field && field->value[0] == '<' && strncmp (field->value + 1, content_id, length) == 0 &&
         g_str_equal (field->value + 1 + length, ">");
}

/* A picture that the letter brought along, as data: the frame is of no origin, so
 * its requests would carry no cookie. */
static char *
picture_cb (const char *content_id, gpointer user_data)
{
  Pictures *self = user_data;
  const MfPart *part;

  for (guint i = 0; (part = mf_webmail_find_part (self->message, i)); i++)
    if (mf_webmail_is_picture (part) && has_content_id (part, content_id))
      {
        g_autoptr (GBytes) content = mf_message_get_content (self->message, part);
        g_autofree char *encoded = NULL;

        if (content == NULL || g_bytes_get_size (content) > MAX_PICTURES_SIZE - self->size)
          return NULL;
        self->size += g_bytes_get_size (content);
        encoded = g_base64_encode (g_bytes_get_data (content, NULL), g_bytes_get_size (content));
        return g_strdup_printf ("data:%s;base64,%s", part->media_type, encoded);
      }

  return NULL;
}

/* GET /mail/FOLDER/UID/html: the letter's own HTML, for the frame */
void
mf_webmail_show_html (MfWebmailVisit *visit)
{
  g_autoptr (MfFolder) folder = NULL;
  guint32 uid = 0;
  g_autoptr (MfMessage) message = mf_webmail_read_message (visit, &folder, &uid);
  const MfPart *part = message ? mf_webmail_find_text (message, "text/html") : NULL;
  Pictures pictures = { message, 0 };
  g_autofree char *html = NULL;

  if (message == NULL)
    return;
  if (part == NULL)
    {
      mf_webmail_show_error (visit, 404);
      return;
    }

  html = mf_message_get_text (message, part);
  visit->body = mf_html_sanitize (html, picture_cb, &pictures);
  visit->content_type = g_strdup (MF_WEBMAIL_TYPE_PAGE);
  visit->policy = g_strdup (POLICY_LETTER);
  visit->status = 200;
}

/* attachment; filename*=UTF-8''… (RFC 6266, RFC 8187) */
static char *
make_disposition (const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);

  return g_strdup_printf ("attachment; filename*=UTF-8''%s", escaped);
}

/* GET /mail/FOLDER/UID/part/NUMBER: a file to be kept; with ?show=1 a picture that
 * is shown. Never anything that a browser would read as a page of ours. */
void
mf_webmail_show_part (MfWebmailVisit *visit)
{
  g_autoptr (MfFolder) folder = NULL;
  guint32 uid = 0;
  g_autoptr (MfMessage) message = NULL;
  const MfPart *part;
  guint64 number;
  gboolean shown = *mf_http_form_get (visit->query, "show") != '\0';

  if (!g_ascii_string_to_unsigned (visit->path[4], 10, 0, MF_MESSAGE_MAX_PARTS, &number, NULL))
    {
      mf_webmail_show_error (visit, 404);
      return;
    }

  message = mf_webmail_read_message (visit, &folder, &uid);
  part = message ? mf_webmail_find_part (message, (guint) number) : NULL;
  if (message && (part == NULL || (shown && !mf_webmail_is_picture (part))))
    mf_webmail_show_error (visit, 404);
  if (visit->status)
    return;

  visit->body = mf_message_get_content (message, part);
  visit->content_type = g_strdup (shown ? part->media_type : "application/octet-stream");
  visit->policy = g_strdup ("default-src 'none'; sandbox");
  if (!shown)
    visit->disposition = make_disposition (get_file_name (visit, part));
  visit->status = 200;
}

static gboolean
change_flags (MfWebmailVisit *visit, MfFolder *folder, guint32 uid, const char *act, GError **error)
{
  static const struct
  {
    const char *act;
    MfFlagsChange change;
    guint32 flags;
  } changes[] = {
    { "flag", MF_FLAGS_ADD, MF_MAIL_FLAGGED },
    { "unflag", MF_FLAGS_REMOVE, MF_MAIL_FLAGGED },
    { "unread", MF_FLAGS_REMOVE, MF_MAIL_SEEN },
    { "read", MF_FLAGS_ADD, MF_MAIL_SEEN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (g_str_equal (act, changes[i].act))
      {
        gboolean done = mf_folder_store_flags (folder, &uid, 1, changes[i].change, changes[i].flags,
                                               NULL, error);

        if (done)
          mf_webmail_note_flags (visit, folder, uid);
        return done;
      }

  return FALSE;
}

static gboolean
move (MfWebmailVisit *visit, MfFolder *folder, guint32 uid, GError **error)
{
  g_autoptr (MfFolder) to =
      mf_mail_store_open_folder (visit->store, mf_http_form_get (visit->form, "to"), error);
  g_autofree char *id = mf_folder_dup_unique_id (folder, uid);
  g_autoptr (GArray) moved = to ? mf_folder_move (folder, &uid, 1, to, error) : NULL;

  if (moved)
    mf_webmail_note_left (visit, folder, id, to);
  return moved != NULL;
}

static gboolean
expunge (MfWebmailVisit *visit, MfFolder *folder, guint32 uid, GError **error)
{
  g_autofree char *id = mf_folder_dup_unique_id (folder, uid);
  g_autoptr (GArray) gone = mf_folder_expunge (folder, &uid, 1, error);

  if (gone)
    mf_webmail_note_left (visit, folder, id, NULL);
  return gone != NULL;
}

/* POST /mail/FOLDER/UID: a flag, another folder, or the end */
void
mf_webmail_change (MfWebmailVisit *visit)
{
  g_autoptr (MfFolder) folder = NULL;
  guint32 uid = 0;
  g_autoptr (MfMessage) message = mf_webmail_read_message (visit, &folder, &uid);
  g_autoptr (GError) error = NULL;
  const char *act = mf_http_form_get (visit->form, "act");
  gboolean stays = g_str_equal (act, "flag") || g_str_equal (act, "unflag");
  gboolean done;

  if (message == NULL)
    return;

  if (g_str_equal (act, "delete"))
    done = expunge (visit, folder, uid, &error);
  else if (g_str_equal (act, "move"))
    done = move (visit, folder, uid, &error);
  else
    done = change_flags (visit, folder, uid, act, &error);

  if (done)
    mf_webmail_redirect (visit, mf_webmail_make_url (visit->path[1], stays ? uid : 0, NULL));
  else if (error)
    mf_webmail_show_storage_error (visit, error);
  else
    mf_webmail_show_error (visit, 400);
}
