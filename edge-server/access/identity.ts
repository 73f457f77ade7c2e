import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Stop } from '../clock/clock.ts';
import type { Log } from '../common/log.ts';
import { Accounts } from './accounts.ts';
import { Audit } from './audit.ts';
import { FactorChanges } from './factor-changes.ts';
import { KnownBrowsers } from './known-browsers.ts';
import { Login } from './login.ts';
import { LoginGuard } from './login-guard.ts';
import { SecondFactors, type SecondFactorsOptions } from './second-factors.ts';
import { Sessions } from './sessions.ts';
import { SetUp } from './setup.ts';
import { Tokens } from './tokens.ts';
import { Users } from './users.ts';

const PURGE_MS = 6 * 3_600_000;

export interface IdentityOptions extends SecondFactorsOptions {
  database: DatabaseSync;
  clock: Clock;
  log: Log;
  /** Somebody guesses passwords or codes. */
  onAttack: () => void;
}

/** People, sessions, tokens and the audit log, wired together on one store. */
export class Identity {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly audit: Audit;
  readonly accounts: Accounts;
  readonly factors: SecondFactors;
  readonly factorChanges: FactorChanges;
  readonly setUp: SetUp;
  readonly known: KnownBrowsers;
  readonly login: Login;
  readonly #clock: Clock;
  #stopPurging: Stop = () => undefined;

  constructor(options: IdentityOptions) {
    const { database, clock, log, onAttack } = options;
    this.#clock = clock;
    this.users = new Users(database, clock);
    this.sessions = new Sessions(database, clock);
    this.tokens = new Tokens(database, clock);
    this.audit = new Audit(database, clock);
    this.setUp = new SetUp(database, clock);
    this.known = new KnownBrowsers(database);
    this.factors = new SecondFactors(options);
    const { users, sessions, tokens, audit, setUp, known, factors } = this;
    const guard = new LoginGuard(clock, onAttack);
    this.accounts = new Accounts({ database, users, sessions, tokens, audit, guard });
    this.factorChanges = new FactorChanges({ database, users, sessions, factors, audit, guard });
    this.login = new Login({
      database,
      factors,
      factorChanges: this.factorChanges,
      users,
      sessions,
      accounts: this.accounts,
      audit,
      guard,
      setUp,
      known,
      log,
    });
  }

  /** @param adminPassword of `KF99_ADMIN_PASSWORD_FILE`, null without one */
  async start(adminPassword: string | null): Promise<void> {
    if (adminPassword !== null) await this.login.byFile(adminPassword);
    this.purge();
    this.stop();
    this.#stopPurging = this.#clock.every(PURGE_MS, () => this.purge());
  }

  stop(): void {
    this.#stopPurging();
  }

  /** Removes sessions that are over. */
  purge(): void {
    this.sessions.purge();
  }
}
