/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "proto/mf-protocol.h"

G_BEGIN_DECLS

/**
 * MfHostKind:
 * @MF_HOST_AGENT: a person's computer with a user agent
 * @MF_HOST_SERVER: a mail server: queue, mailboxes
 * @MF_HOST_NAME_SERVER: the DNS
 * @MF_HOST_WEB_SERVER: a web server: a page and its objects
 */
typedef enum
{
  MF_HOST_AGENT,
  MF_HOST_SERVER,
  MF_HOST_NAME_SERVER,
  MF_HOST_WEB_SERVER,
} MfHostKind;

/**
 * MfSide:
 * @MF_SIDE_NONE: the stage is not divided, or this belongs to both sides
 * @MF_SIDE_PUSH: who has the data brings it (SMTP)
 * @MF_SIDE_PULL: who wants the data fetches it (HTTP)
 *
 * Which of two worlds that are compared a host belongs to (C15). Both are on one
 * stage and in one virtual time, so that one playhead moves over both.
 */
typedef enum
{
  MF_SIDE_NONE,
  MF_SIDE_PUSH,
  MF_SIDE_PULL,
} MfSide;

#define MF_N_SIDES (MF_SIDE_PULL + 1)

/**
 * MfStageHost:
 * @id: short and unique: "alice", "mail-a"
 * @kind: what stands there
 * @name: its host name, "mail.a.example"
 * @address: its documentation address, "192.0.2.25"
 * @person: (nullable): whose it is, the mail address: "alice@a.example"
 * @domain: (nullable): the domain that a server is responsible for
 * @column: place from left to right, 0 first: the order a letter travels
 * @row: 0 for the upper row; 1 hangs below its server, as a reader does
 * @side: of two that are compared
 * @objects: (nullable) (array zero-terminated=1): what a web server has to give, its page first:
 *   the page's title and the pictures' names; see mf_stage_add_object()
 */
typedef struct
{
  char *id;
  MfHostKind kind;
  char *name;
  char *address;
  char *person;
  char *domain;
  guint column;
  guint row;
  MfSide side;
  char **objects;
} MfStageHost;

/**
 * MfStageLink:
 * @from: index of the host that opens connections
 * @to: index of the host that listens
 * @protocol: what is spoken
 * @latency_us: one-way delay in virtual µs
 * @bandwidth: bytes a virtual second; 0 for no limit
 */
typedef struct
{
  guint from;
  guint to;
  MfProtocol protocol;
  gint64 latency_us;
  guint64 bandwidth;
} MfStageLink;

/**
 * MfStage:
 * @title: (nullable): the lesson's title, untranslated
 * @side: the side of a divided stage that this is, or %MF_SIDE_NONE for a whole one; what is told
 *   of the whole, captions and steps, is not told again on a side
 *
 * @no_steps: whether what happens on it reaches none of the lecture's six steps
 *
 * What stands still while the records go by: hosts and links. Immutable once shared.
 */
typedef struct
{
  gatomicrefcount refs;
  char *title;
  MfSide side;
  gboolean no_steps;
  GPtrArray *hosts; /* of MfStageHost */
  GArray *links;    /* of MfStageLink */
} MfStage;

MfStage *mf_stage_new (const char *title);
MfStage *mf_stage_ref (MfStage *self);
void mf_stage_unref (MfStage *self);

guint mf_stage_add_host (MfStage *self, const MfStageHost *host);
void mf_stage_add_object (MfStage *self, guint host, const char *name);
void mf_stage_add_link (MfStage *self, const MfStageLink *link);
const MfStageHost *mf_stage_get_host (const MfStage *self, guint index);
int mf_stage_find_host (const MfStage *self, const char *id);
int mf_stage_find_link (const MfStage *self, guint from, guint to, MfProtocol protocol);
MfSide mf_stage_get_side (const MfStage *self, int host);
gboolean mf_stage_has_sides (const MfStage *self);
const char *mf_side_get_nick (MfSide side);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfStage, mf_stage_unref)

G_END_DECLS
