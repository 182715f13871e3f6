/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A tag with more attributes than this is read without the rest. */
#define MF_HTML_MAX_ATTRIBUTES 64

/* A name that is longer is nobody's. */
#define MF_HTML_MAX_NAME 64

/**
 * MfHtmlTokenKind:
 * @MF_HTML_TEXT: characters, references decoded
 * @MF_HTML_START: a start tag
 * @MF_HTML_END: an end tag
 */
typedef enum
{
  MF_HTML_TEXT,
  MF_HTML_START,
  MF_HTML_END,
} MfHtmlTokenKind;

typedef struct
{
  char name[MF_HTML_MAX_NAME + 1]; /* in small letters */
  char *value;                     /* references decoded; "" if there is none */
} MfHtmlAttribute;

/**
 * MfHtmlToken:
 * @kind: what it is
 * @name: of a tag, in small letters; "" for one that is too long
 * @text: (nullable): of a text
 * @attributes: (array length=n_attributes): of a start tag; the first of each name counts
 *
 * A piece of an HTML text. Valid until the next one is asked for.
 */
typedef struct
{
  MfHtmlTokenKind kind;
  char name[MF_HTML_MAX_NAME + 1];
  char *text;
  MfHtmlAttribute attributes[MF_HTML_MAX_ATTRIBUTES];
  guint n_attributes;
} MfHtmlToken;

/**
 * MfHtmlTokenizer:
 *
 * Cuts any text into texts and tags, as browsers do for well-formed ones;
 * comments, declarations and processing instructions are passed over. What is
 * inside of script, style, textarea, title and their like is one text, whatever
 * it looks like. It never fails, and keeps one token at a time.
 */
typedef struct _MfHtmlTokenizer MfHtmlTokenizer;

MfHtmlTokenizer *mf_html_tokenizer_new (const char *text, gsize length);
void mf_html_tokenizer_free (MfHtmlTokenizer *self);

const MfHtmlToken *mf_html_tokenizer_next (MfHtmlTokenizer *self);

const char *mf_html_token_get_attribute (const MfHtmlToken *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MfHtmlTokenizer, mf_html_tokenizer_free)

G_END_DECLS
