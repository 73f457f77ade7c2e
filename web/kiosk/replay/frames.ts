import { splitMjpeg } from './mjpeg.ts';

/** A recorded picture and its time from the recording's start in ms. */
export interface RecordedFrame {
  bitmap: ImageBitmap;
  timestamp: number;
}

/**
 * Reads a recording for `?source=`: a clip (`.mjpeg`, or any video that the browser plays) or a folder of
 * pictures (an address that ends in `/` and answers their names as JSON). Pictures carry no time of their
 * own, so they are `1 / fps` apart.
 *
 * @throws Error when the source can't be read, with what to check
 */
export async function* recordedFrames(source: string, fps: number): AsyncGenerator<RecordedFrame> {
  if (source.endsWith('/')) yield* pictures(await listing(source), fps);
  else if (/\.mjpe?g$/.test(source)) yield* motionJpeg(source, fps);
  else yield* video(source, fps);
}

async function* motionJpeg(source: string, fps: number): AsyncGenerator<RecordedFrame> {
  const bytes = new Uint8Array(await (await read(source)).arrayBuffer());
  for (const [i, picture] of splitMjpeg(bytes).entries()) {
    const bitmap = await createImageBitmap(new Blob([picture.slice()], { type: 'image/jpeg' }));
    yield { bitmap, timestamp: (i * 1000) / fps };
  }
}

async function listing(folder: string): Promise<string[]> {
  const names = (await (await read(folder)).json()) as string[];
  return names
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => folder + encodeURIComponent(name));
}

async function* pictures(urls: string[], fps: number): AsyncGenerator<RecordedFrame> {
  for (const [i, url] of urls.entries()) {
    yield { bitmap: await createImageBitmap(await (await read(url)).blob()), timestamp: (i * 1000) / fps };
  }
}

/** Seeks from frame to frame: slower than playing, but no frame is missed and the times are exact. */
async function* video(source: string, fps: number): AsyncGenerator<RecordedFrame> {
  const element = document.createElement('video');
  element.muted = true;
  element.src = source;
  await event(element, 'loadeddata', source);
  try {
    for (let i = 0; i < element.duration * fps; i++) {
      // The middle of a frame, so that rounding never shows its neighbour.
      element.currentTime = (i + 0.5) / fps;
      await event(element, 'seeked', source);
      yield { bitmap: await createImageBitmap(element), timestamp: (i * 1000) / fps };
    }
  } finally {
    element.removeAttribute('src');
    element.load();
  }
}

function event(element: HTMLVideoElement, name: string, source: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(15_000);
    element.addEventListener(name, () => resolve(), { once: true });
    element.addEventListener('error', () => reject(new Error(`${source} cannot be played here`)), {
      once: true,
    });
    signal.addEventListener('abort', () => reject(new Error(`${source} did not load in time`)));
  });
}

async function read(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok)
    throw new Error(`${url} answered ${response.status}: start the server with KF99_REPLAY=FOLDER`);
  return response;
}
