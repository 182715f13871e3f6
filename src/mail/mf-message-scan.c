/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-message-private.h"

#include <string.h>

/* The scan cuts a message at the places that RFC 5322 and RFC 2046 name, and
 * notes where they are. It is ours because GMime, which reads everything inside
 * the pieces, does not tell the offsets of parts and of boundary lines, and
 * nests without an end. Outer boundaries are looked for first, so an inner
 * multipart can never reach beyond the part that it is in. */

static MfPart *
scan_part (MfMessageScan *scan, MfPart *parent, MfSpan span, guint depth, const char *default_type);

void
mf_part_free (MfPart *part)
{
  if (part == NULL)
    return;

  for (guint i = 0; i < part->n_fields; i++)
    {
      g_free (part->fields[i].name);
      g_free (part->fields[i].value);
    }
  g_free (part->fields);
  g_free (part->media_type);
  g_free (part->disposition);
  g_free (part->file_name);
  g_free (part->charset);
  g_free (part->encoding);
  g_ptr_array_unref (part->children);
  g_free (part);
}

/* The first byte after the line that @start is in. */
static gsize
end_of_line (const MfMessageScan *scan, gsize start, gsize end)
{
  const char *p = memchr (scan->data + start, '\n', end - start);

  return p ? (gsize) (p - scan->data) + 1 : end;
}

static gboolean
is_blank_line (const MfMessageScan *scan, gsize start, gsize end)
{
  gsize cr = start < end && scan->data[start] == '\r';

  return start + cr < end && scan->data[start + cr] == '\n';
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static gboolean
is_line_end (char c)
{
  return c == '\r' || c == '\n';
}

/* field-name = 1*ftext, ftext = %d33-57 / %d59-126 (RFC 5322 section 3.6.8), and
 * the white space before the colon of section 4.5. 0 if the line is no field. */
static gsize
measure_name (const char *line, gsize length)
{
  gsize name = 0, colon;

  while (name < length && line[name] > ' ' && line[name] < 0x7f && line[name] != ':')
    name++;
  for (colon = name; colon < length && is_blank (line[colon]); colon++)
    ;
  return colon < length && line[colon] == ':' ? name : 0;
}

static void
add_field (MfMessageScan *scan, GArray *fields, gsize start, gsize end, gsize name)
{
  const char *colon = memchr (scan->data + start + name, ':', end - start - name);
  gsize first = (gsize) (colon - scan->data) + 1;
  gsize last = end;
  MfHeaderField field = { .span = MF_SPAN (start, end - start),
                          .name_span = MF_SPAN (start, name) };

  while (first < last && (is_blank (scan->data[first]) || is_line_end (scan->data[first])))
    first++;
  while (last > first && (is_blank (scan->data[last - 1]) || is_line_end (scan->data[last - 1])))
    last--;
  field.value_span = MF_SPAN (first, last - first);
  field.name = g_strndup (scan->data + start, name);
  g_array_append_val (fields, field);
}

/*< private >
 * mf_message_scan_fields:
 * @scan: the scan
 * @part: whose header this is
 * @start: where it may begin
 * @end: where the part ends
 *
 * Reads a header, up to the blank line or to the first line that cannot be
 * part of one.
 *
 * Returns: where the body begins
 */
gsize
mf_message_scan_fields (MfMessageScan *scan, MfPart *part, gsize start, gsize end)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (MfHeaderField));
  gsize position = start;

  while (position < end && !is_blank_line (scan, position, end))
    {
      gsize next = end_of_line (scan, position, end);
      gsize name = measure_name (scan->data + position, next - position);

      if (name == 0)
        break;
      /* Folded lines; one that is all white space belongs to it too (section 4.2). */
      while (next < end && is_blank (scan->data[next]))
        next = end_of_line (scan, next, end);

      if (scan->n_fields < MF_MESSAGE_MAX_FIELDS)
        {
          add_field (scan, fields, position, next, name);
          scan->n_fields++;
        }
      else
        scan->whole = FALSE;
      position = next;
    }

  part->header = MF_SPAN (start, position - start);
  part->n_fields = fields->len;
  part->fields = (MfHeaderField *) g_array_free (g_steal_pointer (&fields), FALSE);

  if (is_blank_line (scan, position, end))
    position = end_of_line (scan, position, end);
  return position;
}

typedef struct
{
  MfSpan span;     /* of the delimiter, with the line end before it */
  gboolean closes; /* --boundary-- */
} Delimiter;

/* Looks for the next line that is "--" and the boundary, then nothing but
 * white space (transport-padding, RFC 2046 section 5.1.1). */
static gboolean
find_delimiter (
    const MfMessageScan *scan, const char *dashed, gsize from, gsize end, Delimiter *delimiter)
{
  gsize length = strlen (dashed);
  gsize position = from;
  const char *p;

  while ((p = memmem (scan->data + position, end - position, dashed, length)))
    {
      gsize start = (gsize) (p - scan->data);
      gsize after = start + length;
      gboolean closes = end - after >= 2 && memcmp (scan->data + after, "--", 2) == 0;

      position = start + 1;
      if (start > from && scan->data[start - 1] != '\n')
        continue;

      after += closes ? 2 : 0;
      while (after < end && is_blank (scan->data[after]))
        after++;
      if (after < end && scan->data[after] == '\r')
        after++;
      if (after < end && scan->data[after] != '\n')
        continue;
      after += after < end;

      if (start > from)
        start--;
      if (start > from && scan->data[start - 1] == '\r')
        start--;
      *delimiter = (Delimiter) { MF_SPAN (start, after - start), closes };
      return TRUE;
    }

  return FALSE;
}

static void
scan_multipart (MfMessageScan *scan, MfPart *part, const char *boundary, guint depth)
{
  g_autofree char *dashed = g_strconcat ("--", boundary, NULL);
  const char *default_type =
      strcmp (part->media_type, "multipart/digest") == 0 ? "message/rfc822" : "text/plain";
  gsize end = part->body.start + part->body.length;
  Delimiter delimiter, next;
  gboolean found = find_delimiter (scan, dashed, part->body.start, end, &delimiter);

  while (found && !delimiter.closes)
    {
      gsize start = delimiter.span.start + delimiter.span.length;
      gboolean more = find_delimiter (scan, dashed, start, end, &next);
      gsize stop = more ? next.span.start : end;
      MfPart *child =
          scan_part (scan, part, MF_SPAN (start, stop - start), depth + 1, default_type);

      if (!child)
        return;
      child->delimiter = delimiter.span;
      g_ptr_array_add (part->children, child);
      delimiter = next;
      found = more;
    }

  if (found)
    part->close_delimiter = delimiter.span;
}

static gboolean
is_identity (const char *encoding)
{
  return strcmp (encoding, "7bit") == 0 || strcmp (encoding, "8bit") == 0 ||
         strcmp (encoding, "binary") == 0;
}

static void
scan_message_part (MfMessageScan *scan, MfPart *part, guint depth)
{
  MfPart *child = scan_part (scan, part, part->body, depth + 1, "text/plain");

  if (child)
    g_ptr_array_add (part->children, child);
}

static MfPart *
scan_part (MfMessageScan *scan, MfPart *parent, MfSpan span, guint depth, const char *default_type)
{
  gsize end = span.start + span.length;
  g_autofree char *boundary = NULL;
  gsize body;
  MfPart *part;

  if (depth > MF_MESSAGE_MAX_DEPTH || scan->n_parts >= MF_MESSAGE_MAX_PARTS)
    {
      scan->whole = FALSE;
      return NULL;
    }

  scan->n_parts++;
  part = g_new0 (MfPart, 1);
  part->parent = parent;
  part->children = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_part_free);
  body = mf_message_scan_fields (scan, part, span.start, end);
  part->body = MF_SPAN (body, end - body);

  mf_part_read_fields (part, scan, &boundary);
  if (!part->media_type)
    part->media_type = g_strdup (default_type);

  /* A multipart is never encoded, whatever it says (RFC 2045 section 6.4). */
  if (boundary && g_str_has_prefix (part->media_type, "multipart/"))
    scan_multipart (scan, part, boundary, depth);
  else if (is_identity (part->encoding) && strcmp (part->media_type, "message/rfc822") == 0)
    scan_message_part (scan, part, depth);

  return part;
}

/* mboxo's and some mail readers' exports begin with a line that is no field. */
static gsize
skip_mbox_line (const MfMessageScan *scan)
{
  if (scan->length >= 5 && memcmp (scan->data, "From ", 5) == 0)
    return end_of_line (scan, 0, scan->length);
  return 0;
}

/*< private >
 * mf_message_scan:
 * @scan: the message, counters at 0
 *
 * Returns: (transfer full): the tree of its parts
 */
MfPart *
mf_message_scan (MfMessageScan *scan)
{
  gsize start = skip_mbox_line (scan);

  return scan_part (scan, NULL, MF_SPAN (start, scan->length - start), 0, "text/plain");
}
