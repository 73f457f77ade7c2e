#!/bin/sh
# Guess: tf.image.rotateWithOffset fills what comes in from outside of the picture with the value that it is given, on
# every backend, as for a face that is turned upright before a net sees it.
# Seen with @tensorflow/tfjs-core, -backend-cpu and -backend-wasm 4.22.0 (npm): the CPU backend does. The WASM backend
# cuts the value off to a whole number from 0 to 255, so pictures of floats from 0 to 1 or -1 to 1 get 0 whatever is asked for: a
# net that learnt on corners of mid-grey sees others there. The pixels of the picture itself are the same.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
  @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > look.cjs <<'JS'
const { join, dirname } = require('node:path');
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm');
setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/'));
(async () => {
  const seen = {};
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend);
    await tf.ready();
    const picture = tf.fill([1, 9, 9, 1], 0.75);
    // The first value is the corner's, the middle one the picture's.
    const turned = (fill) => tf.image.rotateWithOffset(picture, Math.PI / 4, fill).dataSync();
    seen[backend] = [0.5, 3, 3.9].map((fill) => [turned(fill)[0], turned(fill)[40]].map((value) => value.toFixed(2)));
  }
  console.log('corner and middle, filled with 0.5, 3, 3.9');
  for (const [backend, values] of Object.entries(seen)) console.log(backend, values.map((pair) => pair.join('/')).join(' '));
  const wanted = { cpu: '0.50,0.75,3.00,0.75,3.90,0.75', wasm: '0.00,0.75,3.00,0.75,3.00,0.75' };
  process.exit(seen.cpu.join() === wanted.cpu && seen.wasm.join() === wanted.wasm ? 0 : 1);
})();
JS
timeout 60 node look.cjs 2>&1
