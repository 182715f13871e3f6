/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-effect.h"

static const char *const kinds[] = {
  [MF_EFFECT_ACTED] = "acted",
  [MF_EFFECT_STEP] = "step",
  [MF_EFFECT_CAPTION] = "caption",
  [MF_EFFECT_COMPOSED] = "composed",
  [MF_EFFECT_SUBMITTED] = "submitted",
  [MF_EFFECT_LOOKED_UP] = "looked-up",
  [MF_EFFECT_OPENED] = "opened",
  [MF_EFFECT_CLOSED] = "closed",
  [MF_EFFECT_BROKEN] = "broken",
  [MF_EFFECT_DOWN] = "down",
  [MF_EFFECT_UP] = "up",
  [MF_EFFECT_PHASE] = "phase",
  [MF_EFFECT_QUEUED] = "queued",
  [MF_EFFECT_TRIED] = "tried",
  [MF_EFFECT_DEFERRED] = "deferred",
  [MF_EFFECT_RELAYED] = "relayed",
  [MF_EFFECT_BOUNCED] = "bounced",
  [MF_EFFECT_DEQUEUED] = "dequeued",
  [MF_EFFECT_DELIVERED] = "delivered",
  [MF_EFFECT_RETRIEVED] = "retrieved",
  [MF_EFFECT_MARKED] = "marked",
  [MF_EFFECT_UNMARKED] = "unmarked",
  [MF_EFFECT_EXPUNGED] = "expunged",
  [MF_EFFECT_STORED] = "stored",
  [MF_EFFECT_COPIED] = "copied",
  [MF_EFFECT_MOVED] = "moved",
  [MF_EFFECT_FLAGGED] = "flagged",
  [MF_EFFECT_FOLDER_MADE] = "folder-made",
  [MF_EFFECT_FOLDER_SEEN] = "folder-seen",
  [MF_EFFECT_FOLDER_RENAMED] = "folder-renamed",
  [MF_EFFECT_FOLDER_DELETED] = "folder-deleted",
  [MF_EFFECT_FETCHED] = "fetched",
  [MF_EFFECT_SHOWN] = "shown",
  [MF_EFFECT_READ] = "read",
  [MF_EFFECT_FOUND] = "found",
  [MF_EFFECT_WAITING] = "waiting",
  [MF_EFFECT_REFUSED] = "refused",
};

/**
 * mf_effect_copy:
 * @effect: an effect, on the stack if you like
 *
 * Returns: (transfer full): a copy of it; strings are copied, the envelope and
 *   the content are shared
 */
MfEffect *
mf_effect_copy (const MfEffect *effect)
{
  MfEffect *copy = g_new (MfEffect, 1);

  *copy = *effect;
  copy->item = g_strdup (effect->item);
  copy->mailbox = g_strdup (effect->mailbox);
  copy->subject = g_strdup (effect->subject);
  copy->text = g_strdup (effect->text);
  copy->envelope = effect->envelope ? mf_envelope_ref (effect->envelope) : NULL;
  copy->content = effect->content ? g_bytes_ref (effect->content) : NULL;
  return copy;
}

void
mf_effect_free (MfEffect *effect)
{
  if (effect == NULL)
    return;

  g_free (effect->item);
  g_free (effect->mailbox);
  g_free (effect->subject);
  g_free (effect->text);
  g_clear_pointer (&effect->envelope, mf_envelope_unref);
  g_clear_pointer (&effect->content, g_bytes_unref);
  g_free (effect);
}

/**
 * mf_effect_kind_get_nick:
 * @kind: a kind
 *
 * Returns: (transfer none): its name in files
 */
const char *
mf_effect_kind_get_nick (MfEffectKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), "acted");

  return kinds[kind];
}
