import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { UsbCable } from './usb.ts';

const BRIDGE = fileURLToPath(new URL('./pty.py', import.meta.url));
/** Python starts within 0.1 s on an idle machine; a busy one must not fail a test. */
const START_MS = 20_000;

/** A cable's end as a real serial port of this machine, until `unplug`. */
export interface Pty {
  /** Pulls the cable; resolves when the port is gone. */
  unplug(): Promise<void>;
}

/**
 * Puts `cable` on a pseudo-terminal linked as `path`, with Python 3's standard library as the bridge. Opening
 * the port resets the board, when the cable is wired so.
 *
 * @throws Error when python3 is missing or does not start in time.
 */
export async function exposeOnPty(cable: UsbCable, path: string): Promise<Pty> {
  const child = spawn('python3', [BRIDGE, path], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {});
  await ready(child);
  child.stdout.on('data', (bytes: Buffer) => cable.send(bytes));
  child.stderr.on('data', (words: Buffer) => {
    if (words.includes('open')) cable.opened();
  });
  let batch: Uint8Array[] = [];
  cable.onData = (bytes) => {
    // One write for all bytes of a slice of simulated time.
    if (batch.push(bytes) > 1) return;
    queueMicrotask(() => {
      if (child.stdin.writable) child.stdin.write(Buffer.concat(batch));
      batch = [];
    });
  };
  return {
    async unplug() {
      cable.onData = () => {};
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}

async function ready(child: ChildProcessWithoutNullStreams): Promise<void> {
  const signal = AbortSignal.timeout(START_MS);
  const failed = once(child, 'exit', { signal }).then(() => {
    throw new Error('The pseudo-terminal bridge ended at once: is python3 installed?');
  });
  failed.catch(() => {});
  await Promise.race([once(child.stderr, 'data', { signal }), failed]);
}
