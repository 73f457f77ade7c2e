import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const SHIM = join(import.meta.dirname, 'shim.c');
/** Services that the product asks for the time before `timedatectl`; here they would say the truth. */
const OTHER_TIME_SERVICES = ['/run/systemd/timesync', '/run/chrony'];

/** A change of the wall clock; times are the harness's own. */
interface ClockState {
  since: number;
  offsetMs: number;
  /** What the system says of its clock. */
  set: boolean;
}

/**
 * The wall clock of the device, and what its card does on fsync: a library in C that is preloaded into the product's
 * processes (shim.c), and a `timedatectl` that says whether the clock is set.
 */
export class MachineFaults {
  /** Variables for the product's processes. */
  readonly env: Record<string, string>;
  /** Why there are no such faults here, null when there are. */
  readonly missing: string | null;
  readonly #control: number;
  readonly #says: string;
  readonly #states: ClockState[];

  constructor(folder: string) {
    this.#says = join(folder, 'clock-is-set');
    const path = join(folder, 'control');
    writeFileSync(path, Buffer.alloc(16));
    this.#control = openSync(path, 'r+');
    this.#states = [{ since: 0, offsetMs: 0, set: true }];
    this.#say(true);
    const program = join(folder, 'timedatectl');
    writeFileSync(program, `#!/bin/sh\nexec cat '${this.#says}'\n`);
    chmodSync(program, 0o755);
    const library = join(folder, 'shim.so');
    this.missing = compile(library);
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
    writeFileSync(this.#says, set ? 'yes\n' : 'no\n');
  }

  #write(word: 0 | 1, value: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    writeSync(this.#control, bytes, 0, 8, word * 8);
  }
}

/** Compiles the shim; answers why not, or null. */
function compile(library: string): string | null {
  const other = OTHER_TIME_SERVICES.find((path) => existsSync(path));
  if (other !== undefined) return `${other} says whether this machine's clock is set`;
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
