import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 10;

type Truthy<T> = Exclude<T, null | undefined | false | 0 | ''>;

/**
 * Waits until `look` answers something true, generously: it says that it happens, not how fast.
 *
 * @returns what `look` answered
 * @throws {Error} not within `mostMs`; says `what`, which may be a function that tells how it stands
 */
export async function until<T>(
  look: () => T | Promise<T>,
  what: string | (() => string) = String(look),
  mostMs = 20_000,
): Promise<Truthy<T>> {
  const end = performance.now() + mostMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen as Truthy<T>;
    if (performance.now() > end) {
      throw new Error(`not within ${mostMs / 1000} s: ${typeof what === 'string' ? what : what()}`);
    }
    await sleep(LOOK_MS);
  }
}
