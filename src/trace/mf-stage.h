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
 */
typedef enum
{
  MF_HOST_AGENT,
  MF_HOST_SERVER,
  MF_HOST_NAME_SERVER,
} MfHostKind;

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
 *
 * What stands still while the records go by: hosts and links. Immutable once shared.
 */
typedef struct
{
  gatomicrefcount refs;
  char *title;
  GPtrArray *hosts; /* of MfStageHost */
  GArray *links;    /* of MfStageLink */
} MfStage;

MfStage *mf_stage_new (const char *title);
MfStage *mf_stage_ref (MfStage *self);
void mf_stage_unref (MfStage *self);

guint mf_stage_add_host (MfStage *self, const MfStageHost *host);
void mf_stage_add_link (MfStage *self, const MfStageLink *link);
const MfStageHost *mf_stage_get_host (const MfStage *self, guint index);
int mf_stage_find_host (const MfStage *self, const char *id);
int mf_stage_find_link (const MfStage *self, guint from, guint to, MfProtocol protocol);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfStage, mf_stage_unref)

G_END_DECLS
