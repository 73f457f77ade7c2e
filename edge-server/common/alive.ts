import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../clock/clock.ts';

const BEAT_MS = 15_000;

/**
 * Touches `kf99-ROLE.alive` in the temporary folder as long as the event loop turns: the health check of a
 * container whose process answers no requests looks at its age. Nothing else needs it, so a folder that can't be
 * written is not an error.
 *
 * @returns the function that ends it
 */
export function showAlive(role: string): () => void {
  const path = join(tmpdir(), `kf99-${role}.alive`);
  const beat = () => {
    try {
      writeFileSync(path, '');
    } catch {
      // Another user's file of that name, or no room.
    }
  };
  beat();
  return systemClock.every(BEAT_MS, beat);
}
