/** What people say about a verdict: kept, audited, told to the cloud, taken back, and exported for the evaluation. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import sharp from 'sharp';
import { AuditList, VisitDetail } from '../../../edge-server/contract/index.ts';
import { readLabels } from '../../../models/training/dataset/labels.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
afterEach(() => edge.stop());

const events = () =>
  edge.store.database
    .prepare("select data from events where kind = 'mark' order by id")
    .all()
    .map(({ data }) => JSON.parse(String(data)) as unknown);

test('a mark is stored with its author, audited, told as a later fact, and taken back', async () => {
  edge = await TestEdge.start();
  const visit = evidence({
    mask: 'no_mask',
    curve: [
      [-40, 300, 400, 300],
      [120, 20, 960, 20],
    ],
  });
  await edge.visit(visit);
  const viewer = edge.as('viewer');
  const url = `/api/admin/visits/${visit.id}/mark`;
  const marked = await edge.send('PUT', url, { label: 'mask', note: '스카프 🧣 "white"' }, viewer);
  const detail = VisitDetail.parse(await marked.json());
  assert.deepEqual([detail.mark?.label, detail.mark?.note], ['mask', '스카프 🧣 "white"']);
  assert.match(detail.mark!.author!, /^user:viewer-/);
  assert.deepEqual(detail.curve, visit.curve);
  // The verdict itself stays as it was: rows are never rewritten.
  assert.equal(detail.mask, 'no_mask');
  await edge.send('DELETE', url, {}, viewer);
  const after = VisitDetail.parse(
    await (await edge.request(`/api/visits/${visit.id}`, { headers: viewer })).json(),
  );
  assert.equal(after.mark, null);
  assert.deepEqual(events(), [{ label: 'mask' }, { label: null }]);
  const actions = edge.store.database
    .prepare("select action, after from audit where action like 'visit.%'")
    .all();
  assert.deepEqual(
    actions.map(({ action, after }) => [action, after]),
    [
      ['visit.mark', '{"label":"mask"}'],
      ['visit.unmark', null],
    ],
  );
});

test('a visit that is not there, or a label that is none, is refused', async () => {
  edge = await TestEdge.start();
  const viewer = edge.as('viewer');
  const { id } = evidence();
  const put = (of: string, body: unknown) => edge.send('PUT', `/api/admin/visits/${of}/mark`, body, viewer);
  assert.equal((await put(id, { label: 'mask' })).status, 404);
  assert.equal((await put(id, { label: 'undecided' })).status, 400);
  assert.equal((await put(id, { label: 'mask', note: 'x'.repeat(201) })).status, 400);
  assert.deepEqual(events(), []);
});

test('the archive unpacks to a folder that the evaluation reads: marked visits with their kept pictures', async () => {
  edge = await TestEdge.start({ settings: { captures: 'on' } });
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#886655' } })
    .jpeg()
    .toBuffer();
  const [withPicture, without] = [evidence({ mask: 'no_mask' }), evidence({ mask: 'no_mask' })];
  for (const visit of [withPicture, without]) await edge.visit(visit);
  const put = { method: 'PUT', body: new Uint8Array(jpeg), headers: { 'content-type': 'image/jpeg' } };
  assert.equal((await edge.request(`/api/captures/${withPicture.id}`, put)).status, 204);
  const admin = edge.as('admin');
  for (const { id } of [withPicture, without]) {
    await edge.send('PUT', `/api/admin/visits/${id}/mark`, { label: 'incorrect' }, admin);
  }
  const kept = await edge.request(`/api/captures/${withPicture.id}`, { headers: admin });
  assert.equal(kept.headers.get('content-type'), 'image/jpeg');
  assert.equal((await edge.request(`/api/captures/${without.id}`, { headers: admin })).status, 404);

  const archive = Buffer.from(
    await (await edge.request('/api/admin/marks.tar', { headers: admin })).arrayBuffer(),
  );
  const folder = mkdtempSync(join(tmpdir(), 'kf99-marks-'));
  try {
    writeFileSync(join(folder, 'marks.tar'), archive);
    const unpacked = spawnSync('tar', ['xf', 'marks.tar'], { cwd: folder, encoding: 'utf8' });
    assert.equal(unpacked.status, 0, unpacked.stderr);
    assert.deepEqual(await readLabels(folder), [
      { file: `${withPicture.id}.jpg`, source: 'kf99', label: 'incorrect', kind: 'judged no_mask' },
    ]);
    assert.ok(readdirSync(folder).includes(`${withPicture.id}.jpg`));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the audit log says who took visits away, by which filter, and who looked at which picture', async () => {
  edge = await TestEdge.start({ settings: { captures: 'on' } });
  const visit = evidence({ mask: 'no_mask' });
  await edge.visit(visit);
  const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#777' } })
    .jpeg()
    .toBuffer();
  await edge.request(`/api/captures/${visit.id}`, {
    method: 'PUT',
    headers: { 'content-type': 'image/jpeg' },
    body: new Uint8Array(jpeg),
  });
  const admin = edge.as('admin');
  const program = edge.token('history');
  const take = async (path: string, headers: Record<string, string>) =>
    (await edge.request(path, { headers })).text();
  await take('/api/admin/visits.csv?verdict=deny&from=2026-11-01', program);
  await take('/api/admin/marks.tar', admin);
  await take(`/api/captures/${visit.id}`, admin);
  await take(`/api/captures/${evidence().id}`, admin);
  const { entries } = AuditList.parse(
    await (await edge.request('/api/admin/audit?action=visits', { headers: admin })).json(),
  );
  assert.deepEqual(
    entries.map(({ actor, action, target, after }) => [actor.split(':')[0], action, target, after]),
    [
      ['user', 'visits.picture', `visit:${visit.id}`, null],
      ['user', 'visits.tar', 'visits', null],
      ['token', 'visits.csv', 'visits', { verdict: 'deny', from: '2026-11-01' }],
    ],
  );
});
