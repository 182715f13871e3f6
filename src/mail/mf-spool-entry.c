/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-spool-entry.h"

#include "base/mf-error.h"

/* An entry is stored as GVariant text: readable, of any bytes, and parsed by
 * code that was made for foreign input.
 *
 *   (1, 'Q…', b'alice@a.example', '8bitmime', 2048, 1772442000000000,
 *    [(b'bob@b.example', 'pending', 1, …, b'mail.b.example', b'450 …', b'')])
 */
#define FORMAT_VERSION 1
#define RECIPIENT_TYPE "(aysuxxayayay)"
#define ENTRY_TYPE "(usaystxa" RECIPIENT_TYPE ")"

static const char *const state_names[] = { "pending", "delivered", "failed", "reported" };
static const char *const body_names[] = { "7bit", "8bitmime" };

static MfSpoolRecipient *
recipient_new (MfAddress *address)
{
  MfSpoolRecipient *self = g_new0 (MfSpoolRecipient, 1);

  self->address = mf_address_ref (address);
  return self;
}

static void
recipient_free (MfSpoolRecipient *self)
{
  g_clear_pointer (&self->address, mf_address_unref);
  g_free (self->remote);
  g_free (self->reply);
  g_free (self->prepared);
  g_free (self);
}

static MfSpoolEntry *
entry_new (const char *id)
{
  MfSpoolEntry *self = g_new0 (MfSpoolEntry, 1);

  g_atomic_ref_count_init (&self->refs);
  self->id = g_strdup (id);
  self->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) recipient_free);
  return self;
}

/**
 * mf_spool_entry_new:
 * @id: the queue id, from mf_id_source_next_id(), or derived from another's by adding letters
 * @envelope: who it is from, and all whom it is for
 *
 * Returns: (transfer full): an entry whose recipients are all pending and due at once
 */
MfSpoolEntry *
mf_spool_entry_new (const char *id, const MfEnvelope *envelope)
{
  MfSpoolEntry *self = entry_new (id);

  self->sender = envelope->sender ? mf_address_ref (envelope->sender) : NULL;
  self->body = envelope->body;
  self->arrived_us = envelope->arrived_us;
  for (guint i = 0; i < envelope->recipients->len; i++)
    g_ptr_array_add (self->recipients, recipient_new (g_ptr_array_index (envelope->recipients, i)));
  return self;
}

MfSpoolEntry *
mf_spool_entry_ref (MfSpoolEntry *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
mf_spool_entry_unref (MfSpoolEntry *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_pointer (&self->sender, mf_address_unref);
  g_clear_pointer (&self->recipients, g_ptr_array_unref);
  g_free (self->id);
  g_free (self);
}

MfSpoolRecipient *
mf_spool_entry_get_recipient (const MfSpoolEntry *self, guint index)
{
  return g_ptr_array_index (self->recipients, index);
}

/**
 * mf_spool_recipient_set_reply:
 * @self: a recipient
 * @remote: (nullable): the host that said it
 * @reply: (nullable): code and text
 */
void
mf_spool_recipient_set_reply (MfSpoolRecipient *self, const char *remote, const char *reply)
{
  g_set_str (&self->remote, remote);
  g_set_str (&self->reply, reply);
}

/**
 * mf_spool_entry_dup_envelope:
 * @self: an entry
 * @state: which recipients
 *
 * Returns: (transfer full): an envelope for those recipients that are in @state
 */
MfEnvelope *
mf_spool_entry_dup_envelope (const MfSpoolEntry *self, MfSpoolState state)
{
  MfEnvelope *envelope = mf_envelope_new (self->sender);

  envelope->body = self->body;
  envelope->declared_size = self->size;
  envelope->arrived_us = self->arrived_us;
  for (guint i = 0; i < self->recipients->len; i++)
    {
      MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (self, i);

      if (recipient->state == state)
        mf_envelope_add_recipient (envelope, recipient->address);
    }

  return envelope;
}

/**
 * mf_spool_entry_get_next_attempt:
 * @self: an entry
 *
 * Returns: when the first of the pending recipients is due, µs since the Unix
 *   epoch; %G_MAXINT64 if none is pending
 */
gint64
mf_spool_entry_get_next_attempt (const MfSpoolEntry *self)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->recipients->len; i++)
    {
      const MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (self, i);

      if (recipient->state == MF_SPOOL_PENDING)
        next = MIN (next, recipient->next_attempt_us);
    }

  return next;
}

static GVariant *
bytes_variant (const char *text)
{
  return g_variant_new_bytestring (text ? text : "");
}

/**
 * mf_spool_entry_print:
 * @self: an entry
 *
 * Returns: (transfer full): its stored form, one line of ASCII
 */
char *
mf_spool_entry_print (const MfSpoolEntry *self)
{
  g_autoptr (GVariant) variant = NULL;
  GVariantBuilder recipients;

  g_variant_builder_init_static (&recipients, G_VARIANT_TYPE ("a" RECIPIENT_TYPE));
  for (guint i = 0; i < self->recipients->len; i++)
    {
      const MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (self, i);

      g_variant_builder_add (&recipients, "(@aysuxx@ay@ay@ay)",
                             bytes_variant (mf_address_get_text (recipient->address)),
                             state_names[recipient->state], recipient->attempts,
                             recipient->last_attempt_us, recipient->next_attempt_us,
                             bytes_variant (recipient->remote), bytes_variant (recipient->reply),
                             bytes_variant (recipient->prepared));
    }

  variant = g_variant_ref_sink (
      g_variant_new ("(us@aystx@a" RECIPIENT_TYPE ")", FORMAT_VERSION, self->id,
                     bytes_variant (self->sender ? mf_address_get_text (self->sender) : NULL),
                     body_names[self->body], self->size, self->arrived_us,
                     g_variant_builder_end (&recipients)));
  return g_variant_print (variant, FALSE);
}

static gboolean
find_name (const char *name, const char *const *names, gsize n_names, guint *index)
{
  for (gsize i = 0; i < n_names; i++)
    {
      if (g_str_equal (name, names[i]))
        {
          *index = (guint) i;
          return TRUE;
        }
    }
  return FALSE;
}

/* An address that the server once took: a bare `postmaster` is one too. */
static MfAddress *
parse_address (const char *text)
{
  if (g_ascii_strcasecmp (text, "postmaster") == 0)
    return mf_address_new (text, NULL);
  return mf_address_parse (text, -1, NULL);
}

static char *
dup_if_any (const char *text)
{
  return *text ? g_strdup (text) : NULL;
}

static gboolean
read_recipient (MfSpoolEntry *self, GVariant *variant)
{
  g_autoptr (MfAddress) address = NULL;
  const char *text, *state_name, *remote, *reply, *prepared;
  MfSpoolRecipient *recipient;
  guint state, attempts;
  gint64 last, next;

  g_variant_get (variant, "(^&ay&suxx^&ay^&ay^&ay)", &text, &state_name, &attempts, &last, &next,
                 &remote, &reply, &prepared);
  address = parse_address (text);
  if (!address || !find_name (state_name, state_names, G_N_ELEMENTS (state_names), &state))
    return FALSE;

  recipient = recipient_new (address);
  recipient->state = (MfSpoolState) state;
  recipient->attempts = attempts;
  recipient->last_attempt_us = last;
  recipient->next_attempt_us = next;
  recipient->remote = dup_if_any (remote);
  recipient->reply = dup_if_any (reply);
  recipient->prepared = dup_if_any (prepared);
  g_ptr_array_add (self->recipients, recipient);
  return TRUE;
}

static MfSpoolEntry *
read_entry (GVariant *variant)
{
  g_autoptr (MfSpoolEntry) self = NULL;
  g_autoptr (GVariant) recipients = NULL;
  const char *id, *sender, *body_name;
  guint version, body;
  guint64 size;
  gint64 arrived;

  g_variant_get (variant, "(u&s^&ay&stx@a" RECIPIENT_TYPE ")", &version, &id, &sender, &body_name,
                 &size, &arrived, &recipients);
  if (version != FORMAT_VERSION ||
      !find_name (body_name, body_names, G_N_ELEMENTS (body_names), &body))
    return NULL;

  self = entry_new (id);
  self->body = (MfBodyType) body;
  self->size = size;
  self->arrived_us = arrived;
  if (*sender && !(self->sender = parse_address (sender)))
    return NULL;

  for (gsize i = 0; i < g_variant_n_children (recipients); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (recipients, i);

      if (!read_recipient (self, child))
        return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * mf_spool_entry_parse:
 * @text: the stored form
 * @length: its length in bytes
 * @error: return location for an %MF_STORAGE_ERROR_CORRUPT
 *
 * Returns: (transfer full): the entry, or %NULL with @error set
 */
MfSpoolEntry *
mf_spool_entry_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GVariant) variant = NULL;
  MfSpoolEntry *entry = NULL;

  if (g_utf8_validate (text, (gssize) length, NULL))
    variant = g_variant_parse (G_VARIANT_TYPE (ENTRY_TYPE), text, text + length, NULL, &local);
  if (variant)
    entry = read_entry (variant);
  if (!entry)
    g_set_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_CORRUPT,
                 "The queue's entry cannot be read%s%s", local ? ": " : "",
                 local ? local->message : "");
  return entry;
}
