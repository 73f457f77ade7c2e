import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { DETECTOR } from '../../../models/pipeline/detector.ts';
import { type Frame, frameFromRgba } from '../../../models/pipeline/frame.ts';
import { VisionPipeline } from '../../../models/pipeline/pipeline.ts';
import { TURNS, type Turn } from '../../../models/pipeline/turn.ts';
import { readModelFile, startNodeBackend } from './node-models.ts';

const DEMO = 'node_modules/@vladmandic/face-api/demo';

let pipeline: VisionPipeline;
before(async () => {
  await startNodeBackend();
  pipeline = await VisionPipeline.load(readModelFile, DETECTOR);
});
after(() => pipeline.dispose());

async function turned(photo: string, degrees: number): Promise<Frame> {
  const small = await sharp(`${DEMO}/${photo}`).resize(640, 640, { fit: 'inside' }).toBuffer();
  const { data, info } = await sharp(small)
    .rotate(degrees, { background: '#808080' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return frameFromRgba(data, info.width, info.height);
}

/** Faces that are large enough to be judged, and whether each is found to stand upright. */
async function looked(frame: Frame) {
  const { faces } = await pipeline.observe(frame);
  const near = faces.filter(({ box }) => box[2] >= 0.1 * frame.width);
  return Promise.all(
    near.map(async (face) => ({ ...face, upright: await pipeline.standsUpright(frame, face) })),
  );
}

test('bare faces on their side that are called mask are found not to stand upright', async () => {
  let masks = 0;
  for (const degrees of [45, 60, 75, 90, 120, 150, 180, 210, 240, 270, 300]) {
    for (const photo of ['sample1.jpg', 'sample2.jpg', 'sample3.jpg']) {
      const faces = await looked(await turned(photo, degrees));
      const claimed = faces.filter(({ label }) => label === 'mask');
      masks += claimed.length;
      for (const { upright } of claimed) assert.equal(upright, false, `${photo} turned by ${degrees}°`);
    }
  }
  assert.ok(masks >= 3, `${masks} were called mask: the photos do not try it any more`);
});

test('faces that stand upright, or lean a little, keep their answer', async () => {
  for (const degrees of [0, 15]) {
    for (const photo of ['sample3.jpg', 'sample6.jpg']) {
      const faces = await looked(await turned(photo, degrees));
      assert.ok(faces.length > 0);
      for (const { upright } of faces) assert.equal(upright, true, `${photo} turned by ${degrees}°`);
    }
  }
});

test('with its turn a camera on its side finds the same faces, in pixels of its frame', async () => {
  const upright = await pipeline.detect(await turned('sample6.jpg', 0));
  for (const turn of TURNS) {
    const mounted = await turned('sample6.jpg', 360 - turn);
    const faces = await pipeline.detect(mounted, undefined, turn);
    assert.equal(faces.length, upright.length);
    const [face] = faces;
    assert.ok(Math.abs(face!.score - upright[0]!.score) < 0.05);
    const { faces: judged } = await pipeline.classify(mounted, faces, true);
    assert.equal(judged[0]!.label, 'no_mask');
    assert.equal(await pipeline.standsUpright(mounted, face!, turn), true);
    const other = ((turn + 90) % 360) as Turn;
    assert.equal(await pipeline.standsUpright(mounted, face!, other), false);
  }
});
