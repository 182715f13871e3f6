/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-explanation-private.h"

#include <glib/gi18n-lib.h>

/* The fields of a letter’s header; the key is the name in small letters. */
static const MfExplanationRow rows[] = {
  { "header", "RFC 5322 § 2.2", N_ ("A header field"),
    N_ ("A name, a colon, and a text. Programs pass on fields they do not know, so anyone can "
        "add more."),
    N_ ("The header comes before the body so that servers and agents need not read the letter "
        "to handle it.") },
  { "header.received", "RFC 5321 § 4.4", N_ ("Received: a postmark"),
    N_ ("Each server writes such a line on top of the letter: from whom it came, who took it, "
        "by which protocol, and when. Read from the bottom to the top, they tell the letter’s "
        "way."),
    N_ ("The server that takes a letter must add this before it passes the letter on; too many "
        "of them show that a letter is going round in circles.") },
  { "header.return-path", "RFC 5321 § 4.4", N_ ("Return-Path: the sender on the envelope"),
    N_ ("The address that MAIL FROM gave. The envelope is thrown away at the end of the "
        "journey, so the last server saves its sender here."),
    N_ ("It is written once, by the server that lays the letter into the mailbox.") },
  { "header.delivered-to", "RFC 9228", N_ ("Delivered-To: the mailbox it was laid into"),
    N_ ("The recipient’s address for which the last server delivered the letter. It need not "
        "appear in To or Cc."),
    N_ ("The delivering server notes it, among other things to notice a letter that comes back "
        "to where it has been.") },
  { "header.from", "RFC 5322 § 3.6.2", N_ ("From: who wrote the letter"),
    N_ ("What the reader sees as the author. SMTP does not compare it with the sender on the "
        "envelope, and so it is easily forged."),
    N_ ("The author’s user agent writes it; every letter must have one.") },
  { "header.sender", "RFC 5322 § 3.6.2", N_ ("Sender: who sent it for the author"),
    N_ ("Needed only if it was not the author who pressed Send, or if there are several "
        "authors."),
    N_ ("Somebody sends in another person’s name and says so.") },
  { "header.reply-to", "RFC 5322 § 3.6.2", N_ ("Reply-To: where the answer shall go"),
    N_ ("If it is there, answers go to this address and not to From."),
    N_ ("The author wants to read the answers somewhere else.") },
  { "header.to", "RFC 5322 § 3.6.3", N_ ("To: for whom it is meant"),
    N_ ("The main recipients, as the reader sees them. Where the letter really goes is decided "
        "by RCPT TO on the envelope."),
    N_ ("The author’s user agent wrote it from what was typed into the address line, and built "
        "the envelope from it too.") },
  { "header.cc", "RFC 5322 § 3.6.3", N_ ("Cc: who gets a copy"),
    N_ ("“Carbon copy”: recipients who are meant to read along. For SMTP they are recipients "
        "like all others."),
    N_ ("The author wants everyone to see who else has the letter.") },
  { "header.bcc", "RFC 5322 § 3.6.3", N_ ("Bcc: who gets a copy in secret"),
    N_ ("“Blind carbon copy”: these recipients stand on the envelope, but the line is normally "
        "taken out of the letter, so that nobody sees them."),
    N_ ("The author wants them to have the letter without the others knowing.") },
  { "header.subject", "RFC 5322 § 3.6.5", N_ ("Subject: what it is about"),
    N_ ("One line for the reader. Letters beyond ASCII are written as =?UTF-8?…?=, because "
        "header lines are ASCII."),
    N_ ("Mailboxes show it in their lists, so that one need not open every letter.") },
  { "header.date", "RFC 5322 § 3.6.1", N_ ("Date: when it was written"),
    N_ ("The moment at which the author said that the letter was complete, with the time zone. "
        "When it travelled is told by the Received lines."),
    N_ ("Every letter must have one; the user agent takes it from the author’s clock.") },
  { "header.message-id", "RFC 5322 § 3.6.4", N_ ("Message-ID: the letter’s own name"),
    N_ ("A name that no other letter in the world has. Answers refer to it, and that is how a "
        "mail reader finds out which letters form a conversation."),
    N_ ("The user agent invents it when the letter is sent.") },
  { "header.in-reply-to", "RFC 5322 § 3.6.4", N_ ("In-Reply-To: which letter this answers"),
    N_ ("Holds the Message-ID of the letter that is answered."), N_ ("The author pressed Reply.") },
  { "header.references", "RFC 5322 § 3.6.4", N_ ("References: the whole conversation"),
    N_ ("The Message-IDs of the letters before this one, the oldest first."),
    N_ ("Mail readers use it to show a conversation as a tree.") },
  { "header.mime-version", "RFC 2045 § 4",
    N_ ("MIME-Version: the body may be more than plain text"),
    N_ ("Says that the letter follows MIME, the rules for other scripts, pictures and "
        "attachments. The version has been 1.0 ever since."),
    N_ ("Without this line the old rules would hold: plain ASCII text and nothing else.") },
  { "header.content-type", "RFC 2045 § 5", N_ ("Content-Type: what the body is"),
    N_ ("Plain text, a picture, or several parts in one letter (multipart). A parameter says "
        "more: which characters the text uses, or what line separates the parts."),
    N_ ("The reader’s agent must know how to show the bytes that follow.") },
  { "header.content-transfer-encoding", "RFC 2045 § 6",
    N_ ("Content-Transfer-Encoding: how the bytes are packed"),
    N_ ("SMTP was made for short lines of 7-bit ASCII. This line says whether the content is "
        "like that already (7bit) or was rewritten to fit, as base64 or quoted-printable."),
    N_ ("The reader’s agent must undo the packing before it shows the content.") },
  { "header.content-disposition", "RFC 2183 § 2", N_ ("Content-Disposition: show it or save it"),
    N_ ("Says whether a part belongs into the text or is an attachment, and what its file is "
        "called."),
    N_ ("The part is more than the text of the letter itself.") },
  { "header.content-language", "RFC 5322 § 3.6.8",
    N_ ("Content-Language: the language of the text"),
    N_ ("Tells a mail reader which language it shows."),
    N_ ("The author’s agent added it for the reader’s convenience.") },
  { "header.user-agent", "RFC 5322 § 3.6.8", N_ ("User-Agent: the program that wrote it"),
    N_ ("Names the mail program. It has no meaning for the letter’s journey."),
    N_ ("Many programs like to sign their work.") },
  { "header.auto-submitted", "RFC 5322 § 3.6.8", N_ ("Auto-Submitted: no person wrote this"),
    N_ ("A program made this letter. Other programs must not answer it by themselves, or two "
        "machines might write to each other for ever."),
    N_ ("The letter is a report or another automatic message.") },
  { "header.authentication-results", "RFC 5322 § 3.6.8",
    N_ ("Authentication-Results: what the receiving server checked"),
    N_ ("What the server found out about whether the letter really comes from where it says."),
    N_ ("The server that took the letter in added it for the reader’s agent.") },
  { "header.dkim-signature", "RFC 5322 § 3.6.8", N_ ("DKIM-Signature: a seal"),
    N_ ("A signature by the sender’s domain over the letter. If the letter was changed on the "
        "way, the seal does not fit any more."),
    N_ ("SMTP itself cannot prove where a letter comes from; this can.") },
};

const MfExplanationTable mf_explanation_header = { rows, G_N_ELEMENTS (rows) };
