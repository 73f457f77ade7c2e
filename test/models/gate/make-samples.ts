/**
 * `npm run gate:samples`: cuts the gate's samples (`models/gate/samples.bin`) out of the recordings and prints what the
 * model that ships says of each. Only needed when the recordings' people change.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { faceCrop, supersamplingOf } from '../../../models/pipeline/align.ts';
import { DETECTOR } from '../../../models/pipeline/detector.ts';
import { frameBytes, frameFromRgba } from '../../../models/pipeline/frame.ts';
import { SAMPLE_SCALE, SAMPLE_SIDE } from '../../../models/pipeline/gate-samples.ts';
import type { Label } from '../../../models/pipeline/labels.ts';
import { VisionPipeline } from '../../../models/pipeline/pipeline.ts';
import { sampleAffine } from '../../../models/pipeline/sample.ts';
import { frames } from '../../harness/index.ts';
import { readModelFile, startNodeBackend } from '../pipeline/node-models.ts';

/** Recordings and how many moments of each: twelve a label, as different as there are. */
const WANTED: Readonly<Record<Label, Readonly<Record<string, number>>>> = {
  mask: { surgical: 2, white: 1, black: 2, pattern: 2, ffp2: 1, audun: 2, ava: 2 },
  no_mask: {
    bare: 3,
    'bare-audun': 2,
    'bare-ava': 2,
    'bare-bella': 2,
    hand: 1,
    'hand-audun': 1,
    'mask-in-hand': 1,
  },
  incorrect: { 'nose-out': 4, 'nose-out-black': 4, chin: 4 },
};
/** Frames (15 a second) in which a visitor stands. */
const [FROM, TO] = [40, 105];

await startNodeBackend();
const pipeline = await VisionPipeline.load(readModelFile, DETECTOR);
const parts: Uint8Array[] = [];
for (const [label, recordings] of Object.entries(WANTED)) {
  for (const [name, count] of Object.entries(recordings)) {
    const at = Array.from({ length: count }, (_, i) => Math.round(FROM + ((TO - FROM) * (i + 0.5)) / count));
    for await (const { index, rgba, width, height } of frames(label === 'mask' ? `masked-${name}` : name)) {
      if (index > TO) break;
      if (!at.includes(index)) continue;
      const frame = frameFromRgba(rgba, width, height);
      const { faces } = await pipeline.observe(frame);
      const face = faces.toSorted((a, b) => b.box[2] - a.box[2])[0];
      if (!face) throw new Error(`${name}: nobody in frame ${index}`);
      const map = faceCrop(face, SAMPLE_SIDE, SAMPLE_SCALE);
      const crop = new Float32Array(SAMPLE_SIDE * SAMPLE_SIDE * 3);
      sampleAffine(frame, map, SAMPLE_SIDE, crop, Math.max(3, supersamplingOf(map)));
      const out = new Uint8ClampedArray(SAMPLE_SIDE * SAMPLE_SIDE * 4).fill(255);
      for (let i = 0; i < SAMPLE_SIDE * SAMPLE_SIDE; i++) {
        for (let c = 0; c < 3; c++) out[4 * i + c] = 127.5 * (crop[3 * i + c]! + 1);
      }
      const bytes = new Uint8Array(frameBytes(SAMPLE_SIDE, SAMPLE_SIDE));
      frameFromRgba(out, SAMPLE_SIDE, SAMPLE_SIDE, bytes);
      parts.push(bytes);
      console.log(
        `${label.padEnd(9)} ${name.padEnd(15)} ${index} in the frame: ${JSON.stringify(face.probabilities)}`,
      );
    }
  }
}
await writeFile(
  fileURLToPath(new URL('../../../models/gate/samples.bin', import.meta.url)),
  Buffer.concat(parts),
);
pipeline.dispose();
