import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import type { Allowance } from '../../../edge-server/config/allowance.ts';
import {
  CommandAnswer,
  type FleetCommandName,
  MOST_ANSWER_BYTES,
} from '../../../edge-server/contract/index.ts';
import { FleetCommander } from '../../../edge-server/settings/commander.ts';
import { type FleetCommand, signCommand, signDocument } from '../../../edge-server/settings/document.ts';
import { FLEET_ANSWER, leaveDocument } from '../../../edge-server/settings/keys.ts';
import { readMeta } from '../../../edge-server/store/db/meta.ts';
import { migrate } from '../../../edge-server/store/db/migrate.ts';
import { TestClock } from '../doubles/clock.ts';

const MINUTE = 60_000;
const keys = generateKeyPairSync('ed25519');

let database: DatabaseSync;
let clock: TestClock;
let idle: boolean;
let clockIsSet: boolean;
let done: FleetCommandName[];
let text: string;
let audit: string[];

beforeEach(() => {
  database = new DatabaseSync(':memory:');
  migrate(database);
  clock = new TestClock();
  [idle, clockIsSet, done, text, audit] = [true, true, [], 'all is well\n', []];
});
afterEach(() => database.close());

function commander(allows: readonly Allowance[] = ['restart', 'reports']): FleetCommander {
  const act = (what: FleetCommandName, answer: () => string) => () => {
    done.push(what);
    return answer();
  };
  const nothing = () => '';
  return new FleetCommander({
    database,
    kioskId: 'here',
    key: keys.publicKey,
    allows,
    acts: {
      page: act('page', nothing),
      browser: act('browser', nothing),
      server: act('server', () => {
        throw new Error('Nothing starts this server again when it ends.');
      }),
      doctor: act('doctor', () => text),
      log: act('log', () => text),
    },
    idle: () => idle,
    clockIsSet: () => clockIsSet,
    audit: { record: ({ actor, action }) => void audit.push(`${actor} ${action}`) },
    clock,
    log: { info: () => undefined, warn: () => undefined },
  });
}

const command = (
  version: number,
  what: FleetCommandName,
  rest: Partial<FleetCommand> = {},
): FleetCommand => ({
  ...{ version, what, kiosks: null, until: new Date(clock.now().getTime() + 15 * MINUTE).toISOString() },
  ...rest,
});
const push = (...of: Parameters<typeof command>) =>
  leaveDocument(database, { command: signCommand(command(...of), keys.privateKey) });
const answer = () => CommandAnswer.parse(JSON.parse(readMeta(database, FLEET_ANSWER)!));

test('what the site allows is done once, and audited; text goes to the cloud', async () => {
  const it = commander();
  push(5, 'doctor');
  await it.look();
  await it.look();
  assert.deepEqual(done, ['doctor']);
  assert.deepEqual([it.status?.status, answer().text], ['done', 'all is well\n']);
  // The same and an older one come again, also after a restart.
  const later = commander();
  await later.look();
  push(4, 'page');
  await later.look();
  assert.deepEqual(done, ['doctor']);
  assert.deepEqual(audit, ['fleet:5 fleet.doctor']);
});

test('a site allows nothing unless it says so, and each kind by itself', async () => {
  push(1, 'log');
  const it = commander([]);
  await it.look();
  assert.deepEqual([it.status?.status, done], ['refused', []]);
  assert.match(it.status?.says ?? '', /does not name reports/);
  push(2, 'server');
  const reports = commander(['reports', 'images', 'policies', 'records']);
  await reports.look();
  assert.match(reports.status?.says ?? '', /does not name restart/);
  assert.deepEqual(audit, ['fleet:1 fleet.refuse', 'fleet:2 fleet.refuse']);
});

test('a restart waits until nobody stands there, and no longer than it is signed for', async () => {
  idle = false;
  const it = commander();
  push(1, 'browser');
  await it.look();
  assert.deepEqual([it.status?.status, done], ['waiting', []]);
  idle = true;
  await commander().look();
  assert.deepEqual(done, ['browser'], 'what waited is done after a restart, too');
  idle = false;
  push(2, 'page');
  await it.look();
  clock.turn(16 * MINUTE);
  idle = true;
  await it.look();
  assert.equal(it.status?.status, 'refused');
  assert.deepEqual(done, ['browser']);
});

test('a clock that is not set can not tell whether it is too late', async () => {
  clockIsSet = false;
  const it = commander();
  push(1, 'page', { until: new Date(clock.now().getTime() - MINUTE).toISOString() });
  await it.look();
  assert.equal(it.status?.status, 'waiting');
  clockIsSet = true;
  await it.look();
  assert.deepEqual([it.status?.status, done], ['refused', []]);
});

test('what is not signed as a command for this kiosk changes nothing', async () => {
  const it = commander();
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const settings = { version: 9, kiosks: null, settings: {}, model: null, software: null };
  for (const given of [
    signCommand(command(9, 'page'), stranger),
    signCommand(command(9, 'page', { kiosks: ['there'] }), keys.privateKey),
    signDocument(settings, keys.privateKey),
    { ...signCommand(command(9, 'page'), keys.privateKey), signature: '' },
  ]) {
    leaveDocument(database, { command: given });
    await it.look();
  }
  assert.deepEqual([it.status, done], [null, []]);
  push(9, 'page');
  await it.look();
  assert.deepEqual(done, ['page'], 'none of them has used up the version');
});

test('a command that can not be done says why', async () => {
  const it = commander();
  push(1, 'server');
  await it.look();
  assert.deepEqual(
    [it.status?.status, it.status?.says],
    ['failed', 'Nothing starts this server again when it ends.'],
  );
});

test('an answer is bounded: the beginning of a report, the end of a log; an address of a person goes', async () => {
  text = Array.from({ length: 4000 }, (_, i) => `line ${i} kim@example.org\n`).join('');
  const it = commander();
  push(1, 'doctor');
  await it.look();
  assert.ok(Buffer.byteLength(answer().text) <= MOST_ANSWER_BYTES);
  assert.match(answer().text, /^line 0 \(address\)\n/);
  push(2, 'log');
  await it.look();
  assert.ok(Buffer.byteLength(answer().text) <= MOST_ANSWER_BYTES);
  assert.match(answer().text, /^\(the end of \d+ bytes\)\nline/);
  assert.match(answer().text, /line 3999 \(address\)\n$/);
});
