import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** Whether the system says that its clock is set from the network; null when nothing here can say. */
export type TimeSource = () => Promise<boolean | null>;

const run = promisify(execFile);
const ASK_MS = 2000;

/**
 * Asks whichever service keeps this machine's time: systemd-timesyncd by its file (a container may mount
 * /run/systemd/timesync), else chrony, else systemd by timedatectl. Where none is, as in a bare container, the
 * answer is null.
 */
export const systemTimeSource: TimeSource = async () => {
  if (existsSync('/run/systemd/timesync')) return existsSync('/run/systemd/timesync/synchronized');
  if (existsSync('/run/chrony')) {
    const leap = await ask('chronyc', ['-n', 'tracking']);
    return leap === null ? null : /Leap status\s*:\s*Normal/.test(leap);
  }
  const answer = await ask('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
  return answer === null || answer.trim() === '' ? null : answer.trim() === 'yes';
};

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
