import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Whether the system says that its clock is set from the network; null when nothing here can say. */
export type TimeSource = () => Promise<boolean | null>;

const run = promisify(execFile);
const ASK_MS = 2000;
/** What a program said holds for so long, ms. */
const HOLDS_MS = 10_000;
/** Further than any summer time, zone or drift puts two clocks apart that were set; an empty battery means years. */
const APART_MS = 86_400_000;

/**
 * Asks whichever service keeps this machine's time: systemd-timesyncd by its file (a container may mount
 * /run/systemd/timesync, read-only), else chrony, else systemd by timedatectl. Where none is, as in a bare container, the
 * answer is null.
 */
export const systemTimeSource: TimeSource = async () => {
  const said = timesyncd('/run/systemd/timesync');
  return said === null ? askPrograms() : said;
};

/**
 * A program that was started each second took most of what an idle server costs. So its answer holds for a while, but for
 * that the clock is not set: when it is, visits wait for it.
 *
 * @param ask the program
 * @param now ms of a clock that never goes back
 */
export function seldomAsked(ask: TimeSource, now: () => number = () => performance.now()): TimeSource {
  let held: { answer: boolean | null; until: number } | null = null;
  return async () => {
    if (held !== null && held.answer !== false && now() < held.until) return held.answer;
    held = { answer: await ask(), until: now() + HOLDS_MS };
    return held.answer;
  };
}

const askPrograms = seldomAsked(async () => {
  if (existsSync('/run/chrony')) {
    const leap = await ask('chronyc', ['-n', 'tracking']);
    return leap === null ? null : /Leap status\s*:\s*Normal/.test(leap);
  }
  const answer = await ask('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
  return answer === null || answer.trim() === '' ? null : answer.trim() === 'yes';
});

/** The source for what sets this machine's clock: one with a battery is believed without a network, while it keeps time. */
export function timeSource(set: 'network' | 'battery'): TimeSource {
  return set === 'battery' ? () => batteryClock() : systemTimeSource;
}

/**
 * Whether a clock with a battery shows the time that the system has. With an empty battery it begins years ago, which
 * the system's own time does not show: systemd puts that forward to the day on which it was built or last ran.
 *
 * @param folder of the kernel's clocks with batteries; false when there is none
 */
export async function batteryClock(folder = '/sys/class/rtc', now = Date.now()): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  const times = names.map((name) => readFile(`${folder}/${name}/since_epoch`, 'utf8').catch(() => ''));
  return (await Promise.all(times)).some(
    (seconds) => seconds !== '' && Math.abs(Number(seconds) * 1000 - now) < APART_MS,
  );
}

/**
 * What systemd-timesyncd says by its folder, null when this is not its own. In a container it may be neither: one of
 * root's was made by Docker, since another service keeps the machine's time; one without links was left behind when
 * timesyncd was restarted and made a new one.
 */
export function timesyncd(folder: string): boolean | null {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined || found.uid === 0 || found.nlink === 0) return null;
  return existsSync(`${folder}/synchronized`);
}

/** What a program prints; null when it is not here, fails or takes too long. */
async function ask(program: string, args: string[]): Promise<string | null> {
  try {
    return (await run(program, args, { timeout: ASK_MS })).stdout;
  } catch {
    return null;
  }
}

/** The kernel's boot: what the monotonic clock of the machine counts from. */
export interface Boot {
  id: string;
  /** ms since the boot, over restarts of the server. */
  uptime(): number;
}

export function systemBoot(): Boot {
  // Another process at the same moment sees the same hrtime: on Linux it is CLOCK_MONOTONIC.
  const uptime = () => Number(process.hrtime.bigint() / 1_000_000n);
  try {
    return { id: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(), uptime };
  } catch {
    return { id: `process-${process.pid}-${Date.now()}`, uptime };
  }
}
