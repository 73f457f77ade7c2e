import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import sharp from 'sharp';
import { CameraCheck } from '../../../edge-server/api/camera-check.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
let admin: Record<string, string>;
beforeEach(async () => {
  edge = await TestEdge.start();
  admin = edge.as('admin');
});
afterEach(() => edge.stop());

const heartbeat = (camera: string) =>
  edge.send('POST', '/api/kiosk/heartbeat', {
    state: 'idle',
    camera,
    backend: 'wasm',
    threads: 1,
    frame_ms: 50,
    visit: null,
  });
const ask = () => edge.send('POST', '/api/admin/camera-check', {}, admin);
const put = (id: string, body: Uint8Array<ArrayBuffer>) =>
  edge.request(`/api/kiosk/camera-check/${id}`, {
    method: 'PUT',
    body,
    headers: { 'content-type': 'image/jpeg', origin: 'http://127.0.0.1:8080' },
  });
const code = async (response: Response) => ((await response.json()) as { code: string }).code;
const picture = async () =>
  new Uint8Array(
    await sharp({ create: { width: 64, height: 48, channels: 3, background: '#369' } })
      .jpeg({ quality: 90 })
      .toBuffer(),
  );

/** The id that the kiosk page is told, from its event stream. */
async function asked(): Promise<{ answer: Promise<Response>; id: string }> {
  const stream = await edge.request('/api/events');
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  const answer = ask();
  let text = '';
  for (;;) {
    const { value = '', done } = await reader.read();
    text += value;
    const id = /event: camera_check\n(?:id: .*\n)?data: \{"id":"([\w-]+)"/.exec(text)?.[1];
    if (id !== undefined) {
      await reader.cancel();
      return { answer, id };
    }
    assert.ok(!done, text);
  }
}

/** Every byte that the server keeps. */
const kept = () =>
  readdirSync(edge.data, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name)));

test('an admin gets the picture once; it is audited and on no disk', async () => {
  await heartbeat('live');
  const { answer, id } = await asked();
  assert.equal(await code(await ask()), 'too_busy', 'one at a time');
  const jpeg = await picture();
  assert.equal((await put(id, jpeg)).status, 204);
  const response = await answer;
  assert.deepEqual(
    [response.status, response.headers.get('content-type'), response.headers.get('cache-control')],
    [200, 'image/jpeg', 'no-store'],
  );
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), jpeg);
  assert.equal((await put(id, jpeg)).status, 404, 'nobody waits any more');
  const actions = edge.store.database
    .prepare("select action from audit where action like 'camera.%' order by id")
    .all();
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['camera.check', 'camera.check', 'camera.picture'],
  );
  for (const file of kept()) assert.equal(file.indexOf(jpeg.subarray(20, 60)), -1);
});

test('it is refused while a visitor is there, without a camera, and by the page that sees somebody', async () => {
  assert.equal(await code(await ask()), 'no_camera', 'the kiosk page has never called');
  await heartbeat('black');
  assert.equal(await code(await ask()), 'no_camera');
  await heartbeat('live');
  for (const reason of ['person_in_view', 'turn_90'] as const) {
    const { answer, id } = await asked();
    await edge.send('POST', `/api/kiosk/camera-check/${id}/refusal`, { reason });
    assert.equal(await code(await answer), reason);
  }
  const { id: visit } = evidence();
  await edge.send('PUT', `/api/visits/${visit}/presence`, { present: true });
  const { answer, id } = await asked();
  assert.equal(await code(await put(id, await picture())), 'person_in_view');
  assert.equal(await code(await answer), 'person_in_view');
});

test('a picture of one who came meanwhile is thrown away; a huge one and no JPEG are refused', async () => {
  await heartbeat('live');
  const { answer, id } = await asked();
  assert.equal((await put(id, new Uint8Array(204_801))).status, 413);
  assert.equal((await put(id, new TextEncoder().encode('GIF89a'))).status, 422);
  const { id: visit } = evidence();
  await edge.send('PUT', `/api/visits/${visit}/presence`, { present: true });
  assert.equal(await code(await put(id, await picture())), 'person_in_view');
  assert.equal(await code(await answer), 'person_in_view');
});

test('a page that never answers ends it, and so does an admin who has gone', async () => {
  const sent: unknown[] = [];
  const clock = new TestClock();
  const check = new CameraCheck({
    send: (event) => sent.push(event),
    occupied: () => false,
    camera: () => 'live',
    clock,
  });
  const silent = check.ask(new AbortController().signal);
  await Promise.all([assert.rejects(silent, { code: 'no_camera' }), clock.advance(12_000)]);
  const leaving = new AbortController();
  const gone = check.ask(leaving.signal);
  leaving.abort();
  await assert.rejects(gone, { code: 'no_camera' });
  assert.equal(sent.length, 2);
});
