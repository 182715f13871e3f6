/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-letter-menu.h"

#include <glib/gi18n.h>

#include "app/mf-folder-text.h"

/* More folders than this are not to be chosen from in a menu. */
#define MAX_FOLDERS 50

struct _MfLetterMenu
{
  AdwBin parent_instance;

  char *agent;
  char *folder;
  char *subject;
  guint32 uid;
  GtkMenuButton *button;
};

enum
{
  INTENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MfLetterMenu, mf_letter_menu, ADW_TYPE_BIN)

/* @mail: what is wished, but for the letter that it is wished of */
static void
wish (MfLetterMenu *self, MfIntentKind kind, MfIntentMail mail)
{
  g_autoptr (MfIntent) intent = NULL;

  mail.folder = self->folder;
  mail.message = self->subject;
  mail.uid = self->uid;
  intent = mf_intent_new_mail (kind, self->agent, &mail);
  g_signal_emit (self, signals[INTENT], 0, intent);
}

/**
 * mf_letter_menu_read:
 * @self: a menu
 * @part: (nullable): the part that is wanted; %NULL for the whole letter
 *
 * Wishes to read it.
 */
void
mf_letter_menu_read (MfLetterMenu *self, const char *part)
{
  g_return_if_fail (MF_IS_LETTER_MENU (self));

  wish (self, MF_INTENT_READ, (MfIntentMail) { .part = part });
}

static void
read_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mf_letter_menu_read (MF_LETTER_MENU (widget), NULL);
}

static void
flag_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *flag;
  gboolean remove;

  g_variant_get (parameter, "(&sb)", &flag, &remove);
  wish (MF_LETTER_MENU (widget), MF_INTENT_FLAG, (MfIntentMail) { .flag = flag, .remove = remove });
}

static void
put_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  wish (MF_LETTER_MENU (widget),
        g_str_equal (name, "letter.copy") ? MF_INTENT_COPY : MF_INTENT_MOVE,
        (MfIntentMail) { .target = g_variant_get_string (parameter, NULL) });
}

static void
append_flag (GMenu *menu, const MfSceneItem *item, const char *flag)
{
  g_autofree char *imap = g_strconcat ("\\", flag, NULL);
  gboolean set = mf_scene_item_has_flag (item, imap);
  gboolean seen = g_str_equal (flag, "seen");
  g_autoptr (GMenuItem) entry = g_menu_item_new (NULL, NULL);

  if (seen)
    g_menu_item_set_label (entry, set ? _ ("Mark as _Unread") : _ ("Mark as _Read"));
  else
    g_menu_item_set_label (entry, set ? _ ("Remove _Flag") : _ ("_Flag"));
  g_menu_item_set_action_and_target (entry, "letter.flag", "(sb)", flag, set);
  g_menu_append_item (menu, entry);
}

/* In a menu a line under a letter is written before it. */
static char *
escape_label (const char *label)
{
  g_auto (GStrv) pieces = g_strsplit (label, "_", -1);

  return g_strjoinv ("__", pieces);
}

static GMenuModel *
make_folders (MfLetterMenu *self, const GPtrArray *mailboxes, const char *action)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < MIN (mailboxes->len, MAX_FOLDERS); i++)
    {
      const char *mailbox = g_ptr_array_index (mailboxes, i);
      const char *name = mf_folder_get_name (mailbox);
      g_autofree char *label = escape_label (mf_folder_get_label (mailbox));
      g_autoptr (GMenuItem) entry = g_menu_item_new (label, NULL);

      if (g_str_equal (name, self->folder))
        continue;
      g_menu_item_set_action_and_target (entry, action, "s", name);
      g_menu_append_item (menu, entry);
    }
  return G_MENU_MODEL (menu);
}

static void
append_folders (MfLetterMenu *self, GMenu *menu, const GPtrArray *mailboxes)
{
  g_autoptr (GMenu) section = g_menu_new ();
  g_autoptr (GMenuModel) move = make_folders (self, mailboxes, "letter.move");
  g_autoptr (GMenuModel) copy = make_folders (self, mailboxes, "letter.copy");

  /* There is nowhere to put it. */
  if (g_menu_model_get_n_items (move) == 0)
    return;

  g_menu_append_submenu (section, _ ("_Move to Folder"), move);
  g_menu_append_submenu (section, _ ("_Copy to Folder"), copy);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/**
 * mf_letter_menu_new:
 * @agent: id of the host where the letter is looked at
 * @place: the letter
 * @mailboxes: (element-type utf8): where it could be put, as a scene names them
 *
 * Returns: (transfer floating): a menu button
 */
GtkWidget *
mf_letter_menu_new (const char *agent, const MfKnownPlace *place, const GPtrArray *mailboxes)
{
  MfLetterMenu *self = g_object_new (MF_TYPE_LETTER_MENU, NULL);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) flags = g_menu_new ();

  self->agent = g_strdup (agent);
  self->folder = g_strdup (mf_folder_get_name (place->mailbox));
  self->subject = g_strdup (place->item->subject);
  self->uid = (guint32) g_ascii_strtoull (place->item->id, NULL, 10);

  append_flag (flags, place->item, "flagged");
  append_flag (flags, place->item, "seen");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (flags));
  append_folders (self, menu, mailboxes);
  gtk_menu_button_set_menu_model (self->button, G_MENU_MODEL (menu));
  return GTK_WIDGET (self);
}

static void
mf_letter_menu_finalize (GObject *object)
{
  MfLetterMenu *self = MF_LETTER_MENU (object);

  g_free (self->agent);
  g_free (self->folder);
  g_free (self->subject);

  G_OBJECT_CLASS (mf_letter_menu_parent_class)->finalize (object);
}

static void
mf_letter_menu_class_init (MfLetterMenuClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mf_letter_menu_finalize;

  signals[INTENT] = g_signal_new ("intent", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, MF_TYPE_INTENT);
  gtk_widget_class_install_action (widget_class, "letter.read", NULL, read_action);
  gtk_widget_class_install_action (widget_class, "letter.flag", "(sb)", flag_action);
  gtk_widget_class_install_action (widget_class, "letter.move", "s", put_action);
  gtk_widget_class_install_action (widget_class, "letter.copy", "s", put_action);
}

static void
mf_letter_menu_init (MfLetterMenu *self)
{
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->button, "view-more-symbolic");
  gtk_menu_button_set_primary (self->button, TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ ("Letter Menu"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Letter Menu"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
}
