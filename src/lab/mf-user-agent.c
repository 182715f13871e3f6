/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-user-agent.h"

#include "lab/mf-composition.h"
#include "lab/mf-imap-agent.h"
#include "lab/mf-subject.h"
#include "net/mf-pop3-fetch.h"
#include "net/mf-smtp-delivery.h"

/* A letter that was written here. */
typedef struct
{
  char *id;
  MfEnvelope *envelope;
  GBytes *content;
  gboolean given; /* to the connection that is open now */
  gboolean done;  /* the server took it, or never will */
} Outgoing;

struct _MfUserAgent
{
  const MfSite *site;
  char *from;
  char *user;
  MfAddress *address;
  char *host_name;
  char *server;
  char *username;
  MfSecret *password;
  gboolean signs_in;
  guint16 port;
  gboolean one_by_one;

  GPtrArray *letters;       /* of Outgoing, in the order they were written */
  GHashTable *known_uids;   /* what was fetched and kept on the server */
  GHashTable *letters_read; /* of GBytes: id: what lies here already is not laid down again */
  MfSmtpDelivery *delivery;
  gboolean send_again;
  MfPop3Fetch *fetch;
  gboolean fetch_removes;
  GQueue waiting_fetches; /* of whether it removes */
  MfImapAgent *imap;      /* nullable: it reads by IMAP */
};

static void
outgoing_free (Outgoing *letter)
{
  mf_envelope_unref (letter->envelope);
  g_bytes_unref (letter->content);
  g_free (letter->id);
  g_free (letter);
}

/**
 * mf_user_agent_new:
 * @site: its surroundings; must outlive it
 * @config: its account
 *
 * Returns: (transfer full): an agent without letters
 */
MfUserAgent *
mf_user_agent_new (const MfSite *site, const MfUserAgentConfig *config)
{
  MfUserAgent *self;
  MfAddress *address;

  g_return_val_if_fail (site != NULL && config != NULL, NULL);

  address = mf_address_parse (config->address, -1, NULL);
  g_return_val_if_fail (address != NULL, NULL);

  self = g_new0 (MfUserAgent, 1);
  self->site = site;
  self->address = address;
  self->user = g_strdup (mf_address_get_local_part (address));
  self->from = config->name != NULL ? g_strdup_printf ("%s <%s>", config->name, config->address)
                                    : g_strdup (config->address);
  self->host_name = g_strdup (config->host_name);
  self->server = g_strdup (config->server);
  self->username = g_strdup (config->username);
  self->password = mf_secret_ref (config->password);
  self->signs_in = config->protocol != MF_PROTOCOL_SMTP;
  self->port = mf_protocol_get_port (self->signs_in ? MF_PROTOCOL_SUBMISSION : MF_PROTOCOL_SMTP);
  self->one_by_one = config->one_by_one;
  self->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) outgoing_free);
  self->known_uids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->letters_read =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, g_free);
  g_queue_init (&self->waiting_fetches);
  if (config->reads == MF_PROTOCOL_IMAP)
    self->imap =
        mf_imap_agent_new (site, config->server, self->user, config->username, config->password);
  return self;
}

void
mf_user_agent_free (MfUserAgent *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->delivery, mf_smtp_delivery_free);
  g_clear_pointer (&self->fetch, mf_pop3_fetch_free);
  g_clear_pointer (&self->imap, mf_imap_agent_free);
  g_queue_clear (&self->waiting_fetches);
  g_hash_table_unref (self->known_uids);
  g_hash_table_unref (self->letters_read);
  g_ptr_array_unref (self->letters);
  mf_secret_unref (self->password);
  mf_address_unref (self->address);
  g_free (self->username);
  g_free (self->server);
  g_free (self->host_name);
  g_free (self->from);
  g_free (self->user);
  g_free (self);
}

static gboolean
compose (MfUserAgent *self, const MfIntentLetter *letter, GError **error)
{
  g_autoptr (MfEnvelope) envelope = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *subject = NULL;
  Outgoing *outgoing;

  content = mf_composition_make (letter, self->from, self->address, self->site->clock,
                                 self->site->ids, &envelope, error);

  if (content == NULL)
    return FALSE;

  subject = mf_dup_subject (content);
  outgoing = g_new0 (Outgoing, 1);
  outgoing->id = mf_id_source_next_id (self->site->ids);
  outgoing->envelope = g_steal_pointer (&envelope);
  outgoing->content = g_steal_pointer (&content);
  g_ptr_array_add (self->letters, outgoing);

  mf_site_report (self->site, &(MfEffect) { .kind = MF_EFFECT_COMPOSED,
                                            .host = self->site->host,
                                            .item = outgoing->id,
                                            .subject = subject,
                                            .envelope = outgoing->envelope,
                                            .content = outgoing->content });
  return TRUE;
}

/* The recipients that did not fare well, and what the server said to the first. */
static char *
describe_failure (const Outgoing *letter, const MfSmtpOutcome *outcomes, guint n_outcomes)
{
  GString *text = g_string_new (NULL);
  const MfSmtpOutcome *first = NULL;

  for (guint i = 0; i < n_outcomes; i++)
    {
      MfAddress *recipient = g_ptr_array_index (letter->envelope->recipients, i);

      if (outcomes[i].code / 100 == 2)
        continue;

      g_string_append_printf (text, "%s%s", first != NULL ? ", " : "",
                              mf_address_get_text (recipient));
      if (first == NULL)
        first = &outcomes[i];
    }

  if (first != NULL && first->code != 0)
    g_string_append_printf (text, ": %u %s%s%s", first->code,
                            first->enhanced != NULL ? first->enhanced : "",
                            first->enhanced != NULL ? " " : "",
                            first->text != NULL ? first->text : "");
  else if (first != NULL && first->text != NULL)
    g_string_append_printf (text, ": %s", first->text);

  return g_string_free_and_steal (text);
}

static void
result_cb (MfSmtpDelivery *delivery,
           gpointer tag,
           const MfSmtpOutcome *outcomes,
           guint n_outcomes,
           gpointer user_data)
{
  MfUserAgent *self = user_data;
  Outgoing *letter = tag;
  gboolean taken = FALSE;
  gboolean refused = FALSE;
  gboolean deferred = FALSE;
  MfEffect effect = { .host = self->site->host, .item = letter->id };
  g_autofree char *text = describe_failure (letter, outcomes, n_outcomes);

  for (guint i = 0; i < n_outcomes; i++)
    {
      taken |= outcomes[i].code / 100 == 2;
      refused |= outcomes[i].code / 100 == 5;
      deferred |= outcomes[i].code / 100 != 2 && outcomes[i].code / 100 != 5;
    }

  /* What the server took is the server's, even if it did not take it for everybody. */
  letter->done = taken || !deferred;

  if (taken)
    {
      effect.kind = MF_EFFECT_SUBMITTED;
      mf_site_report (self->site, &effect);
    }

  effect.text = text;

  if (refused)
    {
      effect.kind = MF_EFFECT_BOUNCED;
      mf_site_report (self->site, &effect);
    }
  else if (deferred)
    {
      effect.kind = MF_EFFECT_DEFERRED;
      effect.number = 1;
      mf_site_report (self->site, &effect);
    }
}

static void
idle_cb (MfSmtpDelivery *delivery, gpointer user_data)
{
  mf_smtp_delivery_finish (delivery);
}

static void start_sending (MfUserAgent *self);

static void
delivery_closed_cb (MfSmtpDelivery *delivery, const GError *error, gpointer user_data)
{
  MfUserAgent *self = user_data;

  gboolean more = FALSE;

  g_clear_pointer (&self->delivery, mf_smtp_delivery_free);

  for (guint i = 0; i < self->letters->len; i++)
    {
      Outgoing *letter = g_ptr_array_index (self->letters, i);

      /* The next one, if this one is settled; else nobody would ever stop trying. */
      more |= self->one_by_one && letter->given && letter->done;
      letter->given = FALSE;
    }

  if (self->send_again || more)
    start_sending (self);
}

static const MfSmtpDeliveryListener delivery_listener = {
  .result = result_cb,
  .idle = idle_cb,
  .closed = delivery_closed_cb,
};

static void
start_sending (MfUserAgent *self)
{
  const MfSmtpDeliveryConfig config = {
    .client = { .helo_name = self->host_name,
                .username = self->signs_in ? self->username : NULL,
                .password = self->signs_in ? self->password : NULL },
    .host = self->server,
    .port = self->port,
  };

  self->send_again = FALSE;

  if (mf_user_agent_get_n_unsent (self) == 0)
    return;

  self->delivery = mf_smtp_delivery_new (self->site, &config, &delivery_listener, self);

  for (guint i = 0; i < self->letters->len; i++)
    {
      Outgoing *letter = g_ptr_array_index (self->letters, i);

      if (letter->done)
        continue;

      letter->given = TRUE;
      mf_smtp_delivery_add_message (self->delivery, letter->envelope, letter->content, letter);

      if (self->one_by_one)
        break;
    }
}

static void
message_cb (MfPop3Fetch *fetch, GBytes *message, const char *uid, gpointer user_data)
{
  MfUserAgent *self = user_data;
  g_autofree char *subject = mf_dup_subject (message);
  const char *known = uid == NULL ? g_hash_table_lookup (self->letters_read, message) : NULL;
  g_autofree char *made_up =
      uid == NULL && known == NULL ? mf_id_source_next_id (self->site->ids) : NULL;
  const char *item = uid != NULL ? uid : known != NULL ? known : made_up;

  if (uid != NULL && !self->fetch_removes)
    g_hash_table_add (self->known_uids, g_strdup (uid));

  mf_site_report (self->site, &(MfEffect) { .kind = MF_EFFECT_RETRIEVED,
                                            .host = self->site->host,
                                            .item = (char *) item,
                                            .mailbox = self->user,
                                            .subject = subject,
                                            .content = message });

  if (known == NULL)
    g_hash_table_insert (self->letters_read, g_bytes_ref (message), g_strdup (item));
}

static void start_fetching (MfUserAgent *self);

static void
fetch_closed_cb (MfPop3Fetch *fetch, const GError *error, gpointer user_data)
{
  MfUserAgent *self = user_data;

  g_clear_pointer (&self->fetch, mf_pop3_fetch_free);
  start_fetching (self);
}

static const MfPop3FetchListener fetch_listener = {
  .message = message_cb,
  .closed = fetch_closed_cb,
};

/* One session after the other: a maildrop is open to one at a time. */
static void
start_fetching (MfUserAgent *self)
{
  MfPop3FetchConfig config = {
    .goal = { .username = self->username, .password = self->password },
    .host = self->server,
    .port = mf_protocol_get_port (MF_PROTOCOL_POP3),
  };

  if (self->fetch != NULL || g_queue_is_empty (&self->waiting_fetches))
    return;

  self->fetch_removes = GPOINTER_TO_INT (g_queue_pop_head (&self->waiting_fetches));
  config.goal.remove = self->fetch_removes;
  config.goal.known_uids = self->fetch_removes ? NULL : self->known_uids;
  self->fetch = mf_pop3_fetch_new (self->site, &config, &fetch_listener, self);
}

/* Switched off: nobody gets a goodbye (RFC 1939 section 6: what was marked
 * deleted stays then). What was written is on the disk. */
static void
stop (MfUserAgent *self)
{
  g_clear_pointer (&self->delivery, mf_smtp_delivery_free);
  g_clear_pointer (&self->fetch, mf_pop3_fetch_free);
  g_queue_clear (&self->waiting_fetches);
  if (self->imap)
    mf_imap_agent_stop (self->imap);
  self->send_again = FALSE;

  for (guint i = 0; i < self->letters->len; i++)
    ((Outgoing *) g_ptr_array_index (self->letters, i))->given = FALSE;
}

static void
look_at_inbox (MfUserAgent *self, const char *agent)
{
  const MfIntentMail mail = { .folder = "INBOX" };
  g_autoptr (MfIntent) intent = mf_intent_new_mail (MF_INTENT_SYNC, agent, &mail);

  mf_imap_agent_act (self->imap, intent);
}

/**
 * mf_user_agent_act:
 * @self: an agent
 * @intent: what its person does
 * @error: where to put what is wrong with a letter, see mf_intent_check()
 *
 * Begins to do it. What takes time goes on by itself.
 *
 * Returns: whether it could be begun
 */
gboolean
mf_user_agent_act (MfUserAgent *self, const MfIntent *intent, GError **error)
{
  g_return_val_if_fail (self != NULL && intent != NULL, FALSE);

  mf_site_report (self->site, &(MfEffect) { .kind = MF_EFFECT_ACTED,
                                            .host = self->site->host,
                                            .text = (char *) mf_intent_kind_get_nick (
                                                mf_intent_get_kind (intent)) });

  switch (mf_intent_get_kind (intent))
    {
    case MF_INTENT_COMPOSE:
      return compose (self, mf_intent_get_letter (intent), error);

    case MF_INTENT_SEND:
      if (self->delivery != NULL)
        self->send_again = TRUE;
      else
        start_sending (self);
      return TRUE;

    case MF_INTENT_FETCH:
      /* With IMAP new mail is looked at where it lies. */
      if (self->imap)
        {
          look_at_inbox (self, mf_intent_get_agent (intent));
          return TRUE;
        }
      g_queue_push_tail (&self->waiting_fetches, GINT_TO_POINTER (mf_intent_get_remove (intent)));
      start_fetching (self);
      return TRUE;

    case MF_INTENT_STOP:
      stop (self);
      return TRUE;

    case MF_INTENT_SYNC:
    case MF_INTENT_READ:
    case MF_INTENT_FLAG:
    case MF_INTENT_MOVE:
    case MF_INTENT_COPY:
    case MF_INTENT_MAKE_FOLDER:
    case MF_INTENT_LIST:
    case MF_INTENT_SEARCH:
    case MF_INTENT_WAIT:
    case MF_INTENT_STOP_WAITING:
    case MF_INTENT_SIGN_OUT:
      g_return_val_if_fail (self->imap != NULL, FALSE);
      mf_imap_agent_act (self->imap, intent);
      return TRUE;

    case MF_INTENT_DOWN:
    case MF_INTENT_UP:
    case MF_INTENT_CUT:
    case MF_INTENT_BROWSE:
    default:
      g_return_val_if_reached (FALSE);
    }
}

/**
 * mf_user_agent_get_n_unsent:
 * @self: an agent
 *
 * Returns: how many letters were written that no server has taken yet
 */
guint
mf_user_agent_get_n_unsent (const MfUserAgent *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->letters->len; i++)
    n += !((Outgoing *) g_ptr_array_index (self->letters, i))->done;

  return n;
}
