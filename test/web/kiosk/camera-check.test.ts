import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckRefusal } from '../../../edge-server/contract/camera-check.ts';
import { CameraCheck } from '../../../web/kiosk/camera/check.ts';

const settled = () => new Promise(setImmediate);

/** A check whose camera view the test changes. */
function check(picture: () => Promise<Blob> = async () => new Blob(['picture'])) {
  const seen: string[] = [];
  const view: { refusal: CheckRefusal | null } = { refusal: null };
  const made = new CameraCheck({
    refusal: () => view.refusal,
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
  view.refusal = 'person_in_view';
  t.mock.timers.tick(3000);
  await meanwhile;
  view.refusal = null;
  const late = made.start('late');
  t.mock.timers.tick(3000);
  await late;
  assert.deepEqual(seen, ['there person_in_view', 'meanwhile person_in_view', 'late person_in_view']);
});

test('a camera that gives no frame is told, and the announcement ends', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  t.mock.method(console, 'info', () => undefined);
  const { made, seen } = check(() => Promise.reject(new Error('gone')));
  const running = made.start('one');
  t.mock.timers.tick(3000);
  await running;
  assert.deepEqual(seen, ['one no_camera']);
  assert.equal(made.announced.value, false);
});
