import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { againstLight } from '../../../../models/training/augment/camera.ts';
import { Network } from '../../../../models/training/blazeface/network.ts';
import { readShortRange } from '../../../../models/training/blazeface/published.ts';
import { Random } from '../../../../models/training/common/random.ts';
import { detectorArchitecture } from '../../../../models/training/detector/architecture.ts';
import { facelessPart } from '../../../../models/training/detector/backdrop.ts';
import { SceneComposer } from '../../../../models/training/detector/composer.ts';
import { sceneLoss } from '../../../../models/training/detector/loss.ts';
import { pretrainedWeights } from '../../../../models/training/detector/pretrained.ts';
import type { SceneStore } from '../../../../models/training/detector/scenes.ts';
import { Stage } from '../../../../models/training/detector/stage.ts';
import { Targets } from '../../../../models/training/detector/targets.ts';
import { Arena, compileKernels } from '../../../../models/training/kernels/kernels.ts';
import { adamStep } from '../../../../models/training/loop/optimiser.ts';
import { startNodeBackend } from '../../pipeline/node-models.ts';
import { groupStore } from './fixture.ts';

const [WIDTH, HEIGHT] = [96, 80];
let store: SceneStore;

before(async () => {
  await startNodeBackend();
  store = await groupStore();
});

test('a seed composes the same scene again, in range, with faces that lie in it', () => {
  const composer = new SceneComposer(store, store.photos, WIDTH, HEIGHT);
  const [a, b] = [0, 1].map(() => new Float32Array(WIDTH * HEIGHT * 3));
  let faces = 0;
  let empty = 0;
  for (let seed = 0; seed < 24; seed++) {
    const scene = composer.draw(new Random(seed), a!);
    assert.deepEqual(composer.draw(new Random(seed), b!), scene);
    assert.deepEqual(a, b);
    assert.ok(a!.every((value) => value >= -1 && value <= 1));
    faces += scene.faces.length;
    if (scene.faces.length + scene.unsure.length === 0) empty++;
    for (const { box, keypoints } of scene.faces) {
      const [cx, cy] = [box[0] + box[2] / 2, box[1] + box[3] / 2];
      assert.ok(cx > 0 && cy > 0 && cx < WIDTH && cy < HEIGHT);
      assert.ok(
        keypoints!.rightEye[0] < keypoints!.leftEye[0],
        'the right eye stays on the left, mirrored too',
      );
    }
  }
  assert.ok(faces > 10 && empty > 1, `${faces} faces, ${empty} scenes without one`);
});

test('a faceless part touches no face', () => {
  const photo = store.photos[0]!;
  for (let seed = 0; seed < 50; seed++) {
    const part = facelessPart(photo, new Random(seed));
    if (!part) continue;
    assert.ok(
      part[0] >= 0 && part[1] >= 0 && part[0] + part[2] <= photo.width && part[1] + part[3] <= photo.height,
    );
    for (const { box } of photo.faces) {
      const apart: boolean =
        part[0] >= box[0] + box[2] ||
        box[0] >= part[0] + part[2] ||
        part[1] >= box[1] + box[3] ||
        box[1] >= part[1] + part[3];
      assert.ok(apart);
    }
  }
});

test('a stage shows the same frames for the same seed, the wanted face of 80 pixels and more in it', () => {
  const [a, b] = [new Stage(store, store.photos, 3), new Stage(store, store.photos, 3)];
  for (const [i, photo] of store.photos.entries()) {
    const staged = a.composed(photo, i)!;
    assert.deepEqual(staged.frame.y, b.composed(photo, i)!.frame.y);
    const [x, y, w, h] = staged.face!.box;
    assert.ok(w >= 80 && x > -w / 2 && y > -h / 2 && x + w / 2 < 640 && y + h / 2 < 480);
  }
  assert.equal(a.faceless(1).face, undefined);
});

test('twenty-five steps on three scenes take most of the loss away', async () => {
  const architecture = detectorArchitecture();
  const arena = new Arena(await compileKernels());
  const network = new Network(arena, architecture, WIDTH, HEIGHT);
  const { total } = architecture;
  arena.view(network.weights, total).set(pretrainedWeights(architecture, await readShortRange()));
  const moments = { first: arena.floats(total), second: arena.floats(total), average: arena.floats(total) };
  const composer = new SceneComposer(store, store.photos, WIDTH, HEIGHT);
  const targets = new Targets(architecture, WIDTH, HEIGHT);
  const losses: number[] = [];
  for (let step = 0; step < 25; step++) {
    arena.view(network.gradient, total).fill(0);
    network.prepareBackward();
    let loss = 0;
    for (let i = 0; i < 3; i++) {
      const scene = composer.draw(new Random(8, i), arena.view(network.image, WIDTH * HEIGHT * 3));
      network.forward();
      const { score, place } = sceneLoss(arena, network, targets.assign(scene), 1 / 3);
      loss += (score + place) / 3;
      network.backward();
    }
    losses.push(loss);
    adamStep(arena, network, moments, total, step + 20, {
      steps: 1000,
      rate: 3e-3,
      weightDecay: 0,
    });
  }
  assert.ok(losses.at(-1)! < losses[0]! / 3, `${losses[0]} became ${losses.at(-1)}`);
});

test('a face against the light is darker than the room around it', () => {
  const canvas = { size: 48, rows: 36, rgb: new Float32Array(48 * 36 * 3).fill(0.5) };
  for (let seed = 0; seed < 8; seed++) {
    canvas.rgb.fill(0.5);
    againstLight(canvas, [10, 8, 12, 12], new Random(seed));
    const at = (x: number, y: number) => canvas.rgb[3 * (48 * y + x)]!;
    assert.ok(at(16, 14) < 0.25 && at(46, 34) >= 0.5 && at(46, 34) <= 1);
  }
});
