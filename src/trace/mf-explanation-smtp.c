/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-explanation-private.h"

#include <glib/gi18n-lib.h>

/* What the client of an SMTP session says. */
static const MfExplanationRow rows[] = {
  /* commands of the client */
  { "smtp.EHLO", "RFC 5321 § 4.1.1.1", N_ ("EHLO: the client says who it is"),
    N_ ("The client gives its own host name and asks which extensions the server offers beyond "
        "basic SMTP. The name is the older HELO with its first letters swapped round."),
    N_ ("A session begins with the client’s introduction: before it the server takes no mail, "
        "and only its answer tells the client what it may ask for later.") },
  { "submission.EHLO", "RFC 5321 § 4.1.1.1", N_ ("EHLO: the user agent introduces itself"),
    N_ ("The user agent gives the name of its computer and asks which extensions the server "
        "offers beyond basic SMTP."),
    N_ ("The agent, not another mail server, is the client here; among the extensions it looks "
        "for AUTH, because it will have to log in.") },
  { "smtp.HELO", "RFC 5321 § 4.1.1.1", N_ ("HELO: the old introduction"),
    N_ ("The client gives its host name without asking for extensions, so the reply is a single "
        "line. Every server must still understand it."),
    N_ ("The client knows only basic SMTP, or the server did not understand EHLO and the client "
        "falls back to the older word.") },
  { "smtp.MAIL", "RFC 5321 § 4.1.1.2", N_ ("MAIL FROM: the sender on the envelope"),
    N_ ("Opens a mail transaction, the sending of one letter, and names the address to which a "
        "failure report would go. This is the envelope: the letter’s own From line comes later "
        "and may say something else."),
    N_ ("The introduction is done and the client has a letter to send; each letter starts with "
        "the sender on its envelope.") },
  { "smtp.RCPT", "RFC 5321 § 4.1.1.3", N_ ("RCPT TO: one recipient on the envelope"),
    N_ ("Names one address that the letter is meant for. A letter for three people takes three "
        "RCPT commands, and each of them gets an answer of its own."),
    N_ ("The server has taken the sender; now it must say, recipient by recipient, whether it "
        "accepts the letter, before a single byte of the letter is sent.") },
  { "smtp.DATA", "RFC 5321 § 4.1.1.4", N_ ("DATA: the letter comes next"),
    N_ ("Asks the server to get ready for the letter itself. Once the server has said 354, "
        "everything that the client sends is letter and no longer command."),
    N_ ("The envelope is complete: it has a sender and at least one recipient that the server "
        "accepted.") },
  { "smtp.RSET", "RFC 5321 § 4.1.1.5", N_ ("RSET: forget this envelope"),
    N_ ("Throws away the sender and the recipients that were given so far. The connection stays "
        "open, and no new introduction is needed."),
    N_ ("The client gives this letter up, perhaps because a recipient was refused, and wants to "
        "start another over the same connection.") },
  { "smtp.NOOP", "RFC 5321 § 4.1.1.9", N_ ("NOOP: nothing, but please answer"),
    N_ ("“No operation”: the server does nothing except say that all is well."),
    N_ ("The client checks that the server is still there, or keeps a quiet connection from "
        "being closed as idle.") },
  { "smtp.QUIT", "RFC 5321 § 4.1.1.10", N_ ("QUIT: goodbye"),
    N_ ("Asks the server to say goodbye with 221 and to close the connection. The client should "
        "not hang up before it has that answer."),
    N_ ("The client has no further letter for this server, and an orderly end shows both sides "
        "that nothing was cut off.") },
  { "smtp.VRFY", "RFC 5321 § 3.5", N_ ("VRFY: do you know this user?"),
    N_ ("Asks the server to verify that a name belongs to a mailbox. Many servers answer only "
        "vaguely, because senders of spam would use a clear answer to collect addresses."),
    N_ ("Somebody wants to check an address; no letter is on its way.") },
  { "smtp.EXPN", "RFC 5321 § 3.5", N_ ("EXPN: who is on this mailing list?"),
    N_ ("Asks the server to expand a mailing list into the addresses of its members. Most "
        "servers keep that to themselves."),
    N_ ("Somebody wants to know who would receive a letter to the list; no letter is on its "
        "way.") },
  { "smtp.HELP", "RFC 5321 § 4.1.1.8", N_ ("HELP: which commands are there?"),
    N_ ("Asks for a text that helps a person at the keyboard. Programs do not need it."),
    N_ ("Somebody is probably typing the commands by hand.") },
  { "smtp.AUTH", "RFC 4954 § 4", N_ ("AUTH: the client logs in"),
    N_ ("Starts a log-in by the method that the client names. With PLAIN the user name and the "
        "password travel together, with LOGIN one after the other; base64 makes them unreadable "
        "for people but hides them from nobody."),
    N_ ("This server sends mail out to the whole world, but only for its own users; so it must "
        "know who is asking before it takes the first MAIL.") },
  { "smtp.AUTH.response", "RFC 4954 § 4", N_ ("The answer to a log-in question"),
    N_ ("A line with what the server asked for, in base64: letters and digits that stand for "
        "any bytes. Everyone who can see the line can decode it."),
    N_ ("The server’s last reply was 334, which means: go on with the log-in.") },
  { "smtp.AUTH.cancel", "RFC 4954 § 4", N_ ("“*”: the client breaks off the log-in"),
    N_ ("A line with nothing but an asterisk ends the log-in before it is complete. The server "
        "answers 501 and the session goes on as if AUTH had not been said."),
    N_ ("The client cannot or does not want to answer the server’s question.") },
  { "smtp.STARTTLS", "RFC 3207 § 4", N_ ("STARTTLS: let us encrypt"),
    N_ ("Asks to protect the rest of the connection with TLS, so that nobody on the way can "
        "read or change it. If the server says 220, both sides start to negotiate keys, and "
        "SMTP begins anew inside the encryption."),
    N_ ("The client wants the letter, and above all a password, to cross the network "
        "unreadable.") },
  { "smtp.BDAT", "RFC 3030 § 2", N_ ("BDAT: a piece of the letter, counted"),
    N_ ("Sends part of a letter and says beforehand how many bytes it has. The server counts "
        "instead of looking for a lone dot, so any byte may occur in the letter."),
    N_ ("The server offered CHUNKING, and the client prefers it to DATA.") },
  { "smtp.ETRN", "RFC 1985", N_ ("ETRN: send me what you keep for me"),
    N_ ("A server that is not always online asks another to start delivering the mail that "
        "waits for it."),
    N_ ("The client has just come online and wants its waiting mail without delay.") },
  { "smtp.SEND", "RFC 5321 § F.6", N_ ("SEND: show it on the terminal"),
    N_ ("An old command that opened a transaction for a message to be shown on the recipient’s "
        "terminal instead of stored in a mailbox. It is no longer used."),
    N_ ("Only a very old client would say this today.") },
  { "smtp.SOML", "RFC 5321 § F.6", N_ ("SOML: terminal or mailbox"),
    N_ ("An old command, “send or mail”: show the message on the recipient’s terminal, or store "
        "it in the mailbox if that cannot be done. It is no longer used."),
    N_ ("Only a very old client would say this today.") },
  { "smtp.SAML", "RFC 5321 § F.6", N_ ("SAML: terminal and mailbox"),
    N_ ("An old command, “send and mail”: show the message on the recipient’s terminal and "
        "store it in the mailbox too. It is no longer used."),
    N_ ("Only a very old client would say this today.") },
  { "smtp.TURN", "RFC 5321 § F.1", N_ ("TURN: let us change roles"),
    N_ ("An old command that swapped client and server within one connection. It was given up, "
        "because a stranger could use it to collect other people’s mail."),
    N_ ("Only a very old client would say this today.") },
  { "smtp.UNKNOWN", "RFC 5321 § 4.2.4", N_ ("A command that SMTP does not know"),
    N_ ("The line does not begin with any command of SMTP. The server answers 500 and waits for "
        "the next line."),
    N_ ("Somebody mistyped a command, or a program of another kind is talking to the mail port.") },
  { "smtp.data", "RFC 5321 § 4.1.1.4", N_ ("The letter itself"),
    N_ ("Header, an empty line, and body, line by line as the reader will get them; the server "
        "does not look for commands in them. A line with nothing but a dot, the byte sequence "
        "CRLF.CRLF, ends the letter."),
    N_ ("The server said 354, so until the lone dot everything that the client sends is letter.") },
  { "smtp.opaque", "RFC 5321 § 2.3.7", N_ ("Bytes that are not SMTP"),
    N_ ("These bytes are no command and no reply: there is no line in them that SMTP could "
        "read."),
    N_ ("The other side speaks another protocol, or the connection was cut in the middle of a "
        "line.") },
};

const MfExplanationTable mf_explanation_smtp = { rows, G_N_ELEMENTS (rows) };
