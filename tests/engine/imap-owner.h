/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/imap/mf-imap-client.h"

G_BEGIN_DECLS

#define IMAP_OWNER_NOW G_GINT64_CONSTANT (1000000)

/* Plays the owner of an IMAP client: gives it goals as a line of text says them,
 * and writes down what it says and tells. */
typedef struct
{
  MfImapClient *client;
  GString *output;
  GString *events;
} ImapOwner;

void imap_owner_init (ImapOwner *self, const char *user, gboolean sasl);
void imap_owner_clear (ImapOwner *self);
void imap_owner_want (ImapOwner *self, const char *text);
void imap_owner_pump (ImapOwner *self);
void imap_owner_feed (ImapOwner *self, const char *data, gsize length);
gsize
imap_owner_feed_cut (ImapOwner *self, const GString *bytes, gsize step, gsize position, gsize cut);

G_END_DECLS
