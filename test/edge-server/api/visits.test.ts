import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { v7 as uuidv7 } from 'uuid';
import type { Evidence, Settings } from '../../../edge-server/contract/index.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
afterEach(() => edge.stop());

/** As the edge of the tests has it. */
const TIMEOUT_MS = 400;
type Answer = Record<string, unknown>;

/** A server on a clock that the test turns. */
async function turned(settings: Partial<Settings> = {}): Promise<TestClock> {
  const clock = new TestClock(Date.now());
  edge = await TestEdge.start({ settings, parts: { clock } });
  return clock;
}

/** A face is there, a moment before the next reading. */
async function stepUp({ id }: Evidence, clock: TestClock): Promise<void> {
  await edge.send('PUT', `/api/visits/${id}/presence`, { present: true });
  clock.turn(2);
}

/** The answer to a visit that waits for its temperature in vain. */
async function answerOf(asked: Promise<Response>, clock: TestClock): Promise<Answer> {
  await until(() => clock.waits(TIMEOUT_MS));
  // The sensor works and sees the wall.
  await clock.advance(TIMEOUT_MS / 2);
  edge.thermometer.send(24);
  await clock.advance(TIMEOUT_MS / 2);
  return (await (await asked).json()) as Answer;
}

const code = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];

test('a masked visitor with a normal temperature passes, is stored with an outbox row, and the door opens once', async () => {
  edge = await TestEdge.start();
  const visit = evidence();
  const verdict = await edge.visit(visit);
  assert.equal(verdict.verdict, 'pass');
  assert.equal(verdict.ispass, true);
  assert.equal(verdict.simulated, true);
  assert.deepEqual(edge.thermometer.pulses, [1000]);
  const [row] = edge.store.listVisits(10);
  assert.equal(row!.id, visit.id);
  assert.equal(row!.estimate_c, 36.5);
  assert.equal(row!.synced, false);
  assert.equal(edge.store.sync().outbox, 1);
});

test('a bare face is denied at once, without waiting for a temperature, and the door stays shut', async () => {
  edge = await TestEdge.start({ settings: { temperatureTimeout: 60 } });
  const verdict = await edge.visit(evidence({ mask: 'no_mask' }), null);
  assert.deepEqual([verdict.verdict, verdict.reasons, verdict.temperature], ['deny', ['no_mask'], null]);
  assert.deepEqual(edge.thermometer.pulses, []);
});

test('readings from before the visit do not count, nor those that another visit used', async () => {
  const clock = await turned();
  edge.thermometer.send(36.5, 5);
  const early = await answerOf(edge.post(evidence()), clock);
  assert.deepEqual([early.verdict, early.reasons], ['adjust', ['temperature_missing']]);

  const [first, second] = [evidence(), evidence()];
  await stepUp(first, clock);
  await stepUp(second, clock);
  edge.thermometer.send(36.5, 5);
  const one = (await (await edge.post(first)).json()) as Answer;
  const two = await answerOf(edge.post(second), clock);
  assert.equal(one.verdict, 'pass');
  assert.deepEqual([two.verdict, two.reasons], ['adjust', ['temperature_missing']]);
});

test('one fever window is not a denial; a second one is', async () => {
  const clock = await turned();
  const brief = evidence();
  await stepUp(brief, clock);
  edge.thermometer.send(38.2, 5);
  const once = await answerOf(edge.post(brief), clock);
  assert.deepEqual([once.verdict, once.reasons], ['adjust', ['temperature_missing']]);

  const visit = evidence();
  await stepUp(visit, clock);
  edge.thermometer.send(38.2, 4);
  const answer = edge.post(visit);
  await until(() => clock.waits(TIMEOUT_MS));
  await clock.advance(50);
  edge.thermometer.send(38.3, 4);
  const verdict = (await (await answer).json()) as Answer;
  assert.deepEqual([verdict.verdict, verdict.reasons], ['deny', ['fever']]);
});

test('told to cover the nose, still wrong after adjustSeconds: denied; asked too early: told again', async () => {
  const clock = await turned({ adjustSeconds: 60 });
  const first = evidence({ mask: 'incorrect' });
  assert.equal((await edge.visit(first)).verdict, 'adjust');
  await clock.advance(30_000);
  const early = evidence({ mask: 'incorrect', attempt_of: first.id });
  assert.equal((await edge.visit(early)).verdict, 'adjust');
  await clock.advance(30_000);
  const late = await edge.visit(evidence({ mask: 'incorrect', attempt_of: early.id }));
  assert.deepEqual([late.verdict, late.reasons], ['deny', ['mask_incorrect']]);
});

test('the same visit again gets the same answer and is one row, also when both come at once; another body is 409', async () => {
  edge = await TestEdge.start();
  const visit = evidence({ mask: 'no_mask' });
  const answers = await Promise.all([edge.post(visit), edge.post(visit), edge.post(visit)]);
  const bodies = await Promise.all(answers.map((answer) => answer.text()));
  assert.equal(new Set(bodies).size, 1);
  assert.equal(await (await edge.post(visit)).text(), bodies[0]);
  assert.equal(edge.store.count(), 1);
  assert.deepEqual(await code(await edge.post({ ...visit, frames: 10 })), [409, 'visit_conflict']);
});

test('malformed, oversized and stale visits are refused with a code, and nothing is stored', async () => {
  edge = await TestEdge.start();
  const good = evidence();
  const hourAgo = uuidv7({ msecs: Date.now() - 3_600_000 });
  const cases: [unknown, number, string][] = [
    ['{"id":', 400, 'invalid_request'],
    ['[]', 400, 'invalid_request'],
    [{ ...good, id: 'not-a-uuid' }, 400, 'invalid_request'],
    [{ ...good, id: '5d1c7a5e-9c1c-4f6e-8f1e-000000000000' }, 400, 'invalid_request'],
    [{ ...good, mask: 'maybe' }, 400, 'invalid_request'],
    [{ ...good, posterior: { mask: 1, no_mask: 1, incorrect: 1 } }, 400, 'invalid_request'],
    [{ ...good, frames: -1 }, 400, 'invalid_request'],
    [{ ...good, picture: 'data:image/jpeg;base64,AAAA' }, 400, 'invalid_request'],
    [{ ...good, mask: 'undecided' }, 400, 'invalid_request'],
    [{ ...good, model: 'x'.repeat(9000) }, 413, 'too_large'],
    [{ ...good, id: hourAgo }, 422, 'stale_visit'],
  ];
  for (const [body, status, expected] of cases) {
    assert.deepEqual(
      await code(await edge.post(body)),
      [status, expected],
      JSON.stringify(body).slice(0, 80),
    );
  }
  const form = await edge.send('POST', '/api/visits', good, { 'content-type': 'text/plain' });
  assert.deepEqual(await code(form), [415, 'wrong_media_type']);
  assert.equal(edge.store.count(), 0);
});

test('a width of the face is kept, in the file for spreadsheets too; a client that measured none sends none', async () => {
  edge = await TestEdge.start();
  const measured = evidence({ face_px: 120.5 });
  assert.equal((await edge.visit(measured)).verdict, 'pass');
  const { face_px: _, ...unmeasured } = evidence({ mask: 'no_mask' });
  assert.equal((await edge.post(unmeasured)).status, 200);
  assert.deepEqual(
    edge.store.listVisits(10).map(({ face_px }) => face_px),
    [null, 120.5],
  );
  assert.equal(edge.store.visitDetail(measured.id)!.face_px, 120.5);
  const file = await edge.request('/api/admin/visits.csv', { headers: edge.as('viewer') });
  const bytes = Buffer.from(await file.arrayBuffer());
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], 'a spreadsheet reads it as UTF-8');
  const csv = bytes.toString().slice(1);
  const [head = [], ...lines] = csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  const column = head.indexOf('face_px');
  assert.deepEqual(lines.map((line) => line[column]).sort(), ['', '120.5']);
  const other = await edge.request('/api/admin/visits.csv?decimal=comma', { headers: edge.as('viewer') });
  assert.match(await other.text(), /^kiosk_id;id;.*;120,5;/s, 'for a country that writes 120,5');
});

test('a visitor who leaves while the temperature is awaited leaves no row, and the visit is over', async () => {
  const clock = await turned({ temperatureTimeout: 1 });
  const visit = evidence();
  const answer = edge.post(visit);
  await until(() => clock.waits(1000));
  await edge.send('PUT', `/api/visits/${visit.id}/presence`, { present: false });
  assert.deepEqual(await code(await answer), [409, 'visit_abandoned']);
  assert.deepEqual(await code(await edge.post(visit)), [409, 'visit_abandoned']);
  assert.equal(edge.store.count(), 0);
});

test('evidence that comes after the word that its visitor has gone leaves no row and opens no door', async () => {
  edge = await TestEdge.start();
  const visit = evidence();
  await edge.send('PUT', `/api/visits/${visit.id}/presence`, { present: false });
  assert.deepEqual(await code(await edge.post(visit)), [409, 'visit_abandoned']);
  assert.equal(edge.store.count(), 0);
  assert.deepEqual(edge.thermometer.pulses, []);
});

test('what was replayed never moves a real relay', async () => {
  edge = await TestEdge.start({ simulated: false });
  assert.equal((await edge.visit(evidence({ replayed: true }))).verdict, 'pass');
  assert.deepEqual(edge.thermometer.pulses, []);
  assert.equal((await edge.visit(evidence())).verdict, 'pass');
  assert.deepEqual(edge.thermometer.pulses, [1000]);
});

test('a full disk: 503, no verdict, no pulse, and it works again when there is room', async () => {
  edge = await TestEdge.start();
  const { page_count } = edge.store.database.prepare('pragma page_count').get() as { page_count: number };
  // The limit is the connection's, so it is set where visits are written.
  const limitPages = (pages: number) =>
    edge.store.write([{ sql: `pragma max_page_count = ${pages}`, values: [] }], 'durable');
  await limitPages(page_count);
  // Small rows fit into the last page for a while: fill it.
  let answer = await edge.post(evidence({ mask: 'no_mask' }));
  for (let i = 0; i < 100 && answer.ok; i++) answer = await edge.post(evidence({ mask: 'no_mask' }));
  assert.deepEqual(await code(answer), [503, 'store_full']);
  const visit = evidence();
  assert.equal((await edge.visit(visit)).code, 'store_full');
  assert.deepEqual(edge.thermometer.pulses, []);
  await limitPages(1_000_000);
  assert.equal((await edge.visit(visit)).verdict, 'pass');
});
