#!/bin/sh
# Guess: PGlite behind its socket server takes several connections as Postgres does: each is a session of its own.
# Seen with @electric-sql/pglite 0.5.14, -socket 0.2.17 and pg 8.23.1 (npm): all connections are one session. An advisory lock
# that one holds is given to the next, too, and is still held when the one that took it has gone; temporary tables and what is
# `set` are everybody's; a notification goes to whoever sent it, though another connection listens. So what a lock of
# the session should keep apart, as two workers on one queue, is kept apart in Postgres and not in tests on PGlite.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
  @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17 pg@8.23.1
cat > look.mjs <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';
const probe = createServer().listen(0, '127.0.0.1');
await once(probe, 'listening');
const { port } = probe.address();
probe.close();
await once(probe, 'close');
const db = await PGlite.create();
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port, maxConnections: 5 });
await server.start();
const connect = async () => {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  await client.connect();
  return client;
};
const [first, second] = [await connect(), await connect()];
const one = async (client, text) => Object.values((await client.query(text)).rows[0])[0];
const seen = {};
seen.firstLocks = await one(first, 'select pg_try_advisory_lock(7)');
seen.secondLocksToo = await one(second, 'select pg_try_advisory_lock(7)');
await first.query('create temporary table mine (value int)');
seen.secondReadsTheTemporaryTable = (await one(second, 'select count(*) from mine')) === '0';
await first.query("set timezone = 'Asia/Seoul'");
seen.secondHasTheZone = (await one(second, 'show timezone')) === 'Asia/Seoul';
const told = [];
first.on('notification', () => told.push('first'));
second.on('notification', () => told.push('second'));
await first.query('listen work');
await second.query('notify work');
await sleep(500);
seen.told = told.join();
await first.end();
seen.heldWithoutAnOwner = Number(await one(second, "select count(*) from pg_locks where locktype = 'advisory'")) > 0;
await second.end();
await server.stop();
await db.close();
console.log(JSON.stringify(seen, null, 1));
const { told: listener, ...rest } = seen;
process.exit(listener === 'second' && Object.values(rest).every((value) => value === true) ? 0 : 1);
JS
timeout 120 node look.mjs
