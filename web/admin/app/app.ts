import type { Api } from '../../shared/api.ts';
import type { AdminSession } from '../state/admin-session.ts';
import type { Bell } from './bell.ts';
import type { Router } from './router.ts';
import type { ServerState } from './server-state.ts';
import type { Toasts } from './toasts.ts';

/** What every page works with. */
export interface App {
  api: Api;
  session: AdminSession;
  live: ServerState;
  /** Rings for calls and critical alarms; quiet on the server of all kiosks, where nobody acknowledges. */
  bell: Bell;
  router: Router;
  toasts: Toasts;
}

/** Whether the server is that of all kiosks, which has no devices, doors and settings. */
export function isFleet({ session }: App): boolean {
  return session.server.value === 'fleet';
}

/** Whether the person may change things, not only look: an admin may once there is the second factor that the site wants. */
export function isAdmin({ session }: App): boolean {
  const state = session.state.value;
  return state.at === 'in' && state.user.role === 'admin' && state.user.second_factor !== 'wanted';
}
