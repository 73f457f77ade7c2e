import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Example, ExampleStore, PreparedPhoto } from './examples.ts';
import { groupNearDuplicates } from './groups.ts';
import { readLabels, readTeacherFaces } from './labels.ts';
import { readOwnModel } from './packages.ts';
import type { Finder, PreparedBatch, PrepareJob } from './prepare-worker.ts';

/** Raise when preparation changes what it writes. */
const VERSION = 1;

interface Index {
  examples: Example[];
  missed: Record<string, number>;
}

/**
 * Finds, cuts and groups the labelled faces of a folder once; later calls read the cache. The cache holds
 * pixels of the photos, so it lives outside of git.
 *
 * @param folder photos with `labels.jsonl` and, if there is one, `boxes.jsonl`
 * @param cache folder for prepared data, such as `.cache/train`
 * @param finder the detector that cuts the crops
 */
export async function prepareExamples(
  folder: string,
  cache: string,
  threads: number,
  finder: Finder,
  progress: (done: number, total: number) => void = () => {},
): Promise<ExampleStore> {
  const key = createHash('sha256')
    .update(`${VERSION} ${finder} ${await finderSha256(finder)}`)
    .update(await readFile(join(folder, 'labels.jsonl')));
  const target = join(cache, `examples-${key.digest('hex').slice(0, 12)}`);
  const ready = await stat(join(target, 'index.json')).then(
    () => true,
    () => false,
  );
  if (!ready) await prepare(folder, target, threads, finder, progress);
  const index: Index = JSON.parse(await readFile(join(target, 'index.json'), 'utf8'));
  const [pixels, meshes] = await Promise.all([
    readShared(join(target, 'pixels.bin')),
    readShared(join(target, 'meshes.bin')),
  ]);
  return { ...index, pixels, meshes };
}

/** What a cache depends on besides the photos: other weights of our detector cut other crops. */
async function finderSha256(finder: Finder): Promise<string> {
  if (finder === 'blazeface') return '';
  const weights = await readOwnModel('face/face.bin');
  return createHash('sha256').update(new Uint8Array(weights)).digest('hex');
}

async function prepare(
  folder: string,
  target: string,
  threads: number,
  finder: Finder,
  progress: (done: number, total: number) => void,
): Promise<void> {
  await mkdir(target, { recursive: true });
  const [labels, teacher] = await Promise.all([readLabels(folder), readTeacherFaces(folder)]);
  const photos = labels.map((photo) => ({ photo, teacher: teacher.get(photo.file) ?? [] }));
  const batches = new Map<string, PreparedBatch>();
  let done = 0;
  await Promise.all(
    Array.from({ length: threads }, (_, k) => {
      const job: PrepareJob = { folder, finder, photos: photos.filter((_, i) => i % threads === k) };
      return runWorker(job, (batch) => {
        batches.set(batch.photo.file, batch);
        progress(++done, photos.length);
      });
    }),
  );
  // Threads answer in any order; the cache is written in the order of the labels.
  const ordered = labels.map(({ file }) => batches.get(file)!);
  const groups = groupNearDuplicates(ordered.map(({ photo }: { photo: PreparedPhoto }) => photo.hash));
  const pixels = createWriteStream(join(target, 'pixels.bin'));
  const meshes = createWriteStream(join(target, 'meshes.bin'));
  const index: Index = { examples: [], missed: {} };
  let offset = 0;
  for (const [i, batch] of ordered.entries()) {
    const { source } = labels[i]!;
    index.missed[source] = (index.missed[source] ?? 0) + batch.missed;
    for (const [k, example] of batch.examples.entries()) {
      const mesh = batch.meshes[k]!;
      index.examples.push({
        ...example,
        group: groups[i]!,
        offset,
        mesh: index.examples.length * mesh.length,
      });
      offset += batch.pixels[k]!.length;
      pixels.write(batch.pixels[k]!);
      meshes.write(new Uint8Array(mesh.buffer, mesh.byteOffset, mesh.byteLength));
    }
  }
  await Promise.all([pixels, meshes].map((stream) => new Promise<void>((end) => stream.end(end))));
  await writeFile(join(target, 'index.json.part'), JSON.stringify(index));
  await rename(join(target, 'index.json.part'), join(target, 'index.json'));
}

function runWorker(job: PrepareJob, take: (batch: PreparedBatch) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./prepare-worker.ts', import.meta.url), { workerData: job });
    worker.on('message', take);
    worker.on('error', reject);
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`preparing ended with ${code}`))));
  });
}

/** Reads a file into memory that threads share. */
export async function readShared(path: string): Promise<SharedArrayBuffer> {
  const shared = new SharedArrayBuffer((await stat(path)).size);
  const bytes = new Uint8Array(shared);
  let at = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 22 })) {
    bytes.set(chunk as Uint8Array, at);
    at += (chunk as Uint8Array).length;
  }
  return shared;
}
