import { BACKENDS, type BackendName } from '../../../models/pipeline/backend-name.ts';

export interface VisionChoice {
  backend: BackendName;
  threads: number;
}

/** What works everywhere and starts fastest. */
export const QUICKEST: VisionChoice = { backend: 'wasm', threads: 1 };

/** What a page begins with. @throws RangeError as `fixedChoice` does */
export function choiceOf(search: string): VisionChoice {
  return fixedChoice(search) ?? QUICKEST;
}

/**
 * What the address asks for (`?backend=`, `?threads=`); null when it asks for nothing, so that the kiosk measures
 * and chooses by itself.
 *
 * @throws RangeError when the address names a backend or a number of threads that does not exist
 */
export function fixedChoice(search: string): VisionChoice | null {
  const query = new URLSearchParams(search);
  if (!query.has('backend') && !query.has('threads')) return null;
  const backend = query.get('backend') ?? 'wasm';
  const threads = Number(query.get('threads') ?? 1);
  if (!BACKENDS.includes(backend as BackendName)) {
    throw new RangeError(`?backend=${backend} is unknown: use one of ${BACKENDS.join(', ')}`);
  }
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new RangeError('?threads= takes a whole number from 1 to 64');
  }
  return { backend: backend as BackendName, threads };
}
