/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <string.h>

#include <pango/pangocairo.h>

#include "base/mf-clock.h"
#include "draw/draw-scenario.h"

#define ALICE 0
#define MAIL_A 1
#define DNS 2
#define MAIL_B 3
#define BOB 4
#define SUBJECT "Lunch on Friday?"

#define LETTER                                                                                     \
  "From: Alice <alice@a.example>\r\n"                                                              \
  "To: Bob <bob@b.example>\r\n"                                                                    \
  "Subject: " SUBJECT "\r\n"                                                                       \
  "\r\n"                                                                                           \
  "The little noodle place by the river is open again.\r\n"                                        \
  ".\r\n"

/* The timeline being made, and the connection and the moment it is at. */
typedef struct
{
  MfTimeline *timeline;
  guint seq;
  gint64 now;
  guint connection;
  int client;
  int server;
  MfProtocol protocol;
  MfPhase phase;
} Script;

static void
add_host (MfStage *stage,
          MfHostKind kind,
          const char *id,
          const char *name,
          const char *person,
          guint column,
          guint row)
{
  MfStageHost host = { .kind = kind,
                       .id = (char *) id,
                       .name = (char *) name,
                       .address = (char *) "192.0.2.25",
                       .person = (char *) person,
                       .column = column,
                       .row = row };

  mf_stage_add_host (stage, &host);
}

MfStage *
draw_scenario_stage (void)
{
  MfStage *stage = mf_stage_new ("The first letter");
  const MfStageLink links[] = {
    { ALICE, MAIL_A, MF_PROTOCOL_SUBMISSION, 10000, 0 },
    { MAIL_A, DNS, MF_PROTOCOL_DNS, 5000, 0 },
    { MAIL_A, MAIL_B, MF_PROTOCOL_SMTP, 40000, 0 },
    { MAIL_B, DNS, MF_PROTOCOL_DNS, 5000, 0 },
    { MAIL_B, MAIL_A, MF_PROTOCOL_SMTP, 40000, 0 },
    { BOB, MAIL_B, MF_PROTOCOL_POP3, 10000, 0 },
  };

  add_host (stage, MF_HOST_AGENT, "alice", "alice.a.example", "alice@a.example", 0, 0);
  add_host (stage, MF_HOST_SERVER, "mail-a", "mail.a.example", NULL, 1, 0);
  add_host (stage, MF_HOST_NAME_SERVER, "dns", "ns.example", NULL, 1, 1);
  add_host (stage, MF_HOST_SERVER, "mail-b", "mail.b.example", NULL, 2, 0);
  add_host (stage, MF_HOST_AGENT, "bob", "bob.b.example", "bob@b.example", 2, 1);
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    mf_stage_add_link (stage, &links[i]);
  return stage;
}

static GPtrArray *
effects_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) mf_effect_free);
}

static void
add_effect (GPtrArray *effects, MfEffect effect)
{
  g_ptr_array_add (effects, mf_effect_copy (&effect));
}

static void
append (Script *script, MfRecord values, GPtrArray *effects)
{
  g_autoptr (MfRecord) record = NULL;

  values.seq = script->seq++;
  values.time_us = script->now;
  script->now += values.to >= 0 && values.to != values.from ? 20000 : 0;
  values.arrival_us = script->now;
  script->now += 1000;
  record = mf_record_new (&values, effects);
  mf_timeline_append (script->timeline, &record, 1);
}

static void
act (Script *script, int host, const char *what, GPtrArray *effects)
{
  add_effect (effects, (MfEffect) { .kind = MF_EFFECT_ACTED, .host = host, .text = (char *) what });
  append (script, (MfRecord) { .kind = MF_RECORD_ACT, .from = host, .to = -1, .client = -1 },
          effects);
}

static void
open_connection (Script *script, int client, int server, MfProtocol protocol, GPtrArray *effects)
{
  script->connection++;
  script->client = client;
  script->server = server;
  script->protocol = protocol;
  script->phase = MF_PHASE_NONE;
  if (effects == NULL)
    effects = effects_new ();
  add_effect (effects, (MfEffect) { .kind = MF_EFFECT_OPENED, .host = -1 });
  append (script,
          (MfRecord) { .kind = MF_RECORD_OPEN,
                       .connection = script->connection,
                       .from = client,
                       .to = server,
                       .client = client,
                       .port = mf_protocol_get_port (protocol),
                       .protocol = protocol },
          effects);
}

static void
close_connection (Script *script)
{
  GPtrArray *effects = effects_new ();

  add_effect (effects, (MfEffect) { .kind = MF_EFFECT_CLOSED, .host = -1 });
  append (script,
          (MfRecord) { .kind = MF_RECORD_CLOSE,
                       .connection = script->connection,
                       .from = script->client,
                       .to = script->server,
                       .client = script->client,
                       .port = mf_protocol_get_port (script->protocol),
                       .protocol = script->protocol },
          effects);
}

/* @line: "C: …" or "S: …"; the kind follows from the side, unless it is given. */
static void
say (Script *script, const char *line, MfUnitKind kind, MfPhase phase, GPtrArray *effects)
{
  gboolean from_client = *line == 'C';
  g_autofree char *text =
      kind == MF_UNIT_DATA ? g_strdup (line + 3) : g_strdup_printf ("%s\r\n", line + 3);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  MfUnitBuilder *builder = mf_unit_builder_new (script->protocol, kind,
                                                from_client ? MF_TO_SERVER : MF_TO_CLIENT, bytes);
  g_autoptr (MfUnit) unit = NULL;

  mf_unit_builder_set_phase (builder, phase);
  unit = mf_unit_builder_end (builder);
  if (effects == NULL)
    effects = effects_new ();
  if (phase != script->phase)
    {
      script->phase = phase;
      add_effect (effects, (MfEffect) { .kind = MF_EFFECT_PHASE, .host = -1, .number = phase });
    }
  append (script,
          (MfRecord) { .kind = MF_RECORD_UNIT,
                       .connection = script->connection,
                       .from = from_client ? script->client : script->server,
                       .to = from_client ? script->server : script->client,
                       .client = script->client,
                       .port = mf_protocol_get_port (script->protocol),
                       .protocol = script->protocol,
                       .unit = unit },
          effects);
}

static void
talk (Script *script, MfPhase phase, const char *const *lines)
{
  for (guint i = 0; lines[i] != NULL; i++)
    say (script, lines[i], lines[i][0] == 'C' ? MF_UNIT_COMMAND : MF_UNIT_REPLY, phase, NULL);
}

static GPtrArray *
one (MfEffect effect)
{
  GPtrArray *effects = effects_new ();

  add_effect (effects, effect);
  return effects;
}

static GPtrArray *
two (MfEffect first, MfEffect second)
{
  GPtrArray *effects = one (first);

  add_effect (effects, second);
  return effects;
}

static MfEffect
step (guint number)
{
  return (MfEffect) { .kind = MF_EFFECT_STEP, .host = -1, .number = number };
}

static MfEffect
caption (const char *text)
{
  return (MfEffect) { .kind = MF_EFFECT_CAPTION, .host = -1, .text = (char *) text };
}

static MfEffect
item (MfEffectKind kind, int host, const char *id, const char *mailbox, const char *subject)
{
  return (MfEffect) { .kind = kind,
                      .host = host,
                      .item = (char *) id,
                      .mailbox = (char *) mailbox,
                      .subject = (char *) subject };
}

static void
submit (Script *script)
{
  GPtrArray *effects;

  act (script, ALICE, "compose",
       two (step (1), caption ("Alice writes a letter to Bob; so far it lies only in her own "
                               "user agent.")));
  act (script, ALICE, "compose", one (item (MF_EFFECT_COMPOSED, ALICE, "a1", NULL, SUBJECT)));
  act (script, ALICE, "send",
       two (step (2), caption ("Alice presses Send: her user agent takes the letter to her own "
                               "mail server, whoever it is for.")));
  open_connection (script, ALICE, MAIL_A, MF_PROTOCOL_SUBMISSION, NULL);
  talk (script, MF_PHASE_HANDSHAKE,
        (const char *[]) { "S: 220 mail.a.example Mailflow ESMTP ready", "C: EHLO alice.a.example",
                           "S: 250-mail.a.example greets alice.a.example\r\n250-SIZE 10485760\r\n"
                           "250-8BITMIME\r\n250-PIPELINING\r\n250 AUTH PLAIN LOGIN",
                           "C: AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ=",
                           "S: 235 2.7.0 Authentication succeeded", NULL });
  talk (script, MF_PHASE_TRANSFER,
        (const char *[]) { "C: MAIL FROM:<alice@a.example> SIZE=163", "S: 250 2.1.0 Sender OK",
                           "C: RCPT TO:<bob@b.example>", "S: 250 2.1.5 Recipient OK", "C: DATA",
                           "S: 354 Start mail input; end with <CRLF>.<CRLF>", NULL });
  say (script, "C: " LETTER, MF_UNIT_DATA, MF_PHASE_TRANSFER, NULL);
  effects = two (item (MF_EFFECT_SUBMITTED, ALICE, "a1", NULL, NULL),
                 item (MF_EFFECT_QUEUED, MAIL_A, "q1", NULL, SUBJECT));
  add_effect (effects, step (3));
  add_effect (effects, caption ("The letter lies in the queue of Alice’s server, which is now "
                                "responsible for it; Alice could switch her computer off."));
  say (script, "S: 250 2.0.0 Queued as 4F2A9C", MF_UNIT_REPLY, MF_PHASE_TRANSFER, effects);
  talk (script, MF_PHASE_CLOSURE,
        (const char *[]) { "C: QUIT", "S: 221 2.0.0 mail.a.example says goodbye", NULL });
  close_connection (script);
}

static void
relay (Script *script)
{
  GPtrArray *effects;

  effects =
      two ((MfEffect) { .kind = MF_EFFECT_LOOKED_UP,
                        .host = MAIL_A,
                        .subject = (char *) "b.example MX",
                        .text = (char *) "10 mail.b.example" },
           caption ("Which server takes mail for b.example? The DNS knows: its MX record names "
                    "mail.b.example."));
  append (script,
          (MfRecord) { .kind = MF_RECORD_LOOKUP,
                       .from = MAIL_A,
                       .to = DNS,
                       .client = MAIL_A,
                       .protocol = MF_PROTOCOL_DNS },
          effects);
  open_connection (script, MAIL_A, MAIL_B, MF_PROTOCOL_SMTP,
                   two (step (4), caption ("The same server that was just a server is a client "
                                           "now: it calls Bob’s server on port 25, with no "
                                           "station in between.")));
  talk (script, MF_PHASE_HANDSHAKE,
        (const char *[]) { "S: 220 mail.b.example Mailflow ESMTP ready", "C: EHLO mail.a.example",
                           "S: 250-mail.b.example greets mail.a.example\r\n250 SIZE 10485760",
                           NULL });
  talk (script, MF_PHASE_TRANSFER,
        (const char *[]) { "C: MAIL FROM:<alice@a.example> SIZE=163", "S: 250 2.1.0 Sender OK",
                           "C: RCPT TO:<bob@b.example>",
                           "S: 451 4.7.1 Greylisted, please come back in a few minutes",
                           "C: RCPT TO:<nobody@b.example>", "S: 550 5.1.1 No such user here",
                           "C: DATA", "S: 354 Start mail input; end with <CRLF>.<CRLF>", NULL });
  say (script, "C: " LETTER, MF_UNIT_DATA, MF_PHASE_TRANSFER,
       one (caption ("The end mark is CRLF . CRLF: five bytes that occur nowhere inside the "
                     "letter.")));
  effects = two (item (MF_EFFECT_DELIVERED, MAIL_B, "1", "bob", SUBJECT), step (5));
  add_effect (effects, caption ("The letter lies in Bob’s mailbox on his server; pushing it any "
                                "further is not SMTP’s business."));
  say (script, "S: 250 2.0.0 Delivered", MF_UNIT_REPLY, MF_PHASE_TRANSFER, effects);
  say (script, "C: QUIT", MF_UNIT_COMMAND, MF_PHASE_CLOSURE,
       one (item (MF_EFFECT_DEQUEUED, MAIL_A, "q1", NULL, NULL)));
  talk (script, MF_PHASE_CLOSURE,
        (const char *[]) { "S: 221 2.0.0 mail.b.example says goodbye", NULL });
  close_connection (script);
}

static void
fetch (Script *script)
{
  act (script, BOB, "fetch",
       two (step (6), caption ("Bob wants to read his mail: his user agent asks his server for "
                               "it, because nobody brings it to him.")));
  open_connection (script, BOB, MAIL_B, MF_PROTOCOL_POP3, NULL);
  talk (script, MF_PHASE_AUTHORIZATION,
        (const char *[]) { "S: +OK mail.b.example POP3 ready", "C: USER bob", "S: +OK",
                           "C: PASS builder", "S: +OK maildrop has 1 message", NULL });
  talk (script, MF_PHASE_TRANSACTION,
        (const char *[]) { "C: STAT", "S: +OK 1 163", "C: UIDL 7", "S: -ERR no such message",
                           "C: RETR 1", "S: +OK 163 octets", NULL });
  say (script, "S: " LETTER, MF_UNIT_DATA, MF_PHASE_TRANSACTION,
       one (item (MF_EFFECT_RETRIEVED, BOB, "1", NULL, SUBJECT)));
  say (script, "C: DELE 1", MF_UNIT_COMMAND, MF_PHASE_TRANSACTION,
       one (item (MF_EFFECT_MARKED, MAIL_B, "1", "bob", NULL)));
  talk (script, MF_PHASE_TRANSACTION, (const char *[]) { "S: +OK marked", NULL });
  say (script, "C: QUIT", MF_UNIT_COMMAND, MF_PHASE_UPDATE, NULL);
  say (script, "S: +OK bye", MF_UNIT_REPLY, MF_PHASE_UPDATE,
       one (item (MF_EFFECT_EXPUNGED, MAIL_B, "1", "bob", NULL)));
  close_connection (script);
}

static Script
script_new (void)
{
  g_autoptr (MfStage) stage = draw_scenario_stage ();

  return (Script) { .timeline = mf_timeline_new (stage, MF_LESSON_EPOCH_US),
                    .now = MF_LESSON_EPOCH_US };
}

/* One letter from its writing to its reading. */
MfTimeline *
draw_scenario_letter (void)
{
  Script script = script_new ();

  submit (&script);
  relay (&script);
  fetch (&script);
  return script.timeline;
}

MfTimeline *
draw_scenario_two_at_once (void)
{
  static const char *const lines[] = { "C: MAIL FROM:<alice@a.example>", "S: 250 OK",
                                       "C: RCPT TO:<bob@b.example>", "S: 250 OK" };
  Script script = script_new ();

  for (guint i = 0; i < 2; i++)
    {
      open_connection (&script, MAIL_A, MAIL_B, MF_PROTOCOL_SMTP, NULL);
      talk (&script, MF_PHASE_HANDSHAKE, (const char *[]) { "S: 220 ready", NULL });
    }
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    for (guint connection = 1; connection <= 2; connection++)
      {
        script.connection = connection;
        script.phase = i > 0 ? MF_PHASE_TRANSFER : MF_PHASE_HANDSHAKE;
        talk (&script, MF_PHASE_TRANSFER, (const char *[]) { lines[i], NULL });
      }
  return script.timeline;
}

MfTimeline *
draw_scenario_line (const char *line)
{
  Script script = script_new ();

  open_connection (&script, MAIL_A, MAIL_B, MF_PROTOCOL_SMTP, NULL);
  talk (&script, MF_PHASE_HANDSHAKE, (const char *[]) { "S: 220 ready", NULL });
  talk (&script, MF_PHASE_TRANSFER, (const char *[]) { line, NULL });
  return script.timeline;
}

/* The same after a busy morning: many letters everywhere, long subjects, other
 * scripts, several mailboxes. */
MfTimeline *
draw_scenario_crowd (void)
{
  static const char *const subjects[] = {
    "Lunch on Friday?",
    "점심 같이 드실래요? 금요일 열두 시 반, 강가의 국수집에서",
    "Re: Re: Fwd: the minutes of the meeting that nobody wanted to hold in the first place",
    "",
    "Ünïcödé",
  };
  Script script = script_new ();

  for (guint i = 0; i < 12; i++)
    {
      const char *subject = subjects[i % G_N_ELEMENTS (subjects)];
      g_autofree char *id = g_strdup_printf ("m%u", i);
      GPtrArray *effects = two (item (MF_EFFECT_COMPOSED, ALICE, id, NULL, subject),
                                item (MF_EFFECT_QUEUED, MAIL_A, id, NULL, subject));

      add_effect (effects,
                  item (MF_EFFECT_DELIVERED, MAIL_B, id, i % 3 ? "bob" : "postmaster", subject));
      add_effect (effects, item (MF_EFFECT_DELIVERED, MAIL_B, id, "barbara", subject));
      add_effect (effects, item (MF_EFFECT_RETRIEVED, BOB, id, NULL, subject));
      add_effect (effects, item (MF_EFFECT_COMPOSED, BOB, id, NULL, subject));
      if (i % 2)
        add_effect (effects, item (MF_EFFECT_SUBMITTED, ALICE, id, NULL, NULL));
      act (&script, i % 2 ? ALICE : BOB, "compose", effects);
    }
  submit (&script);
  relay (&script);
  open_connection (&script, MAIL_B, MAIL_A, MF_PROTOCOL_SMTP, NULL);
  talk (&script, MF_PHASE_HANDSHAKE,
        (const char *[]) { "S: 220 mail.a.example Mailflow ESMTP ready", "C: EHLO mail.b.example",
                           NULL });
  fetch (&script);
  return script.timeline;
}

/* What goes wrong: a server is down, a wire is cut. */
MfTimeline *
draw_scenario_faults (void)
{
  Script script = script_new ();
  const MfRecord call = { .kind = MF_RECORD_OPEN,
                          .connection = 1,
                          .from = MAIL_A,
                          .to = MAIL_B,
                          .client = MAIL_A,
                          .port = 25,
                          .protocol = MF_PROTOCOL_SMTP };

  act (&script, MAIL_B, "down",
       two ((MfEffect) { .kind = MF_EFFECT_DOWN, .host = MAIL_B },
            caption ("Bob’s mail server is switched off to be repaired.")));
  append (&script, call,
          one ((MfEffect) { .kind = MF_EFFECT_BROKEN,
                            .host = MAIL_B,
                            .number = 1,
                            .text = (char *) "Connection timed out" }));
  act (&script, MAIL_B, "up", one ((MfEffect) { .kind = MF_EFFECT_UP, .host = MAIL_B }));
  script.connection = 1;
  open_connection (&script, MAIL_A, MAIL_B, MF_PROTOCOL_SMTP, NULL);
  talk (&script, MF_PHASE_HANDSHAKE, (const char *[]) { "S: 220 mail.b.example ready", NULL });
  act (&script, MAIL_A, "cut",
       one ((MfEffect) { .kind = MF_EFFECT_BROKEN,
                         .host = MAIL_B,
                         .number = 2,
                         .text = (char *) "Connection cut" }));
  open_connection (&script, MAIL_A, MAIL_B, MF_PROTOCOL_SMTP, NULL);
  return script.timeline;
}

/* Many short sessions. */
MfTimeline *
draw_scenario_long (guint n_records)
{
  Script script = script_new ();

  while (script.seq < n_records)
    {
      submit (&script);
      relay (&script);
      fetch (&script);
    }
  mf_timeline_truncate (script.timeline, n_records);
  return script.timeline;
}

/* What measures the texts, as the command line has it. */
PangoContext *
draw_scenario_context (const char *font)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoFontDescription) description = pango_font_description_from_string (font);

  pango_context_set_font_description (context, description);
  return context;
}

#ifdef __SANITIZE_ADDRESS__
/* Fontconfig's patterns live as long as the process, in places where the
 * sanitizer does not see that something points to them. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig.so";
}
#endif
