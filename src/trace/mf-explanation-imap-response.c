/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-explanation-private.h"

#include <glib/gi18n-lib.h>

/* What the server of an IMAP session says. */
static const MfExplanationRow rows[] = {
  /* tagged: how a command ended */
  { "imap.OK", "RFC 3501 § 7.1.1", N_ ("OK: done"),
    N_ ("The command with this tag was carried out. What it brought was told before, in "
        "lines that begin with a star."),
    N_ ("Every command ends with one tagged response, and the tag tells which command it "
        "was: several can be under way at once.") },
  { "imap.OK.greeting", "RFC 3501 § 7.1.1", N_ ("The server greets"),
    N_ ("With this line the server says that it is there and speaks IMAP."),
    N_ ("The connection has been opened, and the server speaks first.") },
  { "imap.OK.CAPABILITY", "RFC 3501 § 6.1.1", N_ ("OK: that is what I can do"),
    N_ ("The list has come before this line."), N_ ("The client asked for it.") },
  { "imap.OK.LOGIN", "RFC 3501 § 6.2.3", N_ ("OK: you are logged in"),
    N_ ("Name and password were right. The session is now in the state “authenticated”: "
        "folders can be listed and opened."),
    N_ ("The server has compared the password.") },
  { "imap.OK.AUTHENTICATE", "RFC 3501 § 6.2.2", N_ ("OK: you are logged in"),
    N_ ("The log-in succeeded. The session is now in the state “authenticated”: folders can "
        "be listed and opened."),
    N_ ("The client’s answers were right.") },
  { "imap.OK.STARTTLS", "RFC 3501 § 6.2.1", N_ ("OK: let us encrypt"),
    N_ ("Behind this line both sides speak TLS. What was said before is forgotten, and the "
        "client asks anew."),
    N_ ("The client had asked for it.") },
  { "imap.OK.SELECT", "RFC 3501 § 6.3.1", N_ ("OK: the folder is open"),
    N_ ("The session is now in the state “selected”: messages can be fetched, searched and "
        "changed."),
    N_ ("All that the client has to know about the folder was told before this line.") },
  { "imap.OK.EXAMINE", "RFC 3501 § 6.3.2", N_ ("OK: the folder is open, only to read"),
    N_ ("Messages can be fetched and searched, but not changed."),
    N_ ("The client asked for it in this way.") },
  { "imap.OK.CLOSE", "RFC 3501 § 6.4.2", N_ ("OK: closed"),
    N_ ("What was marked as deleted is gone; the session is “authenticated” again, with no "
        "folder open."),
    N_ ("The client is done with the folder.") },
  { "imap.OK.UNSELECT", "RFC 3691 § 2", N_ ("OK: closed"),
    N_ ("Nothing was removed; the session is “authenticated” again, with no folder open."),
    N_ ("The client is done with the folder.") },
  { "imap.OK.FETCH", "RFC 3501 § 6.4.5", N_ ("OK: that was all of it"),
    N_ ("What was asked for came before this line, message by message."),
    N_ ("The client now knows that nothing more follows.") },
  { "imap.OK.UID-FETCH", "RFC 3501 § 6.4.8", N_ ("OK: that was all of it"),
    N_ ("What was asked for came before this line, message by message. UIDs that do not "
        "exist were passed over."),
    N_ ("The client now knows that nothing more follows.") },
  { "imap.OK.SEARCH", "RFC 3501 § 6.4.4", N_ ("OK: that was all of it"),
    N_ ("The numbers of the messages came before this line."), N_ ("The search is over.") },
  { "imap.OK.STORE", "RFC 3501 § 6.4.6", N_ ("OK: the flags are changed"),
    N_ ("They are kept on the server, and every program of this user sees them."),
    N_ ("The command was carried out.") },
  { "imap.OK.APPEND", "RFC 3501 § 6.3.11", N_ ("OK: the letter is in the folder"),
    N_ ("It is safe on the server’s disk now. With UIDPLUS the server also tells its UID."),
    N_ ("All its bytes have arrived.") },
  { "imap.OK.COPY", "RFC 3501 § 6.4.7", N_ ("OK: copied"),
    N_ ("All the messages are in the other folder, or the command would have failed as a "
        "whole."),
    N_ ("The server has done it by itself.") },
  { "imap.OK.MOVE", "RFC 6851 § 3.3", N_ ("OK: moved"),
    N_ ("The messages are in the other folder, and gone from this one."),
    N_ ("The server has done it by itself.") },
  { "imap.OK.EXPUNGE", "RFC 3501 § 6.4.3", N_ ("OK: removed"),
    N_ ("Each removed message was reported before this line."), N_ ("What was marked is gone.") },
  { "imap.OK.IDLE", "RFC 2177 § 3", N_ ("OK: we are back"),
    N_ ("IDLE is over, and the client can give commands again."), N_ ("The client said DONE.") },
  { "imap.OK.NOOP", "RFC 3501 § 6.1.2", N_ ("OK: I am still here"),
    N_ ("If there was news, it came before this line."), N_ ("The client asked.") },
  { "imap.OK.LOGOUT", "RFC 3501 § 6.1.3", N_ ("OK: goodbye"),
    N_ ("The last line of the session; then the connection is closed."),
    N_ ("The client asked for it, and BYE was said.") },
  { "imap.NO", "RFC 3501 § 7.1.2", N_ ("NO: it did not work"),
    N_ ("The command was understood but could not be carried out. A code in brackets may "
        "tell programs why."),
    N_ ("There is no such folder, no permission, no room, or something like that.") },
  { "imap.NO.LOGIN", "RFC 3501 § 6.2.3", N_ ("NO: name or password is wrong"),
    N_ ("The server does not say which of the two, so as not to help anyone who guesses."),
    N_ ("The server has compared the password.") },
  { "imap.NO.AUTHENTICATE", "RFC 3501 § 6.2.2", N_ ("NO: the log-in failed"),
    N_ ("The answers were not right, or the method is not offered."),
    N_ ("The server could not convince itself who this is.") },
  { "imap.NO.SELECT", "RFC 3501 § 6.3.1", N_ ("NO: this folder cannot be opened"),
    N_ ("If another one was open before, it is not any more."),
    N_ ("There is no folder of this name, or it can only hold other folders.") },
  { "imap.NO.EXAMINE", "RFC 3501 § 6.3.2", N_ ("NO: this folder cannot be opened"),
    N_ ("If another one was open before, it is not any more."),
    N_ ("There is no folder of this name, or it can only hold other folders.") },
  { "imap.NO.APPEND", "RFC 3501 § 6.3.11", N_ ("NO: the letter is not kept"),
    N_ ("Nothing was put into the folder."),
    N_ ("There is no such folder, or the letter is too large; often the server says so "
        "before the letter is sent.") },
  { "imap.NO.CREATE", "RFC 3501 § 6.3.3", N_ ("NO: the folder is not made"),
    N_ ("Everything stays as it is."),
    N_ ("There is one of this name already, or the name is not allowed.") },
  { "imap.BAD", "RFC 3501 § 7.1.3", N_ ("BAD: I do not understand"),
    N_ ("The command is against the rules: unknown, with wrong arguments, or not allowed in "
        "this state."),
    N_ ("A mistake of the client’s program, not of its user.") },
  { "imap.BAD.unknown", "RFC 3501 § 7.1.3", N_ ("BAD: no such command"),
    N_ ("The server knows no command of this name."),
    N_ ("The client speaks an extension that the server lacks, or is mistaken.") },
  { "imap.PREAUTH", "RFC 3501 § 7.1.4", N_ ("PREAUTH: you are logged in already"),
    N_ ("The server knows who this is by other means, so no log-in is needed."),
    N_ ("The connection was opened in a way that proves the user.") },
  { "imap.BYE", "RFC 3501 § 7.1.5", N_ ("BYE: the server ends the session"),
    N_ ("The connection will be closed."), N_ ("The server does not want this connection.") },
  /* untagged: what it brought, and news */
  { "imap.*", "RFC 3501 § 2.2.2", N_ ("A line with a star: data"),
    N_ ("It belongs to no single command: a part of what was asked for, or news that nobody "
        "asked for. A client must take it at any time."),
    N_ ("The server has something to tell.") },
  { "imap.*.OK", "RFC 3501 § 7.1.1", N_ ("OK with a star: by the way"),
    N_ ("Information, mostly in the code in brackets."),
    N_ ("A folder was opened, or the server has something to say that is no error.") },
  { "imap.*.NO", "RFC 3501 § 7.1.2", N_ ("NO with a star: a warning"),
    N_ ("The command may still succeed."),
    N_ ("Something is not as it should be, and the user should know.") },
  { "imap.*.BAD", "RFC 3501 § 7.1.3", N_ ("BAD with a star: I do not understand that line"),
    N_ ("The server could not even read a tag that it could have answered."),
    N_ ("What came was no command of IMAP.") },
  { "imap.*.PREAUTH", "RFC 3501 § 7.1.4", N_ ("PREAUTH: you are logged in already"),
    N_ ("The server knows who this is by other means."),
    N_ ("The connection was opened in a way that proves the user.") },
  { "imap.*.BYE", "RFC 3501 § 7.1.5", N_ ("BYE: the session ends"),
    N_ ("The server will close the connection."),
    N_ ("The client said LOGOUT; or the server is being shut down, or nothing has been said "
        "for half an hour.") },
  { "imap.*.CAPABILITY", "RFC 3501 § 7.2.1", N_ ("CAPABILITY: what the server can do"),
    N_ ("The list of what it offers beyond the basic commands, one word for each."),
    N_ ("The client asked, or the server tells it without being asked, because the log-in "
        "has changed it.") },
  { "imap.*.ENABLED", "RFC 5161 § 3.2", N_ ("ENABLED: these are switched on"),
    N_ ("Which of the extensions the server will use from now on."),
    N_ ("The client said that it knows them.") },
  { "imap.*.LIST", "RFC 3501 § 7.2.2", N_ ("LIST: a folder"),
    N_ ("One folder: what it is like, which character stands between the levels of names, "
        "and its name."),
    N_ ("The client asked for folders, and each gets a line.") },
  { "imap.*.LSUB", "RFC 3501 § 7.2.3", N_ ("LSUB: a folder that the user shows"),
    N_ ("One of the folders that the user has subscribed to."),
    N_ ("The client asked for them, and each gets a line.") },
  { "imap.*.STATUS", "RFC 3501 § 7.2.4", N_ ("STATUS: numbers about a folder"),
    N_ ("What the client wanted to know, name and number in turn."),
    N_ ("The client asked about a folder that need not be open.") },
  { "imap.*.SEARCH", "RFC 3501 § 7.2.5", N_ ("SEARCH: these messages"),
    N_ ("The numbers of the messages that were found; no number at all if there are none."),
    N_ ("The server has searched, and only the result crosses the network.") },
  { "imap.*.ESEARCH", "RFC 4731 § 3.1", N_ ("ESEARCH: what was found, in short"),
    N_ ("Only what the client wanted: the first, the last, how many, or all of them as "
        "ranges."),
    N_ ("The client asked for the short form, because a long list of numbers takes time.") },
  { "imap.*.FLAGS", "RFC 3501 § 7.2.6", N_ ("FLAGS: the flags of this folder"),
    N_ ("Which flags messages here can have. Those with a backslash are laid down by the "
        "RFC, the others are words that users or programs chose."),
    N_ ("A folder is being opened.") },
  { "imap.*.EXISTS", "RFC 3501 § 7.3.1", N_ ("EXISTS: so many messages"),
    N_ ("How many messages are in the open folder."),
    N_ ("A folder was opened, or new mail has come since.") },
  { "imap.*.RECENT", "RFC 3501 § 7.3.2", N_ ("RECENT: so many are new"),
    N_ ("How many messages no session has been told about before."),
    N_ ("A folder was opened, or new mail has come since.") },
  { "imap.*.EXPUNGE", "RFC 3501 § 7.4.1", N_ ("EXPUNGE: this message is gone"),
    N_ ("The message of this number has been removed. All later ones move up by one, so the "
        "next EXPUNGE may name the same number again."),
    N_ ("Somebody removed it: this client, or another program of the same user.") },
  { "imap.*.FETCH", "RFC 3501 § 7.4.2", N_ ("FETCH: about one message"),
    N_ ("What the client wanted to know about the message of this number: always a name, "
        "then its value."),
    N_ ("The client asked; or the flags of the message have changed, perhaps by another "
        "program of the same user, and everyone is told.") },
  { "imap.*.NAMESPACE", "RFC 2342 § 5", N_ ("NAMESPACE: where the folders are"),
    N_ ("The user’s own ones, those of other users, and shared ones; NIL means that there "
        "are none."),
    N_ ("The client asked for it.") },
  { "imap.*.ID", "RFC 2971 § 3.2", N_ ("ID: which program this is"),
    N_ ("Names and values in turn."),
    N_ ("The client introduced itself, and the server does the same.") },
  { "imap.*.unknown", "RFC 3501 § 2.2.2", N_ ("A line with a star: something else"),
    N_ ("It is none of the responses that this program knows; extensions have added many."),
    N_ ("The server speaks an extension, or is mistaken.") },
  /* go on */
  { "imap.+", "RFC 3501 § 7.5", N_ ("A plus: go on"),
    N_ ("The server is ready for the rest of the command."),
    N_ ("The client has not finished its command and waits.") },
  { "imap.+.literal", "RFC 3501 § 7.5", N_ ("A plus: send the literal"),
    N_ ("The server is ready for as many bytes as were announced. It could have said NO "
        "instead, and the bytes would never have been sent."),
    N_ ("The client announced a literal and waits, so as not to send much data in vain.") },
  { "imap.+.AUTHENTICATE", "RFC 3501 § 6.2.2", N_ ("A plus: a question of the log-in"),
    N_ ("What stands behind it is the question, in base64; some methods ask nothing and "
        "only wait for the answer."),
    N_ ("The log-in goes on step by step.") },
  { "imap.+.IDLE", "RFC 2177 § 3", N_ ("A plus: I am watching"),
    N_ ("From now on the server reports news as it happens, until the client says DONE."),
    N_ ("The client said IDLE.") },
};

const MfExplanationTable mf_explanation_imap_response = { rows, G_N_ELEMENTS (rows) };
