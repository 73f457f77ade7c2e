/**
 * `npm run bench:edge [-- --minutes N] [-- --only NAME,NAME]`: the edge server as a process of its own, on this
 * disk, with a load from this process; both share the machine. `syncs`, `rates` and `changes` run under strace, whose
 * seccomp filter lets every call but fsync run at full speed; in the last two each fsync takes 5 ms longer. The last
 * line is JSON; exit 1 on a missed budget. The memory budget is for an hour; fewer minutes are said in the figures.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { Tokens } from '../../edge-server/access/tokens.ts';
import { systemClock } from '../../edge-server/clock/clock.ts';
import { SERVER_ENVIRONMENT } from '../../edge-server/process/memory.ts';
import { openDatabase } from '../../edge-server/store/db/open.ts';
import { pair, ServerProcess } from '../edge-server/process.ts';
import { noStrace, StracedServer } from '../edge-server/strace.ts';
import { measureChanges } from './changes.ts';
import { Client, cpuSeconds, percentile, residentMb } from './edge-host.ts';
import { bench, type Figure, type Part } from './figures.ts';
import { emptyRoom, guessing, type Running as HostileRunning } from './hostile.ts';

const PHOTO = join(import.meta.dirname, '../../node_modules/@vladmandic/face-api/demo/sample1.jpg');
const EVENT_CLIENTS = 200;

const parts: Record<string, Part> = {
  syncs,
  rates,
  changes,
  latency,
  events,
  mask,
  room: () => plain((client, running) => emptyRoom(client, running, Math.min(minutes, 5))),
  guessing: () => plain(guessing),
  memory,
};
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, only: { type: 'string' } },
});
const minutes = Number(values.minutes);
await bench('edge', parts, values.only?.split(','), { minutes });

/** fsyncs a visit, counted. */
function syncs(): Promise<Record<string, Figure>> {
  return straced(0, async (client, server) => {
    const count = async (clients: number, visits: number) => {
      const before = server.syncs();
      await client.closedLoop(clients, visits);
      await pause(500);
      return (server.syncs() - before) / visits;
    };
    return {
      'syncs a visit, 1 client': { value: await count(1, 200), budget: ['<=', 1.1] },
      'syncs a visit, 32 clients': { value: await count(32, 1600), budget: ['<=', 0.2] },
    };
  });
}

/** Visits a second of 32 clients over those of one, with 5 ms more a sync. */
function rates(): Promise<Record<string, Figure>> {
  return straced(5, async (client) => {
    const one = await client.closedLoop(1, 200);
    const many = await client.closedLoop(32, 3200);
    console.log(`visits a second with 5 ms a sync: ${one.toFixed(0)} of 1 client, ${many.toFixed(0)} of 32`);
    return { 'rate of 32 clients over 1, 5 ms a sync': { value: many / one, budget: ['>=', 5] } };
  });
}

/** How long a change by staff stops everything else. */
async function changes(): Promise<Record<string, Figure>> {
  const missing = noStrace();
  if (missing !== null) throw new Error(missing);
  return { ...measureChanges(0), ...measureChanges(1), ...measureChanges(32) };
}

function latency(): Promise<Record<string, Figure>> {
  return plain(async (client) => {
    const times = await client.openLoop(50, 30);
    console.log(
      `50 visits/s: median ${percentile(times, 0.5).toFixed(1)} ms, worst ${times.at(-1)!.toFixed(1)}`,
    );
    return { 'p99 ms at 50 visits/s': { value: percentile(times, 0.99), budget: ['<=', 50] } };
  });
}

/** CPU that 200 event streams cost, over the same server without them. */
function events(): Promise<Record<string, Figure>> {
  return plain(async (_client, { url, headers, pid }) => {
    const share = async (seconds: number) => {
      const before = cpuSeconds(pid);
      await pause(seconds * 1000);
      return ((cpuSeconds(pid) - before) / seconds) * 100;
    };
    await pause(3000);
    const idle = await share(15);
    let open = 0;
    const streams = Array.from({ length: EVENT_CLIENTS }, () =>
      get(`${url}/api/events`, { headers }, (answer) => {
        if (answer.statusCode === 200) open += 1;
        answer.resume();
        answer.on('error', () => undefined);
      }).on('error', () => undefined),
    );
    await pause(3000);
    const busy = await share(15);
    for (const stream of streams) stream.destroy();
    console.log(`CPU ${idle.toFixed(1)} % without clients, ${busy.toFixed(1)} % with ${open}`);
    return {
      'event clients': { value: open, budget: ['>=', EVENT_CLIENTS] },
      'CPU % of a core of the event clients': { value: busy - idle, budget: ['<=', 5] },
    };
  });
}

/** Pictures a second in POST /mask/, and the verdicts meanwhile. */
function mask(): Promise<Record<string, Figure>> {
  return plain(async (client, { data }) => {
    const database = openDatabase(join(data, 'kf99.sqlite'), 'normal');
    const { secret } = new Tokens(database, systemClock).add('bench', ['mask'], null);
    database.close();
    const photo = await sharp(readFileSync(PHOTO)).resize(640, 480, { fit: 'cover' }).jpeg().toBuffer();
    const boundary = 'kf99-bench';
    const form = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`,
      ),
      photo,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const headers = {
      authorization: `Bearer ${secret}`,
      cookie: '',
      'content-type': `multipart/form-data; boundary=${boundary}`,
    };
    const judge = async () => {
      const { status } = await client.send('POST', '/mask/', form, headers);
      if (status !== 200) throw new Error(`a picture was answered ${status}`);
    };
    await judge();
    let done = 0;
    const end = performance.now() + 20_000;
    const loop = async () => {
      for (; performance.now() < end; done += 1) await judge();
    };
    const [times] = await Promise.all([client.openLoop(10, 20), loop(), loop(), loop()]);
    return {
      'pictures/s of 640x480': { value: done / 20, budget: ['>=', 10] },
      'p99 ms of visits meanwhile': { value: percentile(times, 0.99), budget: ['<=', 50] },
    };
  });
}

/** Resident memory after `minutes` of 5 visits/s. */
function memory(): Promise<Record<string, Figure>> {
  return plain(async (client, { pid }) => {
    for (let minute = 1; minute <= minutes; minute++) {
      await client.openLoop(5, 60);
      if (minute % 5 === 0 || minute === minutes)
        console.log(`minute ${minute}: ${residentMb(pid).toFixed(0)} MB`);
    }
    return { [`resident MB after ${minutes} minutes`]: { value: residentMb(pid), budget: ['<=', 250] } };
  });
}

interface Running extends HostileRunning {
  headers: Record<string, string>;
}

/** Runs `work` against a server as a site runs it, without its children. */
async function plain<T>(work: (client: Client, running: Running) => Promise<T>): Promise<T> {
  const data = mkdtempSync(join(tmpdir(), 'kf99-bench-'));
  const server = new ServerProcess({ ...SERVER_ENVIRONMENT, KF99_DATA: data }, ['--role', 'edge']);
  try {
    const url = await server.ready();
    const headers = await pair(server);
    const client = new Client(url, headers);
    await client.closedLoop(4, 100);
    const [, setUpCode = ''] = /#setup=([\w-]+)/.exec(server.stdout) ?? [];
    const result = await work(client, { url, headers, data, pid: server.child.pid!, setUpCode });
    client.close();
    return result;
  } finally {
    server.dispose();
    rmSync(data, { recursive: true, force: true });
  }
}

async function straced<T>(
  fsyncMs: number,
  work: (client: Client, server: StracedServer) => Promise<T>,
): Promise<T> {
  const reason = noStrace();
  if (reason) throw new Error(reason);
  const server = new StracedServer({ fsyncMs });
  try {
    const client = new Client(await server.ready(), await pair(server));
    await client.closedLoop(4, 100);
    const result = await work(client, server);
    client.close();
    return result;
  } finally {
    await server.stop();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
