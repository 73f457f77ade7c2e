import { createReadStream, type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { type Clock, systemClock } from '../clock/clock.ts';
import { ProblemError } from './problem.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.bin': 'application/octet-stream',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.wav': 'audio/wav',
  '.mp4': 'video/mp4',
  '.txt': 'text/plain; charset=utf-8',
};

/** Vite puts files with a hash in their name here: their bytes never change. */
const HASHED = /^\/assets\//;
/** What the build writes beside a file, by the encoding's name, the smallest first. */
const PACKED = { br: '.br', gzip: '.gz' } as const;
type Encoding = keyof typeof PACKED;

/** ms between two looks at the folder for a path that was not there. */
const RESCAN_MS = 1000;

/**
 * The built pages. Only paths that were found in the folder are served, so no path can lead out of it.
 */
export class StaticFiles {
  readonly #root: string;
  readonly #clock: Clock;
  #files = new Map<string, string>();
  #scannedAt = Number.NEGATIVE_INFINITY;

  constructor(root: string, clock: Clock = systemClock) {
    this.#root = root;
    this.#clock = clock;
  }

  /** Answers one file; a folder's path answers its index.html. Throws `not_found`. */
  serve(c: Context): Response {
    return this.#serve(c, decode(c.req.path));
  }

  /**
   * Answers a page that makes its own views of the paths below `prefix`: a file where there is one, the page
   * itself for every other path, so that a link into it can be opened anew.
   */
  serveApp(c: Context, prefix: string): Response {
    const path = decode(c.req.path);
    return this.#serve(c, this.#find(path) === undefined ? prefix : path);
  }

  #serve(c: Context, path: string): Response {
    const file = this.#find(path.endsWith('/') ? `${path}index.html` : path);
    const stats = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
    if (file === undefined || stats === undefined) {
      if (path === '/') throw new ProblemError('not_ready', 'The pages are not built: run npm run build.');
      throw new ProblemError('not_found');
    }
    const packed = encodings(c).map((encoding) => this.#packed(file, path, encoding));
    const sent = packed.find((one) => one !== undefined) ?? { file, stats };
    return send(c, sent, extname(file), HASHED.test(path));
  }

  /**
   * Answers a file of a folder of recordings below `prefix`; a folder's path answers the names in it as JSON.
   * Throws `not_found`.
   */
  serveListed(c: Context, prefix: string): Response {
    const path = decode(c.req.path).slice(prefix.length);
    if (path.endsWith('/')) {
      this.#scan();
      const names = [...this.#files.keys()].filter(
        (file) => file.slice(0, file.lastIndexOf('/') + 1) === path,
      );
      return c.json(names.map((file) => file.slice(path.length)));
    }
    const file = this.#find(path);
    const stats = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false });
    if (file === undefined || stats === undefined) throw new ProblemError('not_found');
    return send(c, { file, stats }, extname(file), false);
  }

  /** What the build wrote beside a file; not one that is older, as when the file was replaced by hand. */
  #packed(file: string, path: string, encoding: Encoding): Sent | undefined {
    const packed = this.#files.get(`${path.endsWith('/') ? `${path}index.html` : path}${PACKED[encoding]}`);
    const stats = packed === undefined ? undefined : statSync(packed, { throwIfNoEntry: false });
    if (packed === undefined || stats === undefined) return undefined;
    const { mtimeMs = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
    return stats.mtimeMs >= mtimeMs ? { file: packed, stats, encoding } : undefined;
  }

  #find(path: string): string | undefined {
    if (!this.#files.has(path) && this.#clock.monotonic() - this.#scannedAt > RESCAN_MS) this.#scan();
    return this.#files.get(path);
  }

  #scan(): void {
    this.#scannedAt = this.#clock.monotonic();
    let entries: Dirent[] = [];
    try {
      entries = readdirSync(this.#root, { withFileTypes: true, recursive: true });
    } catch {
      // Not built yet: the pages answer so, and the API works all the same.
    }
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    this.#files = new Map(files.map((file) => [`/${relative(this.#root, file).split(sep).join('/')}`, file]));
  }
}

interface Sent {
  file: string;
  stats: Stats;
  encoding?: Encoding;
}

/** The encodings that the client takes. */
function encodings(c: Context): Encoding[] {
  const accepted = c.req.header('accept-encoding') ?? '';
  return (Object.keys(PACKED) as Encoding[]).filter((encoding) =>
    new RegExp(`\\b${encoding}\\b(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`).test(accepted),
  );
}

/** @param type ending of the file that is meant, compressed or not */
function send(c: Context, { file, stats, encoding }: Sent, type: string, immutable: boolean): Response {
  const etag = `"${stats.size.toString(36)}-${Math.round(stats.mtimeMs).toString(36)}"`;
  c.header('etag', etag);
  c.header('vary', 'accept-encoding');
  c.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (c.req.header('if-none-match') === etag) return c.body(null, 304);
  c.header('content-type', TYPES[type] ?? 'application/octet-stream');
  if (encoding) c.header('content-encoding', encoding);
  c.header('content-length', String(stats.size));
  if (c.req.method === 'HEAD') return c.body(null);
  return c.body(Readable.toWeb(createReadStream(file)) as ReadableStream);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ProblemError('not_found');
  }
}
