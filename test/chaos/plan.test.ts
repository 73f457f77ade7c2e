import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKill, plan } from './plan.ts';

const ALL = { disk: true, clock: true };

test('a seed always makes the same plan, another seed another one, with as many kills as asked for', () => {
  const events = plan(5, 200, ALL);
  assert.deepEqual(plan(5, 200, ALL), events);
  assert.notDeepEqual(plan(6, 200, ALL), events);
  assert.equal(events.filter(({ event }) => isKill(event)).length, 200);
  assert.deepEqual([...new Set(events.map(({ event }) => event.kind))].sort(), [
    'clock_step',
    'disk_full',
    'freeze',
    'kill',
    'kill_postgres',
    'network',
    'power_cut',
  ]);
});

test('what the machine cannot do is not planned', () => {
  const kinds = plan(5, 200, { disk: false, clock: false }).map(({ event }) => event.kind);
  assert.deepEqual([...new Set(kinds)].sort(), ['freeze', 'kill', 'kill_postgres', 'network']);
});
