import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock/clock.ts';
import { transaction } from '../store/db/transaction.ts';
import { Audit } from './audit.ts';
import { KnownBrowsers } from './known-browsers.ts';
import { leaveCode } from './left-code.ts';
import { impossiblePassword } from './password.ts';

/** What was ended, and the code by which an admin gets a new password. */
export interface EndedAccess {
  people: number;
  tokens: number;
  browsers: number;
  code: string;
}

/**
 * For the day on which somebody has a copy of the store or of a backup: no password, second factor, session, API token
 * and paired browser is good any more, whoever has what. People stay, with their roles, and get new passwords from the
 * admin who uses the code.
 */
export function endAccess(database: DatabaseSync, clock: Clock): EndedAccess {
  return transaction(database, () => {
    const users = database.prepare('select id from users').all();
    const change = database.prepare(
      `update users set password = ?, changed_at = ?, factor_key = null, factor_since = null, factor_step = null,
         recovery_codes = '[]' where id = ?`,
    );
    const now = clock.now().toISOString();
    for (const { id } of users) change.run(impossiblePassword(), now, Number(id));
    database.exec('delete from sessions');
    const removed = (table: 'tokens' | 'devices') =>
      Number(database.prepare(`delete from ${table}`).run().changes);
    const [tokens, browsers] = [removed('tokens'), removed('devices')];
    new KnownBrowsers(database).forget();
    // A code that a backup has the hash of is no use to anybody, but may be one that somebody waits with.
    leaveCode(database, 'pair_code', clock);
    const ended = { people: users.length, tokens, browsers };
    new Audit(database, clock).record({ actor: 'host', action: 'access.end', target: 'store', after: ended });
    return { ...ended, code: leaveCode(database, 'reset_code', clock).code };
  });
}
