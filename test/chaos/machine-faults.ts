import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { timesyncd } from '../../edge-server/clock/time-source.ts';

const SHIM = join(import.meta.dirname, 'shim.c');
const TIMESYNCD = '/run/systemd/timesync';
/** What each program that the product asks says of a clock that is set, and of one that is not. */
const PROGRAMS = {
  timedatectl: ['yes', 'no'],
  chronyc: ['Leap status     : Normal', 'Leap status     : Not synchronised'],
} as const;
type Program = keyof typeof PROGRAMS;

/** A change of the wall clock; times are the harness's own. */
interface ClockState {
  since: number;
  offsetMs: number;
  /** What the system says of its clock. */
  set: boolean;
}

/**
 * The wall clock of the device, and what its card does on fsync: a library in C that is preloaded into the product's
 * processes (shim.c), and programs in front of the path that say whether the clock is set.
 */
export class MachineFaults {
  /** Variables for the product's processes. */
  readonly env: Record<string, string>;
  /** Why fsync can't be made to lie here, null when it can. */
  readonly missing: string | null;
  /** Why the clock can't be set here, null when it can. */
  readonly clockMissing: string | null;
  readonly #control: number;
  readonly #folder: string;
  readonly #states: ClockState[];

  constructor(folder: string) {
    this.#folder = folder;
    const path = join(folder, 'control');
    writeFileSync(path, Buffer.alloc(16));
    this.#control = openSync(path, 'r+');
    this.#states = [{ since: 0, offsetMs: 0, set: true }];
    this.#say(true);
    for (const program of Object.keys(PROGRAMS) as Program[]) {
      writeFileSync(join(folder, program), `#!/bin/sh\nexec cat '${this.#saysOf(program)}'\n`, {
        mode: 0o755,
      });
    }
    const library = join(folder, 'shim.so');
    this.missing = compile(library);
    this.clockMissing = this.missing ?? ownTime();
    this.env = { PATH: `${folder}:${process.env.PATH ?? ''}` };
    if (this.missing === null) Object.assign(this.env, { LD_PRELOAD: library, CHAOS_CONTROL: path });
  }

  /** The device's wall clock now. */
  now(): number {
    return Date.now() + this.#states.at(-1)!.offsetMs;
  }

  /** Puts the clock `offsetMs` away from the truth, and has the system say whether it is set. */
  setClock(offsetMs: number, set: boolean): void {
    // A clock is first right and then said to be; and it is said to be wrong before it is.
    if (!set) this.#say(false);
    this.#write(0, offsetMs);
    if (set) this.#say(true);
    this.#states.push({ since: Date.now(), offsetMs, set });
  }

  /** The states of the clock between two moments of the harness's own clock. */
  clocksBetween(from: number, to: number): readonly ClockState[] {
    return this.#states.filter(
      ({ since }, i) => since <= to && (this.#states[i + 1]?.since ?? Number.POSITIVE_INFINITY) >= from,
    );
  }

  /** From now on fsync does nothing. */
  lieAboutSyncs(): void {
    if (this.missing !== null) throw new Error(`fsync can't be made to lie here: ${this.missing}`);
    this.#write(1, 1);
  }

  close(): void {
    closeSync(this.#control);
  }

  #say(set: boolean): void {
    for (const program of Object.keys(PROGRAMS) as Program[]) {
      writeFileSync(this.#saysOf(program), `${PROGRAMS[program][set ? 0 : 1]}\n`);
    }
  }

  #saysOf(program: Program): string {
    return join(this.#folder, `${program}.says`);
  }

  #write(word: 0 | 1, value: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    writeSync(this.#control, bytes, 0, 8, word * 8);
  }
}

/** Compiles the shim; answers why not, or null. */
function compile(library: string): string | null {
  const { status, error, stderr } = spawnSync('gcc', [
    '-shared',
    '-fPIC',
    '-O2',
    '-o',
    library,
    SHIM,
    '-ldl',
  ]);
  if (error) return 'gcc is not installed: apt-get install gcc libc6-dev';
  return status === 0 ? null : `gcc: ${stderr.toString().split('\n')[0]}`;
}

/**
 * Why the product would not ask the harness's programs here, null when it does.
 * @throws Error when it would hold every visit back
 */
function ownTime(): string | null {
  const said = timesyncd(TIMESYNCD);
  if (said === false) throw new Error(`${TIMESYNCD} says that this machine's clock is not set: set it first`);
  return said === null ? null : `${TIMESYNCD} says whether this machine's clock is set`;
}
