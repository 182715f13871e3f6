/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-subject.h"

#include "mail/mf-message.h"

/**
 * mf_dup_subject:
 * @letter: a message (RFC 5322)
 *
 * Returns: (transfer full): its Subject, decoded (RFC 2047); "" if there is none
 */
char *
mf_dup_subject (GBytes *letter)
{
  g_autoptr (MfMessage) message = mf_message_parse (letter);
  const char *subject = mf_message_get_value (message, "Subject");

  return g_strdup (subject != NULL ? subject : "");
}
