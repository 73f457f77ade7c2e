import { v7 as uuidv7 } from 'uuid';
import { Evidence } from '../../../edge-server/contract/index.ts';

/** Evidence of a masked visitor, with a new id; `parts` may be what the server refuses. */
export function evidence(parts: Partial<Evidence> = {}): Evidence {
  const some = Evidence.parse({
    id: uuidv7(),
    mask: 'mask',
    posterior: { mask: 0.98, no_mask: 0.01, incorrect: 0.01 },
    frames: 9,
    duration_ms: 600,
    face_px: 200,
    model: 'm1',
  });
  return { ...some, ...parts };
}
