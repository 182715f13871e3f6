/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-server-private.h"

#include "base/mf-address.h"
#include "base/mf-clock.h"

#include <string.h>

/* Extended-Domain's TCP-info (RFC 5321 section 4.4) as an address literal
 * (section 4.1.3). */
static void
append_address_literal (GString *text, const char *address)
{
  g_string_append_printf (text, " ([%s%s])", strchr (address, ':') ? "IPv6:" : "", address);
}

/**
 * mf_smtp_server_format_received:
 * @self: a session inside a transaction
 * @client_address: (nullable): the address that the connection came from, such as "192.0.2.1"
 * @id: (nullable): the server's own name for the message
 * @time_us: when it was received, µs since the Unix epoch
 *
 * Formats the trace field that goes on top of the message (RFC 5321 section
 * 4.4), with the protocol's name by RFC 3848. FOR stands there if there is one
 * recipient, as it may name only one, and no one should read of the others
 * (section 7.2).
 *
 * Returns: (transfer full): the header field with its CRLF
 */
char *
mf_smtp_server_format_received (const MfSmtpServer *self,
                                const char *client_address,
                                const char *id,
                                gint64 time_us)
{
  g_autofree char *date = mf_format_date (time_us);
  GString *text = g_string_new ("Received: from ");

  g_string_append (text, self->helo ? self->helo : "unknown");
  if (client_address)
    append_address_literal (text, client_address);
  g_string_append_printf (text, "\r\n\tby %s with %s", self->host_name,
                          !self->esmtp     ? "SMTP"
                          : self->username ? "ESMTPA"
                                           : "ESMTP");
  if (id)
    g_string_append_printf (text, " id %s", id);
  if (self->envelope && self->envelope->recipients->len == 1)
    {
      const MfAddress *recipient = g_ptr_array_index (self->envelope->recipients, 0);

      g_string_append_printf (text, "\r\n\tfor <%s>", mf_address_get_text (recipient));
    }
  g_string_append_printf (text, ";\r\n\t%s\r\n", date);

  return g_string_free_and_steal (text);
}

/**
 * mf_smtp_format_return_path:
 * @envelope: an envelope
 *
 * Formats the field that the server of the final delivery puts above all
 * others (RFC 5321 section 4.4).
 *
 * Returns: (transfer full): the header field with its CRLF
 */
char *
mf_smtp_format_return_path (const MfEnvelope *envelope)
{
  return g_strdup_printf ("Return-Path: <%s>\r\n",
                          envelope->sender ? mf_address_get_text (envelope->sender) : "");
}
