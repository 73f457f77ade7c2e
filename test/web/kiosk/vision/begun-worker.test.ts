import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { beginEarly, begunWorker } from '../../../../web/kiosk/vision/begun-worker.ts';

/** Notes what a worker is told; it runs nothing. */
class NotedWorker {
  readonly told: unknown[] = [];
  ended = false;
  onerror: (() => void) | null = null;
  constructor() {
    workers.push(this);
  }
  postMessage(message: unknown): void {
    this.told.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
}

let workers: NotedWorker[] = [];
const before = globalThis.Worker;
globalThis.Worker = NotedWorker as unknown as typeof Worker;
after(() => {
  globalThis.Worker = before;
});
beforeEach(() => {
  workers = [];
});

const QUICKEST = { backend: 'wasm', threads: 1 } as const;

test('the worker that began with the page is the first that is taken, made ready for what the address asks', () => {
  beginEarly('?backend=wasm&threads=2');
  assert.deepEqual(workers[0]!.told, [{ type: 'prepare', backend: 'wasm', threads: 2 }]);
  assert.equal(begunWorker({ backend: 'wasm', threads: 2 }), workers[0]);
  assert.equal(begunWorker(QUICKEST), workers[1], 'it is taken once');
  assert.deepEqual(workers[1]!.told, [{ type: 'prepare', ...QUICKEST }]);
});

test('one that began for something else is ended', () => {
  beginEarly('?backend=webgl');
  assert.equal(begunWorker(QUICKEST), workers[1]);
  assert.deepEqual([workers[0]!.ended, workers[1]!.ended], [true, false]);
});

test('one that fails before it is taken is ended, and an address that asks for what does not exist begins none', () => {
  beginEarly('');
  workers[0]!.onerror!();
  assert.equal(workers[0]!.ended, true);
  assert.equal(begunWorker(QUICKEST), workers[1]);
  beginEarly('?backend=abacus');
  assert.equal(workers.length, 2);
});
