import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, test } from 'node:test';
import { StartError } from '../../../edge-server/common/start-error.ts';
import { readConfig } from '../../../edge-server/config/config.ts';
import { readCredentials } from '../../../edge-server/config/mqtt.ts';
import { Broker } from '../doubles/broker.ts';
import { Certificates } from '../doubles/certificates.ts';
import { TestEdge } from '../doubles/edge.ts';

const certificates = new Certificates();
const path = (name: string) => certificates.path(name);
after(() => certificates.remove());
let edge: TestEdge | null = null;
let broker: Broker | null = null;
afterEach(async () => {
  await edge?.stop();
  await broker?.stop();
  edge = null;
  broker = null;
});

// As AWS IoT Core hands them out.
certificates.authority('site', ['broker', 'kiosk']);
certificates.authority('stranger', ['impostor']);

const secured = (name: string) =>
  new Broker({
    cert: readFileSync(path(`${name}.pem`)),
    key: readFileSync(path(`${name}.key`)),
    ca: readFileSync(path('site.pem')),
    requestCert: true,
    rejectUnauthorized: true,
  }).start();

const files = (url: string, ca: string, client: string) => ({
  KF99_MQTT_URL: url,
  KF99_MQTT_CA_FILE: path(`${ca}.pem`),
  KF99_MQTT_CERT_FILE: path(`${client}.pem`),
  KF99_MQTT_KEY_FILE: path(`${client}.key`),
});

const mqttHealth = () => edge!.edge.health.read().parts.mqtt;

test('with its client certificate the kiosk is let in', async () => {
  broker = await secured('broker');
  const { url, published } = broker;
  edge = await TestEdge.start({ env: files(url, 'site', 'kiosk') });
  await broker.until(() => published.some(({ text }) => text === 'online'));
  assert.equal(mqttHealth().status, 'ok');
});

test('a certificate of another authority gets nobody in', async () => {
  broker = await secured('broker');
  const { published } = broker;
  edge = await TestEdge.start({ env: files(broker.url, 'site', 'impostor') });
  await broker.until(() => mqttHealth().detail.match(/alert|reset|broke|closed/i));
  assert.deepEqual([mqttHealth().connected, published.length], [false, 0]);
});

test('a broker that the authority did not sign gets nothing', async () => {
  broker = await secured('impostor');
  const { published } = broker;
  edge = await TestEdge.start({ env: files(broker.url, 'site', 'kiosk') });
  await broker.until(() => /certificate|signature|issuer/i.test(mqttHealth().detail));
  assert.deepEqual([mqttHealth().connected, published.length], [false, 0]);
});

test('settings that cannot work are named at the start', () => {
  const config = (env: Record<string, string>) => () => readConfig(env);
  assert.throws(config({ KF99_MQTT_URL: 'http://x' }), /KF99_MQTT_URL can't be used/);
  assert.throws(config({ KF99_MQTT_URL: 'mqtt://kim:secret@x' }), (error: Error) => {
    assert.doesNotMatch(error.message, /secret/);
    return /KF99_MQTT_URL/.test(error.message);
  });
  assert.throws(config({ KF99_MQTT_USER: 'kim' }), /KF99_MQTT_USER has no broker/);
  assert.throws(config({ KF99_MQTT_URL: 'mqtts://x', KF99_MQTT_KEY_FILE: 'k' }), /go together/);
  const env = { KF99_MQTT_URL: 'mqtts://127.0.0.1:1', KF99_MQTT_CA_FILE: path('none.pem') };
  assert.throws(
    () => readCredentials(readConfig(env).mqtt!),
    (error: unknown) => error instanceof StartError && /KF99_MQTT_CA_FILE .*none.pem/.test(error.message),
  );
});
