/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-envelope.h"

#include "proto/imap/mf-imap-writer.h"

/* The most addresses of one field that are read from a server. */
#define MAX_ADDRESSES 65536

/**
 * mf_imap_address_new:
 * @name: (nullable): the display name
 * @mailbox: (nullable): the local part, or the group's name
 * @host: (nullable): the domain
 *
 * Returns: (transfer full): an address
 */
MfImapAddress *
mf_imap_address_new (const char *name, const char *mailbox, const char *host)
{
  MfImapAddress *self = g_new0 (MfImapAddress, 1);

  self->name = g_strdup (name);
  self->mailbox = g_strdup (mailbox);
  self->host = g_strdup (host);
  return self;
}

void
mf_imap_address_free (MfImapAddress *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->route);
  g_free (self->mailbox);
  g_free (self->host);
  g_free (self);
}

static GPtrArray *
addresses_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mf_imap_address_free);
}

/**
 * mf_imap_envelope_new:
 *
 * Returns: (transfer full): an envelope with nothing in it: no text, empty lists of addresses
 */
MfImapEnvelope *
mf_imap_envelope_new (void)
{
  MfImapEnvelope *self = g_new0 (MfImapEnvelope, 1);

  self->from = addresses_new ();
  self->sender = addresses_new ();
  self->reply_to = addresses_new ();
  self->to = addresses_new ();
  self->cc = addresses_new ();
  self->bcc = addresses_new ();
  return self;
}

void
mf_imap_envelope_free (MfImapEnvelope *self)
{
  if (self == NULL)
    return;

  g_free (self->date);
  g_free (self->subject);
  g_ptr_array_unref (self->from);
  g_ptr_array_unref (self->sender);
  g_ptr_array_unref (self->reply_to);
  g_ptr_array_unref (self->to);
  g_ptr_array_unref (self->cc);
  g_ptr_array_unref (self->bcc);
  g_free (self->in_reply_to);
  g_free (self->message_id);
  g_free (self);
}

/* address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")" */
static void
write_address (const MfImapAddress *address, GString *out)
{
  g_string_append_c (out, '(');
  mf_imap_write_nstring (out, address->name);
  g_string_append_c (out, ' ');
  mf_imap_write_nstring (out, address->route);
  g_string_append_c (out, ' ');
  mf_imap_write_nstring (out, address->mailbox);
  g_string_append_c (out, ' ');
  mf_imap_write_nstring (out, address->host);
  g_string_append_c (out, ')');
}

/* "(" 1*address ")" / nil */
static void
write_addresses (const GPtrArray *addresses, GString *out)
{
  g_string_append_c (out, ' ');
  if (addresses->len == 0)
    {
      g_string_append (out, "NIL");
      return;
    }

  g_string_append_c (out, '(');
  for (guint i = 0; i < addresses->len; i++)
    write_address (addresses->pdata[i], out);
  g_string_append_c (out, ')');
}

/**
 * mf_imap_envelope_write:
 * @self: an envelope
 * @out: where to
 *
 * envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP env-to SP
 * env-cc SP env-bcc SP env-in-reply-to SP env-message-id ")". "If the Sender or Reply-To lines
 * are absent …, or are present but empty, the server sets the corresponding member of the
 * envelope to be the same value as the from member" (RFC 3501 section 7.4.2).
 */
void
mf_imap_envelope_write (const MfImapEnvelope *self, GString *out)
{
  g_string_append_c (out, '(');
  mf_imap_write_nstring (out, self->date);
  g_string_append_c (out, ' ');
  mf_imap_write_nstring (out, self->subject);
  write_addresses (self->from, out);
  write_addresses (self->sender->len > 0 ? self->sender : self->from, out);
  write_addresses (self->reply_to->len > 0 ? self->reply_to : self->from, out);
  write_addresses (self->to, out);
  write_addresses (self->cc, out);
  write_addresses (self->bcc, out);
  g_string_append_c (out, ' ');
  mf_imap_write_nstring (out, self->in_reply_to);
  g_string_append_c (out, ' ');
  mf_imap_write_nstring (out, self->message_id);
  g_string_append_c (out, ')');
}

static gboolean
read_nstring (MfImapLexer *lexer, char **text)
{
  MfImapString string;

  if (!mf_imap_lexer_nstring (lexer, &string))
    return FALSE;

  *text = mf_imap_lexer_dup_string (lexer, &string, NULL);
  return TRUE;
}

static gboolean
read_address (MfImapLexer *lexer, GPtrArray *addresses)
{
  MfImapAddress *address = g_new0 (MfImapAddress, 1);

  g_ptr_array_add (addresses, address);
  return mf_imap_lexer_open (lexer) && read_nstring (lexer, &address->name) &&
         mf_imap_lexer_space (lexer) && read_nstring (lexer, &address->route) &&
         mf_imap_lexer_space (lexer) && read_nstring (lexer, &address->mailbox) &&
         mf_imap_lexer_space (lexer) && read_nstring (lexer, &address->host) &&
         mf_imap_lexer_close (lexer);
}

static gboolean
read_addresses (MfImapLexer *lexer, GPtrArray *addresses)
{
  if (!mf_imap_lexer_space (lexer))
    return FALSE;
  if (mf_imap_lexer_try_keyword (lexer, "NIL"))
    return TRUE;
  if (!mf_imap_lexer_open (lexer))
    return FALSE;

  /* Some servers put a space between two addresses. */
  do
    if (addresses->len >= MAX_ADDRESSES || !read_address (lexer, addresses))
      return mf_imap_lexer_fail (lexer, "fewer addresses");
  while (mf_imap_lexer_try (lexer, ' ') || mf_imap_lexer_peek (lexer) == '(');
  return mf_imap_lexer_close (lexer);
}

/**
 * mf_imap_envelope_read:
 * @lexer: where from
 * @envelope: (out) (transfer full): the envelope
 *
 * Returns: whether there was one
 */
gboolean
mf_imap_envelope_read (MfImapLexer *lexer, MfImapEnvelope **envelope)
{
  g_autoptr (MfImapEnvelope) self = mf_imap_envelope_new ();

  if (!mf_imap_lexer_open (lexer) || !read_nstring (lexer, &self->date) ||
      !mf_imap_lexer_space (lexer) || !read_nstring (lexer, &self->subject) ||
      !read_addresses (lexer, self->from) || !read_addresses (lexer, self->sender) ||
      !read_addresses (lexer, self->reply_to) || !read_addresses (lexer, self->to) ||
      !read_addresses (lexer, self->cc) || !read_addresses (lexer, self->bcc) ||
      !mf_imap_lexer_space (lexer) || !read_nstring (lexer, &self->in_reply_to) ||
      !mf_imap_lexer_space (lexer) || !read_nstring (lexer, &self->message_id) ||
      !mf_imap_lexer_close (lexer))
    return FALSE;

  *envelope = g_steal_pointer (&self);
  return TRUE;
}
