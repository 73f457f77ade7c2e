# What a machine says from within while nothing on its disk can be read or written: started before, it needs no file.
# `perl look.pl PORT COOKIE_JAR VISIT WAIT`: prints the answers to three visits, health, and the root's mount options.
use strict;
use warnings;
# Of perl-base, which each Debian has.
use IO::Socket::INET;

my ($port, $jar, $visit, $wait) = @ARGV;
open my $cookies, '<', $jar or die "no $jar: $!";
my ($cookie) = map { (split /\s+/)[-1] } grep { /kf99_kiosk/ } <$cookies>;
close $cookies;

sub ask {
  my ($method, $path, $body) = @_;
  my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => 60)
    or return "no connection: $!";
  local $SIG{ALRM} = sub { die "no answer within 60 s\n" };
  my $answer = eval {
    alarm 60;
    print $socket "$method $path HTTP/1.1\r\nhost: 127.0.0.1:$port\r\norigin: http://127.0.0.1:$port\r\n"
      . "cookie: kf99_kiosk=$cookie\r\nconnection: close\r\ncontent-type: application/json\r\n"
      . 'content-length: ' . length($body) . "\r\n\r\n$body";
    local $/;
    my $said = <$socket>;
    alarm 0;
    $said;
  } // $@;
  $answer =~ s/.*?\r\n\r\n//s;
  $answer =~ s/^[0-9a-f]+\r\n//i;
  $answer =~ s/\r\n.*//s;
  $answer =~ s/\n/ /g;
  return $answer;
}

# The modules that a first call loads are loaded now.
ask('GET', '/api/health', '');
$| = 1;
print "ready\n";
sleep $wait;
for (1 .. 3) {
  my $time = sprintf '%012x', time * 1000 + int rand 1000;
  my $id = substr($time, 0, 8) . '-' . substr($time, 8) . sprintf '-7000-8000-%06x%06x', rand 2**24, rand 2**24;
  (my $body = $visit) =~ s/ID/$id/;
  print ask('POST', '/api/visits', $body), "\n";
  sleep 1;
}
sleep $wait;
print ask('GET', '/api/health', ''), "\n";
open my $mounts, '<', '/proc/mounts' or die;
print grep { m{ / } } <$mounts>;
