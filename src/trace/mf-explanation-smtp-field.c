/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-explanation-private.h"

#include <glib/gi18n-lib.h>

/* What stands in the units of SMTP, and in a letter. */
static const MfExplanationRow rows[] = {
  /* fields of commands and replies */
  { "field.verb", "RFC 5321 § 2.3.7", N_ ("The command word"),
    N_ ("Four letters (rarely more) that say what the client wants; capital or small does not "
        "matter."),
    NULL },
  { "field.domain.command", "RFC 5321 § 4.1.1.1", N_ ("The client’s host name"),
    N_ ("The name under which the client’s computer can be found in the DNS. A client without a "
        "name gives its IP address in square brackets instead."),
    NULL },
  { "field.domain.reply", "RFC 5321 § 4.2", N_ ("The server’s host name"),
    N_ ("The server says its name so that the client can see whether it has reached the right "
        "one."),
    NULL },
  { "field.reverse-path", "RFC 5321 § 4.1.1.2", N_ ("The sender’s address on the envelope"),
    N_ ("If the letter cannot be delivered, the report goes to this address; that is why it is "
        "called the reverse-path, the way back. Nobody checks that it equals the From line of "
        "the letter."),
    NULL },
  { "field.reverse-path.null", "RFC 5321 § 4.5.5", N_ ("The empty sender “<>”"),
    N_ ("This letter has no way back: it is a report about another letter. If it fails too, "
        "nobody is told, so two servers can never send each other reports without end."),
    NULL },
  { "field.forward-path", "RFC 5321 § 4.1.1.3", N_ ("The recipient’s address on the envelope"),
    N_ ("Where the letter shall go. What stands before the @ is the receiving server’s own "
        "business; what stands after it says which server that is."),
    NULL },
  { "field.esmtp-param", "RFC 5321 § 4.1.1.11", N_ ("An option of the command"),
    N_ ("A keyword, mostly with a value after an equals sign. It is allowed only if the server "
        "listed the extension in its EHLO reply."),
    NULL },
  { "field.esmtp-keyword", "RFC 5321 § 4.1.1.11", N_ ("The option’s name"),
    N_ ("It belongs to one of the extensions that the server offered."), NULL },
  { "field.esmtp-keyword.SIZE", "RFC 1870 § 6", N_ ("SIZE: how large the letter is"),
    N_ ("The client says beforehand how many bytes it is going to send."),
    N_ ("A server that has no room can refuse now, before the letter is sent in vain.") },
  { "field.esmtp-keyword.BODY", "RFC 6152", N_ ("BODY: which bytes the letter holds"),
    N_ ("7BIT promises plain ASCII; 8BITMIME announces bytes above 127, as in letters with "
        "accents or Korean text."),
    N_ ("A server that can only pass on ASCII must know this before it accepts the letter.") },
  { "field.esmtp-keyword.AUTH", "RFC 4954 § 5", N_ ("AUTH: who handed the letter in"),
    N_ ("The mailbox of the user who logged in when the letter was submitted, or <> if that is "
        "not known."),
    NULL },
  { "field.esmtp-value", "RFC 5321 § 4.1.1.11", N_ ("The option’s value"),
    N_ ("What the option is set to."), NULL },
  { "field.string", "RFC 5321 § 4.1.2", N_ ("A word for the command"),
    N_ ("What the command is about; for NOOP it has no meaning at all."), NULL },
  { "field.mechanism", "RFC 4954 § 4", N_ ("The log-in method"),
    N_ ("One of the methods that the server listed after AUTH in its EHLO reply."), NULL },
  { "field.mechanism.PLAIN", "RFC 4616 § 2", N_ ("PLAIN: name and password in one go"),
    N_ ("User name and password travel as one line, separated by zero bytes and written in "
        "base64. It is as open as a postcard unless the connection is encrypted."),
    NULL },
  { "field.mechanism.LOGIN", "RFC 4954 § 4", N_ ("LOGIN: first the name, then the password"),
    N_ ("An old method, never made a standard, that asks for the two one after the other. It is "
        "as open as PLAIN."),
    NULL },
  { "field.initial-response", "RFC 4954 § 4", N_ ("The first answer, sent along"),
    N_ ("The client need not wait for the server’s first question and sends the answer with the "
        "command. That saves a round trip."),
    NULL },
  { "field.username", "RFC 4954 § 4", N_ ("The user name"),
    N_ ("Who wants to log in. Anyone who can see this connection can read it."), NULL },
  { "field.password", "RFC 4954 § 4", N_ ("The password, for all to see"),
    N_ ("Base64 is not encryption: it only writes any bytes in letters and digits, and everyone "
        "can turn it back. That is what TLS is for."),
    NULL },
  { "field.challenge", "RFC 4954 § 4", N_ ("The server’s question"),
    N_ ("In base64. “VXNlcm5hbWU6” is “Username:”, and “UGFzc3dvcmQ6” is “Password:”."), NULL },
  { "field.response", "RFC 4954 § 4", N_ ("The client’s answer"),
    N_ ("In base64: what the log-in method asks for at this point."), NULL },
  { "field.reply-line", "RFC 5321 § 4.2.1", N_ ("One line of the reply"),
    N_ ("A reply may have several lines with the same code. A hyphen after the code says that "
        "more lines follow; a space marks the last one."),
    NULL },
  { "field.reply-code", "RFC 5321 § 4.2.1", N_ ("The status code"),
    N_ ("Three digits that tell the client’s program all it needs to know. The first one "
        "decides: 2 done, 3 go on, 4 try later, 5 no."),
    NULL },
  { "field.reply-code.2", "RFC 5321 § 4.2.1", N_ ("2yz: done"),
    N_ ("The first digit 2 means success. The second digit tells what it is about: 0 syntax, 1 "
        "information, 2 the connection, 5 the mail system."),
    NULL },
  { "field.reply-code.3", "RFC 5321 § 4.2.1", N_ ("3yz: go on"),
    N_ ("The first digit 3 means: accepted so far, the server waits for the rest. The second "
        "digit tells what it is about: 5 is the mail system."),
    NULL },
  { "field.reply-code.4", "RFC 5321 § 4.2.1", N_ ("4yz: not now"),
    N_ ("The first digit 4 means: failed for the moment, try again later. The second digit "
        "tells what it is about: 2 the connection, 5 the mail system."),
    NULL },
  { "field.reply-code.5", "RFC 5321 § 4.2.1", N_ ("5yz: no"),
    N_ ("The first digit 5 means: failed for good. The second digit tells what it is about: 0 "
        "syntax, 2 the connection, 5 the mail system."),
    NULL },
  { "field.enhanced-status-code", "RFC 3463 § 2", N_ ("The code in more detail"),
    N_ ("Three numbers with dots between them: success or failure, the subject, and the detail. "
        "They tell more exactly than the three digits what was the matter."),
    NULL },
  { "field.enhanced-status-code.0", "RFC 3463 § 3.1", N_ ("x.0.z: nothing more exact to say"),
    N_ ("A middle number of 0 gives no subject: only the first number matters."), NULL },
  { "field.enhanced-status-code.1", "RFC 3463 § 3.2", N_ ("x.1.z: it is about an address"),
    N_ ("A middle number of 1 means the sender’s or the recipient’s address."), NULL },
  { "field.enhanced-status-code.1.1", "RFC 3463 § 3.2", N_ ("x.1.1: bad mailbox address"),
    N_ ("What stands before the @ is not a mailbox of that server."), NULL },
  { "field.enhanced-status-code.1.2", "RFC 3463 § 3.2", N_ ("x.1.2: bad server address"),
    N_ ("What stands after the @ does not exist or takes no mail."), NULL },
  { "field.enhanced-status-code.2", "RFC 3463 § 3.3", N_ ("x.2.z: it is about the mailbox"),
    N_ ("A middle number of 2 means the mailbox: switched off, full, or not taking letters of "
        "this size."),
    NULL },
  { "field.enhanced-status-code.2.2", "RFC 3463 § 3.3", N_ ("x.2.2: the mailbox is full"),
    N_ ("The recipient has used up the room that the server grants."), NULL },
  { "field.enhanced-status-code.3", "RFC 3463 § 3.4",
    N_ ("x.3.z: it is about the receiving system"),
    N_ ("A middle number of 3 means the server as a whole: its disk, its limits, its features."),
    NULL },
  { "field.enhanced-status-code.4", "RFC 3463 § 3.5", N_ ("x.4.z: it is about the network"),
    N_ ("A middle number of 4 means the way there: no answer from the host, a lost connection, "
        "no route."),
    NULL },
  { "field.enhanced-status-code.5", "RFC 3463 § 3.6", N_ ("x.5.z: it is about the protocol"),
    N_ ("A middle number of 5 means the dialogue itself: an unknown command, a wrong order, a "
        "bad argument."),
    NULL },
  { "field.enhanced-status-code.6", "RFC 3463 § 3.7",
    N_ ("x.6.z: it is about the letter’s content"),
    N_ ("A middle number of 6 means the letter: its kind or its form cannot be handled."), NULL },
  { "field.enhanced-status-code.7", "RFC 3463 § 3.8", N_ ("x.7.z: it is about security or rules"),
    N_ ("A middle number of 7 means that a rule of the server decided: who may log in, who may "
        "send to whom."),
    NULL },
  { "field.text", "RFC 5321 § 4.2", N_ ("Words for people"),
    N_ ("Programs ignore this text; it may be worded in any way. The code before it says it "
        "all."),
    NULL },
  { "field.ehlo-keyword", "RFC 5321 § 4.1.1.1", N_ ("An extension that the server offers"),
    N_ ("The client may use it in this session, and only because it is listed here."), NULL },
  { "field.ehlo-keyword.SIZE", "RFC 1870 § 4", N_ ("SIZE: the largest letter that is taken"),
    N_ ("The number is the limit in bytes. The client may now tell the size of each letter with "
        "MAIL."),
    NULL },
  { "field.ehlo-keyword.8BITMIME", "RFC 6152", N_ ("8BITMIME: bytes above 127 are welcome"),
    N_ ("Basic SMTP is made for 7-bit ASCII. With this extension a letter may hold any byte, as "
        "long as it still consists of lines."),
    NULL },
  { "field.ehlo-keyword.PIPELINING", "RFC 2920 § 3", N_ ("PIPELINING: no need to wait each time"),
    N_ ("The client may send several commands in a row, MAIL, RCPT and DATA for instance, and "
        "read all the replies afterwards. That saves round trips on a slow network."),
    NULL },
  { "field.ehlo-keyword.ENHANCEDSTATUSCODES", "RFC 2034",
    N_ ("ENHANCEDSTATUSCODES: more exact replies"),
    N_ ("Most replies will carry a second code such as 5.1.1 that tells more precisely what "
        "happened."),
    NULL },
  { "field.ehlo-keyword.AUTH", "RFC 4954 § 3", N_ ("AUTH: users can log in"),
    N_ ("The words after it are the log-in methods to choose from."), NULL },
  { "field.ehlo-keyword.STARTTLS", "RFC 3207 § 3", N_ ("STARTTLS: encryption is available"),
    N_ ("The client may ask to encrypt the rest of the session."), NULL },
  { "field.ehlo-keyword.VRFY", "RFC 5321 § 3.5.2", N_ ("VRFY: the command is known"),
    N_ ("The server answers the command that asks about a user, even if only vaguely."), NULL },
  { "field.ehlo-keyword.EXPN", "RFC 5321 § 3.5.2", N_ ("EXPN: the command is known"),
    N_ ("The server answers the command that asks about a mailing list, even if only vaguely."),
    NULL },
  { "field.ehlo-keyword.HELP", "RFC 5321 § 4.1.1.8", N_ ("HELP: the command is known"),
    N_ ("The server has a help text for people."), NULL },
  { "field.ehlo-keyword.CHUNKING", "RFC 3030 § 2",
    N_ ("CHUNKING: letters may come in counted pieces"),
    N_ ("The client may use BDAT instead of DATA."), NULL },
  { "field.ehlo-keyword.BINARYMIME", "RFC 3030 § 3", N_ ("BINARYMIME: any bytes at all"),
    N_ ("A letter need not even consist of lines; this works only together with CHUNKING."), NULL },
  { "field.ehlo-keyword.DSN", "RFC 3461 § 3", N_ ("DSN: reports on request"),
    N_ ("The sender may ask to be told whether the letter was delivered, delayed or lost."), NULL },
  { "field.ehlo-keyword.SMTPUTF8", "RFC 6531 § 3.1", N_ ("SMTPUTF8: addresses in every script"),
    N_ ("Addresses and header lines may hold letters beyond ASCII, such as Hangul."), NULL },
  { "field.ehlo-param", "RFC 5321 § 4.1.1.1", N_ ("A detail of the extension"),
    N_ ("Its meaning depends on the extension: a size limit, or a list of log-in methods."), NULL },
  /* fields of the letter */
  { "field.header-field", "RFC 5322 § 2.2", N_ ("A header field"),
    N_ ("One line of the header: a name, a colon, and what it says. A line that begins with a "
        "space or a tab carries the one before it on."),
    NULL },
  { "field.field-name", "RFC 5322 § 2.2", N_ ("The name of a header field"),
    N_ ("What stands before the colon; capital or small does not matter."), NULL },
  { "field.field-body", "RFC 5322 § 2.2", N_ ("What the header field says"),
    N_ ("Everything after the colon, up to the next field."), NULL },
  { "field.blank-line", "RFC 5322 § 2.1", N_ ("The empty line"),
    N_ ("Above it stands the header, which describes the letter; below it the body, which is "
        "for the reader."),
    NULL },
  { "field.body", "RFC 5322 § 2.3", N_ ("The body"),
    N_ ("What the writer wrote. SMTP carries it and does not look into it."), NULL },
  { "field.dot-stuffing", "RFC 5321 § 4.5.2", N_ ("A dot that is not part of the letter"),
    N_ ("The line begins with a dot, so the sender put a second one in front of it and the "
        "receiver takes it away again. Otherwise a line with a lone dot would end the letter "
        "too early."),
    NULL },
  { "field.end-mark", "RFC 5321 § 4.1.1.4", N_ ("CRLF.CRLF: the end of the letter"),
    N_ ("A line with nothing but a dot. It is the only thing that ends the letter, so the "
        "sender does not have to know its length beforehand."),
    NULL },
  { "field.bare-cr", "RFC 5321 § 2.3.8", N_ ("A CR without LF"),
    N_ ("In SMTP a line ends with the two bytes CR LF and with nothing else. A CR on its own "
        "could be read as a line end by one server and not by the next, and such disagreement "
        "has been used to smuggle in letters."),
    NULL },
  { "field.bare-lf", "RFC 5321 § 2.3.8", N_ ("An LF without CR"),
    N_ ("In SMTP a line ends with the two bytes CR LF and with nothing else. An LF on its own "
        "could be read as a line end by one server and not by the next, and such disagreement "
        "has been used to smuggle in letters."),
    NULL },
};

const MfExplanationTable mf_explanation_smtp_field = { rows, G_N_ELEMENTS (rows) };
