/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "base/mf-error.h"

typedef struct
{
  const char *rfc; /* static, such as "RFC 5321 section 4.1.1.2" */
  MfSpan span;
} MfProtocolErrorPrivate;

static void
mf_protocol_error_private_init (MfProtocolErrorPrivate *priv)
{
}

static void
mf_protocol_error_private_copy (const MfProtocolErrorPrivate *source,
                                MfProtocolErrorPrivate *target)
{
  *target = *source;
}

static void
mf_protocol_error_private_clear (MfProtocolErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (MfProtocolError, mf_protocol_error)

G_DEFINE_QUARK (mf - storage - error - quark, mf_storage_error)

/**
 * mf_protocol_error_new:
 * @code: what kind of violation
 * @rfc: (nullable): a static string that names the section that is violated
 * @span: the offending bytes, counted in the line or unit that was being read
 * @format: a printf() format of the message
 *
 * Returns: (transfer full): an error that says what, where and against which rule
 */
GError *
mf_protocol_error_new (
    MfProtocolErrorCode code, const char *rfc, MfSpan span, const char *format, ...)
{
  MfProtocolErrorPrivate *priv;
  GError *error;
  va_list args;

  va_start (args, format);
  error = g_error_new_valist (MF_PROTOCOL_ERROR, (int) code, format, args);
  va_end (args);

  priv = mf_protocol_error_get_private (error);
  priv->rfc = rfc;
  priv->span = span;
  return error;
}

/**
 * mf_protocol_error_get_rfc:
 * @error: a %MF_PROTOCOL_ERROR
 *
 * Returns: (nullable) (transfer none): the violated section
 */
const char *
mf_protocol_error_get_rfc (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == MF_PROTOCOL_ERROR, NULL);

  return mf_protocol_error_get_private (error)->rfc;
}

/**
 * mf_protocol_error_get_span:
 * @error: a %MF_PROTOCOL_ERROR
 *
 * Returns: the offending bytes
 */
MfSpan
mf_protocol_error_get_span (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == MF_PROTOCOL_ERROR, MF_SPAN (0, 0));

  return mf_protocol_error_get_private (error)->span;
}
