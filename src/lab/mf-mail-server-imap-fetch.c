/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-mail-server-imap-private.h"

#include "mail/mf-header-value.h"
#include "proto/imap/mf-imap-body.h"
#include "proto/imap/mf-imap-envelope.h"

/* FETCH. A digest answers everything but the text; the header alone is had even
 * quicker. See mf_folder_get_digest(), mf_folder_read_header(). */

/* How much of messages is held in memory for one answer; the machine asks for
 * the rest when this has gone out. What is mapped from a file is not in memory. */
#define MAX_ANSWER (256 * 1024)

#define NEEDS_DIGEST (MF_IMAP_FETCH_BODY | MF_IMAP_FETCH_BODYSTRUCTURE)

/* One message while it is looked at; the parts of it that were needed so far. */
typedef struct
{
  MfFolder *folder;
  guint32 uid;
  MfMessageDigest *digest;
  GBytes *header;
  GBytes *bytes;
} Source;

static void
source_clear (Source *source)
{
  g_clear_pointer (&source->digest, mf_message_digest_unref);
  g_clear_pointer (&source->header, g_bytes_unref);
  g_clear_pointer (&source->bytes, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Source, source_clear)

static MfMessageDigest *
get_digest (Source *source)
{
  if (!source->digest)
    source->digest = mf_folder_get_digest (source->folder, source->uid, NULL);
  return source->digest;
}

static GBytes *
get_bytes (Source *source)
{
  if (!source->bytes)
    source->bytes = mf_folder_read (source->folder, source->uid, NULL);
  return source->bytes;
}

static GBytes *
get_header (Source *source)
{
  if (!source->header)
    source->header = mf_folder_read_header (source->folder, source->uid, NULL);
  return source->header;
}

/* Takes @value. */
static void
add_addresses (GPtrArray *to, char *value)
{
  g_autoptr (GPtrArray) addresses = value ? mf_header_parse_addresses (value) : NULL;

  for (guint i = 0; addresses && i < addresses->len; i++)
    {
      MfHeaderAddress *address = g_ptr_array_index (addresses, i);
      MfImapAddress *taken = mf_imap_address_new (NULL, NULL, NULL);

      taken->name = g_steal_pointer (&address->name);
      taken->route = g_steal_pointer (&address->route);
      taken->mailbox = g_steal_pointer (&address->mailbox);
      taken->host = g_steal_pointer (&address->host);
      g_ptr_array_add (to, taken);
    }
  g_free (value);
}

/* What stands for a Sender or Reply-To that is absent is for
 * mf_imap_envelope_write() to say. */
static MfImapEnvelope *
make_envelope (const char *header, gsize length)
{
  static const char *const names[] = { "Date",   "Subject",  "In-Reply-To", "Message-ID", "From",
                                       "Sender", "Reply-To", "To",          "Cc",         "Bcc" };
  MfImapEnvelope *envelope = mf_imap_envelope_new ();
  GPtrArray *const lists[] = { envelope->from, envelope->sender, envelope->reply_to,
                               envelope->to,   envelope->cc,     envelope->bcc };
  const guint n_texts = G_N_ELEMENTS (names) - G_N_ELEMENTS (lists);
  char *values[G_N_ELEMENTS (names)];

  mf_header_dup_fields (header, length, names, G_N_ELEMENTS (names), values);
  envelope->date = values[0];
  envelope->subject = values[1];
  envelope->in_reply_to = values[2];
  envelope->message_id = values[3];
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    add_addresses (lists[i], values[n_texts + i]);
  return envelope;
}

static MfImapEnvelope *
make_part_envelope (const MfMessageDigest *digest, const MfDigestPart *part)
{
  gsize length;
  const char *header = mf_message_digest_get_header (digest, part, &length);

  return make_envelope (header ? header : "", header ? length : 0);
}

static char **
make_parameters (const MfDigestParameter *parameters, guint n_parameters, const char *charset)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < n_parameters; i++)
    {
      g_strv_builder_add_many (builder, parameters[i].name, parameters[i].value, NULL);
      if (g_ascii_strcasecmp (parameters[i].name, "charset") == 0)
        charset = NULL;
    }
  if (charset)
    g_strv_builder_add_many (builder, "charset", charset, NULL);
  return n_parameters > 0 || charset ? g_strv_builder_end (builder) : NULL;
}

/* A multipart's boundary is a parameter like any other. As deep as a digest is:
 * MF_MESSAGE_MAX_DEPTH. */
static MfImapBody *
make_body (const MfMessageDigest *digest, const MfDigestPart *part)
{
  MfImapBody *body = mf_imap_body_new (part->type, part->subtype);

  /* RFC 2046 section 4.1.2: "US-ASCII" is what a text is in that says nothing. */
  body->parameters =
      make_parameters (part->parameters, part->n_parameters,
                       g_ascii_strcasecmp (part->type, "text") == 0 ? "us-ascii" : NULL);
  body->id = g_strdup (part->id);
  body->description = g_strdup (part->description);
  body->encoding = g_strdup (part->encoding);
  body->octets = part->body.length;
  body->lines = part->lines;
  body->md5 = g_strdup (part->md5);
  body->disposition = g_strdup (part->disposition);
  body->disposition_parameters =
      make_parameters (part->disposition_parameters, part->n_disposition_parameters, NULL);
  body->languages = g_strdupv (part->languages);
  body->location = g_strdup (part->location);

  if (g_ascii_strcasecmp (part->type, "message") == 0 && part->children->len == 1)
    body->envelope = make_part_envelope (digest, g_ptr_array_index (part->children, 0));
  for (guint i = 0; i < part->children->len; i++)
    g_ptr_array_add (body->parts, make_body (digest, g_ptr_array_index (part->children, i)));
  return body;
}

static GBytes *
write_envelope (GBytes *header)
{
  gsize length;
  const char *data = g_bytes_get_data (header, &length);
  /* Of a header that no digest would keep, its beginning. */
  g_autoptr (MfImapEnvelope) envelope =
      make_envelope (data ? data : "", MIN (length, MF_DIGEST_MAX_HEADER));
  GString *out = g_string_sized_new (512);

  mf_imap_envelope_write (envelope, out);
  return g_string_free_to_bytes (out);
}

static GBytes *
write_body (const MfMessageDigest *digest, gboolean extended)
{
  g_autoptr (MfImapBody) body = make_body (digest, mf_message_digest_get_root (digest));
  GString *out = g_string_new (NULL);

  mf_imap_body_write (body, extended, out);
  return g_string_free_to_bytes (out);
}

static MfDigestSection
get_section (MfImapSectionText text)
{
  switch (text)
    {
    case MF_IMAP_SECTION_HEADER:
    case MF_IMAP_SECTION_HEADER_FIELDS:
    case MF_IMAP_SECTION_HEADER_FIELDS_NOT:
      return MF_DIGEST_SECTION_HEADER;
    case MF_IMAP_SECTION_TEXT:
      return MF_DIGEST_SECTION_TEXT;
    case MF_IMAP_SECTION_MIME:
      return MF_DIGEST_SECTION_MIME;
    case MF_IMAP_SECTION_ALL:
    default:
      return MF_DIGEST_SECTION_ALL;
    }
}

/* What the message lacks is empty, not NIL: RFC 3501 does not say which, and
 * clients have learnt to expect what Dovecot answers. */
static GBytes *
cut_section (Source *source, const MfImapSection *section)
{
  MfDigestSection kind = get_section (section->text);
  GBytes *bytes;
  MfSpan span;

  if (section->n_path == 0 && kind == MF_DIGEST_SECTION_HEADER)
    return get_header (source) ? g_bytes_ref (source->header) : NULL;
  bytes = get_bytes (source);
  if (section->n_path == 0 && kind == MF_DIGEST_SECTION_ALL)
    return bytes ? g_bytes_ref (bytes) : NULL;

  if (!bytes || !get_digest (source) ||
      !mf_message_digest_find_section (source->digest, section->path, section->n_path, kind,
                                       &span) ||
      span.start + span.length > g_bytes_get_size (bytes))
    return bytes ? g_bytes_new_static ("", 0) : NULL;
  return g_bytes_new_from_bytes (bytes, span.start, span.length);
}

static GBytes *
read_section (Source *source, const MfImapSection *section)
{
  g_autoptr (GBytes) bytes = cut_section (source, section);

  /* Of a part that is not there, there are no fields either. */
  if (bytes && g_bytes_get_size (bytes) > 0 &&
      (section->text == MF_IMAP_SECTION_HEADER_FIELDS ||
       section->text == MF_IMAP_SECTION_HEADER_FIELDS_NOT))
    return mf_imap_section_pick_fields (section, bytes);
  return g_steal_pointer (&bytes);
}

static gsize
add_sections (Source *source, const MfImapFetch *fetch, MfImapFetched *fetched)
{
  gsize size = 0;

  for (guint i = 0; i < fetch->n_items && i < fetched->n_sections; i++)
    {
      if (!(fetch->items[i].kind & MF_IMAP_FETCH_SECTIONS))
        continue;
      fetched->sections[i] = read_section (source, &fetch->items[i].section);
      if (fetched->sections[i])
        size += g_bytes_get_size (fetched->sections[i]);
    }
  return size;
}

static gsize
get_size (GBytes *bytes)
{
  return bytes ? g_bytes_get_size (bytes) : 0;
}

/* @item has UID 0 if the message is no more. */
static MfImapFetched *
fetch_one (
    MfFolder *folder, guint32 uid, const MfFolderItem *item, const MfImapFetch *fetch, gsize *size)
{
  MfImapFetched *fetched = mf_imap_fetched_new (uid, fetch);
  g_auto (Source) source = { .folder = folder, .uid = uid };

  if (item->uid == 0 || ((fetch->kinds & NEEDS_DIGEST) && !get_digest (&source)) ||
      ((fetch->kinds & MF_IMAP_FETCH_ENVELOPE) && !get_header (&source)))
    {
      fetched->gone = TRUE;
      return fetched;
    }

  fetched->flags = mf_mail_server_imap_flags (item->flags);
  fetched->date.unix_s = item->date_us / G_USEC_PER_SEC;
  fetched->size = item->size;
  if (fetch->kinds & MF_IMAP_FETCH_ENVELOPE)
    fetched->envelope = write_envelope (source.header);
  if (fetch->kinds & MF_IMAP_FETCH_BODY)
    fetched->body = write_body (source.digest, FALSE);
  if (fetch->kinds & MF_IMAP_FETCH_BODYSTRUCTURE)
    fetched->body_structure = write_body (source.digest, TRUE);
  *size += get_size (fetched->envelope) + get_size (fetched->body) +
           get_size (fetched->body_structure) + add_sections (&source, fetch, fetched);
  return fetched;
}

static void
mark_seen (MfImapJob *job)
{
  MfFolder *folder = job->selection->folder;
  g_autoptr (GArray) unseen = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) items = NULL;
  MfFolderItem item;

  for (guint i = 0; i < job->request->n_uids; i++)
    {
      if (mf_folder_get_item (folder, job->request->uids[i], &item) && !(item.flags & MF_MAIL_SEEN))
        g_array_append_val (unseen, item.uid);
    }
  if (unseen->len == 0)
    return;

  mf_folder_store_flags (folder, (const guint32 *) (void *) unseen->data, unseen->len, MF_FLAGS_ADD,
                         MF_MAIL_SEEN, &items, NULL);
  mf_imap_job_note_flags (job, folder, items);
}

/* In a worker thread. Messages from the front, as many as fit into one answer. */
void
mf_mail_server_imap_work_fetch (gpointer data)
{
  MfImapJob *job = data;
  const MfImapRequest *request = job->request;
  MfFolder *folder = job->selection->folder;
  g_autofree MfFolderItem *items = g_new (MfFolderItem, request->n_uids);
  gsize size = 0;

  job->fetched = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_imap_fetched_free);
  if (request->mark_seen && !job->selection->read_only)
    mark_seen (job);

  mf_folder_get_items (folder, request->uids, request->n_uids, items);
  for (guint i = 0; i < request->n_uids && (i == 0 || size < MAX_ANSWER); i++)
    g_ptr_array_add (job->fetched,
                     fetch_one (folder, request->uids[i], &items[i], request->fetch, &size));
}
