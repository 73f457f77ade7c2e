import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import sharp from 'sharp';
import { Captures } from '../../../edge-server/captures/captures.ts';
import { type Clock, systemClock } from '../../../edge-server/clock/clock.ts';
import { createLog } from '../../../edge-server/common/log.ts';
import { Settings } from '../../../edge-server/contract/index.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

const HOUR_MS = 3_600_000;
let edge: TestEdge;
afterEach(() => edge.stop());

const jpeg = (width = 320, height = 240, background = '#884422') =>
  sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
const start = (settings: Partial<Settings> = {}) =>
  TestEdge.start({ settings: { captures: 'on', ...settings } });
const folder = () => join(edge.data, 'captures');
const files = () => readdirSync(folder()).sort();
const open = (id: string) => edge.send('PUT', `/api/visits/${id}/presence`, { present: true });
const put = (id: string, body: Uint8Array, query = '', headers: Record<string, string> = {}) =>
  edge.request(`/api/captures/${id}${query}`, {
    method: 'PUT',
    body: new Uint8Array(body),
    headers: { 'content-type': 'image/jpeg', origin: 'http://127.0.0.1:8080', ...headers },
  });
const problem = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
const captured = (id: string) =>
  edge.store.visitDetail(id)?.steps.find(({ step }) => step === 'captured')?.outcome;

test('off by default: refused, and nothing is written', async () => {
  edge = await TestEdge.start();
  const visit = evidence();
  await open(visit.id);
  assert.deepEqual(await problem(await put(visit.id, await jpeg())), [409, 'captures_off']);
  assert.deepEqual(files(), []);
  await edge.visit(visit);
  assert.equal(captured(visit.id), undefined);
});

test('temp-<id>.jpg until a definite verdict makes it <id>.jpg; only its owner may read it', async () => {
  edge = await start();
  const visit = evidence({ mask: 'no_mask' });
  await open(visit.id);
  assert.equal((await put(visit.id, await jpeg())).status, 204);
  assert.deepEqual(files(), [`temp-${visit.id}.jpg`]);
  assert.equal(statSync(folder()).mode & 0o777, 0o700);
  assert.equal(statSync(join(folder(), files()[0]!)).mode & 0o777, 0o600);
  await edge.visit(visit);
  await until(() => captured(visit.id) === 'done', 'the step is done');
  assert.deepEqual(files(), [`${visit.id}.jpg`]);
});

test('a picture that comes after its verdict gets the lasting name at once, and is not replaced', async () => {
  edge = await start();
  const visit = evidence({ mask: 'no_mask' });
  await edge.visit(visit);
  await put(visit.id, await jpeg(320, 240, '#ff0000'));
  await until(() => captured(visit.id) === 'done', 'the step is done');
  const first = readFileSync(join(folder(), `${visit.id}.jpg`));
  assert.equal((await put(visit.id, await jpeg(320, 240, '#00ff00'))).status, 204);
  assert.deepEqual(readFileSync(join(folder(), `${visit.id}.jpg`)), first);
  assert.deepEqual(files(), [`${visit.id}.jpg`]);
});

test('adjust is not a definite verdict: the picture stays temporary', async () => {
  edge = await start();
  const visit = evidence({ mask: 'incorrect' });
  await open(visit.id);
  await put(visit.id, await jpeg());
  assert.equal((await edge.visit(visit)).verdict, 'adjust');
  await until(() => captured(visit.id) === 'skipped', 'the step is skipped');
  assert.deepEqual(files(), [`temp-${visit.id}.jpg`]);
});

test('what is kept was encoded anew: no metadata, nothing behind the picture, no other format', async () => {
  edge = await start();
  const visit = evidence();
  await open(visit.id);
  const secret = 'PK\u0003\u0004 <script>alert(1)</script>';
  const tagged = await sharp(await jpeg())
    .withExif({ IFD0: { ImageDescription: 'who this is' }, IFD3: { GPSLatitude: '37/1 33/1 0/1' } })
    .toBuffer();
  assert.ok((await sharp(tagged).metadata()).exif);
  assert.equal((await put(visit.id, Buffer.concat([tagged, Buffer.from(secret)]))).status, 204);
  const kept = readFileSync(join(folder(), `temp-${visit.id}.jpg`));
  const { exif, icc, xmp, format } = await sharp(kept).metadata();
  assert.deepEqual([exif, icc, xmp, format], [undefined, undefined, undefined, 'jpeg']);
  assert.equal(kept.includes('script'), false);
  assert.equal(kept.includes('who this is'), false);
  const png = await sharp(await jpeg())
    .png()
    .toBuffer();
  assert.deepEqual(await problem(await put(visit.id, png)), [422, 'not_a_picture']);
  const half = (await jpeg(640, 480)).subarray(0, 600);
  assert.deepEqual(await problem(await put(visit.id, half)), [422, 'not_a_picture']);
  assert.deepEqual(await problem(await put(visit.id, await jpeg(), '', { 'content-type': 'image/png' })), [
    415,
    'wrong_media_type',
  ]);
  assert.deepEqual(await problem(await put(visit.id, Buffer.alloc(2_000_001))), [413, 'too_large']);
});

test('a visit that is not there has no picture', async () => {
  edge = await start();
  assert.deepEqual(await problem(await put(evidence().id, await jpeg())), [404, 'not_found']);
  assert.deepEqual(files(), []);
});

test('mask region: cut to it; faces must be named', async () => {
  edge = await start({ captureRegion: 'mask' });
  const visit = evidence();
  await open(visit.id);
  assert.deepEqual(await problem(await put(visit.id, await jpeg())), [422, 'not_a_picture']);
  assert.deepEqual(await problem(await put(visit.id, await jpeg(), '?faces=1,2')), [400, 'invalid_request']);
  assert.deepEqual(await problem(await put(visit.id, await jpeg(), '?faces=900,900,10,10')), [
    422,
    'not_a_picture',
  ]);
  assert.equal((await put(visit.id, await jpeg(), '?faces=100,60,80,100')).status, 204);
  const { width, height } = await sharp(join(folder(), `temp-${visit.id}.jpg`)).metadata();
  assert.deepEqual([width, height], [96, 70]);
});

test('blurred: every named face loses its detail, the rest keeps it', async () => {
  edge = await start({ captureRegion: 'blurred' });
  const visit = evidence();
  await open(visit.id);
  // Stripes of 4 pixels: detail that patches cannot show.
  const [width, height] = [320, 240];
  const raw = Buffer.from(Array.from({ length: width * height }, (_, i) => ((i % width) % 8 < 4 ? 255 : 0)));
  const striped = await sharp(raw, { raw: { width, height, channels: 1 } })
    .jpeg({ quality: 95 })
    .toBuffer();
  assert.equal((await put(visit.id, striped, '?faces=40,60,80,80;200,60,80,80')).status, 204);
  const deviation = async (left: number, top: number) => {
    const area = { left, top, width: 40, height: 40 };
    const { channels } = await sharp(
      await sharp(join(folder(), `temp-${visit.id}.jpg`))
        .greyscale()
        .extract(area)
        .png()
        .toBuffer(),
    ).stats();
    return channels[0]!.stdev;
  };
  assert.ok((await deviation(60, 80)) < 40, 'the first face');
  assert.ok((await deviation(220, 80)) < 40, 'the second face');
  assert.ok((await deviation(140, 190)) > 100, 'the wall');
});

test('after days without power: temp- files go at the start, kept ones after captureDays, half-written ones at once', async () => {
  edge = await start({ captureDays: 7 });
  const visit = evidence({ mask: 'no_mask' });
  const names = ['old', 'young'].flatMap((age) => [`temp-${age}.jpg`, `${age}.jpg`]);
  for (const name of [...names, '.partial-0123']) writeFileSync(join(folder(), name), 'x');
  const ago = (name: string, ms: number) => {
    const at = (Date.now() - ms) / 1000;
    utimesSync(join(folder(), name), at, at);
  };
  ago('temp-old.jpg', HOUR_MS);
  ago('temp-young.jpg', HOUR_MS / 2);
  ago('old.jpg', 7 * 24 * HOUR_MS);
  ago('young.jpg', 6 * 24 * HOUR_MS);
  const restarted = captures({ captureDays: 7 });
  await restarted.start();
  assert.deepEqual(files(), ['temp-young.jpg', 'young.jpg']);
  await restarted.stop();
  assert.ok(visit);
});

test('while it runs: a temp file is gone within the hour, also when the wall clock stands still', async () => {
  edge = await start();
  const clock = new TestClock();
  const wall = clock.now();
  const own = captures({}, clock);
  await own.start();
  await own.put(evidence().id, await jpeg(), []);
  clock.turn(HOUR_MS - 240_000);
  clock.set(wall);
  await own.purge();
  assert.equal(files().length, 1);
  clock.turn(60_000);
  clock.set(wall);
  await own.purge();
  assert.deepEqual(files(), []);
  await own.stop();
});

test('over the quota the oldest go first', async () => {
  edge = await start({ captureQuotaMb: 10 });
  for (let i = 0; i < 3; i++) {
    writeFileSync(join(folder(), `${i}.jpg`), Buffer.alloc(4_000_000));
    utimesSync(join(folder(), `${i}.jpg`), Date.now() / 1000 - 100 + i, Date.now() / 1000 - 100 + i);
  }
  const own = captures({ captureQuotaMb: 10 });
  await own.start();
  assert.deepEqual(files(), ['1.jpg', '2.jpg']);
  assert.deepEqual(edge.store.captureIds().toSorted(), ['1', '2']);
  await own.erase(['1']);
  assert.deepEqual(files(), ['2.jpg']);
  await own.stop();
});

function captures(settings: Partial<Settings>, clock: Clock = systemClock): Captures {
  return new Captures({
    bucket: false,
    folder: folder(),
    clock,
    settings: () => Settings.parse({ captures: 'on', ...settings }),
    store: edge.store,
    log: createLog('test', 'silent'),
  });
}

test('what the model was unsure of is kept where the site chooses so, and else is gone within the hour', async () => {
  for (const captureAdjust of ['off', 'on'] as const) {
    edge = await start({ captureAdjust });
    const visit = evidence({ mask: 'undecided', cause: 'dark' });
    await open(visit.id);
    assert.equal((await put(visit.id, await jpeg())).status, 204);
    assert.equal((await edge.visit(visit)).verdict, 'adjust');
    const kept = captureAdjust === 'on';
    await until(() => captured(visit.id) === (kept ? 'done' : 'skipped'));
    assert.deepEqual(files(), [kept ? `${visit.id}.jpg` : `temp-${visit.id}.jpg`]);
    if (!kept) await edge.stop();
  }
});
