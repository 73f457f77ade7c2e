import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { MaskClassifier } from '../../../models/pipeline/classifier.ts';
import { DETECTOR } from '../../../models/pipeline/detector.ts';
import type { Face } from '../../../models/pipeline/face.ts';
import { type Frame, frameFromRgba } from '../../../models/pipeline/frame.ts';
import { answersOf, loadGated } from '../../../models/pipeline/gate.ts';
import { readGateSamples } from '../../../models/pipeline/gate-samples.ts';
import type { ReadModelFile } from '../../../models/pipeline/load.ts';
import { ModelRefused } from '../../../models/pipeline/model-refused.ts';
import { VisionPipeline } from '../../../models/pipeline/pipeline.ts';
import { reliabilityOf } from '../../../models/pipeline/reliability.ts';
import { addFrame, NOTHING_SEEN, sureLabel } from '../../../web/kiosk/visit/sequential.ts';
import { FPS, frames } from '../../harness/index.ts';
import { readModelFile, startNodeBackend } from '../pipeline/node-models.ts';
import { goodModel, type ModelFiles, USELESS } from './useless.ts';

const FRAMES = { from: 40, every: 3, to: 115 };
const bare: { frame: Frame; face: Face; at: number }[] = [];

before(async () => {
  await startNodeBackend();
  const detector = await DETECTOR.load(readModelFile);
  for await (const { index, rgba, width, height } of frames('bare')) {
    if (index < FRAMES.from || index > FRAMES.to || index % FRAMES.every !== 0) continue;
    const frame = frameFromRgba(rgba, width, height);
    const [face] = await detector.detect(frame);
    if (face) bare.push({ frame, face, at: (index * 1000) / FPS });
  }
  detector.dispose();
  assert.ok(bare.length > 20);
});

const reading =
  (files: ModelFiles): ReadModelFile =>
  async (path) => {
    const [folder, file] = path.split('/');
    return folder === 'mask' ? new Uint8Array(files[file as keyof ModelFiles]).buffer : readModelFile(path);
  };

/** What the sequential test makes of the bare recording, by a model that did not have to pass the gate. */
async function verdict(files: ModelFiles): Promise<string | null> {
  const classifier = await MaskClassifier.load(reading(files));
  try {
    const reliability = reliabilityOf(await answersOf(classifier, await readGateSamples(readModelFile)));
    const detector = { name: 'none', detect: async () => [], dispose: () => undefined };
    const pipeline = new VisionPipeline(detector, classifier, reliability);
    let state = NOTHING_SEEN;
    for (const { frame, face, at } of bare) {
      const { faces } = await pipeline.classify(frame, [face], false);
      state = addFrame(state, { ...faces[0]!, relativeWidth: face.box[2] / frame.width }, at);
      const label = sureLabel(state);
      if (label) return label;
    }
    return null;
  } finally {
    classifier.dispose();
  }
}

test('the model that ships passes, and calls the bare recording bare', async () => {
  const { classifier } = await loadGated(readModelFile);
  classifier.dispose();
  assert.equal(await verdict(goodModel()), 'no_mask');
});

for (const [name, spoil] of Object.entries(USELESS)) {
  test(`useless, ${name}: refused in one sentence, and lets the bare recording pass not even ungated`, async () => {
    const files = spoil(goodModel());
    const error = await loadGated(reading(files)).then(
      () => assert.fail('it was taken'),
      (error: unknown) => error,
    );
    assert.ok(error instanceof ModelRefused, String(error));
    assert.match(error.message, /^(mask-[0-9a-f]{8}|the mask model) is refused: [^\n]+[^.]\.$/);
    const said = await verdict(files).catch((error: Error) => `can't be run: ${error.message}`);
    assert.notEqual(said, 'mask');
    const { classifier } = await loadGated(readModelFile);
    classifier.dispose();
  });
}
