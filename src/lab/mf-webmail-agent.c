/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-webmail-agent.h"

#include "lab/mf-composition.h"
#include "lab/mf-subject.h"

#include <string.h>

#define COMPOSE_URL "/compose"
#define INBOX_URL "/mail/INBOX"

/* Whoever has opened so many pages for one wish has lost the way. */
#define MAX_PAGES 100

/* A letter that the person has in mind. */
typedef struct
{
  char *id;
  MfIntent *intent;
  MfEnvelope *envelope;
  gboolean wanted; /* to be sent now */
} Letter;

typedef enum
{
  IDLE,
  SENDING, /* the first of the wanted letters */
  READING,
} Task;

struct _MfWebmailAgent
{
  const MfSite *site;
  MfBrowser *browser;
  char *from;
  MfAddress *address;
  char *url;
  char *username;
  MfSecret *password;

  GQueue letters; /* of Letter, in the order they were written */
  guint n_reads;  /* how often new mail was asked for and not looked at */
  Task task;
  guint n_pages;      /* that were opened for it */
  gboolean signed_in; /* the password was given for it */
  gboolean posted;    /* the letter was given to the form */
  gboolean at_inbox;  /* the inbox that is shown is up to date */
};

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  mf_intent_unref (letter->intent);
  mf_envelope_unref (letter->envelope);
  g_free (letter->id);
  g_free (letter);
}

/**
 * mf_webmail_agent_new:
 * @site: its surroundings; must outlive it
 * @browser: (transfer none): what the person uses; must outlive it
 * @config: the account
 *
 * Returns: (transfer full): somebody who has done nothing yet
 */
MfWebmailAgent *
mf_webmail_agent_new (const MfSite *site, MfBrowser *browser, const MfWebmailAgentConfig *config)
{
  MfWebmailAgent *self;
  MfAddress *address = mf_address_parse (config->address, -1, NULL);

  g_return_val_if_fail (address != NULL, NULL);

  self = g_new0 (MfWebmailAgent, 1);
  self->site = site;
  self->browser = browser;
  self->address = address;
  self->from = config->name != NULL ? g_strdup_printf ("%s <%s>", config->name, config->address)
                                    : g_strdup (config->address);
  self->url = g_strdup (config->url);
  self->username = g_strdup (config->username);
  self->password = mf_secret_ref (config->password);
  g_queue_init (&self->letters);
  return self;
}

void
mf_webmail_agent_free (MfWebmailAgent *self)
{
  if (self == NULL)
    return;

  g_queue_clear_full (&self->letters, letter_free);
  mf_address_unref (self->address);
  mf_secret_unref (self->password);
  g_free (self->from);
  g_free (self->url);
  g_free (self->username);
  g_free (self);
}

static Letter *
find_wanted (MfWebmailAgent *self)
{
  for (GList *l = self->letters.head; l; l = l->next)
    if (((Letter *) l->data)->wanted)
      return l->data;

  return NULL;
}

static void shown_cb (const MfBrowserView *view, gpointer user_data);

static void
go (MfWebmailAgent *self, const char *url)
{
  self->n_pages++;
  mf_browser_open (self->browser, url, shown_cb, self);
}

static void
sign_in (MfWebmailAgent *self, const MfHtmlForm *form)
{
  const MfBrowserField fields[] = { { "name", self->username },
                                    { "password", mf_secret_reveal (self->password) } };

  self->signed_in = TRUE;
  self->n_pages++;
  mf_browser_submit (self->browser, form, fields, G_N_ELEMENTS (fields), NULL, 0, shown_cb, self);
}

static const char *
or_empty (const char *text)
{
  return text ? text : "";
}

static void
fill_in (MfWebmailAgent *self, const MfHtmlForm *form, const MfIntentLetter *letter)
{
  const MfBrowserField fields[] = { { "to", or_empty (letter->to) },
                                    { "cc", or_empty (letter->cc) },
                                    { "bcc", or_empty (letter->bcc) },
                                    { "subject", or_empty (letter->subject) },
                                    { "text", or_empty (letter->body) } };
  g_autofree MfBrowserFile *files = g_new0 (MfBrowserFile, MAX (letter->n_attachments, 1));

  for (guint i = 0; i < letter->n_attachments; i++)
    files[i] = (MfBrowserFile) { .field = "file",
                                 .name = letter->attachments[i].name,
                                 .content_type = letter->attachments[i].content_type,
                                 .content = letter->attachments[i].content };

  self->posted = TRUE;
  self->n_pages++;
  mf_browser_submit (self->browser, form, fields, G_N_ELEMENTS (fields), files,
                     letter->n_attachments, shown_cb, self);
}

static void
end_letter (MfWebmailAgent *self, Letter *letter, gboolean taken)
{
  mf_site_report (self->site, &(MfEffect) { .kind = taken ? MF_EFFECT_SUBMITTED : MF_EFFECT_BOUNCED,
                                            .host = self->site->host,
                                            .item = letter->id,
                                            .text = (char *) "" });
  g_queue_remove (&self->letters, letter);
  letter_free (letter);
}

/* Whoever answers the letter that is open presses Reply, not Write. */
static const char *
choose_form_url (const MfBrowserView *view, const MfIntentLetter *letter)
{
  const MfHtmlLink *reply = mf_html_page_find_link (view->page, "reply", NULL);

  if (reply && letter->subject && g_ascii_strncasecmp (letter->subject, "Re:", 3) == 0)
    return reply->url;
  return COMPOSE_URL;
}

/* Returns whether there is more to do for it. */
static gboolean
send_on (MfWebmailAgent *self, const MfBrowserView *view)
{
  Letter *letter = find_wanted (self);
  const MfHtmlForm *form = mf_html_page_find_form (view->page, "compose");

  if (letter == NULL)
    return FALSE;

  if (self->posted)
    {
      /* The form comes back if something is wrong with it. */
      end_letter (self, letter, form == NULL && view->status == 200);
      return FALSE;
    }

  if (form)
    fill_in (self, form, mf_intent_get_letter (letter->intent));
  else
    go (self, choose_form_url (view, mf_intent_get_letter (letter->intent)));
  return TRUE;
}

static gboolean
read_on (MfWebmailAgent *self, const MfBrowserView *view)
{
  const MfHtmlLink *unread = mf_html_page_find_link (view->page, "unread", NULL);
  gboolean led_there = self->signed_in && g_str_has_suffix (view->url, INBOX_URL);

  if (!self->at_inbox && !led_there)
    {
      self->at_inbox = TRUE;
      go (self, INBOX_URL);
      return TRUE;
    }

  if (unread == NULL)
    return FALSE;
  /* If there are others, they are looked at from the inbox again. */
  self->at_inbox = mf_html_page_count_links (view->page, "unread") == 1;
  self->signed_in = FALSE;
  go (self, unread->url);
  return TRUE;
}

static void
begin_next (MfWebmailAgent *self)
{
  self->n_pages = 0;
  self->signed_in = self->posted = self->at_inbox = FALSE;

  if (find_wanted (self))
    self->task = SENDING;
  else if (self->n_reads > 0)
    {
      self->n_reads--;
      self->task = READING;
    }
  else
    self->task = IDLE;
}

static void
give_up (MfWebmailAgent *self)
{
  Letter *letter = self->task == SENDING ? find_wanted (self) : NULL;

  if (letter)
    end_letter (self, letter, FALSE);
  begin_next (self);
}

/* Looks at the page that is shown, and does what comes next. */
static void
go_on (MfWebmailAgent *self)
{
  while (self->task != IDLE)
    {
      const MfBrowserView *view = mf_browser_get_view (self->browser);
      const MfHtmlForm *form = view ? mf_html_page_find_form (view->page, "sign-in") : NULL;

      if (self->n_pages >= MAX_PAGES || (form && self->signed_in))
        {
          give_up (self);
          continue;
        }
      if (form)
        {
          sign_in (self, form);
          return;
        }
      if (view == NULL || !g_str_has_prefix (view->url, self->url))
        {
          go (self, self->url);
          return;
        }
      if (self->task == SENDING ? send_on (self, view) : read_on (self, view))
        return;
      begin_next (self);
    }
}

static void
shown_cb (const MfBrowserView *view, gpointer user_data)
{
  MfWebmailAgent *self = user_data;

  if (view == NULL)
    give_up (self);
  go_on (self);
}

static gboolean
compose (MfWebmailAgent *self, const MfIntent *intent, GError **error)
{
  g_autoptr (MfEnvelope) envelope = NULL;
  g_autoptr (GBytes) content =
      mf_composition_make (mf_intent_get_letter (intent), self->from, self->address,
                           self->site->clock, self->site->ids, &envelope, error);
  g_autofree char *subject = NULL;
  Letter *letter;

  if (content == NULL)
    return FALSE;

  subject = mf_dup_subject (content);
  letter = g_new0 (Letter, 1);
  letter->id = mf_id_source_next_id (self->site->ids);
  letter->intent = mf_intent_ref ((MfIntent *) intent);
  letter->envelope = g_steal_pointer (&envelope);
  g_queue_push_tail (&self->letters, letter);
  mf_site_report (self->site, &(MfEffect) { .kind = MF_EFFECT_COMPOSED,
                                            .host = self->site->host,
                                            .item = letter->id,
                                            .subject = subject,
                                            .envelope = letter->envelope,
                                            .content = content });
  return TRUE;
}

/**
 * mf_webmail_agent_act:
 * @self: somebody
 * @intent: what he or she does
 * @error: where to put what is wrong with a letter, see mf_intent_check()
 *
 * Begins to do it. What takes time goes on by itself.
 *
 * Returns: whether it could be begun
 */
gboolean
mf_webmail_agent_act (MfWebmailAgent *self, const MfIntent *intent, GError **error)
{
  MfIntentKind kind = mf_intent_get_kind (intent);
  gboolean idle = self->task == IDLE;

  mf_site_report (self->site, &(MfEffect) { .kind = MF_EFFECT_ACTED,
                                            .host = self->site->host,
                                            .text = (char *) mf_intent_kind_get_nick (kind) });

  if (kind == MF_INTENT_COMPOSE)
    return compose (self, intent, error);

  if (kind == MF_INTENT_SEND)
    for (GList *l = self->letters.head; l; l = l->next)
      ((Letter *) l->data)->wanted = TRUE;
  else if (kind == MF_INTENT_FETCH)
    self->n_reads++;

  if (idle)
    {
      begin_next (self);
      go_on (self);
    }
  return TRUE;
}
