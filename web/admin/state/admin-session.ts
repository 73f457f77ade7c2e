import { signal } from '@preact/signals';
import type { ServerRole, Session } from '../../../edge-server/contract/access.ts';
import type { Api } from '../../shared/api.ts';
import { ApiError } from '../../shared/call.ts';

/**
 * Whether somebody is logged in.
 *
 * `asking` until the server has said so. `in` with the person's name. `out`: the login stands over the page,
 * over what was shown when a session ended in the middle. `code`: the address brought a one-time code of the
 * machine's console, by which an admin gets name and password. `unset`: there is no admin yet and no code.
 * Each of the last three leads to `in`; `in` leads to `out` when the server no longer knows the session.
 */
export type SessionState =
  | { at: 'asking' }
  | { at: 'in'; user: NonNullable<Session['user']> }
  | { at: 'out'; ended: boolean }
  | { at: 'code'; code: string }
  | { at: 'unset' };

export class AdminSession {
  readonly state = signal<SessionState>({ at: 'asking' });
  /** What the server is; a kiosk's until it has said so. */
  readonly server = signal<ServerRole>('edge');
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /**
   * Asks the server who is logged in.
   * @param code the one-time code of the address, null without one
   */
  async start(code: string | null): Promise<void> {
    if (code !== null) {
      this.state.value = { at: 'code', code };
      return;
    }
    try {
      const { role, user, set_up } = await this.#api.session();
      this.server.value = role;
      if (user) this.state.value = { at: 'in', user };
      else this.state.value = set_up ? { at: 'out', ended: false } : { at: 'unset' };
    } catch {
      // Without an answer nobody is shown anything; the login says so when it is tried.
      this.state.value = { at: 'out', ended: false };
    }
  }

  /** The server no longer takes the session. */
  ended(): void {
    if (this.state.value.at === 'in') this.state.value = { at: 'out', ended: true };
  }

  /** @returns why it did not work (`code_required` asks for the code of a second factor), null when it did */
  login(name: string, password: string, code?: string): Promise<ApiError['code'] | null> {
    return this.#enter(this.#api.login(name, password, code));
  }

  /** Asks again who is logged in: the person has changed something of it. @throws {ApiError} */
  async refresh(): Promise<void> {
    const { user } = await this.#api.session();
    if (user) this.state.value = { at: 'in', user };
  }

  /** Gives an admin name and password by the code. @returns why it did not work, null when it did */
  setUp(code: string, name: string, password: string): Promise<ApiError['code'] | null> {
    return this.#enter(this.#api.useCode(code, name, password));
  }

  /** Ends the session. @throws {ApiError} */
  logOut(): Promise<void> {
    return this.#api.logOut();
  }

  async #enter(answer: Promise<Session>): Promise<ApiError['code'] | null> {
    try {
      const { role, user } = await answer;
      this.server.value = role;
      if (user) this.state.value = { at: 'in', user };
      return null;
    } catch (error) {
      if (error instanceof ApiError) return error.code;
      throw error;
    }
  }
}

/** The code in `#setup=CODE`; a fragment is sent to no server, so the code stands in no log. */
export function setupCode(hash: string): string | null {
  return new URLSearchParams(hash.slice(1)).get('setup');
}
