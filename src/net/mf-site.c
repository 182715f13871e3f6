/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-site.h"

/**
 * mf_site_report:
 * @self: a site
 * @effect: what has changed there; a @host of -1 becomes the site's own
 */
void
mf_site_report (const MfSite *self, const MfEffect *effect)
{
  MfEffect mine = *effect;

  if (self->report == NULL)
    return;
  if (mine.host < 0)
    mine.host = self->host;
  self->report (&mine, self->report_data);
}

/**
 * mf_site_tap:
 * @self: a site
 * @channel: (transfer full): our end of a connection to the outside
 * @protocol: what is spoken on it
 * @outgoing: whether we opened it
 * @peer: the other side
 *
 * Returns: (transfer full): what is to be used in place of @channel
 */
MfChannel *
mf_site_tap (const MfSite *self,
             MfChannel *channel,
             MfProtocol protocol,
             gboolean outgoing,
             const char *peer)
{
  return self->tap ? self->tap (channel, protocol, outgoing, peer, self->tap_data) : channel;
}
