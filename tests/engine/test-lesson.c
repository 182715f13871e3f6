/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "lab/mf-lesson.h"

#include <string.h>

static const char *const SMALL =
    "<lesson id='small' topic='first-letter' order='1' concepts='C11 C14'>\n"
    "<title> A\n  small  lesson </title><goal/>\n"
    "<stage>\n"
    "<agent id='alice' name='alice.a.example' address='192.0.2.10' column='0'"
    " user='alice@a.example'/>\n"
    "<server id='mail-a' name='mail.a.example' address='192.0.2.25' column='1' domain='a.example'>\n"
    "<user name='alice' password='pw'/>\n"
    "</server>\n"
    "<name-server id='dns' name='ns.example' address='203.0.113.53' column='1' row='1'/>\n"
    "<link from='alice' to='mail-a' protocol='submission' latency='20ms' bandwidth='1000'/>\n"
    "</stage>\n"
    "<zone><mx domain='a.example' preference='10' exchange='mail.a.example'/></zone>\n"
    "<script>\n"
    "<compose by='alice' step='1'><to>Bob &lt;bob@b.example&gt;</to><subject>Hi</subject>\n"
    "<body>\n"
    "    One\n"
    "      two\n"
    "\n"
    "    three\n"
    "  </body>\n"
    "<caption>It  is\nwritten.</caption></compose>\n"
    "<send by='alice'/>\n"
    "<fetch by='alice' mode='delete'/>\n"
    "</script>\n"
    "<captions>\n"
    "<caption on='queued' at='mail-a' about='Hi' step='3'>It is queued.</caption>\n"
    "<caption on='smtp.354' protocol='smtp' once='yes'>Go on.</caption>\n"
    "<caption on='phase' phase='transfer' step='4'/>\n"
    "</captions>\n"
    "</lesson>\n";

static MfLesson *
parse (const char *text, GError **error)
{
  return mf_lesson_new_from_data (text, strlen (text), "small.xml", error);
}

static void
test_small (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson = parse (SMALL, &error);
  const MfStage *stage;

  g_assert_no_error (error);
  g_assert_cmpstr (mf_lesson_get_id (lesson), ==, "small");
  g_assert_cmpstr (mf_lesson_get_title (lesson), ==, "A small lesson");
  g_assert_cmpstr (mf_lesson_get_goal (lesson), ==, "");
  g_assert_cmpstr (mf_lesson_get_topic_title (lesson), ==, "First Letter");
  g_assert_cmpstr (mf_lesson_get_concepts (lesson)[1], ==, "C14");
  g_assert_null (mf_lesson_get_concepts (lesson)[2]);

  stage = mf_lesson_get_stage (lesson);
  g_assert_cmpuint (stage->hosts->len, ==, 3);
  g_assert_cmpstr (stage->title, ==, "A small lesson");
  g_assert_cmpint (mf_stage_get_host (stage, 0)->kind, ==, MF_HOST_AGENT);
  g_assert_cmpstr (mf_stage_get_host (stage, 0)->person, ==, "alice@a.example");
  g_assert_cmpint (mf_stage_get_host (stage, 2)->kind, ==, MF_HOST_NAME_SERVER);
  g_assert_cmpuint (mf_stage_get_host (stage, 2)->row, ==, 1);
  g_assert_cmpuint (stage->links->len, ==, 1);
  g_assert_cmpint (g_array_index (stage->links, MfStageLink, 0).latency_us, ==, 20000);
  g_assert_cmpuint (g_array_index (stage->links, MfStageLink, 0).bandwidth, ==, 1000);
}

static void
test_accounts (void)
{
  g_autoptr (MfLesson) lesson = parse (SMALL, NULL);
  const MfLessonAgent *agent = mf_lesson_find_agent (lesson, 0);
  guint n;
  const MfLessonUser *users = mf_lesson_get_users (lesson, &n);
  const MfLessonMx *mx;

  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (users[0].host, ==, 1);
  g_assert_cmpstr (users[0].name, ==, "alice");
  g_assert_true (mf_secret_equal (users[0].password, "pw", -1));
  g_assert_true (agent->user == &users[0]);
  g_assert_null (mf_lesson_find_agent (lesson, 1));

  mx = mf_lesson_get_mx (lesson, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (mx[0].exchange, ==, "mail.a.example");
  g_assert_cmpuint (mx[0].preference, ==, 10);
}

static void
test_script (void)
{
  g_autoptr (MfLesson) lesson = parse (SMALL, NULL);
  const MfIntentLetter *letter;
  guint n;
  const MfLessonAct *acts = mf_lesson_get_acts (lesson, &n);

  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (mf_intent_get_kind (acts[0].intent), ==, MF_INTENT_COMPOSE);
  g_assert_cmpstr (mf_intent_get_agent (acts[0].intent), ==, "alice");
  g_assert_cmpuint (acts[0].step, ==, 1);
  g_assert_cmpstr (acts[0].caption, ==, "It is written.");

  letter = mf_intent_get_letter (acts[0].intent);
  g_assert_cmpstr (letter->to, ==, "Bob <bob@b.example>");
  g_assert_null (letter->cc);
  g_assert_cmpstr (letter->subject, ==, "Hi");
  g_assert_cmpstr (letter->body, ==, "One\n  two\n\nthree\n");

  g_assert_cmpint (mf_intent_get_kind (acts[1].intent), ==, MF_INTENT_SEND);
  g_assert_null (acts[1].caption);
  g_assert_cmpint (mf_intent_get_kind (acts[2].intent), ==, MF_INTENT_FETCH);
  g_assert_true (mf_intent_get_remove (acts[2].intent));
}

static void
test_cues (void)
{
  g_autoptr (MfLesson) lesson = parse (SMALL, NULL);
  guint n;
  const MfLessonCue *cues = mf_lesson_get_cues (lesson, &n);

  g_assert_cmpuint (n, ==, 3);
  g_assert_null (cues[0].topic);
  g_assert_cmpint (cues[0].effect, ==, MF_EFFECT_QUEUED);
  g_assert_cmpint (cues[0].host, ==, 1);
  g_assert_cmpstr (cues[0].about, ==, "Hi");
  g_assert_cmpuint (cues[0].step, ==, 3);
  g_assert_false (cues[0].once);
  g_assert_cmpstr (cues[1].topic, ==, "smtp.354");
  g_assert_cmpint (cues[1].protocol, ==, MF_PROTOCOL_SMTP);
  g_assert_cmpint (cues[1].host, ==, -1);
  g_assert_true (cues[1].once);
  g_assert_cmpint (cues[2].phase, ==, MF_PHASE_TRANSFER);
  g_assert_null (cues[2].caption);
}

static char *replace_first (const char *text, const char *from, const char *to);

/* Acts that wait for something, and break something. */
static void
test_faulty_script (void)
{
  g_autofree char *text =
      replace_first (SMALL, "<send by='alice'/>",
                     "<send by='alice'/><down server='mail-a' on='queued' at='mail-a' count='3'/>"
                     "<up server='mail-a'/><cut from='alice' to='mail-a' on='smtp.data'/>"
                     "<stop by='alice'/>");
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson = parse (text, &error);
  guint n;
  const MfLessonAct *acts;

  g_assert_no_error (error);
  acts = mf_lesson_get_acts (lesson, &n);
  g_assert_cmpuint (n, ==, 7);
  g_assert_null (acts[1].when);
  g_assert_cmpint (mf_intent_get_kind (acts[2].intent), ==, MF_INTENT_DOWN);
  g_assert_cmpint (acts[2].when->effect, ==, MF_EFFECT_QUEUED);
  g_assert_cmpint (acts[2].when->host, ==, 1);
  g_assert_cmpuint (acts[2].count, ==, 3);
  g_assert_cmpint (mf_intent_get_kind (acts[3].intent), ==, MF_INTENT_UP);
  g_assert_cmpint (mf_intent_get_kind (acts[4].intent), ==, MF_INTENT_CUT);
  g_assert_cmpstr (mf_intent_get_peer (acts[4].intent), ==, "mail-a");
  g_assert_cmpstr (acts[4].when->topic, ==, "smtp.data");
  g_assert_cmpuint (acts[4].count, ==, 1);
  g_assert_cmpint (mf_intent_get_kind (acts[5].intent), ==, MF_INTENT_STOP);
}

/* Each row is SMALL with @from replaced by @to. */
static const struct
{
  const char *from;
  const char *to;
  const char *message;
} faults[] = {
  { "<lesson id='small'", "<letter id='small'",
    "small.xml:1: a lesson begins with <lesson>, not with <letter>" },
  { "order='1'", "ordre='1'", "small.xml:1: <lesson> has no attribute “ordre”" },
  { "order='1' ", "", "small.xml:1: <lesson> lacks the attribute “order”" },
  { "order='1'", "order='one'", "small.xml:1: “one” is not a number from 0 to 1000" },
  { "id='small'", "id='Small'",
    "small.xml:1: “Small” is not made of small letters, digits and hyphens" },
  { "'first-letter'", "'fist-letter'", "small.xml:1: there is no topic “fist-letter”" },
  { "'C11 C14'", "'C11 14'", "small.xml:1: “14” is not the id of a concept, such as “C11”" },
  { "<goal/>", "", "small.xml:32: there is no <goal>" },
  { "<goal/>", "<goal/><goal/>", "small.xml:3: <goal> comes twice" },
  { "<stage>", "<stage><hub/>", "small.xml:4: <hub> has no place in <stage>" },
  { "<stage>", "<stage>hm", "small.xml:5: there is text where none belongs" },
  { "192.0.2.10", "10.0.0.1", "small.xml:5: “10.0.0.1” is not a documentation address (RFC 5737)" },
  { "192.0.2.10", "192.0.2.25", "small.xml:6: there are two hosts at “192.0.2.25”" },
  { "alice.a.example", "a..example", "small.xml:5: “a..example” is not a host name" },
  { "id='mail-a'", "id='alice'", "small.xml:6: there are two hosts “alice”" },
  { "user='alice@a.example'", "user='carol@a.example'",
    "small.xml:5: no server has a user “carol@a.example”" },
  { "user='alice@a.example'", "user='alice'", "small.xml:5: “alice” is not a mail address" },
  { "password='pw'", "password=''", "small.xml:7: the password of “alice” is empty or not ASCII" },
  { "<user name='alice' password='pw'/>",
    "<user name='alice' password='pw'/><user name='alice' password='q'/>",
    "small.xml:7: there are two users “alice@a.example”" },
  { "to='mail-a'", "to='mail-b'", "small.xml:10: there is no host “mail-b” above" },
  { "to='mail-a'", "to='alice'", "small.xml:10: a link has two different ends" },
  { "to='mail-a'", "to='dns'",
    "small.xml:10: DNS is spoken with name servers, and nothing else is" },
  { "'submission'", "'gopher'", "small.xml:10: there is no protocol “gopher”" },
  { "'20ms'", "'20'", "small.xml:10: “20” is not a time such as “20ms”, of a minute at most" },
  { "'20ms'", "'61s'", "small.xml:10: “61s” is not a time such as “20ms”, of a minute at most" },
  { "<mx ", "<mx ttl='1' ", "small.xml:12: <mx> has no attribute “ttl”" },
  { "preference='10'", "preference='65536'",
    "small.xml:12: “65536” is not a number from 0 to 65535" },
  { "<compose by='alice'", "<compose by='mail-a'", "small.xml:14: “mail-a” is not an agent" },
  { "<to>Bob &lt;bob@b.example&gt;</to>", "", "small.xml:22: The letter has no recipient" },
  { "<to>Bob &lt;bob@b.example&gt;</to>", "<to>nobody:;</to>",
    "small.xml:22: The letter has no recipient" },
  { "Bob &lt;bob@b.example&gt;", "Bob &lt;bob",
    "small.xml:14: “bob” is not an address: bad or missing domain" },
  { "<subject>Hi</subject>", "<subject>Hi</subject><subject>Hi</subject>",
    "small.xml:14: <subject> comes twice" },
  { "mode='delete'", "mode='remove'", "small.xml:24: “remove” is neither “keep” nor “delete”" },
  { "on='queued'", "on='qeued'",
    "small.xml:27: “qeued” is neither an effect nor the topic of a unit" },
  { "on='queued'", "on='phase'", "small.xml:27: which phase? there is no attribute “phase”" },
  { "once='yes'", "once='1'", "small.xml:28: “1” is neither “yes” nor “no”" },
  { "phase='transfer' step='4'", "phase='transfer'",
    "small.xml:29: the caption is empty and reaches no step" },
  { "phase='transfer'", "phase='transit'", "small.xml:29: there is no phase “transit”" },
  { "<send by='alice'/>", "<down server='alice'/>", "small.xml:23: “alice” is not a server" },
  { "<send by='alice'/>", "<stop by='mail-a'/>", "small.xml:23: “mail-a” is not an agent" },
  { "<send by='alice'/>", "<up by='mail-a'/>", "small.xml:23: <up> has no attribute “by”" },
  { "<send by='alice'/>", "<cut from='mail-a' to='alice'/>",
    "small.xml:23: there is no such link from “mail-a” to “alice”" },
  { "<send by='alice'/>", "<cut from='alice' to='mail-a' protocol='pop3'/>",
    "small.xml:23: there is no such link from “alice” to “mail-a”" },
  { "<send by='alice'/>", "<send by='alice' count='2'/>",
    "small.xml:23: count of what? there is no attribute “on”" },
  { "<send by='alice'/>", "<send by='alice' on='qeued'/>",
    "small.xml:23: “qeued” is neither an effect nor the topic of a unit" },
  { "<subject>Hi</subject>", "<attachment name='nothing.png' type='image/png'/>",
    "small.xml:14: there is no file “nothing.png” to go with a letter" },
  { "<subject>Hi</subject>", "<attachment name='../lessons/the-queue.xml' type='text/xml'/>",
    "small.xml:14: there is no file “../lessons/the-queue.xml” to go with a letter" },
};

static char *
replace_first (const char *text, const char *from, const char *to)
{
  const char *at = strstr (text, from);

  g_assert_nonnull (at);
  return g_strdup_printf ("%.*s%s%s", (int) (at - text), text, to, at + strlen (from));
}

static void
test_faults (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *text = replace_first (SMALL, faults[i].from, faults[i].to);
      g_autoptr (GError) error = NULL;
      g_autoptr (MfLesson) lesson = parse (text, &error);

      g_assert_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT);
      g_assert_cmpstr (error->message, ==, faults[i].message);
      g_assert_null (lesson);
    }
}

static void
test_not_xml (void)
{
  static const char *const texts[] = {
    "", "not XML", "<lesson", "<lesson></letter>", "<lesson id='\xff'/>", "\xef\xbb\xbf",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MfLesson) lesson = parse (texts[i], &error);

      g_assert_null (lesson);
      g_assert_nonnull (error);
      g_assert_true (error->domain == MF_LESSON_ERROR);
      g_assert_true (g_str_has_prefix (error->message, "small.xml:"));
    }
}

/* GMarkup lets it pass, and would end a text there. */
static void
test_nul (void)
{
  g_autoptr (GString) text = g_string_new (SMALL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson = NULL;

  g_string_insert_len (text, strstr (text->str, "It is queued") - text->str, "\0", 1);
  lesson = mf_lesson_new_from_data (text->str, text->len, "small.xml", &error);
  g_assert_null (lesson);
  g_assert_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_SYNTAX);
  g_assert_cmpstr (error->message, ==, "small.xml:27: there is a zero byte");
}

/* Cut anywhere, it is an error and nothing worse. */
static void
test_cut (void)
{
  for (gsize length = 0; length + 1 < strlen (SMALL); length++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MfLesson) lesson = mf_lesson_new_from_data (SMALL, length, "small.xml", &error);

      g_assert_null (lesson);
      g_assert_nonnull (error);
    }
}

static void
test_too_long (void)
{
  g_autofree char *text = g_strnfill (MF_LESSON_MAX_SIZE + 1, ' ');
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson = parse (text, &error);

  g_assert_null (lesson);
  g_assert_error (error, MF_LESSON_ERROR, MF_LESSON_ERROR_CONTENT);
}

static void
test_find (void)
{
  static const char *const others[] = { "bob-to-alice", "", "../alice-to-bob", "alice-to-bob.xml" };
  g_autoptr (GListModel) lessons = mf_lesson_list ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MfLesson) lesson = mf_lesson_find ("alice-to-bob", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mf_lesson_get_id (lesson), ==, "alice-to-bob");
  g_assert_cmpuint (g_list_model_get_n_items (lessons), >=, 1);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GError) missing = NULL;

      g_assert_null (mf_lesson_find (others[i], &missing));
      g_assert_error (missing, MF_LESSON_ERROR, MF_LESSON_ERROR_NOT_FOUND);
    }
}

/* What every lesson that comes with the program keeps to. */
static void
test_all (void)
{
  g_autoptr (GListModel) lessons = mf_lesson_list ();

  for (guint i = 0; i < g_list_model_get_n_items (lessons); i++)
    {
      g_autoptr (MfLesson) lesson = g_list_model_get_item (lessons, i);
      guint n_acts;
      guint n_cues;
      const MfLessonAct *acts = mf_lesson_get_acts (lesson, &n_acts);
      const MfLessonCue *cues = mf_lesson_get_cues (lesson, &n_cues);

      g_assert_cmpuint (n_acts, >, 0);
      g_assert_cmpstr (mf_lesson_get_goal (lesson), !=, "");

      for (guint j = 0; j < n_acts; j++)
        g_assert_nonnull (acts[j].caption);

      /* A sentence: one line, one full stop, at its end. */
      for (guint j = 0; j < n_cues; j++)
        if (cues[j].caption != NULL)
          g_assert_true (strchr ("?.", cues[j].caption[strlen (cues[j].caption) - 1]) != NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lesson/small", test_small);
  g_test_add_func ("/lesson/accounts", test_accounts);
  g_test_add_func ("/lesson/script", test_script);
  g_test_add_func ("/lesson/cues", test_cues);
  g_test_add_func ("/lesson/faulty-script", test_faulty_script);
  g_test_add_func ("/lesson/faults", test_faults);
  g_test_add_func ("/lesson/not-xml", test_not_xml);
  g_test_add_func ("/lesson/nul", test_nul);
  g_test_add_func ("/lesson/cut", test_cut);
  g_test_add_func ("/lesson/too-long", test_too_long);
  g_test_add_func ("/lesson/find", test_find);
  g_test_add_func ("/lesson/all", test_all);

  return g_test_run ();
}
