/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-application.h"

#include <glib/gi18n.h>

#include "app/mf-resources.h"
#include "app/mf-window.h"

struct _MfApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (MfApplication, mf_application, ADW_TYPE_APPLICATION)

/* Where no schema is installed (a build that is run in place), nothing is remembered. */
static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, MF_APPLICATION_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

static void
about_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);
  const char *const developers[] = { _ ("The Mailflow authors"), NULL };
  AdwDialog *dialog = adw_about_dialog_new ();

  g_object_set (dialog, "application-name", _ ("Mailflow"), "application-icon", MF_APPLICATION_ID,
                "version", MF_VERSION, "developer-name", _ ("The Mailflow authors"), "developers",
                developers, "license-type", GTK_LICENSE_GPL_3_0, "copyright",
                "© 2026 The Mailflow authors", "comments",
                _ ("Watch a letter travel: every command and every response of SMTP, POP3, "
                   "IMAP and HTTP, on real connections, forward and backward."),
                /* Translators: your names and addresses, one a line */
                "translator-credits", _ ("translator-credits"), NULL);
  adw_dialog_present (dialog, GTK_WIDGET (window));
}

static void
quit_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_quit (user_data);
}

static void
mf_application_activate (GApplication *app)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (app));

  if (window == NULL)
    window = GTK_WINDOW (mf_window_new (MF_APPLICATION (app)));
  gtk_window_present (window);
}

static void
mf_application_startup (GApplication *app)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } accels[] = {
    { "app.quit", { "<Control>q" } },
    { "window.close", { "<Control>w" } },
    { "win.projector", { "F11" } },
    { "win.show-lessons", { "F9" } },
    { "win.show-inspector", { "<Shift>F9" } },
    { "win.show-page::network", { "<Control>1" } },
    { "win.show-page::ladder", { "<Control>2" } },
    { "win.show-page::compare", { "<Control>3" } },
    { "win.compose", { "<Control>n" } },
    { "win.find", { "<Control>f" } },
    { "win.next-phase", { "<Control>Right", "Page_Down" } },
    { "win.previous-phase", { "<Control>Left", "Page_Up" } },
    { "win.faster", { "<Control>plus", "<Control>equal" } },
    { "win.slower", { "<Control>minus" } },
    { "win.restart", { "<Control>r" } },
  };
  static const GActionEntry entries[] = {
    { .name = "about", .activate = about_activated },
    { .name = "quit", .activate = quit_activated },
  };

  G_APPLICATION_CLASS (mf_application_parent_class)->startup (app);

  g_action_map_add_action_entries (G_ACTION_MAP (app), entries, G_N_ELEMENTS (entries), app);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (app), accels[i].action,
                                           accels[i].accels);
}

static void
mf_application_dispose (GObject *object)
{
  g_clear_object (&MF_APPLICATION (object)->settings);

  G_OBJECT_CLASS (mf_application_parent_class)->dispose (object);
}

static void
mf_application_class_init (MfApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mf_application_dispose;
  application_class->activate = mf_application_activate;
  application_class->startup = mf_application_startup;
}

static void
mf_application_init (MfApplication *self)
{
  self->settings = open_settings ();
}

/**
 * mf_application_new:
 *
 * Returns: (transfer full): the application; its resources are registered with it
 */
MfApplication *
mf_application_new (void)
{
  g_resources_register (mf_get_resource ());
  return g_object_new (MF_TYPE_APPLICATION, "application-id", MF_APPLICATION_ID,
                       "resource-base-path", MF_RESOURCE_PATH, NULL);
}

/**
 * mf_application_get_settings:
 * @self: the application
 *
 * Returns: (nullable) (transfer none): what is remembered between runs
 */
GSettings *
mf_application_get_settings (MfApplication *self)
{
  g_return_val_if_fail (MF_IS_APPLICATION (self), NULL);

  return self->settings;
}
