/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "mail/mf-mail-store.h"

/* A user's folders on the disk, closed and opened as often as a test likes. */
typedef struct
{
  char *folder;
  char *path; /* the inbox's */
  MfVirtualClock time;
  MfClock clock;
  MfIdSource *ids;
  MfMaildir *inbox;
  MfMailStore *store;
} StoreFixture;

void store_set_up (StoreFixture *fixture, gconstpointer data);
void store_tear_down (StoreFixture *fixture, gconstpointer data);
void store_reopen (StoreFixture *fixture);
void store_close (StoreFixture *fixture);

MfFolder *store_open_folder (StoreFixture *fixture, const char *name);
void store_create (StoreFixture *fixture, const char *name);
guint32 store_append (StoreFixture *fixture, MfFolder *folder, const char *text, guint32 flags);
char *store_deliver (StoreFixture *fixture, const char *text);
