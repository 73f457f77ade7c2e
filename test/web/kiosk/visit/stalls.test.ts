import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Entrance } from './entrance.ts';
import { stays } from './stays.ts';

test('whatever stands still for up to 10 s, in whatever state: one visitor is one visit and one pulse', async () => {
  await fc.assert(
    fc.asyncProperty(stays, async (stay) => {
      const { visitors, pulses } = await new Entrance(stay).run();
      assert.deepEqual({ visitors, pulses }, { visitors: 1, pulses: stay.wears === 'mask' ? 1 : 0 });
    }),
    { numRuns: 1000 },
  );
});
