/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-base-types.h"

G_BEGIN_DECLS

/**
 * MfProtocolErrorCode:
 * @MF_PROTOCOL_ERROR_SYNTAX: the bytes do not follow the grammar
 * @MF_PROTOCOL_ERROR_UNKNOWN: the grammar is followed, the word is not known
 * @MF_PROTOCOL_ERROR_ORDER: not allowed in this state
 * @MF_PROTOCOL_ERROR_LIMIT: longer or more than a limit allows
 * @MF_PROTOCOL_ERROR_REFUSED: the peer refused, for good
 * @MF_PROTOCOL_ERROR_DEFERRED: the peer refused, for now
 * @MF_PROTOCOL_ERROR_CLOSED: the connection ended too early
 * @MF_PROTOCOL_ERROR_TIMEOUT: the peer was silent for too long
 *
 * What a peer did wrong. What our own caller does wrong is a g_return_if_fail().
 */
typedef enum
{
  MF_PROTOCOL_ERROR_SYNTAX,
  MF_PROTOCOL_ERROR_UNKNOWN,
  MF_PROTOCOL_ERROR_ORDER,
  MF_PROTOCOL_ERROR_LIMIT,
  MF_PROTOCOL_ERROR_REFUSED,
  MF_PROTOCOL_ERROR_DEFERRED,
  MF_PROTOCOL_ERROR_CLOSED,
  MF_PROTOCOL_ERROR_TIMEOUT,
} MfProtocolErrorCode;

#define MF_PROTOCOL_ERROR (mf_protocol_error_quark ())
GQuark mf_protocol_error_quark (void);

GError *mf_protocol_error_new (MfProtocolErrorCode code,
                               const char *rfc,
                               MfSpan span,
                               const char *format,
                               ...) G_GNUC_PRINTF (4, 5);
const char *mf_protocol_error_get_rfc (const GError *error);
MfSpan mf_protocol_error_get_span (const GError *error);

/**
 * MfStorageErrorCode:
 * @MF_STORAGE_ERROR_FULL: no room left, on the disk or in the quota
 * @MF_STORAGE_ERROR_MISSING: there is no such message or mailbox
 * @MF_STORAGE_ERROR_LOCKED: somebody else holds the mailbox
 * @MF_STORAGE_ERROR_CORRUPT: what is on the disk cannot be read
 * @MF_STORAGE_ERROR_EXISTS: there is one of that name already
 * @MF_STORAGE_ERROR_INVALID: no mailbox can have that name, or this one must stay as it is
 * @MF_STORAGE_ERROR_LIMIT: one more keyword, folder or level than there may be
 * @MF_STORAGE_ERROR_FAILED: anything else that the operating system refused
 *
 * What went wrong between the program and its disk.
 */
typedef enum
{
  MF_STORAGE_ERROR_FULL,
  MF_STORAGE_ERROR_MISSING,
  MF_STORAGE_ERROR_LOCKED,
  MF_STORAGE_ERROR_CORRUPT,
  MF_STORAGE_ERROR_EXISTS,
  MF_STORAGE_ERROR_INVALID,
  MF_STORAGE_ERROR_LIMIT,
  MF_STORAGE_ERROR_FAILED,
} MfStorageErrorCode;

#define MF_STORAGE_ERROR (mf_storage_error_quark ())
GQuark mf_storage_error_quark (void);

G_END_DECLS
