/** What would open the door, or let its lock go: evidence, replays, rules that are programs, boards that lie. */
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { createLog } from '../../../edge-server/common/log.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../edge-server/contract/index.ts';
import { type SignedDocument, signDocument } from '../../../edge-server/settings/document.ts';
import { FleetFollower } from '../../../edge-server/settings/follower.ts';
import { leaveDocument } from '../../../edge-server/settings/keys.ts';
import { SiteSettings } from '../../../edge-server/settings/site-settings.ts';
import { migrate } from '../../../edge-server/store/db/migrate.ts';
import { TestClock } from '../../edge-server/doubles/clock.ts';
import { evidence } from '../../edge-server/doubles/evidence.ts';
import { fuzz } from '../../edge-server/thermometer/fuzz.ts';
import { until } from '../../until.ts';
import { type Attack, room } from '../attack.ts';
import { codeOf, Site } from '../site.ts';

const pages: Attack<Site> = {
  name: 'a kiosk page that says who may pass, sends a visit twice or another’s, or none of its own',
  run: async (site, tries) => {
    const kiosk = site.as('kiosk');
    const post = (body: unknown) => site.send('POST', '/api/visits', body, kiosk);
    const good = evidence({ mask: 'no_mask' });
    for (const more of [
      { verdict: 'pass' },
      { ispass: true },
      { temperature: 36.5 },
      { door: true },
      { id: uuidv4() },
      { id: 'x' },
      { posterior: { mask: 1, no_mask: 1, incorrect: 1 } },
      { posterior: { mask: 2, no_mask: -1, incorrect: 0 } },
      { frames: -1 },
      { duration_ms: 1e12 },
      { model: 'x'.repeat(100) },
      { attempt_of: good.id },
      { mask: 'mask', cause: 'dark' },
      { curve: Array.from({ length: 5000 }, () => [0, 0]) },
    ]) {
      const answer = await post({ ...good, ...more });
      tries.held(answer.status >= 400 && answer.status < 500, `${JSON.stringify(more)}: ${answer.status}`);
    }
    const before = site.visits();
    const first = await post(good);
    const again = await post(good);
    tries.held(first.status === 200 && again.text === first.text, `the same visit again: ${again.text}`);
    const changed = await post({ ...good, mask: 'mask' });
    tries.held(changed.status === 409, `the same visit with a mask now: ${changed.status}`);
    tries.held(site.visits() === before + 1, 'one visit became several');
  },
};

const programs: Attack<Site> = {
  name: 'conditions that reach for the server: its objects, files, network, environment',
  long: true,
  run: async (site, tries) => {
    const admin = site.as('admin');
    const reach = [
      'process',
      'require',
      'globalThis',
      'fetch',
      '$process',
      '$require',
      '$eval',
      'this',
      '$$.process',
    ];
    reach.push(
      'constructor.constructor',
      '__proto__.polluted',
      '$string.constructor',
      '"".constructor',
      '$lookup($$, "constructor")',
    );
    reach.push(
      '$lookup("a", "constructor")',
      '$each(__proto__, $string)',
      '$$.__proto__.__proto__',
      'arguments.callee',
    );
    const written = ['$eval("process.exit()")', '$eval("1+1") = 2', '$toMillis($now()) < 0', '$error("x")'];
    const tried = [
      ...reach.map(
        (name) => `$exists(${name}) and $type(${name}) != "object" and $type(${name}) != "function"`,
      ),
      ...written,
      '($f := function($x) { $x.constructor("return process")() }; $f(1)) != null',
      '$map([1], $lookup($, "constructor")) = 1',
      '{"__proto__": {"polluted": true}}.polluted',
      '$merge([{"a":1}, {"__proto__": {"polluted": true}}]).polluted = true',
    ];
    for (const condition of tried) {
      const asked = { source: 'health', condition };
      const { status, text } = await site.send('POST', '/api/admin/rules/try', asked, admin);
      const secret = /NODE_|KF99_|\/home\/|SQLite/.test(text);
      tries.held(status < 500 && !secret, `${condition}: ${status} ${text}`);
    }
    tries.held(await site.answers(), 'nobody is answered any more');
  },
};

function isCondition(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('condition/process');
  } catch {
    return false;
  }
}

const endless: Attack<Site> = {
  name: 'conditions without end, and the visits meanwhile',
  long: true,
  run: async (site, tries) => {
    const admin = site.as('admin');
    const kiosk = site.as('kiosk');
    for (const condition of [
      '($f := function($n) { $f($n + 1) }; $f(0)) = 1',
      '$count([1..9999999].[1..100]) > 1',
      '$length($pad("a", 500000000)) > 1',
      `$contains("${'a'.repeat(60)}b", /^(a+)+$/)`,
      '($f := function($s) { $f($s & $s) }; $f("0123456789")) = ""',
      '$sum([1..9999999]) > 1 or $sum([1..9999999]) > 1',
      `${'('.repeat(900)}1${')'.repeat(900)} = 1`,
    ]) {
      const trial = site.send('POST', '/api/admin/rules/try', { source: 'health', condition }, admin);
      const visit = await site.send('POST', '/api/visits', evidence({ mask: 'no_mask' }), kiosk);
      tries.held(visit.status === 200, `a visit beside ${condition.slice(0, 40)}: ${visit.status}`);
      const { status, text } = await trial;
      tries.held(
        status < 500 || codeOf({ status, text, headers: {} }) === 'too_busy',
        `${condition.slice(0, 40)}: ${text}`,
      );
    }
  },
};

const locks: Attack<Site> = {
  name: 'a rule that has locked the door, made slow so that its lock goes',
  long: true,
  run: async (site, tries) => {
    const admin = site.as('admin');
    const till = Date.now() + 20_000;
    const slow = `$millis() < ${till} ? true : $count([1..9999999].[1..100]) > 1`;
    const rule = {
      name: 'shut',
      source: 'health',
      condition: slow,
      cooldown_s: 0,
      actions: [{ type: 'lock' }],
    };
    const added = await site.send('POST', '/api/admin/rules', rule, admin);
    if (added.status !== 201) throw new Error(added.text);
    const locked = async () => {
      const { text } = await site.ask('GET', '/api/health');
      return (JSON.parse(text) as { parts: { door: { locked: boolean } } }).parts.door.locked;
    };
    await until(locked, 'the rule locks the door', 30_000);
    // The process that runs them has no environment, as /proc says.
    const children = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isCondition(pid));
    tries.held(children.length > 0, 'there is no process of conditions');
    for (const pid of children) {
      const names = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
      const own = names.filter((name) => !name.startsWith('NODE_CHANNEL'));
      tries.held(own.length === 0, `its environment has ${own.map((name) => name.split('=')[0]).join()}`);
    }
    const rules = async () => (await site.ask('GET', '/api/admin/rules', { headers: admin })).text;
    await until(async () => /"disabled":"/.test(await rules()), 'the slow rule is switched off', 60_000);
    tries.held(await locked(), 'its lock is gone');
    const alarms = await site.ask('GET', '/api/admin/alarms', { headers: admin });
    tries.held(alarms.text.includes('rule_lock_disabled'), 'no alarm tells staff');
    for (const who of ['nobody', 'kiosk', 'token:door', 'token:visit'] as const) {
      const { status } = await site.send('POST', '/api/admin/door/unlock', { reason: 'x' }, site.as(who));
      tries.held((status === 401 || status === 403) && (await locked()), `${who} unlocks: ${status}`);
    }
    await site.send('POST', '/api/admin/door/unlock', { reason: 'tried' }, site.as('viewer'));
    tries.held(!(await locked()), 'staff can’t let it go');
  },
};

const FRAMES = 20_000;

const frames: Attack<Site> = {
  name: 'a board whose lines are bent: bits, digits, lengths, repeats, floods',
  run: async (_site, tries) => {
    const { mutated, wrong } = await fuzz(FRAMES, 27);
    for (let n = 0; n < mutated - wrong.length; n++) tries.held(true, '');
    for (const { mutation, line } of wrong) tries.held(false, `${mutation}: ${line}`);
  },
};

/** What a fleet could write to stop fewer visitors, keep more of them, or keep it longer. */
const LOOSER: Partial<Settings>[] = [
  { maskPolicy: 'off' },
  { maskPolicy: 'remind' },
  { temperaturePolicy: 'off' },
  { temperaturePolicy: 'optional' },
  { brokenThermometer: 'mask_only' },
  { feverThreshold: 42 },
  { feverRule: 'recent' },
  { recentMargin: 3 },
  { lowestPlausible: 30 },
  { presenceThreshold: 20 },
  { staleAfterSeconds: 60 },
  { farthestMm: 2000 },
  { emissivity: 0.9 },
  { ambientCoefficient: -0.3 },
  { distanceCoefficient: -1 },
  { temperatureOffset: -3 },
  { temperatureOffset: 3 },
  { calibrationDays: 3650 },
  { visitDays: 3650 },
  { captures: 'on' },
  { captureDays: 365 },
  { captureQuotaMb: 100_000 },
];

const signed: Attack<Site> = {
  name: 'settings of the fleet: by another key, changed, replayed, for another kiosk, loosening without leave',
  run: async (_site, tries) => {
    const database = new DatabaseSync(':memory:');
    migrate(database);
    const log = createLog('attack', 'silent');
    const clock = new TestClock();
    const settings = new SiteSettings({ database, base: DEFAULT_SETTINGS, clock, log });
    const keys = generateKeyPairSync('ed25519');
    const parts = new Proxy({}, { get: () => ({ status: 'ok' }) });
    const models = { want: () => undefined, said: () => ({ available: true, says: '' }) };
    const software = { want: () => undefined, status: null };
    const follower = new FleetFollower({
      ...{ database, settings, kioskId: 'here', key: keys.publicKey, allows: [], models, software, log },
      health: () => ({ parts }) as never,
      clock,
    });
    let version = 100;
    const document = (change: Partial<Settings>, kiosks: string[] | null = null) => ({
      ...{ version: version++, kiosks, settings: change, model: null, software: null },
    });
    const leave = (what: string, given: SignedDocument) => {
      const before = JSON.stringify(settings.read());
      leaveDocument(database, given);
      follower.look();
      tries.held(JSON.stringify(settings.read()) === before, what);
    };
    try {
      for (const change of LOOSER) {
        leave(JSON.stringify(change), signDocument(document(change), keys.privateKey));
      }
      const tighter = signDocument(document({ feverThreshold: 37 }), keys.privateKey);
      const stranger = generateKeyPairSync('ed25519').privateKey;
      leave('another key', signDocument(document({ feverThreshold: 37 }), stranger));
      leave('changed', { ...tighter, document: tighter.document.replace('37', '42') });
      leave('no signature', { ...tighter, signature: '' });
      leave('another kiosk', signDocument(document({ feverThreshold: 37 }, ['there']), keys.privateKey));
      const newest = signDocument(document({ feverThreshold: 37.2 }), keys.privateKey);
      leaveDocument(database, newest);
      follower.look();
      if (settings.read().feverThreshold !== 37.2)
        throw new Error(`nothing is followed: ${JSON.stringify(follower.status)}`);
      // Over is the minute in which it is only tried.
      clock.turn(120_000);
      follower.look();
      leave('an older one again', tighter);
    } finally {
      follower.stop();
      database.close();
    }
  },
};

const posted: Attack<Site> = {
  name: 'a thermometer that posts what no sensor shows, of another time or under another token',
  long: true,
  run: async (_kiosk, tries) => {
    const site = await Site.start({ KF99_THERMOMETER: 'http' });
    try {
      const token = site.as('token:temperature');
      const now = () => new Date().toISOString();
      const at = (ms: number) => new Date(Date.now() + ms).toISOString();
      for (const body of [
        { temperature: 1e9 },
        { temperature: -300 },
        { temperature: '36.5' },
        { temperature: null },
        { temperature: 36.5, at: at(-60_000) },
        { temperature: 36.5, at: at(3_600_000) },
        { temperature: 36.5, at: '9999-12-31T23:59:59Z' },
        { temperature: 36.5, fever: false },
        { temperature: 36.5, source: 'serial' },
        { temperature: 36.5, distance_mm: -1 },
        { temperature: 36.5, ambient: 1e6 },
        [{ temperature: 36.5 }],
      ]) {
        const { status } = await site.send('POST', '/temperature/', body, token);
        tries.held(status >= 400 && status < 500, `${JSON.stringify(body)}: ${status}`);
      }
      for (const who of ['nobody', 'kiosk', 'admin', 'token:mask', 'token:door'] as const) {
        const { status } = await site.send('POST', '/temperature/', { temperature: 36.5 }, site.as(who));
        tries.held(status === 401 || status === 403, `${who}: ${status}`);
      }
      const first = await site.send('POST', '/temperature/', { temperature: 36.5, at: now() }, token);
      const other = await site.send(
        'POST',
        '/temperature/',
        { temperature: 36.5, at: now() },
        site.as('token:temperature'),
      );
      tries.held(first.status === 202 && other.status >= 400, `two at once: ${first.status} ${other.status}`);
    } finally {
      await site.stop();
    }
  },
};

const staff: Attack<Site> = {
  name: 'staff’s pass by those who are not staff, and without a reason',
  run: async (site, tries) => {
    for (const who of ['nobody', 'kiosk', 'token:door', 'token:visit', 'token:history'] as const) {
      const { status } = await site.send(
        'POST',
        '/api/admin/staff-pass',
        { id: uuidv7(), reason: 'x' },
        site.as(who),
      );
      tries.held(status === 401 || status === 403, `${who}: ${status}`);
    }
    for (const body of [{}, { reason: '' }, { reason: '   ' }, { reason: 'x'.repeat(5000) }]) {
      const { status } = await site.send('POST', '/api/admin/staff-pass', body, site.as('viewer'));
      tries.held(status === 400 || status === 413, `${JSON.stringify(body).slice(0, 60)}: ${status}`);
    }
  },
};

export const door = room('door', () => Site.start(), [
  pages,
  programs,
  signed,
  frames,
  posted,
  staff,
  endless,
  locks,
]);
