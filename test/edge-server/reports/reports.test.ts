import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { pino } from 'pino';
import { DEFAULT_SETTINGS, type Settings, Way, type WayInput } from '../../../edge-server/contract/index.ts';
import { Outbox } from '../../../edge-server/delivery/outbox.ts';
import { PhoneTable } from '../../../edge-server/delivery/phone-table.ts';
import { sender } from '../../../edge-server/delivery/senders.ts';
import { WayTable } from '../../../edge-server/delivery/way-table.ts';
import { Reports } from '../../../edge-server/reports/reports.ts';
import { openStore, type Store } from '../../../edge-server/store/store.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { MailServer } from '../doubles/mail-server.ts';

const HOUR = 3_600_000;
const LOOK = 30_000;
/** Sunday, 29 November, 22:00 in Seoul: the moment of the schedule is nine hours away. */
const SUNDAY = Date.UTC(2026, 10, 29, 13);

let folder: string;
let mail: MailServer;
const undo: (() => unknown)[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kf99-reports-'));
  mail = await MailServer.start();
});
afterEach(async () => {
  for (const end of undo.splice(0).reverse()) await end();
  await mail.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Options {
  clock: TestClock;
  data?: string;
  settings?: Partial<Settings>;
  kept?: string | null;
}

/** The report with the real outbox, store and mail of one run of the server; `end` stops it. */
async function run({ clock, data = join(folder, 'data.sqlite'), settings = {}, kept = null }: Options) {
  const store: Store = openStore(data);
  const ways = new WayTable(store.database);
  const givenUp: string[] = [];
  const set = { is: true };
  const site: Settings = { ...DEFAULT_SETTINGS, reportDay: 'mon', ...settings };
  const outbox = new Outbox({
    store,
    clock,
    log: pino({ level: 'silent' }),
    send: sender({
      ways,
      phones: new PhoneTable(store.database, clock),
      clock,
      secret: () => null,
      vapid: () => assert.fail('no phone is told'),
      subject: () => '',
      language: () => 'en',
    }),
    nameOf: () => 'the office',
    onGivenUp: (name, reason) => givenUp.push(`${name} ${reason}`),
  });
  const reports = new Reports({
    store,
    clock,
    log: pino({ level: 'silent' }),
    settings: () => site,
    kioskId: 'gate-1',
    clockIsSet: () => set.is,
    outbox,
    ways,
    language: () => 'en',
    folder: kept,
    onGivenUp: (name, reason) => givenUp.push(`${name} ${reason}`),
  });
  outbox.start();
  reports.start();
  let ended = false;
  const end = async () => {
    if (ended) return;
    ended = true;
    reports.stop();
    await outbox.stop();
    await store.close();
  };
  undo.push(end);
  /** What the tick has begun is over. */
  const settled = async () => {
    await until(() => outbox.size === 0);
    await store.write([], 'durable');
  };
  const add = (changes: object = {}) => ways.add(Way.parse({ ...office(), ...changes } satisfies object))!.id;
  // What it waits for is noted before the test turns its clock.
  await until(() => reports.state().last !== null || site.reportDay === 'off');
  await store.write([], 'durable');
  return { store, ways, outbox, reports, givenUp, set, site, end, settled, add };
}

const office = (): WayInput => ({
  kind: 'email',
  name: 'the office',
  host: '127.0.0.1',
  port: mail.port,
  security: 'none',
  from: 'kf99@example.org',
  to: ['office@example.org'],
  report: 'only',
});

/** Turns the clock second by second, slowly enough for mail and disk, until it is so. */
const turn = (clock: TestClock, isSo: () => boolean) =>
  until(async () => {
    if (!isSo()) await clock.advance(1000);
    return isSo();
  });

const madeWeek = (reports: Reports) => reports.state().last?.made_at && reports.state().last?.week;

test('switched on it waits for its moment in the site’s zone, and then sends one mail with both files', async () => {
  const clock = new TestClock(SUNDAY);
  const { reports, add, settled } = await run({ clock });
  add();
  assert.equal(reports.state().next_at, '2026-11-29T22:00:00.000Z');
  await clock.advance(9 * HOUR - LOOK);
  assert.equal(madeWeek(reports), null, 'last Monday’s was before it was switched on');
  await clock.advance(2 * LOOK);
  await until(() => mail.got.length === 1);
  await settled();
  const [got] = mail.got;
  assert.deepEqual([got!.from, got!.to], ['kf99@example.org', ['office@example.org']]);
  assert.match(got!.text, /^Subject: KF99 weekly report: gate-1, 2026-W48/m);
  assert.match(got!.text, /^Message-ID: <kf99-report\.gate-1\.2026-11-23\.\d+\.weekly@example\.org>\r$/m);
  assert.match(got!.text, /filename=kf99-report-gate-1-2026-W48\.html/);
  assert.match(got!.text, /filename=kf99-report-gate-1-2026-W48\.csv/);
  await until(() => reports.state().last?.mails[0]?.sent_at !== null);
  clock.turn(6 * 24 * HOUR);
  await clock.advance(LOOK);
  assert.equal(mail.got.length, 1);
  clock.turn(24 * HOUR);
  await clock.advance(LOOK);
  await until(() => mail.got.length === 2);
  assert.match(mail.got[1]!.text, /2026-W49/);
});

test('a restart sends none again; a machine that was off sends the last one late, and no earlier ones', async () => {
  const clock = new TestClock(SUNDAY);
  const first = await run({ clock });
  first.add();
  await clock.advance(9 * HOUR + LOOK);
  await until(() => mail.got.length === 1);
  await first.settled();
  await first.end();
  const second = await run({ clock });
  await clock.advance(24 * HOUR);
  assert.equal(mail.got.length, 1);
  await second.end();
  clock.turn(21 * 24 * HOUR);
  const third = await run({ clock });
  await clock.advance(LOOK);
  await until(() => mail.got.length === 2);
  await third.settled();
  await clock.advance(HOUR);
  assert.equal(mail.got.length, 2);
  assert.match(mail.got[1]!.text, /2026-W51/);
});

test('a power cut before the mail went sends it afterwards, one after it sends none', async () => {
  const clock = new TestClock(SUNDAY);
  const first = await run({ clock });
  first.add();
  mail.refuse = '451 try later';
  await clock.advance(9 * HOUR + LOOK);
  await until(() => /451/.test(first.reports.state().last?.mails[0]?.error ?? ''));
  await first.store.write([], 'durable');
  // What is on the disk at a moment, as a power cut leaves it.
  const cut = (name: string) => {
    const data = join(folder, name, 'data.sqlite');
    for (const ending of ['', '-wal']) cpSync(join(folder, `data.sqlite${ending}`), `${data}${ending}`);
    return data;
  };
  const before = cut('before');
  mail.refuse = null;
  await turn(clock, () => first.outbox.size === 0);
  assert.equal(mail.got.length, 1);
  await first.store.write([], 'durable');
  const after = cut('after');
  await first.end();
  const late = await run({ clock, data: after });
  await clock.advance(HOUR);
  assert.equal(mail.got.length, 1);
  await late.end();
  const early = await run({ clock, data: before });
  await until(() => mail.got.length === 2);
  await early.settled();
  await clock.advance(HOUR);
  assert.equal(mail.got.length, 2);
  const id = (text: string) => /^Message-ID: (\S+)/m.exec(text)![1];
  assert.equal(id(mail.got[0]!.text), id(mail.got[1]!.text), 'a mail server can tell that it is the same');
});

test('a mail that nobody takes is tried to an end, and shown until then and afterwards', async () => {
  const clock = new TestClock(SUNDAY);
  const { reports, add, outbox, givenUp } = await run({ clock });
  add();
  mail.refuse = '451 try later';
  await clock.advance(9 * HOUR + LOOK);
  await until(() => /451/.test(reports.state().last?.mails[0]?.error ?? ''));
  assert.equal(reports.state().last!.mails[0]!.waiting, true);
  const tries = () => outbox.list()[0]?.attempts ?? 24;
  for (let done = tries(); done < 24; done = tries()) {
    await clock.advance(HOUR);
    await until(() => tries() > done);
  }
  await until(() => givenUp.length === 1);
  assert.match(givenUp[0]!, /the office .*(451|no answer)/);
  const [shown] = reports.state().last!.mails;
  assert.deepEqual([shown!.waiting, shown!.sent_at], [false, null]);
  assert.equal(mail.got.length, 0);
});

test('a folder gets the report as files; one that is none is tried again', async () => {
  const clock = new TestClock(SUNDAY);
  const kept = join(folder, 'kept');
  writeFileSync(kept, 'no folder');
  const { reports } = await run({ clock, kept });
  await clock.advance(9 * HOUR + LOOK);
  await until(() => reports.state().last?.file?.error !== null && reports.state().last?.file !== null);
  assert.match(reports.state().last!.file!.error!, /EEXIST|ENOTDIR/);
  rmSync(kept);
  await turn(clock, () => reports.state().last!.file!.kept_at !== null);
  assert.deepEqual(readdirSync(kept).sort(), [
    'kf99-report-gate-1-2026-W48.csv',
    'kf99-report-gate-1-2026-W48.html',
  ]);
  assert.match(readFileSync(join(kept, 'kf99-report-gate-1-2026-W48.html'), 'utf8'), /^<!doctype html>/);
});

test('a clock that is not set sends nothing, and one that was years ahead does not stop the next report', async () => {
  const clock = new TestClock(SUNDAY);
  const { reports, add, set, settled } = await run({ clock });
  add();
  await clock.advance(LOOK);
  set.is = false;
  clock.set(new Date('2031-01-01T00:00Z'));
  await clock.advance(HOUR);
  assert.equal(mail.got.length, 0);
  set.is = true;
  await clock.advance(LOOK);
  await until(() => mail.got.length === 1);
  await settled();
  clock.set(new Date(SUNDAY));
  await clock.advance(LOOK);
  await until(() => reports.state().last?.week === '2026-11-16');
  assert.equal(mail.got.length, 1);
  await clock.advance(9 * HOUR + LOOK);
  await until(() => mail.got.length === 2);
  assert.match(mail.got[1]!.text, /2026-W48/);
});

test('switched off it forgets, and switched on again it begins with the next moment', async () => {
  const clock = new TestClock(SUNDAY);
  const { reports, add, site } = await run({ clock });
  add();
  await clock.advance(LOOK);
  site.reportDay = 'off';
  await clock.advance(10 * HOUR);
  assert.deepEqual([reports.state().last, reports.state().next_at], [null, null]);
  site.reportDay = 'mon';
  await clock.advance(24 * HOUR);
  assert.equal(mail.got.length, 0);
  assert.equal(madeWeek(reports), null);
});

test('sent now: once to each receiver, with what came of it, and the schedule goes on as if nothing were', async () => {
  const clock = new TestClock(SUNDAY);
  const kept = join(folder, 'kept');
  const { reports, add, outbox } = await run({ clock, kept });
  add({ report: 'also' });
  add({ name: 'not this one', report: 'no' });
  assert.deepEqual(await reports.sendNow(), {
    to: [
      { name: 'the office', error: null },
      { name: 'kf99-report-gate-1-2026-W47.html', error: null },
    ],
  });
  assert.match(mail.got[0]!.text, /2026-W47/);
  mail.refuse = '550 nobody here';
  const { to } = await reports.sendNow();
  assert.match(to[0]!.error!, /550/);
  assert.equal(outbox.size, 0, 'whoever pressed the button sees it: it is not tried again');
  mail.refuse = null;
  await clock.advance(9 * HOUR + LOOK);
  await until(() => mail.got.length === 2);
});

test('a mail server that takes minutes to say that it has it gets the report once', async () => {
  const clock = new TestClock(SUNDAY);
  const { add, outbox, settled } = await run({ clock });
  add();
  const { promise, resolve } = Promise.withResolvers<void>();
  mail.pause = promise;
  await clock.advance(9 * HOUR + LOOK);
  await until(() => mail.got.length === 1);
  await clock.advance(5 * 60_000);
  assert.deepEqual([outbox.size, outbox.list()[0]?.attempts], [1, 0]);
  resolve();
  await settled();
  assert.equal(mail.got.length, 1);
});
