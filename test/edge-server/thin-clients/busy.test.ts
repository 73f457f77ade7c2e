import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 as uuidv7 } from 'uuid';
import { VisitRegistry } from '../../../edge-server/screening/registry.ts';
import { PictureChecks, type PictureChecksOptions } from '../../../edge-server/thin-clients/checks.ts';
import { BusyError } from '../../../edge-server/thin-clients/mask-service.ts';
import { TestClock } from '../doubles/clock.ts';

const FACE = {
  ...{ box: [0, 0, 100, 100], label: 'mask', probabilities: { mask: 0.98, no_mask: 0.01, incorrect: 0.01 } },
  quality: { width: 100, inside: 1, yaw: 0, tilted: false, brightness: 0.5, contrast: 0.2, sharpness: 0.3 },
};

/** Checks whose judge is busy when the test says so, on a real registry; a verdict waits until the test answers it. */
function rig() {
  const registry = new VisitRegistry(new TestClock());
  const state = { busy: false };
  const answered = Promise.withResolvers<string>();
  const checks = new PictureChecks({
    mask: {
      judge: async () => {
        if (state.busy) throw new BusyError('others wait');
        return { face: FACE, faces: [], width: 400, model: 'm' };
      },
    },
    screening: {
      knows: (id: string) => registry.has(id),
      release: (id: string) => registry.close(id),
      presence: (id: string, present: boolean) => {
        if (!present) return registry.abandon(id, 'thin');
        const outcome = registry.open(id, 'thin');
        if (outcome !== 'open') throw new Error(outcome);
      },
      submit: async ({ id }: { id: string }) => {
        registry.judge(id).signal.addEventListener('abort', () => answered.reject(new Error('abandoned')));
        return answered.promise;
      },
    },
    captures: { on: false },
    log: { warn: () => undefined },
  } as unknown as PictureChecksOptions);
  const ask = (visit: string) =>
    checks.check({
      bytes: new Uint8Array(1),
      visit,
      scopes: ['mask', 'visit'],
      signal: new AbortController().signal,
    });
  return { ask, state, answered, registry };
}

test('who was told to come again comes again under the same id', async () => {
  const { ask, state, answered, registry } = rig();
  const visit = uuidv7();
  state.busy = true;
  await assert.rejects(ask(visit), { code: 'busy' });
  assert.equal(registry.size, 0, 'meanwhile no place is kept');
  state.busy = false;
  answered.resolve('pass');
  assert.equal((await ask(visit)).verdict, 'pass');
});

test('a retry that meets others leaves the first request, which is being judged, alone', async () => {
  const { ask, state, answered } = rig();
  const visit = uuidv7();
  const first = ask(visit);
  await new Promise((resolve) => setImmediate(resolve));
  state.busy = true;
  await assert.rejects(ask(visit), { code: 'busy' });
  answered.resolve('pass');
  assert.equal((await first).verdict, 'pass');
});
