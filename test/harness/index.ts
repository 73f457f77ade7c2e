import { readFile } from 'node:fs/promises';
import { splitMjpeg } from '../../web/kiosk/replay/mjpeg.ts';
import { BASE_ARGS } from './chromium.ts';
import { decodePicture, type Picture } from './image/picture.ts';
import { makeRecordings, REPEATS, recordingPath } from './record.ts';
import { scenarioNamed } from './scenarios.ts';

export { findChromium } from './chromium.ts';
export { type FrameNumber, readFrameNumber } from './frame-number.ts';
export { type Expectation, FPS, type Scenario } from './scenario.ts';
export { scenarioNamed, scenarios } from './scenarios.ts';

/** Absolute path of a recording, made first when it is missing or out of date. */
export async function recording(name: string): Promise<string> {
  const scenario = scenarioNamed(name);
  await makeRecordings([scenario]);
  return recordingPath(scenario);
}

/**
 * Chromium's arguments for a page whose camera shows the recording, in a loop.
 * @example chromium.launch({ executablePath: findChromium(), args: chromiumArgs(await recording('bare')) })
 */
export function chromiumArgs(path: string): string[] {
  return [
    ...BASE_ARGS,
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${path}`,
    '--autoplay-policy=no-user-gesture-required',
  ];
}

export interface Frame extends Picture {
  /** Number of the frame in the loop, from 0; it is shown at `index / FPS` seconds. */
  readonly index: number;
  /** The same bytes as `data`. */
  readonly rgba: Uint8ClampedArray;
}

/** The frames of a recording, decoded, in order; each once. */
export async function* frames(name: string): AsyncIterable<Frame> {
  const jpegs = splitMjpeg(await readFile(await recording(name)));
  for (let index = 0; index * REPEATS < jpegs.length; index++) {
    const picture = await decodePicture(jpegs[index * REPEATS]!);
    yield { ...picture, index, rgba: picture.data };
  }
}
