import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { MqttError, MqttReading, MqttVerdict } from '../../../edge-server/contract/index.ts';
import { StepRefused } from '../../../edge-server/screening/steps.ts';
import { Broker } from '../doubles/broker.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';
import { pair, ServerProcess } from '../process.ts';

const STATUS = 'kf99/test-kiosk/status';
let edge: TestEdge | null = null;
let broker: Broker | null = null;
afterEach(async () => {
  await edge?.stop();
  await broker?.stop();
  edge = null;
  broker = null;
});

async function connected(env: Record<string, string> = {}) {
  const mqtt = await new Broker().start();
  broker = mqtt;
  edge = await TestEdge.start({ env: { KF99_MQTT_URL: mqtt.url, ...env } });
  await mqtt.until(() => mqtt.published.find(({ topic, text }) => topic === STATUS && text === 'online'));
  return { mqtt, edge };
}

test('readings, verdicts and alarms are published as the contract says, with QoS 1', async () => {
  const { mqtt, edge } = await connected();
  await edge.visit(evidence(), 38.6);
  edge.edge.notifier.alarms.raise('disk_low', 'Only 3 MB are free.');
  const verdict = MqttVerdict.parse(await mqtt.until(() => mqtt.on('kf99/verdict')[0]));
  assert.deepEqual([verdict.verdict, verdict.reasons], ['deny', ['fever']]);
  const reading = MqttReading.parse(await mqtt.until(() => mqtt.on('kf99/topic')[0]));
  assert.deepEqual([reading.kiosk, reading.temperature, reading.estimate], ['test-kiosk', 38.6, 38.6]);
  await mqtt.until(() => mqtt.on('kf99/error').length === 3);
  const errors = mqtt.on('kf99/error').map((error) => MqttError.parse(error));
  assert.deepEqual(
    errors.map(({ code }) => code),
    ['call_staff', 'fever', 'disk_low'],
  );
  assert.deepEqual([...new Set(mqtt.published.map(({ qos }) => qos))], [1]);
});

test('a step that is given up and a door that does not answer are errors; one that is tried again is not', async () => {
  const { mqtt, edge } = await connected();
  let tries = 0;
  edge.edge.steps.register('captured', {
    wanted: () => true,
    run: async () => {
      tries += 1;
      throw tries === 1 ? new Error('the disk is slow') : new StepRefused('no such picture');
    },
    retry: { minMs: 5, maxMs: 5, tries: 5 },
  });
  edge.thermometer.pulse = 'unknown';
  const visit = evidence();
  await edge.visit(visit);
  const failed = () => mqtt.on('kf99/error').filter(({ code }) => code === 'step_failed');
  await mqtt.until(() => failed().length === 2);
  const said = failed().map((error) => MqttError.parse(error));
  assert.deepEqual(said.map(({ message, detail }) => `${message}; ${detail}`).toSorted(), [
    `step captured of a visit failed; visit ${visit.id}: no such picture`,
    `step door of a visit failed; visit ${visit.id}: door unknown`,
  ]);
  assert.equal(tries, 2);
});

test('without discovery nothing is written under homeassistant', async () => {
  const { mqtt } = await connected({ KF99_MQTT_DISCOVERY: 'off' });
  await mqtt.until(() => mqtt.on('kf99/test-kiosk/state')[0]);
  assert.ok(!mqtt.published.some(({ topic }) => topic.startsWith('homeassistant')));
});

test('a broker that is away holds nobody up, and gets every verdict when it is back', async () => {
  const { mqtt, edge } = await connected();
  await mqtt.stop();
  const visits = [evidence({ mask: 'no_mask' }), evidence({ mask: 'no_mask' })];
  for (const visit of visits) assert.equal((await edge.visit(visit)).verdict, 'deny');
  edge.edge.notifier.alarms.raise('page_silent');
  for (let i = 0; i < 500; i++) edge.thermometer.send(20 + i);
  await mqtt.start();
  await mqtt.until(() => mqtt.on('kf99/verdict').length >= 2);
  const ids = mqtt.on('kf99/verdict').map(({ id }) => id);
  for (const { id } of visits) assert.ok(ids.includes(id));
  await mqtt.until(() => mqtt.on('kf99/error').some(({ code }) => code === 'page_silent'));
  const late = mqtt.on('kf99/topic').filter(({ temperature }) => Number(temperature) > 20);
  assert.ok(late.length <= 120, `${late.length} readings: the queue is bounded`);
  assert.equal(late.at(-1)?.temperature, 519, 'the newest are kept');
});

test('a verdict that was not published before the server ended is published by the next run', async () => {
  const data = mkdtempSync(join(tmpdir(), 'kf99-mqtt-'));
  const env = { KF99_DATA: data, KF99_KIOSK_ID: 'test-kiosk', KF99_MQTT_URL: 'mqtt://127.0.0.1:1' };
  const first = new ServerProcess(env, ['--role', 'edge']);
  let second: ServerProcess | undefined;
  try {
    const url = await first.ready();
    const visit = evidence({ mask: 'no_mask' });
    const headers = await pair(first);
    const response = await fetch(`${url}/api/visits`, {
      method: 'POST',
      headers,
      body: JSON.stringify(visit),
    });
    assert.equal(response.status, 200, await response.text());
    first.child.kill('SIGKILL');
    await first.end();
    const mqtt = await new Broker().start();
    broker = mqtt;
    second = new ServerProcess({ ...env, KF99_MQTT_URL: mqtt.url }, ['--role', 'edge']);
    await second.ready();
    assert.equal((await mqtt.until(() => mqtt.on('kf99/verdict')[0])).id, visit.id);
    // The broker tells the others when the kiosk is gone.
    second.child.kill('SIGKILL');
    await second.end();
    const will = await mqtt.until(() =>
      mqtt.published.find(({ topic, text }) => topic === STATUS && text === 'offline'),
    );
    assert.ok(will.retain);
  } finally {
    first.dispose();
    second?.dispose();
    rmSync(data, { recursive: true, force: true });
  }
});

test('a server that stops says offline itself', async () => {
  const { mqtt, edge: running } = await connected();
  await running.stop();
  edge = null;
  assert.equal(mqtt.published.filter(({ topic }) => topic === STATUS).at(-1)?.text, 'offline');
});

test('what is published names nobody: no token, no picture, no evidence', async () => {
  const { mqtt, edge } = await connected();
  await edge.visit(evidence({ mask: 'no_mask' }));
  await mqtt.until(() => mqtt.on('kf99/verdict')[0]);
  const all = mqtt.published.map(({ text }) => text).join('\n');
  assert.doesNotMatch(all, /posterior|p_mask|face_px|cookie|token/);
});
