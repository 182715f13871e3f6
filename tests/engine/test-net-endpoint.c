/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "net/mf-endpoint.h"
#include "net/mf-gate.h"
#include "net/mf-hop.h"
#include "net/mf-relay.h"
#include "net/mf-timers.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>

#define SECOND_US G_TIME_SPAN_SECOND

/* A machine that keeps what it hears, says what it is told to, and ends the
 * dialogue when it hears a Q. */
typedef struct
{
  GString *heard;
  GString *output;
  gsize endless; /* how many blocks it still has to say */
  guint n_taken;
  gboolean deaf;
  gboolean ended;
  gint64 deadline_us;
  gint64 advanced_us;
  gboolean closed;
  gboolean broken;
} Machine;

static void
feed (gpointer machine, const guint8 *data, gsize length)
{
  g_string_append_len (((Machine *) machine)->heard, (const char *) data, (gssize) length);
}

static void
feed_end (gpointer machine)
{
  ((Machine *) machine)->ended = TRUE;
}

static GBytes *
take_output (gpointer machine)
{
  Machine *self = machine;
  GBytes *bytes;

  if (self->endless > 0)
    {
      self->endless--;
      self->n_taken++;
      return g_bytes_new_take (g_malloc0 (1000), 1000);
    }
  if (self->output->len == 0)
    return NULL;

  bytes = g_bytes_new (self->output->str, self->output->len);
  g_string_truncate (self->output, 0);
  return bytes;
}

static gboolean
wants_input (gpointer machine)
{
  return !((Machine *) machine)->deaf;
}

static gint64
get_deadline (gpointer machine)
{
  return ((Machine *) machine)->deadline_us;
}

static void
advance (gpointer machine, gint64 now_us)
{
  Machine *self = machine;

  if (self->deadline_us > 0 && now_us >= self->deadline_us)
    {
      self->advanced_us = now_us;
      self->deadline_us = 0;
      g_string_append (self->heard, "Q");
      g_string_append (self->output, "421 too slow");
    }
}

static const MfMachineClass machine_class = { feed,        feed_end,     take_output,
                                              wants_input, get_deadline, advance };

static void
step_cb (MfEndpoint *endpoint, gpointer user_data)
{
  Machine *self = user_data;

  if (self->ended || strchr (self->heard->str, 'Q'))
    mf_endpoint_close (endpoint);
}

static void
closed_cb (MfEndpoint *endpoint, gboolean broken, gpointer user_data)
{
  Machine *self = user_data;

  g_assert_false (self->closed);
  self->closed = TRUE;
  self->broken = broken;
}

static const MfEndpointOwner owner = { step_cb, closed_cb };

/* The endpoint at one end of a hop, the test at the other. */
typedef struct
{
  MfVirtualClock time;
  MfClock clock;
  MfSite site;
  MfPump *pump;
  MfChannel *peer;
  Machine machine;
  MfEndpoint *endpoint;
} Line;

static void
connect_pair (int *fds)
{
  g_autoptr (GError) error = NULL;
  guint16 port;
  int listener = mf_hop_listen (&port, &error);

  g_assert_no_error (error);
  g_assert_true (mf_hop_connect (listener, port, fds, &error));
  g_close (listener, NULL);
}

static void
machine_init (Machine *self)
{
  *self = (Machine) { .heard = g_string_new (NULL), .output = g_string_new (NULL) };
}

static void
line_init (Line *self)
{
  MfChannel *ends[2];
  int fds[2];

  *self = (Line) { .pump = mf_pump_new () };
  self->time.now_us = MF_LESSON_EPOCH_US;
  self->clock = mf_virtual_clock_clock (&self->time);
  self->site = (MfSite) { .clock = &self->clock, .timers = mf_timers_new (), .host = -1 };
  connect_pair (fds);
  mf_hop_new (self->pump, fds[0], fds[1], ends);
  self->peer = ends[0];
  machine_init (&self->machine);
  self->endpoint = mf_endpoint_new (&self->site, ends[1], &machine_class, &self->machine, &owner,
                                    &self->machine);
  mf_endpoint_update (self->endpoint);
}

static void
line_clear (Line *self)
{
  mf_endpoint_free (self->endpoint);
  mf_channel_free (self->peer);
  mf_pump_free (self->pump);
  mf_timers_free (self->site.timers);
  g_string_free (self->machine.heard, TRUE);
  g_string_free (self->machine.output, TRUE);
}

static void
say (Line *self, const char *text)
{
  gsize n = 0;

  g_assert_cmpint (mf_channel_write (self->peer, (const guint8 *) text, strlen (text), &n), ==,
                   MF_CHANNEL_OK);
  mf_pump_run (self->pump);
}

static char *
hear (Line *self, MfChannelStatus *status)
{
  char buffer[4096];
  GString *text = g_string_new (NULL);
  gsize n = 0;

  while ((*status = mf_channel_read (self->peer, (guint8 *) buffer, sizeof buffer, &n)) ==
         MF_CHANNEL_OK)
    {
      g_string_append_len (text, buffer, (gssize) n);
      mf_pump_run (self->pump);
    }
  return g_string_free_and_steal (text);
}

static void
advance_to (Line *self, gint64 after_us)
{
  mf_virtual_clock_advance_to (&self->time, MF_LESSON_EPOCH_US + after_us);
  mf_timers_dispatch (self->site.timers, self->time.now_us);
  mf_pump_run (self->pump);
}

/* We close, the peer closes: over. What it says meanwhile is not heard. */
static void
test_close (void)
{
  Line line;
  MfChannelStatus status;
  g_autofree char *heard = NULL;

  line_init (&line);
  g_string_append (line.machine.output, "221 bye");
  say (&line, "Q");
  say (&line, "more");
  heard = hear (&line, &status);
  g_assert_cmpstr (heard, ==, "221 bye");
  g_assert_cmpint (status, ==, MF_CHANNEL_END);
  g_assert_false (line.machine.closed);
  mf_channel_shutdown (line.peer);
  mf_pump_run (line.pump);
  g_assert_true (line.machine.closed);
  g_assert_false (line.machine.broken);
  g_assert_cmpstr (line.machine.heard->str, ==, "Q");
  g_assert_cmpint (mf_timers_get_next_deadline (line.site.timers), ==, G_MAXINT64);
  line_clear (&line);
}

/* The peer closes first: what we still have to say is said. */
static void
test_peer_closes (void)
{
  Line line;
  MfChannelStatus status;
  g_autofree char *heard = NULL;

  line_init (&line);
  g_string_append (line.machine.output, "last words");
  mf_channel_shutdown (line.peer);
  mf_pump_run (line.pump);
  g_assert_true (line.machine.ended);
  g_assert_true (line.machine.closed);
  g_assert_false (line.machine.broken);
  heard = hear (&line, &status);
  g_assert_cmpstr (heard, ==, "last words");
  g_assert_cmpint (status, ==, MF_CHANNEL_END);
  line_clear (&line);
}

/* A peer that never closes is waited for, but not for ever. */
static void
test_linger (void)
{
  Line line;

  line_init (&line);
  say (&line, "Q");
  advance_to (&line, 9 * SECOND_US);
  g_assert_false (line.machine.closed);
  advance_to (&line, 10 * SECOND_US);
  g_assert_true (line.machine.closed);
  g_assert_false (line.machine.broken);
  line_clear (&line);
}

/* A peer that does not read is given no more than its share, and while it does
 * not, it is not listened to. */
static void
test_back_pressure (void)
{
  Line line;
  MfChannelStatus status;
  g_autofree char *heard = NULL;

  line_init (&line);
  line.machine.endless = 1000;
  g_string_append (line.machine.output, "end");
  mf_endpoint_update (line.endpoint);
  mf_pump_run (line.pump);
  g_assert_cmpuint (line.machine.n_taken, <=, MF_HOP_WINDOW / 1000 + 1);
  say (&line, "hello");
  g_assert_cmpstr (line.machine.heard->str, ==, "");
  heard = hear (&line, &status);
  g_assert_cmpuint (line.machine.n_taken, ==, 1000);
  g_assert_cmpstr (line.machine.heard->str, ==, "hello");
  g_assert_cmpint (status, ==, MF_CHANNEL_WAIT);
  line_clear (&line);
}

static void
test_never_reads (void)
{
  Line line;

  line_init (&line);
  line.machine.endless = 1000;
  say (&line, "Q");
  advance_to (&line, 59 * SECOND_US);
  g_assert_false (line.machine.closed);
  advance_to (&line, 60 * SECOND_US);
  g_assert_true (line.machine.closed);
  g_assert_true (line.machine.broken);
  line_clear (&line);
}

/* While a question stands, nothing is read; the answer lets it go on. */
static void
test_deaf (void)
{
  Line line;

  line_init (&line);
  line.machine.deaf = TRUE;
  mf_endpoint_update (line.endpoint);
  say (&line, "hello");
  g_assert_true (mf_pump_is_idle (line.pump));
  g_assert_cmpstr (line.machine.heard->str, ==, "");
  line.machine.deaf = FALSE;
  mf_endpoint_update (line.endpoint);
  mf_pump_run (line.pump);
  g_assert_cmpstr (line.machine.heard->str, ==, "hello");
  line_clear (&line);
}

static void
test_deadline (void)
{
  Line line;
  MfChannelStatus status;
  g_autofree char *heard = NULL;

  line_init (&line);
  line.machine.deadline_us = MF_LESSON_EPOCH_US + 5 * SECOND_US;
  mf_endpoint_update (line.endpoint);
  advance_to (&line, 4 * SECOND_US);
  g_assert_cmpint (line.machine.advanced_us, ==, 0);
  advance_to (&line, 5 * SECOND_US);
  g_assert_cmpint (line.machine.advanced_us, ==, MF_LESSON_EPOCH_US + 5 * SECOND_US);
  heard = hear (&line, &status);
  g_assert_cmpstr (heard, ==, "421 too slow");
  g_assert_cmpint (status, ==, MF_CHANNEL_END);
  line_clear (&line);
}

static void
test_broken (void)
{
  Line line;

  line_init (&line);
  mf_channel_reset (line.peer);
  mf_pump_run (line.pump);
  g_assert_true (line.machine.closed);
  g_assert_true (line.machine.broken);
  line_clear (&line);
}

/* On real sockets, driven by the main loop: a client that goes on talking after
 * its last command still gets the last reply, and no reset. */
static void
test_real_socket (void)
{
  MfClock clock = mf_clock_real ();
  MfSite site = { .clock = &clock, .timers = mf_timers_new (), .host = -1 };
  Machine machine;
  MfEndpoint *endpoint;
  char buffer[64];
  int fds[2];

  connect_pair (fds);
  machine_init (&machine);
  g_string_append (machine.output, "221 bye");
  endpoint = mf_endpoint_new (&site, mf_socket_channel_new (fds[1], NULL), &machine_class, &machine,
                              &owner, &machine);
  g_assert_cmpint (send (fds[0], "Q", 1, 0), ==, 1);
  g_assert_cmpint (send (fds[0], "and more", 8, 0), ==, 8);
  mf_endpoint_update (endpoint);
  while (strlen (machine.heard->str) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (send (fds[0], "and more", 8, 0), ==, 8);

  g_assert_cmpint (recv (fds[0], buffer, sizeof buffer, MSG_WAITALL), ==, 7);
  g_assert_cmpmem (buffer, 7, "221 bye", 7);
  g_assert_cmpint (recv (fds[0], buffer, sizeof buffer, 0), ==, 0);
  g_close (fds[0], NULL);
  while (!machine.closed)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (machine.broken);

  mf_endpoint_free (endpoint);
  mf_timers_free (site.timers);
  g_string_free (machine.heard, TRUE);
  g_string_free (machine.output, TRUE);
}

static void
passed_cb (MfRelay *relay, MfDirection direction, MfUnit *unit, gpointer user_data)
{
  if (unit)
    g_string_append_len (user_data, g_bytes_get_data (unit->bytes, NULL),
                         (gssize) g_bytes_get_size (unit->bytes));
}

static void
finished_cb (MfRelay *relay, gboolean broken, gpointer user_data)
{
  g_string_append (user_data, broken ? " broken" : " finished");
}

/* A relay that runs free between real sockets passes everything on by itself. */
static void
test_free_relay (void)
{
  static const MfRelayListener listener = { passed_cb, finished_cb };
  g_autoptr (GString) log = g_string_new (NULL);
  MfClock clock = mf_clock_real ();
  MfPace pace = { 0 };
  MfRelay *relay;
  char buffer[8];
  int near[2], far[2];

  connect_pair (near);
  connect_pair (far);
  relay = mf_relay_new (mf_gate_new (NULL, MF_PROTOCOL_NONE, &pace),
                        mf_socket_channel_new (near[1], NULL), mf_socket_channel_new (far[0], NULL),
                        &clock, &listener, log);
  mf_relay_start (relay, TRUE);
  g_assert_cmpint (send (near[0], "EHLO", 4, 0), ==, 4);
  while (recv (far[1], buffer, sizeof buffer, MSG_DONTWAIT) < 0)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpmem (buffer, 4, "EHLO", 4);
  g_close (near[0], NULL);
  g_close (far[1], NULL);
  while (strstr (log->str, "finished") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (log->str, ==, "EHLO finished");
  mf_relay_free (relay);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/endpoint/close", test_close);
  g_test_add_func ("/endpoint/peer-closes", test_peer_closes);
  g_test_add_func ("/endpoint/linger", test_linger);
  g_test_add_func ("/endpoint/back-pressure", test_back_pressure);
  g_test_add_func ("/endpoint/never-reads", test_never_reads);
  g_test_add_func ("/endpoint/deaf", test_deaf);
  g_test_add_func ("/endpoint/deadline", test_deadline);
  g_test_add_func ("/endpoint/broken", test_broken);
  g_test_add_func ("/endpoint/real-socket", test_real_socket);
  g_test_add_func ("/relay/runs-free", test_free_relay);
  return g_test_run ();
}
