#!/usr/bin/perl
# Turns on Salesforce sync for each customer whose id is on a line of standard input; prints name, status and revenue.
# Needs FFI::Platypus (Debian: libffi-platypus-perl).
use strict;
use warnings;
use FFI::Platypus 1.00;

my $ffi = FFI::Platypus->new(api => 1, lib => $ENV{FUSEBILL_LIBRARY} // 'libfusebill.so.0');
$ffi->attach([fusebill_client_new => 'client_new'] => ['string', 'string', 'opaque*', 'opaque*'] => 'sint32');
$ffi->attach([fusebill_client_free => 'client_free'] => ['opaque'] => 'void');
$ffi->attach([fusebill_enable_synch => 'enable_synch'] => ['opaque', 'sint64', 'opaque', 'opaque*'] => 'sint32');
$ffi->attach([fusebill_json_get => 'json_get'] => ['string', 'string', 'opaque*'] => 'sint32');
$ffi->attach([fusebill_string_free => 'string_free'] => ['opaque'] => 'void');

# Copies a text of the library, and frees it.
sub take {
    my ($pointer) = @_;
    my $text = defined $pointer ? $ffi->cast('opaque', 'string', $pointer) : '';
    string_free($pointer);
    return $text;
}

sub field {
    my ($json, $pointer) = @_;
    json_get($json, $pointer, \my $value);
    return take($value);
}

my $exit = client_new(undef, undef, \my $client, \my $json);    # key: FUSEBILL_API_KEY
if ($exit) {
    print STDERR field(take($json), '/message'), "\n";
    exit $exit;
}
while (my $line = <STDIN>) {
    next unless $line =~ /\S/;
    my ($id) = $line =~ /^\s*(\d{1,18})\s*$/;
    unless ($id) {
        print STDERR "not an id: $line";
        $exit = 1;
        next;
    }
    my $status = enable_synch($client, $id, undef, \$json);
    my $text = take($json);
    if ($status == 0) {
        printf "%s: %s, %s\n", map { field($text, $_) } '/companyName', '/salesforceSynchStatus', '/monthlyRecurringRevenue';
    } elsif ($status == 3) {
        print "$id: no such customer\n";
    } else {
        print STDERR field($text, '/message'), "\n";
    }
    $exit = $status || $exit;
}
client_free($client);
exit $exit;
