#!/bin/sh
# Guess: weights that are not a number make every backend's answer not a number, so that a look at the answer finds a
# damaged net.
# Seen with @tensorflow/tfjs-core, -backend-cpu and -backend-wasm 4.22.0 (npm): relu keeps NaN on both backends, as the guess
# says. relu6, alone or fused into a convolution, keeps it on the CPU backend and makes 0 of it on the WASM backend. So a net
# with relu6 and NaN in an early layer answers with ordinary numbers there, and a check of the answer finds nothing: look at
# the weights, or at answers that are known.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
  @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
cat > relu.cjs <<'JS'
const { join, dirname } = require('node:path');
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm');
setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist/'));
const seen = {};
(async () => {
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend);
    await tf.ready();
    const input = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const filter = tf.tensor4d([NaN], [1, 1, 1, 1]);
    const layer = (activation) => Array.from(tf.fused.conv2d({ x: input, filter, strides: 1, pad: 'same', activation }).dataSync(), String);
    seen[backend] = {
      relu: Array.from(tf.relu(tf.tensor1d([NaN, 2])).dataSync(), String),
      relu6: Array.from(tf.relu6(tf.tensor1d([NaN, 2])).dataSync(), String),
      'conv2d, relu6': layer('relu6'),
    };
  }
  console.log(JSON.stringify(seen, null, 1));
  const kept = Object.values(seen.cpu).every((values) => values[0] === 'NaN');
  const hidden = ['relu6', 'conv2d, relu6'].every((name) => seen.wasm[name][0] === '0') && seen.wasm.relu[0] === 'NaN';
  process.exit(kept && hidden ? 0 : 1);
})();
JS
timeout 60 node relu.cjs 2>&1
