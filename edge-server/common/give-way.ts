import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/** A tenth of the share of a thread at 0: the scheduler's weights are 110 and 1024. */
const NICE = 10;

/**
 * For a thread that judges pictures or models: verdicts, and the vision of a kiosk page on the same machine, come before
 * it. On Linux a thread has a priority of its own, by the id that this link ends with; elsewhere it stays as it is.
 */
export function giveWay(): void {
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), NICE);
  } catch {
    // Not on Linux, or not allowed: slower answers elsewhere are no reason to judge nothing.
  }
}
