/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-explanation-private.h"

#include <glib/gi18n-lib.h>

/* What a browser and a web server say. */
static const MfExplanationRow rows[] = {
  /* requests */
  { "http.GET", "RFC 9110 § 9.3.1", N_ ("GET: please give me this"),
    N_ ("Asks for the object that the address in this line names: a page, a picture, a "
        "style sheet. A GET only reads, so it may be repeated without harm."),
    N_ ("The browser needs this object to show the page. Nothing comes by itself: whoever "
        "wants data from a web server has to ask for it, object by object. That is a pull.") },
  { "http.HEAD", "RFC 9110 § 9.3.2", N_ ("HEAD: only tell me about it"),
    N_ ("Like GET, but the server sends the head of its response alone, without the object."),
    N_ ("The client wants to know whether the object is there, how large it is or whether "
        "it has changed, before it fetches it.") },
  { "http.POST", "RFC 9110 § 9.3.3", N_ ("POST: here is something from me"),
    N_ ("Hands data to the server: what was filled in, a letter to send, a file. The data "
        "follows behind the blank line."),
    N_ ("The reader pressed a button of a form, and the server shall do something with what "
        "was filled in.") },
  { "http.PUT", "RFC 9110 § 9.3.4", N_ ("PUT: store this here"),
    N_ ("Asks the server to keep what follows under the address in this line, in the place "
        "of what is there."),
    N_ ("The client has a new version of the whole object.") },
  { "http.DELETE", "RFC 9110 § 9.3.5", N_ ("DELETE: remove this"),
    N_ ("Asks the server to remove what the address names."),
    N_ ("The reader does not want it any more.") },
  { "http.CONNECT", "RFC 9110 § 9.3.6", N_ ("CONNECT: open a tunnel"),
    N_ ("Asks a proxy to connect to the host and port in this line, and then only to pass "
        "on bytes in both directions."),
    N_ ("The client wants to talk to that host itself, mostly encrypted, but can reach it "
        "only through the proxy.") },
  { "http.OPTIONS", "RFC 9110 § 9.3.7", N_ ("OPTIONS: what may I do here?"),
    N_ ("Asks which methods the server allows for this address, without doing any of them."),
    N_ ("A browser asks in advance when a page of one site wants to send something unusual "
        "to another.") },
  { "http.TRACE", "RFC 9110 § 9.3.8", N_ ("TRACE: show me what arrived"),
    N_ ("Asks the server to send back the request as it arrived, to see what stations on "
        "the way have changed. Most servers refuse it."),
    N_ ("Somebody looks for a fault between client and server.") },
  { "http.PATCH", "RFC 5789 § 2", N_ ("PATCH: change a part of this"),
    N_ ("Sends changes to be made to an object, not the whole object."),
    N_ ("Only a part has changed, and sending everything again would be a waste.") },
  { "http.unknown", "RFC 9110 § 9.1", N_ ("A method that is not common"),
    N_ ("The first word says what shall be done. This one is none of the methods that all "
        "servers know; extensions may add others."),
    N_ ("The client speaks an extension of HTTP, or is mistaken. A server that does not "
        "know the method answers 501 or 405.") },
  /* responses */
  { "http.1", "RFC 9110 § 15.2", N_ ("1yz: wait, there is more to come"),
    N_ ("An interim response: the final one to the same request follows."),
    N_ ("The server has something to say before it is done.") },
  { "http.100", "RFC 9110 § 15.2.1", N_ ("100: go on and send it"),
    N_ ("The server has seen the head of the request and wants the body."),
    N_ ("The client had announced a body with “Expect: 100-continue” and waited, so as not "
        "to send much data in vain.") },
  { "http.101", "RFC 9110 § 15.2.2", N_ ("101: we change the protocol"),
    N_ ("Behind this response both sides speak the protocol that Upgrade names; it is no "
        "longer HTTP."),
    N_ ("The client had asked for it with Upgrade, and the server agrees.") },
  { "http.103", "RFC 8297 § 2", N_ ("103: you will need these, too"),
    N_ ("Tells the browser early which other objects the page will need."),
    N_ ("The page itself takes the server some time, and meanwhile the browser can begin to "
        "fetch the rest.") },
  { "http.2", "RFC 9110 § 15.3", N_ ("2yz: yes"),
    N_ ("The first digit 2 means that the request was understood and carried out."),
    N_ ("Every request gets a response, and a program needs to look at its first digit "
        "only.") },
  { "http.200", "RFC 9110 § 15.3.1", N_ ("200: OK, here it is"),
    N_ ("The request has succeeded, and what was asked for follows behind the blank line. "
        "In SMTP the code that says “done” is 250; the first digit means the same."),
    N_ ("The server found what the request named.") },
  { "http.201", "RFC 9110 § 15.3.2", N_ ("201: created"),
    N_ ("The request has succeeded, and there is something new on the server; Location says "
        "where."),
    N_ ("The client had sent something to be kept.") },
  { "http.202", "RFC 9110 § 15.3.3", N_ ("202: accepted, but not yet done"),
    N_ ("The server has taken the request and will work on it later, as a mail server does "
        "with a letter in its queue."),
    N_ ("What was asked for takes longer than a browser wants to wait.") },
  { "http.204", "RFC 9110 § 15.3.5", N_ ("204: done, and nothing to show"),
    N_ ("The request has succeeded, and there is no content. The browser stays on the page "
        "that it shows."),
    N_ ("There was something to do and nothing to answer.") },
  { "http.206", "RFC 9110 § 15.3.7", N_ ("206: here is the part that you wanted"),
    N_ ("Not the whole object but the bytes that the client asked for with Range."),
    N_ ("A download was broken off and goes on, or a film is watched from its middle.") },
  { "http.3", "RFC 9110 § 15.4", N_ ("3yz: look somewhere else"),
    N_ ("The first digit 3 means that the client has to do something more, mostly to ask at "
        "another address."),
    N_ ("What was asked for is not here, or need not be sent.") },
  { "http.301", "RFC 9110 § 15.4.2", N_ ("301: moved for ever"),
    N_ ("The object has a new address, which stands in Location, and will keep it."),
    N_ ("Somebody has tidied up, and old links shall still lead to it.") },
  { "http.302", "RFC 9110 § 15.4.3", N_ ("302: for now, look there"),
    N_ ("The object is at another address for the moment. The browser asks there, and next "
        "time here again."),
    N_ ("The server wants the browser to go on with another page, often the page for "
        "signing in.") },
  { "http.303", "RFC 9110 § 15.4.4", N_ ("303: done, now see this page"),
    N_ ("The server has carried out the request; the result is at the address in Location, "
        "and the browser fetches it with GET."),
    N_ ("The browser had sent a form. If the reader now loads the page again, only the "
        "harmless GET is repeated, and no letter is sent twice.") },
  { "http.304", "RFC 9110 § 15.4.5", N_ ("304: you have it already"),
    N_ ("The object has not changed since the browser fetched it, so it is not sent again."),
    N_ ("The browser had asked on a condition, with If-None-Match or If-Modified-Since. "
        "That saves the whole transfer.") },
  { "http.307", "RFC 9110 § 15.4.8", N_ ("307: for now, ask the same there"),
    N_ ("Like 302, but the browser has to repeat the same method with the same data."),
    N_ ("The object is somewhere else for the moment.") },
  { "http.308", "RFC 9110 § 15.4.9", N_ ("308: moved for ever, ask the same there"),
    N_ ("Like 301, but the browser has to repeat the same method with the same data."),
    N_ ("The object has got a new address.") },
  { "http.4", "RFC 9110 § 15.5", N_ ("4yz: your mistake"),
    N_ ("The first digit 4 means that the client has to change something before it asks "
        "again. Beware: in SMTP a 4 means “not now, try again later”."),
    N_ ("The request cannot be carried out as it is.") },
  { "http.400", "RFC 9110 § 15.5.1", N_ ("400: I do not understand this request"),
    N_ ("The request is against the rules of HTTP, or something in it makes no sense."),
    N_ ("The server could not read what came, and does not guess: a request that two "
        "programs read in two ways is a danger.") },
  { "http.401", "RFC 9110 § 15.5.2", N_ ("401: who are you?"),
    N_ ("One must sign in first; WWW-Authenticate says how."),
    N_ ("There was no user name and password with the request, or the wrong ones.") },
  { "http.403", "RFC 9110 § 15.5.4", N_ ("403: you may not"),
    N_ ("The server has understood who asks and refuses. Signing in again does not help."),
    N_ ("The object is not for this reader, or the form did not carry the secret token of "
        "its page.") },
  { "http.404", "RFC 9110 § 15.5.5", N_ ("404: there is nothing here"),
    N_ ("The server knows nothing at this address. In the dialogue of mail the answer that "
        "means the same is 550: no such mailbox here."),
    N_ ("The address is misspelt, or the object is gone. The server was reached and works, "
        "it just has nothing by this name.") },
  { "http.405", "RFC 9110 § 15.5.6", N_ ("405: not with this method"),
    N_ ("The object is there, but what the method wants cannot be done with it. Allow lists "
        "what can."),
    N_ ("The client tried something else than, for instance, to read.") },
  { "http.406", "RFC 9110 § 15.5.7", N_ ("406: not in a form that you accept"),
    N_ ("The server has the object, but in no language or format that the client said it "
        "accepts."),
    N_ ("The Accept fields of the request fit nothing that is there.") },
  { "http.408", "RFC 9110 § 15.5.9", N_ ("408: you took too long"),
    N_ ("The server waited for a request, or the rest of one, and gives up."),
    N_ ("The connection was open, and nothing more came.") },
  { "http.409", "RFC 9110 § 15.5.10", N_ ("409: that does not go together"),
    N_ ("The request conflicts with what is there now."),
    N_ ("Somebody else has changed the same thing in the meantime.") },
  { "http.411", "RFC 9110 § 15.5.12", N_ ("411: how much is it?"),
    N_ ("The server wants to know the length of the body beforehand."),
    N_ ("There was no Content-Length in the request.") },
  { "http.413", "RFC 9110 § 15.5.14", N_ ("413: that is too much"),
    N_ ("The body is larger than the server is willing to take."),
    N_ ("There is a limit, for instance for attachments, and this request went beyond it.") },
  { "http.414", "RFC 9110 § 15.5.15", N_ ("414: this address is too long"),
    N_ ("The address in the request line is longer than the server is willing to read."),
    N_ ("Something has put very much into the address, often by mistake.") },
  { "http.415", "RFC 9110 § 15.5.16", N_ ("415: not in this format"),
    N_ ("The server does not accept the format of the body, which Content-Type names."),
    N_ ("The form was sent in a way that the page does not expect.") },
  { "http.417", "RFC 9110 § 15.5.18", N_ ("417: I cannot promise that"),
    N_ ("The server does not do what the Expect field asks for."),
    N_ ("The client had made the request depend on it.") },
  { "http.426", "RFC 9110 § 15.5.22", N_ ("426: another protocol, please"),
    N_ ("The server answers only if the client changes to the protocol that Upgrade names."),
    N_ ("What the client speaks is too old, or not safe enough.") },
  { "http.429", "RFC 6585 § 4", N_ ("429: not so fast"),
    N_ ("The client has asked too often in a short time. Retry-After may say how long it "
        "shall wait."),
    N_ ("A server protects itself, for instance against somebody who tries one password "
        "after the other.") },
  { "http.431", "RFC 6585 § 5", N_ ("431: too much in the header"),
    N_ ("The header fields of the request are larger than the server is willing to read."),
    N_ ("Often there are too many cookies; or somebody wanted to fill the server’s memory.") },
  { "http.5", "RFC 9110 § 15.6", N_ ("5yz: my mistake"),
    N_ ("The first digit 5 means that the server could not do what seems to be a proper "
        "request. Beware: in SMTP a 5 means “no, and do not try again”."),
    N_ ("Something is wrong at the server’s end.") },
  { "http.500", "RFC 9110 § 15.6.1", N_ ("500: something went wrong here"),
    N_ ("The server met with a fault of its own and cannot say more."),
    N_ ("A program on the server failed; the client can only try again later.") },
  { "http.501", "RFC 9110 § 15.6.2", N_ ("501: I cannot do that at all"),
    N_ ("The server knows no such method, for any object."),
    N_ ("The first word of the request was none that this server has learned.") },
  { "http.502", "RFC 9110 § 15.6.3", N_ ("502: the server behind me makes no sense"),
    N_ ("This server is only a go-between, and what it got from the next one was no proper "
        "response."),
    N_ ("The next server failed.") },
  { "http.503", "RFC 9110 § 15.6.4", N_ ("503: not now"),
    N_ ("The server is too busy or is being repaired; Retry-After may say when to come "
        "back. In SMTP this would be a code that begins with 4."),
    N_ ("The fault will pass, and another attempt makes sense.") },
  { "http.504", "RFC 9110 § 15.6.5", N_ ("504: the server behind me does not answer"),
    N_ ("This server is only a go-between and has waited too long for the next one."),
    N_ ("The next server is slow or gone.") },
  { "http.505", "RFC 9110 § 15.6.6", N_ ("505: not this version of HTTP"),
    N_ ("The server does not speak the version that the request names."),
    N_ ("The request line ended with a version that it does not know.") },
  /* what follows the heads */
  { "http.data", "RFC 9110 § 6.4", N_ ("The content"),
    N_ ("What the head announced: text, a picture, any bytes. HTTP carries all eight bits "
        "of each byte, so nothing has to be packed as base64, as it does in a letter."),
    N_ ("The head has said what it is and how long it is.") },
  { "http.data.command", "RFC 9110 § 6.4", N_ ("The content of the request"),
    N_ ("What the client hands to the server: what was filled in, or a file. HTTP carries "
        "all eight bits of each byte, so nothing has to be packed as base64."),
    N_ ("The head of a request that brings data has been sent, and its data follows.") },
  { "http.data.reply", "RFC 9110 § 6.4", N_ ("The content of the response"),
    N_ ("What was asked for: the text of a page, a picture, any bytes. HTTP carries all "
        "eight bits of each byte, so a picture need not be packed as base64, as it must be "
        "in a letter."),
    N_ ("The head of the response has said what it is, and here it comes. A page does not "
        "bring its pictures along: the browser will ask for each of them.") },
  { "http.last-chunk", "RFC 9112 § 7.1", N_ ("A chunk of size 0: the end"),
    N_ ("The content came in chunks, each with its size before it; the size 0 says that "
        "there are no more. Header fields may follow that were not known earlier."),
    N_ ("The sender did not know the whole length when it began, so this tells the receiver "
        "where the content ends.") },
  { "http.tunnel", "RFC 9110 § 9.3.6", N_ ("Bytes of another protocol"),
    N_ ("The connection has become a tunnel. What crosses it is no longer HTTP, and often "
        "it is encrypted."),
    N_ ("A response with 101, or to CONNECT, has switched the connection over.") },
  { "http.opaque", "RFC 9112 § 2.2", N_ ("This is not HTTP"),
    N_ ("Bytes that cannot be read as an HTTP message."),
    N_ ("A program that speaks another protocol is connected here, or it is no longer clear "
        "where a message begins; then a receiver must not guess.") },
};

const MfExplanationTable mf_explanation_http = { rows, G_N_ELEMENTS (rows) };
