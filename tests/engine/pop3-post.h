/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/pop3/mf-pop3-server.h"
#include "transcript.h"

/* When every session begins. */
#define POP3_POST_NOW_US G_GINT64_CONSTANT (1000000)

/* Plays the driver of a session as a transcript describes it:
 *
 *     @ host dewey               the name of the server
 *     @ timestamp <1@dewey>      offers APOP
 *     @ user mrose secret        who may in
 *     @ message UID              a message, whose lines follow
 *     M: Subject: hello
 *     @ lf                       messages are kept with LF alone
 *     @ in-use, @ unreadable, @ stuck   what goes wrong
 *     E: remove 1 2              what the machine asked
 */
typedef struct
{
  const Transcript *transcript;
  MfPop3Server *server;
  GPtrArray *messages; /* of GBytes */
  GPtrArray *uids;
  GString *output;
  GString *events;
} Pop3Post;

void pop3_post_init (Pop3Post *self, const Transcript *transcript);
void pop3_post_clear (Pop3Post *self);

/* Answers as the transcript says, and notes the question. */
void pop3_post_answer (Pop3Post *self, const MfPop3ServerEvent *event);

/* Returns: whether there was any */
gboolean pop3_post_take_output (Pop3Post *self);

/* Answers and takes until nothing more comes. */
void pop3_post_pump (Pop3Post *self);
void pop3_post_feed (Pop3Post *self, const char *data, gsize length);
