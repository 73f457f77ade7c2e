import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { ReportSent, ReportState } from '../../../edge-server/contract/index.ts';
import { TestEdge } from '../doubles/edge.ts';
import { MailServer } from '../doubles/mail-server.ts';
import { visitRows } from '../doubles/visit-rows.ts';

let mail: MailServer;
let edge: TestEdge;
let folder: string;
beforeEach(async () => {
  mail = await MailServer.start();
  folder = mkdtempSync(join(tmpdir(), 'kf99-report-'));
  edge = await TestEdge.start({
    settings: { siteName: 'North gate', language: 'en', reportDay: 'mon' },
    env: { KF99_REPORT_FOLDER: join(folder, 'kept') },
  });
  visitRows(edge.store.database, 50, { from: Date.now() - 14 * 86_400_000, to: Date.now() });
});
afterEach(async () => {
  await edge.stop();
  await mail.stop();
  rmSync(folder, { recursive: true, force: true });
});

const state = async () =>
  ReportState.parse(await (await edge.request('/api/admin/report', { headers: edge.as('admin') })).json());

async function addOffice() {
  const way = {
    kind: 'email',
    name: 'the office',
    host: '127.0.0.1',
    port: mail.port,
    security: 'none',
    from: 'kf99@example.org',
    to: ['office@example.org'],
    report: 'only',
  };
  assert.equal((await edge.send('POST', '/api/admin/ways', way, edge.as('admin'))).status, 201);
}

test('an admin sees who gets it and sends it now; a way that is for reports only is told of no call', async () => {
  assert.deepEqual((await state()).receivers, []);
  await addOffice();
  const before = await state();
  assert.deepEqual([before.receivers, before.folder], [['the office'], true]);
  assert.equal(Temporal.PlainDate.from(before.week).dayOfWeek, 1);
  assert.ok(Date.parse(before.next_at!) > Date.now());
  const answer = await edge.send('POST', '/api/admin/report/send', {}, edge.as('admin'));
  const { to } = ReportSent.parse(await answer.json());
  assert.deepEqual(
    to.map(({ error }) => error),
    [null, null],
  );
  assert.match(mail.got[0]!.text, /^Subject: =\?UTF-8\?Q\?KF99_weekly_report=3A_North_gate/m);
  assert.ok(existsSync(join(folder, 'kept', to[1]!.name)));
  const call = { screen: 'deny', language: 'ja', visit: null };
  assert.deepEqual(await (await edge.send('POST', '/api/kiosk/call', call)).json(), { state: 'untold' });
  assert.equal(mail.got.length, 1);
});

test('whoever may see statistics downloads a week, in the language that is asked for; a kiosk does not', async () => {
  const get = (path: string, headers = edge.as('viewer')) =>
    edge.request(`/api/admin/report.${path}`, { headers });
  const html = await get('html?day=2026-11-25&language=ko');
  assert.match(html.headers.get('content-disposition')!, /^attachment; .*-2026-W48\.html"$/);
  assert.match(await html.text(), /<html lang="ko">/);
  const csv = await get('csv');
  const bytes = Buffer.from(await csv.arrayBuffer());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], 'a spreadsheet reads it as UTF-8');
  assert.match(bytes.toString(), /Weekly report,.*,North gate,test-kiosk,/);
  assert.equal((await get('csv?day=2026-13-01')).status, 400);
  assert.equal((await get('html', edge.as('kiosk'))).status, 401);
});
