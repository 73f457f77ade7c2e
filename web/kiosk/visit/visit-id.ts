import { v7 as uuidv7 } from 'uuid';

/**
 * The id of a visit that begins now. Its time is given: left to itself the library never goes back behind the latest time
 * that it has seen, so after a clock that was ahead once, every id would lie in the future and be refused as stale.
 *
 * @param now ms since 1970
 */
export function newVisitId(now = Date.now()): string {
  return uuidv7({ msecs: now });
}
