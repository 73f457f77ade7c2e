import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reading } from '../../../../edge-server/contract/index.ts';
import { LiveReading } from '../../../../web/kiosk/server/live-reading.ts';

const reading = (seq: number): Reading => ({
  ...{ seq, at: '2026-11-24T09:30:00.000Z', object_c: 24, ambient_c: 23, distance_mm: 300 },
  ...{ status: 0, error: 0, simulated: false },
});

test('a reading is shown until none has followed for as long as the site believes one', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const live = new LiveReading(() => 2000);
  live.take(reading(1));
  t.mock.timers.tick(1999);
  live.take(reading(2));
  t.mock.timers.tick(1999);
  assert.equal(live.shown.value?.seq, 2);
  t.mock.timers.tick(1);
  assert.equal(live.shown.value, null);
});
