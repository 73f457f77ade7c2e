/**
 * `npm run bench:push`: from `fleet:push` of a model to its use on a kiosk that runs: a real Postgres, the server and its
 * worker as processes, a web server with the file. The network goes in the middle of the file and comes back after 20 s;
 * the power goes in the middle of what is left, and again as the model is taken over (SIGKILL of all processes). From
 * beginning to end the model that the server names is looked at four times a second: its files have to be those of its
 * hash. The page is played by heartbeats; each says 1,000 faces that both models answer alike. Takes 5 minutes.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { CurrentModels, Health } from '../../edge-server/contract/index.ts';
import { ModelLibrary } from '../../edge-server/models/library.ts';
import { modelId, packModel } from '../../edge-server/models/model-file.ts';
import { pair, ServerProcess } from '../edge-server/process.ts';
import { RealPostgres } from '../edge-server/sync/postgres.ts';
import { goodModel, otherGoodModel } from '../models/gate/useless.ts';
import { MASK_VERSION } from '../models/shipped.ts';
import { until } from '../until.ts';
import { bench } from './figures.ts';

const AWAY_MS = 20_000;
const LOOK_MS = 250;
const BEAT_MS = 1000;
const LONG_MS = 240_000;
const TOKEN = 'the token of this kiosk';
const ROOT = join(import.meta.dirname, '../..');
const VERSION = 'mask-pushed';
const run = promisify(execFile);

/** Serves one file in pieces, so that it can be cut in the middle; `reach` is the byte at which its answers break off. */
async function source(file: Buffer) {
  const served = { reach: file.length, sent: 0, away: false };
  const server = createServer(async (request, response) => {
    if (served.away) {
      request.socket.destroy();
      return;
    }
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200);
    for (let at = from; at < file.length; at += 16_384) {
      if (at >= served.reach) {
        request.socket.destroy();
        return;
      }
      response.write(file.subarray(at, at + 16_384));
      served.sent = at;
      await sleep(2);
    }
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    served,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}

async function push() {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-push-'));
  const file = (name: string) => join(folder, name);
  const other = otherGoodModel(goodModel());
  const manifest = JSON.parse(Buffer.from(other['manifest.json']).toString()) as object;
  const packed = packModel({
    ...other,
    'manifest.json': Buffer.from(JSON.stringify({ ...manifest, version: VERSION })),
  });
  const id = modelId(packed);
  const models = await source(packed);
  const cloud = await RealPostgres.start();
  const library = new ModelLibrary(join(folder, 'data/models'));
  let server: ServerProcess | null = null;
  let [looks, broken] = [0, 0];
  let seen: CurrentModels | null = null;
  let stop = false;
  let health: Health | null = null;
  const kiosk = { url: '', headers: {} as Record<string, string> };

  /** Starts it; the page stays paired over power cuts. */
  const begin = async () => {
    const since = performance.now();
    server = new ServerProcess({
      KF99_DATA: file('data'),
      KF99_KIOSK_ID: 'one',
      DATABASE_URL: cloud.url,
      KF99_KIOSK_TOKEN_FILE: file('token'),
      KF99_FLEET_KEY: file('key.pub'),
      KF99_MODELS: models.url,
    });
    const url = await server.ready();
    if (!('cookie' in kiosk.headers)) kiosk.headers = await pair(server);
    kiosk.headers.origin = url;
    kiosk.url = url;
    return (performance.now() - since) / 1000;
  };
  const cutPower = async () => {
    kiosk.url = '';
    server!.signalGroup('SIGKILL');
    await server!.end();
    return begin();
  };
  /** What the server names now has to be there, byte for byte. */
  const look = async () => {
    if (kiosk.url === '') return;
    try {
      seen = (await (await fetch(`${kiosk.url}/models/current.json`)).json()) as CurrentModels;
      health = (await (await fetch(`${kiosk.url}/api/health`)).json()) as Health;
    } catch {
      return;
    }
    looks += 1;
    for (const named of [seen.use, seen.trial, seen.good]) {
      if (named !== null && !library.whole(named)) broken += 1;
    }
  };
  const beat = async () => {
    if (kiosk.url === '' || seen === null) return;
    const count = { camera_lost: 0, camera_frozen: 0, camera_black: 0, server_away: 0, worker_crashed: 0 };
    const vision = {
      ...{
        backend: 'wasm',
        threads: 2,
        cross_origin_isolated: true,
        simd: true,
        kernels: '',
        why: 'default',
        reason: '',
      },
      ...{ frames: 1000, fps: 15, stages: { pixels: 1, detect: 8, crop: 1, classify: 6 }, tensors: 100 },
      ...{ camera_label: '', model: seen.use === id ? VERSION : MASK_VERSION, refused: null },
      trial: seen.trial && {
        ...{ model: seen.trial, frames: 1000, differed: 3, bolder: 0, own_ms: 6, ms: 6.1, failed: null },
      },
      counts: { ...count, worker_stalled: 0, out_of_memory: 0, second_person: 0, unseen: 0 },
    };
    const body = { state: 'waiting', camera: 'live', backend: 'wasm', threads: 2, frame_ms: 50, visit: null };
    await fetch(`${kiosk.url}/api/kiosk/heartbeat`, {
      method: 'POST',
      headers: kiosk.headers,
      body: JSON.stringify({ ...body, vision }),
    }).then(
      async (answer) => {
        if (!answer.ok) console.log(`heartbeat: ${answer.status} ${await answer.text()}`);
      },
      () => undefined,
    );
  };
  const every = async (ms: number, work: () => Promise<void>) => {
    while (!stop) {
      await work();
      await sleep(ms);
    }
  };
  const said = () => `${JSON.stringify(seen)} ${health?.parts.model.last} ${health?.parts.model.detail}`;
  const reached = (condition: () => boolean) => until(condition, said, LONG_MS);
  const running: Promise<void>[] = [];
  try {
    await cloud.prepare('one', TOKEN);
    writeFileSync(file('token'), TOKEN);
    writeFileSync(file(`${VERSION}.kf99model`), packed);
    writeFileSync(file('change.json'), '{}');
    const fleet = (script: string, ...args: string[]) =>
      run(process.execPath, [join(ROOT, `edge-server/cloud/commands/${script}.ts`), ...args], {
        env: { ...process.env, DATABASE_URL: cloud.url },
      });
    await fleet('sign', 'key', file('key'));
    const signed = await fleet(
      'sign',
      ...['settings', '--key', file('key'), '--settings', file('change.json')],
      ...['--model', file(`${VERSION}.kf99model`)],
    );
    writeFileSync(file('signed.json'), signed.stdout);
    await begin();
    running.push(every(LOOK_MS, look), every(BEAT_MS, beat));
    await reached(() => health?.parts.sync.status === 'ok');

    models.served.reach = packed.length / 2;
    const pushed = performance.now();
    const after = () => (performance.now() - pushed) / 1000;
    await fleet('push', file('signed.json'));
    await reached(() => models.served.sent >= packed.length / 2 - 32_768);
    models.served.away = true;
    const cut = after();
    console.log(`${cut.toFixed(1)} s after the push half of the file is here, and the network goes`);
    await sleep(AWAY_MS);
    models.served.away = false;
    models.served.reach = (packed.length * 3) / 4;
    await reached(() => models.served.sent >= (packed.length * 3) / 4 - 32_768);
    console.log(`${after().toFixed(1)} s: three quarters are here, and the power goes`);
    models.served.reach = packed.length;
    const start = await cutPower();
    console.log(`${after().toFixed(1)} s: the server is back, ${start.toFixed(1)} s after its power`);
    await reached(() => seen?.trial === id || seen?.use === id);
    const tried = after();
    console.log(`${tried.toFixed(1)} s: the model is whole, past the gate, and tried`);
    await reached(() => seen?.use === id);
    const used = after();
    console.log(`${used.toFixed(1)} s: it is used; the power goes`);
    await cutPower();
    await reached(() => seen?.use === id);
    console.log(
      `${after().toFixed(1)} s: it is used after the start, too; ${looks} looks, ${broken} of them broken`,
    );
    return {
      'push to trial, s, with 20 s without a network and a power cut': {
        value: tried,
        budget: ['<=', 180] as ['<=', number],
      },
      'push to use, s': { value: used, budget: ['<=', 240] as ['<=', number] },
      'looks at the model that is named': { value: looks, budget: ['>=', 100] as ['>=', number] },
      'of them with files that are not whole': { value: broken, budget: ['<=', 0] as ['<=', number] },
    };
  } finally {
    stop = true;
    await Promise.all(running);
    (server as ServerProcess | null)?.dispose();
    models.close();
    await cloud.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

await bench('push', { push });
process.exit();
