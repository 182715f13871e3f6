/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-mail-server.h"
#include "lab/mf-mail-server-private.h"

#include "base/mf-error.h"
#include "lab/mf-subject.h"
#include "lab/mf-webmail.h"
#include "mail/mf-message.h"

#include <string.h>

/* Where mail goes that is for the server's keeper, whom every server has (RFC
 * 5321 section 4.5.1). */
#define POSTMASTER "postmaster"

static void
mailbox_free (MfMailbox *mailbox)
{
  g_clear_pointer (&mailbox->password, mf_secret_unref);
  g_clear_pointer (&mailbox->store, mf_mail_store_unref);
  g_clear_pointer (&mailbox->maildir, mf_maildir_unref);
  g_free (mailbox->name);
  g_free (mailbox);
}

static MfQueue *
queue_new (MfMailServer *self, const MfQueueConfig *config)
{
  MfQueueConfig own = *config;

  own.host_name = self->host_name;
  return mf_queue_new (self->site, self->spool, &own, &mf_mail_server_queue_policy, self);
}

/**
 * mf_mail_server_new:
 * @site: its surroundings; must outlive it
 * @config: what it is told
 * @error: where to put a %MF_STORAGE_ERROR
 *
 * Makes a server that knows no users and listens nowhere yet.
 *
 * Returns: (transfer full): the server, or %NULL
 */
MfMailServer *
mf_mail_server_new (const MfSite *site, const MfMailServerConfig *config, GError **error)
{
  g_autoptr (MfMailServer) self = NULL;
  g_autofree char *queue_path = NULL;

  g_return_val_if_fail (site != NULL, NULL);
  g_return_val_if_fail (config->host_name != NULL && config->directory != NULL, NULL);
  g_return_val_if_fail (config->domains != NULL && config->domains[0] != NULL, NULL);

  self = g_new0 (MfMailServer, 1);
  self->site = site;
  self->host_name = g_strdup (config->host_name);
  self->domains = g_strdupv ((char **) config->domains);
  self->directory = g_strdup (config->directory);
  self->durability = config->durability;
  self->max_size = config->max_size;
  self->max_connections = config->max_connections;
  self->quota = config->quota;
  self->apop = config->apop;
  self->queue_rest_us = config->queue_rest_us;
  self->mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify) mailbox_free);
  self->services = g_ptr_array_new_with_free_func ((GDestroyNotify) mf_service_free);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->jobs = mf_storage_jobs_new (config->durability);
  g_mutex_init (&self->stores_mutex);

  queue_path = g_build_filename (config->directory, "queue", NULL);

  if (g_mkdir_with_parents (config->directory, 0700) != 0)
    {
      int saved_errno = errno;

      g_set_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_FAILED, "%s: %s", config->directory,
                   g_strerror (saved_errno));
      return NULL;
    }

  self->spool = mf_spool_open (queue_path, config->durability, error);

  if (self->spool == NULL)
    return NULL;

  self->queue = queue_new (self, &config->queue);
  return g_steal_pointer (&self);
}

/**
 * mf_mail_server_free:
 * @self: a server
 *
 * Stops it first, if that was not done.
 */
void
mf_mail_server_free (MfMailServer *self)
{
  g_return_if_fail (self != NULL);

  mf_mail_server_stop (self);

  g_clear_pointer (&self->queue, mf_queue_free);
  g_clear_pointer (&self->services, g_ptr_array_unref);
  g_clear_pointer (&self->webmail, mf_webmail_free);
  g_clear_pointer (&self->jobs, mf_storage_jobs_free);
  g_clear_pointer (&self->spool, mf_spool_unref);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->mailboxes);
  g_mutex_clear (&self->stores_mutex);
  g_strfreev (self->domains);
  g_free (self->directory);
  g_free (self->host_name);
  g_free (self);
}

static MfMailbox *
add_mailbox (MfMailServer *self, const char *name, MfSecret *password, GError **error)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);
  g_autofree char *path = g_build_filename (self->directory, "mail", folded, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (MfMaildir) maildir = NULL;
  MfMailbox *mailbox;

  if (g_mkdir_with_parents (parent, 0700) != 0)
    {
      int saved_errno = errno;

      g_set_error (error, MF_STORAGE_ERROR, MF_STORAGE_ERROR_FAILED, "%s: %s", parent,
                   g_strerror (saved_errno));
      return NULL;
    }

  maildir = mf_maildir_open (path, self->host_name, self->durability, error);
  if (maildir == NULL)
    return NULL;

  mf_maildir_set_quota (maildir, self->quota);
  mailbox = g_new0 (MfMailbox, 1);
  mailbox->name = g_steal_pointer (&folded);
  mailbox->password = password != NULL ? mf_secret_ref (password) : NULL;
  mailbox->maildir = g_steal_pointer (&maildir);
  g_ptr_array_add (self->mailboxes, mailbox);
  g_hash_table_insert (self->by_name, g_strdup (mailbox->name), mailbox);
  return mailbox;
}

/**
 * mf_mail_server_add_user:
 * @self: a server that was not started yet
 * @name: the local part of the address, letters of either case
 * @password: for submission and POP3
 * @error: where to put a %MF_STORAGE_ERROR
 *
 * Returns: whether there is such a user now
 */
gboolean
mf_mail_server_add_user (MfMailServer *self, const char *name, MfSecret *password, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (name != NULL && strchr (name, '/') == NULL && name[0] != '.', FALSE);
  g_return_val_if_fail (password != NULL, FALSE);

  return add_mailbox (self, name, password, error) != NULL;
}

/* Mail for the postmaster goes to the first user, unless there is one of that name. */
static gboolean
ensure_postmaster (MfMailServer *self, GError **error)
{
  MfMailbox *first = NULL;

  if (g_hash_table_contains (self->by_name, POSTMASTER))
    return TRUE;
  if (self->mailboxes->len == 0)
    return add_mailbox (self, POSTMASTER, NULL, error) != NULL;

  first = g_ptr_array_index (self->mailboxes, 0);
  g_hash_table_insert (self->by_name, g_strdup (POSTMASTER), first);
  return TRUE;
}

/**
 * mf_mail_server_start:
 * @self: a server with all its users
 * @error: where to put a %MF_STORAGE_ERROR
 *
 * Takes up what an earlier life of the server left in its queue.
 *
 * Returns: whether the server may listen now
 */
gboolean
mf_mail_server_start (MfMailServer *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return ensure_postmaster (self, error) && mf_queue_load (self->queue, error);
}

static MfService *
service_new (MfMailServer *self, MfProtocol protocol)
{
  const MfSmtpServiceConfig smtp = { .host_name = self->host_name,
                                     .protocol = protocol,
                                     .max_size = self->max_size,
                                     .max_connections = self->max_connections };
  const MfPop3ServiceConfig pop3 = { .host_name = self->host_name,
                                     .apop = self->apop,
                                     .max_connections = self->max_connections };
  const MfImapServiceConfig imap = { .host_name = self->host_name,
                                     .max_size = self->max_size,
                                     .autologout_us = self->site->network != NULL ? G_MAXINT64 : 0,
                                     .max_connections = self->max_connections };

  switch (protocol)
    {
    case MF_PROTOCOL_SMTP:
      return mf_smtp_service_new (self->site, &smtp, &mf_mail_server_smtp_policy, self);
    case MF_PROTOCOL_SUBMISSION:
      return mf_smtp_service_new (self->site, &smtp, &mf_mail_server_submission_policy, self);
    case MF_PROTOCOL_POP3:
      return mf_pop3_service_new (self->site, &pop3, &mf_mail_server_pop3_policy, self);
    case MF_PROTOCOL_IMAP:
      return mf_imap_service_new (self->site, &imap, &mf_mail_server_imap_policy, self);
    case MF_PROTOCOL_HTTP:
    case MF_PROTOCOL_NONE:
    case MF_PROTOCOL_DNS:
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * mf_mail_server_listen:
 * @self: a server that was started
 * @protocol: %MF_PROTOCOL_SMTP, %MF_PROTOCOL_SUBMISSION, %MF_PROTOCOL_POP3, %MF_PROTOCOL_IMAP or
 *   %MF_PROTOCOL_HTTP (webmail, at most once)
 * @address: where, "127.0.0.1"; in a lab the host's own address
 * @port: at which port, 0 for any that is free
 * @error: where to put a %G_IO_ERROR
 *
 * Returns: the port, or 0
 */
guint16
mf_mail_server_listen (
    MfMailServer *self, MfProtocol protocol, const char *address, guint16 port, GError **error)
{
  MfService *service;

  g_return_val_if_fail (self != NULL, 0);

  if (protocol == MF_PROTOCOL_HTTP)
    {
      g_return_val_if_fail (self->webmail == NULL, 0);
      self->webmail = mf_webmail_new (self);
      return mf_webmail_listen (self->webmail, address, port, error);
    }

  service = service_new (self, protocol);
  g_return_val_if_fail (service != NULL, 0);
  g_ptr_array_add (self->services, service);
  return mf_service_listen (service, address, port, error);
}

/**
 * mf_mail_server_stop:
 * @self: a server
 *
 * Accepts no more connections and waits until everything that it has begun to
 * store is on the disk.
 */
void
mf_mail_server_stop (MfMailServer *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->services->len; i++)
    mf_service_stop (g_ptr_array_index (self->services, i));
  if (self->webmail != NULL)
    mf_webmail_stop (self->webmail);

  mf_storage_jobs_drain (self->jobs);
}

/**
 * mf_mail_server_shut_down:
 * @self: a server
 *
 * Accepts no more connections and asks those that are open to end: a client of
 * SMTP hears 421. They take their time, see mf_mail_server_get_n_sessions();
 * mf_mail_server_stop() is to follow.
 */
void
mf_mail_server_shut_down (MfMailServer *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->services->len; i++)
    mf_service_shut_down (g_ptr_array_index (self->services, i));
  if (self->webmail != NULL)
    mf_webmail_stop (self->webmail);
}

/**
 * mf_mail_server_get_n_sessions:
 * @self: a server
 *
 * Returns: how many clients are connected
 */
guint
mf_mail_server_get_n_sessions (const MfMailServer *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->services->len; i++)
    n += mf_service_get_n_sessions (g_ptr_array_index (self->services, i));
  if (self->webmail != NULL)
    n += mf_webmail_get_n_sessions (self->webmail);

  return n;
}

gboolean
mf_mail_server_is_local (const MfMailServer *self, const char *domain)
{
  for (char **own = self->domains; *own != NULL; own++)
    if (g_ascii_strcasecmp (*own, domain) == 0)
      return TRUE;

  return FALSE;
}

/* (transfer none) (nullable): the mailbox of an address's local part, in any case */
MfMailbox *
mf_mail_server_find_mailbox (const MfMailServer *self, const char *local_part)
{
  g_autofree char *folded = g_ascii_strdown (local_part, -1);

  return g_hash_table_lookup (self->by_name, folded);
}

/* (transfer none) (nullable): whose account it is: "bob" or "bob@b.example" */
MfMailbox *
mf_mail_server_find_account (const MfMailServer *self, const char *username)
{
  const char *at = strrchr (username, '@');
  g_autofree char *name = NULL;
  MfMailbox *mailbox;

  if (at != NULL && !mf_mail_server_is_local (self, at + 1))
    return NULL;

  name = at != NULL ? g_strndup (username, at - username) : g_strdup (username);
  mailbox = mf_mail_server_find_mailbox (self, name);

  /* The postmaster's mail may come to a user, but the name opens nobody's mailbox. */
  if (mailbox == NULL || mailbox->password == NULL || g_ascii_strcasecmp (mailbox->name, name) != 0)
    return NULL;

  return mailbox;
}

/* The folders of a mailbox, in any thread. (transfer none): as long as the server lives */
MfMailStore *
mf_mail_server_open_store (MfMailServer *self, MfMailbox *mailbox, GError **error)
{
  MfMailStore *store;

  g_mutex_lock (&self->stores_mutex);
  if (mailbox->store == NULL)
    {
      /* Not the site's: this may be another thread. In a lesson it has to be the same each time. */
      g_autoptr (MfIdSource) ids = self->durability == MF_DURABILITY_VOLATILE
                                       ? mf_id_source_new_seeded (g_str_hash (mailbox->name))
                                       : mf_id_source_new_unpredictable ();

      mailbox->store = mf_mail_store_open (mailbox->maildir, self->site->clock, ids, error);
    }
  store = mailbox->store;
  g_mutex_unlock (&self->stores_mutex);
  return store;
}

/* (transfer full) (nullable): the same */
MfMailStore *
mf_mail_server_get_store (MfMailServer *self, MfMailbox *mailbox, GError **error)
{
  MfMailStore *store = mf_mail_server_open_store (self, mailbox, error);

  return store != NULL ? mf_mail_store_ref (store) : NULL;
}

/* Whether somebody looks on: then effects carry the letters themselves. */
gboolean
mf_mail_server_is_watched (const MfMailServer *self)
{
  return self->site->network != NULL;
}

/* The leaves of a letter's tree: its text, each picture, each attachment (C17). */
static guint
count_leaves (const MfPart *part)
{
  guint n = 0;

  if (part->children == NULL || part->children->len == 0)
    return 1;

  /* No deeper than MF_MESSAGE_MAX_DEPTH. */
  for (guint i = 0; i < part->children->len; i++)
    n += count_leaves (g_ptr_array_index (part->children, i));

  return n;
}

static guint
count_parts (GBytes *content)
{
  g_autoptr (MfMessage) message = mf_message_parse (content);

  return count_leaves (mf_message_get_root (message));
}

void
mf_mail_server_report_delivered (MfMailServer *self,
                                 const MfMailbox *mailbox,
                                 const char *uid,
                                 GBytes *content)
{
  g_autofree char *subject = content != NULL ? mf_dup_subject (content) : NULL;

  mf_site_report (self->site, &(MfEffect) { .kind = MF_EFFECT_DELIVERED,
                                            .host = self->site->host,
                                            .item = (char *) uid,
                                            .mailbox = mailbox->name,
                                            .number = content != NULL ? count_parts (content) : 1,
                                            .subject = subject,
                                            .content = content });
}
