/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Mailflow authors
 */

#include "config.h"

#include "trace/mf-explanation-private.h"

#include <glib/gi18n-lib.h>

/* What stands in requests and responses, and in the forms that they bring. */
static const MfExplanationRow rows[] = {
  /* parts of heads and bodies */
  { "http.field.request-line", "RFC 9112 § 3", N_ ("The request line"),
    N_ ("What shall be done, with what, in which version of HTTP."), NULL },
  { "http.field.status-line", "RFC 9112 § 4", N_ ("The status line"),
    N_ ("The version of HTTP, the result as a number for programs, and the same in words "
        "for people."),
    NULL },
  { "http.field.method", "RFC 9110 § 9.1", N_ ("What shall be done"),
    N_ ("GET reads, POST hands something over, and so on. The word is written in capital "
        "letters."),
    NULL },
  { "http.field.request-target", "RFC 9112 § 3.2", N_ ("Which object"),
    /* xgettext:no-c-format */
    N_ ("The path of the object on this server, as it stands in the address bar behind the "
        "host’s name. Behind a question mark there may be details. Anything beyond plain "
        "letters and digits is written as % and two digits."),
    NULL },
  { "http.field.http-version", "RFC 9112 § 2.3", N_ ("The version of HTTP"),
    N_ ("With 1.1 the connection stays open for further requests unless someone says "
        "otherwise; with 1.0 it is the other way round."),
    NULL },
  { "http.field.status-code", "RFC 9110 § 15", N_ ("The status code"),
    N_ ("Three digits for programs. The first one alone tells whether it worked."), NULL },
  { "http.field.status-code.1", "RFC 9110 § 15.2", N_ ("Starts with 1: not finished"),
    N_ ("The final response is still to come."), NULL },
  { "http.field.status-code.2", "RFC 9110 § 15.3", N_ ("Starts with 2: yes"),
    N_ ("The request was carried out."), NULL },
  { "http.field.status-code.3", "RFC 9110 § 15.4", N_ ("Starts with 3: somewhere else"),
    N_ ("The client has to do something more, mostly to ask at another address."), NULL },
  { "http.field.status-code.4", "RFC 9110 § 15.5", N_ ("Starts with 4: the client’s mistake"),
    N_ ("The client has to change something. In SMTP, a 4 means “later, perhaps”."), NULL },
  { "http.field.status-code.5", "RFC 9110 § 15.6", N_ ("Starts with 5: the server’s mistake"),
    N_ ("The request may be good, but the server cannot do it. In SMTP, a 5 means “no, for "
        "good”."),
    NULL },
  { "http.field.reason-phrase", "RFC 9112 § 4", N_ ("Words for people"),
    N_ ("The meaning of the number in words. Programs ignore it."), NULL },
  { "http.field.field-line", "RFC 9110 § 5.1", N_ ("A header field"),
    N_ ("A name, a colon and a value, as in the header of a letter."), NULL },
  { "http.field.blank-line", "RFC 9112 § 2.1", N_ ("The blank line"),
    N_ ("An empty line ends the head. A letter has its blank line in the same place, "
        "because HTTP took the shape of its messages from mail."),
    NULL },
  { "http.field.message-body", "RFC 9112 § 6", N_ ("The content"),
    N_ ("The bytes themselves. No dot is doubled and nothing is packed: the length was told "
        "before, or the end of the connection is the end of the content."),
    NULL },
  { "http.field.chunk", "RFC 9112 § 7.1", N_ ("One chunk"),
    N_ ("A piece of the content with its size before it, for content whose whole length was "
        "not known at the beginning."),
    NULL },
  { "http.field.chunk-size", "RFC 9112 § 7.1", N_ ("The size of the chunk"),
    N_ ("How many bytes follow, as a hexadecimal number."), NULL },
  { "http.field.chunk-ext", "RFC 9112 § 7.1.1", N_ ("More about the chunk"),
    N_ ("Hardly any program uses it, and receivers skip it."), NULL },
  { "http.field.chunk-data", "RFC 9112 § 7.1", N_ ("The bytes of the chunk"),
    N_ ("A piece of the content, exactly as long as was said."), NULL },
  { "http.field.last-chunk", "RFC 9112 § 7.1", N_ ("The chunk of size 0"),
    N_ ("It says that the content is complete. If the connection broke before it, the "
        "receiver would know that something is missing."),
    NULL },
  { "http.field.form-name", NULL, N_ ("A field of the form"),
    N_ ("The name that the page has given to this field."), NULL },
  { "http.field.form-value", NULL, N_ ("What was filled in"),
    /* xgettext:no-c-format */
    N_ ("What the reader typed or chose. A space is sent as +, and other characters as % "
        "and two digits; that is no secret writing, everyone can undo it."),
    NULL },
  { "http.field.username", NULL, N_ ("The user name"),
    N_ ("Who wants to sign in. Without encryption anyone on the way can read it."), NULL },
  { "http.field.password", NULL, N_ ("The password"),
    /* xgettext:no-c-format */
    N_ ("Without encryption anyone on the way can read it, whatever way it is written: "
        "neither base64 nor % is a secret writing."),
    NULL },
  { "http.field.boundary", "RFC 7578 § 4.1", N_ ("The line between two parts"),
    N_ ("A form with files is sent in parts, as a letter with attachments is, and this line "
        "sets them apart."),
    NULL },
  { "http.field.auth-scheme", "RFC 9110 § 11.1", N_ ("The way to sign in"),
    N_ ("Basic sends name and password with each request; other ways are safer."), NULL },
  { "http.field.token68", "RFC 9110 § 11.2", N_ ("The credentials"),
    N_ ("What proves who asks. With Basic it is name, colon and password in base64, which "
        "everyone can read."),
    NULL },
  { "http.field.cookie-name", "RFC 6265 § 4.1.1", N_ ("The name of a cookie"),
    N_ ("The server has chosen it."), NULL },
  { "http.field.cookie-value", "RFC 6265 § 4.1.1", N_ ("The value of a cookie"),
    N_ ("Often a number that the server gave to this session. HTTP itself remembers nothing "
        "from one request to the next; by this the server knows the browser again. Whoever "
        "steals it is taken for the reader."),
    NULL },
  { "http.field.cookie-av", "RFC 6265 § 4.1.2", N_ ("What the browser shall do with the cookie"),
    N_ ("For how long to keep it, and to whom to show it."), NULL },
  { "http.field.cookie-av.HTTPONLY", "RFC 6265 § 4.1.2.6", N_ ("HttpOnly: not for scripts"),
    N_ ("Programs in the page cannot read this cookie, so they cannot give it away."), NULL },
  { "http.field.cookie-av.SECURE", "RFC 6265 § 4.1.2.5",
    N_ ("Secure: only over encrypted connections"),
    N_ ("The browser does not send this cookie where others could read it."), NULL },
  { "http.field.cookie-av.SAMESITE", NULL, N_ ("SameSite: not for requests from other sites"),
    N_ ("The browser does not send this cookie if another site made it ask, so that no "
        "foreign page can act in the reader’s name."),
    NULL },
  { "http.field.cookie-av.PATH", "RFC 6265 § 4.1.2.4", N_ ("Path: for these addresses"),
    N_ ("The browser sends the cookie only with requests whose path begins with this."), NULL },
  { "http.field.cookie-av.MAX-AGE", "RFC 6265 § 4.1.2.2", N_ ("Max-Age: for how long"),
    N_ ("How many seconds the browser keeps the cookie; 0 means that it shall be forgotten "
        "now."),
    NULL },
  { "http.field.cookie-av.EXPIRES", "RFC 6265 § 4.1.2.1", N_ ("Expires: until when"),
    N_ ("The day on which the browser forgets the cookie."), NULL },
  { "http.field.obs-fold", "RFC 9112 § 5.2", N_ ("A line that goes on in the next one"),
    N_ ("Header fields of a letter may be folded like this; in HTTP it is no longer "
        "allowed, because programs disagree about it."),
    NULL },
  { "http.field.bare-lf", "RFC 9112 § 2.2", N_ ("LF without CR"),
    N_ ("A line should end in CR LF. Servers may take an LF alone for a line end."), NULL },
  { "http.field.bare-cr", "RFC 9112 § 2.2", N_ ("CR without LF"),
    N_ ("It ends no line, and programs disagree about what it means, so it is not allowed."),
    NULL },
  { "http.field.bad-line", "RFC 9112 § 5", N_ ("A line that is no header field"),
    N_ ("There is no name with a colon here."), NULL },
  { "http.field.framing-conflict", "RFC 9112 § 6.3", N_ ("Where does the content end?"),
    N_ ("The fields contradict each other about its length. If two servers on the way read "
        "it in two ways, somebody can smuggle in a request that one of them never sees. So "
        "servers refuse it."),
    NULL },
  /* header fields */
  { "http.header", "RFC 9110 § 5.1", N_ ("A header field"),
    N_ ("A name, a colon and a value, as in the header of a letter. Programs skip those "
        "that they do not know, so anyone can add more."),
    NULL },
  { "http.header.host", "RFC 9110 § 7.2", N_ ("Host: which site"),
    N_ ("The host’s name from the address. One server often serves many sites at one IP "
        "address, and this tells which one is meant."),
    NULL },
  { "http.header.date", "RFC 9110 § 6.6.1", N_ ("Date: when this was said"),
    N_ ("The moment at which the server made the response, always in Greenwich time."), NULL },
  { "http.header.server", "RFC 9110 § 10.2.4", N_ ("Server: the program that answers"),
    N_ ("The name of the server’s program. It has no meaning for the response."), NULL },
  { "http.header.user-agent", "RFC 9110 § 10.1.5", N_ ("User-Agent: the program that asks"),
    N_ ("The name of the browser. A user agent is what acts for a person: the browser on "
        "the web, the mail reader in mail."),
    NULL },
  { "http.header.accept", "RFC 9110 § 12.5.1", N_ ("Accept: what I can show"),
    N_ ("Which kinds of content the browser takes, the best ones first."), NULL },
  { "http.header.accept-language", "RFC 9110 § 12.5.4", N_ ("Accept-Language: what I can read"),
    N_ ("The languages that the reader has chosen, the best one first. Servers can answer "
        "in one of them."),
    NULL },
  { "http.header.accept-encoding", "RFC 9110 § 12.5.3",
    N_ ("Accept-Encoding: how it may be compressed"),
    N_ ("The ways of compressing that the browser can undo. Compressed pages cross the "
        "network faster."),
    NULL },
  { "http.header.accept-charset", "RFC 9110 § 12.5.2", N_ ("Accept-Charset: which characters"),
    N_ ("It is hardly used any more, since everybody takes UTF-8."), NULL },
  { "http.header.accept-ranges", "RFC 9110 § 14.3", N_ ("Accept-Ranges: parts can be had"),
    N_ ("The server can also send a part of the object, so that a broken download need not "
        "begin again."),
    NULL },
  { "http.header.content-type", "RFC 9110 § 8.3", N_ ("Content-Type: what the content is"),
    N_ ("The same field as in a letter: text/html is a page, image/png a picture. The "
        "browser goes by it, not by the name of the object."),
    NULL },
  { "http.header.content-length", "RFC 9110 § 8.6", N_ ("Content-Length: how long the content is"),
    N_ ("The number of bytes behind the blank line. So no end mark is needed, and no dot "
        "has to be doubled as in SMTP; and the connection can be used for the next request."),
    NULL },
  { "http.header.transfer-encoding", "RFC 9112 § 6.1", N_ ("Transfer-Encoding: how it is sent"),
    N_ ("“chunked” means in pieces, each with its size, because the whole length is not "
        "known yet."),
    NULL },
  { "http.header.te", "RFC 9110 § 10.1.4", N_ ("TE: how it may be sent"),
    N_ ("The ways of sending that the client can read, beside chunks."), NULL },
  { "http.header.trailer", "RFC 9110 § 6.6.2", N_ ("Trailer: there will be more fields"),
    N_ ("Which header fields come behind the content, since they are known only then."), NULL },
  { "http.header.content-encoding", "RFC 9110 § 8.4", N_ ("Content-Encoding: it is compressed"),
    N_ ("How the content was compressed; the browser undoes it before showing it."), NULL },
  { "http.header.content-language", "RFC 9110 § 8.5",
    N_ ("Content-Language: for readers of this language"), N_ ("The language of the content."),
    NULL },
  { "http.header.content-location", "RFC 9110 § 8.7",
    N_ ("Content-Location: where this very content is"),
    N_ ("The address of what is in this response."), NULL },
  { "http.header.content-range", "RFC 9110 § 14.4", N_ ("Content-Range: which part this is"),
    N_ ("The first and the last byte of this part, and the size of the whole."), NULL },
  { "http.header.content-disposition", "RFC 6266 § 4",
    N_ ("Content-Disposition: show it or save it"),
    N_ ("“attachment” tells the browser to save the content as a file and not to show it. "
        "So nothing that came as an attachment can run as a page."),
    NULL },
  { "http.header.connection", "RFC 9112 § 9.6", N_ ("Connection: what becomes of the connection"),
    N_ ("“close” ends it behind this message; each further object then needs a connection "
        "of its own, with its three-way handshake. “keep-alive” keeps it open."),
    NULL },
  { "http.header.keep-alive", "RFC 9112 § 9.3", N_ ("Keep-Alive: for how long it stays open"),
    N_ ("How many seconds, or for how many requests, the server keeps the connection."), NULL },
  { "http.header.upgrade", "RFC 9110 § 7.8", N_ ("Upgrade: another protocol, please"),
    N_ ("The client offers to go on in another protocol over the same connection."), NULL },
  { "http.header.http2-settings", "RFC 7540 § 3.2.1", N_ ("HTTP2-Settings: for the newer version"),
    N_ ("What the newer HTTP would need to begin with."), NULL },
  { "http.header.expect", "RFC 9110 § 10.1.1", N_ ("Expect: tell me first whether you want it"),
    N_ ("“100-continue”: the client waits for a 100 before it sends the content, so as not "
        "to send much data in vain."),
    NULL },
  { "http.header.location", "RFC 9110 § 10.2.2", N_ ("Location: look there"),
    N_ ("The address at which the browser shall ask next, or at which the new thing is."), NULL },
  { "http.header.referer", "RFC 9110 § 10.1.3", N_ ("Referer: where the reader came from"),
    N_ ("The address of the page with the link. The name was misspelt when it was invented, "
        "and so it has stayed."),
    NULL },
  { "http.header.origin", "RFC 6454 § 7", N_ ("Origin: which site made me ask"),
    N_ ("Scheme, host and port of the page that sent the form. A server can refuse forms "
        "that do not come from its own pages."),
    NULL },
  { "http.header.cookie", "RFC 6265 § 4.2", N_ ("Cookie: you gave me this"),
    N_ ("The browser sends back what the server gave it with Set-Cookie. By this the server "
        "knows which session the request belongs to, since HTTP remembers nothing by "
        "itself."),
    NULL },
  { "http.header.set-cookie", "RFC 6265 § 4.1", N_ ("Set-Cookie: keep this for me"),
    N_ ("The browser shall send this value along with every later request to this site. It "
        "is how a server knows after signing in who is asking."),
    NULL },
  { "http.header.authorization", "RFC 9110 § 11.6.2", N_ ("Authorization: this is who I am"),
    N_ ("The credentials, sent along with the request."), NULL },
  { "http.header.www-authenticate", "RFC 9110 § 11.6.1", N_ ("WWW-Authenticate: sign in like this"),
    N_ ("The ways of signing in that the server knows."), NULL },
  { "http.header.proxy-authorization", "RFC 9110 § 11.7.2",
    N_ ("Proxy-Authorization: who I am, for the proxy"), N_ ("The credentials for the go-between."),
    NULL },
  { "http.header.cache-control", "RFC 9111 § 5.2", N_ ("Cache-Control: may it be kept?"),
    N_ ("Whether and for how long the browser may keep the object and use it again. "
        "“no-store” is for what nobody else shall find on the disk, such as letters."),
    NULL },
  { "http.header.pragma", "RFC 9111 § 5.4", N_ ("Pragma: an older Cache-Control"),
    N_ ("For very old programs: do not use a kept copy."), NULL },
  { "http.header.expires", "RFC 9111 § 5.3", N_ ("Expires: good until"),
    N_ ("After this moment a kept copy is stale."), NULL },
  { "http.header.age", "RFC 9111 § 5.1", N_ ("Age: kept for so long"),
    N_ ("For how many seconds a go-between has kept this copy."), NULL },
  { "http.header.etag", "RFC 9110 § 8.8.3", N_ ("ETag: the mark of this version"),
    N_ ("A mark that changes when the object does. The browser shows it later, to ask "
        "whether its copy is still good."),
    NULL },
  { "http.header.last-modified", "RFC 9110 § 8.8.2", N_ ("Last-Modified: when it was changed"),
    N_ ("The moment of the last change, by which a browser can ask whether its copy is "
        "still good."),
    NULL },
  { "http.header.if-none-match", "RFC 9110 § 13.1.2", N_ ("If-None-Match: only if it has changed"),
    N_ ("The mark of the copy that the browser has. If it is still the same, the server "
        "answers 304 and sends nothing."),
    NULL },
  { "http.header.if-modified-since", "RFC 9110 § 13.1.3",
    N_ ("If-Modified-Since: only if it is newer"),
    N_ ("If the object has not changed since then, the server answers 304 and sends "
        "nothing."),
    NULL },
  { "http.header.if-match", "RFC 9110 § 13.1.1", N_ ("If-Match: only if it is still the same"),
    N_ ("The request shall be carried out only if nobody has changed the object meanwhile."),
    NULL },
  { "http.header.range", "RFC 9110 § 14.2", N_ ("Range: only this part"),
    N_ ("Which bytes of the object the client wants."), NULL },
  { "http.header.vary", "RFC 9110 § 12.5.5", N_ ("Vary: it depends on these fields"),
    N_ ("Somebody else might get another response, depending on these fields of the "
        "request. Go-betweens must know that before they use a copy."),
    NULL },
  { "http.header.allow", "RFC 9110 § 10.2.1", N_ ("Allow: what can be done here"),
    N_ ("The methods that this object knows."), NULL },
  { "http.header.retry-after", "RFC 9110 § 10.2.3", N_ ("Retry-After: come back then"),
    N_ ("For how many seconds, or until when, the client should wait."), NULL },
  { "http.header.via", "RFC 9110 § 7.6.3", N_ ("Via: through these stations"),
    N_ ("Each go-between adds itself, as mail servers do with Received."), NULL },
  { "http.header.link", "RFC 8288 § 3", N_ ("Link: what belongs to this"),
    N_ ("Addresses of other objects, such as the style sheet, that the browser may fetch "
        "early."),
    NULL },
  { "http.header.content-security-policy", NULL,
    N_ ("Content-Security-Policy: what this page may do"),
    N_ ("From where the page may load pictures, scripts and the like, and to where it may "
        "send. A mail page forbids nearly everything, so that a letter full of tricks can "
        "neither run a program nor call home."),
    NULL },
  { "http.header.x-content-type-options", NULL, N_ ("X-Content-Type-Options: do not guess"),
    N_ ("“nosniff” forbids the browser to take the content for something else than "
        "Content-Type says."),
    NULL },
  { "http.header.x-frame-options", "RFC 7034 § 2.1", N_ ("X-Frame-Options: not inside other pages"),
    N_ ("Forbids other sites to show this page inside their own, where a reader could be "
        "made to press its buttons without knowing."),
    NULL },
  { "http.header.referrer-policy", NULL, N_ ("Referrer-Policy: tell others nothing"),
    N_ ("Whether the browser tells the next site from which page the reader came. The "
        "address of a letter is nobody’s business."),
    NULL },
  { "http.header.permissions-policy", NULL, N_ ("Permissions-Policy: what the page may use"),
    N_ ("Whether the page may use camera, microphone and the like."), NULL },
  { "http.header.cross-origin-opener-policy", NULL, N_ ("Cross-Origin-Opener-Policy: keep apart"),
    N_ ("Pages of other sites get no hold of this page’s window."), NULL },
  { "http.header.cross-origin-resource-policy", NULL,
    N_ ("Cross-Origin-Resource-Policy: only for our pages"),
    N_ ("Other sites may not put this object into their pages."), NULL },
  { "http.header.cross-origin-embedder-policy", NULL,
    N_ ("Cross-Origin-Embedder-Policy: only what agrees"),
    N_ ("The page loads from elsewhere only what agrees to that."), NULL },
  { "http.header.strict-transport-security", "RFC 6797 § 6.1",
    N_ ("Strict-Transport-Security: always encrypted"),
    N_ ("From now on the browser shall use only encrypted connections to this host."), NULL },
  { "http.header.upgrade-insecure-requests", NULL,
    N_ ("Upgrade-Insecure-Requests: rather encrypted"),
    N_ ("The browser would rather have the encrypted version of the page, if there is one."),
    NULL },
  { "http.header.sec-fetch-site", NULL, N_ ("Sec-Fetch-Site: who made me ask"),
    N_ ("Whether the request comes from a page of the same site, from another one, or from "
        "the reader directly. Scripts cannot forge it."),
    NULL },
  { "http.header.sec-fetch-mode", NULL, N_ ("Sec-Fetch-Mode: what kind of request"),
    N_ ("Whether the reader goes to a page, or a page loads something."), NULL },
  { "http.header.sec-fetch-dest", NULL, N_ ("Sec-Fetch-Dest: what it is for"),
    N_ ("Whether the object becomes a page, a picture, a style sheet or something else."), NULL },
  { "http.header.sec-fetch-user", NULL, N_ ("Sec-Fetch-User: a person did it"),
    N_ ("The reader has pressed a link or a button."), NULL },
  { "http.header.access-control-allow-origin", NULL,
    N_ ("Access-Control-Allow-Origin: others may read it"),
    N_ ("Pages of these sites may read the response."), NULL },
  { "http.header.priority", "RFC 9218 § 4", N_ ("Priority: how urgent it is"),
    N_ ("Whether the browser needs this object before others."), NULL },
  { "http.header.dnt", NULL, N_ ("DNT: do not track me"),
    N_ ("The reader asks not to be followed from site to site."), NULL },
};

const MfExplanationTable mf_explanation_http_field = { rows, G_N_ELEMENTS (rows) };
