import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright';
import sharp from 'sharp';
import { BASE_ARGS, findChromium } from './chromium.ts';
import { type Person, SAMPLE_FPS, sourcePath } from './people.ts';

/**
 * Frames of the source clips, decoded by Chromium: a page seeks a video element and hands each frame over as
 * a JPEG of high quality. WebM only: not every Chromium has H.264.
 */
export class ClipDecoder {
  #browser: Browser | undefined;
  #server: Server | undefined;
  #page: Page | undefined;

  /** Starts the browser; a second call does nothing. */
  async start(): Promise<void> {
    if (this.#page) return;
    this.#server = createServer(serveNodeModules);
    await new Promise<void>((done) => this.#server?.listen(0, '127.0.0.1', done));
    this.#browser = await chromium.launch({ executablePath: findChromium(), args: [...BASE_ARGS] });
    this.#page = await this.#browser.newPage();
    await this.#page.goto(this.origin);
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    this.#server?.closeAllConnections();
    this.#server?.close();
  }

  /** Where node_modules is served while the decoder runs. */
  get origin(): string {
    if (!this.#server) throw new Error('ClipDecoder: call start() first.');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  get page(): Page {
    if (!this.#page) throw new Error('ClipDecoder: call start() first.');
    return this.#page;
  }

  /** All sampled frames of a person as JPEGs, in source size. */
  async frames(person: Person): Promise<Buffer[]> {
    const { source } = person;
    if (source.kind === 'still') return [await stillFrame(source)];
    const count = Math.round(source.seconds * SAMPLE_FPS);
    const times = Array.from({ length: count }, (_, i) => source.start + (i + 0.5) / SAMPLE_FPS);
    const encoded = await this.page.evaluate(seekAll, { url: this.origin + source.file, times });
    return encoded.map((text) => Buffer.from(text, 'base64'));
  }
}

async function stillFrame(source: Extract<Person['source'], { kind: 'still' }>): Promise<Buffer> {
  const [left, top, width, height] = source.crop;
  return sharp(sourcePath(source.file))
    .extract({ left, top, width, height })
    .resize({ height: source.height })
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** Runs in the page: frames at `times` (s) as base64 JPEGs. */
async function seekAll({ url, times }: { url: string; times: number[] }): Promise<string[]> {
  const video = document.createElement('video');
  video.muted = true;
  video.src = url;
  await new Promise((done, fail) => {
    video.onloadeddata = done;
    video.onerror = () => fail(new Error(`${url}: ${video.error?.message}`));
  });
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext('2d')!;
  const frames: string[] = [];
  for (const time of times) {
    const seeked = new Promise((done) => {
      video.onseeked = done;
    });
    video.currentTime = time;
    await seeked;
    context.drawImage(video, 0, 0);
    frames.push(canvas.toDataURL('image/jpeg', 0.95).split(',')[1]!);
  }
  return frames;
}

const TYPES: Record<string, string> = {
  webm: 'video/webm',
  js: 'text/javascript',
  json: 'application/json',
  wasm: 'application/wasm',
};

/** A static server of node_modules with the byte ranges that seeking needs. */
const serveNodeModules: Parameters<typeof createServer>[1] = (request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === '/') {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>clips</title>');
    return;
  }
  const file = sourcePath(path.slice(1));
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) {
    response.writeHead(404).end();
    return;
  }
  const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '');
  const start = range ? Number(range[1]) : 0;
  const end = range?.[2] ? Number(range[2]) : size - 1;
  response.writeHead(range ? 206 : 200, {
    'content-type': TYPES[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
    'content-length': end - start + 1,
    ...(range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
  });
  createReadStream(file, { start, end }).pipe(response);
};
