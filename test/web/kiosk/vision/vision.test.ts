import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { CurrentModels } from '../../../../edge-server/contract/index.ts';
import type { ToWorker } from '../../../../web/kiosk/vision/protocol.ts';

const OLD = 'a'.repeat(64);
const NEW = 'b'.repeat(64);

/** A worker that is ready when the test lets it be. */
class FakeWorker {
  static readonly all: FakeWorker[] = [];
  static slow = false;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: unknown = null;
  model: string | null = null;
  hasCamera = false;
  ended = false;

  constructor() {
    FakeWorker.all.push(this);
  }

  postMessage(message: ToWorker): void {
    if (message.type === 'start') {
      this.model = message.model;
      if (!FakeWorker.slow) queueMicrotask(() => this.ready());
    } else if (message.type === 'track') this.hasCamera = true;
    else if (message.type === 'ping') queueMicrotask(() => this.#say({ type: 'pong', trial: null }));
  }

  ready(): void {
    const backend = { name: 'wasm', threads: 1, simd: true };
    this.#say({ type: 'ready', backend, kernels: '', modelVersion: this.model ?? 'build', warmupMs: 1 });
  }

  terminate(): void {
    this.ended = true;
    this.hasCamera = false;
  }

  #say(data: unknown): void {
    this.onmessage?.({ data });
  }
}

const server: { named: CurrentModels | null } = { named: null };
let now = 0;
mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
mock.method(performance, 'now', () => now);
Object.assign(globalThis, {
  location: { search: '' },
  Worker: FakeWorker,
  MediaStreamTrackProcessor: class {
    readable = new ReadableStream();
  },
  fetch: async () => {
    if (server.named === null) throw new DOMException('no answer', 'TimeoutError');
    return { json: async () => server.named };
  },
});
const { Vision } = await import('../../../../web/kiosk/vision/vision.ts');

/** Lets so many seconds go by, and what is waited for in them come. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    now += 1000;
    mock.timers.tick(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const withCamera = () => FakeWorker.all.filter(({ hasCamera }) => hasCamera).map(({ model }) => model);

test('another model is taken while nobody is there, not under somebody who came while it was loaded; a server that is silent names no other', async () => {
  server.named = { use: OLD, trial: null, good: null };
  let somebody = false;
  const vision = new Vision({
    settings: () => ({ visionBackends: ['wasm'] }),
    turn: () => 0,
    idle: () => !somebody,
    spare: () => true,
    settled: () => false,
    frame: () => undefined,
    state: () => undefined,
    failed: () => undefined,
  } as unknown as ConstructorParameters<typeof Vision>[0]);
  await vision.start();
  vision.watch({} as MediaStreamTrack);
  assert.deepEqual(withCamera(), [OLD]);

  server.named = null;
  await pass(25);
  assert.deepEqual([withCamera(), FakeWorker.all.length], [[OLD], 1]);

  server.named = { use: NEW, trial: null, good: null };
  FakeWorker.slow = true;
  await pass(12);
  assert.deepEqual([withCamera(), FakeWorker.all.length], [[OLD], 2]);
  somebody = true;
  FakeWorker.all[1]!.ready();
  await pass(12);
  assert.deepEqual(withCamera(), [OLD], 'a visitor is judged by the model that began with them');
  assert.ok(FakeWorker.all[1]!.ended);

  somebody = false;
  FakeWorker.slow = false;
  await pass(12);
  assert.deepEqual(withCamera(), [NEW]);
  mock.timers.reset();
});
