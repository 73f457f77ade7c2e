/**
 * `npm run bench:stack [-- part...]`: the stack of containers, on a Docker engine that is had as for the container test.
 * `start`: from a clean checkout, nothing built, base images at hand, to a healthy stack with a visit in Postgres, by
 * one command. `cold`: from a stack that is down to a server that is ready. `idle`: CPU and memory when nobody comes,
 * without a board and with one outside of the containers.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BoardOutside } from '../container/board.ts';
import { docker, ROOT } from '../container/docker.ts';
import { withEngine } from '../container/engine.ts';
import { SERVICES, Stack, WAIT_MS } from '../container/stack.ts';
import { inPostgres, visit, wellKept } from '../container/visit.ts';
import { until } from '../until.ts';
import { bench, type Figure } from './figures.ts';
import { usage } from './stack/usage.ts';

const IDLE_MS = 60_000;
/** After a start timers, caches and the database's own work come to rest. */
const SETTLE_MS = 20_000;

async function start(): Promise<Record<string, Figure>> {
  const checkout = mkdtempSync(join(tmpdir(), 'kf99-checkout-'));
  const began = performance.now();
  spawnSync('git', ['clone', '-q', '--depth', '1', `file://${ROOT}`, checkout], { stdio: 'inherit' });
  await docker(['build', '-q', '--no-cache', '-t', 'kf99:test', checkout]);
  const built = performance.now();
  await stack.compose('up', '-d', '--wait');
  await board.plug();
  await stack.pair();
  await wellKept(stack);
  await inPostgres(stack, (await visit(stack, board)).id);
  const minutes = (performance.now() - began) / 60_000;
  console.log(`built in ${((built - began) / 1000).toFixed(0)} s`);
  rmSync(checkout, { recursive: true });
  return { start_min: { value: minutes, budget: ['<=', 5] } };
}

async function cold(): Promise<Record<string, Figure>> {
  await stack.compose('down');
  const began = performance.now();
  // Compose itself waits for the steps of the cloud; the server does not.
  const up = stack.compose('up', '-d');
  const isReady = async () => (await fetch(`${stack.url}/api/health/ready`).catch(() => null))?.ok;
  await until(isReady, 'the server is ready', WAIT_MS);
  const ready = performance.now() - began;
  await up;
  const isReached = async () => (await stack.health())?.parts.sync.status === 'ok';
  await until(isReached, 'the cloud is reached', WAIT_MS);
  const whole = performance.now() - began;
  return {
    ready_s: { value: ready / 1000, budget: ['<=', 15] },
    cloud_reached_s: { value: whole / 1000, budget: ['<=', 60] },
  };
}

async function idle(): Promise<Record<string, Figure>> {
  await stack.compose('up', '-d', '--wait');
  await board.unplug();
  const without = await look('without a board');
  await board.plug();
  await wellKept(stack);
  const live = await look('with a board');
  return {
    idle_cpu_percent: { value: without.cpu, budget: ['<=', 3] },
    idle_cpu_with_board_percent: { value: live.cpu, budget: ['<=', 3] },
    server_and_worker_mb: { value: live.megabytes, budget: ['<=', 300] },
  };
}

/** CPU of all containers in percent of a core, and memory of server and worker, over a minute. */
async function look(when: string): Promise<{ cpu: number; megabytes: number }> {
  await sleep(SETTLE_MS);
  const measure = () => Promise.all(SERVICES.map(async (service) => usage(await stack.container(service))));
  const [before, began] = [await measure(), performance.now()];
  await sleep(IDLE_MS);
  const [now, ms] = [await measure(), performance.now() - began];
  const percent = SERVICES.map((_, i) => ((now[i]!.cpuMs - before[i]!.cpuMs) / ms) * 100);
  SERVICES.forEach((service, i) => {
    console.log(`${when}: ${service} ${percent[i]!.toFixed(2)} %, ${now[i]!.megabytes.toFixed(0)} MB`);
  });
  return {
    cpu: percent.reduce((sum, one) => sum + one, 0),
    megabytes: now[0]!.megabytes + now[1]!.megabytes,
  };
}

// Behind the script that gets an engine this file runs again, inside.
const INSIDE = 'KF99_BENCH_INSIDE';
const wanted = process.argv.slice(2);
if (process.env[INSIDE] === undefined) {
  const command = withEngine([process.execPath, import.meta.filename, ...wanted]);
  if (command === null || !existsSync(command[0]!)) throw new Error('no Docker engine answers');
  const [program = '', ...args] = command;
  const env = { ...process.env, [INSIDE]: '1' };
  process.exitCode = spawnSync(program, args, { stdio: 'inherit', env }).status ?? 1;
}
let stack: Stack;
let board: BoardOutside;
if (process.env[INSIDE] !== undefined) {
  stack = await Stack.make('test/bench/stack/override.yml');
  board = new BoardOutside(stack.dev);
  try {
    await bench('stack', { start, cold, idle }, wanted.length > 0 ? wanted : undefined);
  } finally {
    await board.stop();
    await stack.dispose();
  }
}
