import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import mqtt, { type IClientPublishOptions } from 'mqtt';
import { v7 as uuidv7 } from 'uuid';
import { Tokens } from '../../../edge-server/access/tokens.ts';
import { systemClock } from '../../../edge-server/clock/clock.ts';
import { DEFAULT_SETTINGS, MqttResponse, type Scope } from '../../../edge-server/contract/index.ts';
import { PostedThermometer } from '../../../edge-server/thermometer/posted.ts';
import { until } from '../../until.ts';
import { Broker } from '../doubles/broker.ts';
import { calibrate } from '../doubles/calibrate.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';
import { Mosquitto, noMosquitto } from './mosquitto.ts';
import { signed } from './signing.ts';

const skip = noMosquitto();
const READINGS = 'kf99/test-kiosk/readings';
const REQUEST = 'kf99/test-kiosk/request';
const RESPONSE = 'kf99/test-kiosk/response';
/** ms between two readings of the other client. */
const EVERY_MS = 60;
const portrait = readFileSync(
  join(import.meta.dirname, '../../../node_modules/@vladmandic/face-api/demo/sample1.jpg'),
);

/** A kiosk at a real broker, and another client of that broker. */
async function site(
  context: TestContext,
  {
    env = {} as Record<string, string>,
    thermometer = true,
    settings = {},
    broker = null as Mosquitto | Broker | null,
  } = {},
) {
  const own = broker ?? (await Mosquitto.start());
  if (broker === null) context.after(() => own.stop());
  const posted = new PostedThermometer({
    clock: systemClock,
    settings: () => ({ ...DEFAULT_SETTINGS, temperaturePolicy: 'required' }),
    way: 'mqtt',
  });
  const edge = await TestEdge.start({
    env: {
      KF99_MQTT_URL: own.url,
      ...(thermometer && { KF99_THERMOMETER: 'mqtt' }),
      ...env,
    },
    settings: { temperatureTimeout: 2, temperaturePolicy: 'required', ...settings },
    ...(thermometer && { parts: { thermometer: posted } }),
  });
  context.after(() => edge.stop());
  if (thermometer) await posted.start();
  context.after(() => posted.stop());
  const client = await mqtt.connectAsync(own.url, {
    protocolVersion: own instanceof Broker ? 4 : 5,
    clientId: 'another',
  });
  context.after(() => client.endAsync(true));
  await until(
    () => own.published.some(({ topic, text }) => topic.endsWith('/status') && text === 'online'),
    () => 'the kiosk is online',
  );
  const tokens = new Tokens(edge.store.database, systemClock);
  const token = (name: string, ...scopes: Scope[]) => ({
    name,
    secret: tokens.add(name, scopes, null).secret,
  });
  const say = (topic: string, payload: string, options: IClientPublishOptions = {}) =>
    client.publishAsync(topic, payload, { qos: 1, ...options });
  const part = () => edge.edge.health.read().parts.thermometer;
  return { broker: own, edge, client, token, say, part };
}

/** Readings of a steady person, twenty a second, each made by `message`, while the visit is answered. */
async function visitWith(
  { edge, say }: Pick<Awaited<ReturnType<typeof site>>, 'edge' | 'say'>,
  message: (reading: Record<string, unknown>) => string,
  { topic = READINGS, retain = false } = {},
) {
  let n = 0;
  const timer = setInterval(() => {
    n += 1;
    const reading = {
      temperature: 36.4 + 0.07 * (n % 3),
      ambient: 23 + 0.02 * (n % 2),
      distance_mm: 160,
      at: new Date().toISOString(),
    };
    void say(topic, message(reading), { retain });
  }, EVERY_MS);
  try {
    const id = uuidv7();
    await edge.send('PUT', `/api/visits/${id}/presence`, { present: true });
    const answer = await edge.post(evidence({ id }));
    return (await answer.json()) as { verdict: string; reasons: string[]; ispass: boolean };
  } finally {
    clearInterval(timer);
  }
}

test('readings that another client publishes make a pass', { skip }, async (context) => {
  const all = await site(context);
  const token = all.token('hall', 'temperature');
  calibrate(all.edge.store, 'mqtt:hall');
  const verdict = await visitWith(all, (reading) => signed(READINGS, token, reading));
  assert.deepEqual([verdict.verdict, verdict.ispass], ['pass', true], JSON.stringify([verdict, all.part()]));
  assert.equal(all.part().source, 'mqtt:hall');
  assert.equal(all.edge.store.listVisits(1)[0]?.thermometer, 'mqtt:hall');
});

const aMinuteAgo = () => new Date(Date.now() - 60_000).toISOString();
const REFUSED: readonly {
  name: string;
  message: (
    reading: Record<string, unknown>,
    tokens: { right: { name: string; secret: string }; other: { name: string; secret: string } },
  ) => string;
  retain?: boolean;
  says: RegExp;
}[] = [
  { name: 'unsigned', message: (reading) => JSON.stringify(reading), says: /it is not signed/ },
  { name: 'no JSON', message: () => 'temperature=36.5', says: /it is not signed/ },
  {
    name: 'spoofed: the name of the right token, another secret',
    message: (reading, { right }) => signed(READINGS, { name: right.name, secret: 'kf99_guessed' }, reading),
    says: /signature does not fit/,
  },
  {
    name: 'spoofed: what was signed for another topic',
    message: (reading, { right }) => signed(`${READINGS}/other`, right, reading),
    says: /signature does not fit/,
  },
  {
    name: 'spoofed: the temperature was changed on its way',
    message: (reading, { right }) =>
      signed(READINGS, right, reading).replaceAll('36.4', '36.6').replaceAll('36.5', '36.6'),
    says: /signature does not fit/,
  },
  {
    name: 'by a token that may not',
    message: (reading, { other }) => signed(READINGS, other, reading),
    says: /lacks the scope temperature/,
  },
  {
    name: 'by a token that is not there',
    message: (reading) => signed(READINGS, { name: 'gone', secret: 'kf99_gone' }, reading),
    says: /no valid API token/,
  },
  {
    name: 'stale',
    message: (reading, { right }) => signed(READINGS, right, { ...reading, at: aMinuteAgo() }),
    says: /its time is \d+ ms ago/,
  },
  {
    name: 'without a time',
    message: ({ at: _, ...reading }, { right }) => signed(READINGS, right, reading),
    says: /its body is no reading: at:/,
  },
  {
    name: 'wrong: beyond the sensor',
    message: (reading, { right }) => signed(READINGS, right, { ...reading, temperature: 1037 }),
    says: /its body is no reading: temperature:/,
  },
  {
    name: 'wrong: a field that nobody knows',
    message: (reading, { right }) => signed(READINGS, right, { ...reading, fever: false }),
    says: /its body is no reading/,
  },
  {
    name: 'retained',
    message: (reading, { right }) => signed(READINGS, right, reading),
    retain: true,
    says: /the broker had kept it/,
  },
];

for (const { name, message, retain = false, says } of REFUSED) {
  test(`readings that are ${name} make no pass, and health says why`, { skip }, async (context) => {
    const all = await site(context, { settings: { temperatureTimeout: 0.5 } });
    const tokens = { right: all.token('hall', 'temperature'), other: all.token('other', 'mask', 'visit') };
    calibrate(all.edge.store, 'mqtt:hall');
    const verdict = await visitWith(all, (reading) => message(reading, tokens), { retain });
    assert.equal(verdict.ispass, false, JSON.stringify(verdict));
    const { detail, counters, state } = all.part();
    assert.match(detail, says);
    assert.ok(counters.refused! > 2, JSON.stringify(counters));
    assert.equal(state, 'absent');
  });
}

test('a reading that the broker kept for a kiosk that comes later is none, whichever version it speaks', {
  skip,
}, async (context) => {
  for (const broker of [await Mosquitto.start(), await new Broker().start()]) {
    context.after(() => broker.stop());
    const all = await site(context, { broker });
    const token = all.token('hall', 'temperature');
    await all.say(READINGS, '', { retain: true });
    const fresh = { temperature: 36.5, at: new Date().toISOString() };
    // Signed and of now: only that it was kept speaks against it.
    await all.say(READINGS, signed(READINGS, token, fresh), { retain: true });
    await until(
      () => all.part().counters.refused! + all.part().counters.frames! > 1,
      () => all.part().detail,
    );
    // A client of the same name puts the kiosk out, and the kiosk comes back.
    const rival = await mqtt.connectAsync(broker.url, { clientId: 'test-kiosk', protocolVersion: 4 });
    await rival.endAsync(true);
    const { frames } = all.part().counters;
    await until(
      () => all.edge.edge.health.read().parts.mqtt.connected,
      () => 'the kiosk is back',
    );
    const state = signed(READINGS, token, { temperature: 1037 });
    await until(
      () => {
        void all.say(READINGS, state);
        return /temperature:/.test(all.part().detail);
      },
      () => all.part().detail,
    );
    assert.equal(all.part().counters.frames, frames, 'what came with the subscription is no reading');
  }
});

test('a replayed reading is none, and a second thing beside the first neither', { skip }, async (context) => {
  const all = await site(context);
  const [hall, other] = [all.token('hall', 'temperature'), all.token('other', 'temperature')];
  const message = signed(READINGS, hall, { temperature: 30, at: new Date().toISOString() });
  await all.say(READINGS, message);
  await until(
    () => all.part().counters.frames === 1,
    () => all.part().detail,
  );
  await new Promise<void>((resolve) => setTimeout(resolve, EVERY_MS));
  await all.say(READINGS, message);
  await until(
    () => /one of this time or a later one came already/.test(all.part().detail),
    () => all.part().detail,
  );
  await all.say(READINGS, signed(READINGS, other, { temperature: 30, at: new Date().toISOString() }));
  await until(
    () => /mqtt:hall posts already/.test(all.part().detail),
    () => all.part().detail,
  );
  assert.equal(all.part().counters.frames, 1);
});

test('what asks: state and check by right, with response topic and correlation data', {
  skip,
}, async (context) => {
  const { client, token, broker, edge, say } = await site(context, {
    env: { KF99_MQTT_REQUESTS: 'on' },
    thermometer: false,
    settings: { maskPolicy: 'remind', temperaturePolicy: 'off' },
  });
  const answers: { topic: string; response: MqttResponse; correlation: string | undefined }[] = [];
  client.on('message', (topic, payload, packet) => {
    const correlation = packet.properties?.correlationData?.toString();
    answers.push({ topic, response: MqttResponse.parse(JSON.parse(payload.toString())), correlation });
  });
  await client.subscribeAsync(`${RESPONSE}/#`, { qos: 1 });
  const at = () => new Date().toISOString();
  const ask = async (by: { name: string; secret: string }, body: Record<string, unknown>, topic?: string) => {
    const before = answers.length;
    await say(REQUEST, signed(REQUEST, by, body), {
      properties: { correlationData: Buffer.from(`c${before}`), ...(topic && { responseTopic: topic }) },
    });
    await until(
      () => answers.length > before,
      () => `an answer to ${JSON.stringify(body).slice(0, 100)}`,
    );
    return answers[before]!;
  };
  const [watch, gate] = [token('watch', 'events'), token('gate', 'mask', 'visit')];
  const state = await ask(watch, { ask: 'state', id: 'request-1', at: at() }, `${RESPONSE}/watch`);
  assert.deepEqual([state.topic, state.correlation], [`${RESPONSE}/watch`, 'c0']);
  assert.deepEqual([state.response.id, state.response.state?.kiosk], ['request-1', 'test-kiosk']);

  const picture = portrait.toString('base64');
  const judged = await ask(gate, { ask: 'check', id: 'request-2', at: at(), picture });
  assert.deepEqual([judged.topic, judged.response.check?.label], [RESPONSE, 'no_mask']);
  assert.equal(edge.store.count(), 0);
  const visit = uuidv7();
  const made = await ask(gate, { ask: 'check', id: 'request-3', at: at(), picture, visit });
  assert.deepEqual([made.response.check?.verdict?.id, edge.store.count()], [visit, 1]);
  assert.deepEqual(edge.thermometer.pulses, [], 'no door without its scope');

  const codes: unknown[] = [];
  for (const [by, body] of [
    [gate, { ask: 'state', id: 'request-4', at: at() }],
    [watch, { ask: 'check', id: 'request-5', at: at(), picture }],
    [watch, { ask: 'state', id: 'request-1', at: at() }],
    [watch, { ask: 'state', id: 'request-6', at: aMinuteAgo() }],
    [watch, { ask: 'open', id: 'request-7', at: at() }],
    [gate, { ask: 'check', id: 'request-8', at: at(), picture: picture.slice(0, 4000) }],
  ] as const) {
    const { response } = await ask(by, body, 'kf99/verdict');
    assert.ok(response.error!.message.length > 20);
    codes.push(response.error!.code);
  }
  assert.deepEqual(codes, [
    'forbidden',
    'forbidden',
    'stale_request',
    'stale_request',
    'invalid_request',
    'not_a_picture',
  ]);
  assert.equal(
    broker.on('kf99/verdict').length,
    1,
    'only the visit: no answer goes to a topic of another use',
  );

  const before = answers.length;
  await say(REQUEST, JSON.stringify({ ask: 'state', id: 'request-9', at: at() }));
  await say(
    REQUEST,
    signed(REQUEST, { name: 'watch', secret: 'guessed' }, { ask: 'state', id: 'request-10', at: at() }),
  );
  await ask(watch, { ask: 'state', id: 'request-11', at: at() });
  assert.equal(answers.length, before + 1, 'who can’t sign gets no answer');
});

test('requests are off until the machine says otherwise', { skip }, async (context) => {
  const { broker, edge, token, say } = await site(context, { thermometer: false });
  const watch = token('watch', 'events');
  await say(REQUEST, signed(REQUEST, watch, { ask: 'state', id: 'request-1', at: new Date().toISOString() }));
  await edge.visit(evidence({ mask: 'no_mask' }));
  await until(
    () => broker.on('kf99/verdict').length > 0,
    () => 'a verdict is published',
  );
  assert.ok(!broker.published.some(({ topic }) => topic.startsWith(RESPONSE)));
});
