/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson-parser.h"

#include "base/mf-address.h"
#include "lab/mf-pictures.h"

#include <string.h>

/* What a stage may hold at most. Far above what a class can look at, far below
 * what would make a hostile file expensive. */
#define MAX_HOSTS 32
#define MAX_USERS 256
#define MAX_LINKS 128
#define MAX_MX 256
#define MAX_COLUMN 15
#define MAX_ROW 3

static gboolean
is_domain (const char *text)
{
  return text[0] != '[' && mf_domain_is_valid (text, strlen (text));
}

/* lesson */

gboolean
mf_lesson_start_lesson (MfLessonParser *parser,
                        const MfLessonAttributes *attributes,
                        GError **error)
{
  MfLesson *lesson = parser->lesson;
  const char *id = mf_lesson_parser_get_attribute (attributes, "id");
  const char *topic = mf_lesson_parser_get_attribute (attributes, "topic");
  const char *concepts = mf_lesson_parser_get_attribute (attributes, "concepts");
  guint64 order;

  if (!mf_lesson_parser_is_id (id))
    return mf_lesson_parser_fail (parser, error,
                                  "“%s” is not made of small letters, digits and hyphens", id);

  lesson->id = g_strdup (id);
  lesson->topic = mf_lesson_find_topic (topic);

  if (lesson->topic == NULL)
    return mf_lesson_parser_fail (parser, error, "there is no topic “%s”", topic);

  if (!mf_lesson_parser_get_number (parser, attributes, "order", 1000, &order, error))
    return FALSE;

  lesson->order = order;
  lesson->concepts = g_strsplit (concepts, " ", -1);

  for (char **concept = lesson->concepts; *concept != NULL; concept++)
    if ((*concept)[0] != 'C' || !g_ascii_string_to_unsigned (*concept + 1, 10, 1, 99, NULL, NULL))
      return mf_lesson_parser_fail (parser, error, "“%s” is not the id of a concept, such as “C11”",
                                    *concept);

  return TRUE;
}

gboolean
mf_lesson_end_title (MfLessonParser *parser, const char *text, GError **error)
{
  MfLesson *lesson = parser->lesson;

  lesson->title = mf_lesson_parser_collapse (text);

  if (lesson->title[0] == '\0')
    return mf_lesson_parser_fail (parser, error, "the title is empty");

  lesson->stage->title = g_strdup (lesson->title);
  return TRUE;
}

gboolean
mf_lesson_end_goal (MfLessonParser *parser, const char *text, GError **error)
{
  parser->lesson->goal = mf_lesson_parser_collapse (text);
  return TRUE;
}

/* stage */

static gboolean
is_documentation_address (const char *text)
{
  /* RFC 5737: what no real network uses. */
  return g_hostname_is_ip_address (text) &&
         (g_str_has_prefix (text, "192.0.2.") || g_str_has_prefix (text, "198.51.100.") ||
          g_str_has_prefix (text, "203.0.113."));
}

static gboolean
check_host (MfLessonParser *parser, const MfStageHost *host, GError **error)
{
  const MfStage *stage = parser->lesson->stage;

  if (!mf_lesson_parser_has_room (parser, stage->hosts->len, MAX_HOSTS, "hosts", error))
    return FALSE;
  if (!mf_lesson_parser_is_id (host->id))
    return mf_lesson_parser_fail (parser, error,
                                  "“%s” is not made of small letters, digits and hyphens",
                                  host->id);
  if (!is_domain (host->name))
    return mf_lesson_parser_fail (parser, error, "“%s” is not a host name", host->name);
  if (!is_documentation_address (host->address))
    return mf_lesson_parser_fail (parser, error, "“%s” is not a documentation address (RFC 5737)",
                                  host->address);

  for (guint i = 0; i < stage->hosts->len; i++)
    {
      const MfStageHost *other = mf_stage_get_host (stage, i);

      if (g_str_equal (other->id, host->id))
        return mf_lesson_parser_fail (parser, error, "there are two hosts “%s”", host->id);
      if (g_ascii_strcasecmp (other->name, host->name) == 0)
        return mf_lesson_parser_fail (parser, error, "there are two hosts named “%s”", host->name);
      if (g_str_equal (other->address, host->address))
        return mf_lesson_parser_fail (parser, error, "there are two hosts at “%s”", host->address);
    }

  return TRUE;
}

static gboolean
get_side (MfLessonParser *parser,
          const MfLessonAttributes *attributes,
          MfSide *side,
          GError **error)
{
  const char *nick = mf_lesson_parser_get_attribute (attributes, "side");

  *side = MF_SIDE_NONE;

  if (nick == NULL)
    return TRUE;

  for (guint i = MF_SIDE_PUSH; i < MF_N_SIDES; i++)
    if (g_str_equal (mf_side_get_nick (i), nick))
      *side = i;

  return *side != MF_SIDE_NONE ||
         mf_lesson_parser_fail (parser, error, "“%s” is neither “push” nor “pull”", nick);
}

static gboolean
add_host (MfLessonParser *parser,
          MfHostKind kind,
          const MfLessonAttributes *attributes,
          const char *person,
          const char *domain,
          guint *index,
          GError **error)
{
  guint64 column;
  guint64 row;
  MfStageHost host = {
    .id = (char *) mf_lesson_parser_get_attribute (attributes, "id"),
    .kind = kind,
    .name = (char *) mf_lesson_parser_get_attribute (attributes, "name"),
    .address = (char *) mf_lesson_parser_get_attribute (attributes, "address"),
    .person = (char *) person,
    .domain = (char *) domain,
  };

  if (!mf_lesson_parser_get_number (parser, attributes, "column", MAX_COLUMN, &column, error) ||
      !mf_lesson_parser_get_number (parser, attributes, "row", MAX_ROW, &row, error) ||
      !get_side (parser, attributes, &host.side, error) || !check_host (parser, &host, error))
    return FALSE;

  host.column = column;
  host.row = row;
  *index = mf_stage_add_host (parser->lesson->stage, &host);
  return TRUE;
}

gboolean
mf_lesson_start_agent (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error)
{
  const char *user = mf_lesson_parser_get_attribute (attributes, "user");
  g_autoptr (MfAddress) address = mf_address_parse (user, -1, NULL);
  MfLessonPendingAgent pending = { .line = mf_lesson_parser_current_line (parser) };

  if (address == NULL)
    return mf_lesson_parser_fail (parser, error, "“%s” is not a mail address", user);

  if (!add_host (parser, MF_HOST_AGENT, attributes, user, NULL, &pending.host, error))
    return FALSE;

  pending.address = g_strdup (user);
  pending.person = g_strdup (mf_lesson_parser_get_attribute (attributes, "person"));
  g_array_append_val (parser->pending_agents, pending);
  return TRUE;
}

gboolean
mf_lesson_start_server (MfLessonParser *parser,
                        const MfLessonAttributes *attributes,
                        GError **error)
{
  const char *domain = mf_lesson_parser_get_attribute (attributes, "domain");
  guint index;

  if (!is_domain (domain))
    return mf_lesson_parser_fail (parser, error, "“%s” is not a domain", domain);

  if (!add_host (parser, MF_HOST_SERVER, attributes, NULL, domain, &index, error))
    return FALSE;

  parser->server = index;
  return TRUE;
}

gboolean
mf_lesson_start_user (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error)
{
  MfLesson *lesson = parser->lesson;
  const char *name = mf_lesson_parser_get_attribute (attributes, "name");
  const char *password = mf_lesson_parser_get_attribute (attributes, "password");
  const char *domain = mf_stage_get_host (lesson->stage, parser->server)->domain;
  g_autofree char *text = g_strconcat (name, "@", domain, NULL);
  g_autoptr (MfAddress) address = mf_address_parse (text, -1, NULL);
  MfLessonUser user;

  if (!mf_lesson_parser_has_room (parser, lesson->users->len, MAX_USERS, "users", error))
    return FALSE;
  if (address == NULL || !mf_lesson_parser_is_id (name))
    return mf_lesson_parser_fail (parser, error, "“%s” is not the name of a mailbox", name);
  if (*password == '\0' || !g_str_is_ascii (password))
    return mf_lesson_parser_fail (parser, error, "the password of “%s” is empty or not ASCII",
                                  name);

  for (guint i = 0; i < lesson->users->len; i++)
    {
      const MfLessonUser *other = &g_array_index (lesson->users, MfLessonUser, i);

      if ((int) other->host == parser->server && g_str_equal (other->name, name))
        return mf_lesson_parser_fail (parser, error, "there are two users “%s”", text);
    }

  user = (MfLessonUser) { .host = parser->server,
                          .name = g_strdup (name),
                          .password = mf_secret_new (password, -1) };
  g_array_append_val (lesson->users, user);
  return TRUE;
}

/* Somebody who has a browser and no account: <agent>s with one can browse too. */
gboolean
mf_lesson_start_browser (MfLessonParser *parser,
                         const MfLessonAttributes *attributes,
                         GError **error)
{
  const char *person = mf_lesson_parser_get_attribute (attributes, "person");
  guint index;

  return add_host (parser, MF_HOST_AGENT, attributes, person, NULL, &index, error);
}

gboolean
mf_lesson_start_web_server (MfLessonParser *parser,
                            const MfLessonAttributes *attributes,
                            GError **error)
{
  guint index;

  if (!add_host (parser, MF_HOST_WEB_SERVER, attributes, NULL, NULL, &index, error))
    return FALSE;

  parser->server = index;
  return TRUE;
}

/* page */

gboolean
mf_lesson_start_page (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error)
{
  const char *missing = mf_lesson_parser_get_attribute (attributes, "missing");
  MfLessonPage page = { .host = parser->server };

  if (mf_lesson_find_page (parser->lesson, parser->server))
    return mf_lesson_parser_fail (parser, error, "a web server has one page");
  if (missing && (strchr (missing, '/') != NULL || !g_str_is_ascii (missing)))
    return mf_lesson_parser_fail (parser, error, "“%s” is not a picture's name", missing);

  page.title = mf_lesson_parser_collapse (mf_lesson_parser_get_attribute (attributes, "title"));
  page.missing = g_strdup (missing);
  g_array_append_val (parser->lesson->pages, page);
  return TRUE;
}

static MfLessonPage *
get_last_page (MfLessonParser *parser)
{
  GArray *pages = parser->lesson->pages;

  return &g_array_index (pages, MfLessonPage, pages->len - 1);
}

gboolean
mf_lesson_end_page (MfLessonParser *parser, const char *text, GError **error)
{
  MfLessonPage *page = get_last_page (parser);

  page->n_pictures = parser->n_pictures;
  mf_stage_add_object (parser->lesson->stage, page->host, page->title);
  for (guint i = 1; i <= page->n_pictures; i++)
    mf_stage_add_object (parser->lesson->stage, page->host, mf_picture_get_name (i));
  parser->n_pictures = 0;
  parser->act.pictured = FALSE;
  return page->text != NULL || mf_lesson_parser_fail (parser, error, "<page> lacks its <text>");
}

gboolean
mf_lesson_end_text (MfLessonParser *parser, const char *text, GError **error)
{
  MfLessonPage *page = get_last_page (parser);

  if (page->text != NULL)
    return mf_lesson_parser_fail (parser, error, "<text> comes twice");
  page->text = mf_lesson_parser_collapse (text);
  return TRUE;
}

gboolean
mf_lesson_start_name_server (MfLessonParser *parser,
                             const MfLessonAttributes *attributes,
                             GError **error)
{
  guint index;

  return add_host (parser, MF_HOST_NAME_SERVER, attributes, NULL, NULL, &index, error);
}

gboolean
mf_lesson_start_link (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error)
{
  MfStage *stage = parser->lesson->stage;
  MfStageLink link = { 0 };
  int from;
  int to;

  if (!mf_lesson_parser_get_host (parser, attributes, "from", &from, error) ||
      !mf_lesson_parser_get_host (parser, attributes, "to", &to, error) ||
      !mf_lesson_parser_get_protocol (parser, attributes, "protocol", &link.protocol, error) ||
      !mf_lesson_parser_get_duration (parser, attributes, "latency", &link.latency_us, error) ||
      !mf_lesson_parser_get_number (parser, attributes, "bandwidth", G_MAXUINT32, &link.bandwidth,
                                    error) ||
      !mf_lesson_parser_has_room (parser, stage->links->len, MAX_LINKS, "links", error))
    return FALSE;

  if (from == to)
    return mf_lesson_parser_fail (parser, error, "a link has two different ends");
  if (mf_stage_get_side (stage, from) != mf_stage_get_side (stage, to))
    return mf_lesson_parser_fail (parser, error, "no link joins two sides");
  if (mf_stage_find_link (stage, from, to, link.protocol) >= 0)
    return mf_lesson_parser_fail (parser, error, "there are two such links");
  if ((link.protocol == MF_PROTOCOL_DNS) !=
      (mf_stage_get_host (stage, to)->kind == MF_HOST_NAME_SERVER))
    return mf_lesson_parser_fail (parser, error,
                                  "DNS is spoken with name servers, and nothing else is");

  link.from = from;
  link.to = to;
  mf_stage_add_link (stage, &link);
  return TRUE;
}

/* zone */

gboolean
mf_lesson_start_mx (MfLessonParser *parser, const MfLessonAttributes *attributes, GError **error)
{
  MfLesson *lesson = parser->lesson;
  const char *domain = mf_lesson_parser_get_attribute (attributes, "domain");
  const char *exchange = mf_lesson_parser_get_attribute (attributes, "exchange");
  guint64 preference;
  MfLessonMx mx;

  if (!mf_lesson_parser_has_room (parser, lesson->mx->len, MAX_MX, "MX records", error) ||
      !mf_lesson_parser_get_number (parser, attributes, "preference", G_MAXUINT16, &preference,
                                    error))
    return FALSE;

  if (!is_domain (domain))
    return mf_lesson_parser_fail (parser, error, "“%s” is not a domain", domain);
  if (!is_domain (exchange))
    return mf_lesson_parser_fail (parser, error, "“%s” is not a host name", exchange);

  mx = (MfLessonMx) { .domain = g_strdup (domain),
                      .preference = preference,
                      .exchange = g_strdup (exchange) };
  g_array_append_val (lesson->mx, mx);
  return TRUE;
}
