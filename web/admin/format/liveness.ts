import type { VisitRow } from './visit.ts';

/** Under this score a face is more like a picture of one than like a live one. */
const LIVE_FROM = 0.5;

/** Whether staff should look: the face may have been a picture that was held before the camera. */
export function mayBePicture({ liveness }: Pick<VisitRow, 'liveness'>): boolean {
  return liveness !== null && liveness < LIVE_FROM;
}
