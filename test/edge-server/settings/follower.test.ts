import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import { createLog } from '../../../edge-server/common/log.ts';
import { ALLOWANCES, type Allowance } from '../../../edge-server/config/allowance.ts';
import {
  DEFAULT_SETTINGS,
  type Health,
  Settings,
  type SoftwareStatus,
} from '../../../edge-server/contract/index.ts';
import {
  type FleetDocument,
  type SignedDocument,
  signDocument,
} from '../../../edge-server/settings/document.ts';
import { FleetFollower } from '../../../edge-server/settings/follower.ts';
import { leaveDocument } from '../../../edge-server/settings/keys.ts';
import { CLASSIFIED } from '../../../edge-server/settings/loosening.ts';
import { SiteSettings } from '../../../edge-server/settings/site-settings.ts';
import { migrate } from '../../../edge-server/store/db/migrate.ts';
import { TestClock } from '../doubles/clock.ts';

const MINUTE = 60_000;
const keys = generateKeyPairSync('ed25519');
const log = createLog('test', 'silent');

let database: DatabaseSync;
let clock: TestClock;
let settings: SiteSettings;
let ill: string[];
let running: FleetFollower[];
let wanted: string[];
let software: SoftwareStatus | null;
let named: { version: string; signed: string; of: number; actor: string }[];

beforeEach(() => {
  database = new DatabaseSync(':memory:');
  migrate(database);
  clock = new TestClock();
  settings = new SiteSettings({ database, base: DEFAULT_SETTINGS, clock, log });
  ill = [];
  running = [];
  wanted = [];
  software = null;
  named = [];
});
const model = (version: string) => ({ version, sha256: '0'.repeat(64), bytes: 1 });
afterEach(() => {
  for (const follower of running) follower.stop();
  database.close();
});

function follower(allows: readonly Allowance[] = [], key = keys.publicKey): FleetFollower {
  const status = (part: string) => ({ status: ill.includes(part) ? 'down' : 'ok' });
  const parts = Object.fromEntries(
    ['store', 'thermometer', 'kiosk', 'model', 'sync'].map((p) => [p, status(p)]),
  );
  const health = () =>
    ({ parts: Object.fromEntries(Object.keys(parts).map((p) => [p, status(p)])) }) as unknown as Health;
  const made = new FleetFollower({
    database,
    settings,
    kioskId: 'here',
    key,
    allows,
    models: {
      want: ({ version }) => void wanted.push(version),
      said: ({ version }) => ({
        available: version === 'mask-2',
        says: version === 'mask-2' ? '' : 'it has not come yet',
      }),
    },
    software: {
      want: ({ version }, signed, of, actor) => {
        named.push({ version, signed, of, actor });
      },
      get status() {
        return software;
      },
    },
    health,
    clock,
    log,
  });
  running.push(made);
  return made;
}

const document = (
  version: number,
  change: Partial<Settings>,
  rest: Partial<FleetDocument> = {},
): FleetDocument => ({
  version,
  kiosks: null,
  settings: change,
  model: null,
  software: null,
  ...rest,
});
const send = (signed: SignedDocument) => leaveDocument(database, signed);
const push = (...of: Parameters<typeof document>) => send(signDocument(document(...of), keys.privateKey));

test('a newer document is tried, and applied when the kiosk was well with it for a minute', () => {
  const it = follower();
  push(1, { resultSeconds: 5 }, { model: model('mask-2') });
  it.look();
  assert.equal(settings.read().resultSeconds, 5);
  assert.equal(it.status.status, 'trying');
  it.look();
  assert.equal(it.status.status, 'trying', 'parts have not noticed yet');
  clock.turn(MINUTE);
  it.look();
  assert.deepEqual([it.status.status, it.status.version], ['applied', 1]);
  assert.deepEqual(it.status.model, { wanted: 'mask-2', available: true, says: '' });
  assert.deepEqual(wanted, ['mask-2']);
  assert.equal(settings.history(1, null)[0]!.actor, 'fleet:1');
});

test('a wrong key, a changed text, another kiosk’s document: nothing is changed', () => {
  const it = follower();
  const stranger = generateKeyPairSync('ed25519').privateKey;
  send(signDocument(document(5, { resultSeconds: 9 }), stranger));
  it.look();
  assert.match(it.status.reason, /not signed by the key/);
  const signed = signDocument(document(6, { resultSeconds: 4 }), keys.privateKey);
  send({ ...signed, document: signed.document.replace('"resultSeconds":4', '"resultSeconds":8') });
  it.look();
  assert.match(it.status.reason, /not signed by the key/);
  push(7, { resultSeconds: 9 }, { kiosks: ['there'] });
  it.look();
  assert.equal(settings.read().resultSeconds, DEFAULT_SETTINGS.resultSeconds);
  assert.equal(it.status.version, null);
  // None of them has used up a version.
  push(1, { resultSeconds: 2 }, { kiosks: ['there', 'here'] });
  it.look();
  assert.equal(settings.read().resultSeconds, 2);
});

test('a kiosk that is pinned to no key follows nobody', () => {
  const it = follower([], null as never);
  push(1, { resultSeconds: 9 });
  it.look();
  assert.equal(settings.read().resultSeconds, DEFAULT_SETTINGS.resultSeconds);
  assert.match(it.status.reason, /KF99_FLEET_KEY/);
});

test('an older version is never gone back to, also after a restart', () => {
  const it = follower();
  push(8, { resultSeconds: 5 });
  it.look();
  clock.turn(MINUTE);
  it.look();
  push(7, { resultSeconds: 2 });
  it.look();
  const again = follower();
  again.start();
  again.look();
  assert.deepEqual([settings.read().resultSeconds, again.status.version], [5, 8]);
});

test('the fleet may tighten, and loosens only what the site allows', () => {
  const cases: [Partial<Settings>, Allowance][] = [
    [{ captures: 'on' }, 'images'],
    [{ captureDays: 30 }, 'images'],
    [{ captureRegion: 'whole' }, 'images'],
    [{ captureAdjust: 'on' }, 'images'],
    [{ maskPolicy: 'remind' }, 'policies'],
    [{ temperaturePolicy: 'off' }, 'policies'],
    [{ feverThreshold: 39 }, 'policies'],
    [{ temperatureOffset: -0.5 }, 'policies'],
    [{ temperatureOffset: 0.5 }, 'policies'],
    [{ recentMargin: 3 }, 'policies'],
    [{ calibrationDays: 3650 }, 'policies'],
    [{ visitDays: 3650 }, 'records'],
  ];
  settings.change({ id: 'user:kim' }, { captureRegion: 'blurred' });
  let version = 0;
  for (const [change, needs] of cases) {
    const others = ALLOWANCES.filter((allowance) => allowance !== needs);
    const before = settings.read();
    const strict = follower(others);
    push(++version, { resultSeconds: 7, ...change });
    strict.look();
    assert.equal(strict.status.status, 'refused', JSON.stringify(change));
    assert.match(strict.status.reason, new RegExp(needs));
    assert.deepEqual(settings.read(), before, 'refused as a whole');
  }
  const it = follower();
  push(++version, { feverThreshold: 37.2, captureDays: 1, maskPolicy: 'required' });
  it.look();
  assert.equal(it.status.status, 'trying');
  clock.turn(MINUTE);
  it.look();
  const lenient = follower(['images', 'policies']);
  push(++version, { captures: 'on', feverThreshold: 38 });
  lenient.look();
  assert.deepEqual([settings.read().captures, settings.read().feverThreshold], ['on', 38]);
});

test('every setting is said to loosen something or to be harmless, and none is both', () => {
  const settings = Object.keys(Settings.shape);
  assert.deepEqual([...CLASSIFIED].toSorted(), settings.toSorted(), 'edge-server/settings/loosening.ts');
});

test('settings that are not valid as a whole, or of a newer schema, are not taken', () => {
  const it = follower(['policies']);
  push(1, { lowestPlausible: 36, feverThreshold: 36 });
  it.look();
  assert.deepEqual([it.status.status, it.status.version], ['refused', 1]);
  assert.match(it.status.reason, /not be valid/);
});

test('a kiosk that is not well afterwards goes back, by itself, and does not try that version again', () => {
  settings.change({ id: 'user:kim' }, { resultSeconds: 4 });
  const it = follower();
  push(1, { resultSeconds: 9, checkingSeconds: 9, language: 'en' });
  it.look();
  ill = ['kiosk', 'sync'];
  settings.change({ id: 'user:kim' }, { language: 'ja' });
  clock.turn(4 * MINUTE);
  it.look();
  assert.equal(it.status.status, 'trying', 'it has five minutes');
  clock.turn(MINUTE);
  it.look();
  assert.equal(it.status.status, 'rolled_back');
  assert.match(it.status.reason, /kiosk did not stay well/);
  const { resultSeconds, checkingSeconds, language } = settings.read();
  assert.deepEqual([resultSeconds, checkingSeconds], [4, DEFAULT_SETTINGS.checkingSeconds]);
  assert.equal(language, 'ja', 'what staff changed meanwhile stays');
  ill = [];
  it.look();
  follower().look();
  assert.equal(settings.read().resultSeconds, 4);
});

test('what was ill before is not a fault of the settings', () => {
  ill = ['thermometer'];
  const it = follower();
  push(1, { resultSeconds: 9 });
  it.look();
  clock.turn(MINUTE);
  it.look();
  assert.equal(it.status.status, 'applied');
});

test('a server that does not stay up with them goes back at its third start', () => {
  follower().look();
  push(1, { resultSeconds: 9 });
  follower().look();
  for (const expected of [9, 9, DEFAULT_SETTINGS.resultSeconds]) {
    const next = follower();
    next.start();
    assert.equal(settings.read().resultSeconds, expected);
  }
});

test('a model that is not on the device is wanted, and told of as far as it has come', () => {
  const it = follower();
  push(1, {}, { model: model('mask-77') });
  it.look();
  assert.deepEqual(it.status.model, {
    wanted: 'mask-77',
    available: false,
    says: 'it has not come yet',
  });
  assert.deepEqual(wanted, ['mask-77']);
});

test('a version of the software is handed on with the document as it was signed, and what becomes of it is told', () => {
  const it = follower();
  const file = { sha256: '0'.repeat(64), bytes: 1 };
  const wants = { version: '0.2.0', packages: { arm64: file, amd64: null }, downgrade: false };
  const signed = signDocument(document(3, {}, { software: wants }), keys.privateKey);
  send(signed);
  it.look();
  assert.deepEqual(named, [{ version: '0.2.0', signed: JSON.stringify(signed), of: 3, actor: 'fleet:3' }]);
  software = {
    wanted: '0.2.0',
    status: 'rolled_back',
    says: 'It was not well.',
    at: clock.now().toISOString(),
  };
  it.look();
  assert.deepEqual(it.status.software, software);
  clock.turn(MINUTE);
  it.look();
  push(4, { feverThreshold: 42 }, { software: wants });
  it.look();
  assert.equal(it.status.status, 'refused');
  assert.equal(named.length, 1, 'all of a document, or nothing');
});
