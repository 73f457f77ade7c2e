import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { systemClock } from '../../../edge-server/clock/clock.ts';
import { createLog } from '../../../edge-server/common/log.ts';
import type { VisitDetail } from '../../../edge-server/contract/index.ts';
import { StepRefused, type StepWork, VisitSteps } from '../../../edge-server/screening/steps.ts';
import { until } from '../../until.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
afterEach(() => edge.stop());

const retry = { minMs: 5, maxMs: 20, tries: Number.POSITIVE_INFINITY };
const work = (run: StepWork['run'], more: Partial<StepWork> = {}): StepWork => ({
  wanted: () => true,
  run,
  retry,
  ...more,
});
const detail = async (id: string) => (await (await edge.request(`/api/visits/${id}`)).json()) as VisitDetail;
const outcomes = (visit: VisitDetail) =>
  Object.fromEntries(visit.steps.map(({ step, outcome }) => [step, outcome]));

/** The visit, once `condition` holds. */
function eventually(id: string, condition: (visit: VisitDetail) => boolean): Promise<VisitDetail> {
  return until(async () => {
    const visit = await detail(id);
    return condition(visit) && visit;
  });
}

test('the timeline of a visit: what is stored with the verdict, and what follows it', async () => {
  edge = await TestEdge.start();
  const visit = evidence({ duration_ms: 600 });
  await edge.visit(visit);
  const answered = await detail(visit.id);
  assert.deepEqual(
    answered.steps.slice(0, 5).map(({ step, outcome }) => [step, outcome]),
    [
      ['face_seen', 'done'],
      ['evidence', 'done'],
      ['reading', 'done'],
      ['verdict', 'done'],
      ['stored', 'done'],
    ],
  );
  const whole = await eventually(visit.id, ({ steps }) => steps.some(({ step }) => step === 'door'));
  assert.equal(outcomes(whole).door, 'done');
  assert.equal(outcomes(whole).synced, 'pending');
  const time = (name: string, end: 'started' | 'ended') =>
    Date.parse(whole.steps.find(({ step }) => step === name)![end]!);
  assert.equal(time('evidence', 'ended') - time('evidence', 'started'), 600);
  assert.ok(time('reading', 'started') >= time('evidence', 'ended'));
  assert.ok(time('verdict', 'started') >= time('reading', 'ended'));
  assert.ok(time('stored', 'ended') >= time('stored', 'started'));
  assert.ok(time('door', 'started') >= time('stored', 'ended'));
});

test('a step that was not needed or did not come off says so', async () => {
  edge = await TestEdge.start();
  const bare = evidence({ mask: 'no_mask' });
  await edge.visit(bare);
  const denied = await eventually(bare.id, ({ steps }) => steps.some(({ step }) => step === 'door'));
  assert.deepEqual([outcomes(denied).reading, outcomes(denied).door], ['skipped', 'skipped']);
  const silent = evidence();
  await edge.post(silent);
  const adjust = await detail(silent.id);
  assert.deepEqual(
    adjust.steps.filter(({ step }) => step === 'reading').map(({ outcome, error }) => [outcome, error]),
    [['failed', 'stale']],
  );
});

test('an unknown visit is 404', async () => {
  edge = await TestEdge.start();
  assert.equal((await edge.request(`/api/visits/${evidence().id}`)).status, 404);
});

test('a step that fails is tried again without repeating the others', async () => {
  edge = await TestEdge.start();
  const runs: string[] = [];
  edge.edge.steps.register(
    'captured',
    work(async () => {
      runs.push('captured');
      return 'done';
    }),
  );
  edge.edge.steps.register(
    'published',
    work(async () => {
      runs.push('published');
      if (runs.filter((name) => name === 'published').length < 3) throw new Error('no broker');
      return 'done';
    }),
  );
  const visit = evidence({ mask: 'no_mask' });
  await edge.visit(visit);
  const done = await eventually(visit.id, (v) => outcomes(v).published === 'done');
  assert.deepEqual(runs.toSorted(), ['captured', 'published', 'published', 'published']);
  assert.equal(done.steps.find(({ step }) => step === 'published')!.attempts, 2);
  assert.equal(edge.thermometer.pulses.length, 0);
});

test('a step that is refused, or whose tries are used up, is failed with its reason; the next visit goes on', async () => {
  edge = await TestEdge.start();
  let refused = 0;
  edge.edge.steps.register(
    'captured',
    work(async () => {
      refused += 1;
      throw new StepRefused('no such picture');
    }),
  );
  edge.edge.steps.register(
    'published',
    work(
      async ({ row }) => {
        if (row.model === 'poison') throw new Error('too large');
        return 'done';
      },
      { retry: { ...retry, tries: 2 } },
    ),
  );
  const poison = evidence({ mask: 'no_mask', model: 'poison' });
  const next = evidence({ mask: 'no_mask' });
  await edge.visit(poison);
  await edge.visit(next);
  await eventually(next.id, (v) => outcomes(v).published === 'done' && outcomes(v).captured === 'failed');
  const failed = await detail(poison.id);
  assert.deepEqual([outcomes(failed).published, outcomes(failed).captured], ['failed', 'failed']);
  const published = failed.steps.find(({ step }) => step === 'published')!;
  assert.deepEqual([published.error, published.attempts], ['too large', 2]);
  assert.equal(refused, 2);
});

test('what a crash left pending is done after the restart, once, in the order of the visits', async () => {
  edge = await TestEdge.start();
  // A run that never gets to its step: the server ends while it hangs.
  edge.edge.steps.register(
    'published',
    work(() => new Promise(() => undefined)),
  );
  const visits = [0, 1, 2].map(() => evidence({ mask: 'no_mask' }));
  for (const visit of visits) await edge.visit(visit);
  await edge.edge.steps.stop();

  const done: string[] = [];
  const restarted = new VisitSteps({
    store: edge.store,
    clock: systemClock,
    log: createLog('test', 'silent'),
    onFailed: () => undefined,
  });
  restarted.register(
    'published',
    work(async ({ verdict }) => {
      done.push(verdict.id);
      return 'done';
    }),
  );
  restarted.start();
  for (const visit of visits) await eventually(visit.id, (v) => outcomes(v).published === 'done');
  restarted.wake();
  await restarted.stop();
  assert.deepEqual(
    done,
    visits.map(({ id }) => id),
  );
});

test('a step that is not wanted for a visit is not there', async () => {
  edge = await TestEdge.start();
  edge.edge.steps.register(
    'published',
    work(async () => 'done', { wanted: ({ verdict }) => verdict === 'pass' }),
  );
  const visit = evidence({ mask: 'no_mask' });
  await edge.visit(visit);
  assert.equal(outcomes(await detail(visit.id)).published, undefined);
});
