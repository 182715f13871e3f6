/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-timeline.h"

G_BEGIN_DECLS

/**
 * MfTally:
 * @connections: how many TCP connections were opened
 * @round_trips: how often the client had to wait for the other end. Counted: one for each
 *   connection that was opened or refused (SYN and its answer), one for each question to the DNS,
 *   and one each time that the units on a connection turn towards the client, because whatever
 *   the client sent before had to cross first. So a command and its reply are one; a hundred
 *   commands that are sent without waiting, and their hundred replies, are one; an SMTP greeting,
 *   which waits for the last packet of the opening, is one; a close is none.
 * @to_server: bytes of units from the client to the server, without TCP's own
 * @to_client: the other way
 * @elapsed_us: virtual µs from the departure of the first thing that crossed a link (or was to)
 *   to the last arrival; the close of a connection, which may be kept open as long as anybody
 *   likes (RFC 9112 section 9.5), is nothing that somebody waits for
 * @objects: how many things were carried whole: parts of messages that were delivered, and
 *   successful responses of HTTP
 * @connected: index of the host that opened the connections, or -1 so far
 * @asked: index of the host whose commands or requests came last, or -1
 * @received: index of the host where most bytes of content arrived, or -1
 *
 * What one side of a comparison has cost so far.
 */
typedef struct
{
  guint connections;
  guint round_trips;
  guint64 to_server;
  guint64 to_client;
  gint64 elapsed_us;
  guint objects;
  int connected;
  int asked;
  int received;
} MfTally;

/**
 * MfTallies:
 *
 * The tallies of both sides of a timeline after any number of records: their
 * fold, kept for each record, so that any seek is a look into an array. Follows
 * the timeline as it grows and shrinks; belongs to its thread.
 */
typedef struct _MfTallies MfTallies;

MfTallies *mf_tallies_new (MfTimeline *timeline);
void mf_tallies_free (MfTallies *self);

void mf_tallies_get (MfTallies *self, MfSide side, guint n_records, MfTally *tally);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfTallies, mf_tallies_free)

G_END_DECLS
