/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "draw/mf-svg.h"

#include <cairo-svg.h>

typedef struct
{
  GOutputStream *stream;
  GError *error;
} Writer;

static cairo_status_t
write_cb (void *data, const unsigned char *bytes, unsigned int length)
{
  Writer *writer = data;

  if (writer->error != NULL ||
      !g_output_stream_write_all (writer->stream, bytes, length, NULL, NULL, &writer->error))
    return CAIRO_STATUS_WRITE_ERROR;
  return CAIRO_STATUS_SUCCESS;
}

/**
 * mf_svg_write:
 * @stream: where to; not closed
 * @width: of the picture, in pixels
 * @height: of the picture
 * @paint: what paints it
 * @data: for @paint
 * @error: of #GIOErrorEnum
 *
 * Writes a picture as SVG. The same picture with the same fonts gives the same bytes.
 *
 * Returns: whether all of it was written
 */
gboolean
mf_svg_write (GOutputStream *stream,
              double width,
              double height,
              MfSvgPaintFunc paint,
              gpointer data,
              GError **error)
{
  Writer writer = { stream, NULL };
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (write_cb, &writer, width, height);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
  paint (cr, data);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;

  /* The stream knows better than cairo what went wrong. */
  if (writer.error != NULL)
    g_propagate_error (error, writer.error);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));
  return FALSE;
}
