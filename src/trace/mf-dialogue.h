/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-timeline.h"

G_BEGIN_DECLS

/**
 * MfMove:
 * @MF_MOVE_CALL: a connection is opened
 * @MF_MOVE_GREETING: the server speaks first
 * @MF_MOVE_ASK: the client asks for something: a command, a request
 * @MF_MOVE_YES: the server does it: 2yz (RFC 5321 section 4.2.1, RFC 9110 section 15)
 * @MF_MOVE_CONTENT: what it is all about: the message, the page, a picture
 * @MF_MOVE_NO: the server does not: 4yz, 5yz
 * @MF_MOVE_END: QUIT, or, where nobody says goodbye, the connection's end
 *
 * What a step of a dialogue is for, whatever protocol it is said in.
 */
typedef enum
{
  MF_MOVE_CALL,
  MF_MOVE_GREETING,
  MF_MOVE_ASK,
  MF_MOVE_YES,
  MF_MOVE_CONTENT,
  MF_MOVE_NO,
  MF_MOVE_END,
} MfMove;

#define MF_N_MOVES (MF_MOVE_END + 1)

/**
 * MfDialogue:
 *
 * The dialogues of both sides of a timeline laid beside each other: which
 * record is which move (C16: 250 beside 200, 550 beside 404). Follows the
 * timeline as it grows and shrinks; belongs to its thread.
 */
typedef struct _MfDialogue MfDialogue;

MfDialogue *mf_dialogue_new (MfTimeline *timeline);
void mf_dialogue_free (MfDialogue *self);

MfTimeline *mf_dialogue_get_timeline (MfDialogue *self);
const MfRecord *mf_dialogue_find (MfDialogue *self, MfSide side, MfMove move, guint n_records);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfDialogue, mf_dialogue_free)

G_END_DECLS
