import { BACKENDS, type BackendName } from '../../../models/pipeline/backend-name.ts';

export interface VisionChoice {
  backend: BackendName;
  threads: number;
}

/**
 * The kiosk's choice of backend and threads, unless the address says otherwise (`?backend=`, `?threads=`).
 * WASM, since software WebGL and WebGPU are many times slower. Two threads where TF.js really gives two
 * (it takes at most half of the cores); one elsewhere.
 *
 * @throws RangeError when the address names a backend or a number of threads that does not exist
 */
export function visionChoice(search: string, cores: number): VisionChoice {
  const query = new URLSearchParams(search);
  const backend = query.get('backend') ?? 'wasm';
  const threads = Number(query.get('threads') ?? (cores >= 4 ? 2 : 1));
  if (!BACKENDS.includes(backend as BackendName)) {
    throw new RangeError(`?backend=${backend} is unknown: use one of ${BACKENDS.join(', ')}`);
  }
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new RangeError('?threads= takes a whole number from 1 to 64');
  }
  return { backend: backend as BackendName, threads };
}
