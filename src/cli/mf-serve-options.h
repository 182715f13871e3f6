/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "base/mf-secret.h"
#include "net/mf-queue.h"
#include "proto/mf-protocol.h"

G_BEGIN_DECLS

#define MF_SERVE_N_PORTS 5

/* In the order of the options and of the line "ready". */
extern const MfProtocol mf_serve_protocols[MF_SERVE_N_PORTS];

typedef struct
{
  char *name;
  MfSecret *password;
} MfServeUser;

/**
 * MfServeOptions:
 * @domain: whose mail it takes
 * @host_name: what it calls itself
 * @data: the directory where it keeps mail
 * @listen: the address where it listens
 * @users: (element-type MfServeUser): its users
 * @routes: (element-type MfQueueRoute): exceptions to the DNS
 * @ports: for each of mf_serve_protocols, 0 for any that is free, -1 for none
 * @trace: whether the dialogues are printed
 *
 * What `mailflow-cli serve` was told.
 */
typedef struct
{
  char *domain;
  char *host_name;
  char *data;
  char *listen;
  GArray *users;
  GArray *routes;
  int ports[MF_SERVE_N_PORTS];
  gboolean trace;
} MfServeOptions;

gboolean mf_serve_options_read (MfServeOptions *self, int *argc, char ***argv, int *exit_code);
void mf_serve_options_clear (MfServeOptions *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MfServeOptions, mf_serve_options_clear)

G_END_DECLS
