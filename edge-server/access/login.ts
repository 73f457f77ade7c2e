import type { DatabaseSync } from 'node:sqlite';
import type { Log } from '../common/log.ts';
import { StartError } from '../common/start-error.ts';
import { readMeta, writeMeta } from '../store/db/meta.ts';
import type { Accounts } from './accounts.ts';
import type { Audit } from './audit.ts';
import { AccessError } from './errors.ts';
import type { FactorChanges } from './factor-changes.ts';
import type { KnownBrowsers } from './known-browsers.ts';
import type { LoginGuard } from './login-guard.ts';
import { hashPassword, impossiblePassword, verifyPassword } from './password.ts';
import type { SecondFactors } from './second-factors.ts';
import type { Sessions } from './sessions.ts';
import type { SetUp } from './setup.ts';
import type { User, Users } from './users.ts';
import { refuseWeak } from './weak-password.ts';

export interface LoginOptions {
  database: DatabaseSync;
  users: Users;
  sessions: Sessions;
  accounts: Accounts;
  audit: Audit;
  guard: LoginGuard;
  known: KnownBrowsers;
  factors: SecondFactors;
  factorChanges: FactorChanges;
  setUp: SetUp;
  log: Log;
}

/** Who `KF99_ADMIN_PASSWORD_FILE` is the password of. */
export const FILE_ADMIN = 'admin';
/** Key in the store's `meta` table of the file's password as it was last taken, as an argon2id string. */
const FILE_TAKEN = 'admin_password_file';

/** The ways in: name and password, a code from the machine, or the password file of a fleet. */
export class Login {
  readonly #options: LoginOptions;
  readonly #impossible = impossiblePassword();

  constructor(options: LoginOptions) {
    this.#options = options;
  }

  /**
   * The code counts as a part of the password: a try with a wrong one, or with none, is one that failed, so codes are
   * guessed no quicker than passwords.
   *
   * @param code of the second factor, where the person has one
   * @param cookie of a browser in which somebody logged in before
   * @returns the person and the token of a new session
   * @throws {AccessError} `wrong_login`, after the same work whether the name or the password is wrong; once both are
   *   right `code_required`, `wrong_code`, `wrong_code_no_time`; `too_many_logins`
   */
  async byPassword(
    { name, password, code }: { name: string; password: string; code?: string | undefined },
    cookie?: string,
  ): Promise<{ user: User; token: string }> {
    const { users, guard, known, factors } = this.#options;
    const user = users.named(name);
    const browser = user && known.find(cookie, user.id);
    const right = await guard.attempt(name, browser, async () => {
      if (!(await verifyPassword(password, user?.password ?? this.#impossible)) || user === null)
        return false;
      if (!factors.isOn(user.id)) return true;
      if (code === undefined) throw new AccessError('code_required');
      if (factors.use(user.id, code) === 'recovery') this.#usedRecoveryCode(user);
      return true;
    });
    // Looked up again: the person may have been removed in the meantime.
    const current = right && user ? users.find(user.id) : null;
    if (current === null || current.password !== user?.password) throw new AccessError('wrong_login');
    return this.#begin(current, 'session.begin');
  }

  /**
   * Makes the admin that the code is for, with these words, and logs in. A second factor of a person of this name goes:
   * who forgot the one may have lost the other, and whoever can make a code on the machine can read its store.
   * @throws {AccessError} `setup_closed`, `too_many_logins`; `weak_password`, which leaves the code as it is
   */
  async byCode(code: string, name: string, password: string): Promise<{ user: User; token: string }> {
    const { setUp, accounts, factorChanges } = this.#options;
    if (!setUp.knows(code)) throw new AccessError('setup_closed');
    await refuseWeak(password, name);
    const kind = setUp.take(code);
    if (kind === null) throw new AccessError('setup_closed');
    const actor = { id: kind === 'start' ? 'setup' : 'host' };
    const user = await accounts.makeAdmin(actor, name, password);
    factorChanges.take(actor, user.id);
    return this.#begin(user, 'session.begin');
  }

  /**
   * Gives the person `admin` this password when it is another one than the file had before, or when there is no admin. A
   * password that the admin page changed since stays: the file's may be what had leaked.
   * @throws {StartError} the password is weak
   */
  async byFile(password: string): Promise<void> {
    const { database, users, accounts } = this.#options;
    const taken = readMeta(database, FILE_TAKEN);
    if (taken !== null && users.admins() > 0 && (await verifyPassword(password, taken))) return;
    try {
      await accounts.makeAdmin({ id: 'host' }, FILE_ADMIN, password);
    } catch (cause) {
      if (!(cause instanceof AccessError) || cause.code !== 'weak_password') throw cause;
      const why = 'it is common, or little more than the name admin: choose three or four other words';
      throw new StartError(`the password of KF99_ADMIN_PASSWORD_FILE is not taken, since ${why}`, { cause });
    }
    writeMeta(database, FILE_TAKEN, await hashPassword(password));
  }

  #usedRecoveryCode({ id, name }: User): void {
    const { audit, factors } = this.#options;
    const target = `user:${name}`;
    const after = { left: factors.state(id).recovery_codes_left };
    audit.record({ actor: target, action: 'user.recovery_code', target, after });
  }

  #begin(user: User, action: string): { user: User; token: string } {
    const { sessions, audit, log } = this.#options;
    audit.record({ actor: `user:${user.name}`, action, target: `user:${user.name}` });
    log.info({ rights: user.role }, 'a person logged in');
    return { user, token: sessions.begin(user.id) };
  }
}
