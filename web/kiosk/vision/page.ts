/**
 * `/vision.html`: a page for measuring and debugging. No camera, no visits, no token. `window.runFrame`
 * waits by itself until the models are warm.
 */
import type { Sighting } from '../visit/visitor.ts';
import { choiceOf } from './choice.ts';
import { type Judged, VisionClient } from './client.ts';
import { type FrameResult, runFrame } from './run-frame.ts';

declare global {
  interface Window {
    runFrame(source: ImageBitmapSource): Promise<FrameResult>;
    /**
     * Judges the source as the live frame of the time `at` (ms): followed from the frame before. A video frame is
     * read as a camera's and handed over, anything else is copied first.
     */
    followFrame(source: ImageBitmapSource, at?: number): Promise<Judged<Sighting>>;
  }
}

const status = document.querySelector('#status')!;
const client = new VisionClient({
  frame() {},
  trackEnded() {},
  crashed(message) {
    status.textContent = `The vision worker crashed: ${message}`;
  },
});

async function start(): Promise<void> {
  const ready = await client.start(choiceOf(location.search));
  status.textContent =
    `Ready: ${ready.backend.name}, ${ready.backend.threads} thread(s), SIMD ${ready.backend.simd ? 'on' : 'off'}, ` +
    `cross-origin isolated ${crossOriginIsolated ? 'yes' : 'no'}, model ${ready.modelVersion}, ` +
    `kernels ${ready.kernels}, warm after ${Math.round(ready.warmupMs)} ms`;
}

const started = start();
started.catch((error: unknown) => {
  status.textContent = `Could not start: ${error instanceof Error ? error.message : String(error)}`;
});

window.runFrame = async (source) => {
  await started;
  return runFrame(client, source);
};

window.followFrame = async (source, at = performance.now()) => {
  await started;
  return client.follow(source instanceof VideoFrame ? source : await createImageBitmap(source), at);
};

document.querySelector<HTMLInputElement>('#picture')!.addEventListener('change', async (event) => {
  const file = (event.target as HTMLInputElement).files?.[0];
  if (!file) return;
  const output = document.querySelector('#result')!;
  try {
    output.textContent = JSON.stringify(await window.runFrame(file), null, 2);
  } catch (error) {
    output.textContent = error instanceof Error ? error.message : String(error);
  }
});
