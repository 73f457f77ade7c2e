import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Frame, frameBytes, frameFromI420 } from '../../pipeline/frame.ts';
import type { Things } from '../common/things.ts';
import type { ExampleStore } from '../dataset/examples.ts';
import { groupNearDuplicates } from '../dataset/groups.ts';
import type { PhotoHash } from '../dataset/hash.ts';
import { readLabels, readTeacherFaces, readWitnesses } from '../dataset/labels.ts';
import { decodePhoto } from '../dataset/photo.ts';
import { readShared } from '../dataset/prepare.ts';
import { joinFaces, type PhotoFaces } from './faces.ts';

/** Raise when preparation changes what it writes. */
const VERSION = 3;

/** A whole photo in the store. */
export interface ScenePhoto extends PhotoFaces {
  file: string;
  source: string;
  /** Near-duplicate group; the unit of splits. */
  group: number;
  offset: number;
  width: number;
  height: number;
}

/** All photos, with their pixels and the face meshes in memory that threads share. */
export interface SceneStore {
  photos: ScenePhoto[];
  pixels: SharedArrayBuffer;
  examples: Pick<ExampleStore, 'examples' | 'meshes'>;
  /** Photographed things to put before faces and beside them. */
  things?: Things;
}

export function photoFrame(store: SceneStore, { offset, width, height }: ScenePhoto): Frame {
  return frameFromI420(new Uint8Array(store.pixels, offset, frameBytes(width, height)), width, height);
}

/**
 * Decodes all photos of a folder once and joins what is known of their faces; later calls read the cache.
 * The cache holds pixels of the photos, so it lies outside of git.
 */
export async function prepareScenes(
  folder: string,
  cache: string,
  store: ExampleStore,
  progress: (done: number, total: number) => void = () => {},
): Promise<SceneStore> {
  const key = createHash('sha256').update(`scenes ${VERSION}`);
  for (const file of ['labels.jsonl', 'boxes.jsonl']) {
    key.update(await readFile(join(folder, file)).catch(() => ''));
  }
  const target = join(cache, `scenes-${key.digest('hex').slice(0, 12)}`);
  const ready = await stat(join(target, 'index.json')).then(
    () => true,
    () => false,
  );
  if (!ready) await prepare(folder, target, store, progress);
  const { examples, meshes } = store;
  return {
    photos: JSON.parse(await readFile(join(target, 'index.json'), 'utf8')),
    pixels: await readShared(join(target, 'pixels.bin')),
    examples: { examples, meshes },
  };
}

async function prepare(
  folder: string,
  target: string,
  store: ExampleStore,
  progress: (done: number, total: number) => void,
): Promise<void> {
  await mkdir(target, { recursive: true });
  const [labels, teachers, witnesses] = await Promise.all([
    readLabels(folder),
    readTeacherFaces(folder),
    readWitnesses(folder),
  ]);
  const examples = Map.groupBy(
    store.examples.map((example, index) => ({ example, index })),
    ({ example }) => example.file,
  );
  const pixels = createWriteStream(join(target, 'pixels.bin'));
  const photos: Omit<ScenePhoto, 'group'>[] = [];
  const hashes: PhotoHash[] = [];
  let offset = 0;
  for (const photo of labels) {
    const { file, source } = photo;
    const { frame, hash } = await decodePhoto(join(folder, file));
    const [first, second] = [teachers.get(file) ?? [], witnesses.get(file) ?? []];
    const joined = joinFaces(photo, first, second, examples.get(file) ?? []);
    const { width, height } = frame;
    const bytes = new Uint8Array(frame.y.buffer, frame.y.byteOffset, frameBytes(width, height));
    photos.push({ file, source, offset, width, height, ...joined });
    hashes.push(hash);
    offset += bytes.length;
    // Waiting keeps at most a few photos in memory.
    if (!pixels.write(bytes)) await new Promise<void>((drained) => pixels.once('drain', () => drained()));
    progress(photos.length, labels.length);
  }
  await new Promise<void>((end) => pixels.end(end));
  const groups = groupNearDuplicates(hashes);
  const index = photos.map((photo, i) => ({ ...photo, group: groups[i]! }));
  await writeFile(join(target, 'index.json.part'), JSON.stringify(index));
  await rename(join(target, 'index.json.part'), join(target, 'index.json'));
}
