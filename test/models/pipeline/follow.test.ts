import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { memory } from '@tensorflow/tfjs-core';
import { BlazeFace } from '../../../models/pipeline/blazeface.ts';
import type { Box, Face, FaceDetector } from '../../../models/pipeline/face.ts';
import { type ChangeWatch, FaceFollower } from '../../../models/pipeline/follow.ts';
import { type Frame, frameFromRgba } from '../../../models/pipeline/frame.ts';
import { type GatedClassifier, loadGated } from '../../../models/pipeline/gate.ts';
import { LABELS } from '../../../models/pipeline/labels.ts';
import { VisionPipeline } from '../../../models/pipeline/pipeline.ts';
import type { Turn } from '../../../models/pipeline/turn.ts';
import { faceAt } from './faces.ts';
import { frameOf, readModelFile, startNodeBackend } from './node-models.ts';

let gated: GatedClassifier;
let group: Frame;

before(async () => {
  await startNodeBackend();
  gated = await loadGated(readModelFile);
  group = await frameOf('@vladmandic/face-api/demo/sample4.jpg');
});
after(() => gated.classifier.dispose());

/** Finds the faces that the test says, as a detector would: only those with their middle in the region. */
class Scripted implements FaceDetector {
  readonly name = 'scripted';
  faces: Face[] = [];
  /** The people lie: they are found better when the frame is turned by 90°. */
  lying = false;
  readonly searches: (Box | 'whole')[] = [];
  readonly shares: number[] = [];

  async detect(_: Frame, region?: Box, turn: Turn = 0, share = 1): Promise<Face[]> {
    this.searches.push(region ?? 'whole');
    this.shares.push(share);
    const score = turn === 90 && this.lying ? 0.99 : 0.9;
    const found = this.faces.map((face) => ({ ...face, score }));
    return found.filter(({ box: [x, y, w, h] }) => {
      if (!region) return true;
      const [left, top, width, height] = region;
      const [cx, cy] = [x + w / 2, y + h / 2];
      return cx > left && cx < left + width && cy > top && cy < top + height;
    });
  }

  dispose(): void {}
}

const pipelineOf = (detector: FaceDetector) =>
  new VisionPipeline(detector, gated.classifier, gated.reliability);

function rig(watch?: ChangeWatch) {
  const detector = new Scripted();
  return { detector, follower: new FaceFollower(pipelineOf(detector), watch) };
}

/** Says what the test says. */
class ScriptedWatch implements ChangeWatch {
  says = false;
  searches = 0;

  changed(): boolean {
    return this.says;
  }

  searched(): void {
    this.searches += 1;
  }

  reset(): void {}
}

test('nobody: at most half of the frames of a 30 Hz camera are searched', async () => {
  const { detector, follower } = rig();
  for (let i = 0; i < 30; i++) {
    assert.deepEqual((await follower.observe(group, (i * 1000) / 30)).faces, []);
  }
  assert.ok(detector.searches.length <= 15, `${detector.searches.length} searches`);
});

test('nobody, and nothing changes: four searches a second; who comes in unnoticed is found 0.3 s later at most', async () => {
  const watch = new ScriptedWatch();
  const { detector, follower } = rig(watch);
  for (let i = 0; i < 90; i++) await follower.observe(group, (i * 1000) / 30);
  assert.ok(detector.searches.length <= 12, `${detector.searches.length} searches in 3 s`);
  assert.equal(watch.searches, detector.searches.length, 'the watch knows of each');
  assert.ok(follower.idle);
  detector.faces = [faceAt(200, 80, 120)];
  let found = Number.NaN;
  for (let at = 3001; Number.isNaN(found) && at < 4000; at += 33) {
    if ((await follower.observe(group, at)).faces.length > 0) found = at - 3001;
  }
  assert.ok(found <= 330, `found after ${found} ms`);
  assert.ok(!follower.idle);
});

test('nobody, and something changes: searched as often as without a watch', async () => {
  const watch = new ScriptedWatch();
  const { detector, follower } = rig(watch);
  await follower.observe(group, 0);
  assert.equal((await follower.observe(group, 66)).changed, false);
  assert.equal(detector.searches.length, 1);
  watch.says = true;
  assert.equal((await follower.observe(group, 100)).changed, true);
  assert.equal(detector.searches.length, 2);
  await follower.observe(group, 133);
  assert.equal(detector.searches.length, 2, 'not more than half of the frames');
});

test('beside a followed face the whole frame is searched when something changes, and every second all the same', async () => {
  const watch = new ScriptedWatch();
  const { detector, follower } = rig(watch);
  const whole = () => detector.searches.filter((search) => search === 'whole').length;
  detector.faces = [faceAt(200, 80, 120)];
  for (let i = 0; i < 60; i++) await follower.observe(group, i * 33);
  assert.ok(whole() >= 2 && whole() <= 3, `${whole()} in two seconds`);
  watch.says = true;
  const before = whole();
  for (let i = 60; i < 90; i++) await follower.observe(group, i * 33);
  assert.ok(whole() - before >= 3, `${whole() - before} in a second`);
});

test('a followed face is searched in its region, the whole frame now and then', async () => {
  const { detector, follower } = rig();
  for (let i = 0; i < 30; i++) {
    detector.faces = [faceAt(100 + 4 * i, 80, 120)];
    const { faces } = await follower.observe(group, i * 33);
    assert.equal(faces[0]?.id, 1);
  }
  const whole = detector.searches.filter((search) => search === 'whole').length;
  assert.equal(detector.searches.length, 30);
  assert.ok(whole >= 3 && whole <= 5, `${whole} whole frames in a second`);
});

test('of a visitor who stands every fourth frame is searched, and each is judged', async () => {
  const { detector, follower } = rig();
  detector.faces = [faceAt(200, 80, 120)];
  for (let i = 0; i < 30; i++) {
    const { faces, ms } = await follower.observe(group, i * 33);
    assert.equal(faces[0]?.id, 1);
    assert.ok(ms.classify > 0);
  }
  assert.ok(detector.searches.length >= 7 && detector.searches.length <= 15, `${detector.searches.length}`);
  detector.faces = [];
  for (let i = 30; i < 33; i++) await follower.observe(group, i * 33);
  const { faces } = await follower.observe(group, 33 * 33);
  assert.deepEqual(faces, [], 'who left is missed within four frames');
});

test('who lies is tilted from the first frame on, and no longer when upright; looking costs four searches', async () => {
  const { detector, follower } = rig();
  detector.faces = [faceAt(200, 80, 0.2 * group.width)];
  detector.lying = true;
  const tilted = async (at: number) => (await follower.observe(group, at)).faces[0]?.quality.tilted;
  assert.equal(await tilted(0), true);
  assert.equal(detector.searches.length, 1 + 4);
  assert.equal(await tilted(33), true, 'what was found holds for a while');
  detector.lying = false;
  assert.equal(await tilted(500), false);
  detector.searches.length = 0;
  for (let at = 600; at < 2400; at += 200) assert.equal(await tilted(at), false);
  assert.ok(detector.searches.length < 2 * 9, 'who stands upright is looked at seldom');
});

test('of a camera on its side everything is told as it is upright', async () => {
  const { detector, follower } = rig();
  detector.lying = true;
  detector.faces = [faceAt(200, 80, 0.2 * group.width), faceAt(500, 60, 30)];
  follower.turn = 90;
  const { width, height, faces, others } = await follower.observe(group, 0);
  assert.deepEqual([width, height], [group.height, group.width]);
  assert.equal(faces[0]!.quality.tilted, false);
  assert.deepEqual(faces[0]!.box.slice(0, 2), [group.height - 80 - 0.2 * group.width, 200]);
  assert.deepEqual(others[0]!.box, [group.height - 90, 500, 30, 30]);
  const { nose, rightEye } = faces[0]!.keypoints;
  assert.ok(nose[0] < rightEye[0], 'turned clockwise, the nose is left of the eyes');
});

test('beside a near face the whole frame is searched with a part of the input, since small faces count for nothing', async () => {
  const { detector, follower } = rig();
  const shares = () => detector.shares.filter((_, i) => detector.searches[i] === 'whole');
  detector.faces = [faceAt(200, 80, 0.15 * group.width)];
  for (let at = 0; at < 1000; at += 33) await follower.observe(group, at);
  assert.ok(shares().every((share) => share === 1));
  follower.reset();
  detector.shares.length = 0;
  detector.searches.length = 0;
  detector.faces = [faceAt(200, 80, 0.25 * group.width)];
  for (let at = 1000; at < 2000; at += 33) await follower.observe(group, at);
  const [first, ...later] = shares();
  assert.equal(first, 1, 'whoever is not known yet may be small');
  assert.ok(later.length >= 3 && later.every((share) => share < 1), `${later}`);
});

test('at five frames a second nothing is taken for where it was', async () => {
  const { detector, follower } = rig();
  detector.faces = [faceAt(200, 80, 120)];
  for (let i = 0; i < 10; i++) await follower.observe(group, i * 200);
  assert.ok(detector.searches.length >= 10);
});

test('a face that leaves its region is searched for in the whole frame at once', async () => {
  const { detector, follower } = rig();
  detector.faces = [faceAt(100, 80, 100)];
  await follower.observe(group, 0);
  detector.faces = [faceAt(500, 80, 100)];
  const { faces } = await follower.observe(group, 33);
  assert.deepEqual(
    faces.map(({ id }) => id),
    [2],
  );
  assert.equal(detector.searches.at(-1), 'whole');
});

test('two rivals are judged, twelve faces behind are only counted', async () => {
  const { detector, follower } = rig();
  const crowd = Array.from({ length: 10 }, (_, i) => faceAt(60 * i, 300, 40));
  detector.faces = [faceAt(100, 50, 150), faceAt(350, 50, 120), ...crowd];
  const { faces, others } = await follower.observe(group, 0);
  assert.equal(faces.length, 2);
  assert.equal(others.length, 10);
});

test('a clock that goes back is another recording: ids go on, nothing is followed', async () => {
  const { detector, follower } = rig();
  detector.faces = [faceAt(100, 80, 100)];
  await follower.observe(group, 5000);
  await follower.observe(group, 0);
  assert.deepEqual(detector.searches, ['whole', 'whole']);
});

test('a live frame, looked at once, says what a single picture says, looked at twice', async () => {
  const detector = await BlazeFace.load(readModelFile);
  const pipeline = pipelineOf(detector);
  const { faces: still } = await pipeline.observe(group);
  const { faces: live } = await new FaceFollower(pipeline).observe(group, 0);
  assert.ok(live.length > 0);
  for (const { box, label, probabilities } of live) {
    const same = still.find((face) => Math.abs(face.box[0] - box[0]) < 1)!;
    assert.equal(label, same.label);
    for (const name of LABELS) assert.ok(Math.abs(probabilities[name] - same.probabilities[name]) < 0.1);
  }
  detector.dispose();
});

test('300 frames: no tensor and no buffer more than after the first', async () => {
  const detector = await BlazeFace.load(readModelFile);
  const pipeline = pipelineOf(detector);
  const follower = new FaceFollower(pipeline);
  // Half of the size, so that the test is quick.
  const small = frameFromRgba(new Uint8Array(160 * 120 * 4).fill(90), 160, 120);
  await follower.observe(group, 0);
  await follower.observe(small, 33);
  const { numTensors, numBytes } = memory();
  for (let i = 2; i < 300; i++) await follower.observe(i % 30 ? small : group, i * 33);
  assert.deepEqual([memory().numTensors, memory().numBytes], [numTensors, numBytes]);
  detector.dispose();
});

test('who is seen after a clock that went back gets an id that nobody had', async () => {
  const { detector, follower } = rig();
  detector.faces = [faceAt(100, 100, 120), faceAt(400, 100, 100)];
  const before = (await follower.observe(group, 1000)).faces.map(({ id }) => id);
  const after = (await follower.observe(group, 960)).faces.map(({ id }) => id);
  assert.ok(before.length > 0 && after.length > 0);
  assert.ok(
    after.every((id) => !before.includes(id)),
    `${after} after ${before}`,
  );
});

test('a camera on its side: near is a share of the width in which people stand', async () => {
  const frame = frameFromRgba(new Uint8Array(640 * 480 * 4), 640, 480);
  for (const [turn, width, looks] of [
    [0, 60, 0],
    [0, 66, 1],
    [90, 46, 0],
    [90, 50, 1],
  ] as const) {
    let looked = 0;
    const plain = pipelineOf(new Scripted());
    const follower = new FaceFollower({
      detect: async () => [faceAt(290, 210, width)],
      classify: (...of) => plain.classify(...of),
      standsUpright: async () => {
        looked++;
        return true;
      },
    });
    follower.turn = turn;
    await follower.observe(frame, 0);
    assert.equal(looked, looks, `${width} px turned by ${turn}`);
  }
});
