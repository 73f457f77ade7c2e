#!/bin/sh
# Guess: npm replaces the files of node_modules, so a copy of it by hard links (cp -al) can be installed into without
# harm to the first one.
# Seen with npm 11.19.1: packages are replaced, but node_modules/.package-lock.json is written in place. The first
# folder then says that it has what only the copy has, and npm believes it. Unlink that file in the copy first.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix tool npm@11.19.1
npm="$folder/tool/node_modules/.bin/npm"
mkdir first
(cd first && echo '{"private":true}' > package.json && "$npm" install --silent --no-audit --no-fund ms@2.1.2)
cp -r first copy && rm -r copy/node_modules && cp -al first/node_modules copy/node_modules
(cd copy && "$npm" install --silent --no-audit --no-fund ms@2.1.3)
version() { node -p "require('$folder/$1').$2"; }
cp first/node_modules/.package-lock.json hidden.json
said=$(version hidden.json 'packages["node_modules/ms"].version')
has=$(version first/node_modules/ms/package.json version)
echo "the first folder has ms $has; its hidden lock file says $said"
[ "$has" = 2.1.2 ] && [ "$said" = 2.1.3 ]
