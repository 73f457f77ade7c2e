#!/bin/sh
# Guess: web-push refuses a message that is too long for a push service (RFC 8291: one record, of 4096 bytes at most in
# what every service has to take), or sends it as one larger record.
# Seen with web-push 3.6.7 (npm): it throws nothing and cuts the message into several records of 4096 bytes in one body.
# RFC 8291 has a push message in a single record, so a browser that keeps to it drops the message, and nobody at the
# sender's end is told. Look at the length before it is sent.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts web-push@3.6.7
cat > look.cjs <<'JS'
const crypto = require('node:crypto');
const webpush = require('web-push');
const browser = crypto.createECDH('prime256v1');
browser.generateKeys();
const keys = { p256dh: browser.getPublicKey('base64url'), auth: crypto.randomBytes(16).toString('base64url') };
const vapidDetails = { subject: 'mailto:somebody@example.org', ...webpush.generateVAPIDKeys() };
// RFC 8188: salt, 16 bytes; the record's size; the length of the key's name, and the name; then the records.
const records = (length) => {
  const to = { endpoint: 'https://push.example.org/1', keys };
  const { body } = webpush.generateRequestDetails(to, 'x'.repeat(length), { vapidDetails });
  return Math.ceil((body.length - 21 - body[20]) / body.readUInt32BE(16));
};
const seen = [1000, 4000, 5000, 9000].map((length) => [length, records(length)]);
console.log(seen.map(([length, count]) => `${length} bytes: ${count} record(s)`).join('\n'));
process.exit(seen.map(([, count]) => count).join() === '1,1,2,3' ? 0 : 1);
JS
node look.cjs
