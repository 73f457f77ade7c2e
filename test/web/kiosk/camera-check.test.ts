import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckRefusal } from '../../../edge-server/contract/camera-check.ts';
import type { Turn } from '../../../models/pipeline/turn.ts';
import { CameraCheck } from '../../../web/kiosk/camera/check.ts';
import { bestTurn } from '../../../web/kiosk/camera/turn.ts';

const settled = () => new Promise(setImmediate);

/** A check whose camera view the test changes. */
function check(picture: () => Promise<Blob> = async () => new Blob(['picture'])) {
  const seen: string[] = [];
  const view: { refusal: CheckRefusal | null; turn: Turn | null } = { refusal: null, turn: null };
  const made = new CameraCheck({
    refusal: () => view.refusal,
    betterTurn: async () => view.turn,
    picture,
    send: async (id, jpeg) => void seen.push(`${id} ${await jpeg.text()}`),
    refuse: async (id, reason) => void seen.push(`${id} ${reason}`),
    announcedMs: 3000,
  });
  return { made, seen, view };
}

test('a picture is announced for 3 s before it is taken, and a second one meanwhile is not looked at', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { made, seen } = check();
  const running = made.start('one');
  await settled();
  assert.equal(made.announced.value, true);
  await made.start('two');
  t.mock.timers.tick(2999);
  await settled();
  assert.deepEqual(seen, []);
  t.mock.timers.tick(1);
  await running;
  assert.deepEqual(seen, ['one picture']);
  assert.equal(made.announced.value, false);
});

test('nobody in view is photographed: not one who is there, who comes meanwhile, or at the last moment', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { made, seen, view } = check(async () => {
    view.refusal = 'person_in_view';
    return new Blob(['of a person']);
  });
  view.refusal = 'person_in_view';
  await made.start('there');
  view.refusal = null;
  const meanwhile = made.start('meanwhile');
  await settled();
  view.refusal = 'person_in_view';
  t.mock.timers.tick(3000);
  await meanwhile;
  view.refusal = null;
  const late = made.start('late');
  await settled();
  t.mock.timers.tick(3000);
  await late;
  assert.deepEqual(seen, ['there person_in_view', 'meanwhile person_in_view', 'late person_in_view']);
});

test('a camera that gives no frame is told, and the announcement ends', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  t.mock.method(console, 'info', () => undefined);
  const { made, seen } = check(() => Promise.reject(new Error('gone')));
  const running = made.start('one');
  await settled();
  t.mock.timers.tick(3000);
  await running;
  assert.deepEqual(seen, ['one no_camera']);
  assert.equal(made.announced.value, false);
});

test('people who are found better in another turn are not photographed, and the turn is told', async () => {
  const { made, seen, view } = check();
  view.refusal = 'person_in_view';
  view.turn = 90;
  await made.start('lying');
  assert.deepEqual(seen, ['lying turn_90']);
});

test('another turn is better when the face is found clearly better in it', () => {
  const scores = (...of: number[]) => new Map<Turn, number>(of.map((score, i) => [(i * 90) as Turn, score]));
  assert.equal(bestTurn(scores(0, 0.9, 0, 0.6), 0), 90);
  assert.equal(bestTurn(scores(0.95, 0.96, 0.6, 0), 0), null);
  assert.equal(bestTurn(scores(0.96, 0.8, 0, 0.7), 270), 0);
  assert.equal(bestTurn(scores(0, 0, 0, 0), 0), null);
});
