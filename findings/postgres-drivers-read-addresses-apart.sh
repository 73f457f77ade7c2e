#!/bin/sh
# Guess: one DATABASE_URL means the same to pg and to postgres.
# Seen with pg 8.23.1 and postgres 3.4.9: `sslmode=require` verifies the certificate with pg and trusts anybody with
# postgres; `no-verify` trusts anybody with pg and verifies with postgres; `sslrootcert` is read by pg, while postgres
# sends it to the server as a setting, which the server refuses. A host of IPv6 keeps its brackets with postgres.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund pg@8.23.1 postgres@3.4.9
: > ca.pem
cat > look.mjs <<'END'
import pg from 'pg';
import postgres from 'postgres';

process.removeAllListeners('warning');
const read = (query, host = 'db.example.org') => {
  const url = `postgres://a:b@${host}/c${query}`;
  const { ssl, host: name } = new pg.Client(url).connectionParameters;
  return { pg: { ssl, host: name }, postgres: postgres(url).options };
};
/** As both hand it to TLS: postgres turns three words into `rejectUnauthorized: false` and verifies with any other. */
const verifies = ({ pg, postgres }) => [
  pg.ssl.rejectUnauthorized !== false,
  !['require', 'allow', 'prefer'].includes(postgres.ssl),
];
const seen = ['require', 'no-verify', 'verify-full'].map((mode) => {
  const [one, other] = verifies(read(`?sslmode=${mode}`));
  console.log(`sslmode=${mode}: pg ${one ? 'verifies' : 'trusts'}, postgres ${other ? 'verifies' : 'trusts'}`);
  return `${one} ${other}`;
});
const { pg: mine, postgres: theirs } = read('?sslmode=verify-full&sslrootcert=ca.pem');
console.log(`sslrootcert: pg reads it: ${mine.ssl.ca !== undefined}; postgres sends to the server: ${theirs.connection.sslrootcert}`);
const six = read('', '[::1]');
console.log(`IPv6: pg ${six.pg.host}, postgres ${six.postgres.host[0]}`);
const as = seen.join() === 'true false,false true,true true';
process.exit(as && theirs.connection.sslrootcert === 'ca.pem' && six.postgres.host[0] !== '::1' ? 0 : 1);
END
node --no-warnings look.mjs
