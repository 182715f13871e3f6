/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-composition.h"

#include "mail/mf-letter.h"
#include "mail/mf-named-address.h"

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static gboolean
add_recipients (MfEnvelope *envelope, const char *text, GError **error)
{
  g_autoptr (GPtrArray) addresses = NULL;

  if (text == NULL || *text == '\0')
    return TRUE;

  addresses = mf_named_address_parse_list (text, error);

  if (addresses == NULL)
    return FALSE;

  for (guint i = 0; i < addresses->len; i++)
    mf_envelope_add_recipient (envelope,
                               ((MfNamedAddress *) g_ptr_array_index (addresses, i))->address);

  return TRUE;
}

static gboolean
is_8bit (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    if (data[i] >= 0x80)
      return TRUE;

  return FALSE;
}

/* A ready message keeps its header, whatever that says; the envelope says who
 * really sends it, and whom it really is for (RFC 5321 section 2.3.1). */
static GBytes *
import (const MfIntentLetter *letter, MfAddress *sender, MfEnvelope **envelope, GError **error)
{
  gboolean by_header = letter->to == NULL && letter->cc == NULL && letter->bcc == NULL;
  g_autoptr (MfEnvelope) named = NULL;
  g_autoptr (MfEnvelope) made = mf_envelope_new (sender);
  g_autoptr (GBytes) content = mf_letter_import (letter->raw, by_header ? &named : NULL, error);

  if (content == NULL || !add_recipients (made, letter->to, error) ||
      !add_recipients (made, letter->cc, error) || !add_recipients (made, letter->bcc, error))
    return NULL;

  for (guint i = 0; named != NULL && i < named->recipients->len; i++)
    mf_envelope_add_recipient (made, g_ptr_array_index (named->recipients, i));

  made->declared_size = g_bytes_get_size (content);
  made->body = is_8bit (content) ? MF_BODY_8BITMIME : MF_BODY_7BIT;
  *envelope = g_steal_pointer (&made);
  return g_steal_pointer (&content);
}

/**
 * mf_composition_make:
 * @letter: what a person wrote
 * @from: who that is, for the header: "Alice <alice@a.example>"
 * @sender: who that is, for the envelope
 * @clock: for Date
 * @ids: for Message-ID and the boundaries between parts
 * @envelope: (out) (transfer full): whom it is from and for
 * @error: where to put what is wrong with an address or with a ready message
 *
 * Turns what a person wrote into what travels.
 *
 * Returns: (transfer full): the message (RFC 5322), or %NULL
 */
GBytes *
mf_composition_make (const MfIntentLetter *letter,
                     const char *from,
                     MfAddress *sender,
                     const MfClock *clock,
                     MfIdSource *ids,
                     MfEnvelope **envelope,
                     GError **error)
{
  g_autoptr (MfLetter) draft = NULL;
  GBytes *content;

  if (letter->raw != NULL)
    return import (letter, sender, envelope, error);

  draft = mf_letter_new ();

  if (!mf_letter_set_from (draft, letter->from != NULL ? letter->from : from, error) ||
      !mf_letter_set_recipients (draft, MF_LETTER_TO, or_empty (letter->to), error) ||
      !mf_letter_set_recipients (draft, MF_LETTER_CC, or_empty (letter->cc), error) ||
      !mf_letter_set_recipients (draft, MF_LETTER_BCC, or_empty (letter->bcc), error))
    return NULL;

  mf_letter_set_subject (draft, or_empty (letter->subject));
  mf_letter_set_text (draft, or_empty (letter->body));

  for (guint i = 0; i < letter->n_attachments; i++)
    mf_letter_add_attachment (draft, letter->attachments[i].name,
                              letter->attachments[i].content_type, letter->attachments[i].content);

  content = mf_letter_compose (draft, clock, ids, envelope, error);

  if (content != NULL)
    {
      mf_address_unref ((*envelope)->sender);
      (*envelope)->sender = mf_address_ref (sender);
    }

  return content;
}
