import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import sharp from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import type { Scope } from '../../../edge-server/contract/index.ts';
import { MaskAnswer } from '../../../edge-server/contract/index.ts';
import { TestEdge } from '../doubles/edge.ts';

const FOLDER = join(import.meta.dirname, '../../../node_modules/@vladmandic/face-api/demo');
const portrait = readFileSync(join(FOLDER, 'sample1.jpg'));

let edge: TestEdge;
afterEach(() => edge.stop());

function send(picture: Uint8Array, scopes: Scope[] = ['mask'], visit?: string): Promise<Response> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(picture)]), 'picture.jpg');
  if (visit) form.set('visit', visit);
  return edge.request('/mask/', { method: 'POST', body: form, headers: edge.token(...scopes) });
}
const problem = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];

test('the original form with a JPEG, a PNG or a WebP: label, probabilities, box, quality and model', async () => {
  edge = await TestEdge.start();
  const { width, height } = await sharp(portrait).metadata();
  const answers: MaskAnswer[] = [];
  for (const picture of [
    portrait,
    await sharp(portrait).png().toBuffer(),
    await sharp(portrait).webp().toBuffer(),
  ]) {
    const response = await send(picture);
    assert.equal(response.status, 200);
    answers.push(MaskAnswer.parse(await response.json()));
  }
  for (const { label, probabilities, box } of answers) {
    assert.equal(label, 'no_mask');
    assert.ok(Math.abs(probabilities.mask + probabilities.no_mask + probabilities.incorrect - 1) < 1e-4);
    const [x, y, w, h] = box;
    assert.ok(x > -w / 4 && y > -h / 4 && x + w < width + w / 4 && y + h < height + h / 4);
  }
  assert.equal(edge.store.count(), 0, 'a picture alone makes no visit');
});

test('a picture that lies on its side by EXIF is judged upright, and the box is in the upright picture', async () => {
  edge = await TestEdge.start();
  const upright = MaskAnswer.parse(await (await send(portrait)).json());
  const turned = await sharp(portrait)
    .rotate(-90)
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 95 })
    .toBuffer();
  const answer = MaskAnswer.parse(await (await send(turned)).json());
  for (const [k, value] of answer.box.entries()) {
    assert.ok(Math.abs(value - upright.box[k]!) < upright.box[2] * 0.1, `${answer.box} and ${upright.box}`);
  }
});

test('a bare face on its side that is called mask is undecided, since it is tilted', async () => {
  edge = await TestEdge.start();
  const lying = await sharp(readFileSync(join(FOLDER, 'sample2.jpg')))
    .rotate(270)
    .jpeg({ quality: 95 })
    .toBuffer();
  const { label, probabilities, decision, cause } = MaskAnswer.parse(await (await send(lying)).json());
  assert.ok(label === 'mask' && probabilities.mask > 0.8, `${label}: the photo does not try it any more`);
  assert.deepEqual([decision, cause], ['undecided', 'tilted']);
  const upright = MaskAnswer.parse(await (await send(portrait)).json());
  assert.deepEqual([upright.decision, upright.cause], ['no_mask', null]);
});

test('no face, no picture, half a picture, a format that is not taken: a code that says so', async () => {
  edge = await TestEdge.start();
  const grey = { create: { width: 64, height: 64, channels: 3, background: '#777' } } as const;
  assert.deepEqual(await problem(await send(await sharp(grey).jpeg().toBuffer())), [422, 'no_face']);
  assert.deepEqual(await problem(await send(Buffer.from('not a picture'))), [422, 'not_a_picture']);
  assert.deepEqual(await problem(await send(Buffer.alloc(0))), [422, 'not_a_picture'], 'an empty file');
  assert.deepEqual(await problem(await send(portrait.subarray(0, 4000))), [422, 'not_a_picture']);
  assert.deepEqual(await problem(await send(await sharp(grey).gif().toBuffer())), [422, 'not_a_picture']);
  assert.deepEqual(await problem(await send(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))), [
    422,
    'not_a_picture',
  ]);
  const bomb = await sharp({ create: { ...grey.create, width: 10_000, height: 10_000 } })
    .png()
    .toBuffer();
  assert.deepEqual(await problem(await send(bomb)), [413, 'too_many_pixels']);
});

test('a form’s type is read as other servers read it: parameters, spaces, a closing semicolon, quotes', async () => {
  edge = await TestEdge.start();
  const part = (boundary: string) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n`),
      portrait,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
  for (const [type, boundary] of [
    ['multipart/form-data; boundary=xYz', 'xYz'],
    ['multipart/form-data; charset=utf-8; boundary=xYz', 'xYz'],
    ['multipart/form-data; boundary=xYz; charset=utf-8', 'xYz'],
    ['multipart/form-data;boundary=xYz;', 'xYz'],
    ['multipart/form-data ; boundary="xYz"', 'xYz'],
    ['Multipart/Form-Data; Boundary="a:b=c"', 'a:b=c'],
  ] as const) {
    const headers = { ...edge.token('mask'), 'content-type': type };
    const answer = await edge.request('/mask/', {
      method: 'POST',
      body: new Uint8Array(part(boundary)),
      headers,
    });
    assert.equal(answer.status, 200, `${type}: ${await answer.clone().text()}`);
  }
  const headers = { ...edge.token('mask'), 'content-type': 'multipart/form-data' };
  const none = await edge.request('/mask/', { method: 'POST', body: new Uint8Array(part('x')), headers });
  assert.deepEqual(await problem(none), [415, 'wrong_media_type']);
});

test('a visit whose picture shows nobody, or is no picture, is over: the next ones find their place', async () => {
  edge = await TestEdge.start();
  const wall = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#777' } })
    .jpeg()
    .toBuffer();
  for (let n = 0; n < 70; n++) {
    const picture = n % 2 ? wall : Buffer.from('not a picture');
    const [status] = await problem(await send(picture, ['mask', 'visit'], uuidv7()));
    assert.equal(status, 422, `picture ${n}`);
  }
  assert.equal((await edge.send('PUT', `/api/visits/${uuidv7()}/presence`, { present: true })).status, 204);
});

test('pictures of an empty room, five at a time, a hundred of them: the kiosk page opens and keeps its visit', async () => {
  edge = await TestEdge.start();
  const wall = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#777' } })
    .jpeg()
    .toBuffer();
  const here = uuidv7();
  const presence = (id: string) => edge.send('PUT', `/api/visits/${id}/presence`, { present: true });
  assert.equal((await presence(here)).status, 204);
  for (let n = 0; n < 20; n++) {
    const burst = Array.from({ length: 5 }, (_, k) =>
      // One of them names the visit of the kiosk page: by mistake, or to end it.
      send(wall, ['mask', 'visit'], k === 0 ? here : uuidv7()),
    );
    assert.equal((await presence(uuidv7())).status, 204, `burst ${n}`);
    const [first, ...others] = await Promise.all(burst);
    assert.deepEqual(await problem(first!), [409, 'visit_conflict']);
    for (const answer of others) assert.deepEqual(await problem(answer), [422, 'no_face']);
  }
  assert.equal((await presence(here)).status, 204, 'it stands before the kiosk all the while');
});

test('pictures give way to verdicts and to the kiosk page: their thread is nice, the server’s is not', {
  skip: process.platform !== 'linux' && 'threads have a priority of their own on Linux',
}, async () => {
  edge = await TestEdge.start();
  await send(portrait);
  // proc(5): nice is the 19th field, the second of them a name in brackets.
  const niceOf = (thread: number | string) =>
    Number(readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[16]);
  const own = niceOf(process.pid);
  assert.equal(readdirSync('/proc/self/task').filter((thread) => niceOf(thread) > own).length, 1);
});

test('a body that is not a form, or too large, is refused before it is decoded', async () => {
  edge = await TestEdge.start();
  const headers = edge.token('mask');
  const raw = await edge.request('/mask/', { method: 'POST', body: portrait, headers });
  assert.deepEqual(await problem(raw), [415, 'wrong_media_type']);
  const empty = await edge.request('/mask/', { method: 'POST', body: new FormData(), headers });
  assert.deepEqual(await problem(empty), [400, 'invalid_request']);
  assert.deepEqual(await problem(await send(Buffer.alloc(9_000_000))), [413, 'too_large']);
});

test('more pictures than can wait: the others are told to come again', async () => {
  edge = await TestEdge.start();
  const answers = await Promise.all(Array.from({ length: 24 }, () => send(portrait)));
  const busy = answers.filter(({ status }) => status === 503);
  assert.ok(busy.length > 0);
  assert.equal(answers.filter(({ status }) => status === 200).length, 24 - busy.length);
  assert.ok(busy.every(({ headers }) => Number(headers.get('retry-after')) > 0));
  assert.equal(((await busy[0]!.json()) as { code: string }).code, 'busy');
});

test('a picture that names a visit makes it, with the scope for it; the door opens only with its own scope', async () => {
  edge = await TestEdge.start({ settings: { temperatureTimeout: 5, maskPolicy: 'remind' } });
  assert.deepEqual(await problem(await send(portrait, ['mask'], uuidv7())), [403, 'forbidden']);
  assert.equal(edge.store.count(), 0);
  // A frontal portrait, no mask: noted under `remind`, and the temperature of the board makes it a pass.
  const readings = setInterval(() => edge.thermometer.send(36.5), 5);
  try {
    const visit = uuidv7();
    const first = MaskAnswer.parse(await (await send(portrait, ['mask', 'visit'], visit)).json());
    assert.equal(first.verdict?.verdict, 'pass');
    assert.equal(first.verdict?.id, visit);
    assert.deepEqual(edge.thermometer.pulses, []);
    const again = MaskAnswer.parse(await (await send(portrait, ['mask', 'visit'], visit)).json());
    assert.deepEqual(again.verdict, first.verdict, 'the same picture again is a retry');
    assert.equal(edge.store.count(), 1);
    const opened = MaskAnswer.parse(await (await send(portrait, ['mask', 'visit', 'door'], uuidv7())).json());
    assert.equal(opened.verdict?.verdict, 'pass');
    assert.deepEqual(edge.thermometer.pulses, [1000]);
  } finally {
    clearInterval(readings);
  }
});
