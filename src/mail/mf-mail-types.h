/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MfDirectory MfDirectory;
typedef struct _MfFolder MfFolder;
typedef struct _MfFolderWatch MfFolderWatch;
typedef struct _MfLetter MfLetter;
typedef struct _MfMailStore MfMailStore;
typedef struct _MfMaildir MfMaildir;
typedef struct _MfMaildirLock MfMaildirLock;
typedef struct _MfMessage MfMessage;
typedef struct _MfMessageDigest MfMessageDigest;
typedef struct _MfPart MfPart;
typedef struct _MfSpool MfSpool;
typedef struct _MfSpoolFile MfSpoolFile;

/**
 * MfDurability:
 * @MF_DURABILITY_KEPT: what a function reports as done is on the disk: written, fsynced,
 *   renamed, and the directory fsynced
 * @MF_DURABILITY_VOLATILE: the same files in the same order, but nothing waits for the disk:
 *   for the worlds of a lesson, which end with the process
 *
 * Whether storage outlives a loss of power. A killed process loses nothing in
 * either case, as the kernel holds what was written.
 */
typedef enum
{
  MF_DURABILITY_KEPT,
  MF_DURABILITY_VOLATILE,
} MfDurability;

G_END_DECLS
