/** Pictures in the bucket before the verdict, where the site wants that: put at once, and never there for long. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Captures } from '../../../edge-server/captures/captures.ts';
import { createLog } from '../../../edge-server/common/log.ts';
import { Settings } from '../../../edge-server/contract/index.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence } from '../doubles/edge.ts';
import { PREFIX, Uploads } from './uploads.ts';

const HOUR_MS = 3_600_000;
let uploads: Uploads;

beforeEach(async () => {
  uploads = await Uploads.start({ captureEarly: 'on' });
  uploads.bucket.deletesTemp = true;
});
afterEach(() => uploads.stop());

const file = (name: string) => join(uploads.edge.data, 'captures', name);
const temp = (id: string) => `${PREFIX}temp-${id}.jpg`;
const objects = (...names: string[]) =>
  uploads.until(
    () =>
      uploads.bucket.objects().join() === [...names].sort().join() &&
      tempRows() === names.filter(isTemp).length,
    () => `${uploads.bucket.objects().join()}; ${tempRows()} rows; ${uploads.bucket.requests.join('; ')}`,
  );
const isTemp = (name: string) => name.includes('/temp-');
const tempRows = () =>
  Number(uploads.edge.store.database.prepare('select count(*) as n from temp_objects').get()?.n);
const part = () => uploads.edge.edge.health.read().parts.bucket;

/** The server's side with a clock of its own, and what it wrote durably. */
function captures(settings: Partial<Settings> = {}) {
  const { store } = uploads.edge;
  const clock = new TestClock(Date.now());
  const durable: string[] = [];
  const own = new Captures({
    bucket: true,
    folder: join(uploads.edge.data, 'captures'),
    clock,
    settings: () => Settings.parse({ captures: 'on', captureEarly: 'on', ...settings }),
    store: {
      ...store,
      write: (change, durability) => {
        if (durability === 'durable') durable.push(...change.map(({ sql }) => sql));
        return store.write(change, durability);
      },
    },
    log: createLog('test', 'silent'),
  });
  return { own, clock, durable };
}

test('there before the verdict; with the verdict it has its lasting name, and nothing temporary is left', async () => {
  uploads.startUploader();
  const visit = await uploads.picture();
  await objects(temp(visit.id));
  assert.deepEqual(
    readFileSync(uploads.bucket.object(temp(visit.id))),
    readFileSync(file(`temp-${visit.id}.jpg`)),
  );
  await uploads.edge.visit(visit);
  await objects(`${PREFIX}${visit.id}.jpg`);
});

test('without a verdict it is gone within the hour, and the row that says so is on disk before it is put', async () => {
  const { own, clock, durable } = captures();
  await own.start();
  const visit = await uploads.picture();
  await own.put(visit.id, readFileSync(file(`temp-${visit.id}.jpg`)), []);
  assert.equal(durable.filter((sql) => sql.includes('temp_objects')).length, 1);
  uploads.startUploader();
  await objects(temp(visit.id));
  // A minute for the server's look, one for an answer of the bucket.
  clock.turn(HOUR_MS - 2 * 60_000);
  await own.purge();
  await objects();
  await own.stop();
});

test('a bucket that is away when the hour is over, and a worker that ended meanwhile: erased when it is back', async () => {
  uploads.startUploader();
  const [first, second] = [await uploads.picture(), await uploads.picture()];
  await objects(temp(first.id), temp(second.id));
  await uploads.bucket.stop();
  for (const { id } of [first, second]) rmSync(file(`temp-${id}.jpg`));
  // Its first words may be of the upload that the stop broke off.
  await uploads.until(
    () =>
      part().status === 'degraded' &&
      part().detail.startsWith('2 temporary pictures are still in the bucket: '),
    () => JSON.stringify(part()),
  );
  assert.equal(part().refused, null, 'nobody has to mend a key');
  await uploads.stopUploader();
  await uploads.bucket.start();
  uploads.startUploader();
  await objects();
  await uploads.until(
    () => part().status === 'ok',
    () => JSON.stringify(part()),
  );
});

test('a key that may not delete is a matter of health and of the alarm, and holds up no upload', async () => {
  uploads.bucket.deletesTemp = false;
  uploads.startUploader();
  const visit = await uploads.picture();
  await objects(temp(visit.id));
  await uploads.edge.visit(visit);
  await uploads.until(
    () => part().refused !== null,
    () => JSON.stringify(part()),
  );
  assert.match(part().refused!, /403 AccessDenied: use a key that may delete kiosk-1\/temp-/);
  const kept = await uploads.keptPicture();
  await uploads.until(
    () => uploads.bucket.objects().includes(PREFIX + kept),
    () => uploads.bucket.objects().join(),
  );
  uploads.bucket.deletesTemp = true;
  await uploads.until(
    () => part().refused === null && tempRows() === 0,
    () => JSON.stringify(part()),
  );
});

test('a verdict while the picture is just being put: it is erased after it arrived', async () => {
  const arriving = Promise.withResolvers<void>();
  uploads.bucket.held = arriving.promise;
  const visit = await uploads.picture();
  uploads.startUploader();
  await uploads.clock.advance(1000);
  await uploads.edge.visit(visit);
  await until(() => uploads.rows().length === 1);
  await uploads.clock.advance(10_000);
  assert.deepEqual(
    uploads.bucket.requests.filter((request) => request.startsWith('DELETE')),
    [],
  );
  arriving.resolve();
  await objects(`${PREFIX}${visit.id}.jpg`);
});

test('a picture that has its verdict before its turn, one erased by staff, a site that does not want it', async () => {
  const [judged, erased] = [await uploads.picture(), await uploads.picture(evidence({ mask: 'undecided' }))];
  await uploads.edge.visit(judged);
  await until(() => uploads.rows().length === 1);
  rmSync(file(`temp-${erased.id}.jpg`));
  uploads.startUploader();
  await objects(`${PREFIX}${judged.id}.jpg`);
  assert.ok(
    !uploads.bucket.requests.some((request) => request.startsWith('PUT') && request.includes('temp-')),
  );

  const { own } = captures({ captureEarly: 'off' });
  await own.start();
  const quiet = evidence();
  await own.put(quiet.id, readFileSync(file(`${judged.id}.jpg`)), []);
  await objects(`${PREFIX}${judged.id}.jpg`);
  await own.stop();
});

test('an answer of something that is not the bucket erases nothing', async () => {
  uploads.startUploader();
  const visit = await uploads.picture();
  await objects(temp(visit.id));
  await uploads.stopUploader();
  const portal = createServer((_, response) => response.end('<html>Welcome</html>')).listen(0, '127.0.0.1');
  await once(portal, 'listening');
  try {
    rmSync(file(`temp-${visit.id}.jpg`));
    uploads.startUploader({ endpoint: `http://127.0.0.1:${(portal.address() as AddressInfo).port}` });
    await uploads.until(
      () => part().refused !== null,
      () => JSON.stringify(part()),
    );
    assert.match(part().refused!, /not one of a bucket/);
    assert.equal(tempRows(), 1);
  } finally {
    portal.closeAllConnections();
    portal.close();
  }
});
