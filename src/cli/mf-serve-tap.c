/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "cli/mf-serve-tap.h"

#include "cli/mf-transcript.h"
#include "net/mf-channel.h"
#include "proto/http/mf-http-dissector.h"
#include "proto/imap/mf-imap-dissector.h"
#include "proto/pop3/mf-pop3-dissector.h"
#include "proto/smtp/mf-smtp-dissector.h"

#include <string.h>

struct _MfServeTap
{
  guint n_connections;
};

/* A channel around another one; the bytes that pass go to a dissector, too. */
typedef struct
{
  MfChannel parent;
  MfChannel *inner;
  MfDissector *dissector;
  MfDirection reading; /* which way the bytes go that we read */
  char *label;
} TapChannel;

MfServeTap *
mf_serve_tap_new (void)
{
  return g_new0 (MfServeTap, 1);
}

void
mf_serve_tap_free (MfServeTap *self)
{
  g_free (self);
}

static void
print_line (TapChannel *self, MfDirection direction, const char *line, gsize length)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *prefix =
      g_strdup_printf ("%s %s: ", self->label, direction == MF_TO_SERVER ? "C" : "S");

  mf_transcript_append_bytes (text, prefix, line, length);
  g_printerr ("%s", text->str);
}

/* How much of a line may be seen: all, or as many words as stand before the secret. */
static gsize
get_open_length (const MfUnit *unit, const char *data, gsize length)
{
  guint n_words = 0;

  if (g_str_equal (unit->topic, "smtp.AUTH") || g_str_equal (unit->topic, "pop3.APOP") ||
      g_str_equal (unit->topic, "pop3.AUTH"))
    n_words = 2;
  else if (g_str_equal (unit->topic, "pop3.PASS"))
    n_words = 1;
  else if (unit->kind != MF_UNIT_RESPONSE && unit->kind != MF_UNIT_OPAQUE)
    return length;

  for (gsize i = 0; i < length; i++)
    if (data[i] == ' ' && n_words > 0 && --n_words == 0)
      return i + 1;

  return n_words > 0 ? length : 0;
}

/* Credentials, cookies and passwords stand anywhere in a head or a command, and
 * small letters in a response. */
static void
print_masked (TapChannel *self, const MfUnit *unit)
{
  static const char *const secrets[] = {
    "token68", "cookie-value", "password", "initial-response", "header-field", "body", NULL
  };
  gsize length;
  const char *data = g_bytes_get_data (unit->bytes, &length);
  g_autoptr (GString) masked = g_string_new (NULL);
  gsize at = 0;

  for (guint i = 0; i < unit->n_fields; i++)
    {
      const MfField *field = &unit->fields[i];

      if (field->span.start < at || !g_strv_contains (secrets, field->name))
        continue;
      g_string_append_len (masked, data + at, (gssize) (field->span.start - at));
      g_string_append (masked, "****");
      at = field->span.start + field->span.length;
    }
  g_string_append_len (masked, data + at, (gssize) (length - at));
  print_line (self, unit->direction, masked->str, masked->len);
}

static void
print_unit (TapChannel *self, const MfUnit *unit)
{
  gsize length;
  const char *data = g_bytes_get_data (unit->bytes, &length);
  g_autofree char *masked = NULL;
  gsize open_length;

  if (unit->kind == MF_UNIT_DATA || g_str_has_prefix (unit->topic, "pop3.+OK.RETR") ||
      g_str_has_prefix (unit->topic, "pop3.+OK.TOP"))
    {
      g_printerr ("%s %s: (%" G_GSIZE_FORMAT " bytes)\n", self->label,
                  unit->direction == MF_TO_SERVER ? "C" : "S", length);
      return;
    }

  if ((unit->protocol == MF_PROTOCOL_HTTP || unit->protocol == MF_PROTOCOL_IMAP) &&
      unit->kind != MF_UNIT_RESPONSE && unit->kind != MF_UNIT_OPAQUE)
    {
      print_masked (self, unit);
      return;
    }

  open_length = get_open_length (unit, data, length);

  if (open_length == length)
    {
      print_line (self, unit->direction, data, length);
      return;
    }

  masked = g_strdup_printf ("%.*s****", (int) open_length, data);
  print_line (self, unit->direction, masked, strlen (masked));
}

static void
print_units (TapChannel *self, MfDirection direction)
{
  MfUnit *unit;

  while ((unit = mf_dissector_next (self->dissector, direction)) != NULL)
    {
      print_unit (self, unit);
      mf_unit_unref (unit);
    }
}

static void
feed (TapChannel *self, MfDirection direction, const guint8 *data, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  mf_dissector_feed (self->dissector, direction, bytes);
  print_units (self, direction);
}

static MfChannelStatus
tap_read (MfChannel *channel, guint8 *buffer, gsize size, gsize *n_read)
{
  TapChannel *self = (TapChannel *) channel;
  MfChannelStatus status = mf_channel_read (self->inner, buffer, size, n_read);

  if (status == MF_CHANNEL_OK)
    feed (self, self->reading, buffer, *n_read);

  return status;
}

static MfChannelStatus
tap_write (MfChannel *channel, const guint8 *data, gsize length, gsize *n_written)
{
  TapChannel *self = (TapChannel *) channel;
  MfChannelStatus status = mf_channel_write (self->inner, data, length, n_written);

  if (status == MF_CHANNEL_OK)
    feed (self, self->reading == MF_TO_SERVER ? MF_TO_CLIENT : MF_TO_SERVER, data, *n_written);

  return status;
}

static void
tap_watch (MfChannel *channel, GIOCondition condition)
{
  mf_channel_watch (((TapChannel *) channel)->inner, condition);
}

static void
tap_shutdown (MfChannel *channel)
{
  mf_channel_shutdown (((TapChannel *) channel)->inner);
}

static void
tap_reset (MfChannel *channel)
{
  mf_channel_reset (((TapChannel *) channel)->inner);
}

static void
tap_free (MfChannel *channel)
{
  TapChannel *self = (TapChannel *) channel;

  for (guint direction = 0; direction < 2; direction++)
    {
      mf_dissector_end (self->dissector, direction);
      print_units (self, direction);
    }

  g_printerr ("%s closed\n", self->label);
  mf_dissector_free (self->dissector);
  mf_channel_free (self->inner);
  g_free (self->label);
  g_free (self);
}

static const MfChannelClass tap_class = {
  .read = tap_read,
  .write = tap_write,
  .watch = tap_watch,
  .shutdown = tap_shutdown,
  .reset = tap_reset,
  .free = tap_free,
};

static void
inner_ready_cb (MfChannel *inner, GIOCondition condition, gpointer user_data)
{
  TapChannel *self = user_data;

  if (self->parent.ready != NULL)
    self->parent.ready (&self->parent, condition, self->parent.ready_data);
}

static MfDissector *
make_dissector (MfProtocol protocol)
{
  switch (protocol)
    {
    case MF_PROTOCOL_POP3:
      return mf_pop3_dissector_new ();
    case MF_PROTOCOL_IMAP:
      return mf_imap_dissector_new ();
    case MF_PROTOCOL_HTTP:
      return mf_http_dissector_new ();
    default:
      return mf_smtp_dissector_new (protocol);
    }
}

/**
 * mf_serve_tap_wrap:
 * @channel: (transfer full): our end of a connection
 * @protocol: what is spoken on it; %MF_PROTOCOL_NONE is SMTP, the only one that a server opens
 * @outgoing: whether we opened it
 * @peer: the other side
 * @user_data: the tap
 *
 * The tap's #MfTapFunc.
 *
 * Returns: (transfer full): a channel around @channel
 */
MfChannel *
mf_serve_tap_wrap (MfChannel *channel,
                   MfProtocol protocol,
                   gboolean outgoing,
                   const char *peer,
                   gpointer user_data)
{
  MfServeTap *tap = user_data;
  TapChannel *self = g_new0 (TapChannel, 1);

  if (protocol == MF_PROTOCOL_NONE)
    protocol = MF_PROTOCOL_SMTP;

  self->parent.klass = &tap_class;
  self->inner = channel;
  self->reading = outgoing ? MF_TO_CLIENT : MF_TO_SERVER;
  self->dissector = make_dissector (protocol);
  self->label =
      g_strdup_printf ("%u %s %s", ++tap->n_connections, peer, mf_protocol_get_nick (protocol));
  mf_channel_set_ready_func (channel, inner_ready_cb, self);
  g_printerr ("%s %s\n", self->label, outgoing ? "opened" : "accepted");
  return &self->parent;
}
