#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Mailflow authors
#
# read.pl PORT USER PASSWORD FILE: what Mail::IMAPClient can do with INBOX; the
# first message goes to FILE.

use strict;
use warnings;
use Mail::IMAPClient;

my ($port, $user, $password, $file) = @ARGV;
my $imap = Mail::IMAPClient->new(
  Server => '127.0.0.1', Port => $port, User => $user, Password => $password, Uid => 1, Peek => 1,
) or die "login: $@";

sub must { my ($value, $what) = @_; defined $value or die "$what: " . $imap->LastError; return $value }

must ($imap->select ('INBOX'), 'select');
my @all = $imap->search ('ALL');
@all == 1 or die 'one message expected, not ' . @all;
open my $out, '>:raw', $file or die $!;
print $out must ($imap->message_string ($all[0]), 'message_string');
close $out;

must ($imap->get_bodystructure ($all[0]), 'bodystructure')->bodytype eq 'MULTIPART' or die 'bodytype';
must ($imap->get_envelope ($all[0]), 'envelope')->from_addresses eq 'Alice <alice@a.example>'
  or die 'envelope';
must ($imap->create ('Archive'), 'create');
must ($imap->set_flag ('Flagged', $all[0]), 'set_flag');
my @flagged = $imap->search ('FLAGGED');
@flagged == 1 && $flagged[0] == $all[0] or die 'flagged';
must ($imap->move ('Archive', $all[0]), 'move');
must ($imap->expunge, 'expunge');
must ($imap->message_count ('INBOX'), 'count') == 0 or die 'the message is still in INBOX';
must ($imap->message_count ('Archive'), 'count') == 1 or die 'the message is not in Archive';
must ($imap->logout, 'logout');
