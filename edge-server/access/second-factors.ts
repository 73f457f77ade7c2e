import type { DatabaseSync } from 'node:sqlite';
import { Secret } from 'otpauth';
import type { Clock } from '../clock/clock.ts';
import type { FactorSecret, FactorState, Role } from '../contract/index.ts';
import { transaction } from '../store/db/transaction.ts';
import { AccessError } from './errors.ts';
import { hashOf } from './secret.ts';
import { addressOfKey, isUsed, newKey, stepOf } from './totp.ts';

/**
 * The second factor of a person: an authenticator app, and recovery codes for when it is lost.
 *
 *   none ── begin ──► begun ── a code of it ──► on ── taken away ──► none
 *                      │  ▲
 *                      └──┘ begin again: another key
 *
 * Only `on` is asked for at the log-in. A code is taken once, as is a recovery code. The key stands in the store as it
 * is, since codes are made of it; the store is readable by its owner alone.
 */

export const RECOVERY_CODES = 10;
/** 80 random bits: neither a salt nor a slow hash is needed. */
const RECOVERY_BYTES = 10;

interface Row {
  name: string;
  factor_key: string | null;
  factor_since: string | null;
  factor_step: number | null;
  recovery_codes: string;
}

export interface SecondFactorsOptions {
  database: DatabaseSync;
  clock: Clock;
  /** Whether the wall clock can be believed: codes are of a time. */
  clockIsSet: () => boolean;
  /** Whether the site asks admins for it. */
  required: () => boolean;
  /** What an app shows over the code, so that its owner knows the one of two kiosks. */
  issuer: () => string;
}

export class SecondFactors {
  readonly #options: SecondFactorsOptions;

  constructor(options: SecondFactorsOptions) {
    this.#options = options;
  }

  /** Whether the site asks this person for a factor that is not there. */
  wanted({ role, secondFactor }: { role: Role; secondFactor: boolean }): boolean {
    return role === 'admin' && !secondFactor && this.#options.required();
  }

  isOn(userId: number): boolean {
    return this.state(userId).on;
  }

  state(userId: number): FactorState {
    const row = this.#row(userId);
    const since = row?.factor_since ?? null;
    return { on: since !== null, since, recovery_codes_left: row === null ? 0 : codesOf(row).length };
  }

  /** Makes a key that does not count yet. @throws {AccessError} `factor_there`, `not_found` */
  begin(userId: number): FactorSecret {
    const row = this.#row(userId);
    if (row === null) throw new AccessError('not_found');
    if (row.factor_since !== null) throw new AccessError('factor_there');
    const secret = newKey();
    this.#write(userId, secret, null, null, []);
    return { secret, uri: addressOfKey(secret, this.#options.issuer(), row.name) };
  }

  /**
   * From now on it counts. @returns the recovery codes, which are kept as hashes only
   * @throws {AccessError} `wrong_code`, `wrong_code_no_time`, `factor_there`, `factor_not_begun`
   */
  confirm(userId: number, code: string): string[] {
    const row = this.#row(userId);
    if (row === null || row.factor_key === null) throw new AccessError('factor_not_begun');
    if (row.factor_since !== null) throw new AccessError('factor_there');
    const now = this.#options.clock.now();
    const step = stepOf(code, row.factor_key, now);
    if (step === null) throw this.#wrong();
    const codes = Array.from({ length: RECOVERY_CODES }, () => new Secret({ size: RECOVERY_BYTES }).base32);
    this.#write(userId, row.factor_key, now.toISOString(), step, codes.map(hashOf));
    return codes.map((one) => one.replaceAll(/.{4}(?=.)/g, '$&-'));
  }

  /**
   * Uses up a code at the log-in. @returns which kind it was
   * @throws {AccessError} `wrong_code`, `wrong_code_no_time`
   */
  use(userId: number, code: string): 'app' | 'recovery' {
    // One transaction: what was read is what is changed, whoever else writes.
    return transaction(this.#options.database, () => {
      const row = this.#row(userId);
      if (row === null || row.factor_key === null || row.factor_since === null) throw this.#wrong();
      const codes = codesOf(row);
      const left = codes.filter((hash) => hash !== hashOf(code));
      if (left.length < codes.length) {
        this.#write(userId, row.factor_key, row.factor_since, row.factor_step, left);
        return 'recovery';
      }
      const step = stepOf(code, row.factor_key, this.#options.clock.now());
      if (step === null || isUsed(step, row.factor_step)) throw this.#wrong();
      this.#write(userId, row.factor_key, row.factor_since, step, codes);
      return 'app';
    });
  }

  remove(userId: number): void {
    this.#write(userId, null, null, null, []);
  }

  #wrong(): AccessError {
    return new AccessError(this.#options.clockIsSet() ? 'wrong_code' : 'wrong_code_no_time');
  }

  #row(userId: number): Row | null {
    const row = this.#options.database
      .prepare('select name, factor_key, factor_since, factor_step, recovery_codes from users where id = ?')
      .get(userId);
    return (row as unknown as Row) ?? null;
  }

  #write(
    userId: number,
    key: string | null,
    since: string | null,
    step: number | null,
    codes: readonly string[],
  ): void {
    this.#options.database
      .prepare(
        'update users set factor_key = ?, factor_since = ?, factor_step = ?, recovery_codes = ? where id = ?',
      )
      .run(key, since, step, JSON.stringify(codes), userId);
  }
}

function codesOf(row: Row): string[] {
  return JSON.parse(row.recovery_codes) as string[];
}
