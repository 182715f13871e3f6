/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "mail/mf-named-address.h"

#include "base/mf-error.h"
#include "mail/mf-gmime.h"

#include <string.h>

/* More than any person writes to, less than hurts. */
#define MAX_LIST_LENGTH (1024 * 1024)

void
mf_named_address_free (MfNamedAddress *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->address, mf_address_unref);
  g_free (self->name);
  g_free (self);
}

/* Encoded words may hold anything; what is shown, or written into another
 * header, holds no control characters. */
static char *
clean_name (const char *name)
{
  char *clean = g_utf8_make_valid (name, -1);

  for (char *p = clean; *p; p++)
    {
      if (g_ascii_iscntrl (*p))
        *p = ' ';
    }
  return g_strstrip (clean);
}

static gboolean
add_mailbox (GPtrArray *addresses, InternetAddress *mailbox, GError **error)
{
  g_autoptr (GError) local = NULL;
  const char *name = internet_address_get_name (mailbox);
  const char *text = internet_address_mailbox_get_idn_addr (INTERNET_ADDRESS_MAILBOX (mailbox));
  MfAddress *address = mf_address_parse (text ? text : "", -1, &local);
  MfNamedAddress *named;

  if (!address)
    {
      g_propagate_error (error, mf_protocol_error_new ((MfProtocolErrorCode) local->code,
                                                       mf_protocol_error_get_rfc (local),
                                                       MF_SPAN (0, 0), "“%s” is not an address: %s",
                                                       text ? text : "", local->message));
      return FALSE;
    }

  named = g_new0 (MfNamedAddress, 1);
  named->address = address;
  named->name = name && *name ? clean_name (name) : NULL;
  g_ptr_array_add (addresses, named);
  return TRUE;
}

static gboolean
add_list (GPtrArray *addresses, InternetAddressList *list, GError **error)
{
  for (int i = 0; i < internet_address_list_length (list); i++)
    {
      InternetAddress *item = internet_address_list_get_address (list, i);

      if (INTERNET_ADDRESS_IS_GROUP (item))
        {
          InternetAddressList *members =
              internet_address_group_get_members (INTERNET_ADDRESS_GROUP (item));

          if (members && !add_list (addresses, members, error))
            return FALSE;
        }
      else if (!add_mailbox (addresses, item, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * mf_named_address_parse_list:
 * @text: addresses with or without names, separated by commas: what a person writes into a To
 *   field, or what a header holds (address-list of RFC 5322 section 3.4); groups are taken apart
 * @error: return location for an %MF_PROTOCOL_ERROR_SYNTAX or _LIMIT
 *
 * An international domain is turned into its ASCII form. A local part must be
 * ASCII, as none of the protocols here offers SMTPUTF8.
 *
 * Returns: (transfer full) (element-type MfNamedAddress): the addresses, none
 *   if @text is blank; or %NULL with @error set if one of them cannot be used
 */
GPtrArray *
mf_named_address_parse_list (const char *text, GError **error)
{
  g_autoptr (GPtrArray) addresses =
      g_ptr_array_new_with_free_func ((GDestroyNotify) mf_named_address_free);
  g_autofree char *line = NULL;
  g_autoptr (InternetAddressList) list = NULL;

  if (strlen (text) > MAX_LIST_LENGTH)
    {
      g_propagate_error (error, mf_protocol_error_new (MF_PROTOCOL_ERROR_LIMIT,
                                                       "RFC 5322 section 3.4", MF_SPAN (0, 0),
                                                       "The list of addresses is too long"));
      return NULL;
    }

  line = g_strstrip (g_strdelimit (g_strdup (text), "\r\n\t", ' '));
  if (*line == '\0')
    return g_steal_pointer (&addresses);

  list = internet_address_list_parse (mf_gmime_get_parser_options (), line);
  if (!list)
    {
      g_propagate_error (error,
                         mf_protocol_error_new (MF_PROTOCOL_ERROR_SYNTAX, "RFC 5322 section 3.4",
                                                MF_SPAN (0, 0), "“%s” is not an address", line));
      return NULL;
    }
  return add_list (addresses, list, error) ? g_steal_pointer (&addresses) : NULL;
}
