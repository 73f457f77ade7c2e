import type { Page } from 'playwright';
import { frameBytes, frameFromRgba } from '../../../models/pipeline/frame.ts';
import { FPS, frames, scenarioNamed } from '../../harness/index.ts';

export const WIDTH = 640;
export const HEIGHT = 480;

declare global {
  interface Window {
    /** Frames of a visitor who stands there, as I420. */
    benchFrames: Uint8Array[];
  }
}

/** Puts the frames in which the recording's visitor stands there into the page, as a camera delivers them. */
export async function loadFrames(page: Page, name: string): Promise<number> {
  const { way } = scenarioNamed(name).visitors[0]!;
  await page.evaluate(() => {
    window.benchFrames = [];
  });
  let count = 0;
  for await (const { index, rgba, width, height } of frames(name)) {
    const at = index / FPS;
    if (at <= way[1]!.at || at >= way[2]!.at) continue;
    const i420 = new Uint8Array(frameBytes(width, height));
    frameFromRgba(rgba, width, height, i420);
    await page.evaluate((base64) => {
      window.benchFrames.push(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
    }, Buffer.from(i420).toString('base64'));
    count += 1;
  }
  return count;
}
