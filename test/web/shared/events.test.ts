import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerEvents } from '../../../web/shared/events.ts';

/** An EventSource that the test drives. */
class Source extends EventTarget {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  close(): void {
    this.closed = true;
  }
  send(type: string, data: unknown): void {
    this.dispatchEvent(
      new MessageEvent(type, { data: typeof data === 'string' ? data : JSON.stringify(data) }),
    );
  }
}

function started(probe: () => Promise<unknown> = async () => undefined) {
  const sources: Source[] = [];
  const heard: string[] = [];
  const events = new ServerEvents(
    { event: (event) => heard.push(event.type), state: (state) => heard.push(state) },
    {
      probe,
      open: () => {
        const source = new Source();
        sources.push(source);
        return source as unknown as EventSource;
      },
    },
  );
  events.start();
  return { events, sources, heard };
}

test('a break says away and opens a new stream, with pauses that double to 5 s', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { events, sources, heard } = started();
  sources[0]!.onopen!();
  for (const pause of [500, 1000, 2000, 4000, 5000, 5000]) {
    const count = sources.length;
    sources.at(-1)!.onerror!();
    assert.ok(sources.at(-1)!.closed);
    t.mock.timers.tick(pause - 1);
    assert.equal(sources.length, count);
    t.mock.timers.tick(1);
    assert.equal(sources.length, count + 1);
  }
  sources.at(-1)!.onopen!();
  assert.deepEqual([heard[0], heard[1], heard[2], heard.at(-1)], ['connecting', 'ok', 'away', 'ok']);
  events.stop();
});

test('events are parsed; one that does not parse is dropped, not thrown', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const warn = t.mock.method(console, 'warn', () => undefined);
  const { events, sources, heard } = started();
  sources[0]!.onopen!();
  sources[0]!.send('thermometer', { state: 'live', simulated: true, broken: false });
  sources[0]!.send('thermometer', { state: 'melted', simulated: true, broken: false });
  sources[0]!.send('thermometer', 'no JSON');
  assert.deepEqual(heard, ['connecting', 'ok', 'thermometer']);
  assert.equal(warn.mock.callCount(), 1);
  events.stop();
});

test('a silent stream is probed, and a probe that fails is a break', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let alive = true;
  const { events, sources, heard } = started(() =>
    alive ? Promise.resolve() : Promise.reject(new Error('gone')),
  );
  sources[0]!.onopen!();
  t.mock.timers.tick(15_000);
  await new Promise(setImmediate);
  assert.equal(heard.at(-1), 'ok');
  alive = false;
  t.mock.timers.tick(15_000);
  await new Promise(setImmediate);
  assert.equal(heard.at(-1), 'away');
  events.stop();
});

test('stop ends a pending reconnect', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { events, sources } = started();
  sources[0]!.onerror!();
  events.stop();
  t.mock.timers.tick(60_000);
  assert.equal(sources.length, 1);
});
