/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "play.h"

#include <string.h>

/* Agents that leave their mail on the server: what they do when a wish makes no sense, and that
 * nobody who only waits keeps a world going. */

static const char head[] =
    "<lesson id='t' topic='reading' order='1' concepts='C24'><title>t</title><goal>g</goal>"
    "<stage>"
    "<agent id='bob' name='bob.b.example' address='192.0.2.11' column='0' user='bob@b.example'/>"
    "<agent id='pop' name='pop.b.example' address='192.0.2.12' column='1' user='bob@b.example'/>"
    "<server id='mail' name='mail.b.example' address='192.0.2.25' column='2' domain='b.example'>"
    "<user name='bob' password='s3cret'/></server>"
    "<link from='bob' to='mail' protocol='imap' latency='1ms'/>"
    "<link from='bob' to='mail' protocol='submission' latency='1ms'/>"
    "<link from='pop' to='mail' protocol='pop3' latency='1ms'/>"
    "</stage><zone><mx domain='b.example' preference='1' exchange='mail.b.example'/></zone>"
    "<script>";

static MfLesson *
make_lesson (const char *acts, GError **error)
{
  g_autofree char *text = g_strconcat (head, acts, "</script><captions></captions></lesson>", NULL);

  return mf_lesson_new_from_data (text, strlen (text), "t", error);
}

static GPtrArray *
play (const char *acts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson = make_lesson (acts, &error);

  g_assert_no_error (error);
  return play_inputs (lesson, 1, NULL, 0);
}

/* Refused, and the next wish is fulfilled all the same. */
static void
test_refused (void)
{
  static const struct
  {
    const char *act;
    const char *text;
  } rows[] = {
    { "<read by='bob' folder='INBOX' subject='none'/>", "there is no such letter" },
    { "<sync by='bob' folder='Nowhere'/>", "the server refused SELECT: " },
    { "<make-folder by='bob' folder='INBOX'/>", "the server refused CREATE: " },
    { "<wait by='bob' folder='Nowhere'/>", "the server refused SELECT: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *acts =
          g_strconcat (rows[i].act, "<make-folder by='bob' folder='A'/><sign-out by='bob'/>", NULL);
      g_autoptr (GPtrArray) records = play (acts);
      const MfEffect *refused = play_find_effect (records, MF_EFFECT_REFUSED, 0, NULL);

      g_assert_nonnull (refused);
      g_assert_true (g_str_has_prefix (refused->text, rows[i].text));
      g_assert_cmpuint (play_count_effects (records, MF_EFFECT_REFUSED), ==, 1);
      g_assert_cmpuint (play_find_topic (records, "imap.OK.CREATE", 0), !=, G_MAXUINT);
      g_assert_cmpuint (play_find_topic (records, "imap.OK.LOGOUT", 0), !=, G_MAXUINT);
    }
}

/* The world comes to its end though a session is open and waits. */
static void
test_waiting_ends (void)
{
  g_autoptr (GPtrArray) records = play ("<wait by='bob' folder='INBOX'/>");

  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_WAITING), ==, 1);
  g_assert_cmpuint (records->len, <, 60);
}

/* Who asks for new mail as if it were POP3 looks into the inbox; who is signed out signs in again;
 * who is not signed in need not sign out. */
static void
test_fetch (void)
{
  g_autoptr (GPtrArray) records =
      play ("<sign-out by='bob'/><compose by='bob'><to>bob@b.example</to><subject>to me</subject>"
            "</compose><send by='bob'/><fetch by='bob' mode='keep'/><sign-out by='bob'/>"
            "<read by='bob' folder='INBOX' subject='to me'/><sign-out by='bob'/>");
  const MfEffect *read = play_find_effect (records, MF_EFFECT_READ, 0, NULL);
  g_autofree char *content = NULL;

  g_assert_cmpuint (play_count_effects (records, MF_EFFECT_RETRIEVED), ==, 1);
  g_assert_nonnull (read);
  g_assert_cmpstr (read->text, ==, "");
  content = play_dup_content (read);
  g_assert_nonnull (strstr (content, "Subject: to me\r\n"));
}

/* Of two letters with one subject the number says which. */
static void
test_numbered (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson =
      make_lesson ("<compose by='bob'><to>bob@b.example</to><subject>twin</subject></compose>"
                   "<compose by='bob'><to>bob@b.example</to><subject>twin</subject></compose>"
                   "<send by='bob'/><sync by='bob' folder='INBOX'/>",
                   &error);
  g_autoptr (GPtrArray) played = play_inputs (lesson, 1, NULL, 0);

  for (guint32 uid = 0; uid <= 2; uid++)
    {
      const MfIntentMail mail = {
        .folder = "INBOX", .message = "twin", .uid = uid, .flag = "flagged"
      };
      g_autoptr (MfIntent) intent = mf_intent_new_mail (MF_INTENT_FLAG, "bob", &mail);
      const MfConductorInput input = { played->len, intent };
      g_autoptr (GPtrArray) records = play_inputs (lesson, 1, &input, 1);
      const MfEffect *flagged = play_find_effect (records, MF_EFFECT_FLAGGED, played->len, NULL);
      guint seq = play_find_topic (records, "imap.UID-STORE", played->len);
      g_autofree char *said = NULL;

      g_assert_true (mf_intent_check (intent, NULL));
      g_assert_nonnull (flagged);
      g_assert_cmpuint (seq, !=, G_MAXUINT);
      said = play_dup_unit (records, seq);
      g_assert_nonnull (strstr (said, uid == 1 ? "UID STORE 1 +FLAGS" : "UID STORE 2 +FLAGS"));
    }
}

static void
test_strict (void)
{
  static const struct
  {
    const char *acts;
    const char *message;
  } rows[] = {
    { "<sync by='pop' folder='INBOX'/>", "t:1: “pop” has no link that speaks IMAP" },
    { "<sync by='bob'/>", "t:1: <sync> lacks the attribute “folder”" },
    { "<sync by='bob' folder=''/>", "t:1: that is not the name of a folder" },
    { "<sync by='bob' folder='../x'/>", "t:1: that is not the name of a folder" },
    { "<read by='bob' folder='INBOX'/>", "t:1: <read> lacks the attribute “subject”" },
    { "<read by='bob' folder='INBOX' subject='a' part='x'/>",
      "t:1: that is not the number of a part, such as 2.1" },
    { "<flag by='bob' folder='INBOX' subject='a' flag='blue'/>",
      "t:1: that flag is not seen, flagged or answered" },
    { "<search by='bob' folder='INBOX' text=''/>", "t:1: what is looked for is not said" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MfLesson) lesson = make_lesson (rows[i].acts, &error);

      g_assert_null (lesson);
      g_assert_cmpstr (error->message, ==, rows[i].message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/imap-agent/refused", test_refused);
  g_test_add_func ("/imap-agent/waiting-ends", test_waiting_ends);
  g_test_add_func ("/imap-agent/fetch", test_fetch);
  g_test_add_func ("/imap-agent/numbered", test_numbered);
  g_test_add_func ("/imap-agent/strict", test_strict);

  return g_test_run ();
}
