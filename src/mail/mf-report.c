/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-report.h"

#include "mail/mf-gmime.h"
#include "mail/mf-message.h"
#include "mail/mf-mime-writer.h"

#include <string.h>

/* A longer message comes back as its header only (RFC 3464 section 2: "the
 * entire message or just the header"). */
#define MAX_RETURNED (64 * 1024)

/* RFC 3463: a permanent failure that says no more; delivery time expired. */
#define STATUS_FAILED "5.0.0"
#define STATUS_EXPIRED "4.4.7"

/* x.y.z at the start of @text, of which x is @class; 0 if there is none. */
static gsize
measure_status (const char *text, char class)
{
  gsize digits = 0, position = 2;

  if (text[0] != class || text[1] != '.')
    return 0;
  for (guint part = 0; part < 2; part++)
    {
      for (digits = 0; g_ascii_isdigit (text[position + digits]); digits++)
        ;
      if (digits == 0 || digits > 3)
        return 0;
      position += digits;
      if (part == 0 && text[position++] != '.')
        return 0;
    }
  return text[position] == '\0' || text[position] == ' ' ? position : 0;
}

/**
 * mf_report_dup_status:
 * @reply: (nullable): what the other side said: "550 5.1.1 No such user"
 *
 * Finds the status of a recipient that was given up (RFC 3464 section 2.3.4): the enhanced
 * code of a permanent refusal if it gave one, "5.0.0" if it did not, and
 * "4.4.7" (RFC 3463 section 3.5) if all we got until the time was over were
 * temporary refusals, or no reply at all.
 *
 * Returns: (transfer full): the status code
 */
char *
mf_report_dup_status (const char *reply)
{
  gsize length;

  if (!reply || reply[0] != '5')
    return g_strdup (STATUS_EXPIRED);
  if (strlen (reply) < 5)
    return g_strdup (STATUS_FAILED);

  length = measure_status (reply + 4, '5');
  return length > 0 ? g_strndup (reply + 4, length) : g_strdup (STATUS_FAILED);
}

/* One line of printable ASCII: what others said is not to be trusted with more. */
static char *
dup_printable (const char *text)
{
  g_autofree char *line = g_strndup (text, 500);

  for (char *p = line; *p; p++)
    {
      if (!g_ascii_isprint (*p))
        *p = g_ascii_isspace (*p) ? ' ' : '?';
    }
  return g_strdup (g_strstrip (line));
}

static gboolean
is_subject (const MfSpoolRecipient *recipient)
{
  return recipient->state == MF_SPOOL_FAILED;
}

static char *
describe (const MfSpoolEntry *entry, const char *host_name)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "This is the mail system at %s.\n\n"
                          "Your message could not be delivered to one or more recipients.\n"
                          "Nobody will try again. What was said about each of them:\n",
                          host_name);

  for (guint i = 0; i < entry->recipients->len; i++)
    {
      const MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (entry, i);
      g_autofree char *reply = recipient->reply ? dup_printable (recipient->reply) : NULL;
      g_autofree char *remote = recipient->remote ? dup_printable (recipient->remote) : NULL;

      if (!is_subject (recipient))
        continue;
      g_string_append_printf (text, "\n<%s>\n", mf_address_get_text (recipient->address));
      if (reply && remote)
        g_string_append_printf (text, "    %s said: %s\n", remote, reply);
      else if (reply)
        g_string_append_printf (text, "    %s\n", reply);
      else
        g_string_append (text, "    No mail server could be reached in time.\n");
    }

  g_string_append (text, "\nThe message, or its header, is attached.\n");
  return g_string_free_and_steal (text);
}

static void
append_recipient (GString *status, const MfSpoolRecipient *recipient)
{
  g_autofree char *code = mf_report_dup_status (recipient->reply);

  g_string_append_printf (status,
                          "\r\nFinal-Recipient: rfc822; %s\r\n"
                          "Action: failed\r\n"
                          "Status: %s\r\n",
                          mf_address_get_text (recipient->address), code);
  if (recipient->remote)
    {
      g_autofree char *remote = dup_printable (recipient->remote);

      g_string_append_printf (status, "Remote-MTA: dns; %s\r\n", remote);
    }
  /* An SMTP reply begins with its code; else nothing was said by SMTP. */
  if (recipient->reply && g_ascii_isdigit (recipient->reply[0]))
    {
      g_autofree char *reply = dup_printable (recipient->reply);

      g_string_append_printf (status, "Diagnostic-Code: smtp; %s\r\n", reply);
    }
  if (recipient->last_attempt_us > 0)
    {
      g_autofree char *date = mf_format_date (recipient->last_attempt_us);

      g_string_append_printf (status, "Last-Attempt-Date: %s\r\n", date);
    }
}

/* RFC 3464 section 2.1: fields about the message, then for each recipient an
 * empty line and fields about it. */
static GBytes *
build_status (const MfSpoolEntry *entry, const char *host_name)
{
  GString *status = g_string_new (NULL);
  g_autofree char *arrival = mf_format_date (entry->arrived_us);

  g_string_append_printf (status, "Reporting-MTA: dns; %s\r\nArrival-Date: %s\r\n", host_name,
                          arrival);
  for (guint i = 0; i < entry->recipients->len; i++)
    {
      const MfSpoolRecipient *recipient = mf_spool_entry_get_recipient (entry, i);

      if (is_subject (recipient))
        append_recipient (status, recipient);
    }

  return g_string_free_to_bytes (status);
}

static GMimeObject *
build_returned (GBytes *message)
{
  g_autoptr (MfMessage) parsed = NULL;
  g_autoptr (GBytes) header = NULL;
  MfSpan span;

  if (g_bytes_get_size (message) <= MAX_RETURNED)
    return mf_mime_new_raw ("message/rfc822", message, mf_bytes_are_8bit (message));

  parsed = mf_message_parse (message);
  span = mf_message_get_root (parsed)->header;
  header = g_bytes_new_from_bytes (message, span.start, MIN (span.length, MAX_RETURNED));
  return mf_mime_new_raw ("text/rfc822-headers", header, mf_bytes_are_8bit (header));
}

static GMimeObject *
build_body (const MfSpoolEntry *entry, GBytes *message, const char *host_name, MfIdSource *ids)
{
  gsize length;
  const char *inside = g_bytes_get_data (message, &length);
  GMimeMultipart *multipart = mf_mime_new_multipart ("report", ids, inside, length);
  g_autofree char *text = describe (entry, host_name);
  g_autoptr (GBytes) status = build_status (entry, host_name);
  g_autoptr (GMimeObject) description = mf_mime_new_text (text);
  g_autoptr (GMimeObject) machine = mf_mime_new_raw ("message/delivery-status", status, FALSE);
  g_autoptr (GMimeObject) returned = build_returned (message);

  g_mime_object_set_content_type_parameter (GMIME_OBJECT (multipart), "report-type",
                                            "delivery-status");
  /* Bytes above 127 inside are told outside as well (RFC 2045 section 6.4). */
  if (mf_bytes_are_8bit (message))
    g_mime_object_set_header (GMIME_OBJECT (multipart), "Content-Transfer-Encoding", "8bit", NULL);
  g_mime_multipart_add (multipart, description);
  g_mime_multipart_add (multipart, machine);
  g_mime_multipart_add (multipart, returned);
  return GMIME_OBJECT (multipart);
}

/**
 * mf_report_compose:
 * @entry: a message of the queue with a sender, and with recipients that are %MF_SPOOL_FAILED
 * @message: its bytes
 * @host_name: the host that gave up
 * @clock: what Date says
 * @ids: what the Message-ID and the boundary are made of
 * @envelope: (out) (transfer full): from nobody (RFC 5321 section 4.5.5), to the sender
 *
 * Writes the delivery status notification (RFC 3464) that tells a sender what
 * became of the recipients that were given up. Its words are part of the wire's
 * bytes and are English everywhere. A message from nobody gets none, or two
 * servers could bounce for ever: then this returns %NULL.
 *
 * Returns: (transfer full) (nullable): the report, lines ended by CRLF
 */
GBytes *
mf_report_compose (const MfSpoolEntry *entry,
                   GBytes *message,
                   const char *host_name,
                   const MfClock *clock,
                   MfIdSource *ids,
                   MfEnvelope **envelope)
{
  g_autoptr (GMimeMessage) report = NULL;
  g_autoptr (GMimeObject) body = NULL;
  g_autofree char *from = NULL;
  GBytes *bytes;

  if (!entry->sender)
    return NULL;

  mf_gmime_init ();
  report = g_mime_message_new (FALSE);
  from = g_strdup_printf ("Mail Delivery System <MAILER-DAEMON@%s>", host_name);
  mf_mime_add_field (report, "From", from);
  mf_mime_add_field (report, "To", mf_address_get_text (entry->sender));
  mf_mime_add_field (report, "Subject", "Undelivered mail returned to sender");
  mf_mime_add_origin (report, clock, ids, host_name);
  mf_mime_add_field (report, "Auto-Submitted", "auto-replied");
  body = build_body (entry, message, host_name, ids);
  g_mime_message_set_mime_part (report, body);

  bytes = mf_mime_write (report);
  *envelope = mf_envelope_new (NULL);
  mf_envelope_add_recipient (*envelope, entry->sender);
  (*envelope)->declared_size = g_bytes_get_size (bytes);
  (*envelope)->body = mf_bytes_are_8bit (bytes) ? MF_BODY_8BITMIME : MF_BODY_7BIT;
  (*envelope)->arrived_us = mf_clock_now (clock);
  return bytes;
}
