/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "proto/pop3/mf-pop3-client.h"

#include "base/mf-error.h"
#include "proto/pop3/mf-pop3-syntax.h"
#include "proto/pop3/mf-pop3-table.h"
#include "wire/mf-dot-decoder.h"
#include "wire/mf-line-framer.h"
#include "wire/mf-wire-limits.h"

#include <string.h>

/* What the client is reading. */
typedef enum
{
  READING_STATUS,  /* the first line of a response */
  READING_LISTING, /* the lines behind a +OK to LIST or UIDL */
  READING_MESSAGE, /* the lines behind a +OK to RETR */
  TELLING_MESSAGE, /* a message is whole, and the owner is being told */
  TELLING_END,     /* how it ended */
  TELLING_CLOSE,   /* that it ended */
  OVER,
} Mode;

typedef struct
{
  guint64 number;
  const char *uid; /* nullable; in the string chunk */
} Wanted;

struct _MfPop3Client
{
  char *username;
  MfSecret *password;
  gboolean apop;
  gboolean remove;
  GHashTable *known_uids; /* nullable */

  MfLineFramer *framer;
  guint64 n_fed;   /* bytes of the server */
  guint64 n_taken; /* of them that have been read */
  GString *output;
  gboolean input_ended;

  Mode mode;
  MfPop3Verb awaited; /* the command whose response is being read */
  MfPhase phase;
  char *timestamp; /* nullable: the greeting's */
  guint n_listed;
  GArray *wanted; /* of Wanted */
  GStringChunk *uids;
  guint n_asked; /* how many of them RETR was said for */
  MfDotDecoder decoder;
  GByteArray *body;
  GBytes *message;
  GError *failure; /* nullable: why the goal is missed, the first reason */

  gint64 now_us;
  gint64 deadline_us;
  gboolean heard; /* since the last mf_pop3_client_advance() */
};

/**
 * mf_pop3_client_new:
 * @goal: what is to be reached; copied, its table is referenced and must not change meanwhile
 * @now_us: the time, µs since the Unix epoch
 *
 * The client's half of a session, without I/O. Call mf_pop3_client_feed(), then
 * mf_pop3_client_next() and mf_pop3_client_take_output() in turn until neither
 * has anything. A message is marked as deleted only by the call of
 * mf_pop3_client_next() after the one that told of it: whoever cannot keep it
 * frees the client instead, and it stays on the server.
 *
 * Returns: (transfer full): a client that waits for the greeting
 */
MfPop3Client *
mf_pop3_client_new (const MfPop3ClientGoal *goal, gint64 now_us)
{
  MfPop3Client *self = g_new0 (MfPop3Client, 1);

  self->username = g_strdup (goal->username);
  self->password = mf_secret_ref (goal->password);
  self->apop = goal->apop;
  self->remove = goal->remove;
  self->known_uids = goal->known_uids ? g_hash_table_ref (goal->known_uids) : NULL;
  self->framer = mf_line_framer_new ();
  self->output = g_string_new (NULL);
  self->awaited = MF_POP3_NONE;
  self->phase = MF_PHASE_AUTHORIZATION;
  self->wanted = g_array_new (FALSE, FALSE, sizeof (Wanted));
  self->uids = g_string_chunk_new (1024);
  self->body = g_byte_array_new ();
  self->now_us = now_us;
  self->deadline_us = now_us + MF_POP3_CLIENT_TIMEOUT_US;
  return self;
}

void
mf_pop3_client_free (MfPop3Client *self)
{
  if (self == NULL)
    return;

  g_free (self->username);
  mf_secret_unref (self->password);
  g_clear_pointer (&self->known_uids, g_hash_table_unref);
  mf_line_framer_free (self->framer);
  g_string_free (self->output, TRUE);
  g_free (self->timestamp);
  g_array_unref (self->wanted);
  g_string_chunk_free (self->uids);
  g_byte_array_unref (self->body);
  g_clear_pointer (&self->message, g_bytes_unref);
  g_clear_error (&self->failure);
  g_free (self);
}

/**
 * mf_pop3_client_feed:
 * @self: a client
 * @data: (array length=length): what the server sent, cut anywhere; copied
 * @length: in bytes
 */
void
mf_pop3_client_feed (MfPop3Client *self, const guint8 *data, gsize length)
{
  if (length == 0 || self->mode >= TELLING_END)
    return;

  self->heard = TRUE;
  self->n_fed += length;
  mf_line_framer_push (self->framer, data, length);
}

/**
 * mf_pop3_client_feed_end:
 * @self: a client
 *
 * The server will send nothing more, or the connection broke.
 */
void
mf_pop3_client_feed_end (MfPop3Client *self)
{
  self->input_ended = TRUE;
}

/* @error: (transfer full) */
static void
note_failure (MfPop3Client *self, GError *error)
{
  if (self->failure == NULL)
    self->failure = error;
  else
    g_error_free (error);
}

/* Nothing more is said: a server that breaks the rules would not understand it.
 * @error: (transfer full) */
static void
fail (MfPop3Client *self, GError *error)
{
  note_failure (self, error);
  g_string_truncate (self->output, 0);
  self->mode = TELLING_END;
}

static void
fail_with (MfPop3Client *self, MfProtocolErrorCode code, const char *rfc, const char *message)
{
  fail (self, mf_protocol_error_new (code, rfc, MF_SPAN (0, 0), "%s", message));
}

/* Response codes that say "later" (RFC 2449 section 8.1, RFC 3206 section 4);
 * more levels may follow a code that is known. */
static gboolean
is_temporary (const char *code, gsize length)
{
  static const char *const codes[] = { "IN-USE", "LOGIN-DELAY", "SYS/TEMP" };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      gsize n = strlen (codes[i]);

      if (length >= n && g_ascii_strncasecmp (code, codes[i], n) == 0 &&
          (length == n || code[n] == '/'))
        return TRUE;
    }

  return FALSE;
}

static void
note_refusal (MfPop3Client *self, const char *line, const MfPop3Status *status, const char *rfc)
{
  g_autofree char *text =
      g_utf8_make_valid (line + status->text.start, (gssize) status->text.length);
  gboolean temporary = is_temporary (line + status->code.start, status->code.length);
  const char *verb =
      self->awaited == MF_POP3_NONE ? "the connection" : mf_pop3_verb_get_name (self->awaited);

  for (char *p = text; *p; p++)
    if ((guchar) *p < 0x20 || *p == 0x7f)
      *p = '?';

  note_failure (self, mf_protocol_error_new (temporary ? MF_PROTOCOL_ERROR_DEFERRED
                                                       : MF_PROTOCOL_ERROR_REFUSED,
                                             rfc, status->text, "the server refused %s: %s", verb,
                                             *text ? text : "-ERR"));
}

static MfPop3ClientGuard
find_facts (const MfPop3Client *self)
{
  MfPop3ClientGuard facts = MF_POP3_CLIENT_GUARD_NONE;

  if (self->apop && self->timestamp)
    facts |= MF_POP3_CLIENT_GUARD_APOP;
  if (self->known_uids)
    facts |= MF_POP3_CLIENT_GUARD_UIDS;
  if (self->n_asked < self->wanted->len)
    facts |= MF_POP3_CLIENT_GUARD_MESSAGES;
  if (self->remove)
    facts |= MF_POP3_CLIENT_GUARD_REMOVE;

  return facts;
}

static const Wanted *
get_wanted (const MfPop3Client *self, guint index)
{
  return &g_array_index (self->wanted, Wanted, index);
}

/* Which phase the session is in once @verb has been said. */
static MfPhase
find_phase (MfPhase phase, MfPop3Verb verb)
{
  switch ((int) verb)
    {
    case MF_POP3_APOP:
    case MF_POP3_USER:
    case MF_POP3_PASS:
      return MF_PHASE_AUTHORIZATION;
    case MF_POP3_QUIT:
      return phase == MF_PHASE_TRANSACTION ? MF_PHASE_UPDATE : phase;
    default:
      return MF_PHASE_TRANSACTION;
    }
}

static void
say (MfPop3Client *self, MfPop3Verb verb)
{
  g_autofree char *digest = NULL;
  g_autofree char *number = NULL;
  g_autofree char *command = NULL;
  GError *error = NULL;
  const char *first = NULL;

  switch ((int) verb)
    {
    case MF_POP3_APOP:
      digest = mf_pop3_digest (self->timestamp, self->password);
      first = self->username;
      break;
    case MF_POP3_USER:
      first = self->username;
      break;
    case MF_POP3_PASS:
      first = mf_secret_reveal (self->password);
      break;
    case MF_POP3_RETR:
      self->n_asked++;
      G_GNUC_FALLTHROUGH;
    case MF_POP3_DELE:
      number = g_strdup_printf ("%" G_GUINT64_FORMAT, get_wanted (self, self->n_asked - 1)->number);
      first = number;
      break;
    default:
      break;
    }

  command = mf_pop3_command_format (verb, first, digest, &error);
  if (command == NULL)
    {
      fail (self, error);
      return;
    }

  g_string_append (self->output, command);
  self->phase = find_phase (self->phase, verb);
  self->awaited = verb;
  self->mode = READING_STATUS;
}

/* One response has been read. */
static void
step (MfPop3Client *self, const MfPop3ClientTransition *row)
{
  if (row->next == MF_POP3_NONE)
    self->mode = TELLING_END;
  else
    say (self, row->next);
}

static void
handle_status (MfPop3Client *self, const char *line, gsize length)
{
  const MfPop3ClientTransition *row;
  MfPop3Status status;
  MfSpan timestamp;
  GError *error = NULL;

  if (!mf_pop3_status_parse (line, length, &status, &error))
    {
      fail (self, error);
      return;
    }

  if (self->awaited == MF_POP3_NONE && status.ok &&
      mf_pop3_find_timestamp (line, length, &timestamp))
    self->timestamp = g_strndup (line + timestamp.start, timestamp.length);

  if (status.ok && self->awaited == MF_POP3_RETR)
    {
      self->decoder = (MfDotDecoder) { 0 };
      g_byte_array_set_size (self->body, 0);
      self->mode = READING_MESSAGE;
      return;
    }

  if (status.ok && mf_pop3_verb_is_multi_line (self->awaited, 0))
    {
      self->mode = READING_LISTING;
      return;
    }

  row = mf_pop3_client_table_find (self->awaited, status.ok, find_facts (self));
  if (row->failure)
    note_refusal (self, line, &status, row->rfc);
  step (self, row);
}

static void
handle_listing (MfPop3Client *self, const char *line, gsize length)
{
  MfPop3Listing listing;
  Wanted wanted = { 0 };
  gboolean valid;

  if (length == 1 && line[0] == '.')
    {
      step (self, mf_pop3_client_table_find (self->awaited, TRUE, find_facts (self)));
      return;
    }

  valid = self->awaited == MF_POP3_UIDL ? mf_pop3_unique_id_listing_parse (line, length, &listing)
                                        : mf_pop3_scan_listing_parse (line, length, &listing);
  if (!valid || listing.number == 0)
    {
      fail_with (self, MF_PROTOCOL_ERROR_SYNTAX, "RFC 1939 section 5",
                 "the server's listing cannot be read");
      return;
    }
  if (++self->n_listed > MF_POP3_CLIENT_MESSAGES_MAX)
    {
      fail_with (self, MF_PROTOCOL_ERROR_LIMIT, "RFC 1939 section 5",
                 "the server lists more messages than this client takes");
      return;
    }

  wanted.number = listing.number;
  if (self->awaited == MF_POP3_UIDL)
    {
      g_autofree char *uid = g_strndup (line + listing.value.start, listing.value.length);

      if (g_hash_table_contains (self->known_uids, uid))
        return;
      wanted.uid = g_string_chunk_insert (self->uids, uid);
    }
  g_array_append_val (self->wanted, wanted);
}

static gboolean
read_line (MfPop3Client *self)
{
  MfLine line = { .faults = 0 };
  gboolean whole = mf_line_framer_next (self->framer, MF_LIMIT_POP3_RESPONSE, &line);

  /* A line that is too long already need not end. */
  if (!whole && self->n_fed - self->n_taken < MF_LIMIT_POP3_RESPONSE)
    return FALSE;
  self->n_taken += line.size;

  if (!whole || line.faults & MF_LINE_TOO_LONG)
    fail_with (self, MF_PROTOCOL_ERROR_LIMIT, "RFC 1939 section 3",
               "a line of the server's response is longer than 512 octets");
  else if (line.faults)
    fail_with (self, MF_PROTOCOL_ERROR_SYNTAX, "RFC 1939 section 3",
               "a line of the server's response does not end with CRLF, or holds CR or NUL");
  else if (self->mode == READING_LISTING)
    handle_listing (self, line.text, line.length);
  else
    handle_status (self, line.text, line.length);

  return TRUE;
}

static gboolean
read_message (MfPop3Client *self)
{
  gsize pending;
  const guint8 *data = mf_line_framer_peek (self->framer, &pending);
  gsize taken = 0;

  if (data == NULL)
    return FALSE;

  while (taken < pending && self->decoder.state != MF_DOT_END)
    {
      const guint8 *piece;
      gsize length;

      taken += mf_dot_decoder_take (&self->decoder, data + taken, pending - taken, &piece, &length);
      if (length > MF_POP3_CLIENT_MESSAGE_MAX - self->body->len)
        {
          fail_with (self, MF_PROTOCOL_ERROR_LIMIT, "RFC 1939 section 5",
                     "the server sends a larger message than this client takes");
          return TRUE;
        }
      g_byte_array_append (self->body, piece, (guint) length);
    }

  mf_line_framer_consume (self->framer, taken);
  self->n_taken += taken;
  if (self->decoder.state == MF_DOT_END)
    {
      self->message = g_byte_array_free_to_bytes (self->body);
      self->body = g_byte_array_new ();
      self->mode = TELLING_MESSAGE;
    }

  return TRUE;
}

/* Whether there was something to read. */
static gboolean
read_input (MfPop3Client *self)
{
  if (self->mode == READING_MESSAGE ? read_message (self) : read_line (self))
    return TRUE;
  if (!self->input_ended)
    return FALSE;

  fail_with (self, MF_PROTOCOL_ERROR_CLOSED, "RFC 1939 section 6",
             "the connection ended before the session did");
  return TRUE;
}

static void
tell_message (MfPop3Client *self, MfPop3ClientEvent *event)
{
  *event = (MfPop3ClientEvent) {
    .kind = MF_POP3_CLIENT_MESSAGE,
    .message = self->message,
    .uid = get_wanted (self, self->n_asked - 1)->uid,
  };
}

static void
tell_end (MfPop3Client *self, MfPop3ClientEvent *event)
{
  *event = (MfPop3ClientEvent) {
    .kind = self->failure ? MF_POP3_CLIENT_FAILED : MF_POP3_CLIENT_DONE,
    .error = self->failure,
  };
  self->phase = MF_PHASE_NONE;
  self->mode = TELLING_CLOSE;
}

/**
 * mf_pop3_client_next:
 * @self: a client
 * @event: (out caller-allocates): what happened
 *
 * Returns: whether there is an event
 */
gboolean
mf_pop3_client_next (MfPop3Client *self, MfPop3ClientEvent *event)
{
  /* The last event told of a message, and the owner has kept it. */
  if (self->mode == TELLING_MESSAGE)
    {
      g_clear_pointer (&self->message, g_bytes_unref);
      step (self, mf_pop3_client_table_find (MF_POP3_RETR, TRUE, find_facts (self)));
    }

  while (TRUE)
    switch (self->mode)
      {
      case READING_STATUS:
      case READING_LISTING:
      case READING_MESSAGE:
        if (!read_input (self))
          return FALSE;
        break;
      case TELLING_MESSAGE:
        tell_message (self, event);
        return TRUE;
      case TELLING_END:
        tell_end (self, event);
        return TRUE;
      case TELLING_CLOSE:
        *event = (MfPop3ClientEvent) { .kind = MF_POP3_CLIENT_CLOSE };
        self->mode = OVER;
        return TRUE;
      case OVER:
      default:
        return FALSE;
      }
}

/**
 * mf_pop3_client_take_output:
 * @self: a client
 *
 * Returns: (nullable) (transfer full): the next bytes to send, or %NULL if there
 *   are none now
 */
GBytes *
mf_pop3_client_take_output (MfPop3Client *self)
{
  GString *output;

  if (self->output->len == 0)
    return NULL;

  output = g_steal_pointer (&self->output);
  self->output = g_string_new (NULL);
  self->heard = TRUE;
  return g_string_free_to_bytes (output);
}

/**
 * mf_pop3_client_get_deadline:
 * @self: a client
 *
 * Returns: when mf_pop3_client_advance() must be called at the latest, µs since the Unix
 *   epoch; %G_MAXINT64 if nothing is due
 */
gint64
mf_pop3_client_get_deadline (const MfPop3Client *self)
{
  return self->mode <= READING_MESSAGE ? self->deadline_us : G_MAXINT64;
}

/**
 * mf_pop3_client_advance:
 * @self: a client
 * @now_us: the time, µs since the Unix epoch
 *
 * Call it when the deadline has come, and as often as you like in between. A
 * server that stays silent for MF_POP3_CLIENT_TIMEOUT_US is given up.
 */
void
mf_pop3_client_advance (MfPop3Client *self, gint64 now_us)
{
  self->now_us = MAX (self->now_us, now_us);

  if (self->heard)
    {
      self->heard = FALSE;
      self->deadline_us = self->now_us + MF_POP3_CLIENT_TIMEOUT_US;
    }
  else if (self->now_us >= mf_pop3_client_get_deadline (self))
    fail_with (self, MF_PROTOCOL_ERROR_TIMEOUT, "RFC 1939 section 3",
               "the server has been silent for too long");
}

/**
 * mf_pop3_client_get_phase:
 * @self: a client
 *
 * Returns: where the session stands, as the client sees it
 */
MfPhase
mf_pop3_client_get_phase (const MfPop3Client *self)
{
  return self->phase;
}
