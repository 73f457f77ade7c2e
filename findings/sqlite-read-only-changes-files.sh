#!/usr/bin/env bash
# A read-only connection of SQLite makes files, and removes one.
#
# The guess: whoever opens a database with SQLITE_OPEN_READONLY (readOnly in node:sqlite) to look at it before anything
# may be changed leaves the folder as it was.
# What happens, with a database in WAL mode (SQLite 3.54.0 in Node 26.12.1): one that was closed cleanly gets an empty
# log and its index, and both stay when the connection is closed. One whose file is empty, as after a damage of the
# disk, loses its log, in which its rows were. `immutable=1` in the address makes nothing and removes nothing, and reads
# no log. Exit 0: still so. Exit 1: it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
case $(uname -m) in aarch64) arch=arm64 ;; *) arch=x64 ;; esac
npm install --silent --no-audit --no-fund --ignore-scripts "node-linux-$arch@26.12.1"
cat >try.mjs <<'EOF'
import { copyFileSync, mkdirSync, readdirSync, truncateSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';

const seen = [];
function look(name, address) {
  const before = readdirSync(name).sort().join(' ');
  const database = new DatabaseSync(address, { readOnly: true });
  const { n } = database.prepare('select count(*) as n from sqlite_schema').get();
  database.close();
  const line = `${name}: ${before} -> ${readdirSync(name).sort().join(' ')}, ${n} table`;
  console.log(line);
  seen.push(line);
}

for (const name of ['clean', 'emptied', 'immutable']) mkdirSync(name);
const database = new DatabaseSync('clean/db');
database.exec('pragma journal_mode = wal; create table t (i); insert into t values (1)');
for (const part of ['', '-wal']) copyFileSync(`clean/db${part}`, `emptied/db${part}`);
truncateSync('emptied/db', 0);
database.close();
copyFileSync('clean/db', 'immutable/db');

const address = pathToFileURL('immutable/db');
address.searchParams.set('immutable', '1');
look('immutable', address);
look('clean', 'clean/db');
look('emptied', 'emptied/db');
console.log(`Node ${process.version}, SQLite ${process.versions.sqlite}`);
const expected = [
  'immutable: db -> db, 1 table',
  'clean: db -> db db-shm db-wal, 1 table',
  'emptied: db db-wal -> db, 0 table',
];
process.exitCode = JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1;
EOF
node_modules/.bin/node try.mjs
