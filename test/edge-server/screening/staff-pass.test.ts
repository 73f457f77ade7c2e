import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, test } from 'node:test';
import { StaffPassResult, VisitDetail } from '../../../edge-server/contract/index.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
afterEach(() => edge.stop());

const pass = (body: object, who: Record<string, string> = edge.as('viewer')) =>
  edge.send('POST', '/api/admin/staff-pass', { key: randomUUID(), reason: 'child', ...body }, who);
const passed = async (body: object) => StaffPassResult.parse(await (await pass(body)).json());
const detail = async (id: string) =>
  VisitDetail.parse(await (await edge.request(`/api/visits/${id}`, { headers: edge.as('viewer') })).json());
const audited = () =>
  edge.store.database
    .prepare("select actor, target, after from audit where action = 'door.staff_pass'")
    .all();

test('a guard lets a person in: the row, the audit entry, and one pulse of a real relay', async () => {
  edge = await TestEdge.start({ simulated: false });
  const denied = evidence({ mask: 'no_mask' });
  await edge.visit(denied);
  const { verdict, door } = await passed({ attempt_of: denied.id, note: '보호자 동행' });
  assert.deepEqual([verdict.verdict, verdict.ispass, verdict.reasons], ['staff', true, ['child']]);
  assert.deepEqual(door, { outcome: 'done', error: null });
  assert.equal(edge.thermometer.pulses.length, 1);

  const row = await detail(verdict.id);
  assert.deepEqual([row.verdict, row.ispass, row.attempt_of], ['staff', true, denied.id]);
  assert.deepEqual([row.mask, row.estimate_c, row.frames], ['undecided', null, 0], 'nothing was looked at');
  assert.equal(row.steps.find(({ step }) => step === 'door')?.outcome, 'done');
  const [entry] = audited();
  assert.match(String(entry!.actor), /^user:viewer-/);
  assert.deepEqual(JSON.parse(String(entry!.after)), { reason: 'child', note: '보호자 동행' });
  assert.ok(!JSON.stringify(row).includes('보호자'), 'the note is for the audit log alone');
});

test('asked again with the same key it is the same pass; nobody has to type, whatever the reason', async () => {
  edge = await TestEdge.start({ simulated: false });
  const key = randomUUID();
  const [first, second] = await Promise.all([passed({ key }), passed({ key })]);
  assert.deepEqual(second, first);
  assert.deepEqual(await passed({ key }), first);
  assert.equal(edge.thermometer.pulses.length, 1);
  assert.equal(audited().length, 1);
  assert.equal((await pass({ reason: 'staff_other', note: '  ' })).status, 200);
  assert.equal((await pass({ reason: 'no_mask' })).status, 400);
});

test('a rule’s lock, and a visitor out of a recording, keep the door shut', async () => {
  edge = await TestEdge.start({ simulated: false });
  edge.edge.notifier.locks.lock('a rule');
  assert.deepEqual(await passed({}).then(({ door }) => door), {
    outcome: 'skipped',
    error: 'a rule keeps the door shut',
  });
  edge.edge.notifier.locks.release('a rule');
  const replayed = evidence({ mask: 'no_mask', replayed: true });
  await edge.visit(replayed);
  const { verdict, door } = await passed({ attempt_of: replayed.id });
  assert.deepEqual([verdict.simulated, door.outcome], [true, 'skipped']);
  assert.deepEqual(edge.thermometer.pulses, []);
});

test('what can not be stored opens no door and leaves no audit entry', async () => {
  edge = await TestEdge.start({ simulated: false });
  edge.store.database.exec(
    "create trigger full before insert on visits begin select raise(abort, 'full'); end",
  );
  assert.ok((await pass({})).status >= 500);
  assert.deepEqual(edge.thermometer.pulses, []);
  assert.deepEqual(audited(), []);
});

test('staff let in whoever waits for a temperature: that visit ends without a row, and can not come after it', async () => {
  const clock = new TestClock(Date.now());
  edge = await TestEdge.start({ settings: { temperatureTimeout: 1.7 }, parts: { clock } });
  const waiting = evidence();
  const answer = edge.post(waiting);
  await until(() => clock.waits(1700));
  const { verdict } = await passed({});
  assert.equal((await answer).status, 409);
  assert.equal((await edge.post(waiting)).status, 409);
  assert.deepEqual(
    edge.store.listVisits(10).map(({ id }) => id),
    [verdict.id],
  );
});

test('staff came: the call of a visitor is answered, and its alarm is over', async () => {
  edge = await TestEdge.start();
  const call = { screen: 'idle', language: 'ko', visit: null };
  assert.equal((await edge.send('POST', '/api/kiosk/call', call)).status, 200);
  assert.equal(edge.edge.notifier.alarms.has('call_staff'), true);
  await passed({});
  assert.equal(edge.edge.notifier.alarms.has('call_staff'), false);
});

test('a step that can not be noted is no reason to open the door again', async () => {
  edge = await TestEdge.start({ simulated: false });
  // The disk fills up between the visit and the note of its steps.
  edge.store.database.exec(
    "create trigger full before update on steps when new.step = 'stored' begin select raise(abort, 'disk is full'); end",
  );
  const key = randomUUID();
  const first = await passed({ key });
  assert.deepEqual(first.door, { outcome: 'done', error: null });
  assert.deepEqual(await passed({ key }), first);
  assert.equal(edge.thermometer.pulses.length, 1);
  assert.equal(edge.store.count(), 1);
});
