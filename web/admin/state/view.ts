import type { ServerState } from '../../shared/events.ts';
import type { Resource } from './resource.ts';

/**
 * What the page shows as a whole.
 *
 * `loading` until the first answer of any kind. `login` when the server wants somebody to log in: data of
 * before stays, the login stands over it. `failed` when there was never any data and the
 * server answers with a problem; `away_empty` when there was never any and it does not answer. With data it is
 * `live` while server and stream are there, else `stale`: the same data greyed, with its age. Every state but
 * `live` leaves by itself when the next try succeeds.
 */
export type View =
  | { at: 'loading' }
  | { at: 'login' }
  | { at: 'failed'; code: NonNullable<Resource<unknown>['error']> }
  | { at: 'away_empty' }
  | { at: 'live' }
  | { at: 'stale'; since: number };

/** Derives the view from the connection and the page's resources; the first one is the one that matters most. */
export function viewOf(
  server: ServerState,
  resources: readonly [Resource<unknown>, ...Resource<unknown>[]],
): View {
  const [main] = resources;
  const codes = resources.map(({ error }) => error);
  if (codes.includes('login_required')) return { at: 'login' };
  if (main.at === null) {
    if (main.error === 'unreachable') return { at: 'away_empty' };
    if (main.error) return { at: 'failed', code: main.error };
    return server === 'away' ? { at: 'away_empty' } : { at: 'loading' };
  }
  if (server === 'away' || main.error) return { at: 'stale', since: main.at };
  return { at: 'live' };
}
