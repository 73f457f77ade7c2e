/**
 * Computes the face landmarks of every person in `people.ts` once and writes them to `landmarks/*.json`:
 * `node test/harness/landmark.ts [name…]`. Face mesh and detector are those of @vladmandic/human, run in
 * Chromium: `node deploy/install.ts models/training` installs them. Only needed when `people.ts` changes: making recordings needs the JSON alone, no model.
 */
import { writeFileSync } from 'node:fs';
import { ClipDecoder } from './clips.ts';
import { FRACTION, type LandmarkFile, POINTS } from './image/landmarks.ts';
import { type Person, people } from './people.ts';

type Mesh = readonly (readonly [number, number])[];

/** Runs in the page: loads the face mesh and keeps a function that measures one JPEG. */
async function loadMesh(origin: string): Promise<void> {
  const url = `${origin}@vladmandic/human/dist/human.esm.js`;
  const { Human } = await import(url);
  const off = { enabled: false };
  const human = new Human({
    backend: 'wasm',
    wasmPath: `${origin}@tensorflow/tfjs-backend-wasm/dist/`,
    modelBasePath: `${origin}@vladmandic/human/models/`,
    cacheSensitivity: 0,
    filter: off,
    gesture: off,
    body: off,
    hand: off,
    object: off,
    face: {
      enabled: true,
      detector: { rotation: true, maxDetected: 1, minConfidence: 0.3, skipFrames: 0, skipTime: 0 },
      mesh: { enabled: true },
      iris: off,
      description: off,
      emotion: off,
      attention: off,
    },
  });
  await human.load();
  Object.assign(globalThis, {
    mesh: async (jpeg: string) => {
      const picture = await createImageBitmap(await (await fetch(jpeg)).blob());
      const result = await human.detect(picture);
      return result.face[0]?.mesh.map(([x, y]: number[]) => [x, y]) ?? null;
    },
  });
}

async function landmarksOf(decoder: ClipDecoder, person: Person): Promise<LandmarkFile> {
  const frames: (number[] | null)[] = [];
  for (const jpeg of await decoder.frames(person)) {
    const url = `data:image/jpeg;base64,${jpeg.toString('base64')}`;
    const mesh = await decoder.page.evaluate(
      (data) => (globalThis as unknown as { mesh(jpeg: string): Promise<Mesh | null> }).mesh(data),
      url,
    );
    frames.push(mesh && POINTS.flatMap((id) => mesh[id]!.map((v) => Math.round(v * FRACTION))));
  }
  return { points: POINTS, fraction: FRACTION, frames: fillGaps(frames) };
}

/** A frame without a face takes the landmarks of the one before it (the first ones, of the first found). */
function fillGaps(frames: readonly (number[] | null)[]): number[][] {
  let last = frames.find((frame) => frame !== null);
  if (!last) throw new Error('No face in any frame: correct start or crop in people.ts.');
  return frames.map((frame) => {
    last = frame ?? last!;
    return last;
  });
}

const decoder = new ClipDecoder();
await decoder.start();
try {
  await decoder.page.evaluate(loadMesh, decoder.origin);
  const wanted = process.argv.slice(2);
  for (const [name, person] of Object.entries(people)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const landmarks = await landmarksOf(decoder, person);
    const rows = landmarks.frames.map((frame) => `    ${JSON.stringify(frame)}`).join(',\n');
    const text = `{\n  "points": ${JSON.stringify(landmarks.points)},\n  "fraction": ${FRACTION},\n  "frames": [\n${rows}\n  ]\n}\n`;
    writeFileSync(new URL(`landmarks/${name}.json`, import.meta.url), text);
    console.log(`${name}: ${landmarks.frames.length} frames, ${Math.round(text.length / 1000)} kB`);
  }
} finally {
  await decoder.stop();
}
