/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-explanation-private.h"

#include <glib/gi18n-lib.h>

/* What the client of an IMAP session says. */
static const MfExplanationRow rows[] = {
  /* commands in any state */
  { "imap.CAPABILITY", "RFC 3501 § 6.1.1", N_ ("CAPABILITY: what can you do?"),
    N_ ("Asks for the list of what the server offers beyond the basic commands."),
    N_ ("The client has to know which ways to log in and which shortcuts it may use. What "
        "it may do can change with the log-in, so it often asks twice.") },
  { "imap.NOOP", "RFC 3501 § 6.1.2", N_ ("NOOP: nothing, but is there any news?"),
    N_ ("Does nothing. But the server may put news of the mailbox before its answer, so "
        "clients ask like this from time to time."),
    N_ ("The client wants to know whether new mail has come, or keeps the connection from "
        "being closed as idle.") },
  { "imap.LOGOUT", "RFC 3501 § 6.1.3", N_ ("LOGOUT: goodbye"),
    N_ ("The client wants to end the session. The server says BYE, confirms, and closes the "
        "connection. The mail stays on the server, in its folders."),
    N_ ("The reader closes the mail program, or the client has what it wanted.") },
  { "imap.ID", "RFC 2971 § 3.1", N_ ("ID: which programs are we?"),
    N_ ("Client and server tell each other their names and versions. Nothing depends on it."),
    N_ ("It helps people who look for the cause of a problem.") },
  /* before the log-in */
  { "imap.STARTTLS", "RFC 3501 § 6.2.1", N_ ("STARTTLS: let us encrypt"),
    N_ ("Asks to go on over the same connection with encryption."),
    N_ ("The password comes next, and without encryption anyone on the way could read it.") },
  { "imap.AUTHENTICATE", "RFC 3501 § 6.2.2", N_ ("AUTHENTICATE: log in by this method"),
    N_ ("Begins a log-in by the method that is named; question and answer follow, in "
        "base64."),
    N_ ("The server has greeted; nobody sees any mail before a log-in.") },
  { "imap.LOGIN", "RFC 3501 § 6.2.3", N_ ("LOGIN: name and password"),
    N_ ("Tells the user’s name and the password, as they are. Without encryption anyone on "
        "the way can read both."),
    N_ ("The server has greeted; nobody sees any mail before a log-in.") },
  /* after the log-in */
  { "imap.SELECT", "RFC 3501 § 6.3.1", N_ ("SELECT: open this folder"),
    N_ ("Opens a mailbox, which most programs call a folder. Unlike POP3, IMAP has many of "
        "them for each user, all on the server. INBOX is where new mail arrives."),
    N_ ("The commands that read or change messages work on the folder that is open.") },
  { "imap.EXAMINE", "RFC 3501 § 6.3.2", N_ ("EXAMINE: open this folder, but only to read"),
    N_ ("Like SELECT, but nothing can be changed: not even reading leaves a trace."),
    N_ ("The client wants to look without marking anything as seen.") },
  { "imap.CREATE", "RFC 3501 § 6.3.3", N_ ("CREATE: make a folder"),
    N_ ("Makes a new, empty folder on the server, where every program of this user will see "
        "it."),
    N_ ("The reader wants to put mail in order, or the client needs a place for drafts or "
        "sent letters.") },
  { "imap.DELETE", "RFC 3501 § 6.3.4", N_ ("DELETE: remove this folder"),
    N_ ("Removes a folder and all the mail in it, for ever."),
    N_ ("The reader does not need it any more.") },
  { "imap.RENAME", "RFC 3501 § 6.3.5", N_ ("RENAME: give this folder another name"),
    N_ ("The first name is the old one, the second the new one. The messages stay as they "
        "are."),
    N_ ("The reader puts the folders in order.") },
  { "imap.SUBSCRIBE", "RFC 3501 § 6.3.6", N_ ("SUBSCRIBE: show this folder in the list"),
    N_ ("Adds the folder to those that the user’s programs show."),
    N_ ("With many folders, a reader wants to see only some of them.") },
  { "imap.UNSUBSCRIBE", "RFC 3501 § 6.3.7", N_ ("UNSUBSCRIBE: do not show this folder"),
    N_ ("Takes the folder out of the list. The folder itself and its mail stay."),
    N_ ("The reader does not want to see it all the time.") },
  { "imap.LIST", "RFC 3501 § 6.3.8", N_ ("LIST: which folders are there?"),
    /* xgettext:no-c-format */
    N_ ("Asks for the names of folders that fit a pattern: * stands for anything, % for one "
        "level."),
    N_ ("The client wants to show the folders, and they are on the server and nowhere else.") },
  { "imap.LSUB", "RFC 3501 § 6.3.9", N_ ("LSUB: which folders do I show?"),
    N_ ("Like LIST, but only for the folders that the user has subscribed to."),
    N_ ("The client wants to show those that the reader chose.") },
  { "imap.NAMESPACE", "RFC 2342 § 5", N_ ("NAMESPACE: where are my folders?"),
    N_ ("Asks under which beginnings of names the user’s own folders are, those of others, "
        "and shared ones."),
    N_ ("The client wants to show them apart.") },
  { "imap.STATUS", "RFC 3501 § 6.3.10", N_ ("STATUS: how is that folder doing?"),
    N_ ("Asks for numbers about a folder, without opening it: how many messages, how many "
        "unseen."),
    N_ ("The client wants to show the numbers beside the folder’s name.") },
  { "imap.APPEND", "RFC 3501 § 6.3.11", N_ ("APPEND: put this letter into the folder"),
    N_ ("Hands a whole letter to the server to be kept in a folder. Nobody gets it by this: "
        "sending is the business of SMTP."),
    N_ ("The client saves a draft or a copy of what was sent, so that the user’s other "
        "programs find it, too.") },
  { "imap.IDLE", "RFC 2177 § 3", N_ ("IDLE: tell me when something happens"),
    N_ ("From now on the server may report news at once, until the client says DONE."),
    N_ ("The reader wants to see new mail when it comes. It is the one place where reading "
        "mail is like a push: the server speaks first, over the connection that the client "
        "opened.") },
  { "imap.DONE", "RFC 2177 § 3", N_ ("DONE: that is enough"),
    N_ ("Ends IDLE. It is the only line of a client without a tag."),
    N_ ("The client wants to say something else, perhaps to fetch what was reported.") },
  { "imap.ENABLE", "RFC 5161 § 3.1", N_ ("ENABLE: I understand this, too"),
    N_ ("Tells the server that the client knows the named extensions, so that the server "
        "may use them."),
    N_ ("Some extensions change what the server says, and an older client would not "
        "understand it.") },
  { "imap.COMPRESS", "RFC 4978 § 3", N_ ("COMPRESS: let us compress"),
    N_ ("Asks to go on compressed over the same connection."),
    N_ ("Mail is mostly text, and compressed it crosses the network faster.") },
  /* with an open folder */
  { "imap.CHECK", "RFC 3501 § 6.4.1", N_ ("CHECK: tidy up"),
    N_ ("Lets the server do its housekeeping. Most servers need not do anything."),
    N_ ("Older clients say it from time to time.") },
  { "imap.CLOSE", "RFC 3501 § 6.4.2", N_ ("CLOSE: remove what is marked, and close"),
    N_ ("Closes the folder. Messages that are marked as deleted are removed before, without "
        "a word."),
    N_ ("The client is done with this folder.") },
  { "imap.UNSELECT", "RFC 3691 § 2", N_ ("UNSELECT: close, and remove nothing"),
    N_ ("Closes the folder. Unlike CLOSE it leaves the messages that are marked as deleted."),
    N_ ("The client is done with this folder, and nobody asked to remove anything.") },
  { "imap.EXPUNGE", "RFC 3501 § 6.4.3", N_ ("EXPUNGE: remove what is marked"),
    N_ ("Removes all messages with the flag \\Deleted for ever. Marking and removing are "
        "two steps, so that a reader can change his mind."),
    N_ ("The reader emptied the trash or confirmed a deletion.") },
  { "imap.UID-EXPUNGE", "RFC 4315 § 2.1", N_ ("UID EXPUNGE: remove these"),
    N_ ("Removes, of the messages with the flag \\Deleted, only those that are named."),
    N_ ("Another program of the same user may have marked others, and they shall stay.") },
  { "imap.SEARCH", "RFC 3501 § 6.4.4", N_ ("SEARCH: which messages are like this?"),
    N_ ("The server searches, and only numbers cross the network."),
    N_ ("The messages are on the server; to fetch them all just to search in them would "
        "take long.") },
  { "imap.UID-SEARCH", "RFC 3501 § 6.4.8", N_ ("UID SEARCH: which messages are like this?"),
    N_ ("Like SEARCH, but the answer names messages by their UIDs, which do not change."),
    N_ ("The client wants to remember the answer.") },
  { "imap.FETCH", "RFC 3501 § 6.4.5", N_ ("FETCH: tell me about these messages"),
    N_ ("Asks for exactly what is needed of some messages: flags, size, the header, one "
        "part, or everything. POP3 can only fetch whole messages."),
    N_ ("The client shows a list and needs no more than subject and sender, or the reader "
        "has opened a letter.") },
  { "imap.UID-FETCH", "RFC 3501 § 6.4.8", N_ ("UID FETCH: tell me about these messages"),
    N_ ("Like FETCH, but messages are named by their UIDs, which do not change from session "
        "to session."),
    N_ ("The client remembers messages from earlier sessions and wants to know what is new.") },
  { "imap.STORE", "RFC 3501 § 6.4.6", N_ ("STORE: change the flags"),
    N_ ("Sets or removes flags of messages: seen, answered, marked as deleted. They are "
        "kept on the server, so every program of this user sees them."),
    N_ ("The reader has read, answered, marked or deleted something.") },
  { "imap.UID-STORE", "RFC 3501 § 6.4.8", N_ ("UID STORE: change the flags"),
    N_ ("Like STORE, but messages are named by their UIDs, which do not change."),
    N_ ("The reader has read, answered, marked or deleted something.") },
  { "imap.COPY", "RFC 3501 § 6.4.7", N_ ("COPY: put a copy into that folder"),
    N_ ("The server copies messages from the open folder to another one. The letter itself "
        "does not cross the network."),
    N_ ("The reader puts mail in order.") },
  { "imap.UID-COPY", "RFC 3501 § 6.4.8", N_ ("UID COPY: put a copy into that folder"),
    N_ ("Like COPY, but messages are named by their UIDs, which do not change."),
    N_ ("The reader puts mail in order.") },
  { "imap.MOVE", "RFC 6851 § 3.1", N_ ("MOVE: put it into that folder"),
    N_ ("The server moves messages to another folder in one step. The letter itself does "
        "not cross the network."),
    N_ ("The reader puts mail in order, or throws it into the trash, which is a folder, "
        "too.") },
  { "imap.UID-MOVE", "RFC 6851 § 3.2", N_ ("UID MOVE: put it into that folder"),
    N_ ("Like MOVE, but messages are named by their UIDs, which do not change."),
    N_ ("The reader puts mail in order, or throws it into the trash, which is a folder, "
        "too.") },
  { "imap.unknown", "RFC 3501 § 6.5", N_ ("A command that is not common"),
    N_ ("It is none of the commands that this program knows; extensions have added many."),
    N_ ("The client speaks an extension, or is mistaken. A server that does not know it "
        "answers BAD.") },
  /* inside commands */
  { "imap.response", "RFC 3501 § 6.2.2", N_ ("The answer to a log-in question"),
    N_ ("In base64, which everyone can read: it packs bytes, it hides nothing."),
    N_ ("The server’s + asked for it.") },
  { "imap.cancel", "RFC 3501 § 6.2.2", N_ ("A star: break off the log-in"),
    N_ ("The client does not want to go on."),
    N_ ("The server asked for something that the client cannot or will not answer.") },
  { "imap.data", "RFC 3501 § 4.3", N_ ("A literal: exactly so many bytes"),
    N_ ("The bytes that were announced with their number in braces. Nothing in them is read "
        "as a command, so no dot has to be doubled as in SMTP and POP3."),
    N_ ("The number has been said, and so many bytes follow.") },
  { "imap.data.command", "RFC 3501 § 4.3", N_ ("A literal of the client"),
    N_ ("Exactly as many bytes as were announced: a letter to be kept, or a word with "
        "characters that do not fit between quotation marks. Nothing in it is read as a "
        "command."),
    N_ ("The server has said + and is ready; or it need not be asked, since the number came "
        "with a plus sign.") },
  { "imap.data.reply", "RFC 3501 § 4.3", N_ ("A literal of the server"),
    N_ ("Exactly as many bytes as were announced, mostly a letter or a part of it. Because "
        "the number is known beforehand, no lone dot has to mark the end, and no dot is "
        "doubled."),
    N_ ("The client fetched it, and its size was told in the line before.") },
  { "imap.rest", "RFC 3501 § 4.3", N_ ("The rest of the line"),
    N_ ("What stood before the literal goes on here."),
    N_ ("A literal is only a part of a command or a response, and the bytes that were "
        "counted are over.") },
  { "imap.rest.command", "RFC 3501 § 4.3", N_ ("The rest of the command"),
    N_ ("What stood before the literal goes on here."),
    N_ ("The bytes that were counted are over; the end of this line is the end of the "
        "command.") },
  { "imap.rest.reply", "RFC 3501 § 4.3", N_ ("The rest of the response"),
    N_ ("What stood before the literal goes on here; at least the closing parenthesis."),
    N_ ("The bytes that were counted are over; the end of this line is the end of the "
        "response.") },
  { "imap.tls", "RFC 3501 § 6.2.1", N_ ("An encrypted record"),
    N_ ("Nobody on the way can read it any more."), N_ ("Both sides have agreed to encrypt.") },
  { "imap.opaque", "RFC 3501 § 2.2", N_ ("This is not IMAP"),
    N_ ("Bytes that cannot be read as a command or a response."),
    N_ ("A program that speaks another protocol is connected here, or something is broken.") },
};

const MfExplanationTable mf_explanation_imap = { rows, G_N_ELEMENTS (rows) };
