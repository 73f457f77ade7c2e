#!/bin/sh
# Guess: SerialPort.list() reads on Linux what the kernel says of the ports, and answers an empty list where there is none.
# Seen with serialport 13.0.0 (npm): it runs the program `udevadm`. Where that is missing, as in slim images of
# containers to which a board was handed on by name, it rejects with ENOENT, whatever ports there are; opening a port by its
# name works there. Who wants the ports in a container reads /sys/class/tty, or /dev/serial/by-id of the host.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund serialport@13.0.0
cat > look.cjs <<'JS'
const { SerialPort } = require('serialport');
process.env.PATH = __dirname; // no udevadm there
SerialPort.list().then(
  (ports) => [`${ports.length} ports`, 1],
  (error) => [`${error.code}: ${error.message}`, error.code === 'ENOENT' && error.message.includes('udevadm') ? 0 : 1],
).then(([text, code]) => {
  console.log(text);
  process.exit(code);
});
JS
node look.cjs
