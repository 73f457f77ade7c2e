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
import { SCENARIOS } from './scenarios/index.ts';
import type { Ticks } from './ticks.ts';

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
  ['openssl', 'openssl'],
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
if (!values.keep) await Kiosk.install(run);
let failed = 0;
let kiosk: Kiosk | null = null;
/** Whether `kiosk` has the state to which scenarios go back. */
let resumed = false;

/** The machine as the scenario wants it. */
async function machineFor(name: string): Promise<Kiosk> {
  const { boot } = SCENARIOS[name]!;
  if (boot === undefined && resumed && kiosk !== null) {
    await kiosk.back();
    return kiosk;
  }
  await kiosk?.end();
  resumed = boot === undefined;
  kiosk = null;
  kiosk = boot === undefined ? await Kiosk.resumed(run) : await Kiosk.boot(run, name, boot);
  return kiosk;
}

try {
  for (const name of names) {
    const { expected, play } = SCENARIOS[name]!;
    let seen: string;
    let ticks: Ticks | null = null;
    let [ours, machines] = [performance.now(), 0];
    try {
      const machine = await machineFor(name);
      ticks = machine.vm.ticks;
      [ours, machines] = [performance.now(), ticks.lived];
      seen = await play(machine);
    } catch (error) {
      failed += 1;
      seen = `FAILED ${error instanceof Error ? error.message : String(error)}`;
    }
    ours = Math.round((performance.now() - ours) / 1000);
    machines = Math.round((ticks?.lived ?? 0) - machines);
    console.log(`| ${name} | ${expected} | ${seen} | ${machines} s in ${ours} s of ours |`);
  }
} finally {
  // TypeScript does not see that the function above sets it.
  await (kiosk as Kiosk | null)?.end();
}
console.log(`pictures and consoles: ${out}`);
process.exitCode = failed > 0 ? 1 : 0;
