import { v7 as uuidv7 } from 'uuid';
import type { Evidence } from '../../../edge-server/contract/index.ts';

/** Evidence of a masked visitor, with a new id. */
export function evidence(parts: Partial<Evidence> = {}): Evidence {
  return {
    id: uuidv7(),
    attempt_of: null,
    mask: 'mask',
    cause: null,
    posterior: { mask: 0.98, no_mask: 0.01, incorrect: 0.01 },
    frames: 9,
    duration_ms: 600,
    face_px: 200,
    liveness: null,
    model: 'm1',
    page: '0.1.0',
    replayed: false,
    curve: [],
    ...parts,
  };
}
