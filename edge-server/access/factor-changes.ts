import type { DatabaseSync } from 'node:sqlite';
import type { FactorSecret, Principal } from '../contract/index.ts';
import { transaction } from '../store/db/transaction.ts';
import type { Audit } from './audit.ts';
import { AccessError } from './errors.ts';
import type { LoginGuard } from './login-guard.ts';
import { verifyPassword } from './password.ts';
import type { SecondFactors } from './second-factors.ts';
import type { Sessions } from './sessions.ts';
import type { User, Users } from './users.ts';

type Actor = Pick<Principal, 'id'>;

export interface FactorChangesOptions {
  database: DatabaseSync;
  users: Users;
  sessions: Sessions;
  factors: SecondFactors;
  audit: Audit;
  guard: LoginGuard;
}

/** Changes of second factors, each with its entry in the audit log in one transaction. */
export class FactorChanges {
  readonly #options: FactorChangesOptions;

  constructor(options: FactorChangesOptions) {
    this.#options = options;
  }

  /**
   * A person begins to set the own factor up.
   * @throws {AccessError} `wrong_login` when it is not the password, `too_many_logins`, `factor_there`
   */
  async begin(id: number, password: string): Promise<FactorSecret> {
    await this.#prove(id, password);
    return this.#options.factors.begin(id);
  }

  /**
   * The factor counts from now on; other sessions of the person, which began without it, end.
   * @returns the recovery codes
   * @throws {AccessError} as `SecondFactors.confirm`, `too_many_logins`
   */
  async confirm(actor: Actor, id: number, code: string, token: string): Promise<string[]> {
    const { database, factors, sessions, audit, guard } = this.#options;
    let codes: string[] = [];
    await guard.attempt(this.#found(id).name, `user:${id}`, async () => {
      codes = transaction(database, () => {
        const made = factors.confirm(id, code);
        audit.record({ actor: actor.id, action: 'user.factor_add', target: this.#target(id) });
        sessions.endAll(id, token);
        return made;
      });
      return true;
    });
    return codes;
  }

  /** A person takes the own factor away. @throws {AccessError} `wrong_login`, `too_many_logins` */
  async removeOwn(actor: Actor, id: number, password: string): Promise<void> {
    await this.#prove(id, password);
    this.#remove(actor, id);
  }

  /** An admin, or a command on the machine, takes it away: the phone is lost. Every session of the person ends. */
  take(actor: Actor, id: number): void {
    this.#found(id);
    this.#remove(actor, id);
    this.#options.sessions.endAll(id);
  }

  /** Also ends what was begun; the log tells only of one that counted. */
  #remove(actor: Actor, id: number): void {
    const { database, factors, audit } = this.#options;
    transaction(database, () => {
      const target = this.#target(id);
      if (factors.isOn(id)) audit.record({ actor: actor.id, action: 'user.factor_remove', target });
      factors.remove(id);
    });
  }

  async #prove(id: number, password: string): Promise<void> {
    const { name, password: phc } = this.#found(id);
    const right = await this.#options.guard.attempt(name, `user:${id}`, () => verifyPassword(password, phc));
    if (!right) throw new AccessError('wrong_login');
  }

  #target(id: number): string {
    return `user:${this.#found(id).name}`;
  }

  #found(id: number): User {
    const user = this.#options.users.find(id);
    if (user === null) throw new AccessError('not_found');
    return user;
  }
}
