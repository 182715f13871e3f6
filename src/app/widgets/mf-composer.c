/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/widgets/mf-composer.h"

#include <glib/gi18n.h>

#include "app/mf-file-error.h"
#include "app/mf-resources.h"
#include "app/widgets/mf-part-list.h"
#include "app/widgets/mf-plain-row.h"
#include "mail/mf-named-address.h"

/* The lab's servers say SIZE 10 MiB or more; a file beyond this is only a wait. */
#define ATTACHMENT_MAX (24 * 1024 * 1024)

typedef struct
{
  char *name;
  char *content_type;
  GBytes *content;
} Attachment;

struct _MfComposer
{
  AdwNavigationPage parent_instance;

  char *agent; /* the agent's id on the stage */
  GPtrArray *attachments;
  GCancellable *cancellable;

  AdwToastOverlay *toasts;
  GtkLabel *from_label;
  AdwEntryRow *to_row;
  AdwEntryRow *cc_row;
  AdwEntryRow *bcc_row;
  AdwEntryRow *subject_row;
  GtkTextView *text_view;
  GtkWidget *text_hint;
  GtkWidget *attachments_box;
  GtkListBox *attachment_list;
};

enum
{
  INTENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MfComposer, mf_composer, ADW_TYPE_NAVIGATION_PAGE)

static void
attachment_free (gpointer data)
{
  Attachment *attachment = data;

  g_free (attachment->name);
  g_free (attachment->content_type);
  g_bytes_unref (attachment->content);
  g_free (attachment);
}

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
report (MfComposer *self, const char *message)
{
  adw_toast_overlay_dismiss_all (self->toasts);
  adw_toast_overlay_add_toast (self->toasts, mf_plain_toast_new (message));
}

/* Empty is no fault; what a person cannot have meant is. */
static gboolean
check_addresses (MfComposer *self, AdwEntryRow *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) addresses = NULL;

  gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  if (*get_text (row) == '\0')
    return TRUE;
  addresses = mf_named_address_parse_list (get_text (row), &error);
  if (addresses != NULL && addresses->len > 0)
    return TRUE;

  gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  gtk_widget_grab_focus (GTK_WIDGET (row));
  report (self, _ ("That is no mail address. One looks like bob@b.example."));
  return FALSE;
}

static char *
get_body (MfComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
send_letter (MfComposer *self)
{
  g_autofree char *body = get_body (self);
  g_autofree MfIntentAttachment *attachments = g_new0 (MfIntentAttachment, self->attachments->len);
  MfIntentLetter letter = {
    .to = get_text (self->to_row),
    .cc = get_text (self->cc_row),
    .bcc = get_text (self->bcc_row),
    .subject = get_text (self->subject_row),
    .body = body,
    .attachments = attachments,
    .n_attachments = self->attachments->len,
  };
  g_autoptr (MfIntent) intent = NULL;

  for (guint i = 0; i < self->attachments->len; i++)
    {
      const Attachment *attachment = g_ptr_array_index (self->attachments, i);

      attachments[i] =
          (MfIntentAttachment) { attachment->name, attachment->content_type, attachment->content };
    }
  intent = mf_intent_new_compose (self->agent, &letter);
  g_signal_emit (self, signals[INTENT], 0, intent);
}

static void
send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MfComposer *self = MF_COMPOSER (widget);

  if (!check_addresses (self, self->to_row) || !check_addresses (self, self->cc_row) ||
      !check_addresses (self, self->bcc_row))
    return;
  if (*get_text (self->to_row) == '\0' && *get_text (self->cc_row) == '\0' &&
      *get_text (self->bcc_row) == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->to_row));
      report (self, _ ("Whom is it for? Write an address after “To”."));
      return;
    }
  send_letter (self);
}

static void
update_attachments (MfComposer *self)
{
  gtk_widget_set_visible (self->attachments_box, self->attachments->len > 0);
}

static void
remove_clicked_cb (GtkButton *button, MfComposer *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ACTION_ROW);

  g_ptr_array_remove (self->attachments, g_object_get_data (G_OBJECT (row), "mf-attachment"));
  gtk_list_box_remove (self->attachment_list, row);
  update_attachments (self);
}

/**
 * mf_composer_add_attachment:
 * @self: a composer
 * @name: the file's name
 * @content_type: (nullable): its media type
 * @content: its bytes
 */
void
mf_composer_add_attachment (MfComposer *self,
                            const char *name,
                            const char *content_type,
                            GBytes *content)
{
  Attachment *attachment = g_new0 (Attachment, 1);
  g_autofree char *size = mf_format_bytes (g_bytes_get_size (content));
  GtkWidget *row = mf_plain_row_new (name, size);
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  g_return_if_fail (MF_IS_COMPOSER (self));

  attachment->name = g_strdup (name);
  attachment->content_type = g_strdup (content_type);
  attachment->content = g_bytes_ref (content);
  g_ptr_array_add (self->attachments, attachment);

  g_object_set_data (G_OBJECT (row), "mf-attachment", attachment);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Remove"));
  g_signal_connect (button, "clicked", G_CALLBACK (remove_clicked_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (self->attachment_list, row);
  update_attachments (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MfComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autofree char *name = NULL;
  g_autofree char *type = NULL;
  g_autofree char *media_type = NULL;

  content = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (content == NULL)
    {
      g_autofree char *text = mf_file_error_get_text (G_FILE (source), error);

      report (self, text);
      return;
    }
  if (g_bytes_get_size (content) > ATTACHMENT_MAX)
    {
      report (self, _ ("That file is too large to be sent by mail."));
      return;
    }
  name = g_file_get_basename (G_FILE (source));
  type = g_content_type_guess (name, g_bytes_get_data (content, NULL),
                               MIN (g_bytes_get_size (content), 4096), NULL);
  media_type = g_content_type_get_mime_type (type);
  mf_composer_add_attachment (self, name, media_type, content);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (MfComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) files = NULL;

  files = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source), result, &error);
  if (files == NULL)
    {
      if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) &&
          !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
        report (self, error->message);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      g_file_load_bytes_async (file, self->cancellable, loaded_cb, g_object_ref (self));
    }
}

static void
attach_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MfComposer *self = MF_COMPOSER (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Attach Files"));
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (widget)),
                                 self->cancellable, chosen_cb, g_object_ref (self));
}

/**
 * mf_composer_set_letter:
 * @self: a composer
 * @to: (nullable): whom it is for
 * @subject: (nullable): what it is about
 * @text: (nullable): what it says
 */
void
mf_composer_set_letter (MfComposer *self, const char *to, const char *subject, const char *text)
{
  g_return_if_fail (MF_IS_COMPOSER (self));

  gtk_editable_set_text (GTK_EDITABLE (self->to_row), to != NULL ? to : "");
  gtk_editable_set_text (GTK_EDITABLE (self->subject_row), subject != NULL ? subject : "");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text != NULL ? text : "",
                            -1);
}

/* Where the person goes on writing. */
static void
focus_first (MfComposer *self)
{
  gtk_widget_grab_focus (*get_text (self->to_row) == '\0' ? GTK_WIDGET (self->to_row)
                                                          : GTK_WIDGET (self->text_view));
}

static char *
quote (MfMessage *message)
{
  const MfPart *part = mf_message_find_text (message);
  const char *from = mf_message_get_value (message, "From");
  g_autofree char *text = part != NULL ? mf_message_get_text (message, part) : NULL;
  g_auto (GStrv) lines = NULL;
  GString *quoted = g_string_new ("\n\n");

  if (from != NULL)
    {
      /* Translators: above the quotation in a reply: whose words they are */
      g_string_append_printf (quoted, _ ("%s wrote:"), from);
      g_string_append_c (quoted, '\n');
    }
  lines = g_strsplit (text != NULL ? g_strchomp (text) : "", "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    g_string_append_printf (quoted, "> %s\n", g_strchomp (*line));
  return g_string_free_and_steal (quoted);
}

/**
 * mf_composer_reply_to:
 * @self: a composer
 * @message: what is answered; its words are quoted, its sender is written to
 */
void
mf_composer_reply_to (MfComposer *self, MfMessage *message)
{
  const char *subject = mf_message_get_value (message, "Subject");
  const char *to = mf_message_get_value (message, "Reply-To");
  g_autofree char *quoted = NULL;
  g_autofree char *again = NULL;
  GtkTextIter start;

  g_return_if_fail (MF_IS_COMPOSER (self));

  if (to == NULL)
    to = mf_message_get_value (message, "From");
  if (subject == NULL)
    subject = "";
  /* RFC 5322 section 3.6.5: "Re: " is for every language, and once is enough. */
  again = g_ascii_strncasecmp (subject, "re:", 3) == 0 ? g_strdup (subject)
                                                       : g_strconcat ("Re: ", subject, NULL);
  quoted = quote (message);
  mf_composer_set_letter (self, to, again, quoted);
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), _ ("Reply"));

  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (self->text_view), &start);
  gtk_text_buffer_place_cursor (gtk_text_view_get_buffer (self->text_view), &start);
  /* It is in sight already, if nothing has to move for that. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    focus_first (self);
}

/**
 * mf_composer_new:
 * @agent: whose agent it is
 *
 * Returns: (transfer floating): an empty letter
 */
GtkWidget *
mf_composer_new (const MfStageHost *agent)
{
  MfComposer *self = g_object_new (MF_TYPE_COMPOSER, NULL);

  self->agent = g_strdup (agent->id);
  gtk_label_set_label (self->from_label, agent->person != NULL ? agent->person : agent->name);
  return GTK_WIDGET (self);
}

static void
mf_composer_shown (AdwNavigationPage *page)
{
  focus_first (MF_COMPOSER (page));
}

static void
sheet_changed_cb (MfComposer *self, GParamSpec *pspec, AdwBottomSheet *sheet)
{
  if (adw_bottom_sheet_get_open (sheet))
    focus_first (self);
  g_signal_handlers_disconnect_by_func (sheet, sheet_changed_cb, self);
}

/* Where there is little room a dialog becomes a sheet when it is laid out. That shows what is in
 * it, then moves the focus on by one, and then says that it is open. */
static void
mf_composer_map (GtkWidget *widget)
{
  GtkWidget *sheet = gtk_widget_get_ancestor (widget, ADW_TYPE_BOTTOM_SHEET);

  GTK_WIDGET_CLASS (mf_composer_parent_class)->map (widget);

  if (sheet != NULL)
    g_signal_connect_object (sheet, "notify::open", G_CALLBACK (sheet_changed_cb), widget,
                             G_CONNECT_SWAPPED);
}

static gboolean
is_empty (MfComposer *self)
{
  return gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->text_view)) == 0;
}

static void
text_changed_cb (MfComposer *self)
{
  gtk_widget_set_visible (self->text_hint, is_empty (self));
}

/* What an input method composes is no text yet, but stands in its place. */
static void
preedit_changed_cb (MfComposer *self, const char *preedit)
{
  gtk_widget_set_visible (self->text_hint, is_empty (self) && *preedit == '\0');
}

static void
mf_composer_dispose (GObject *object)
{
  g_cancellable_cancel (MF_COMPOSER (object)->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), MF_TYPE_COMPOSER);

  G_OBJECT_CLASS (mf_composer_parent_class)->dispose (object);
}

static void
mf_composer_finalize (GObject *object)
{
  MfComposer *self = MF_COMPOSER (object);

  g_clear_pointer (&self->agent, g_free);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (mf_composer_parent_class)->finalize (object);
}

static void
mf_composer_class_init (MfComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = mf_composer_shown;
  widget_class->map = mf_composer_map;
  G_OBJECT_CLASS (klass)->dispose = mf_composer_dispose;
  G_OBJECT_CLASS (klass)->finalize = mf_composer_finalize;

  signals[INTENT] = g_signal_new ("intent", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, MF_TYPE_INTENT);

  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send_action);
  gtk_widget_class_install_action (widget_class, "composer.attach", NULL, attach_action);
  gtk_widget_class_set_template_from_resource (widget_class, MF_RESOURCE_PATH "/ui/mf-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, MfComposer, toasts);
  gtk_widget_class_bind_template_child (widget_class, MfComposer, from_label);
  gtk_widget_class_bind_template_child (widget_class, MfComposer, to_row);
  gtk_widget_class_bind_template_child (widget_class, MfComposer, cc_row);
  gtk_widget_class_bind_template_child (widget_class, MfComposer, bcc_row);
  gtk_widget_class_bind_template_child (widget_class, MfComposer, subject_row);
  gtk_widget_class_bind_template_child (widget_class, MfComposer, text_view);
  gtk_widget_class_bind_template_child (widget_class, MfComposer, text_hint);
  gtk_widget_class_bind_template_child (widget_class, MfComposer, attachments_box);
  gtk_widget_class_bind_template_child (widget_class, MfComposer, attachment_list);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, preedit_changed_cb);
}

/* Before the text takes it for the end of a paragraph. */
static void
add_send_key (MfComposer *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutTrigger *trigger = gtk_keyval_trigger_new (GDK_KEY_Return, GDK_CONTROL_MASK);

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (trigger,
                                                          gtk_named_action_new ("composer.send")));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
mf_composer_init (MfComposer *self)
{
  self->attachments = g_ptr_array_new_with_free_func (attachment_free);
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_send_key (self);
}
