/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "imap-post-private.h"

#include <stdlib.h>
#include <string.h>

static const char *const *
get_keywords (ImapPost *self)
{
  return (const char *const *) self->keywords->pdata;
}

static ImapLetter *
find_letter (ImapBox *box, guint32 uid)
{
  for (guint i = 0; i < box->letters->len; i++)
    {
      ImapLetter *letter = box->letters->pdata[i];

      if (letter->uid == uid)
        return letter;
    }

  return NULL;
}

static void
answer_list (ImapPost *self, const MfImapRequest *request)
{
  g_autoptr (GArray) mailboxes = g_array_new (FALSE, FALSE, sizeof (MfImapMailbox));

  for (guint i = 0; i < self->boxes->len; i++)
    {
      ImapBox *box = self->boxes->pdata[i];
      MfImapMailbox mailbox = { box->name, box->attributes };

      if (box->subscribed || !request->subscribed)
        g_array_append_val (mailboxes, mailbox);
    }
  mf_imap_server_answer_list (self->server, (const MfImapMailbox *) (gpointer) mailboxes->data,
                              mailboxes->len);
}

static void
answer_select (ImapPost *self, const MfImapRequest *request, ImapBox *box)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (MfImapItem));
  MfImapFolder folder = { .uid_validity = box->uid_validity,
                          .uid_next = box->uid_next,
                          .keywords = get_keywords (self) };

  for (guint i = 0; i < box->letters->len; i++)
    {
      ImapLetter *letter = box->letters->pdata[i];
      MfImapItem item = { letter->uid, letter->flags };

      g_array_append_val (items, item);
    }
  folder.items = (const MfImapItem *) (gpointer) items->data;
  folder.n_items = items->len;
  folder.read_only =
      request->read_only || transcript_get_directive (self->transcript, "read-only") != NULL;
  self->selected = box;
  self->first_new = box->uid_next;
  g_array_set_size (self->expunged, 0);
  mf_imap_server_answer_select (self->server, &folder);
}

static void
answer_status (ImapPost *self, ImapBox *box)
{
  MfImapStatus status = { .messages = box->letters->len,
                          .uid_next = box->uid_next,
                          .uid_validity = box->uid_validity };

  for (guint i = 0; i < box->letters->len; i++)
    {
      ImapLetter *letter = box->letters->pdata[i];

      status.recent += (letter->flags & MF_IMAP_FLAG_RECENT) != 0;
      status.unseen += (letter->flags & MF_IMAP_FLAG_SEEN) == 0;
    }
  mf_imap_server_answer_status (self->server, &status);
}

static gsize
find_body (GBytes *content)
{
  gsize size;
  const char *data = g_bytes_get_data (content, &size);
  const char *end = size >= 4 ? memmem (data, size, "\r\n\r\n", 4) : NULL;

  return end ? (gsize) (end - data) + 4 : size;
}

/* The message has one part, "1". */
static GBytes *
get_section (const MfImapSection *section, GBytes *content)
{
  gsize body = find_body (content);
  gsize size = g_bytes_get_size (content);
  g_autoptr (GBytes) header = g_bytes_new_from_bytes (content, 0, body);

  if (section->n_path > 1 || (section->n_path == 1 && section->path[0] != 1))
    return NULL;
  switch (section->text)
    {
    case MF_IMAP_SECTION_HEADER_FIELDS:
    case MF_IMAP_SECTION_HEADER_FIELDS_NOT:
      return mf_imap_section_pick_fields (section, header);
    case MF_IMAP_SECTION_HEADER:
    case MF_IMAP_SECTION_MIME:
      return g_steal_pointer (&header);
    case MF_IMAP_SECTION_TEXT:
      return g_bytes_new_from_bytes (content, body, size - body);
    case MF_IMAP_SECTION_ALL:
    default:
      body = section->n_path > 0 ? body : 0;
      return g_bytes_new_from_bytes (content, body, size - body);
    }
}

static MfImapFetched *
fetch (ImapPost *self, const MfImapRequest *request, guint32 uid)
{
  static const char body[] = "(\"text\" \"plain\" NIL NIL NIL \"7BIT\" 7 1)";
  static const char envelope[] = "(NIL \"hello\" NIL NIL NIL NIL NIL NIL NIL NIL)";
  MfImapFetched *fetched = mf_imap_fetched_new (uid, request->fetch);
  ImapLetter *letter = find_letter (self->selected, uid);

  if (letter == NULL)
    {
      fetched->gone = TRUE;
      return fetched;
    }
  if (request->mark_seen)
    letter->flags |= MF_IMAP_FLAG_SEEN;
  fetched->flags = letter->flags;
  fetched->date = letter->date;
  fetched->size = g_bytes_get_size (letter->content);
  fetched->envelope = g_bytes_new_static (envelope, strlen (envelope));
  fetched->body = g_bytes_new_static (body, strlen (body));
  fetched->body_structure = g_bytes_new_static (body, strlen (body));
  for (guint i = 0; i < fetched->n_sections; i++)
    if (request->fetch->items[i].kind & MF_IMAP_FETCH_SECTIONS)
      fetched->sections[i] = get_section (&request->fetch->items[i].section, letter->content);
  return fetched;
}

/* At most two messages at once, so that the machine must come again. */
static void
answer_fetch (ImapPost *self, const MfImapRequest *request)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_imap_fetched_free);

  for (guint i = 0; i < MIN (request->n_uids, 2); i++)
    g_ptr_array_add (all, fetch (self, request, request->uids[i]));
  mf_imap_server_answer_fetch (self->server, all);
}

static void
answer_store (ImapPost *self, const MfImapRequest *request)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (MfImapItem));
  MfImapFlags flags = request->flags.system | imap_post_parse_flags (self, request->flags.keywords);

  for (guint i = 0; i < request->n_uids; i++)
    {
      ImapLetter *letter = find_letter (self->selected, request->uids[i]);
      MfImapItem item = { request->uids[i], 0 };

      if (letter == NULL)
        continue;
      if (request->mode == MF_IMAP_STORE_ADD)
        letter->flags |= flags;
      else if (request->mode == MF_IMAP_STORE_REMOVE)
        letter->flags &= ~flags;
      else
        letter->flags = flags;
      item.flags = letter->flags;
      g_array_append_val (items, item);
    }
  mf_imap_server_answer_flags (self->server, (const MfImapItem *) (gpointer) items->data,
                               items->len, get_keywords (self));
}

static void
expunge (ImapPost *self, guint32 uid)
{
  for (guint i = 0; i < self->selected->letters->len; i++)
    {
      ImapLetter *letter = self->selected->letters->pdata[i];

      if (letter->uid == uid)
        {
          g_array_append_val (self->expunged, uid);
          g_ptr_array_remove_index (self->selected->letters, i);
          return;
        }
    }
}

static void
answer_expunge (ImapPost *self, const MfImapRequest *request)
{
  for (guint i = self->selected->letters->len; i > 0; i--)
    {
      ImapLetter *letter = self->selected->letters->pdata[i - 1];
      gboolean asked = request->all;

      for (guint j = 0; j < request->n_uids; j++)
        asked |= request->uids[j] == letter->uid;
      if (asked && (letter->flags & MF_IMAP_FLAG_DELETED))
        expunge (self, letter->uid);
    }
  mf_imap_server_answer_done (self->server);
}

static void
answer_copy (ImapPost *self, const MfImapRequest *request, ImapBox *box)
{
  g_autofree guint32 *from = g_new (guint32, request->n_uids);
  g_autofree guint32 *to = g_new (guint32, request->n_uids);
  guint n = 0;

  for (guint i = 0; i < request->n_uids; i++)
    {
      ImapLetter *letter = find_letter (self->selected, request->uids[i]);

      if (letter == NULL)
        continue;
      from[n] = letter->uid;
      to[n++] = box->uid_next;
      imap_box_add (box, box->uid_next, letter->flags, letter->content);
      if (request->kind == MF_IMAP_REQUEST_MOVE)
        expunge (self, request->uids[i]);
    }
  mf_imap_server_answer_uids (self->server, box->uid_validity, from, to, n);
}

typedef struct
{
  ImapPost *post;
  ImapLetter *letter;
} Tried;

static gboolean
test_cb (const MfImapSearchKey *key, gpointer data)
{
  Tried *tried = data;
  gsize size;
  const char *text = g_bytes_get_data (tried->letter->content, &size);

  switch (key->kind)
    {
    case MF_IMAP_SEARCH_FLAG:
      g_assert_false (key->flags & MF_IMAP_FLAG_RECENT);
      return (tried->letter->flags & key->flags) != 0;
    case MF_IMAP_SEARCH_KEYWORD:
      return (tried->letter->flags &
              mf_imap_flags_find_keyword (get_keywords (tried->post), key->text)) != 0;
    case MF_IMAP_SEARCH_UID:
      return mf_imap_set_contains (key->set, tried->letter->uid);
    case MF_IMAP_SEARCH_LARGER:
      return size > key->number;
    case MF_IMAP_SEARCH_SMALLER:
      return size < key->number;
    case MF_IMAP_SEARCH_BEFORE:
      return mf_imap_date_time_get_day (&tried->letter->date) < key->day;
    case MF_IMAP_SEARCH_ON:
      return mf_imap_date_time_get_day (&tried->letter->date) == key->day;
    default:
      g_assert_cmpint (key->kind, !=, MF_IMAP_SEARCH_SEQUENCE);
      return key->text && size > 0 && memmem (text, size, key->text, strlen (key->text)) != NULL;
    }
}

static void
answer_search (ImapPost *self, const MfImapRequest *request)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < self->selected->letters->len; i++)
    {
      Tried tried = { self, self->selected->letters->pdata[i] };

      if (mf_imap_search_key_matches (request->search, test_cb, &tried))
        g_array_append_val (uids, tried.letter->uid);
    }
  mf_imap_server_answer_search (self->server, (const guint32 *) (gpointer) uids->data, uids->len);
}

/* What others did, as the transcript says, before the changes are told. */
static void
let_others_act (ImapPost *self, gboolean *gone)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("Subject: new\r\n\r\nnew\r\n", 21);

  self->n_polls++;
  for (guint i = 0; i < self->transcript->n_lines; i++)
    {
      const TranscriptLine *line = &self->transcript->lines[i];
      g_auto (GStrv) words = g_strsplit (line->text, " ", 0);
      guint32 uid;

      if (line->who != '@' || strcmp (words[0], "poll") != 0 ||
          strtoul (words[1], NULL, 10) != self->n_polls)
        continue;
      uid = words[3] ? (guint32) strtoul (words[3], NULL, 10) : 0;
      if (strcmp (words[2], "expunge") == 0)
        expunge (self, uid);
      else if (strcmp (words[2], "arrive") == 0)
        imap_box_add (self->selected, uid, imap_post_parse_flags (self, words + 4), content);
      else if (strcmp (words[2], "flags") == 0)
        find_letter (self->selected, uid)->flags = imap_post_parse_flags (self, words + 4);
      else
        *gone = TRUE;
    }
}

/* All flags are told each time: the machine knows what is new. */
static void
answer_poll (ImapPost *self)
{
  g_autoptr (GArray) changed = g_array_new (FALSE, FALSE, sizeof (MfImapItem));
  g_autoptr (GArray) arrived = g_array_new (FALSE, FALSE, sizeof (MfImapItem));
  g_autofree char *notify = NULL;
  MfImapChanges changes = { 0 };

  let_others_act (self, &changes.gone);
  for (guint i = 0; i < self->selected->letters->len; i++)
    {
      ImapLetter *letter = self->selected->letters->pdata[i];
      MfImapItem item = { letter->uid, letter->flags };

      if (letter->uid >= self->first_new)
        g_array_append_val (arrived, item);
      else
        g_array_append_val (changed, item);
    }
  self->first_new = self->selected->uid_next;
  changes.expunged = (const guint32 *) (gpointer) self->expunged->data;
  changes.n_expunged = self->expunged->len;
  changes.changed = (const MfImapItem *) (gpointer) changed->data;
  changes.n_changed = changed->len;
  changes.arrived = (const MfImapItem *) (gpointer) arrived->data;
  changes.n_arrived = arrived->len;
  changes.keywords = get_keywords (self);
  mf_imap_server_answer_changes (self->server, &changes);
  g_array_set_size (self->expunged, 0);

  notify = g_strdup_printf ("notify %u", self->n_polls);
  if (transcript_get_directive (self->transcript, notify))
    mf_imap_server_notify (self->server);
}

static void
answer_mailbox (ImapPost *self, const MfImapRequest *request, ImapBox *box)
{
  gboolean create = request->kind == MF_IMAP_REQUEST_CREATE;

  if (request->kind == MF_IMAP_REQUEST_UNSUBSCRIBE || request->kind == MF_IMAP_REQUEST_SUBSCRIBE)
    {
      if (box)
        box->subscribed = request->kind == MF_IMAP_REQUEST_SUBSCRIBE;
    }
  else if (create ? box != NULL : request->other && imap_post_find (self, request->other))
    {
      mf_imap_server_refuse (self->server, "ALREADYEXISTS", "there is one of that name");
      return;
    }
  else if (create)
    imap_post_add_box (self, request->mailbox, 1);
  else if (box == NULL)
    {
      mf_imap_server_refuse (self->server, "NONEXISTENT", "no such mailbox");
      return;
    }
  else if (request->kind == MF_IMAP_REQUEST_DELETE)
    g_ptr_array_remove (self->boxes, box);
  else
    {
      g_free (box->name);
      box->name = g_strdup (request->other);
    }
  mf_imap_server_answer_done (self->server);
}

static void
answer_append (ImapPost *self, const MfImapRequest *request, ImapBox *box)
{
  if (transcript_get_directive (self->transcript, "full"))
    {
      mf_imap_server_refuse (self->server, "OVERQUOTA", "the mailbox is full");
      return;
    }

  g_assert_null (self->upload);
  self->upload = g_string_new (NULL);
  self->upload_box = box;
  self->upload_flags =
      request->flags.system |
      imap_post_parse_flags (self, request->flags.keywords ? request->flags.keywords
                                                           : (char *[]) { NULL });
  mf_imap_server_answer_done (self->server);
}

static void
answer_commit (ImapPost *self)
{
  guint32 uid = self->upload_box->uid_next;
  g_autoptr (GBytes) content = g_string_free_to_bytes (g_steal_pointer (&self->upload));

  imap_box_add (self->upload_box, uid, self->upload_flags, content);
  g_string_append_printf (self->events, "commit %zu\n", g_bytes_get_size (content));
  mf_imap_server_answer_uids (self->server, self->upload_box->uid_validity, NULL, &uid, 1);
}

/* Those that are about a mailbox that must be there. */
static void
answer_about (ImapPost *self, const MfImapRequest *request, ImapBox *box)
{
  if (box == NULL)
    {
      gboolean create =
          request->kind != MF_IMAP_REQUEST_SELECT && request->kind != MF_IMAP_REQUEST_STATUS;

      mf_imap_server_refuse (self->server, create ? "TRYCREATE" : "NONEXISTENT", "no such mailbox");
      return;
    }

  if (request->kind == MF_IMAP_REQUEST_SELECT)
    answer_select (self, request, box);
  else if (request->kind == MF_IMAP_REQUEST_STATUS)
    answer_status (self, box);
  else if (request->kind == MF_IMAP_REQUEST_APPEND)
    answer_append (self, request, box);
  else
    answer_copy (self, request, box);
}

void
imap_post_answer_request (ImapPost *self, const MfImapRequest *request)
{
  ImapBox *box = request->mailbox ? imap_post_find (self, request->mailbox) : NULL;

  switch (request->kind)
    {
    case MF_IMAP_REQUEST_LIST:
      answer_list (self, request);
      break;
    case MF_IMAP_REQUEST_SELECT:
      g_string_append_printf (self->events, "select %s\n", request->mailbox);
      answer_about (self, request, box);
      break;
    case MF_IMAP_REQUEST_APPEND:
    case MF_IMAP_REQUEST_STATUS:
    case MF_IMAP_REQUEST_COPY:
    case MF_IMAP_REQUEST_MOVE:
      answer_about (self, request, box);
      break;
    case MF_IMAP_REQUEST_COMMIT:
      answer_commit (self);
      break;
    case MF_IMAP_REQUEST_FETCH:
      answer_fetch (self, request);
      break;
    case MF_IMAP_REQUEST_STORE:
      answer_store (self, request);
      break;
    case MF_IMAP_REQUEST_EXPUNGE:
      answer_expunge (self, request);
      break;
    case MF_IMAP_REQUEST_SEARCH:
      answer_search (self, request);
      break;
    case MF_IMAP_REQUEST_POLL:
      answer_poll (self);
      break;
    default:
      answer_mailbox (self, request, box);
    }
}
