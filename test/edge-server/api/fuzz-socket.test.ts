/**
 * The same routes as in fuzz.test.ts, below HTTP: bytes of real requests, damaged, over real sockets to the real
 * listener; and real pictures, damaged, where pictures are taken. What comes back is HTTP and no 5xx (503 with
 * `retry-after` is an answer), no connection hangs, nothing is left open, and what was kept is what may be kept.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import { Scope } from '../../../edge-server/contract/index.ts';
import { until } from '../../until.ts';
import { TestEdge } from '../doubles/edge.ts';
import { operations, requests } from '../doubles/routes.ts';
import { Random } from '../thermometer/mutate.ts';

const SEED = 9906;
const SAMPLES = 200;
const AT_ONCE = 24;
/** ms after which a request that is not whole is given up by the client, as a visitor's broken line is. */
const PATIENCE_MS = 30;
/** ms in which the server has to have closed what the client has. */
const HANG_MS = 10_000;

let edge: TestEdge;
let address: URL;
before(async () => {
  edge = await TestEdge.start({
    env: { KF99_PORT: '0' },
    settings: { temperatureTimeout: 0.1, captures: 'on' },
  });
  await edge.edge.start();
  address = new URL(edge.edge.url);
});
after(() => edge.stop());

/** Sends the bytes; answers what came back before the client or the server ended it. */
function exchange(bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(address.port), address.hostname);
    let text = '';
    const hang = setTimeout(() => reject(new Error('the connection hangs')), HANG_MS);
    const patience = setTimeout(() => socket.end(), PATIENCE_MS);
    socket.on('data', (data) => {
      text += data.toString('latin1');
      // Events and long answers go on; their head is all that is looked at.
      socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(hang);
      clearTimeout(patience);
      resolve(text);
    });
    socket.write(bytes);
  });
}

/** Runs the jobs, some at a time. */
async function inParallel(jobs: (() => Promise<void>)[], atOnce: number): Promise<void> {
  const left = jobs.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const job of left) await job();
    }),
  );
}

/** Damages bytes in one to six places: flipped, replaced, removed, repeated, inserted, cut off. */
function damaged(bytes: Buffer, random: Random): Buffer {
  let changed = Buffer.from(bytes);
  for (let n = 1 + random.next(6); n > 0 && changed.length > 1; n--) {
    const at = random.next(changed.length);
    const end = Math.min(changed.length, at + 1 + random.next(16));
    const [head, middle, tail] = [changed.subarray(0, at), changed.subarray(at, end), changed.subarray(end)];
    switch (random.next(7)) {
      case 0:
        changed[at] = changed[at]! ^ (1 << random.next(8));
        break;
      case 1:
        changed[at] = random.next(256);
        break;
      case 2:
        changed = Buffer.concat([head, tail]);
        break;
      case 3:
        changed = Buffer.concat([head, middle, middle, tail]);
        break;
      case 4:
        changed = Buffer.concat([head, Buffer.from(ODD[random.next(ODD.length)]!, 'latin1'), tail]);
        break;
      case 5:
        changed = Buffer.concat([tail, head]);
        break;
      case 6:
        if (random.next(4) === 0) changed = Buffer.from(head);
    }
  }
  return changed;
}
/** What parsers of HTTP, of forms and of JSON have tripped over. */
const ODD = [
  ...[
    '\r\n',
    '\n',
    '\0',
    '\r\n\r\n',
    'transfer-encoding: chunked\r\n',
    'content-length: 1\r\n',
    'expect: 100-continue\r\n',
  ],
  ...[
    'ffffffffffffffff\r\n',
    '-1',
    '%',
    '/../',
    'HTTP/1.1',
    ' HTTP/9.9',
    '"',
    '{"__proto__":',
    '\ud83d',
    '--x--',
    'é',
  ],
];

function assertAnswer(text: string, sent: () => string): void {
  if (text === '') return;
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(text) ?? [];
  assert.ok(status, `not HTTP: ${text.slice(0, 100)} to ${sent()}`);
  assert.ok(
    Number(status) < 500 || (status === '503' && /\r\nretry-after: /i.test(text)),
    `${text} to ${sent()}`,
  );
}

test('200 damaged requests to each route: HTTP and no 5xx, or nothing; and the server is well after it', async () => {
  const answered = new Map<string, number>();
  for (const operation of await operations(edge)) {
    const random = new Random(SEED);
    const who = /^\/(mask|temperature|metrics)/.test(operation.path)
      ? edge.token(...Scope.options)
      : { cookie: `${edge.as('admin').cookie}; ${edge.as('kiosk').cookie}` };
    const jobs = fc
      .sample(requests(operation), { seed: SEED, numRuns: SAMPLES })
      .map(({ url, init, type }) => async () => {
        const body = Buffer.from((init as { body?: string | Uint8Array }).body ?? '');
        const fields = {
          host: address.host,
          ...who,
          'content-type': type,
          'content-length': String(body.length),
        };
        const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
        const whole = Buffer.concat([
          Buffer.from(`${init.method} ${url} HTTP/1.1\r\n${head.join('')}\r\n`),
          body,
        ]);
        const bytes = damaged(whole, random);
        const text = await exchange(bytes);
        assertAnswer(text, () => `${operation.name}: ${JSON.stringify(bytes.toString('latin1'))}`);
        const status = text.slice(9, 12);
        answered.set(status, (answered.get(status) ?? 0) + 1);
      });
    await inParallel(jobs, AT_ONCE);
  }
  // Damage that only ever breaks the first line would prove little.
  for (const status of ['200', '400', '404'])
    assert.ok((answered.get(status) ?? 0) > 100, `${[...answered]}`);
  await settled();
});

test('damaged pictures at /mask/ and as captures: refused or judged, and what is kept is a clean JPEG', async () => {
  const noise = Buffer.alloc(48 * 48 * 3);
  const random = new Random(SEED);
  for (let i = 0; i < noise.length; i++) noise[i] = random.next(256);
  const raw = sharp(noise, { raw: { width: 48, height: 48, channels: 3 } }).withMetadata();
  const pictures = [
    await raw.clone().jpeg().toBuffer(),
    await raw.clone().png().toBuffer(),
    await raw.clone().webp().toBuffer(),
  ];
  const mask = edge.token('mask');
  const kiosk = edge.as('kiosk');
  const origin = { origin: address.origin };
  const answered = new Map<string, number>();
  const check = async (what: string, response: Response) => {
    const text = await response.text();
    const waits = response.status === 503 && response.headers.has('retry-after');
    assert.ok(response.status < 500 || waits, `${what}: ${response.status} ${text}`);
    const { code = 'taken' } = text === '' ? {} : (JSON.parse(text) as { code?: string });
    answered.set(`${what} ${code}`, (answered.get(`${what} ${code}`) ?? 0) + 1);
  };
  const jobs = pictures.flatMap((picture) =>
    Array.from({ length: 70 }, () => async () => {
      const bytes = new Uint8Array(damaged(picture, random));
      const form = new FormData();
      form.set('file', new Blob([bytes]), 'picture.jpg');
      await check(
        'mask',
        await fetch(new URL('/mask/', address), { method: 'POST', body: form, headers: mask }),
      );
      const id = uuidv7();
      const json = { ...kiosk, ...origin, 'content-type': 'application/json' };
      const presence = new URL(`/api/visits/${id}/presence`, address);
      await (await fetch(presence, { method: 'PUT', headers: json, body: '{"present":true}' })).text();
      const headers = { ...kiosk, ...origin, 'content-type': 'image/jpeg' };
      await check(
        'capture',
        await fetch(new URL(`/api/captures/${id}`, address), { method: 'PUT', headers, body: bytes }),
      );
      await (await fetch(presence, { method: 'PUT', headers: json, body: '{"present":false}' })).text();
    }),
  );
  await inParallel(jobs, 4);
  for (const what of ['mask not_a_picture', 'mask no_face', 'capture taken', 'capture not_a_picture']) {
    assert.ok((answered.get(what) ?? 0) >= 5, `${what}: ${[...answered]}`);
  }
  const folder = join(edge.data, 'captures');
  const files = readdirSync(folder);
  assert.ok(files.length >= 5);
  for (const file of files) {
    assert.match(file, /^(temp-)?[0-9a-f-]{36}\.jpg$/);
    const bytes = readFileSync(join(folder, file));
    const { format, exif, icc, xmp } = await sharp(bytes, { failOn: 'warning' }).metadata();
    assert.deepEqual([format, exif, icc, xmp], ['jpeg', undefined, undefined, undefined]);
    assert.equal(bytes.subarray(-2).toString('hex'), 'ffd9', 'nothing stands behind the picture');
  }
  await settled();
});

/** Waits until nothing of the fuzz is left: no event stream, and the server judges a visit at once. */
async function settled(): Promise<void> {
  const metrics = async () => (await edge.request('/metrics', { headers: edge.token('metrics') })).text();
  await until(async () => /^kf99_event_clients 0$/m.test(await metrics()), 'no event stream is left open');
  assert.equal((await fetch(new URL('/api/health/ready', address))).status, 200);
}
