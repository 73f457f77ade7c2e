/**
 * `npm run bench:vision [-- --only NAME,NAME] [-- --frames N] [-- --seconds N] [-- --photos FOLDER]`: the kiosk's page and its vision in a real Chromium.
 * `page`: open to ready, and bytes. `frame`: CPU of the worker a frame with a face in it. `soak`: many frames.
 * `idle`: CPU of the whole browser with nobody in sight.
 * `throttled`: a visit with the whole browser held to a quarter of its CPU. `peers`: beside other detectors.
 * `agreement`: whether every backend and each build of our kernels says the same of 200 photos, of a folder of labelled ones or
 * else six, varied. The last line is JSON; exit 1 on a missed budget.
 */
import { parseArgs } from 'node:util';
import { bench } from './figures.ts';
import { agreement } from './vision/agreement.ts';
import { frameCost, soak } from './vision/frame.ts';
import { idle } from './vision/idle.ts';
import { openPage } from './vision/open.ts';
import { peers } from './vision/peers.ts';
import { throttled } from './vision/throttled.ts';

/** As many as `agreement` looks at. */
const PHOTOS = 200;
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    frames: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '600' },
    photos: { type: 'string' },
  },
});
const frames = Number(values.frames);
await bench(
  'vision',
  {
    page: openPage,
    frame: frameCost,
    idle: () => idle(Number(values.seconds)),
    soak: () => soak(frames),
    throttled,
    peers,
    agreement: () => agreement(values.photos, PHOTOS),
  },
  values.only?.split(','),
  { frames, camera: '640x480 at 30/s', backend: 'wasm, 1 thread' },
);
