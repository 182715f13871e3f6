/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/smtp/mf-smtp-syntax.h"

#include "base/mf-address.h"

#include <string.h>

static void
append (GByteArray *output, const char *text)
{
  g_byte_array_append (output, (const guint8 *) text, (guint) strlen (text));
}

/**
 * mf_smtp_append_command:
 * @output: where the line goes
 * @verb: a verb
 * @argument: (nullable): what follows it; never user's text with line ends
 *
 * Writes a command line with its CRLF.
 */
void
mf_smtp_append_command (GByteArray *output, MfSmtpVerb verb, const char *argument)
{
  append (output, mf_smtp_verb_get_info (verb)->name);
  if (argument)
    {
      append (output, " ");
      append (output, argument);
    }
  append (output, "\r\n");
}

/**
 * mf_smtp_append_mail:
 * @output: where the line goes
 * @sender: (nullable): the reverse-path, %NULL for `<>`
 * @parameters: SIZE is written if @has_size, BODY if it is 8BITMIME
 */
void
mf_smtp_append_mail (GByteArray *output,
                     const MfAddress *sender,
                     const MfSmtpMailParameters *parameters)
{
  append (output, "MAIL FROM:<");
  if (sender)
    append (output, mf_address_get_text (sender));
  append (output, ">");

  if (parameters->has_size)
    {
      char size[32];

      g_snprintf (size, sizeof size, " SIZE=%" G_GUINT64_FORMAT, parameters->size);
      append (output, size);
    }
  if (parameters->body == MF_BODY_8BITMIME)
    append (output, " BODY=8BITMIME");
  append (output, "\r\n");
}

/**
 * mf_smtp_append_rcpt:
 * @output: where the line goes
 * @recipient: the forward-path
 */
void
mf_smtp_append_rcpt (GByteArray *output, const MfAddress *recipient)
{
  append (output, "RCPT TO:<");
  append (output, mf_address_get_text (recipient));
  append (output, ">\r\n");
}
