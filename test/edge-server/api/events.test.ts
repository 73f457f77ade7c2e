import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { EventHub, MOST_CLIENTS } from '../../../edge-server/api/events.ts';
import { nextTurn } from '../../../edge-server/clock/wait.ts';
import { DEFAULT_SETTINGS, type ServerEvent } from '../../../edge-server/contract/index.ts';
import { TestEdge } from '../doubles/edge.ts';

let edge: TestEdge | null = null;
afterEach(async () => {
  await edge?.stop();
  edge = null;
});

const always = () => true;
const settings = (siteName: string): ServerEvent => ({
  type: 'settings',
  settings: { ...DEFAULT_SETTINGS, siteName },
});
const lock: ServerEvent = { type: 'lock', locked: true };

/** What a stream has sent so far. */
async function sent(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  let text = '';
  for (;;) {
    const next = await Promise.race([reader.read(), nextTurn()]);
    if (!next || next.done) break;
    text += new TextDecoder().decode(next.value);
  }
  reader.releaseLock();
  return text;
}
const names = (text: string) => [...text.matchAll(/"siteName":"(\w+)"/g)].map(([, name]) => name);
const lastId = (text: string) => [...text.matchAll(/^id: (.*)$/gm)].at(-1)![1]!;

test('a client that comes back gets what it missed, each once and in order, and nothing else', async () => {
  const hub = new EventHub();
  const first = [settings('state')];
  const before = hub.open({ first, last: null, allowed: always })!;
  hub.send(settings('one'));
  const id = lastId(await sent(before));
  for (const name of ['two', 'three']) hub.send(settings(name));
  const text = await sent(hub.open({ first, last: id, allowed: always })!);
  assert.deepEqual(names(text), ['two', 'three']);
  assert.equal(await sent(hub.open({ first, last: lastId(text), allowed: always })!), ':\n\n');
  hub.close();
});

test('after a gap that is too old, or with an id of another run, the client gets reset and the state', async () => {
  const hub = new EventHub();
  const first = [settings('state')];
  hub.send(settings('one'));
  const old = lastId(await sent(hub.open({ first, last: null, allowed: always })!));
  for (let i = 0; i < 600; i++) hub.send(lock);
  for (const last of [old, '00000000-1', 'nonsense', `${old}9999`]) {
    const text = await sent(hub.open({ first, last, allowed: always })!);
    assert.match(text, /^:\n\nevent: reset\ndata: \{\}\n\nevent: settings\n/, last);
  }
  hub.close();
});

test('what is kept for those who come back is bounded in bytes too', async () => {
  const hub = new EventHub();
  const first = await sent(hub.open({ first: [lock], last: null, allowed: always })!);
  for (let i = 0; i < 500; i++) hub.send(settings('x'.repeat(60)));
  const text = await sent(hub.open({ first: [], last: lastId(first), allowed: always })!);
  assert.match(text, /event: reset/);
  hub.close();
});

test('a client that does not read loses readings first, then its stream ends; others are not held up', async () => {
  const hub = new EventHub();
  const open = () => hub.open({ first: [], last: null, allowed: always });
  const slow = open()!;
  for (let i = 0; i < 1000; i++) hub.send(settings('x'));
  assert.equal(hub.size, 0);
  const text = await new Response(slow).text();
  assert.ok(text.length > 60_000 && text.length < 70_000, `${text.length} bytes were queued, and no more`);
  for (let i = 0; i < MOST_CLIENTS; i++) assert.ok(open());
  assert.equal(open(), null, 'a bound on clients');
  hub.close();
  assert.equal(hub.size, 0);
});

test('all clients share the bytes of an event', async () => {
  const hub = new EventHub();
  const streams = [1, 2, 3].map(() => hub.open({ first: [], last: null, allowed: always })!);
  const readers = streams.map((stream) => stream.getReader());
  for (const reader of readers) await reader.read();
  hub.send(settings('shared'));
  const chunks = await Promise.all(readers.map((reader) => reader.read()));
  assert.ok(
    chunks.every(({ value }) => value === chunks[0]!.value),
    'one buffer',
  );
  hub.close();
});

test('a stream ends when the session that opened it ends', async () => {
  edge = await TestEdge.start();
  const headers = edge.as('viewer');
  const staff = await edge.request('/api/events', { headers });
  const kiosk = await edge.request('/api/events');
  edge.edge.heartbeat.beat();
  await edge.send('DELETE', '/api/session', {}, headers);
  edge.edge.heartbeat.beat();
  const reader = staff.body!.getReader();
  const limit = setTimeout(() => void reader.cancel(), 2000);
  let done = false;
  while (!done) done = (await reader.read()).done;
  clearTimeout(limit);
  assert.match(await sent(kiosk.body!), /event: health[\s\S]*event: health/, 'the kiosk listens on');
});

test('the header and the query name the last event', async () => {
  edge = await TestEdge.start();
  const id = lastId(await sent((await edge.request('/api/events')).body!));
  for (const [path, headers] of [
    ['/api/events', { 'last-event-id': id }],
    [`/api/events?last_event_id=${id}`, {}],
  ] as const) {
    const text = await sent((await edge.request(path, { headers })).body!);
    assert.doesNotMatch(text, /event: (settings|reset)/, path);
  }
});
