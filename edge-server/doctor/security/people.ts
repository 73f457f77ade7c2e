import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { paths } from '../../common/data-folder.ts';
import { BUSY_MS } from '../../store/db/open.ts';
import { type Check, type Finding, ok, type Patient, warn } from '../checks/finding.ts';

const DAY_MS = 86_400_000;
/** Days after which a token that never ends is old, and one that nobody uses is forgotten. */
const OLD_DAYS = 365;
const UNUSED_DAYS = 90;
/** Two may let each other in again; more than this is nobody's list any more. */
const MANY_ADMINS = 5;

type Row = Record<string, unknown>;

/** Reads the store and changes nothing; no findings where there is none. */
function reading(look: (rows: (sql: string) => Row[], patient: Patient) => Finding[]): Check {
  return (patient) => {
    const path = paths.database(patient.config.data);
    if (!existsSync(path)) return [];
    const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    try {
      return look((sql) => database.prepare(sql).all(), patient);
    } finally {
      database.close();
    }
  };
}

/** Who may log in, and as what. */
export const people = reading((rows) => {
  const users = rows('select name, role, factor_since is not null as factor from users order by name');
  const admins = users.filter(({ role }) => role === 'admin');
  if (admins.length === 0) {
    return [
      warn(
        'people',
        'There is no admin: whoever has the code of the console becomes it.',
        'Set one up: kf99 reset-admin.',
      ),
    ];
  }
  const names = (of: Row[]) => of.map(({ name }) => String(name)).join(', ');
  const viewers = users.filter(({ role }) => role === 'viewer');
  const says = `May change everything: ${names(admins)}. May look: ${names(viewers) || 'nobody else'}.`;
  const found = [ok('people', says)];
  if (admins.length > MANY_ADMINS) {
    found.push(
      warn(
        'people',
        `${admins.length} people are admins.`,
        'Make those who only look viewers, on the page People.',
      ),
    );
  }
  const alone = admins.filter(({ factor }) => !factor);
  if (alone.length > 0) {
    const todo = 'On the page People each adds an authenticator app; a setting asks it of all admins.';
    found.push(warn('people', `A password alone lets in as admin: ${names(alone)}.`, todo));
  }
  return found;
});

/** What programs may do, since when, and whether they still do. */
export const tokens = reading((rows, { now }) => {
  const all = rows('select name, scopes, created_at, expires_at, used_at from tokens order by name');
  const days = (at: unknown) => Math.floor((now.getTime() - Date.parse(String(at))) / DAY_MS);
  const found = all.flatMap(({ name, scopes, created_at, expires_at, used_at }): Finding[] => {
    const may = (JSON.parse(String(scopes)) as string[]).join(', ');
    const token = `The token ${String(name)} (${may})`;
    const remove = 'Remove it on the page People, or make a new one with an end and remove it then.';
    if (expires_at !== null && days(expires_at) >= 0) return [warn('tokens', `${token} has ended.`, remove)];
    const idle = days(used_at ?? created_at);
    if (idle >= UNUSED_DAYS) return [warn('tokens', `${token} was not used for ${idle} days.`, remove)];
    if (expires_at === null && days(created_at) >= OLD_DAYS) {
      return [warn('tokens', `${token} is ${days(created_at)} days old and never ends.`, remove)];
    }
    if (may.includes('door'))
      return [ok('tokens', `${token} can open the door: ${days(created_at)} days old.`)];
    return [ok('tokens', `${token} is ${days(created_at)} days old.`)];
  });
  return found.length > 0 ? found : [ok('tokens', 'No program has a token.')];
});

/** Browsers that may be the kiosk. */
export const pairings = reading((rows) => {
  const [row] = rows('select count(*) as n from devices');
  const count = Number(row?.n);
  if (count <= 1)
    return [ok('pairings', count === 0 ? 'No browser is paired.' : 'One browser is the kiosk.')];
  const todo = 'Unpair those that are no kiosk, on the page Devices.';
  return [warn('pairings', `${count} browsers are paired and may say what the camera sees.`, todo)];
});

/** What whoever has the fleet's key may do here. */
export const fleet: Check = ({ config: { fleetAllows, fleetKeyFile, software } }) => {
  if (fleetKeyFile === null) return [];
  const findings: Finding[] = [];
  if (fleetAllows.length > 0) {
    const todo = 'Take from KF99_FLEET_ALLOWS what the fleet has no need of.';
    const may = `Whoever has the fleet's key is allowed ${fleetAllows.join(', ')} here (KF99_FLEET_ALLOWS).`;
    findings.push(warn('fleet', may, todo));
  }
  if (software !== null) {
    const todo = 'Take KF99_SOFTWARE out where updates are made on the machine itself.';
    findings.push(warn('fleet', "Whoever has the fleet's key may install software here, as root.", todo));
  }
  if (findings.length > 0) return findings;
  return [ok('fleet', 'The fleet’s key may tighten settings here, and nothing else.')];
};
