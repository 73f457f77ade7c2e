import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Machine } from '../contract/index.ts';

const run = promisify(execFile);
const ASK_MS = 2000;

/** Where the facts are read; a test has a folder of its own. */
export interface MachinePaths {
  /** `/sys` and `/proc`. */
  sys: string;
  proc: string;
  /** Asks the Raspberry Pi's firmware; null where there is no such program, or no such firmware. */
  vcgencmd: (command: string) => Promise<string | null>;
}

const SYSTEM: MachinePaths = {
  sys: '/sys',
  proc: '/proc',
  async vcgencmd(command) {
    try {
      return (await run('vcgencmd', [command], { timeout: ASK_MS })).stdout;
    } catch {
      return null;
    }
  },
};

/** What the machine says of itself. Each fact that this machine can't tell is null: nothing is guessed. */
export async function readMachine(paths: MachinePaths = SYSTEM): Promise<Machine> {
  return {
    model: text(join(paths.proc, 'device-tree/model')),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    cores: os.availableParallelism(),
    uptime_s: Math.round(os.uptime()),
    load: os.loadavg()[0] ?? 0,
    memory_bytes: os.totalmem(),
    memory_free_bytes: available(paths.proc) ?? os.freemem(),
    temperature_c: temperature(paths.sys),
    throttled: await throttled(paths),
  };
}

/** What programs may still use, without the caches that `free` leaves out; null where the kernel does not say. */
function available(proc: string): number | null {
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(text(join(proc, 'meminfo')) ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** The processor's sensor in °C: the zone that is named for it, else the first that answers plausibly. */
export function temperature(sys: string): number | null {
  const folder = join(sys, 'class/thermal');
  const zones = names(folder)
    .filter((name) => name.startsWith('thermal_zone'))
    .map((name) => ({
      type: text(join(folder, name, 'type')) ?? '',
      celsius: Number(text(join(folder, name, 'temp')) ?? Number.NaN) / 1000,
    }))
    .filter(({ celsius }) => celsius > -40 && celsius < 150);
  const zone = zones.find(({ type }) => /cpu|soc|pkg/.test(type)) ?? zones[0];
  return zone ? Math.round(zone.celsius * 10) / 10 : null;
}

/** Bits of the firmware's answer; those 16 higher say the same of the time since the start. */
const BITS = { under_voltage: 0, capped: 1, slowed: 2, hot: 3 } as const;
const SINCE_START = 16;

/**
 * Whether a Raspberry Pi runs slower for want of power or cooling: by sysfs, which needs no right, else by `vcgencmd`
 * (documentation/os `get_throttled`). Null on every other machine.
 */
async function throttled({ sys, vcgencmd }: MachinePaths): Promise<Machine['throttled']> {
  const answer =
    throttledWord(sys) ??
    /throttled=0x([0-9a-f]+)/i.exec((await vcgencmd('get_throttled')) ?? '')?.[1] ??
    null;
  return throttledOf(answer);
}

/** The firmware's word (hex) by sysfs: a Pi 4 has it below `soc`, a Pi 5 below `soc@107c000000`; null without it. */
export function throttledWord(sys: string): string | null {
  const platform = join(sys, 'devices/platform');
  const words = names(platform)
    .filter((name) => /^soc(@|$)/.test(name))
    .map((soc) => text(join(platform, soc, `${soc}:firmware`, 'get_throttled')));
  return words.find((word) => word !== null) ?? null;
}

/** What the firmware's word (hex) says; null when it is none. */
export function throttledOf(word: string | null): Machine['throttled'] {
  const bits = word === null ? Number.NaN : Number.parseInt(word, 16);
  if (Number.isNaN(bits)) return null;
  const of = (shift: number) =>
    (Object.keys(BITS) as (keyof typeof BITS)[]).filter((name) => (bits >> (BITS[name] + shift)) & 1);
  return { now: of(0), since_start: of(SINCE_START) };
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function text(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', '').trim() || null;
  } catch {
    return null;
  }
}
