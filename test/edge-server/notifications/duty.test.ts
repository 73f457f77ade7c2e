import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { type DutyChoice, DutyList, DutyPerson } from '../../../edge-server/contract/index.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { TestEdge } from '../doubles/edge.ts';
import { Receiver } from '../doubles/receiver.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of undo.splice(0).reverse()) await end();
});

const CALL = { screen: 'deny', language: 'ja', visit: null };
const NOON = Date.UTC(2026, 10, 24, 3);

/** A server at noon in Seoul, with people who each have a way of ntfy with their name as its topic. */
async function start() {
  const clock = new TestClock(NOON);
  const edge = await TestEdge.start({ parts: { clock }, settings: { answerSeconds: 60 } });
  undo.push(() => edge.stop());
  const receiver = await Receiver.start();
  undo.push(() => receiver.stop());
  const admin = edge.as('admin');
  const put = async (path: string, body: object, who = admin) =>
    (await edge.send('PUT', `/api/admin/duty/${path}`, body, who)).status;
  const { alarms, duty } = edge.edge.notifier;
  const person = async (topic: string, choice: Partial<DutyChoice> & { step?: number } = {}) => {
    const who = edge.as('viewer');
    const { id } = DutyPerson.parse(
      await (await edge.request('/api/admin/duty/own', { headers: who })).json(),
    );
    const way = { kind: 'ntfy', name: topic, person: id, server: receiver.origin, topic };
    assert.equal((await edge.send('POST', '/api/admin/ways', way, admin)).status, 201);
    const usual = { kinds: ['call', 'rule', 'critical'], hours: '', language: 'en', step: 1 };
    assert.equal(await put(String(id), { ...usual, ...choice }), 200);
    return { who, id };
  };
  return {
    edge,
    clock,
    alarms,
    duty,
    receiver,
    person,
    put,
    visitorCalls: async () => (await edge.send('POST', '/api/kiosk/call', CALL)).json(),
    /** Topics of all messages so far, in their order. */
    told: () => receiver.got.map((_, n) => receiver.json(n).topic),
    acknowledge: (code: string) => {
      const { id } = alarms.active().find((alarm) => alarm.code === code)!;
      return edge.send('POST', `/api/admin/alarms/${id}/acknowledge`, {}, admin);
    },
  };
}

test('whoever is next is told when nobody answered in time, and nobody once somebody has', async () => {
  const { clock, duty, person, visitorCalls, told, acknowledge } = await start();
  const kinds: DutyChoice['kinds'] = ['call'];
  await person('first', { kinds });
  await person('second', { kinds, step: 2 });
  await person('third', { kinds, step: 5 });
  assert.deepEqual(await visitorCalls(), { state: 'told' });
  assert.deepEqual(told(), ['first']);
  await clock.advance(59_000);
  assert.equal(duty.call, 'told');
  await clock.advance(1000);
  await until(() => told().length === 2);
  assert.deepEqual([told(), duty.call], [['first', 'second'], 'unanswered']);
  assert.equal((await acknowledge('call_staff')).status, 200);
  assert.equal(duty.call, 'answered');
  await clock.advance(600_000);
  assert.deepEqual(told(), ['first', 'second']);
});

test('each chooses what wakes them and when; who sleeps has no turn', async () => {
  const { alarms, person, told, acknowledge } = await start();
  await person('night', { hours: '22:00-06:00' });
  await person('day', { hours: '06:00-22:00', step: 2 });
  await person('calls', { kinds: ['call'] });
  await person('all', { kinds: ['call', 'critical', 'warning'], step: 3 });
  alarms.raise('disk_low', 'no room');
  await until(() => told().length === 1);
  assert.deepEqual(told(), ['day'], 'at once, for nobody is before');
  await acknowledge('disk_low');
  alarms.raise('card_worn', 'worn');
  await until(() => told().length === 2);
  assert.deepEqual(told(), ['day', 'all']);
});

test('a viewer chooses for themselves, an admin for all; a turn is an admin’s to give', async () => {
  const { edge, person, put } = await start();
  const { who, id } = await person('guard');
  const choice = { kinds: ['call'], hours: '09:00-18:00', language: 'ko' };
  assert.equal(await put('own', choice, who), 200);
  assert.equal(await put('own', { ...choice, step: 1 }, who), 400);
  assert.equal(await put(String(id), { ...choice, step: 3 }, who), 403);
  assert.equal(await put(String(id), { ...choice, step: 3 }), 200);
  assert.equal(await put('own', { ...choice, hours: '' }, who), 200);
  const list = await edge.request('/api/admin/duty', { headers: edge.as('admin') });
  const guard = DutyList.parse(await list.json()).people.find((one) => one.id === id)!;
  assert.deepEqual([guard.step, guard.hours, guard.language, guard.ways], [3, '', 'ko', 1]);
});

test('a call that nobody can be told of is untold, and told once a page of staff is opened', async () => {
  const { edge, clock, duty, receiver, person, visitorCalls } = await start();
  assert.deepEqual(await visitorCalls(), { state: 'untold' });
  edge.edge.notifier.alarms.clear('call_staff');
  receiver.answer(503);
  await person('guard');
  const answer = visitorCalls();
  await until(() => receiver.got.length === 1);
  await clock.advance(5000);
  assert.deepEqual(await answer, { state: 'untold' });
  const page = await edge.request('/api/events?page=staff', { headers: edge.as('viewer') });
  await until(() => duty.call === 'told');
  await page.body!.cancel();
});

test('the kiosk’s own trouble is told, too, and the screen knows whether it was', async () => {
  const { alarms, duty, person, told } = await start();
  alarms.raise('camera_lost', 'gone');
  assert.equal(duty.troubleTold, false);
  alarms.clear('camera_lost');
  await person('guard');
  alarms.raise('camera_lost', 'gone');
  await until(() => duty.troubleTold);
  assert.deepEqual(told(), ['guard']);
  alarms.clear('camera_lost');
  assert.equal(duty.troubleTold, false);
});

test('an alarm that is raised again begins anew only after its time; a failed message tells nobody of itself', async () => {
  const { clock, receiver, person, visitorCalls, told, alarms } = await start();
  await person('guard', { kinds: ['call', 'warning'] });
  await visitorCalls();
  await visitorCalls();
  assert.equal(told().length, 1);
  await clock.advance(60_000);
  await visitorCalls();
  await until(() => told().length === 2);
  receiver.answer(400);
  alarms.raise('card_worn', 'worn');
  await until(() => alarms.has('delivery_failed'));
  await clock.advance(600_000);
  assert.equal(told().length, 3);
});
