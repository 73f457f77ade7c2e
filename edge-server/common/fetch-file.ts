import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Clock, systemClock } from '../clock/clock.ts';
import { within } from '../clock/wait.ts';

/** ms of one try, and what each byte adds to it on a slow line (50 kB/s); the next one goes on where it ended. */
const TRY_MS = 60_000;
const BYTE_MS = 1 / 50;

/** A file that a signed document names. */
export interface SignedFile {
  /** Its name in the place that the site allows. */
  name: string;
  /** Of the whole file, in hexadecimal. */
  sha256: string;
  bytes: number;
}

/**
 * Fetches a file from the one place that the site allows, an address or a folder. What has come stays in `part` when the
 * network or the power goes, and the next call goes on from there. A redirect is refused: it leads to where the site has
 * not allowed. No more is taken than the signed document says. When it returns, `part` is the file that was signed.
 *
 * @param source `https://host/path/` or an absolute path
 * @throws {Error} why it is not here yet, in words that follow its name
 */
export async function fetchFile(
  source: string,
  wanted: SignedFile,
  part: string,
  stopping: AbortSignal,
  clock: Clock = systemClock,
): Promise<void> {
  const { sha256, bytes } = wanted;
  mkdirSync(dirname(part), { recursive: true, mode: 0o700 });
  const had = sizeOf(part);
  if (had < bytes) {
    const limit = TRY_MS + bytes * BYTE_MS;
    await within(clock, limit, (signal) => fetchRest(source, wanted, part, had, signal), stopping);
  }
  const has = sizeOf(part);
  if (has < bytes) throw new Error(`only ${has} of ${bytes} bytes have come`);
  if (has === bytes && (await hashOf(part)) === sha256) return;
  rmSync(part, { force: true });
  throw new WrongBytes('its file is not the one that was signed');
}

/** What came is whole and another file: the source has a wrong one, which asking again does not mend. */
export class WrongBytes extends Error {
  override readonly name = 'WrongBytes';
}

/** SHA-256 of a file, in hexadecimal. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

async function fetchRest(
  source: string,
  { name, bytes }: SignedFile,
  part: string,
  had: number,
  signal: AbortSignal,
): Promise<void> {
  const path = `${source.replace(/\/$/, '')}/${name}`;
  const { from, body } = source.startsWith('/') ? readFrom(path, had) : await ask(path, had, signal);
  let left = bytes - from;
  const bounded = new Transform({
    transform(chunk: Buffer, _, done) {
      left -= chunk.length;
      if (left < 0) done(new Error(`more than the ${bytes} bytes that are signed came`));
      else done(null, chunk);
    },
  });
  const kept = createWriteStream(part, { flags: from > 0 ? 'a' : 'w', mode: 0o600 });
  try {
    await pipeline(body, bounded, kept, { signal });
  } catch (error) {
    if (left < 0) rmSync(part, { force: true });
    throw error;
  }
}

function readFrom(path: string, had: number): { from: number; body: Readable } {
  return { from: had, body: createReadStream(path, { start: had }) };
}

async function ask(url: string, had: number, signal: AbortSignal): Promise<{ from: number; body: Readable }> {
  const headers: Record<string, string> = had > 0 ? { range: `bytes=${had}-` } : {};
  const response = await fetch(url, { redirect: 'manual', headers, signal });
  if (response.status !== 200 && response.status !== 206) {
    await response.body?.cancel();
    throw new Error(`${new URL(url).host} answered ${response.status}`);
  }
  if (response.body === null) throw new Error(`${new URL(url).host} answered nothing`);
  // A server that knows no ranges begins anew.
  return { from: response.status === 206 ? had : 0, body: Readable.fromWeb(response.body as never) };
}
