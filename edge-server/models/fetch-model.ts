import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Clock, systemClock } from '../clock/clock.ts';
import { within } from '../clock/wait.ts';
import type { WantedModel } from '../contract/models.ts';
import { MODEL_ENDING, modelId } from './model-file.ts';

/** ms of one try; the next one goes on where it ended. */
const TRY_MS = 60_000;

/**
 * Fetches the file of a model from the one place that the site allows, an address or a folder. What has come stays in
 * `part` when the network or the power goes, and the next call goes on from there. A redirect is refused: it leads to
 * where the site has not allowed. No more is taken than the signed document says.
 *
 * @param source `https://host/path/` or an absolute path
 * @throws {Error} why it is not here yet, in words that follow its name
 */
export async function fetchModel(
  source: string,
  wanted: WantedModel,
  part: string,
  stopping: AbortSignal,
  clock: Clock = systemClock,
): Promise<Buffer> {
  const { sha256, bytes } = wanted;
  mkdirSync(dirname(part), { recursive: true, mode: 0o700 });
  const had = existsSync(part) ? statSync(part).size : 0;
  if (had < bytes) {
    await within(clock, TRY_MS, (signal) => fetchRest(source, wanted, part, had, signal), stopping);
  }
  const file = readFileSync(part);
  if (file.length < bytes) throw new Error(`only ${file.length} of ${bytes} bytes have come`);
  rmSync(part, { force: true });
  if (modelId(file) !== sha256) throw new WrongBytes('its file is not the one that was signed');
  return file;
}

/** What came is whole and another file: the source has a wrong one, which asking again does not mend. */
export class WrongBytes extends Error {
  override readonly name = 'WrongBytes';
}

async function fetchRest(
  source: string,
  { version, bytes }: WantedModel,
  part: string,
  had: number,
  signal: AbortSignal,
): Promise<void> {
  const name = `${source.replace(/\/$/, '')}/${version}${MODEL_ENDING}`;
  const { from, body } = source.startsWith('/') ? readFrom(name, had) : await ask(name, had, signal);
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
