#!/bin/sh
# slim-modules.sh FOLDER ARCHITECTURE: leaves out of node_modules what a running server never opens. Called by the
# Dockerfile and for the Debian package; ARCHITECTURE as both name it (amd64, arm64).
set -eu
folder=$1
# Of TensorFlow.js Node loads one bundle a package and the WASM binaries; the rest is for browsers.
find "$folder/@tensorflow" -type f -path '*/dist/*' ! -name '*.node.js' ! -name '*.wasm' -delete
# Prebuilt serial bindings of other systems and processors.
find "$folder/@serialport/bindings-cpp/prebuilds" -mindepth 1 -maxdepth 1 \
  ! -name "linux-$(echo "$2" | sed s/amd64/x64/)" -exec rm -r {} +
find "$folder/@serialport/bindings-cpp/prebuilds" -name '*.musl.node' -delete
# Commands of packages, but for Node's own, and what comes with that.
find "$folder/.bin" -mindepth 1 ! -name node -delete
rm -rf "$folder"/node-linux-*/share
# Types, source maps, sources of what is compiled, documents and tests of packages. Licences stay.
rm -rf "$folder/@types" "$folder/@webgpu"
find "$folder" -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' \
  -o -iname 'readme*' -o -iname 'changelog*' -o -iname 'history.md' -o -name '*.c' -o -name '*.cc' -o -name '*.cpp' \
  -o -name '*.h' -o -name '*.gyp' \) -delete
# Whatever a package's own tools left: hidden files but for the folder of commands.
find "$folder" -mindepth 1 -name '.*' ! -name .bin -prune -exec rm -r {} +
rm -rf "$folder/zod/src" "$folder/mqtt/dist" "$folder/jsonata/test"
find "$folder" -type d \( -name test -o -name tests -o -name __tests__ -o -name docs -o -name benchmark \
  -o -name benchmarks -o -name examples \) -prune -exec rm -r {} +
find "$folder" -depth -type d -empty -delete
