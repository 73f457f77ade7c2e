import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Notification, Rule, RuleList, RuleTrial, StoredRule } from '../../../edge-server/contract/index.ts';
import { Broker } from '../doubles/broker.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge | null = null;
let broker: Broker | null = null;
afterEach(async () => {
  await edge?.stop();
  await broker?.stop();
  edge = null;
  broker = null;
});

async function start(options: Parameters<typeof TestEdge.start>[0] = {}) {
  const clock = new TestClock(Date.now());
  const running = await TestEdge.start({ ...options, parts: { clock } });
  edge = running;
  const admin = running.as('admin');
  const call = (method: string, path: string, body: unknown = {}) =>
    running.send(method, `/api/admin${path}`, body, admin);
  return {
    edge: running,
    call,
    add: async (rule: unknown) => {
      const response = await call('POST', '/rules', rule);
      const body: unknown = await response.json();
      assert.equal(response.status, 201, JSON.stringify(body));
      return StoredRule.parse(body);
    },
    rules: async () =>
      RuleList.parse(await (await running.request('/api/admin/rules', { headers: admin })).json()).rules,
    locked: () => running.edge.notifier.locks.locked,
    codes: () => running.edge.notifier.alarms.active().map(({ code }) => code),
    /** A reading, looked at by the rules. */
    see: async (object_c: number | null) => {
      running.thermometer.send(object_c);
      await running.edge.notifier.rules.settled();
    },
    turn: (ms: number) => clock.turn(ms),
  };
}

const hot = { name: 'hot', source: 'reading', condition: 'temperature > 30', cooldown_s: 0 };

test('a rule on readings opens its alarm while its condition is true', async () => {
  const { add, see, codes } = await start();
  await add(hot);
  await see(20);
  assert.deepEqual(codes(), []);
  await see(36);
  assert.deepEqual(codes(), ['rule']);
  await see(null);
  assert.deepEqual(codes(), [], 'what has no temperature is not hot');
});

test('hold time and cool-down', async () => {
  const { add, see, codes, turn } = await start();
  await add({ ...hot, hold_s: 5, cooldown_s: 60 });
  await see(36);
  turn(3000);
  await see(36);
  await see(20);
  turn(3000);
  await see(36);
  assert.deepEqual(codes(), [], 'a gap starts the hold anew');
  turn(5100);
  await see(36);
  assert.deepEqual(codes(), ['rule']);
  await see(20);
  turn(20_000);
  await see(36);
  turn(6000);
  await see(36);
  assert.deepEqual(codes(), [], 'it cools down');
  turn(60_000);
  await see(36);
  assert.deepEqual(codes(), ['rule']);
});

test('a lock keeps the door shut for a visitor who passes, until the condition is false', async () => {
  const { edge, add, see, locked } = await start();
  await add({ ...hot, name: 'fire', condition: 'temperature > 60', actions: [{ type: 'lock' }] });
  await see(70);
  assert.equal(locked(), true);
  assert.equal(edge.edge.health.read().parts.door.status, 'degraded');
  const lastWords: boolean[] = [];
  edge.edge.notifier.locks.onChange((now) => lastWords.push(now));
  // The visit's own readings would end the lock: a rule on health is true all the while.
  await add({ name: 'always', source: 'health', condition: 'true', actions: [{ type: 'lock' }] });
  edge.edge.heartbeat.beat();
  await edge.edge.notifier.rules.settled();
  assert.equal((await edge.visit(evidence())).verdict, 'pass');
  assert.deepEqual(edge.thermometer.pulses, []);
  assert.deepEqual(lastWords, [], 'one lock went, the other holds');
});

test('staff let a lock go; it locks again only after the condition was false', async () => {
  const { edge, add, see, call, locked, codes } = await start();
  await add({ ...hot, actions: [{ type: 'lock' }] });
  await see(36);
  assert.equal((await call('POST', '/door/unlock', { reason: '' })).status, 400);
  assert.equal((await call('POST', '/door/unlock', { reason: 'heater' })).status, 204);
  await see(36);
  assert.deepEqual([locked(), codes()], [false, []]);
  await see(20);
  await see(36);
  assert.equal(locked(), true);
  const audit = edge.store.database.prepare("select after from audit where action = 'door.unlock'").get();
  assert.match(String(audit?.after), /heater/);
});

test('no action opens the door, and others are refused too', () => {
  for (const type of ['open', 'unlock', 'pulse', 'exec']) {
    assert.equal(Rule.safeParse({ ...hot, actions: [{ type }] }).success, false, type);
  }
  const action = (value: unknown) => Rule.safeParse({ ...hot, actions: [value] }).success;
  assert.equal(action({ type: 'webhook', url: 'file:///etc/passwd' }), false);
  assert.equal(action({ type: 'webhook', url: 'http://kim:secret@x/' }), false);
  assert.equal(action({ type: 'mqtt', topic: 'a/#' }), false);
  assert.equal(action({ type: 'mqtt', topic: '$SYS/x' }), false);
  assert.equal(Rule.safeParse({ ...hot, source: 'visit', hold_s: 5 }).success, false);
});

test('a rule on visits sees the row of the visit', async () => {
  const { edge, add, codes } = await start();
  await add({ name: 'bare', source: 'visit', condition: '"no_mask" in reasons and mask = "no_mask"' });
  await edge.visit(evidence());
  await edge.edge.notifier.rules.settled();
  assert.deepEqual(codes(), []);
  await edge.visit(evidence({ mask: 'no_mask' }));
  await edge.edge.notifier.rules.settled();
  assert.deepEqual(codes(), ['rule']);
});

test('a condition that spins is switched off with an alarm, the others go on, a verdict does not wait', async () => {
  const { edge, add, see, codes, rules, call } = await start();
  const spin = {
    ...hot,
    name: 'spin',
    condition: `temperature > 30 ? $contains("${'a'.repeat(60)}b", /^(a+)+$/)`,
  };
  assert.equal((await call('POST', '/rules', spin)).status, 201, 'there is nothing to try it on yet');
  assert.equal((await call('POST', '/rules', { ...spin, condition: 'a >' })).status, 400);
  await add(hot);
  await edge.visit(evidence({ mask: 'no_mask' }));
  await see(36);
  assert.deepEqual(codes().sort(), ['rule', 'rule_disabled']);
  const [first, second] = await rules();
  assert.match(first!.disabled!, /50 ms/);
  assert.equal(second!.disabled, null);
  await see(20);
  assert.deepEqual(codes(), ['rule_disabled']);
  const mended = await call('PUT', `/rules/${first!.id}`, { ...hot, condition: 'temperature > 90' });
  assert.equal(mended.status, 200);
  assert.deepEqual(codes(), []);
});

const hotUntilItSpins = {
  ...hot,
  condition: `temperature > 60 ? $contains("${'a'.repeat(60)}b", /^(a+)+$/) : temperature > 30`,
  actions: [{ type: 'lock' }],
};

test('a rule that locks the door and becomes too slow keeps it locked until staff unlock it', async () => {
  const { add, see, call, codes, locked, rules } = await start();
  await add(hotUntilItSpins);
  await see(36);
  assert.equal(locked(), true);
  await see(70);
  assert.match((await rules())[0]!.disabled ?? '', /50 ms/);
  assert.deepEqual([locked(), codes().sort()], [true, ['rule', 'rule_lock_disabled']]);
  await see(20);
  assert.equal(locked(), true, 'nobody looks at its condition any more');
  assert.equal((await call('POST', '/door/unlock', { reason: 'looked' })).status, 204);
  assert.deepEqual([locked(), codes()], [false, ['rule_lock_disabled']]);
});

test('one that had not locked it is told as loudly, and locks nothing', async () => {
  const { edge, add, see, codes, locked } = await start();
  await add(hotUntilItSpins);
  await see(70);
  assert.deepEqual([locked(), codes()], [false, ['rule_lock_disabled']]);
  assert.equal(edge.edge.notifier.alarms.active()[0]!.severity, 'critical');
});

test('a condition is tried before it is saved', async () => {
  const { edge, call, see } = await start();
  const save = async (condition: string) => (await call('POST', '/rules', { ...hot, condition })).status;
  await see(36);
  assert.equal(await save('temperature >'), 400);
  assert.equal(await save('temperature'), 400, 'no true or false');
  assert.equal(await save('$sum(temperature & "x") > 1'), 400, 'fails on everything');
  assert.equal(await save(`$contains("${'a'.repeat(60)}b", /^(a+)+$/)`), 400, 'too slow');
  assert.equal(await save('temperature > 30'), 201);
  assert.equal(edge.edge.notifier.rules.list().length, 1);
});

test('a rule on calls fires at each call, and opens no alarm of its own', async () => {
  const { edge, add, codes, turn } = await start();
  await add({ name: 'call', source: 'call', condition: 'language = "ja"', actions: [{ type: 'staff' }] });
  const visitorCalls = async (language: string) => {
    await edge.send('POST', '/api/kiosk/call', { screen: 'deny', language, visit: null });
    await edge.edge.notifier.rules.settled();
  };
  await visitorCalls('ko');
  assert.deepEqual(codes(), ['call_staff']);
  await visitorCalls('ja');
  assert.deepEqual(codes(), ['call_staff', 'rule_staff']);
  turn(61_000);
  await visitorCalls('ja');
  const { count } = edge.edge.notifier.alarms.active().find(({ code }) => code === 'rule_staff')!;
  assert.equal(count, 2);
});

test('a rule on alarms sees what happens to one, never its own; its lock lasts until staff unlock it', async () => {
  const { edge, add, call, codes, locked } = await start();
  const condition = 'severity = "critical" and change = "opened"';
  await add({ name: 'shut', source: 'alarm', condition, actions: [{ type: 'lock' }, { type: 'staff' }] });
  const { alarms, rules } = edge.edge.notifier;
  alarms.raise('disk_low', 'no room');
  await rules.settled();
  alarms.clear('disk_low');
  await rules.settled();
  assert.deepEqual([locked(), codes()], [true, ['rule', 'rule_staff']]);
  assert.equal((await call('POST', '/door/unlock', { reason: 'looked' })).status, 204);
  assert.deepEqual([locked(), codes()], [false, ['rule_staff']]);
});

test('a moment is counted: so many denials within a time', async () => {
  const { edge, add, codes, turn } = await start();
  await add({ name: 'many', source: 'visit', condition: 'verdict = "deny"', times: 3, within_s: 60 });
  const deny = async () => {
    await edge.visit(evidence({ mask: 'no_mask' }));
    await edge.edge.notifier.rules.settled();
    return codes().includes('rule');
  };
  assert.deepEqual([await deny(), await deny()], [false, false]);
  turn(61_000);
  assert.deepEqual([await deny(), await deny(), await deny()], [false, false, true]);
  assert.equal(Rule.safeParse({ ...hot, times: 2 }).success, false, 'a reading is no moment');
});

test('a trial counts on what it was true, and stores nothing', async () => {
  const { edge, call } = await start();
  for (const value of [20, 36, 37, null]) edge.thermometer.send(value);
  const body = { source: 'reading', condition: 'temperature > 30' };
  const trial = RuleTrial.parse(await (await call('POST', '/rules/try', body)).json());
  assert.deepEqual([trial.tried, trial.matched, trial.failed, trial.matches.length], [4, 2, 1, 2]);
  await edge.visit(evidence({ mask: 'no_mask' }));
  const visits = { source: 'visit', condition: 'verdict = "deny"' };
  assert.equal(RuleTrial.parse(await (await call('POST', '/rules/try', visits)).json()).matched, 1);
  const health = { source: 'health', condition: 'parts.store.visits = 1' };
  assert.equal(RuleTrial.parse(await (await call('POST', '/rules/try', health)).json()).matched, 1);
  assert.deepEqual(edge.edge.notifier.rules.list(), []);
});

test('what a rule publishes, and that removing it ends alarm and lock', async () => {
  const mqtt = await new Broker().start();
  broker = mqtt;
  const { add, see, call, locked, codes } = await start({ env: { KF99_MQTT_URL: mqtt.url } });
  const { id } = await add({ ...hot, actions: [{ type: 'mqtt', topic: 'site/hot' }, { type: 'lock' }] });
  await see(36);
  const [fired] = await mqtt.until(() => (mqtt.on('site/hot').length ? mqtt.on('site/hot') : null));
  const { rule, reading, version } = Notification.parse(fired);
  assert.deepEqual([version, rule, reading?.temperature], [1, { name: 'hot', state: 'fired' }, 36]);
  assert.deepEqual([locked(), codes()], [true, ['rule']]);
  assert.equal((await call('DELETE', `/rules/${id}`)).status, 204);
  assert.deepEqual([locked(), codes()], [false, []]);
  assert.equal((await call('DELETE', `/rules/${id}`)).status, 404);
});

test('rules, an open lock and a disabled rule outlive a restart', async () => {
  const { edge, add, see } = await start();
  await add({ ...hot, actions: [{ type: 'lock' }] });
  await see(36);
  const { notifier } = edge.edge;
  const { Rules } = await import('../../../edge-server/notifications/rules.ts');
  const { RuleTable } = await import('../../../edge-server/notifications/rule-table.ts');
  const { DoorLocks } = await import('../../../edge-server/notifications/locks.ts');
  const { ConditionRunner } = await import('../../../edge-server/condition/condition.ts');
  const table = new RuleTable(edge.store.database);
  table.disable(table.insert(Rule.parse({ ...hot, name: 'off' })), 'too slow');
  const stuck = table.insert(Rule.parse({ ...hot, name: 'stuck', actions: [{ type: 'lock' }] }));
  table.disable(stuck, 'too slow');
  notifier.alarms.raise('rule', 'It had locked the door.', String(stuck));
  const locks = new DoorLocks();
  const next = new Rules({
    table,
    alarms: notifier.alarms,
    locks,
    runner: new ConditionRunner(),
    clock: new TestClock(),
    log: { warn: () => undefined },
    act: () => undefined,
  });
  next.start();
  assert.deepEqual(
    next.list().map(({ name, active, disabled }) => [name, active, disabled]),
    [
      ['hot', true, null],
      ['off', false, 'too slow'],
      ['stuck', true, 'too slow'],
    ],
  );
  assert.deepEqual([locks.locked, locks.has(String(stuck))], [true, true]);
  await next.stop();
});
