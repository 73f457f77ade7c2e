import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CodedError } from '../../../edge-server/common/coded-error.ts';
import { readConfig } from '../../../edge-server/config/config.ts';
import { dropFolder } from '../../../edge-server/doctor/checks/drop-folder.ts';
import type { PictureToCheck } from '../../../edge-server/thin-clients/checks.ts';
import { DropFolder } from '../../../edge-server/thin-clients/drop-folder.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { TestEdge } from '../doubles/edge.ts';

const portrait = readFileSync(
  join(import.meta.dirname, '../../../node_modules/@vladmandic/face-api/demo/sample1.jpg'),
);

function makeFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-drop-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a picture that a camera puts into the folder makes a visit and is gone; the door stays shut', async (context) => {
  const folder = makeFolder(context);
  const edge = await TestEdge.start({
    env: { KF99_DROP_FOLDER: folder },
    settings: { temperaturePolicy: 'off', maskPolicy: 'remind' },
  });
  context.after(() => edge.stop());
  writeFileSync(join(folder, 'camera 7.JPG'), portrait);
  await until(() => edge.store.count() === 1, 'the visit is stored');
  await until(() => !existsSync(join(folder, 'camera 7.JPG')), 'the file is removed');
  assert.equal(edge.store.listVisits(1)[0]?.verdict, 'pass');
  assert.deepEqual(edge.thermometer.pulses, []);
});

/** The folder with a clock that the test turns, and checks that it answers. */
function watched(
  context: TestContext,
  answer: (picture: PictureToCheck) => unknown,
  door = false,
  remove?: (path: string) => Promise<void>,
) {
  const folder = makeFolder(context);
  const clock = new TestClock(Date.now());
  const asked: PictureToCheck[] = [];
  const drop = new DropFolder({
    folder,
    door,
    clock,
    ...(remove && { remove }),
    log: { info: () => undefined, warn: () => undefined },
    checks: {
      check: async (picture) => {
        asked.push(picture);
        return answer(picture) as never;
      },
    },
  });
  drop.start();
  context.after(() => drop.stop());
  const path = (name: string) => join(folder, name);
  /** Looks of half a second each. */
  const look = async (times: number) => {
    for (let n = 0; n < times; n++) {
      await clock.advance(500);
      // What a look does with real files is waited for by the next one.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  const untilLooked = (condition: () => boolean, what: string) =>
    until(async () => {
      await look(1);
      return condition();
    }, what);
  return { path, asked, look, untilLooked, clock };
}

test('a file that is still written is not judged before it is whole, and then once', async (context) => {
  const { path, asked, look, untilLooked } = watched(context, () => ({}), true);
  writeFileSync(path('a.jpg'), portrait.subarray(0, 1000));
  for (let part = 0; part < 10; part++) {
    await look(1);
    appendFileSync(path('a.jpg'), 'more');
  }
  assert.equal(asked.length, 0);
  await untilLooked(() => !existsSync(path('a.jpg')), 'it is judged');
  assert.equal(asked.length, 1);
  assert.deepEqual(asked[0]?.scopes, ['mask', 'visit', 'door'], 'with the door where the machine says so');
});

test('a picture that can not be removed makes one visit, and keeps no place from those that come', async (context) => {
  const refuse = () => Promise.reject(new Error('EPERM: operation not permitted'));
  const { path, asked, look, untilLooked } = watched(context, () => ({}), true, refuse);
  for (let n = 0; n < 20; n++) writeFileSync(path(`a-${n}.jpg`), portrait);
  await untilLooked(() => asked.length === 20, 'each is judged');
  await look(10);
  assert.equal(asked.length, 20, 'and once');
  writeFileSync(path('b.jpg'), portrait);
  await untilLooked(() => asked.length === 21, 'one that comes later');
  writeFileSync(path('b.jpg'), portrait.subarray(0, 2000));
  await untilLooked(() => asked.length === 22, 'another picture of the same name');
});

test('what waits because others wait is judged later; what shows nobody is removed', async (context) => {
  let busy = true;
  const { path, asked, untilLooked } = watched(context, () => {
    throw new CodedError(busy ? 'busy' : 'no_face');
  });
  writeFileSync(path('a.jpg'), portrait);
  await untilLooked(() => asked.length === 2, 'it is tried again');
  assert.ok(existsSync(path('a.jpg')));
  busy = false;
  await untilLooked(() => !existsSync(path('a.jpg')), 'nobody is in it');
});

test('a link, a file that is too large, one that is a minute old: removed unseen; other names: left alone', async (context) => {
  const { path, asked, untilLooked, clock } = watched(context, () => ({}));
  const secret = path('secret');
  writeFileSync(secret, portrait);
  symlinkSync(secret, path('link.jpg'));
  writeFileSync(path('large.png'), Buffer.alloc(8 * 1024 * 1024 + 1));
  for (const name of ['.hidden.jpg', 'notes.txt', 'upload.jpg.part']) writeFileSync(path(name), portrait);
  mkdirSync(path('folder.jpg'));
  await untilLooked(() => !existsSync(path('link.jpg')) && !existsSync(path('large.png')), 'both are gone');
  clock.turn(90_000);
  writeFileSync(path('old.jpg'), portrait);
  await untilLooked(() => !existsSync(path('old.jpg')), 'the old one is gone');
  assert.equal(asked.length, 0);
  for (const name of ['secret', '.hidden.jpg', 'notes.txt', 'upload.jpg.part', 'folder.jpg']) {
    assert.ok(existsSync(path(name)), name);
  }
});

test('doctor: a folder that is not there, that everybody may write to, that is well', async (context) => {
  const folder = makeFolder(context);
  const says = async (path: string) => {
    const config = readConfig({ KF99_DROP_FOLDER: path });
    const found = await dropFolder({ config, env: {}, health: null, root: '/', now: new Date() });
    return found.map(({ status }) => status);
  };
  assert.deepEqual(await says(join(folder, 'none')), ['fail']);
  assert.deepEqual(await says(folder), ['ok']);
  chmodSync(folder, 0o777);
  assert.deepEqual(await says(folder), ['warn']);
  assert.throws(() => readConfig({ KF99_DROP_DOOR: 'on' }), /set KF99_DROP_FOLDER too/);
});

test('a picture is a visit of the time that the clock shows, also when it was set back', async (context) => {
  const { path, clock, asked, untilLooked } = watched(context, () => ({ verdict: null }));
  // Ids of the library's own time never go back, so they would be those of before.
  clock.set(new Date(clock.now().getTime() - 600_000));
  writeFileSync(path('a.jpg'), portrait);
  await untilLooked(() => asked.length > 0, 'the picture is looked at');
  const time = Number.parseInt(asked[0]!.visit!.replaceAll('-', '').slice(0, 12), 16);
  assert.ok(Math.abs(time - clock.now().getTime()) < 60_000, `${new Date(time)}`);
});
