/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "draw/mf-canvas-private.h"
#include "draw/mf-wording.h"

#define ROW_HEIGHT 20.0
#define MAX_SECTIONS 8

/* A list of letters with its name: the queue, a mailbox, an outbox; or of a page's objects. */
typedef struct
{
  char *title;
  MfSceneList *items;
  gboolean objects;
} Section;

typedef struct
{
  const MfCanvasLayout *layout;
  MfDrawing *drawing;
  const MfScene *scene;
  guint host;
} Brush;

static double
px (const Brush *brush, double design)
{
  return mf_canvas_px (brush->layout, design);
}

static double
line_height (const Brush *brush, double size)
{
  return ceil (mf_text_get_line_height (brush->layout->context, size * brush->layout->type, FALSE));
}

static guint
add_section (Section *sections, guint n, char *title, MfSceneList *items)
{
  sections[n] = (Section) { title, items, FALSE };
  return n + 1;
}

static guint
add_objects (Section *sections, guint n, char *title, MfSceneList *objects)
{
  sections[n] = (Section) { title, objects, TRUE };
  return n + 1;
}

/* There is room for one user: the one whose mailbox or folder something happened in last. */
static const MfSceneMailbox *
find_latest (MfSceneList *mailboxes)
{
  const MfSceneMailbox *latest = NULL;
  guint latest_seq = 0;

  for (guint i = 0; i < mf_scene_list_get_n (mailboxes); i++)
    {
      const MfSceneMailbox *mailbox = mf_scene_list_get (mailboxes, i);
      guint n = mf_scene_list_get_n (mailbox->items);
      const MfSceneItem *item = n > 0 ? mf_scene_list_get (mailbox->items, n - 1) : NULL;

      if (latest == NULL || (item != NULL && item->last_seq >= latest_seq))
        {
          latest = mailbox;
          latest_seq = item ? item->last_seq : 0;
        }
    }
  return latest;
}

/* What is written over a folder: on a server whose it is, too; on a person's own computer nobody
 * asks that. */
static char *
make_folder_title (const char *mailbox, gboolean own, guint n_others)
{
  const char *slash = strchr (mailbox, '/');

  if (slash != NULL)
    return g_strdup (own ? slash + 1 : mailbox);
  if (own)
    return g_strdup (_ ("Inbox"));
  /* Translators: the name of a user's mailbox on a server, and how many others there are */
  return n_others > 0 ? g_strdup_printf (_ ("Mailbox %s (+%u)"), mailbox, n_others)
                      : g_strdup_printf (_ ("Mailbox %s"), mailbox);
}

/* The user's mailbox and folders, a stack each: "bob", "bob/Archive" … */
static guint
list_folders (MfSceneList *mailboxes, gboolean own, Section *sections, guint n)
{
  const char *latest = find_latest (mailboxes)->name;
  gsize length = strcspn (latest, "/");
  guint n_others = 0;

  for (guint i = 0; i < mf_scene_list_get_n (mailboxes); i++)
    {
      const MfSceneMailbox *mailbox = mf_scene_list_get (mailboxes, i);

      n_others += strchr (mailbox->name, '/') == NULL &&
                  (strncmp (mailbox->name, latest, length) != 0 || mailbox->name[length] != '\0');
    }

  for (guint i = 0; i < mf_scene_list_get_n (mailboxes) && n < MAX_SECTIONS; i++)
    {
      const MfSceneMailbox *mailbox = mf_scene_list_get (mailboxes, i);
      char end = strncmp (mailbox->name, latest, length) == 0 ? mailbox->name[length] : 'x';

      if (end != '\0' && end != '/')
        continue;
      n = add_section (sections, n, make_folder_title (mailbox->name, own, n_others),
                       mailbox->items);
    }
  return n;
}

/* Whether a person only reads there: nothing but a pull goes out. */
static gboolean
only_reads (const MfStage *stage, guint host)
{
  gboolean pulls = FALSE;

  for (guint i = 0; i < stage->links->len; i++)
    {
      const MfStageLink *link = &g_array_index (stage->links, MfStageLink, i);

      if (link->from == host &&
          (link->protocol == MF_PROTOCOL_SUBMISSION || link->protocol == MF_PROTOCOL_SMTP))
        return FALSE;
      pulls |= link->from == host && link->protocol != MF_PROTOCOL_DNS;
    }
  return pulls;
}

/* An agent shows the box that it is there for, and the other as soon as something lies in it; a
 * browser its page: no letter comes to lie there, the mailbox that it shows is the server's. */
static guint
list_agent (const Brush *brush,
            const MfStageHost *host,
            const MfSceneHost *holds,
            Section *sections)
{
  gboolean reads = host->row > 0 || only_reads (brush->scene->stage, brush->host);
  gboolean browses = mf_canvas_browses (brush->scene->stage, brush->host);
  /* Whoever only browses has no address. */
  gboolean writes = host->person != NULL && strchr (host->person, '@') != NULL;
  guint n = 0;

  if (mf_scene_list_get_n (holds->outgoing) > 0 || (writes && (!reads || browses)))
    n = add_section (sections, n, g_strdup (_ ("Outbox")), holds->outgoing);
  if (mf_scene_list_get_n (holds->mailboxes) > 0)
    n = list_folders (holds->mailboxes, TRUE, sections, n);
  else if (mf_scene_list_get_n (holds->incoming) > 0 || (reads && !browses))
    n = add_section (sections, n, g_strdup (_ ("Inbox")), holds->incoming);
  if (browses)
    n = add_objects (sections, n, g_strdup (_ ("Page")), holds->objects);
  return n;
}

static guint
list_sections (const Brush *brush, Section *sections)
{
  const MfStageHost *host = mf_stage_get_host (brush->scene->stage, brush->host);
  const MfSceneHost *holds = &brush->scene->hosts[brush->host];
  guint n_mailboxes = mf_scene_list_get_n (holds->mailboxes);
  guint n = 0;

  if (!mf_canvas_holds (host))
    return 0;
  if (host->kind == MF_HOST_WEB_SERVER)
    return add_objects (sections, n, g_strdup (_ ("Objects")), holds->objects);
  if (host->kind == MF_HOST_AGENT)
    return list_agent (brush, host, holds, sections);

  n = add_section (sections, n, g_strdup (_ ("Queue")), holds->queue);
  if (n_mailboxes == 0)
    return add_section (sections, n, g_strdup (_ ("Mailboxes")), NULL);

  return list_folders (holds->mailboxes, FALSE, sections, n);
}

static guint
get_last_change (const Section *section)
{
  guint seq = 0;

  for (guint i = 0; i < mf_scene_list_get_n (section->items); i++)
    seq = MAX (seq, ((const MfSceneItem *) mf_scene_list_get (section->items, i))->last_seq);
  return seq;
}

/* What goes where there is no room for all: what is empty, from the end; of a browser's letters
 * and its page what has changed less lately; else the last folder. */
static guint
find_least (const Section *sections, guint n)
{
  for (guint i = n; i > 0; i--)
    if (mf_scene_list_get_n (sections[i - 1].items) == 0)
      return i - 1;
  return sections[n - 1].objects &&
                 get_last_change (&sections[n - 1]) > get_last_change (&sections[0])
             ? 0
             : n - 1;
}

static guint
drop_sections (Section *sections, guint n, guint room)
{
  for (; n > room; n--)
    {
      guint least = find_least (sections, n);

      g_free (sections[least].title);
      memmove (sections + least, sections + least + 1, (n - least - 1) * sizeof *sections);
    }
  return n;
}

static void
draw_empty_slot (const Brush *brush, MfRect row)
{
  MfPrimitive *slot = mf_drawing_add_box (brush->drawing, row, px (brush, 5), MF_STYLE_NONE);

  slot->stroke = MF_STYLE_HOST_LINE;
  slot->dash = px (brush, 4);
  slot->line_width = MAX (1, px (brush, 1));
}

/* A letter: an envelope and its subject. A mark says that its time here is
 * over: sent on, or to be deleted. An object of a page: a sheet and its name, or a mark
 * that says that it was not found. */
static void
draw_item (const Brush *brush, const MfSceneItem *item, gboolean object, MfRect row)
{
  const MfStageHost *host = mf_stage_get_host (brush->scene->stage, brush->host);
  /* What a web server has was there before the first record. */
  gboolean changed = brush->scene->n_records > 0 && item->last_seq == brush->scene->n_records - 1 &&
                     host->kind != MF_HOST_WEB_SERVER;
  double pad = px (brush, 4);
  double icon = px (brush, 15);
  MfRect envelope = { row.x + pad, row.y + round ((row.height - icon * 0.7) / 2), icon,
                      round (icon * 0.7) };
  MfRect text = { envelope.x + icon + pad, row.y, row.width - icon - 3 * pad, row.height };
  MfPrimitive *paper = mf_drawing_add_box (brush->drawing, row, px (brush, 5),
                                           changed ? MF_STYLE_LETTER_NEW : MF_STYLE_LETTER);
  int line = changed ? MF_STYLE_LETTER_NEW_LINE : MF_STYLE_LETTER_LINE;
  g_autofree char *label = NULL;

  paper->stroke = line;
  paper->line_width = MAX (1, px (brush, changed ? 1.5 : 1));
  if (item->marked)
    mf_drawing_add_icon (brush->drawing,
                         host->kind == MF_HOST_AGENT && !object ? MF_ICON_CHECK : MF_ICON_CROSS,
                         (MfRect) { row.x + pad, row.y + round ((row.height - icon) / 2), icon,
                                    icon },
                         MAX (1, px (brush, 1.8)), MF_STYLE_NONE, MF_STYLE_LETTER_MARKED);
  else if (object)
    mf_drawing_add_page (brush->drawing,
                         (MfRect) { row.x + pad, row.y + round ((row.height - icon * 0.85) / 2),
                                    icon, round (icon * 0.85) },
                         0, MAX (1, px (brush, 1)), MF_STYLE_NONE, MF_STYLE_NONE, line);
  else
    mf_drawing_add_envelope (brush->drawing, envelope, 0, MAX (1, px (brush, 1)), MF_STYLE_NONE,
                             MF_STYLE_NONE, line);
  if (mf_scene_item_has_flag (item, "\\Flagged"))
    {
      MfRect flag = { row.x + row.width - icon - pad, row.y + round ((row.height - icon) / 2), icon,
                      icon };

      mf_drawing_add_icon (brush->drawing, MF_ICON_FLAG, flag, MAX (1, px (brush, 1.2)),
                           MF_STYLE_LETTER_NEW_LINE, MF_STYLE_LETTER_NEW_LINE);
      text.width -= icon;
    }
  mf_canvas_add_text (brush->layout, brush->drawing,
                      *item->subject ? item->subject : _ ("(no subject)"),
                      (MfTextSpec) { .size = MF_SIZE_SMALL }, text, 0,
                      item->marked ? MF_STYLE_LETTER_MARKED : MF_STYLE_TEXT);
  if (object)
    {
      label = item->status ? g_strdup_printf ("%s\n%s", item->id, item->status)
                           : g_strdup (item->subject);
      mf_drawing_add_hit (brush->drawing, MF_HIT_HOST, brush->host, row, NULL, label);
      return;
    }
  label = item->status ? g_strdup_printf ("%s\n%s", item->subject, item->status)
                       : g_strdup (item->subject);
  mf_drawing_add_hit (brush->drawing, MF_HIT_ITEM, brush->host, row, item->id, label);
}

static double
small_width (const Brush *brush, const char *words)
{
  MfTextSpec spec = { .size = MF_SIZE_SMALL * brush->layout->type };
  g_autoptr (PangoLayout) text = mf_text_new (brush->layout->context, words, &spec);

  return ceil (mf_text_get_width (text)) + 1;
}

/* How many more there are than are shown; in short where that leaves the list's name whole.
 * Returns the room for the name. */
static double
draw_more (const Brush *brush, const Section *section, guint more, MfRect head)
{
  g_autofree char *text = g_strdup_printf (_ ("+%u more"), more);
  double gap = px (brush, 4);
  double name = small_width (brush, section->title);
  double width = small_width (brush, text);

  if (name + gap + width > head.width)
    {
      g_free (text);
      text = g_strdup_printf ("+%u", more);
      width = small_width (brush, text);
    }
  mf_canvas_add_text (brush->layout, brush->drawing, text, (MfTextSpec) { .size = MF_SIZE_SMALL },
                      (MfRect) { head.x + head.width - width, head.y, width, head.height }, 1,
                      MF_STYLE_TEXT_DIM);
  return head.width - width - gap;
}

static void
draw_section (const Brush *brush, const Section *section, MfRect area)
{
  double title = line_height (brush, MF_SIZE_SMALL);
  double row = px (brush, ROW_HEIGHT);
  guint n = mf_scene_list_get_n (section->items);
  guint room = MAX (1, (guint) floor ((area.height - title) / row));
  guint shown = MIN (n, room);
  MfRect head = { area.x, area.y, area.width, title };

  if (n > shown)
    head.width = draw_more (brush, section, n - shown, head);
  mf_canvas_add_text (brush->layout, brush->drawing, section->title,
                      (MfTextSpec) { .size = MF_SIZE_SMALL }, head, 0, MF_STYLE_TEXT_DIM);

  for (guint i = 0; i < MAX (shown, 1); i++)
    {
      MfRect slot = { area.x, area.y + title + i * row + 1, area.width, row - 2 };

      if (n == 0)
        draw_empty_slot (brush, slot);
      else
        draw_item (brush, mf_scene_list_get (section->items, n - shown + i), section->objects,
                   slot);
    }
}

/* Splits the body of a flat host, where lists stand side by side: an empty one
 * takes no more than its name needs, so that what lies in the other can be read. */
static void
share_width (
    const Brush *brush, const Section *sections, guint n, double width, double gap, double *widths)
{
  double each = floor ((width - (n - 1) * gap) / n);
  guint n_filled = 0;

  for (guint i = 0; i < n; i++)
    n_filled += mf_scene_list_get_n (sections[i].items) > 0;
  for (guint i = 0; i < n; i++)
    widths[i] = each;
  if (n != 2 || n_filled != 1)
    return;

  for (guint i = 0; i < 2; i++)
    if (mf_scene_list_get_n (sections[i].items) == 0)
      {
        widths[i] = MIN (each, small_width (brush, sections[i].title));
        widths[1 - i] = width - gap - widths[i];
      }
}

static void
draw_holdings (const Brush *brush, const MfHostPlace *place)
{
  Section sections[MAX_SECTIONS];
  double widths[MAX_SECTIONS];
  guint n = list_sections (brush, sections);
  double least = line_height (brush, MF_SIZE_SMALL) + px (brush, ROW_HEIGHT);
  gboolean beside = place->flat && !place->stacked;
  double gap = px (brush, beside ? 8 : 5);
  MfRect area = place->body;
  guint room, shown;

  if (n == 0) /* a name server holds no letters */
    return;

  if (beside)
    room = (guint) MAX (1, floor ((place->body.width + gap) / (px (brush, 84) + gap)));
  else
    room = (guint) MAX (1, floor ((place->body.height + gap) / (least + gap)));
  n = drop_sections (sections, n, room);
  shown = n;

  if (beside)
    {
      area.y += MAX (0, floor ((area.height - least) / 2));
      area.height = place->body.y + place->body.height - area.y;
      share_width (brush, sections, shown, area.width, gap, widths);
    }
  else
    area.height = floor ((area.height - (shown - 1) * gap) / shown);

  for (guint i = 0; i < shown; i++)
    {
      if (beside)
        area.width = widths[i];
      draw_section (brush, &sections[i], area);
      if (beside)
        area.x += area.width + gap;
      else
        area.y += area.height + gap;
    }
  for (guint i = 0; i < n; i++)
    g_free (sections[i].title);
}

/* What the host is in a conversation, in place of its kind. */
static void
draw_badge (const Brush *brush, MfRect line, const MfSceneConnection *talks)
{
  const char *role = talks->client == (int) brush->host ? _ ("client") : _ ("server");
  MfTextSpec spec = { .size = MF_SIZE_BADGE * brush->layout->type, .bold = TRUE };
  g_autoptr (PangoLayout) text = mf_text_new (brush->layout->context, role, &spec);
  double width = MIN (ceil (mf_text_get_width (text)) + px (brush, 12), line.width);
  MfRect pill = { line.x, line.y, width, line.height };

  mf_drawing_add_box (brush->drawing, pill, line.height / 2,
                      mf_style_for_protocol (MF_TONE_BAND, talks->protocol));
  mf_canvas_add_text (brush->layout, brush->drawing, role,
                      (MfTextSpec) { .size = MF_SIZE_BADGE, .bold = TRUE }, mf_rect_inset (pill, 1),
                      0.5, mf_style_for_protocol (MF_TONE_INK, talks->protocol));
}

/* In place of its kind: nobody reaches it. */
static void
draw_down (const Brush *brush, MfRect line)
{
  MfTextSpec spec = { .size = MF_SIZE_SMALL * brush->layout->type, .bold = TRUE };
  const char *words = _ ("switched off");
  g_autoptr (PangoLayout) text = mf_text_new (brush->layout->context, words, &spec);

  mf_canvas_add_text (brush->layout, brush->drawing,
                      mf_text_get_width (text) <= line.width ? words : _ ("off"),
                      (MfTextSpec) { .size = MF_SIZE_SMALL, .bold = TRUE }, line, 0,
                      MF_STYLE_ERROR);
}

/* A name that is too long for its host is set a little smaller before it is cut. */
static double
fit_title (const Brush *brush, const char *title, double width)
{
  static const double sizes[] = { MF_SIZE_TITLE, 0.93, 0.87, 0.8 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      MfTextSpec spec = { .size = sizes[i] * brush->layout->type, .bold = TRUE };
      g_autoptr (PangoLayout) text = mf_text_new (brush->layout->context, title, &spec);

      if (mf_text_get_width (text) <= width)
        return sizes[i];
    }
  return sizes[G_N_ELEMENTS (sizes) - 1];
}

static MfIcon
get_icon (const MfStage *stage, guint host)
{
  switch (mf_stage_get_host (stage, host)->kind)
    {
    case MF_HOST_AGENT:
      return mf_canvas_browses (stage, host) ? MF_ICON_BROWSER : MF_ICON_AGENT;
    case MF_HOST_NAME_SERVER:
      return MF_ICON_NAME_SERVER;
    case MF_HOST_WEB_SERVER:
      return MF_ICON_WEB_SERVER;
    case MF_HOST_SERVER:
    default:
      return MF_ICON_SERVER;
    }
}

static void
draw_head (const Brush *brush, const MfHostPlace *place, const MfSceneConnection *talks)
{
  const MfStageHost *host = mf_stage_get_host (brush->scene->stage, brush->host);
  g_autofree char *title = mf_host_get_title (host);
  double icon = px (brush, 24);
  double first = line_height (brush, MF_SIZE_TITLE);
  double second = line_height (brush, MF_SIZE_SMALL);
  double x = place->head.x + icon + px (brush, 8);
  double y = place->head.y + round ((place->head.height - first - second) / 2);
  double width = place->head.x + place->head.width - x;
  MfRect glyph = { place->head.x, place->head.y + round ((place->head.height - icon) / 2), icon,
                   icon };
  MfIcon shape = get_icon (brush->scene->stage, brush->host);

  mf_drawing_add_icon (brush->drawing, shape, glyph, MAX (1, px (brush, 1.4)), MF_STYLE_NONE,
                       MF_STYLE_HOST_ICON);
  mf_canvas_add_text (brush->layout, brush->drawing, title,
                      (MfTextSpec) { .size = fit_title (brush, title, width), .bold = TRUE },
                      (MfRect) { x, y, width, first }, 0, MF_STYLE_TEXT);
  if (brush->scene->hosts[brush->host].down)
    draw_down (brush, (MfRect) { x, y + first, width, second });
  else if (talks != NULL)
    draw_badge (brush, (MfRect) { x, y + first, width, second }, talks);
  else
    mf_canvas_add_text (brush->layout, brush->drawing,
                        mf_canvas_get_host_kind (brush->scene->stage, brush->host),
                        (MfTextSpec) { .size = MF_SIZE_SMALL },
                        (MfRect) { x, y + first, width, second }, 0, MF_STYLE_TEXT_DIM);
}

/* @talks: (nullable): a conversation that it takes part in, if its role is to be
 * shown here: where there is no room for a badge beside the tube. */
void
mf_canvas_draw_host (const MfCanvasLayout *self,
                     MfDrawing *drawing,
                     const MfScene *scene,
                     guint index,
                     const MfSceneConnection *talks,
                     gboolean active)
{
  Brush brush = { self, drawing, scene, index };
  const MfStageHost *host = mf_stage_get_host (scene->stage, index);
  const MfHostPlace *place = &self->hosts[index];
  MfPrimitive *box = mf_drawing_add_box (drawing, place->box, mf_canvas_px (self, 12),
                                         active ? MF_STYLE_HOST_ACTIVE : MF_STYLE_HOST);
  gboolean down = scene->hosts[index].down;
  g_autofree char *label =
      g_strdup_printf ("%s · %s%s%s%s%s", host->name ? host->name : host->id,
                       down ? _ ("switched off") : mf_canvas_get_host_kind (scene->stage, index),
                       host->address ? "\n" : "", host->address ? host->address : "",
                       host->person ? "\n" : "", host->person ? host->person : "");

  box->stroke = active ? MF_STYLE_HOST_ACTIVE_LINE : MF_STYLE_HOST_LINE;
  box->line_width = MAX (1, mf_canvas_px (self, active ? 2 : 1));
  box->shadow = down ? 0 : mf_canvas_px (self, 6);
  if (down)
    {
      box->stroke = MF_STYLE_ERROR;
      box->dash = mf_canvas_px (self, 5);
      box->line_width = MAX (1, mf_canvas_px (self, 1.5));
    }
  mf_drawing_add_hit (drawing, MF_HIT_HOST, index, place->box, NULL, label);
  draw_head (&brush, place, talks);
  draw_holdings (&brush, place);
}
