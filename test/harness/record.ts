/**
 * `npm run recordings [-- name…]`: writes the recordings of `scenarios.ts` that are missing, or were made by
 * other sources than today's, into `.cache/recordings/`.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { splitMjpeg } from '../../web/kiosk/replay/mjpeg.ts';
import { Cast } from './cast.ts';
import { ClipDecoder } from './clips.ts';
import { encodeJpeg } from './image/picture.ts';
import { type SourceName, sources } from './people.ts';
import { FPS, type Scenario } from './scenario.ts';
import { scenarioNamed, scenarios } from './scenarios.ts';
import { Scene, sourcesOf } from './scene.ts';

const HERE_FILE = fileURLToPath(import.meta.url);
const HERE = fileURLToPath(new URL('.', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../.cache/recordings/', import.meta.url));

/** Chromium's fake camera shows 30 JPEGs a second, whatever they are: each picture is written twice. */
const CAMERA_FPS = 30;
export const REPEATS = CAMERA_FPS / FPS;

const QUALITY = 66;
/** JPEGs that may be in the encoder's queue. */
const ENCODING = 4;

/** What was made, as `npm run recordings` prints it. */
export interface Made {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly ms: number;
}

/** Absolute path of a scenario's file, made or not; its name changes when what it is drawn from changes. */
export function recordingPath(scenario: Scenario): string {
  const hash = createHash('sha256').update(drawingHash()).update(JSON.stringify(scenario)).digest('hex');
  return join(FOLDER, `${scenario.name}-${hash.slice(0, 12)}.mjpeg`);
}

/** Makes the missing ones among these scenarios. `report` is told of each as it is done. */
export async function makeRecordings(
  wanted: readonly Scenario[],
  report: (made: Made) => void = () => {},
): Promise<void> {
  const missing = wanted.filter((scenario) => !existsSync(recordingPath(scenario)));
  if (missing.length === 0) return;
  const cast = new Cast(await loadFrames(new Set(missing.flatMap(sourcesOf))));
  for (const scenario of missing) {
    const began = performance.now();
    const path = recordingPath(scenario);
    const bytes = await drawAll(new Scene(scenario, cast));
    writeWhole(path, bytes);
    report({ name: scenario.name, path, bytes: bytes.length, ms: performance.now() - began });
  }
}

async function drawAll(scene: Scene): Promise<Buffer> {
  await scene.start();
  const encoded: Promise<Buffer>[] = [];
  for (let i = 0; i < scene.length; i++) {
    encoded.push(encodeJpeg(await scene.frame(i), QUALITY));
    await encoded[i - ENCODING];
  }
  const jpegs = await Promise.all(encoded);
  return Buffer.concat(jpegs.flatMap((jpeg) => Array<Buffer>(REPEATS).fill(jpeg)));
}

/** The people's source frames as JPEGs: decoded once, then kept beside the recordings. */
export async function loadFrames(names: Iterable<SourceName>): Promise<Map<SourceName, Uint8Array[]>> {
  mkdirSync(FOLDER, { recursive: true });
  const loaded = new Map<SourceName, Uint8Array[]>();
  const decoder = new ClipDecoder();
  try {
    for (const name of names) {
      const path = join(FOLDER, `frames-${name}-${framesHash(name)}.mjpeg`);
      if (!existsSync(path)) {
        if (sources[name].source.kind === 'clip') await decoder.start();
        writeWhole(path, Buffer.concat(await decoder.frames(sources[name])));
      }
      loaded.set(name, splitMjpeg(readFileSync(path)));
    }
  } finally {
    await decoder.stop();
  }
  return loaded;
}

/** Written beside and renamed: two processes that make the same file don't disturb each other. */
function writeWhole(path: string, bytes: Buffer): void {
  const part = `${path}.${process.pid}`;
  writeFileSync(part, bytes);
  renameSync(part, path);
}

function framesHash(name: SourceName): string {
  const hash = createHash('sha256').update(JSON.stringify(sources[name].source));
  return hash
    .update(readFileSync(join(HERE, 'clips.ts')))
    .digest('hex')
    .slice(0, 12);
}

/** Sources that change no pixel. */
const NOT_DRAWING = new Set([
  'scenarios.ts',
  'bad-input.ts',
  'unseen.ts',
  'index.ts',
  'demo.ts',
  'chromium.ts',
  'landmark.ts',
]);
let drawing: string | undefined;

/** One hash of all that draws, landmarks included. */
function drawingHash(): string {
  if (drawing) return drawing;
  const hash = createHash('sha256');
  const files = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|json)$/.test(file) && !file.endsWith('.test.ts') && !NOT_DRAWING.has(file))
    .sort();
  for (const file of files) hash.update(file).update(readFileSync(join(HERE, file)));
  drawing = hash.digest('hex');
  return drawing;
}

/** From so many on, a second process draws every other one. */
const SHARED_FROM = 6;

/** Argument of the second process: it starts no third. */
const ALONE = '--alone';

/** Makes recordings as the command does: on two cores, telling of each. */
async function main(names: readonly string[], alone: boolean): Promise<void> {
  const wanted = names.length > 0 ? names.map(scenarioNamed) : scenarios;
  const missing = wanted.filter((scenario) => !existsSync(recordingPath(scenario)));
  await loadFrames(new Set(missing.flatMap(sourcesOf)));
  const share = !alone && missing.length >= SHARED_FROM && availableParallelism() > 1;
  const others = share ? missing.filter((_, i) => i % 2 === 1).map(({ name }) => name) : [];
  const helper = share && spawn(process.execPath, [HERE_FILE, ALONE, ...others], { stdio: 'inherit' });
  await makeRecordings(
    missing.filter(({ name }) => !others.includes(name)),
    ({ name, bytes, ms }) => {
      console.log(`${name.padEnd(20)} ${(bytes / 1e6).toFixed(1)} MB  ${(ms / 1000).toFixed(1)} s`);
    },
  );
  if (!helper) return;
  const code = helper.exitCode ?? (await once(helper, 'exit'))[0];
  if (code !== 0) throw new Error(`The second process failed (${code}): see the lines above.`);
}

if (import.meta.main) {
  const alone = process.argv.includes(ALONE);
  const names = process.argv.slice(2).filter((argument) => argument !== ALONE);
  const began = performance.now();
  await main(names, alone);
  const seconds = (performance.now() - began) / 1000;
  if (!alone)
    console.log(`${names.length || scenarios.length} recordings in ${FOLDER}, ${seconds.toFixed(1)} s`);
}
