import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { until } from '../../until.ts';
import { Broker } from '../doubles/broker.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';
import { Mosquitto, noMosquitto } from './mosquitto.ts';

const skip = noMosquitto();
const STATUS = 'kf99/test-kiosk/status';
const denied = () => evidence({ mask: 'no_mask' });
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function edgeAt(url: string, clock: TestClock): Promise<TestEdge> {
  const edge = await TestEdge.start({ env: { KF99_MQTT_URL: url }, parts: { clock } });
  stops.push(() => edge.stop());
  return edge;
}

async function mosquitto(options?: Parameters<typeof Mosquitto.start>[0]): Promise<Mosquitto> {
  const broker = await Mosquitto.start(options);
  stops.push(() => broker.stop());
  return broker;
}

async function aedes(): Promise<Broker> {
  const broker = await new Broker().start();
  stops.push(() => broker.stop());
  return broker;
}

const health = (edge: TestEdge) => edge.edge.health.read().parts.mqtt;
const alarms = (edge: TestEdge) => edge.edge.notifier.alarms.active().map(({ code }) => code as string);
/** Turns the clock until it is so. */
const turned = (clock: TestClock, look: () => unknown, what: () => string, ms = 50) =>
  until(
    async () => {
      await clock.advance(ms);
      return look();
    },
    what,
    60_000,
  );

test("a verdict that the broker's list of rights refuses counts as waiting, is named, and goes out once it is allowed", {
  skip,
}, async () => {
  const broker = await mosquitto({ denied: ['kf99/verdict'] });
  const clock = new TestClock(Date.now());
  const edge = await edgeAt(broker.url, clock);
  await turned(
    clock,
    () => broker.published.some(({ topic }) => topic === STATUS),
    () => 'it is online',
  );
  const visit = denied();
  assert.equal((await edge.visit(visit)).verdict, 'deny');
  await turned(
    clock,
    () => health(edge).refused,
    () => 'the refusal is in health',
  );
  assert.match(health(edge).detail, /refuses messages to kf99\/verdict \(Not authorized\)/);
  edge.edge.notifier.look(edge.edge.health.read());
  assert.ok(alarms(edge).includes('mqtt_refused'));
  assert.equal(edge.store.pendingSteps('published', 9).length, 1, 'it is not published');
  await broker.allow();
  await turned(
    clock,
    () => broker.on('kf99/verdict').length > 0,
    () => health(edge).detail,
    500,
  );
  await until(() => edge.store.pendingSteps('published', 9).length === 0);
  assert.deepEqual(
    broker.on('kf99/verdict').map(({ id }) => id),
    [visit.id],
  );
  assert.equal(health(edge).refused, null);
  edge.edge.notifier.look(edge.edge.health.read());
  assert.ok(!alarms(edge).includes('mqtt_refused'));
});

test('a broker that keeps no retained messages gets everything else', { skip }, async () => {
  const broker = await mosquitto({ settings: ['retain_available false'] });
  const clock = new TestClock(Date.now());
  const edge = await edgeAt(broker.url, clock);
  await edge.visit(denied());
  await turned(
    clock,
    () => broker.on('kf99/verdict').length > 0,
    () => health(edge).detail,
  );
  assert.equal(health(edge).status, 'ok');
});

test('a message over which the broker ends the connection is set aside and named; all others go out', async () => {
  const broker = await aedes();
  const clock = new TestClock(Date.now());
  const edge = await edgeAt(broker.url, clock);
  await turned(
    clock,
    () => broker.published.some(({ topic }) => topic === STATUS),
    () => 'it is online',
  );
  broker.forbidden = 'kf99/test-kiosk/state';
  const visits = [denied(), denied()];
  const verdicts = () => new Set(broker.on('kf99/verdict').map(({ id }) => id));
  for (const visit of visits) assert.equal((await edge.visit(visit)).verdict, 'deny');
  edge.edge.notifier.alarms.raise('page_silent');
  await turned(
    clock,
    // While the connection is broken, the detail says that; it says what was refused as soon as it is back.
    () =>
      /kf99\/test-kiosk\/state \(the connection ends over it\)/.test(health(edge).detail) &&
      verdicts().size === 2 &&
      broker.on('kf99/error').length > 0,
    () => JSON.stringify(health(edge)),
  );
  assert.match(health(edge).refused ?? '', /kf99\/test-kiosk\/state/);
  assert.deepEqual([...verdicts()].toSorted(), visits.map(({ id }) => id).toSorted());
  // After ten minutes the message is tried again.
  broker.forbidden = null;
  const state = () => broker.on('kf99/test-kiosk/state').length;
  const seen = state();
  await turned(
    clock,
    () => {
      edge.edge.notifier.look(edge.edge.health.read());
      return state() > seen && health(edge).status === 'ok';
    },
    () => health(edge).detail,
    5000,
  );
});

test('the first message of each connection may be the one that ends it', async () => {
  const broker = await aedes();
  broker.forbidden = STATUS;
  const clock = new TestClock(Date.now());
  const edge = await edgeAt(broker.url, clock);
  await turned(
    clock,
    () => broker.on('kf99/test-kiosk/state').length > 0,
    () => health(edge).detail,
  );
  assert.match(health(edge).refused ?? '', /kf99\/test-kiosk\/status/);
});

for (const [name, begin] of [
  ['Mosquitto, which says why', mosquitto],
  ['a broker of MQTT 3.1.1, which says nothing', aedes],
] as const) {
  test(`two kiosks of one name: they are told, and leave each other time (${name})`, {
    skip: begin === mosquitto && skip,
  }, async () => {
    const broker = await begin();
    const clock = new TestClock(Date.now());
    const edges = [await edgeAt(broker.url, clock), await edgeAt(broker.url, clock)];
    const connections = () =>
      broker instanceof Mosquitto ? broker.connections('test-kiosk') : broker.connections;
    await turned(
      clock,
      () => {
        for (const edge of edges) edge.edge.notifier.look(edge.edge.health.read());
        return edges.every((edge) => alarms(edge).includes('mqtt_away'));
      },
      () => edges.map((edge) => health(edge).detail).join(' '),
      250,
    );
    for (const edge of edges) assert.match(health(edge).detail, /another kiosk have the name test-kiosk\?/);
    const before = connections();
    const end = clock.monotonic() + 120_000;
    await turned(
      clock,
      () => clock.monotonic() > end,
      () => 'two minutes are over',
      1000,
    );
    assert.ok(connections() - before < 60, `${connections() - before} connections in two minutes`);
  });
}
