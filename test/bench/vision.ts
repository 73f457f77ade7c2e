/**
 * `npm run bench:vision [-- --only NAME,NAME] [-- --frames N]`: the kiosk's page and its vision in a real Chromium.
 * `page`: open to ready, and bytes. `frame`: CPU of the worker a frame with a face in it. `soak`: many frames.
 * `throttled`: a visit with the whole browser held to a quarter of its CPU. `peers`: beside other detectors.
 * The last line is JSON; exit 1 on a missed budget.
 */
import { parseArgs } from 'node:util';
import { bench } from './figures.ts';
import { frameCost, soak } from './vision/frame.ts';
import { openPage } from './vision/open.ts';
import { peers } from './vision/peers.ts';
import { throttled } from './vision/throttled.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, frames: { type: 'string', default: '20000' } },
});
const frames = Number(values.frames);
await bench(
  'vision',
  { page: openPage, frame: frameCost, soak: () => soak(frames), throttled, peers },
  values.only?.split(','),
  { frames, camera: '640x480 at 30/s', backend: 'wasm, 1 thread' },
);
