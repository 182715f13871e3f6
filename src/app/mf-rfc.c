/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-rfc.h"

/**
 * mf_rfc_get_uri:
 * @citation: (nullable): "RFC 5321 § 4.1.1.4"
 *
 * Returns: (transfer full) (nullable): where that section can be read, or %NULL if nothing is cited
 */
char *
mf_rfc_get_uri (const char *citation)
{
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *number = NULL;
  g_autofree char *section = NULL;

  if (citation == NULL)
    return NULL;
  regex = g_regex_new ("RFC ([0-9]+)(?: (?:§|section|appendix) ([0-9A-Z]+(?:\\.[0-9]+)*))?",
                       G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  if (!g_regex_match (regex, citation, G_REGEX_MATCH_DEFAULT, &match))
    return NULL;

  number = g_match_info_fetch (match, 1);
  section = g_match_info_fetch (match, 2);
  if (section == NULL || *section == '\0')
    return g_strdup_printf ("https://www.rfc-editor.org/rfc/rfc%s", number);
  return g_strdup_printf ("https://www.rfc-editor.org/rfc/rfc%s#%s-%s", number,
                          g_ascii_isalpha (section[0]) ? "appendix" : "section", section);
}
