/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/imap/mf-imap-body.h"

#include "proto/imap/mf-imap-writer.h"

/**
 * mf_imap_body_new:
 * @type: the media type
 * @subtype: its subtype
 *
 * Returns: (transfer full): a part with nothing else known of it
 */
MfImapBody *
mf_imap_body_new (const char *type, const char *subtype)
{
  MfImapBody *self = g_new0 (MfImapBody, 1);

  self->type = g_strdup (type);
  self->subtype = g_strdup (subtype);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_imap_body_free);
  return self;
}

void
mf_imap_body_free (MfImapBody *self)
{
  if (self == NULL)
    return;

  g_free (self->type);
  g_free (self->subtype);
  g_strfreev (self->parameters);
  g_free (self->id);
  g_free (self->description);
  g_free (self->encoding);
  g_free (self->md5);
  g_free (self->disposition);
  g_strfreev (self->disposition_parameters);
  g_strfreev (self->languages);
  g_free (self->location);
  mf_imap_envelope_free (self->envelope);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

/* Nodes whose parts are too deep to show are shown as text without lines. */
gboolean
mf_imap_body_is_multipart (const MfImapBody *self)
{
  return g_ascii_strcasecmp (self->type, "multipart") == 0 && self->parts->len > 0;
}

gboolean
mf_imap_body_is_message (const MfImapBody *self)
{
  return g_ascii_strcasecmp (self->type, "message") == 0 &&
         g_ascii_strcasecmp (self->subtype, "rfc822") == 0 && self->envelope != NULL &&
         self->parts->len == 1;
}

/* body-fld-param = "(" string SP string *(SP string SP string) ")" / nil */
static void
write_parameters (char *const *parameters, GString *out)
{
  if (parameters == NULL || parameters[0] == NULL)
    {
      g_string_append (out, "NIL");
      return;
    }

  for (guint i = 0; parameters[i] && parameters[i + 1]; i += 2)
    {
      g_string_append_c (out, i == 0 ? '(' : ' ');
      mf_imap_write_string (out, parameters[i], -1);
      g_string_append_c (out, ' ');
      mf_imap_write_string (out, parameters[i + 1], -1);
    }
  g_string_append_c (out, ')');
}

/* body-fld-dsp = "(" string SP body-fld-param ")" / nil */
static void
write_disposition (const MfImapBody *self, GString *out)
{
  if (self->disposition == NULL)
    {
      g_string_append (out, " NIL");
      return;
    }

  g_string_append (out, " (");
  mf_imap_write_string (out, self->disposition, -1);
  g_string_append_c (out, ' ');
  write_parameters (self->disposition_parameters, out);
  g_string_append_c (out, ')');
}

/* body-fld-lang = nstring / "(" string *(SP string) ")" */
static void
write_languages (char *const *languages, GString *out)
{
  g_string_append_c (out, ' ');
  if (languages == NULL || languages[0] == NULL)
    g_string_append (out, "NIL");
  else if (languages[1] == NULL)
    mf_imap_write_string (out, languages[0], -1);
  else
    {
      for (guint i = 0; languages[i]; i++)
        {
          g_string_append_c (out, i == 0 ? '(' : ' ');
          mf_imap_write_string (out, languages[i], -1);
        }
      g_string_append_c (out, ')');
    }
}

static void
write_last_extensions (const MfImapBody *self, GString *out)
{
  write_disposition (self, out);
  write_languages (self->languages, out);
  g_string_append_c (out, ' ');
  mf_imap_write_nstring (out, self->location);
}

/* body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP
 *               body-fld-octets, behind the media type */
static void
write_fields (const MfImapBody *self, GString *out)
{
  mf_imap_write_string (out, self->type, -1);
  g_string_append_c (out, ' ');
  mf_imap_write_string (out, self->subtype, -1);
  g_string_append_c (out, ' ');
  write_parameters (self->parameters, out);
  g_string_append_c (out, ' ');
  mf_imap_write_nstring (out, self->id);
  g_string_append_c (out, ' ');
  mf_imap_write_nstring (out, self->description);
  g_string_append_c (out, ' ');
  mf_imap_write_string (out, self->encoding ? self->encoding : "7BIT", -1);
  g_string_append_printf (out, " %u", (guint) MIN (self->octets, G_MAXUINT32));
}

static void write_node (const MfImapBody *self, gboolean extended, guint depth, GString *out);

/* A multipart of which no part can be shown has the grammar's least: one. */
static void
write_single (const MfImapBody *self, gboolean extended, guint depth, GString *out)
{
  gboolean message = mf_imap_body_is_message (self) && depth < MF_IMAP_MAX_DEPTH;

  write_fields (self, out);
  if (message)
    {
      g_string_append_c (out, ' ');
      mf_imap_envelope_write (self->envelope, out);
      g_string_append_c (out, ' ');
      write_node (self->parts->pdata[0], extended, depth + 1, out);
    }
  if (message || g_ascii_strcasecmp (self->type, "text") == 0)
    g_string_append_printf (out, " %u", (guint) MIN (self->lines, G_MAXUINT32));
  if (extended)
    {
      g_string_append_c (out, ' ');
      mf_imap_write_nstring (out, self->md5);
      write_last_extensions (self, out);
    }
}

static void
write_node (const MfImapBody *self, gboolean extended, guint depth, GString *out)
{
  g_string_append_c (out, '(');
  if (mf_imap_body_is_multipart (self) && depth < MF_IMAP_MAX_DEPTH)
    {
      for (guint i = 0; i < self->parts->len; i++)
        write_node (self->parts->pdata[i], extended, depth + 1, out);
      g_string_append_c (out, ' ');
      mf_imap_write_string (out, self->subtype, -1);
      if (extended)
        {
          g_string_append_c (out, ' ');
          write_parameters (self->parameters, out);
          write_last_extensions (self, out);
        }
    }
  else
    write_single (self, extended, depth, out);
  g_string_append_c (out, ')');
}

/**
 * mf_imap_body_write:
 * @self: the body of a message
 * @extended: whether BODYSTRUCTURE, with the extension data, or BODY
 * @out: where to
 */
void
mf_imap_body_write (const MfImapBody *self, gboolean extended, GString *out)
{
  write_node (self, extended, 0, out);
}
