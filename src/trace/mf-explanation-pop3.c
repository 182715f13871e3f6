/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-explanation-private.h"

#include <glib/gi18n-lib.h>

/* What both sides of a POP3 session say. */
static const MfExplanationRow rows[] = {
  /* commands */
  { "pop3.USER", "RFC 1939 § 7", N_ ("USER: whose mailbox?"),
    N_ ("Names the user whose mailbox the client wants to read. On its own it opens nothing."),
    N_ ("The server has greeted; POP3 begins with the authorization, in which the client says "
        "who it is.") },
  { "pop3.PASS", "RFC 1939 § 7", N_ ("PASS: the password"),
    N_ ("Gives the password for the user named before, in plain text: everyone on the way can "
        "read it. If it is right, the server locks the mailbox for this session."),
    N_ ("The server answered +OK to USER, and PASS is the second half of the log-in.") },
  { "pop3.APOP", "RFC 1939 § 7", N_ ("APOP: log in without showing the password"),
    N_ ("Sends the user name and a digest, a fingerprint computed from the greeting’s timestamp "
        "and the password together. Someone on the way learns neither the password nor anything "
        "that works a second time."),
    N_ ("The greeting held a timestamp in angle brackets, which means that the server offers "
        "APOP.") },
  { "pop3.STAT", "RFC 1939 § 5", N_ ("STAT: how much mail is there?"),
    N_ ("Asks for two numbers: how many messages lie in the mailbox, and how many bytes they "
        "have together."),
    N_ ("The mailbox is open, and the client wants to know whether there is anything to fetch.") },
  { "pop3.LIST", "RFC 1939 § 5", N_ ("LIST: which messages, and how large?"),
    N_ ("Asks for a line for each message with its number and its size. The numbers hold for "
        "this session only."),
    N_ ("The client has to know the numbers before it can fetch messages by number.") },
  { "pop3.RETR", "RFC 1939 § 5", N_ ("RETR: give me this message"),
    N_ ("Asks for one message, whole: header and body. It is a pull: the reader’s side asks, "
        "and only then the mail moves."),
    N_ ("The client knows from the list that this message is there and wants to have it.") },
  { "pop3.DELE", "RFC 1939 § 5", N_ ("DELE: mark this message as deleted"),
    N_ ("The message is only marked. It is really removed when the session ends with QUIT; if "
        "the connection breaks before, everything stays."),
    N_ ("The client has the message safely and wants it removed from the server: “download and "
        "delete”.") },
  { "pop3.NOOP", "RFC 1939 § 5", N_ ("NOOP: nothing, but please answer"),
    N_ ("“No operation”: the server does nothing except say +OK."),
    N_ ("The client keeps a quiet session from being closed as idle.") },
  { "pop3.RSET", "RFC 1939 § 5", N_ ("RSET: take all marks back"),
    N_ ("No message is marked as deleted any more; the session goes on."),
    N_ ("The client has changed its mind about what it deleted in this session.") },
  { "pop3.TOP", "RFC 1939 § 7", N_ ("TOP: the header and the first lines"),
    N_ ("Asks for the header of a message and as many lines of its body as the second number "
        "says."),
    N_ ("The client wants to show what a message is about without fetching all of it.") },
  { "pop3.UIDL", "RFC 1939 § 7", N_ ("UIDL: a lasting name for each message"),
    N_ ("Asks for an identifier for each message that stays the same from session to session, "
        "unlike the message’s number."),
    N_ ("POP3 remembers nothing between sessions, so a client that leaves its mail on the "
        "server recognizes by these names what it has fetched before.") },
  { "pop3.CAPA", "RFC 2449 § 5", N_ ("CAPA: what can you do?"),
    N_ ("Asks for the list of optional commands and extensions that the server offers."),
    N_ ("The client wants to know before it uses anything that not every server has.") },
  { "pop3.AUTH", "RFC 5034 § 4", N_ ("AUTH: log in by another method"),
    N_ ("Starts a log-in by the method that the client names, in place of USER and PASS."),
    N_ ("The client prefers this method, or asks which ones there are.") },
  { "pop3.STLS", "RFC 2595 § 4", N_ ("STLS: let us encrypt"),
    N_ ("Asks to protect the rest of the connection with TLS, so that nobody on the way can "
        "read the password or the mail."),
    N_ ("The client wants to log in, but not within everyone’s hearing.") },
  { "pop3.QUIT", "RFC 1939 § 6", N_ ("QUIT: goodbye"),
    N_ ("Ends the session. If the mailbox is open, the server now enters the update state and "
        "removes what was marked as deleted."),
    N_ ("The client has what it wanted; without QUIT the server would delete nothing.") },
  { "pop3.unknown", "RFC 1939 § 3", N_ ("A command that POP3 does not know"),
    N_ ("The line does not begin with any command of POP3. The server answers -ERR and waits "
        "for the next line."),
    N_ ("Somebody mistyped a command, or a program of another kind is talking to the POP3 port.") },
  { "pop3.opaque", "RFC 1939 § 3", N_ ("Bytes that are not POP3"),
    N_ ("There is no command and no response in these bytes that POP3 could read."),
    N_ ("The other side speaks another protocol, or the connection was cut in the middle of a "
        "line.") },
  { "pop3.data", "RFC 1939 § 3", N_ ("The message itself"),
    N_ ("The bytes of the stored message, line by line. As in SMTP, a line with nothing but a "
        "dot ends it, and a line that begins with a dot gets a second one."),
    N_ ("The server said +OK to the request for this message, and here it comes.") },
  { "pop3.response", "RFC 5034 § 4", N_ ("The answer to a log-in question"),
    N_ ("A line with what the server asked for, in base64: letters and digits that stand for "
        "any bytes."),
    N_ ("The server’s last line began with “+”, which means: go on with the log-in.") },
  { "pop3.challenge", "RFC 5034 § 4", N_ ("A log-in question"),
    N_ ("A line that begins with “+”: what the log-in method asks, in base64, or nothing where "
        "it has no question."),
    N_ ("The log-in method needs one more piece from the client.") },
  { "pop3.tls", "RFC 2595 § 4", N_ ("Encrypted bytes"),
    N_ ("From here on the connection is protected by TLS. Whoever listens on the way sees that "
        "something is said, and how much, but not what."),
    N_ ("The server said +OK to STLS.") },
  /* responses */
  { "pop3.+OK", "RFC 1939 § 3", N_ ("+OK: yes"),
    N_ ("POP3 has only two answers. +OK says that the command was carried out; the words behind "
        "it are for people."),
    N_ ("Everything about the last command was in order.") },
  { "pop3.-ERR", "RFC 1939 § 3", N_ ("-ERR: no"),
    N_ ("POP3 has only two answers. -ERR says that the command failed; why is told in words, "
        "and sometimes in a code in square brackets."),
    N_ ("Something about the command, or its moment, was not right.") },
  { "pop3.+OK.greeting", "RFC 1939 § 4", N_ ("+OK: the server’s greeting"),
    N_ ("The server is ready. If there is something in angle brackets, it is a timestamp, "
        "different for every connection, and the client may log in with APOP."),
    N_ ("The TCP connection has just been opened, and in POP3 too the server is the first to "
        "speak; the authorization state begins.") },
  { "pop3.-ERR.greeting", "RFC 1939 § 3", N_ ("-ERR: no service now"),
    N_ ("The server cannot serve anyone at the moment."),
    N_ ("It says so at once instead of a greeting, and the client will have to come back later.") },
  { "pop3.+OK.USER", "RFC 1939 § 7", N_ ("+OK: name noted"),
    N_ ("Now the password, please. Many servers say this to every name, so that nobody can find "
        "out which users there are."),
    N_ ("The client said USER; the log-in is half done.") },
  { "pop3.-ERR.USER", "RFC 1939 § 7", N_ ("-ERR: not this user"),
    N_ ("There is no such mailbox, or USER is not allowed at this point."),
    N_ ("The server will not let the client go on with this name.") },
  { "pop3.+OK.PASS", "RFC 1939 § 4", N_ ("+OK: the mailbox is yours"),
    N_ ("Name and password are right. The server has locked the mailbox, so that no second "
        "client can change it meanwhile, and given the messages their numbers."),
    N_ ("The log-in is complete: the authorization state ends, and the transaction state "
        "begins.") },
  { "pop3.-ERR.PASS", "RFC 1939 § 7", N_ ("-ERR: the mailbox stays closed"),
    N_ ("Name or password is wrong, or another session holds the lock on the mailbox."),
    N_ ("The client is not logged in; it may begin again with USER or give up.") },
  { "pop3.+OK.APOP", "RFC 1939 § 7", N_ ("+OK: the digest is right"),
    N_ ("The server computed the same digest from its own copy of the password, so the client "
        "must know it. The mailbox is open and locked for this session."),
    N_ ("The log-in is complete: the authorization state ends, and the transaction state "
        "begins.") },
  { "pop3.-ERR.APOP", "RFC 1939 § 7", N_ ("-ERR: the mailbox stays closed"),
    N_ ("The digest is wrong, APOP is not offered, or another session holds the lock."),
    N_ ("The client is not logged in; it may try otherwise or give up.") },
  { "pop3.+OK.AUTH", "RFC 5034 § 4", N_ ("+OK: logged in"),
    N_ ("What the client gave is right, and the mailbox is open and locked for this session."),
    N_ ("The log-in is complete: the authorization state ends, and the transaction state "
        "begins.") },
  { "pop3.-ERR.AUTH", "RFC 5034 § 4", N_ ("-ERR: not logged in"),
    N_ ("The server does not offer this method, or what the client gave is wrong."),
    N_ ("The client may try another way to log in, such as USER and PASS.") },
  { "pop3.+OK.STAT", "RFC 1939 § 5", N_ ("+OK: so many messages, so many bytes"),
    N_ ("The first number counts the messages, the second their bytes. Messages marked as "
        "deleted are not counted."),
    N_ ("The client said STAT.") },
  { "pop3.+OK.LIST", "RFC 1939 § 5", N_ ("+OK: the list of messages"),
    N_ ("A line for each message: its number in this session, and its size in bytes. A line "
        "with a lone dot ends the list."),
    N_ ("The client said LIST and can now ask for messages by their numbers.") },
  { "pop3.-ERR.LIST", "RFC 1939 § 5", N_ ("-ERR: there is no such message"),
    N_ ("No message has that number, or it is marked as deleted."),
    N_ ("The client asked about one message by its number.") },
  { "pop3.+OK.RETR", "RFC 1939 § 5", N_ ("+OK: here is the message"),
    N_ ("After this line the whole message follows, and then a line with a lone dot."),
    N_ ("The client said RETR with the number of a message that is there.") },
  { "pop3.-ERR.RETR", "RFC 1939 § 5", N_ ("-ERR: there is no such message"),
    N_ ("No message has that number, or it is marked as deleted."),
    N_ ("The client asked for a message that it cannot have.") },
  { "pop3.+OK.DELE", "RFC 1939 § 5", N_ ("+OK: marked"),
    N_ ("The message is marked as deleted and hidden for the rest of the session. It is still "
        "on the server’s disk."),
    N_ ("The client said DELE; the marks are acted on at QUIT and not earlier.") },
  { "pop3.-ERR.DELE", "RFC 1939 § 5", N_ ("-ERR: nothing to delete"),
    N_ ("No message has that number, or it is marked already."),
    N_ ("The client wanted to delete a message that is not there.") },
  { "pop3.+OK.NOOP", "RFC 1939 § 5", N_ ("+OK: I am here"),
    N_ ("The server did what was asked of it: nothing."),
    N_ ("The client said NOOP to hear whether the server still answers.") },
  { "pop3.+OK.RSET", "RFC 1939 § 5", N_ ("+OK: all marks are gone"),
    N_ ("Every message of the session is there again."), N_ ("The client said RSET.") },
  { "pop3.+OK.TOP", "RFC 1939 § 7", N_ ("+OK: here is the beginning"),
    N_ ("The header follows, an empty line, and as many lines of the body as were asked for; a "
        "line with a lone dot ends it."),
    N_ ("The client said TOP with the number of a message that is there.") },
  { "pop3.-ERR.TOP", "RFC 1939 § 7", N_ ("-ERR: there is no such message"),
    N_ ("No message has that number, or it is marked as deleted."),
    N_ ("The client asked for the beginning of a message that it cannot have.") },
  { "pop3.+OK.UIDL", "RFC 1939 § 7", N_ ("+OK: the lasting names"),
    N_ ("A line for each message: its number in this session, and the identifier that it will "
        "have in every session."),
    N_ ("The client said UIDL and will compare these names with those of the messages that it "
        "has already.") },
  { "pop3.-ERR.UIDL", "RFC 1939 § 7", N_ ("-ERR: no lasting names"),
    N_ ("There is no such message, or this server does not offer UIDL."),
    N_ ("The client has to do without: for it, every message is new.") },
  { "pop3.+OK.CAPA", "RFC 2449 § 5", N_ ("+OK: this is what I can do"),
    N_ ("The capabilities follow, one on each line; a line with a lone dot ends the list."),
    N_ ("The client said CAPA.") },
  { "pop3.-ERR.CAPA", "RFC 2449 § 5", N_ ("-ERR: only the basics"),
    N_ ("The server does not know CAPA, so the client should count on nothing but basic POP3."),
    N_ ("The server is older than this command.") },
  { "pop3.+OK.STLS", "RFC 2595 § 4", N_ ("+OK: ready for TLS"),
    N_ ("The server agrees to encrypt. The next bytes of both sides are the TLS handshake."),
    N_ ("The client said STLS, and the server can do it.") },
  { "pop3.-ERR.STLS", "RFC 2595 § 4", N_ ("-ERR: no encryption"),
    N_ ("The server does not offer TLS on this connection."),
    N_ ("The client must decide whether it wants to go on in plain text.") },
  { "pop3.+OK.QUIT", "RFC 1939 § 6", N_ ("+OK: goodbye"),
    N_ ("The server has removed the marked messages, released the lock, and closes the "
        "connection."),
    N_ ("The client said QUIT: the update state is done, and the session ends in order.") },
  { "pop3.-ERR.QUIT", "RFC 1939 § 6", N_ ("-ERR: some messages could not be removed"),
    N_ ("The server closes the connection, but some of the marked messages are still there."),
    N_ ("The client said QUIT and something went wrong on the server’s disk.") },
  { "pop3.-ERR.unknown", "RFC 1939 § 3", N_ ("-ERR: I do not know that"),
    N_ ("The server does not know the command, or not in this state of the session."),
    N_ ("What the client sent is not something that POP3 can answer with yes.") },
  { "pop3.+OK.unsolicited", "RFC 1939 § 3", N_ ("+OK: an answer to nothing"),
    N_ ("The server says something although the client has not asked. In POP3 every response "
        "answers one command."),
    N_ ("Something is wrong at the server, or bytes got lost.") },
  { "pop3.-ERR.unsolicited", "RFC 1939 § 3", N_ ("-ERR: the server ends the session by itself"),
    N_ ("The server says something although the client has not asked; mostly that it has waited "
        "too long and hangs up. It removes nothing then."),
    N_ ("The client has been silent for a long time, or the server is shutting down.") },
  /* fields */
  { "pop3.field.verb", "RFC 1939 § 3", N_ ("The command word"),
    N_ ("Three or four letters that say what the client wants; capital or small does not "
        "matter."),
    NULL },
  { "pop3.field.argument", "RFC 1939 § 3", N_ ("An argument of the command"),
    N_ ("What the command is about. Arguments are separated by single spaces."), NULL },
  { "pop3.field.username", "RFC 1939 § 7", N_ ("The mailbox’s name"),
    N_ ("Whose mail the client wants to read."), NULL },
  { "pop3.field.password", "RFC 1939 § 7", N_ ("The password, for all to see"),
    N_ ("Without encryption it crosses the network as it was typed. APOP or TLS avoid that."),
    NULL },
  { "pop3.field.digest", "RFC 1939 § 7", N_ ("The digest"),
    N_ ("32 hexadecimal digits: the MD5 sum of the greeting’s timestamp followed by the "
        "password. The server computes the same and compares."),
    NULL },
  { "pop3.field.timestamp", "RFC 1939 § 7", N_ ("The timestamp"),
    N_ ("Different for every connection, so that a digest that somebody overheard is of no use "
        "the next time."),
    NULL },
  { "pop3.field.mechanism", "RFC 5034 § 4", N_ ("A log-in method"),
    N_ ("One of the methods that SASL, a common framework for log-ins, knows."), NULL },
  { "pop3.field.initial-response", "RFC 5034 § 4", N_ ("The first answer, sent along"),
    N_ ("The client need not wait for the server’s first question and sends the answer with the "
        "command."),
    NULL },
  { "pop3.field.challenge", "RFC 5034 § 4", N_ ("The server’s question"),
    N_ ("In base64: what the log-in method asks."), NULL },
  { "pop3.field.response", "RFC 5034 § 4", N_ ("The client’s answer"),
    N_ ("In base64: what the log-in method asked for."), NULL },
  { "pop3.field.message-number", "RFC 1939 § 5", N_ ("The message’s number"),
    N_ ("1, 2, 3 … in the order of the mailbox. The numbers hold for this session only."), NULL },
  { "pop3.field.message-count", "RFC 1939 § 5", N_ ("How many messages there are"),
    N_ ("Messages marked as deleted are not counted."), NULL },
  { "pop3.field.octets", "RFC 1939 § 5", N_ ("The size in bytes"),
    N_ ("An octet is a byte of eight bits. Each line end counts as two, CR and LF."), NULL },
  { "pop3.field.line-count", "RFC 1939 § 7", N_ ("How many lines of the body"),
    N_ ("The header is sent in any case; 0 asks for the header alone."), NULL },
  { "pop3.field.unique-id", "RFC 1939 § 7", N_ ("The message’s lasting name"),
    N_ ("One to 70 printable characters that the server has chosen. They name this message in "
        "every session, and no other message of the mailbox has the same."),
    NULL },
  { "pop3.field.status", "RFC 1939 § 3", N_ ("Yes or no"),
    N_ ("+OK or -ERR: this is all that a program has to look at. A “+” alone asks for more "
        "during a log-in."),
    NULL },
  { "pop3.field.text", "RFC 1939 § 3", N_ ("Words for people"),
    N_ ("Programs mostly ignore this text. A few responses, those to STAT and LIST for "
        "instance, carry numbers here."),
    NULL },
  { "pop3.field.response-code", "RFC 2449 § 8", N_ ("The reason, for programs"),
    N_ ("A code in square brackets says why the command failed, so that the client need not "
        "guess from the words."),
    NULL },
  { "pop3.field.response-code.IN-USE", "RFC 2449 § 8.1.2", N_ ("IN-USE: someone else is reading"),
    N_ ("The password was right, but another session holds the lock on this mailbox."), NULL },
  { "pop3.field.response-code.LOGIN-DELAY", "RFC 2449 § 8.1.1", N_ ("LOGIN-DELAY: too soon"),
    N_ ("The server demands a pause between two log-ins of the same user."), NULL },
  { "pop3.field.capability", "RFC 2449 § 6", N_ ("Something that the server can do"),
    N_ ("An optional command or a property of this server, perhaps with details behind it."),
    NULL },
  { "pop3.field.capability.TOP", "RFC 2449 § 6.1", N_ ("TOP: the header and the first lines"),
    N_ ("The server offers the optional command TOP."), NULL },
  { "pop3.field.capability.USER", "RFC 2449 § 6.2", N_ ("USER: log in with a password"),
    N_ ("The server accepts the commands USER and PASS."), NULL },
  { "pop3.field.capability.SASL", "RFC 2449 § 6.3", N_ ("SASL: other ways to log in"),
    N_ ("The words behind it are the methods for the command AUTH."), NULL },
  { "pop3.field.capability.RESP-CODES", "RFC 2449 § 6.4", N_ ("RESP-CODES: reasons in brackets"),
    N_ ("The server may begin the text of a response with a code in square brackets."), NULL },
  { "pop3.field.capability.LOGIN-DELAY", "RFC 2449 § 6.5",
    N_ ("LOGIN-DELAY: do not come too often"),
    N_ ("The number is the pause in seconds that the server demands between two log-ins."), NULL },
  { "pop3.field.capability.PIPELINING", "RFC 2449 § 6.6",
    N_ ("PIPELINING: no need to wait each time"),
    N_ ("The client may send several commands in a row and read the responses afterwards."), NULL },
  { "pop3.field.capability.EXPIRE", "RFC 2449 § 6.7", N_ ("EXPIRE: how long mail is kept"),
    N_ ("The number is how many days a message may stay on the server; NEVER means that the "
        "server removes nothing by itself."),
    NULL },
  { "pop3.field.capability.UIDL", "RFC 2449 § 6.8", N_ ("UIDL: lasting names"),
    N_ ("The server offers the optional command UIDL."), NULL },
  { "pop3.field.capability.IMPLEMENTATION", "RFC 2449 § 6.9",
    N_ ("IMPLEMENTATION: which program this is"),
    N_ ("A name for people who look for the cause of a problem; programs should not depend on "
        "it."),
    NULL },
  { "pop3.field.capability.STLS", "RFC 2595 § 4", N_ ("STLS: encryption is available"),
    N_ ("The client may ask to encrypt the rest of the session."), NULL },
  { "pop3.field.param", "RFC 2449 § 3", N_ ("A detail of what the server can do"),
    N_ ("Its meaning depends on the word before it: a number of days, or a program’s name."),
    NULL },
  { "pop3.field.end-mark", "RFC 1939 § 3", N_ ("A lone dot: the end"),
    N_ ("A line with nothing but a dot ends a response of several lines, a message as well as a "
        "list."),
    NULL },
  { "pop3.field.dot-stuffing", "RFC 1939 § 3", N_ ("A dot that is not part of the message"),
    N_ ("The line begins with a dot, so the server put a second one in front of it and the "
        "client takes it away again. Otherwise a line with a lone dot would seem to be the end."),
    NULL },
};

const MfExplanationTable mf_explanation_pop3 = { rows, G_N_ELEMENTS (rows) };
