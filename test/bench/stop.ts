/**
 * `npm run bench:stop`: from SIGTERM to the end of `npm start` with all that it has started: server, worker and embedded
 * Postgres, when nobody comes, when pages hold event streams open, and when the cloud's network swallows every packet.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from '../edge-server/process.ts';
import { until } from '../until.ts';
import { bench, type Figure } from './figures.ts';

const TURNS = 5;
const STREAMS = 20;
/** ms in which the children are at their work, not at their start. */
const AT_WORK_MS = 4000;
const BUDGET: Figure['budget'] = ['<=', 1500];

interface Way {
  env?: Record<string, string>;
  children: number;
  /** What goes on when it is asked to end. */
  busy?: (url: string) => Promise<void>;
}

/** The slowest of some ends, ms. */
async function slowest({ env = {}, children, busy }: Way): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const data = mkdtempSync(join(tmpdir(), 'kf99-stop-'));
    const server = new ServerProcess({ KF99_DATA: data, ...env });
    try {
      const url = await server.ready();
      await until(() => server.children === children, 'all of it runs', 60_000);
      await busy?.(url);
      await sleep(AT_WORK_MS);
      const began = performance.now();
      server.child.kill('SIGTERM');
      const code = await server.end();
      times.push(performance.now() - began);
      if (code !== 0) throw new Error(`it ended with ${code}: ${server.stderr}`);
      if (server.groupAlive()) throw new Error('something of it still runs');
    } finally {
      server.dispose();
      rmSync(data, { recursive: true, force: true });
    }
  }
  console.log(`ends: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  return Math.max(...times);
}

async function idle() {
  return { end_idle_ms: { value: await slowest({ children: 2 }), budget: BUDGET } };
}

/** Each part of the streams is read as it comes, as a page does. */
async function streams() {
  const busy = async (url: string) => {
    for (let i = 0; i < STREAMS; i++) {
      void fetch(`${url}/api/events`)
        .then((answer) => answer.text())
        .catch(() => undefined);
    }
  };
  return { end_with_streams_ms: { value: await slowest({ children: 2, busy }), budget: BUDGET } };
}

/** A cloud that takes connections and never says a word. */
async function silent() {
  const open = new Set<Socket>();
  const cloud = createServer((socket) => {
    open.add(socket.on('error', () => undefined));
  }).listen(0, '127.0.0.1');
  await until(() => cloud.listening);
  const { port } = cloud.address() as { port: number };
  try {
    const env = { DATABASE_URL: `postgres://kiosk:secret@127.0.0.1:${port}/kf99` };
    return { end_silent_cloud_ms: { value: await slowest({ env, children: 1 }), budget: BUDGET } };
  } finally {
    for (const socket of open) socket.destroy();
    cloud.close();
  }
}

await bench('stop', { idle, streams, silent });
