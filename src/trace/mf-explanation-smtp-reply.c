/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-explanation-private.h"

#include <glib/gi18n-lib.h>

/* What the server of an SMTP session says, from the general to the particular. */
static const MfExplanationRow rows[] = {
  /* replies by first digit: what every client must understand */
  { "smtp.2", "RFC 5321 § 4.2.1", N_ ("2yz: done"),
    N_ ("A code that begins with 2 says that the command was carried out completely. Programs "
        "look only at the three digits; the words behind them are for people."),
    N_ ("The server could do what was asked, and the client may say its next command.") },
  { "smtp.3", "RFC 5321 § 4.2.1", N_ ("3yz: so far so good, go on"),
    N_ ("A code that begins with 3 says that the command is accepted but needs something more "
        "from the client."),
    N_ ("The command has a second part, and the server waits for it.") },
  { "smtp.4", "RFC 5321 § 4.2.1", N_ ("4yz: not now"),
    N_ ("A code that begins with 4 says that the command failed for a reason that will pass. "
        "The same command may succeed later without any change."),
    N_ ("Something stands in the way at this moment, so the client should keep the letter and "
        "try again later.") },
  { "smtp.5", "RFC 5321 § 4.2.1", N_ ("5yz: no"),
    N_ ("A code that begins with 5 says that the command failed and would fail again. Repeating "
        "it unchanged makes no sense."),
    N_ ("Something about the command, the address or the letter must change first, so the "
        "client gives up and tells the sender.") },
  /* replies by code */
  { "smtp.211", "RFC 5321 § 4.2.2", N_ ("211: status of the system"),
    N_ ("The server tells something about its state or gives help, in words meant for people."),
    N_ ("Somebody asked for it; for the sending of mail it has no meaning.") },
  { "smtp.214", "RFC 5321 § 4.1.1.8", N_ ("214: help"),
    N_ ("The text names commands or explains one. It is for people; programs ignore it."),
    N_ ("The client said HELP.") },
  { "smtp.220", "RFC 5321 § 3.1", N_ ("220: service ready"),
    N_ ("The server names itself and says that it is ready to begin."),
    N_ ("The server is the first to speak on a connection; the client must wait for this line.") },
  { "smtp.220.greeting", "RFC 5321 § 3.1", N_ ("220: the server’s greeting"),
    N_ ("The server names itself and says that it is ready. “ESMTP” in the text tells that it "
        "understands EHLO and extensions."),
    N_ ("The TCP connection has just been opened, and in SMTP the server is the first to speak; "
        "the client keeps silent until it hears this.") },
  { "submission.220.greeting", "RFC 5321 § 3.1", N_ ("220: the greeting of the user’s own server"),
    N_ ("The server names itself and says that it is ready. On port 587 it takes letters from "
        "its own users only, whoever they are for."),
    N_ ("The user agent has just opened the TCP connection, and in SMTP the server is the first "
        "to speak.") },
  { "smtp.220.STARTTLS", "RFC 3207 § 4", N_ ("220: ready for TLS"),
    N_ ("The server agrees to encrypt. The next bytes of both sides are no longer SMTP but the "
        "TLS handshake."),
    N_ ("The client said STARTTLS, and the server can do it.") },
  { "smtp.221", "RFC 5321 § 4.1.1.10", N_ ("221: goodbye"),
    N_ ("The server confirms the end and closes its side of the connection."),
    N_ ("The client said QUIT: this is the orderly last word of the session.") },
  { "smtp.235", "RFC 4954 § 6", N_ ("235: logged in"),
    N_ ("User name and password are right; from now on the server acts for this user."),
    N_ ("The client has given everything that the log-in method asks for.") },
  { "smtp.250", "RFC 5321 § 4.2.2", N_ ("250: done"),
    N_ ("The most frequent reply of all: the command was carried out."),
    N_ ("Everything about the last command was in order.") },
  { "smtp.250.EHLO", "RFC 5321 § 4.1.1.1", N_ ("250: welcome, and what I can do"),
    N_ ("The server names itself and lists the extensions that it offers, one on each line. All "
        "lines but the last have a hyphen after the code: more follows."),
    N_ ("The client introduced itself with EHLO, so it is told what it may use in this session.") },
  { "smtp.250.HELO", "RFC 5321 § 4.1.1.1", N_ ("250: welcome"),
    N_ ("The server accepts the introduction and names itself. HELO gets no list of extensions."),
    N_ ("The client introduced itself with HELO.") },
  { "smtp.250.MAIL", "RFC 5321 § 3.3", N_ ("250: sender noted"),
    N_ ("The sender stands on the envelope and a mail transaction is open. Nothing is promised "
        "about the letter yet."),
    N_ ("The server sees no reason to refuse mail from this address.") },
  { "smtp.250.RCPT", "RFC 5321 § 3.3", N_ ("250: recipient accepted"),
    N_ ("The server takes letters for this address, because the mailbox is its own or because "
        "it will pass them on."),
    N_ ("The address was checked before the letter is sent, so that no one sends a large letter "
        "to nobody.") },
  { "submission.250.RCPT", "RFC 6409 § 3.1", N_ ("250: your server will see to this recipient"),
    N_ ("The user’s own server takes letters for any address in the world and finds the way there "
        "later."),
    N_ ("The user has logged in, so the server sends the letter on in the user’s name, even to "
        "strangers’ mailboxes.") },
  { "smtp.250.data", "RFC 5321 § 4.2.5", N_ ("250: letter taken, now it is my responsibility"),
    N_ ("From here on this server must deliver the letter or report that it could not; the "
        "client may forget its copy. A good server has written the letter to its disk before it "
        "says this."),
    N_ ("The lone dot arrived, the letter is complete and safe.") },
  { "submission.250.data", "RFC 5321 § 4.2.5", N_ ("250: your server has taken the letter"),
    N_ ("From here on the user’s own server must bring the letter to its destination or report "
        "that it could not. The user may switch off the computer."),
    N_ ("The lone dot arrived and the letter lies safely in the server’s queue.") },
  { "smtp.250.RSET", "RFC 5321 § 4.1.1.5", N_ ("250: forgotten"),
    N_ ("The envelope is empty again, and the session goes on."), N_ ("The client said RSET.") },
  { "smtp.250.NOOP", "RFC 5321 § 4.1.1.9", N_ ("250: I am here"),
    N_ ("The server did what was asked of it: nothing."),
    N_ ("The client said NOOP to hear whether the server still answers.") },
  { "smtp.250.VRFY", "RFC 5321 § 3.5.2", N_ ("250: this user exists"),
    N_ ("The server knows the name and gives the mailbox that belongs to it."),
    N_ ("The client said VRFY, and this server is willing to tell.") },
  { "smtp.250.EXPN", "RFC 5321 § 3.5.2", N_ ("250: these are the members"),
    N_ ("The server lists the mailboxes behind the name, one on each line."),
    N_ ("The client said EXPN, and this server is willing to tell.") },
  { "smtp.251", "RFC 5321 § 3.4", N_ ("251: not here, but I will forward it"),
    N_ ("The mailbox has moved; the server knows the new address and sends the letter on."),
    N_ ("The recipient is not a user of this server any more, yet the letter need not fail.") },
  { "smtp.252", "RFC 5321 § 3.5.3", N_ ("252: I will not say, but send it and see"),
    N_ ("The server neither confirms nor denies that the user exists. It would take a letter "
        "and try to deliver it."),
    N_ ("The client said VRFY or EXPN, and this server does not give its users’ names away.") },
  { "smtp.334", "RFC 4954 § 4", N_ ("334: go on with the log-in"),
    N_ ("The text is a question in base64, or empty where the method has no question. The "
        "client answers with one line of base64."),
    N_ ("The log-in method needs one more piece: the user name, the password, or both.") },
  { "smtp.354", "RFC 5321 § 4.1.1.4", N_ ("354: send the letter"),
    N_ ("The server is ready to take the letter. It will read on until a line that holds a "
        "single dot, CRLF.CRLF in bytes, and treat nothing before that as a command."),
    N_ ("The client said DATA, and the envelope has a sender and at least one accepted "
        "recipient.") },
  { "smtp.421", "RFC 5321 § 3.8", N_ ("421: I must close now"),
    N_ ("The service is not available and the server closes the connection. It may say so at "
        "any moment, whatever the client said last."),
    N_ ("The server is shutting down, is overloaded, or has waited too long for the client; the "
        "client tries again later.") },
  { "smtp.432", "RFC 4954 § 6", N_ ("432: the password must be renewed first"),
    N_ ("The server cannot check the password by this method until the user has logged in once "
        "by another one."),
    N_ ("The user’s account was not yet prepared for the log-in method that the client chose.") },
  { "smtp.450", "RFC 5321 § 4.2.2", N_ ("450: mailbox not available just now"),
    N_ ("The address may be right, but the mailbox cannot be used at this moment. Some servers "
        "say this to every stranger once, because honest servers come back and spam programs do "
        "not."),
    N_ ("The client keeps the letter in its queue and tries again later.") },
  { "smtp.451", "RFC 5321 § 4.2.2", N_ ("451: something went wrong here"),
    N_ ("The server met an error of its own and could not finish the command."),
    N_ ("The fault is not the client’s; the same letter may well be taken later.") },
  { "smtp.451.data", "RFC 5321 § 4.2.5", N_ ("451: the letter could not be stored"),
    N_ ("The letter arrived, but the server could not put it away safely, so it refuses "
        "responsibility. The client still has its copy."),
    N_ ("An honest server says 250 only when the letter is safe; here it was not, so the client "
        "must try again later.") },
  { "smtp.452", "RFC 5321 § 4.2.2", N_ ("452: no room at the moment"),
    N_ ("The server’s storage does not suffice for this command right now."),
    N_ ("The server has run short of space; the client tries again later.") },
  { "smtp.452.RCPT", "RFC 5321 § 4.5.3.1.10", N_ ("452: no more recipients in this transaction"),
    N_ ("The server has as many recipients as it can take for one letter. Those it accepted "
        "stay accepted."),
    N_ ("The client sends the letter for these first, and then once more for the rest.") },
  { "smtp.454", "RFC 4954 § 6", N_ ("454: log-in not possible at the moment"),
    N_ ("The server cannot check the password just now. The password may be right."),
    N_ ("A part of the server that the log-in needs has failed for a while, so asking the user "
        "for another password would not help.") },
  { "smtp.455", "RFC 5321 § 4.1.1.11", N_ ("455: cannot do that with this option now"),
    N_ ("The server knows the option given with MAIL or RCPT but cannot honour it at present."),
    N_ ("The client may try again later, or without the option.") },
  { "smtp.500", "RFC 5321 § 4.2.2", N_ ("500: I do not understand"),
    N_ ("The line is no command that the server knows, or it is too long to be one."),
    N_ ("What arrived is not SMTP: a typing mistake, a broken line end, or another protocol.") },
  { "smtp.501", "RFC 5321 § 4.2.2", N_ ("501: there is a mistake behind the command"),
    N_ ("The command word is known, but what follows it is missing, superfluous, or not in the "
        "right form."),
    N_ ("The server cannot guess what was meant; the client must say it correctly.") },
  { "smtp.501.AUTH", "RFC 4954 § 4", N_ ("501: the log-in was broken off"),
    N_ ("The answer was not proper base64, or the client cancelled with an asterisk. Nobody is "
        "logged in."),
    N_ ("The log-in cannot go on like this; the client may start another.") },
  { "smtp.502", "RFC 5321 § 4.2.4", N_ ("502: I know it, but I do not do it"),
    N_ ("The server recognizes the command and does not offer it. It did not list it in its "
        "answer to EHLO either."),
    N_ ("The client asked for something that is not part of this service.") },
  { "smtp.503", "RFC 5321 § 4.1.4", N_ ("503: not in this order"),
    N_ ("The command is correct, but its moment has not come, or has passed. SMTP has an order: "
        "introduction, sender, recipients, letter."),
    N_ ("A step that must come before is missing.") },
  { "smtp.503.MAIL", "RFC 5321 § 4.1.4", N_ ("503: MAIL is not due now"),
    N_ ("Either the client has not introduced itself with EHLO, or an envelope is open already "
        "and needs to be finished or reset first."),
    N_ ("Only one letter at a time is sent over a connection, and only after the introduction.") },
  { "smtp.503.RCPT", "RFC 5321 § 3.3", N_ ("503: a recipient without a sender"),
    N_ ("The envelope must be opened with MAIL before recipients can be written on it."),
    N_ ("There is no open mail transaction that the recipient could belong to.") },
  { "smtp.503.DATA", "RFC 5321 § 3.3", N_ ("503: a letter without an envelope"),
    N_ ("DATA needs a sender and at least one accepted recipient before it."),
    N_ ("Without a recipient the server would not know what to do with the letter.") },
  { "smtp.504", "RFC 5321 § 4.2.2", N_ ("504: that variant I do not do"),
    N_ ("The command is offered, but not with this argument: for instance a log-in method that "
        "the server does not have."),
    N_ ("The client may try the command with another argument.") },
  { "smtp.530", "RFC 4954 § 6", N_ ("530: log in first"),
    N_ ("The server wants to know who is asking before it does this."),
    N_ ("A submission server sends mail for its own users only; without that rule it would be "
        "an open relay, which spammers love.") },
  { "smtp.534", "RFC 4954 § 6", N_ ("534: that log-in method is too weak"),
    N_ ("The server’s rules demand a stronger method for this user."),
    N_ ("The client may try another of the methods in the EHLO list.") },
  { "smtp.535", "RFC 4954 § 6", N_ ("535: user name or password is wrong"),
    N_ ("The log-in failed. The server does not say which of the two was wrong, so that nobody "
        "can find out user names by trying."),
    N_ ("What the client sent does not match any account of this server.") },
  { "smtp.538", "RFC 4954 § 6", N_ ("538: not without encryption"),
    N_ ("The log-in method that was asked for would show the password to everyone on the way."),
    N_ ("The connection is not encrypted; the client should say STARTTLS first.") },
  { "smtp.550", "RFC 5321 § 4.2.2", N_ ("550: refused"),
    N_ ("The mailbox does not exist, or the server’s rules forbid what was asked."),
    N_ ("Trying again would not help; the sender has to be told.") },
  { "smtp.550.MAIL", "RFC 5321 § 4.2.2", N_ ("550: no mail from this sender"),
    N_ ("The server’s rules do not admit this sender."),
    N_ ("The sender is checked first, so that a letter that is not wanted costs as little as "
        "possible.") },
  { "smtp.550.RCPT", "RFC 5321 § 4.2.2", N_ ("550: no such mailbox here"),
    N_ ("The server has no user of that name, or it would have to pass the letter on for "
        "strangers, which it does not do. The other recipients of the letter are not affected."),
    N_ ("The server checks each recipient before the letter is sent; the sender will get a "
        "report of this failure.") },
  { "smtp.550.data", "RFC 5321 § 4.2.5", N_ ("550: the letter is refused"),
    N_ ("The server has seen the whole letter and does not take it. Responsibility stays with "
        "the client, which reports the failure to the sender."),
    N_ ("The envelope was in order, but something in the letter itself breaks the server’s "
        "rules.") },
  { "smtp.551", "RFC 5321 § 3.4", N_ ("551: moved, try this address"),
    N_ ("The mailbox is not here any more. The server knows the new address but leaves it to "
        "the sender to use it."),
    N_ ("The recipient has gone elsewhere, and this server does not forward.") },
  { "smtp.552", "RFC 5321 § 4.2.2", N_ ("552: too large, or the mailbox is full"),
    N_ ("There is not enough room for this letter, and waiting will not change that."),
    N_ ("The letter is larger than what this server or this mailbox may hold.") },
  { "smtp.552.MAIL", "RFC 1870 § 6.1", N_ ("552: a letter of that size is not taken"),
    N_ ("The client said with SIZE how large the letter is, and that is more than the server "
        "allows."),
    N_ ("Saying the size beforehand pays off here: the letter is refused before it is sent.") },
  { "smtp.552.data", "RFC 1870 § 6.3", N_ ("552: the letter was too large"),
    N_ ("The server counted the bytes as they came, and they were more than it allows. The "
        "letter is thrown away."),
    N_ ("The client had not announced the size, or not truthfully, so the server could refuse "
        "only at the end.") },
  { "smtp.553", "RFC 5321 § 4.2.2", N_ ("553: that is not a possible mailbox name"),
    N_ ("The address is written in a way that the server does not allow."),
    N_ ("There is probably a typing mistake in the address.") },
  { "smtp.554", "RFC 5321 § 4.2.2", N_ ("554: the transaction failed"),
    N_ ("A general refusal for which there is no better code."),
    N_ ("The words behind the code say more, to people at least.") },
  { "smtp.554.greeting", "RFC 5321 § 3.1", N_ ("554: no mail service here"),
    N_ ("The server does not want this client and will say nothing else until the client quits."),
    N_ ("The server decides this when a connection is opened, before it has heard a word.") },
  { "smtp.554.DATA", "RFC 5321 § 3.3", N_ ("554: nobody to send it to"),
    N_ ("Every recipient was refused, so there is no one to take a letter for."),
    N_ ("The client said DATA although no RCPT had succeeded.") },
  { "smtp.554.data", "RFC 5321 § 4.2.5", N_ ("554: the letter is refused"),
    N_ ("The server has seen the whole letter and does not take it: for instance because its "
        "lines do not end with CRLF, which could hide a second letter in the first."),
    N_ ("The envelope was in order; the fault is in the letter, so the client must not try "
        "again without a change.") },
  { "smtp.555", "RFC 5321 § 4.1.1.11", N_ ("555: I do not know that option"),
    N_ ("The command carries an option that the server does not offer."),
    N_ ("The option was not in the server’s EHLO list, so the client should not have used it.") },
};

const MfExplanationTable mf_explanation_smtp_reply = { rows, G_N_ELEMENTS (rows) };
