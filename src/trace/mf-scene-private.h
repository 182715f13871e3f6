/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include "trace/mf-scene.h"

G_BEGIN_DECLS

extern const MfSceneListClass mf_scene_item_list_class;
extern const MfSceneListClass mf_scene_mailbox_list_class;
extern const MfSceneListClass mf_scene_connection_list_class;

MfSceneItem *mf_scene_item_copy (const MfSceneItem *self);
void mf_scene_item_unref (MfSceneItem *self);
void mf_scene_mailbox_unref (MfSceneMailbox *self);

MfSceneList *mf_scene_list_objects (const MfStageHost *host);
void mf_scene_apply (MfScene *self, const MfRecord *record, const MfEffect *effect);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfSceneItem, mf_scene_item_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfSceneMailbox, mf_scene_mailbox_unref)

G_END_DECLS
