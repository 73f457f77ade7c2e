/**
 * `npm run machine -- SCENARIO... | --all [--arch arm64|amd64] [--kvm] [--keep]`: boots a whole emulated machine from
 * Debian's and npm's packages, plays the scenarios on it, and says what was seen. README.md has what each one shows.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CACHE, run as runProgram } from './cache.ts';
import type { Architecture } from './debian.ts';
import { Kiosk, type Run } from './kiosk.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    arch: { type: 'string', default: 'arm64' },
    kvm: { type: 'boolean', default: false },
    // Takes the machine that an earlier run has installed.
    keep: { type: 'boolean', default: false },
  },
});
const names = values.all ? Object.keys(SCENARIOS) : positionals;
const unknown = names.find((name) => !(name in SCENARIOS));
if (names.length === 0 || unknown !== undefined || !['arm64', 'amd64'].includes(values.arch)) {
  console.error(`give --all or some of ${Object.keys(SCENARIOS).join(', ')}, and --arch arm64 or amd64`);
  process.exit(2);
}
for (const [program, from] of [
  ['mmdebstrap', 'mmdebstrap'],
  ['mke2fs', 'e2fsprogs'],
  ['ssh', 'openssh-client'],
  ['xz', 'xz-utils'],
]) {
  try {
    runProgram(1, 'which', [program!]);
  } catch {
    console.error(`there is no ${program}: apt-get install ${from}`);
    process.exit(2);
  }
}
if (process.getuid?.() !== 0) {
  console.error('making a root and mounting need root');
  process.exit(2);
}

const out = join(CACHE, `run-${values.arch}`);
const run: Run = { architecture: values.arch as Architecture, kvm: values.kvm, out };
if (!values.keep) rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const installed = values.keep ? join(out, 'installed/root.qcow2') : await Kiosk.installed(run);
const PLAIN = {};
let failed = 0;
let kiosk: Kiosk | null = null;
let booted: Scenario['boot'];
try {
  for (const name of names) {
    const { boot = PLAIN, expected, play } = SCENARIOS[name]!;
    const started = Date.now();
    let seen: string;
    try {
      if (kiosk === null || boot !== booted) {
        await kiosk?.end();
        kiosk = await Kiosk.boot(run, name, installed, boot);
        booted = boot;
      }
      seen = await play(kiosk);
    } catch (error) {
      failed += 1;
      seen = `FAILED ${error instanceof Error ? error.message : String(error)}`;
    }
    const minutes = Math.round((Date.now() - started) / 6000) / 10;
    console.log(`| ${name} | ${expected} | ${seen} | ${minutes} min |`);
  }
} finally {
  await kiosk?.end();
}
console.log(`pictures and consoles: ${out}`);
process.exitCode = failed > 0 ? 1 : 0;
