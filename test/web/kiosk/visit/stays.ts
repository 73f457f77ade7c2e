import fc from 'fast-check';
import type { Stay } from './entrance.ts';

/** The states that a visitor goes through by what they wear. */
const STATES = {
  mask: ['approach', 'checking', 'measuring', 'pass', 'leaving'],
  no_mask: ['approach', 'checking', 'deciding', 'deny'],
  incorrect: ['checking', 'deciding', 'adjust', 'deny'],
} as const;

/** Any visitor, any stall of 0 to 10 s in any state that this visitor goes through. */
export const stays: fc.Arbitrary<Stay> = fc
  .constantFrom('mask', 'mask', 'no_mask', 'incorrect')
  .chain((wears) =>
    fc.record({
      wears: fc.constant(wears),
      frameMs: fc.noBias(fc.integer({ min: 33, max: 200 })),
      sway: fc.double({ min: 0, max: 0.2, noNaN: true }),
      measureMs: fc.integer({ min: 300, max: 2500 }),
      linger: fc.integer({ min: 500, max: 6000 }),
      stall: fc.record({
        of: fc.constantFrom('page', 'worker', 'camera', 'answer'),
        at: fc.constantFrom(...STATES[wears]),
        after: fc.noBias(fc.integer({ min: 0, max: 1500 })),
        ms: fc.noBias(fc.integer({ min: 0, max: 10_000 })),
        aside: fc.double({ min: -0.7, max: 0.7, noNaN: true }),
        first: fc.constantFrom('timers', 'messages', 'answers'),
      }),
      seed: fc.integer(),
    }),
  );
