/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-explanation-private.h"

#include <glib/gi18n-lib.h>

/* What happens beside the dialogue: acts, connections, look-ups, changes. */
static const MfExplanationRow rows[] = {
  /* people */
  { "event.act", NULL, N_ ("A person acts"),
    N_ ("Somebody at a computer did something; no byte has crossed the network for it yet."),
    N_ ("Servers and agents never start on their own: it is people’s wishes that set them "
        "going.") },
  { "event.act.compose", "RFC 5598 § 2.1.1", N_ ("A letter is written"),
    N_ ("The author writes the letter in a user agent, a mail reader. It lies on the author’s "
        "own computer, and no server knows of it."),
    N_ ("This is step 1 of a letter’s journey; the next one is up to the author too.") },
  { "event.act.send", "RFC 6409 § 3.1", N_ ("Send is pressed"),
    N_ ("The user agent will take the letter to the author’s own mail server, whoever it is "
        "for."),
    N_ ("The author is done; from here on programs do the work.") },
  { "event.act.fetch", "RFC 1939 § 1", N_ ("New mail is asked for"),
    N_ ("The user agent will connect to its mail server and ask for what lies in the mailbox. "
        "Nobody brings mail to a reader: reading is a pull."),
    N_ ("The reader’s computer is not always on, so the letter waits on the server until it is "
        "asked for.") },
  { "event.act.sync", "RFC 4549 § 4", N_ ("A folder is opened"),
    N_ ("The user agent will ask its mail server what is new in the folder, what is gone, and which "
        "flags have changed. The letters themselves stay where they are."),
    N_ ("The reader wants to see the folder as it is now.") },
  { "event.act.read", "RFC 3501 § 6.4.5", N_ ("A letter is opened"),
    N_ ("The user agent will fetch the letter, or only the part of it that is wanted."),
    N_ ("So far it knows only what the header says.") },
  { "event.act.flag", "RFC 3501 § 2.3.2", N_ ("A letter is flagged"),
    N_ ("The user agent will ask its mail server to put a flag on the letter, or to take one away."),
    N_ ("Flags are kept on the server, for every device of the reader.") },
  { "event.act.move", "RFC 6851 § 1", N_ ("A letter is put into another folder"),
    N_ ("The user agent will ask its mail server to move the letter. It need not cross the network."),
    N_ ("The reader keeps letters in order.") },
  { "event.act.copy", "RFC 3501 § 6.4.7", N_ ("A letter is copied into another folder"),
    N_ ("The user agent will ask its mail server to copy the letter. It need not cross the network."),
    N_ ("The reader wants it in both places.") },
  { "event.act.make-folder", "RFC 3501 § 6.3.3", N_ ("A folder is wanted"),
    N_ ("The user agent will ask its mail server to make one."),
    N_ ("The reader wants a place of its own for some letters.") },
  { "event.act.list", "RFC 3501 § 6.3.8", N_ ("The folders are looked through"),
    N_ ("The user agent will ask its mail server which folders there are."),
    N_ ("Another device of the same reader may have made one.") },
  { "event.act.search", "RFC 3501 § 6.4.4", N_ ("A word is looked for"),
    N_ ("The user agent will let its mail server search; only numbers will come back."),
    N_ ("The letters are on the server, and so is the work.") },
  { "event.act.wait", "RFC 2177 § 1", N_ ("The mailbox is left open"),
    N_ ("The user agent will keep its session open and let its mail server tell it of news."),
    N_ ("The reader wants to see a letter as soon as it arrives.") },
  { "event.act.stop-waiting", "RFC 2177 § 3", N_ ("The waiting is over"),
    N_ ("The user agent will tell its mail server that it no longer waits."),
    N_ ("The reader has seen enough, or wants something else.") },
  { "event.act.sign-out", "RFC 3501 § 6.1.3", N_ ("The mailbox is left"),
    N_ ("The user agent will end its session in order. All letters, folders and flags stay on the "
        "server."),
    N_ ("The reader is done for now.") },
  { "event.act.stop", "RFC 1939 § 6", N_ ("An agent is switched off"),
    N_ ("The computer goes dark in the middle of what it was doing. Its connections end without "
        "a goodbye, and its server notices only that."),
    N_ ("Batteries run out, and lids are closed; a protocol has to be safe even then.") },
  { "event.act.down", "RFC 5321 § 4.5.4.1", N_ ("A server is taken down"),
    N_ ("The machine is off the network: its connections break, and whoever calls it hears "
        "nothing until it gives up waiting."),
    N_ ("Machines fail, and are switched off to be mended. Mail must not get lost by that.") },
  { "event.act.up", "RFC 5321 § 4.5.4.1", N_ ("A server is up again"),
    N_ ("The machine can be reached again. It does not call anybody to say so: whoever has "
        "mail for it finds out at the next attempt."),
    N_ ("What was broken has been mended.") },
  { "event.act.cut", "RFC 9293 § 3.5.3", N_ ("A wire is cut"),
    N_ ("The connections on this link break at once. What was under way on them is lost, and "
        "both ends are told that by TCP."),
    N_ ("Cables are unplugged and routers fail, most of all when it does not suit; see what a "
        "letter does then.") },
  { "event.down", "RFC 5321 § 4.5.4.1", N_ ("Nobody reaches the server"),
    N_ ("Calls to it are not refused, which would be an answer: nothing comes back at all."),
    N_ ("It is off the network, and what is not there cannot even say so.") },
  { "event.up", "RFC 5321 § 4.5.4.1", N_ ("The server can be reached"),
    N_ ("From now on calls to it are answered as before."), N_ ("It is on the network again.") },
  { "event.act.browse", "RFC 9110 § 3.3", N_ ("A web page is asked for"),
    N_ ("The browser will connect to the server that the address names, and ask it for the page; "
        "then for every picture that the page names. Nobody brings a page to a reader: browsing "
        "is a pull."),
    N_ ("The reader typed an address or followed a link.") },
  { "event.fetched", "RFC 9110 § 3.2", N_ ("An object has come"),
    N_ ("The browser has one more object of the page. A page, its style sheet and each of its "
        "pictures are objects of their own, each asked for and answered by itself."),
    N_ ("The response to the browser’s request has arrived in full.") },
  { "event.shown", "RFC 9110 § 3.5", N_ ("The page is shown"),
    N_ ("The page and all the objects that it names have been asked for, and have come or were "
        "refused."),
    N_ ("The last of the responses has arrived.") },
  /* connections and the DNS */
  { "event.open", "RFC 5321 § 2.3.7", N_ ("A TCP connection is opened"),
    N_ ("One host, the client, calls another, the server, and three small packets later bytes "
        "can flow both ways. TCP sees to it that they arrive complete and in order."),
    N_ ("Before a word can be said there must be a connection to say it on.") },
  { "event.open.smtp", "RFC 5321 § 3.1", N_ ("A TCP connection to port 25"),
    N_ ("Whoever has a letter, nearly always another mail server, calls the server that takes mail "
        "for its recipient, and by that becomes the client of this session. The letter goes "
        "straight there, with no station in between."),
    N_ ("A letter is due, and it is known which server takes mail for its domain.") },
  { "event.open.submission", "RFC 6409 § 3.1", N_ ("A TCP connection to port 587"),
    N_ ("A user agent calls its own mail server. Port 587 is for handing letters in; port 25 is "
        "for servers among themselves."),
    N_ ("The author pressed Send, and the letter has to get to the author’s server first.") },
  { "event.open.pop3", "RFC 1939 § 3", N_ ("A TCP connection to port 110"),
    N_ ("A user agent calls the server that keeps its user’s mailbox. The connection is made "
        "from the reader to the mail: a pull."),
    N_ ("The reader wants to see new mail.") },
  { "event.open.imap", "RFC 3501 § 2.1", N_ ("A TCP connection to port 143"),
    N_ ("A user agent calls the server that keeps its user’s folders. The connection is made "
        "from the reader to the mail: a pull. It may stay open for hours."),
    N_ ("The reader wants to see the mail, which stays on the server.") },
  { "event.open.http", "RFC 9112 § 9.1", N_ ("A TCP connection to port 80"),
    N_ ("A browser calls a web server. The connection is made by the one who wants the data: a "
        "pull. Without persistence each object would need one of its own."),
    N_ ("The reader opened a page, or the page needs another object.") },
  { "event.close", "RFC 9293 § 3.6", N_ ("The connection is closed"),
    N_ ("Both sides have said that they will send nothing more. TCP takes care that the last "
        "bytes still arrive."),
    N_ ("The session came to its end in order.") },
  { "event.close.half", "RFC 9293 § 3.6", N_ ("One side closes the connection"),
    N_ ("This side will send nothing more. The other one may finish what it has to say and then "
        "closes too."),
    N_ ("Its part of the dialogue is over.") },
  { "event.unreachable", "RFC 9293 § 3.8.3", N_ ("There is no connection"),
    N_ ("The client called, and no connection came of it: the server refused, or nothing came back "
        "until the client gave up waiting. Not a byte was exchanged."),
    N_ ("The server is off the network, or no program there takes calls on this port.") },
  { "event.unreachable.smtp", "RFC 5321 § 4.5.4.1", N_ ("There is no connection"),
    N_ ("The client called, and no connection came of it: the server refused, or nothing came back "
        "until the client gave up waiting. The letter stays in the queue, and the client tries "
        "again later."),
    N_ ("The server is off the network, or no program there takes calls on this port.") },
  { "event.broken", "RFC 9293 § 3.5.3", N_ ("The connection is broken"),
    N_ ("It was cut, or silent for too long. What was under way on it is lost."),
    N_ ("Something on the way or at the other end failed.") },
  { "event.broken.smtp", "RFC 5321 § 3.8", N_ ("The connection is broken"),
    N_ ("It was cut, or silent for too long. What had not been confirmed with a reply counts as "
        "not done: the client acts as if it had been told to try again later."),
    N_ ("Something on the way or at the other end failed; a letter that was not yet confirmed "
        "stays where it was.") },
  { "event.broken.pop3", "RFC 1939 § 6", N_ ("The connection is broken"),
    N_ ("It was cut, or silent for too long. Without QUIT the session does not enter the update "
        "state: the server deletes nothing, not even what was marked."),
    N_ ("Something on the way or at the other end failed.") },
  { "event.broken.imap", "RFC 3501 § 3.4", N_ ("The connection is broken"),
    N_ ("It was cut, or silent for too long, and nobody said LOGOUT or BYE before. Letters, "
        "folders and flags are on the server as they were changed last; the client has to sign "
        "in anew."),
    N_ ("Something on the way or at the other end failed.") },
  { "event.broken.http", "RFC 9112 § 9.3.1", N_ ("The connection is broken"),
    N_ ("It was cut, or silent for too long. A response that had not come in full is lost. The "
        "browser may ask for a page again by itself, but not send a form again."),
    N_ ("Something on the way or at the other end failed.") },
  { "event.lookup", "RFC 5321 § 5.1", N_ ("The DNS is asked"),
    N_ ("The Domain Name System is the network’s directory: it turns names into addresses and "
        "knows which server takes mail for a domain."),
    N_ ("A host knows only a name and needs an address to connect to.") },
  { "event.lookup.MX", "RFC 5321 § 5.1", N_ ("Which server takes mail for this domain?"),
    N_ ("The answer is a list of MX records, “mail exchanger”: each names a server and a "
        "preference, and the lowest number is tried first."),
    N_ ("The recipient’s address names a domain and no machine; the sending server asks before "
        "it can connect.") },
  { "event.lookup.A", "RFC 5321 § 5.1", N_ ("Which IP address has this host?"),
    N_ ("An A record gives the IP address that belongs to a host name."),
    N_ ("TCP connects to addresses, not to names.") },
  { "event.lookup.AAAA", "RFC 5321 § 5.2", N_ ("Which IPv6 address has this host?"),
    N_ ("An AAAA record gives the IPv6 address that belongs to a host name."),
    N_ ("TCP connects to addresses, not to names.") },
  { "event.lookup.PTR", "RFC 5321 § 4.4", N_ ("Which name has this IP address?"),
    N_ ("A PTR record is the directory read backwards: from the address to the name."),
    N_ ("A server likes to note in the Received line who really called, not only what the "
        "caller said.") },
  { "event.lookup.none", "RFC 5321 § 5.1", N_ ("The DNS knows no answer"),
    N_ ("There is no such name, or no record of the kind that was asked for."),
    N_ ("Without an answer the host cannot go on this way: if it is the domain of a recipient, "
        "the letter cannot be delivered.") },
  /* what changed */
  { "event.due", NULL, N_ ("Something fell due"),
    N_ ("No byte crossed the network: a clock ran out, and a program did what it had planned "
        "for this moment."),
    N_ ("Its time had come.") },
  { "event.step.1", NULL, N_ ("Step 1: the letter is composed"),
    N_ ("The author writes the letter in a user agent."),
    N_ ("A letter’s journey in six steps begins.") },
  { "event.step.2", NULL, N_ ("Step 2: to the author’s own server"),
    N_ ("The user agent hands the letter to the author’s mail server, by SMTP."),
    N_ ("The author’s computer may soon be switched off; a server is always on and can keep "
        "trying.") },
  { "event.step.3", NULL, N_ ("Step 3: into the queue"),
    N_ ("The letter lies in the message queue of the author’s server, together with all other "
        "letters that have to go out."),
    N_ ("The server has taken the letter over and will deliver it as soon as it can.") },
  { "event.step.4", NULL, N_ ("Step 4: from server to server"),
    N_ ("The author’s server opens a TCP connection to the recipient’s server and sends the "
        "letter, by SMTP again. The same machine that was a server before is a client now."),
    N_ ("The letter’s turn in the queue has come.") },
  { "event.step.5", NULL, N_ ("Step 5: into the mailbox"),
    N_ ("The recipient’s server lays the letter into the recipient’s mailbox, and there the "
        "pushing ends."),
    N_ ("The letter is where it was addressed to.") },
  { "event.step.6", NULL, N_ ("Step 6: read"),
    N_ ("The recipient’s user agent fetches the letter from the mailbox, by POP3, and shows it."),
    N_ ("The recipient asked for mail.") },
  { "event.phase.handshake", "RFC 5321 § 3.1", N_ ("Handshake"),
    N_ ("The first of SMTP’s three phases: the two sides greet each other and say who they are."),
    N_ ("The connection has been opened, and nobody has spoken yet.") },
  { "event.phase.transfer", "RFC 5321 § 3.3", N_ ("Transfer"),
    N_ ("The second of SMTP’s three phases: for each letter first the envelope, and then the "
        "letter itself."),
    N_ ("The two sides know each other, and the client begins with a letter.") },
  { "event.phase.closure", "RFC 5321 § 3.8", N_ ("Closure"),
    N_ ("The last of SMTP’s three phases: the two sides take leave, and the connection is "
        "closed."),
    N_ ("The client has no more letters.") },
  { "event.phase.authorization", "RFC 1939 § 4", N_ ("Authorization"),
    N_ ("The first of POP3’s three states: the client says whose mailbox it wants and proves "
        "that it may have it."),
    N_ ("The connection has been opened; nobody sees any mail before a log-in.") },
  { "event.phase.transaction", "RFC 1939 § 5", N_ ("Transaction"),
    N_ ("The second of POP3’s three states: the client asks for messages and marks what shall "
        "be deleted."),
    N_ ("The log-in succeeded, and the mailbox is open.") },
  { "event.phase.not-authenticated", "RFC 3501 § 3.1", N_ ("Not authenticated"),
    N_ ("The first of IMAP’s states: nobody has logged in, and no mail can be seen."),
    N_ ("The connection has been opened, and the client has to say who it is.") },
  { "event.phase.authenticated", "RFC 3501 § 3.2", N_ ("Authenticated"),
    N_ ("The second of IMAP’s states: the user is known, and folders can be listed, made and "
        "opened. None is open."),
    N_ ("The log-in succeeded, or the folder that was open has been closed.") },
  { "event.phase.selected", "RFC 3501 § 3.3", N_ ("Selected"),
    N_ ("The third of IMAP’s states: one folder is open, and its messages can be read and "
        "changed."),
    N_ ("The client opened a folder.") },
  { "event.phase.logout", "RFC 3501 § 3.4", N_ ("Logout"),
    N_ ("The last of IMAP’s states: the session ends, and the connection is closed."),
    N_ ("The client said goodbye, or the server cannot go on.") },
  { "event.phase.request", "RFC 9110 § 3.4", N_ ("Request"),
    N_ ("HTTP has no sessions and no states: there are requests and responses, and each pair "
        "stands for itself."),
    N_ ("The client needs another object and asks for it.") },
  { "event.phase.response", "RFC 9110 § 3.4", N_ ("Response"),
    N_ ("The server answers exactly what was asked and then forgets about it."),
    N_ ("A request has arrived.") },
  { "event.phase.update", "RFC 1939 § 6", N_ ("Update"),
    N_ ("The last of POP3’s three states: the server removes what was marked and releases the "
        "mailbox."),
    N_ ("The client said QUIT.") },
  { "event.composed", "RFC 5322 § 1.1", N_ ("A letter lies in the user agent"),
    N_ ("It is complete, header and body, and waits to be sent. Only its author can see it."),
    N_ ("The author finished writing.") },
  { "event.submitted", "RFC 6409 § 3.1", N_ ("The author’s server has taken the letter"),
    N_ ("The user agent’s task is done, and it keeps a copy among the sent letters."),
    N_ ("The server said 250 after the lone dot, and with that took the responsibility.") },
  { "event.queued", "RFC 5321 § 4.5.4.1", N_ ("A letter enters the queue"),
    N_ ("The message queue holds letters that have to go out. It lies on the server’s disk, so "
        "that a power cut loses nothing."),
    N_ ("The server has accepted the letter and now has to bring it on its way.") },
  { "event.tried", "RFC 5321 § 4.5.4.1", N_ ("The server tries to deliver"),
    N_ ("It looks for the recipient’s server, connects to it, and tries to hand the letter "
        "over."),
    N_ ("The letter has just come in, or its waiting time is over.") },
  { "event.deferred", "RFC 5321 § 4.5.4.1", N_ ("Not now: the letter waits in the queue"),
    N_ ("This attempt failed for a reason that may pass. The letter stays in the queue and will "
        "be tried again, after a pause that grows each time."),
    N_ ("The other server did not answer, or answered with a code that begins with 4.") },
  { "event.relayed", "RFC 5321 § 4.2.5", N_ ("The next server has taken the letter"),
    N_ ("The responsibility for these recipients has passed on to the other server."),
    N_ ("It said 250 after the lone dot.") },
  { "event.bounced", "RFC 5321 § 6.1", N_ ("The letter is given up, and the sender is told"),
    N_ ("The server cannot deliver the letter and sends a report to the address on the "
        "envelope: a “bounce”. A letter is delivered or reported, but it never just disappears."),
    N_ ("The other server refused with a code that begins with 5, or the letter has waited for "
        "too long.") },
  { "event.dequeued", "RFC 5321 § 4.5.4.1", N_ ("A letter leaves the queue"),
    N_ ("This server has nothing more to do for it."),
    N_ ("Every recipient is settled: the letter was handed on, delivered, or reported as "
        "failed.") },
  { "event.delivered", "RFC 5321 § 4.2.5", N_ ("The letter lies in the mailbox"),
    N_ ("It is a file on the recipient’s server now. SMTP has done its work; reading is another "
        "protocol’s task."),
    N_ ("The recipient is a user of this server, so there is no further station.") },
  { "event.retrieved", "RFC 1939 § 5", N_ ("The reader has the letter"),
    N_ ("The user agent has fetched it and can show it."),
    N_ ("The whole message has arrived, up to the lone dot.") },
  { "event.marked", "RFC 1939 § 5", N_ ("Marked as deleted"),
    N_ ("The message is hidden for the rest of this session but not yet removed."),
    N_ ("The client said DELE.") },
  { "event.unmarked", "RFC 1939 § 5", N_ ("The mark is taken back"),
    N_ ("The message counts again."),
    N_ ("The client said RSET, or the session ended without QUIT, and then nothing is deleted.") },
  { "event.read", "RFC 3501 § 6.4.5", N_ ("The agent can show it"),
    N_ ("What was asked for has been fetched: the whole letter, or one part of it and nothing else. "
        "The letter stays on the server."),
    N_ ("The reader opened the letter.") },
  { "event.found", "RFC 3501 § 6.4.4", N_ ("The search is done"),
    N_ ("The server looked into the letters and told the numbers of those that fit. No letter had "
        "to cross the network for it."),
    N_ ("The reader looks for something, and the letters are on the server.") },
  { "event.waiting", "RFC 2177 § 3", N_ ("The agent waits for news"),
    N_ ("The session stays open with nothing said on it. When a letter arrives, the server says so "
        "at once, without being asked."),
    N_ ("To ask again and again would be slow, and mostly for nothing.") },
  { "event.refused", "RFC 3501 § 7.1.2", N_ ("That was not done"),
    N_ ("The server said no, or there was nothing to do it with. All is as it was before."),
    N_ ("What was wished is not possible here.") },
  { "event.expunged", "RFC 1939 § 6", N_ ("The message is removed"),
    N_ ("It is gone from the mailbox on the server; what is left is the reader’s own copy."),
    N_ ("The session ended with QUIT, and the message was marked as deleted.") },
  { "event.stored", "RFC 3501 § 6.3.11", N_ ("A client puts a message into a folder"),
    N_ ("It did not come by SMTP: a user agent has laid it there itself, as it does with a copy "
        "of what was sent."),
    N_ ("The client said APPEND. With IMAP the folders on the server are the reader’s "
        "filing cabinet.") },
  { "event.copied", "RFC 3501 § 6.4.7", N_ ("A message is copied into a folder"),
    N_ ("It lies in both folders now. Not a byte of it has crossed the network for that."),
    N_ ("The client said COPY, and the server has done the work.") },
  { "event.moved", "RFC 6851 § 3.1", N_ ("A message is moved to another folder"),
    N_ ("It lies in the other folder now and in this one no more, for every agent of this user."),
    N_ ("The client said MOVE. The folders are on the server, so that every device sees the same "
        "ones.") },
  { "event.flagged", "RFC 3501 § 2.3.2", N_ ("The flags of a message change"),
    N_ ("Whether it has been read, answered, or marked is kept with the message on the server; "
        "every agent of this user will see it."),
    N_ ("The client said STORE, or fetched the text of an unread message.") },
  { "event.folder-made", "RFC 3501 § 6.3.3", N_ ("A folder is made"),
    N_ ("An empty folder beside the inbox. It is on the server and not in the user agent."),
    N_ ("The client said CREATE.") },
  { "event.folder-seen", "RFC 3501 § 6.3", N_ ("A user agent learns of a folder"),
    N_ ("The folder is on the server, whoever made it; from now on the user agent shows it."),
    N_ ("The agent has made it, opened it, or found it in a list.") },
  { "event.folder-renamed", "RFC 3501 § 6.3.5", N_ ("A folder is renamed"),
    N_ ("What lies in it stays where it is; only the name is another one."),
    N_ ("The client said RENAME.") },
  { "event.folder-deleted", "RFC 3501 § 6.3.4", N_ ("A folder is deleted"),
    N_ ("It is gone with all messages that lay in it."), N_ ("The client said DELETE.") },
};

const MfExplanationTable mf_explanation_event = { rows, G_N_ELEMENTS (rows) };
