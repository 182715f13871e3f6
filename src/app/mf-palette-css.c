/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "app/mf-palette-css.h"

#include <adwaita.h>

/* Neighbouring fields of a unit must look different. These are lent from the
 * protocols, whose hues are apart from each other and readable on both backgrounds. */
static const MfProtocol field_hues[MF_N_FIELD_COLORS] = {
  MF_PROTOCOL_SMTP, MF_PROTOCOL_POP3, MF_PROTOCOL_HTTP, MF_PROTOCOL_SUBMISSION, MF_PROTOCOL_IMAP,
};

/**
 * mf_palette_init_for_display:
 * @palette: (out caller-allocates): the colours that suit the desktop's settings
 */
void
mf_palette_init_for_display (MfPalette *palette)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean dark = adw_style_manager_get_dark (manager);

  if (adw_style_manager_get_high_contrast (manager))
    mf_palette_init (palette,
                     dark ? MF_PALETTE_HIGH_CONTRAST_DARK : MF_PALETTE_HIGH_CONTRAST_LIGHT);
  else
    mf_palette_init (palette, dark ? MF_PALETTE_DARK : MF_PALETTE_LIGHT);
}

static char *
get_css_color (const MfPalette *palette, int style)
{
  const MfColor *found = mf_palette_get (palette, style);
  GdkRGBA color = { found->red, found->green, found->blue, found->alpha };

  return gdk_rgba_to_string (&color);
}

static void
load (GtkCssProvider *provider)
{
  g_autoptr (GString) css = g_string_new (NULL);
  MfPalette palette;

  mf_palette_init_for_display (&palette);
  for (guint protocol = 0; protocol < MF_N_PROTOCOLS; protocol++)
    {
      g_autofree char *ink =
          get_css_color (&palette, mf_style_for_protocol (MF_TONE_INK, (MfProtocol) protocol));
      g_autofree char *soft =
          get_css_color (&palette, mf_style_for_protocol (MF_TONE_SOFT, (MfProtocol) protocol));

      g_string_append_printf (css, ".protocol-%s { color: %s; background-color: %s; }\n",
                              mf_protocol_get_nick ((MfProtocol) protocol), ink, soft);
    }
  gtk_css_provider_load_from_string (provider, css->str);
}

/**
 * mf_palette_css_install:
 * @display: a display
 *
 * Gives widgets of the class mf_palette_css_get_class() the colours that the
 * faces paint with, so that a protocol looks the same everywhere.
 */
void
mf_palette_css_install (GdkDisplay *display)
{
  AdwStyleManager *manager = adw_style_manager_get_for_display (display);
  GtkCssProvider *provider;

  if (g_object_get_data (G_OBJECT (display), "mf-palette-css") != NULL)
    return;

  provider = gtk_css_provider_new ();
  load (provider);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (load), provider, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (load), provider,
                           G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (display), "mf-palette-css", provider, g_object_unref);
}

/**
 * mf_palette_css_get_class:
 * @protocol: a protocol
 *
 * Returns: (transfer full): the style class of its colours
 */
char *
mf_palette_css_get_class (MfProtocol protocol)
{
  return g_strconcat ("protocol-", mf_protocol_get_nick (protocol), NULL);
}

/**
 * mf_palette_get_field_color:
 * @index: the field's place in its unit
 * @color: (out caller-allocates): the colour of the line under it
 */
void
mf_palette_get_field_color (guint index, GdkRGBA *color)
{
  const MfColor *found;
  MfPalette palette;

  mf_palette_init_for_display (&palette);
  found = mf_palette_get (&palette, mf_style_for_protocol (MF_TONE_INK,
                                                           field_hues[index % MF_N_FIELD_COLORS]));
  *color = (GdkRGBA) { found->red, found->green, found->blue, found->alpha };
}
