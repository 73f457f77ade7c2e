import type { DatabaseSync } from 'node:sqlite';
import type { Principal, Role, Scope } from '../contract/index.ts';
import { transaction } from '../store/db/transaction.ts';
import type { Audit } from './audit.ts';
import { AccessError } from './errors.ts';
import type { LoginGuard } from './login-guard.ts';
import { hashPassword, verifyPassword } from './password.ts';
import type { Sessions } from './sessions.ts';
import type { Token, Tokens } from './tokens.ts';
import type { User, Users } from './users.ts';
import { refuseWeak } from './weak-password.ts';

type Actor = Pick<Principal, 'id'>;

export interface AccountsOptions {
  database: DatabaseSync;
  users: Users;
  sessions: Sessions;
  tokens: Tokens;
  audit: Audit;
  guard: LoginGuard;
}

/**
 * Changes of people and tokens, each with its entry in the audit log in one transaction. A change of role or
 * password ends the person's sessions; the last admin can be neither removed nor made a viewer.
 */
export class Accounts {
  readonly #options: AccountsOptions;

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** @throws {AccessError} `name_taken`, `weak_password` */
  async addUser(actor: Actor, name: string, role: Role, password: string): Promise<User> {
    await refuseWeak(password, name);
    const phc = await hashPassword(password);
    return this.#change(() => {
      const { users, audit } = this.#options;
      if (users.named(name)) throw new AccessError('name_taken');
      audit.record({ actor: actor.id, action: 'user.add', target: `user:${name}`, after: { role } });
      return users.add(name, role, phc);
    });
  }

  /**
   * Changes role or password, as an admin may.
   * @throws {AccessError} `not_found`, `last_admin`, `weak_password`
   */
  async changeUser(
    actor: Actor,
    id: number,
    { role, password }: { role?: Role | undefined; password?: string | undefined },
  ): Promise<User> {
    if (password !== undefined) await refuseWeak(password, this.#found(id).name);
    const phc = password === undefined ? undefined : await hashPassword(password);
    return this.#change(() => {
      const { users, sessions, audit } = this.#options;
      const user = this.#found(id);
      if (role === 'viewer') this.#keepAnAdmin(user);
      audit.record({
        actor: actor.id,
        action: 'user.change',
        target: `user:${user.name}`,
        before: { role: user.role },
        after: { role: role ?? user.role, password: phc === undefined ? 'kept' : 'changed' },
      });
      users.change(id, { role, password: phc });
      sessions.endAll(id);
      return users.find(id)!;
    });
  }

  /**
   * A person changes the own password; the session with this token goes on, others end.
   * @throws {AccessError} `wrong_login` when `current` is not the password, `too_many_logins`, `weak_password`
   */
  async changeOwnPassword(
    actor: Actor,
    id: number,
    current: string,
    next: string,
    token: string,
  ): Promise<void> {
    const { name, password } = this.#found(id);
    // Who has a session is no stranger: guesses from elsewhere don't keep a leaked password in use.
    const right = await this.#options.guard.attempt(name, `user:${id}`, () =>
      verifyPassword(current, password),
    );
    if (!right) throw new AccessError('wrong_login');
    await refuseWeak(next, name);
    const phc = await hashPassword(next);
    this.#change(() => {
      const { users, sessions, audit } = this.#options;
      const target = `user:${this.#found(id).name}`;
      audit.record({ actor: actor.id, action: 'user.password', target });
      users.change(id, { password: phc });
      sessions.endAll(id, token);
    });
  }

  /** Ends every session of a person, the one that asks too. */
  logOutEverywhere(actor: Actor, id: number): void {
    this.#change(() => {
      const { sessions, audit } = this.#options;
      audit.record({ actor: actor.id, action: 'user.log_out', target: `user:${this.#found(id).name}` });
      sessions.endAll(id);
    });
  }

  /** @throws {AccessError} `not_found`, `last_admin` */
  removeUser(actor: Actor, id: number): void {
    this.#change(() => {
      const user = this.#found(id);
      this.#keepAnAdmin(user);
      const { name, role } = user;
      const { users, audit } = this.#options;
      audit.record({ actor: actor.id, action: 'user.remove', target: `user:${name}`, before: { role } });
      users.remove(id);
    });
  }

  /**
   * @returns with it what its owner sends, which is kept nowhere
   * @throws {AccessError} `name_taken`
   */
  addToken(
    actor: Actor,
    name: string,
    scopes: readonly Scope[],
    expiresAt: string | null,
  ): Token & { token: string } {
    return this.#change(() => {
      const { tokens, audit } = this.#options;
      if (tokens.named(name)) throw new AccessError('name_taken');
      const after = { scopes, expires_at: expiresAt };
      audit.record({ actor: actor.id, action: 'token.add', target: `token:${name}`, after });
      const { token: added, secret } = tokens.add(name, scopes, expiresAt);
      return { ...added, token: secret };
    });
  }

  /** @throws {AccessError} `not_found` */
  removeToken(actor: Actor, id: number): void {
    this.#change(() => {
      const { tokens, audit } = this.#options;
      const token = tokens.find(id);
      if (token === null) throw new AccessError('not_found');
      const { name, scopes } = token;
      audit.record({ actor: actor.id, action: 'token.remove', target: `token:${name}`, before: { scopes } });
      tokens.remove(id);
    });
  }

  /** Makes an admin of this name, or gives the one of this name the password and the role. */
  async makeAdmin(actor: Actor, name: string, password: string): Promise<User> {
    const user = this.#options.users.named(name);
    if (user === null) return this.addUser(actor, name, 'admin', password);
    return this.changeUser(actor, user.id, { role: 'admin', password });
  }

  #change<T>(work: () => T): T {
    return transaction(this.#options.database, work);
  }

  #found(id: number): User {
    const user = this.#options.users.find(id);
    if (user === null) throw new AccessError('not_found');
    return user;
  }

  #keepAnAdmin(user: User): void {
    if (user.role === 'admin' && this.#options.users.admins() === 1) throw new AccessError('last_admin');
  }
}
