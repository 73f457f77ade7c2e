/** What Home Assistant finds, hears, and may press. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import mqtt from 'mqtt';
import { MqttEvent, MqttState } from '../../../edge-server/contract/index.ts';
import { DoorButton } from '../../../edge-server/mqtt/door-button.ts';
import { until } from '../../until.ts';
import { Broker } from '../doubles/broker.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

const STATUS = 'kf99/Gate.1/status';
const PRESS = 'kf99/Gate.1/door/open';
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function connected(env: Record<string, string> = {}) {
  const broker = await new Broker().start();
  stops.push(() => broker.stop());
  // The ids of evidence are of now.
  const clock = new TestClock(Date.now());
  const edge = await TestEdge.start({
    env: { KF99_MQTT_URL: broker.url, KF99_KIOSK_ID: 'Gate.1', ...env },
    parts: { clock },
  });
  stops.push(() => edge.stop());
  await broker.until(() => broker.published.find(({ topic, text }) => topic === STATUS && text === 'online'));
  const other = await mqtt.connectAsync(broker.url, { clientId: 'home-assistant' });
  stops.push(() => other.endAsync(true));
  return { broker, clock, edge, other };
}

const refused = (broker: Broker) => broker.on('kf99/error').filter(({ code }) => code === 'door_refused');
const letIn = (edge: TestEdge) => edge.store.listVisits(10).filter(({ verdict }) => verdict === 'staff');

test('Home Assistant finds its entities: what they point to is published, and has what they ask for', async () => {
  const { broker, edge } = await connected();
  await edge.visit(evidence({ mask: 'no_mask' }));
  const state = MqttState.parse(
    await broker.until(() => broker.on('kf99/Gate.1/state').find(({ verdict }) => verdict === 'deny')),
  );
  const found = broker.published.filter(
    ({ topic, text }) => topic.startsWith('homeassistant/') && text !== '',
  );
  assert.ok(found.length >= 9);
  const ids = new Set<unknown>();
  for (const { topic, text, retain } of found) {
    const config = JSON.parse(text) as Record<string, string>;
    assert.ok(retain, topic);
    const [, kind] =
      /^homeassistant\/(sensor|binary_sensor|event)\/[\w-]+\/[\w-]+\/config$/.exec(topic) ?? [];
    assert.ok(kind, topic);
    assert.equal(config.availability_topic, STATUS);
    // Home Assistant took `object_id` out in 2026.4.
    assert.match(config.default_entity_id ?? '', new RegExp(`^${kind}\\.kf99_gate_1_[a-z]+$`));
    assert.ok(!('object_id' in config));
    if (kind === 'event') assert.match(config.state_topic!, /^kf99\/Gate\.1\/event\/(visit|call)$/);
    else {
      assert.equal(config.state_topic, 'kf99/Gate.1/state');
      const [, key] = /value_json\.(\w+)/.exec(config.value_template ?? '') ?? [];
      assert.ok(key && key in state, `${topic}: ${config.value_template}`);
    }
    ids.add(config.unique_id);
  }
  assert.equal(ids.size, found.length);
});

test('a verdict and a call are events, of a type that was announced', async () => {
  const { broker, edge } = await connected();
  const visit = evidence({ mask: 'no_mask' });
  await edge.visit(visit);
  await edge.send('POST', '/api/kiosk/call', { screen: 'deny', language: 'ko', visit: visit.id });
  const types = (key: string) => {
    const { text } = broker.published.find(({ topic }) => topic.endsWith(`/${key}/config`))!;
    return (JSON.parse(text) as { event_types: string[] }).event_types;
  };
  for (const [kind, type] of [
    ['visit', 'deny'],
    ['call', 'ring'],
  ] as const) {
    const topic = `kf99/Gate.1/event/${kind}`;
    const event = MqttEvent.parse(await broker.until(() => broker.on(topic)[0]));
    assert.deepEqual([event.event_type, event.id], [type, visit.id]);
    assert.ok(types(kind).includes(type));
    // Home Assistant takes no event that was kept.
    assert.ok(!broker.published.some((one) => one.topic === topic && one.retain));
  }
});

test('what happened while the broker was away is no event later', async () => {
  const { broker, edge, clock } = await connected();
  await broker.stop();
  await until(
    () => edge.edge.health.read().parts.mqtt.status === 'degraded',
    () => 'the broker is missed',
  );
  const visit = evidence({ mask: 'no_mask' });
  await edge.visit(visit);
  await broker.start();
  await until(
    async () => {
      await clock.advance(200);
      return broker.on('kf99/verdict').some(({ id }) => id === visit.id);
    },
    () => 'the verdict comes late',
  );
  assert.deepEqual(broker.on('kf99/Gate.1/event/visit'), []);
});

test('without KF99_MQTT_DOOR nothing is heard, and a button of before goes', async () => {
  const { broker, edge, other, clock } = await connected();
  const button = broker.published.find(
    ({ topic }) => topic === 'homeassistant/button/kf99_Gate_1/door/config',
  );
  assert.deepEqual([button?.text, button?.retain], ['', true]);
  await other.publishAsync(PRESS, String(Math.round(clock.now().getTime() / 1000)), { qos: 1 });
  await edge.visit(evidence({ mask: 'no_mask' }));
  await broker.until(() => broker.on('kf99/verdict').length > 0);
  assert.deepEqual(edge.thermometer.pulses, []);
});

test('a press lets somebody in once, as staff do, with a row and an entry in the log', async () => {
  const { broker, edge, other, clock } = await connected({ KF99_MQTT_DOOR: 'on' });
  const button = broker.published.find(
    ({ topic }) => topic === 'homeassistant/button/kf99_Gate_1/door/config',
  )!;
  assert.equal((JSON.parse(button.text) as { command_topic: string }).command_topic, PRESS);
  const press = String(Math.round(clock.now().getTime() / 1000));
  await other.publishAsync(PRESS, press, { qos: 1 });
  await broker.until(() => broker.on('kf99/Gate.1/event/visit').some((e) => e.event_type === 'staff'));
  await until(
    () => edge.thermometer.pulses.length === 1,
    () => 'the door opens',
  );
  assert.deepEqual(letIn(edge)[0]?.reasons, ['staff_other']);
  const [entry] = edge.edge.identity.audit.list(1, null, { action: 'door.staff_pass' });
  assert.equal(entry?.actor, 'mqtt');
  await other.publishAsync(PRESS, press, { qos: 1 });
  assert.match(String((await broker.until(() => refused(broker)[0])).detail), /already/);
  assert.equal(edge.thermometer.pulses.length, 1);
});

test('a press that is kept, late, early or no time opens nothing, and says why', async () => {
  const { broker, edge, other, clock } = await connected({ KF99_MQTT_DOOR: 'on' });
  const now = Math.round(clock.now().getTime() / 1000);
  const presses = ['PRESS', '', String(now - 6), String(now + 6), '1e9', `${now}`.padStart(40, '0')];
  for (const [i, payload] of presses.entries()) {
    await other.publishAsync(PRESS, payload, { qos: 1 });
    await broker.until(() => refused(broker).length === i + 1);
  }
  await other.publishAsync(PRESS, String(now), { qos: 1, retain: true });
  await until(
    () => edge.thermometer.pulses.length === 1,
    () => 'a live one opens, whether it is kept for others or not',
  );
  await broker.stop();
  assert.equal(letIn(edge).length, 1);
});

test('what the broker had kept is no press of now', () => {
  const clock = new TestClock();
  const said: string[] = [];
  let opened = 0;
  const button = new DoorButton({
    clock,
    open: async () => {
      opened += 1;
      return null;
    },
    onRefused: (why) => said.push(why),
  });
  const now = String(clock.now().getTime() / 1000);
  button.pressed(now, true);
  assert.deepEqual([opened, said.length], [0, 1]);
  button.pressed(now, false);
  assert.equal(opened, 1);
});

test('a rule that keeps the door shut keeps it shut for a press, too', async () => {
  const { broker, edge, other, clock } = await connected({ KF99_MQTT_DOOR: 'on' });
  edge.edge.notifier.locks.lock('rule:1');
  await other.publishAsync(PRESS, String(Math.round(clock.now().getTime() / 1000)), { qos: 1 });
  assert.match(String((await broker.until(() => refused(broker)[0])).detail), /rule/);
  assert.deepEqual(edge.thermometer.pulses, []);
});
