import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Heartbeat as Beat } from '../../../../edge-server/contract/index.ts';
import { Heartbeat, type KioskCondition } from '../../../../web/kiosk/server/heartbeat.ts';
import { ServerLink } from '../../../../web/kiosk/server/state.ts';
import { ApiError } from '../../../../web/shared/call.ts';

const settled = () => new Promise(setImmediate);

const COUNTS = {
  camera_lost: 1,
  camera_frozen: 0,
  camera_black: 0,
  server_away: 0,
  worker_crashed: 0,
  worker_stalled: 0,
  out_of_memory: 0,
  second_person: 0,
  unseen: 0,
};
const LOADING: KioskCondition = {
  state: { at: 'idle' },
  camera: 'live',
  cameraLabel: 'USB camera',
  visionAt: 'loading',
  vision: null,
  frameMs: null,
  counts: COUNTS,
  screen: { scene: 'idle', tone: 'calm', language: 'en', words: { en: ['Welcome'] } },
};
const READY: KioskCondition = {
  ...LOADING,
  visionAt: 'ready',
  frameMs: 40,
  vision: {
    backend: 'wasm',
    threads: 2,
    cross_origin_isolated: true,
    simd: true,
    kernels: 'face 2.2 times as fast (relaxed), mask 1.7 times as fast (relaxed)',
    why: 'default',
    reason: '',
    frames: 10,
    fps: 20,
    stages: { pixels: 1, detect: 20, crop: 1, classify: 18 },
    tensors: 100,
    model: 'mask-1',
    refused: null,
    trial: null,
  },
};

test('beats at once and every 5 s until it is stopped, each with the condition of its moment', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const beats: Beat[] = [];
  let condition = LOADING;
  const heartbeat = new Heartbeat(
    () => condition,
    async (beat) => void beats.push(Beat.parse(beat)),
    new ServerLink(),
  );
  heartbeat.start();
  condition = READY;
  t.mock.timers.tick(5000);
  await settled();
  heartbeat.stop();
  t.mock.timers.tick(20_000);
  assert.equal(beats.length, 2);
  const [first, second] = beats;
  assert.deepEqual([first?.backend, first?.threads, first?.vision], ['loading', 0, null]);
  assert.deepEqual([second?.backend, second?.threads, second?.frame_ms], ['wasm', 2, 40]);
  assert.deepEqual([second?.vision?.camera_label, second?.vision?.counts], ['USB camera', COUNTS]);
});

test('the server takes this page for its kiosk by its answers; any other failure says nothing about that', async () => {
  const link = new ServerLink();
  const beat = async (send: () => Promise<void>) => {
    const heartbeat = new Heartbeat(() => LOADING, send, link);
    heartbeat.start();
    heartbeat.stop();
    await settled();
    return link.state.value;
  };
  const refused = (code: ApiError['code']) => () => Promise.reject(new ApiError(code, 'no'));
  assert.equal(await beat(refused('unreachable')), 'connecting');
  assert.equal(await beat(refused('not_paired')), 'not_paired');
  link.stream('away');
  assert.equal(link.state.value, 'not_paired', 'why matters more than that it is away');
  assert.equal(await beat(async () => undefined), 'ok');
  link.stream('away');
  assert.equal(link.state.value, 'away');
});

test('a screen that changes is told soon, a run of changes once, and nothing before the start or after the stop', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
  const beats: Beat[] = [];
  let condition = READY;
  const heartbeat = new Heartbeat(
    () => condition,
    async (beat) => void beats.push(Beat.parse(beat)),
    new ServerLink(),
  );
  heartbeat.changed();
  t.mock.timers.tick(1000);
  assert.equal(beats.length, 0);
  heartbeat.start();
  heartbeat.changed();
  condition = { ...READY, screen: { ...READY.screen, scene: 'pass' } };
  heartbeat.changed();
  t.mock.timers.tick(500);
  assert.deepEqual(
    beats.map(({ screen }) => screen?.scene),
    ['idle', 'pass'],
  );
  heartbeat.changed();
  heartbeat.stop();
  t.mock.timers.tick(10_000);
  assert.equal(beats.length, 2);
  await settled();
});
