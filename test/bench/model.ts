/**
 * `npm run bench:model`: a mask model from `fleet:push` to its use on a kiosk that runs, on a real Postgres, with the
 * network cut in the middle of the file, the server killed (kill -9) then, and killed again right after the change.
 * Meanwhile the model that the server names is asked for ten times a second, as the page does, and each one's files are
 * compared with its hash. The page's heartbeats are sent by the bench: 250 faces on trial every 5 s, nobody there.
 * Takes about four minutes; the last line is JSON.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CurrentModels } from '../../edge-server/contract/models.ts';
import { modelId, packModel } from '../../edge-server/models/model-file.ts';
import { pair, ServerProcess } from '../edge-server/process.ts';
import { RealPostgres } from '../edge-server/sync/postgres.ts';
import { goodModel, otherGoodModel } from '../models/gate/useless.ts';
import { MASK_VERSION } from '../models/shipped.ts';

const LIMIT_MS = 6 * 60_000;
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'kf99-bench-model-'));
const file = (name: string) => join(folder, name);
const packed = packModel(otherGoodModel(goodModel()));
const NEW = modelId(packed);
let asked = 0;

/** The site's place of models: the network goes at half of the first answer. */
const place = createServer((request, response) => {
  asked += 1;
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': packed.length - from });
  if (asked > 1) response.end(packed.subarray(from));
  else response.write(packed.subarray(0, packed.length / 2), () => setTimeout(() => response.destroy(), 500));
});
place.listen(0, '127.0.0.1');
await once(place, 'listening');

const postgres = await RealPostgres.start();
await postgres.prepare('one', 'a token of this kiosk');
writeFileSync(file('token'), 'a token of this kiosk');
writeFileSync(file('new.kf99model'), packed);
writeFileSync(file('change.json'), '{"resultSeconds":5}');
const fleet = (script: string, ...args: string[]) =>
  run(process.execPath, [`edge-server/cloud/commands/${script}.ts`, ...args], {
    env: { DATABASE_URL: postgres.url },
  });
await fleet('sign', 'key', file('key'));
const env = {
  KF99_DATA: file('data'),
  KF99_KIOSK_ID: 'one',
  DATABASE_URL: postgres.url,
  KF99_KIOSK_TOKEN_FILE: file('token'),
  KF99_FLEET_KEY: file('key.pub'),
  KF99_MODELS: `http://127.0.0.1:${(place.address() as AddressInfo).port}`,
};

let server = new ServerProcess(env);
let url = await server.ready();
const headers = await pair(server);
const began = performance.now();
let pushed = Number.NaN;
let [looks, broken, away] = [0, 0, 0];
const story: { s: number; what: string }[] = [];
const tell = (what: string) => {
  story.push({ s: Number(((performance.now() - pushed) / 1000).toFixed(1)), what });
  console.log(`${story.at(-1)!.s.toFixed(1).padStart(6)} s  ${what}`);
};

/** What the server names, its files compared with their hash; null while it does not answer. */
async function named(): Promise<CurrentModels | null> {
  try {
    const get = (path: string) => fetch(`${url}${path}`, { signal: AbortSignal.timeout(2000) });
    const current = CurrentModels.parse(await (await get('/models/current.json')).json());
    const folders = [current.use ?? 'mask', current.trial].filter((id) => id !== null);
    for (const id of folders) {
      const read = async (name: string) => {
        const answer = await get(id === 'mask' ? `/models/mask/${name}` : `/models/kept/${id}/${name}`);
        return Buffer.from(await answer.arrayBuffer());
      };
      const [manifest, model, weights] = await Promise.all(
        ['manifest.json', 'model.json', 'mask.bin'].map(read),
      );
      const files = { 'manifest.json': manifest!, 'model.json': model!, 'mask.bin': weights! };
      const whole = modelId(packModel(files)) === (id === 'mask' ? modelId(packModel(goodModel())) : id);
      if (!whole) broken += 1;
    }
    looks += 1;
    return current;
  } catch {
    away += 1;
    return null;
  }
}

async function beat(frames: number, trial: string | null, model: string): Promise<void> {
  const zero = { camera_lost: 0, camera_frozen: 0, camera_black: 0, server_away: 0, worker_crashed: 0 };
  const vision = {
    ...{
      backend: 'wasm',
      threads: 1,
      cross_origin_isolated: true,
      simd: true,
      kernels: '',
      why: 'default',
      reason: '',
    },
    ...{ frames: 1, fps: 15, stages: { pixels: 1, detect: 1, crop: 1, classify: 1 }, tensors: 1 },
    ...{ camera_label: '', model, refused: null },
    trial: trial && { model: trial, frames, differed: 0, bolder: 0, own_ms: 2, ms: 2, failed: null },
    counts: { ...zero, worker_stalled: 0, out_of_memory: 0, second_person: 0 },
  };
  const body = {
    state: 'idle',
    camera: 'live',
    backend: 'wasm',
    threads: 1,
    frame_ms: 9,
    visit: null,
    vision,
  };
  const post = { method: 'POST', headers: { ...headers, origin: url }, body: JSON.stringify(body) };
  await fetch(`${url}/api/kiosk/heartbeat`, post).catch(() => undefined);
}

async function powerCut(): Promise<void> {
  server.signalGroup('SIGKILL');
  await server.end();
  server = new ServerProcess(env);
  url = await server.ready();
}

try {
  const options = ['--key', file('key'), '--settings', file('change.json'), '--model', file('new.kf99model')];
  writeFileSync(file('signed.json'), (await fleet('sign', 'settings', ...options)).stdout);
  await fleet('push', file('signed.json'));
  pushed = performance.now();
  tell('fleet:push');
  let frames = 0;
  let [beaten, cut] = [0, 0];
  let last = '';
  while (performance.now() - began < LIMIT_MS) {
    const current = await named();
    const now = performance.now();
    const words =
      current &&
      `in use ${current.use?.slice(0, 8) ?? 'the build’s'}, on trial ${current.trial?.slice(0, 8) ?? 'none'}`;
    if (words !== null && words !== last) tell(words);
    last = words ?? last;
    if (current && now - beaten > 5000) {
      frames = current.trial === NEW ? frames + 250 : 0;
      await beat(frames, current.trial, current.use === NEW ? 'mask-better' : MASK_VERSION);
      beaten = now;
    }
    if (asked === 1 && cut === 0) {
      cut = 1;
      await pause(700);
      tell('the network is cut in the middle of the file; kill -9');
      await powerCut();
      tell('the server runs again');
    } else if (current?.use === NEW && cut === 1) {
      cut = 2;
      tell('kill -9 right after the change');
      await powerCut();
      tell('the server runs again');
    } else if (current?.use === NEW && cut === 2) break;
    await pause(100);
  }
  const used = story.find(({ what }) => what.startsWith(`in use ${NEW.slice(0, 8)}`))?.s ?? null;
  console.log(`${looks} looks at the model in use: ${broken} not whole; ${away} while the server was down`);
  console.log(JSON.stringify({ bench: 'model', used_s: used, looks, broken, away, requests: asked }));
  process.exitCode = used === null || broken > 0 ? 1 : 0;
} finally {
  server.dispose();
  place.close();
  await postgres.dispose();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
