import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { v7 as uuidv7 } from 'uuid';
import { HeldRows } from '../../../edge-server/sync/held.ts';
import { Outbox } from '../../../edge-server/sync/outbox.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

const HOUR_MS = 3_600_000;
let edge: TestEdge;
afterEach(() => edge.stop());

/** A machine whose wall clock the test sets; its uptime goes on by itself. */
class Machine {
  readonly clock = new TestClock(Date.now());
  synchronised: boolean | null = false;
  /** @param ms by which the wall clock is wrong */
  set wrong(ms: number) {
    this.clock.set(new Date(this.clock.monotonic() + ms));
  }
  start(boot = 'boot-1'): Promise<TestEdge> {
    return TestEdge.start({
      parts: {
        clock: this.clock,
        timeSource: async () => this.synchronised,
        boot: { id: boot, uptime: () => this.clock.monotonic() },
      },
    });
  }
}

/** A visit as the page of this machine makes it; answers its id. */
async function visit(machine: Machine): Promise<string> {
  const id = uuidv7({ msecs: machine.clock.now().getTime() });
  assert.equal((await edge.visit(evidence({ id, mask: 'no_mask' }))).verdict, 'deny');
  return id;
}
const outbox = () => new Outbox(edge.store.database);
const waiting = () => outbox().read()?.ids ?? [];
const isNow = (iso: string) => Math.abs(Date.parse(iso) - Date.now()) < 60_000;

test('a visit before the clock was set is marked and held back, then corrected by the observed step and sent', async () => {
  const machine = new Machine();
  machine.wrong = -300 * 24 * HOUR_MS;
  edge = await machine.start();
  const id = await visit(machine);
  const before = edge.store.visitDetail(id)!;
  assert.equal(before.clock, 'unsynchronised');
  assert.equal(isNow(before.visited), false);
  assert.deepEqual(waiting(), [], 'held back');
  assert.equal(edge.store.sync().outbox, 1, 'but counted');
  machine.wrong = 0;
  machine.synchronised = true;
  await edge.edge.clockWatch.look();
  const after = edge.store.visitDetail(id)!;
  assert.equal(after.clock, 'synchronised');
  assert.ok(isNow(after.visited), after.visited);
  assert.deepEqual(waiting(), [id]);
  assert.deepEqual(outbox().nextEvents(10), [], 'the cloud gets the corrected row, nothing else');
});

test('the order is that of the visits, however the clock jumped between them', async () => {
  const machine = new Machine();
  machine.synchronised = true;
  edge = await machine.start();
  const ids: string[] = [];
  for (const wrong of [0, -5 * HOUR_MS, 3 * HOUR_MS]) {
    machine.wrong = wrong;
    ids.push(await visit(machine));
  }
  assert.deepEqual(waiting(), ids);
});

test('a year before this software is never believed, whatever the system says', async () => {
  const machine = new Machine();
  machine.synchronised = true;
  machine.wrong = Date.UTC(2025, 0, 1) - Date.now();
  edge = await machine.start();
  assert.equal(edge.store.visitDetail(await visit(machine))!.clock, 'unsynchronised');
});

test('visits of an earlier boot can not be corrected: they stay marked and wait', async () => {
  const machine = new Machine();
  edge = await machine.start();
  const id = await visit(machine);
  edge.store.database.exec(`update visits set boot = 'the boot before'`);
  machine.synchronised = true;
  await edge.edge.clockWatch.look();
  assert.equal(edge.store.visitDetail(id)!.clock, 'unsynchronised');
  assert.deepEqual(waiting(), []);
});

test('held for 24 hours of a reachable cloud, then sent as unsynchronised; set later, an event corrects it', async () => {
  const machine = new Machine();
  machine.wrong = -2 * HOUR_MS;
  edge = await machine.start();
  const id = await visit(machine);
  const made = Date.now();
  // Two thousand small writes: this connection need not sync them.
  edge.store.database.exec('pragma synchronous = off');
  const { clock } = machine;
  let held = new HeldRows(edge.store.database, clock);
  const hours = (count: number) => {
    for (let i = 0; i < count * 60; i++) {
      clock.turn(60_000);
      held.reached();
    }
  };
  held.reached();
  hours(12);
  // A restart, and a day without a network, count nothing.
  held = new HeldRows(edge.store.database, clock);
  clock.turn(24 * HOUR_MS);
  held.reached();
  clock.turn(24 * HOUR_MS);
  hours(11);
  assert.deepEqual(waiting(), []);
  hours(1);
  const sent = outbox().read()!;
  assert.deepEqual(sent.ids, [id]);
  assert.match(sent.columns.toString(), /\{"unsynchronised"\}/);
  await outbox().acknowledge(sent.seqs, new Date());

  machine.wrong = 0;
  machine.synchronised = true;
  await edge.edge.clockWatch.look();
  const [event] = outbox().nextEvents(10);
  assert.deepEqual([event!.visit_id, event!.kind], [id, 'clock']);
  const data = event!.data as { visited: string; step_ms: number };
  assert.ok(
    Math.abs(Date.parse(data.visited) - made) < 5000 && Math.abs(data.step_ms - 2 * HOUR_MS) < 1000,
    JSON.stringify(data),
  );
  outbox().acknowledgeEvents([event!.id]);
  assert.deepEqual(outbox().nextEvents(10), []);
});

test('a system that can not say: a jump is taken for the setting, and visits before it are corrected', async () => {
  const machine = new Machine();
  machine.synchronised = null;
  machine.wrong = -3 * HOUR_MS;
  edge = await machine.start();
  const id = await visit(machine);
  assert.deepEqual(waiting(), [id], 'nothing could mark it');
  machine.wrong = 0;
  await edge.edge.clockWatch.look();
  assert.ok(isNow(edge.store.visitDetail(id)!.visited));
  assert.equal(outbox().nextEvents(10).length, 1, 'the cloud may have it already');
});

test('somebody sets a clock that was synchronised: no visit is moved', async () => {
  const machine = new Machine();
  machine.synchronised = true;
  edge = await machine.start();
  const id = await visit(machine);
  const { visited } = edge.store.visitDetail(id)!;
  machine.wrong = HOUR_MS;
  await edge.edge.clockWatch.look();
  assert.equal(edge.store.visitDetail(id)!.visited, visited);
});
