import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { median } from '../../../models/pipeline/median.ts';
import { RealPostgres } from '../../edge-server/sync/postgres.ts';
import type { Figure } from '../figures.ts';

const CALLS = 3000;
const ROUNDS = 3;
const LIMIT_MS = 5 * 60_000;
const HERE = resolve(import.meta.dirname, '../../..');
const SCRIPT = resolve(import.meta.dirname, 'lone-calls.ts');

/**
 * CPU of Postgres for a visit that comes alone, by this checkout and in turns by another one (an older build, with its
 * node_modules), each round in a database of its own: CPU, since wall time is that of the disk and of other work.
 *
 * @param than the folder of the other checkout
 * @param on a superuser on another Postgres of this machine, as an older release; else the one from npm
 */
export async function lone(than?: string, on?: string): Promise<Record<string, Figure>> {
  const own = on === undefined ? await RealPostgres.start({ fsync: true }) : null;
  try {
    const url = on ?? own!.url;
    const [now, before]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      now.push(await measure(HERE, url));
      if (than !== undefined) before.push(await measure(resolve(than), url));
    }
    const words = (of: number[]) => of.map((us) => us.toFixed(0)).join(', ');
    console.log(`CPU µs of Postgres ${await version(url)} a lone visit: ${words(now)}`);
    const figures: Record<string, Figure> = {
      'CPU ms of Postgres a lone visit': { value: median(now) / 1000, budget: ['<=', 1] },
    };
    if (than === undefined) return figures;
    console.log(`of ${than}: ${words(before)}`);
    return {
      ...figures,
      'of it the other checkout': { value: median(now) / median(before), budget: ['<=', 0.5] },
    };
  } finally {
    await own?.dispose();
  }
}

const NAME = 'kf99_bench_lone';

async function measure(checkout: string, server: string): Promise<number> {
  const url = new URL(server);
  url.pathname = `/${NAME}`;
  const sql = postgres(server, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(`drop database if exists ${NAME} with (force)`);
    await sql.unsafe(`create database ${NAME}`);
    const args = [SCRIPT, checkout, url.href, String(CALLS)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: LIMIT_MS });
    return Number(stdout);
  } finally {
    await sql.unsafe(`drop database if exists ${NAME} with (force)`);
    await sql.end({ timeout: 2 });
  }
}

async function version(url: string): Promise<string> {
  const sql = postgres(url, { max: 1 });
  const [found] = await sql`select current_setting('server_version') as version`;
  await sql.end({ timeout: 2 });
  return String(found?.version).split(' ')[0]!;
}
