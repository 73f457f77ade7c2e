import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrived } from './arrivals.ts';
import { grows, growthOf } from './memory.ts';
import { faultsOf, type PeersReport, tableOf } from './report.ts';

const WELL: PeersReport = {
  ms: 3_600_000,
  counts: [{ by: 'page', sent: 3, answered: 3 }],
  arrivals: [arrived('Postgres 15', new Set(['a', 'b']), ['b', 'a'])],
  memory: { server: { samples: 9, lifeMs: 3_600_000, startMb: 200, endMb: 205, mbPerHour: 5 }, worker: null },
  faults: [{ fault: 'x', alarm: 'none', afterS: null, goneS: null, says: '', wrong: null }],
  unexpected: [],
  endMs: 700,
};

test('a run where all was as it should be, and each thing that was not', () => {
  assert.deepEqual(faultsOf(WELL), []);
  assert.match(tableOf(WELL), /\| Postgres 15 \| 2 \| 2 \| 0 \| 0 \|/);
  const growth = { samples: 9, lifeMs: 3_600_000, startMb: 100, endMb: 160, mbPerHour: 60 };
  const fault = { ...WELL.faults[0]!, wrong: 'not within 240 s: mqtt_away opens' };
  const cases: [Partial<PeersReport>, RegExp][] = [
    [{ arrivals: [arrived('MQTT', new Set(['a', 'b']), ['b'])] }, /^MQTT: 1 lost \(a\)$/],
    [{ arrivals: [arrived('MQTT', new Set(['b']), ['b', 'b'])] }, /^MQTT: 1 doubled \(b\)$/],
    [{ memory: { worker: growth } }, /^worker grows by 60 MB/],
    [{ faults: [fault] }, /^x: not within/],
    [{ unexpected: ['an alarm of no fault'] }, /^an alarm of no fault$/],
    [{ endMs: 5003 }, /^the end took 5003 ms$/],
  ];
  for (const [wrong, said] of cases) {
    const [only, ...more] = faultsOf({ ...WELL, ...wrong });
    assert.match(only ?? '', said);
    assert.deepEqual(more, []);
  }
});

test('memory: the slope of what was looked at after the warm-up; a heap that breathes does not grow', () => {
  const look = (minute: number, mb: number) => ({ atMs: minute * 60_000, mb });
  const breathing = Array.from({ length: 40 }, (_, i) => look(i, i < 2 ? 100 + 50 * i : 200 + (i % 2) * 10));
  assert.ok(Math.abs(growthOf(breathing).mbPerHour) < 10);
  assert.equal(grows(growthOf(breathing)), false);
  const leaking = Array.from({ length: 40 }, (_, i) => look(i, 100 + 2 * i));
  assert.ok(Math.abs(growthOf(leaking).mbPerHour - 120) < 1);
  assert.equal(grows(growthOf(leaking)), true);
  assert.equal(grows(growthOf(leaking.slice(0, 5))), false, 'too short a life');
});
