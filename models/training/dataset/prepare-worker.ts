import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { startWasm } from '../../pipeline/backend.ts';
import { BlazeFace } from '../../pipeline/blazeface.ts';
import { MaskedFaceDetector } from '../../pipeline/face-detector.ts';
import type { Example, PreparedPhoto } from './examples.ts';
import type { Box, LabelledPhoto, TeacherFace } from './labels.ts';
import { largestFace, locateFaces, matchBox, moveFace } from './locate.ts';
import { FaceMesh } from './mesh.ts';
import { readHumanModel, readOwnModel, WASM_FOLDER } from './packages.ts';
import { cutPatch, patchBytes } from './patch.ts';
import { decodePhoto } from './photo.ts';

/**
 * Who finds the faces: the classifier learns from crops as `own` cuts them at run time; `own` itself learns from
 * BlazeFace, since it would drift if it learnt from its own boxes.
 */
export type Finder = 'own' | 'blazeface';

/** Work for one thread: photos, and the faces that a teacher found in them. */
export interface PrepareJob {
  folder: string;
  finder: Finder;
  photos: { photo: LabelledPhoto; teacher: TeacherFace[] }[];
}

/** One photo's answer, sent as it is done; `pixels[i]` and `meshes[i]` belong to `examples[i]`. */
export interface PreparedBatch {
  photo: PreparedPhoto;
  examples: Omit<Example, 'offset' | 'mesh' | 'group'>[];
  pixels: Uint8Array[];
  meshes: Float32Array[];
  missed: number;
}

/** Faces smaller than this tell a person nothing either. Pixels of the photo. */
const MIN_FACE = 24;
/** Room for the jitter of the crop: 1.3 boxes, zoomed out, shifted and rolled. */
const PATCH_SCALE = 2.2;

async function prepare(job: PrepareJob): Promise<void> {
  await startWasm(WASM_FOLDER, 1);
  const detector =
    job.finder === 'own' ? await MaskedFaceDetector.load(readOwnModel) : await BlazeFace.load(readHumanModel);
  const mesh = await FaceMesh.load(readHumanModel);
  try {
    for (const { photo, teacher } of job.photos) {
      const { frame, hash } = await decodePhoto(join(job.folder, photo.file));
      const located = await locateFaces(frame, detector, teacher);
      const batch: PreparedBatch = {
        photo: { file: photo.file, hash },
        examples: [],
        pixels: [],
        meshes: [],
        missed: 0,
      };
      const wanted: { box: Box | undefined; label: NonNullable<LabelledPhoto['label']> }[] = photo.faces ?? [
        { box: undefined, label: photo.label! },
      ];
      for (const { box, label } of wanted) {
        const found = box ? matchBox(located, box) : largestFace(located);
        if (!found || Math.max(found.face.box[2], found.face.box[3]) < MIN_FACE) {
          batch.missed++;
          continue;
        }
        const patch = cutPatch(frame, found.face.box, PATCH_SCALE);
        const face = moveFace(found.face, -patch.x, -patch.y);
        const { points, score } = await mesh.find(patch.frame, face);
        batch.examples.push({
          file: photo.file,
          source: photo.source,
          label,
          ...(photo.kind && { kind: photo.kind }),
          foundBy: found.foundBy,
          face,
          width: patch.frame.width,
          height: patch.frame.height,
          corner: [patch.x, patch.y],
          meshScore: score,
        });
        batch.pixels.push(patchBytes(patch));
        batch.meshes.push(points);
      }
      parentPort!.postMessage(batch);
    }
  } finally {
    detector.dispose();
    mesh.dispose();
  }
}

await prepare(workerData as PrepareJob);
