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
 * CPU of Postgres for a visit that comes alone and for a report of how a kiosk is, by this checkout and in turns by another one (an older build, with its
 * node_modules), each round in a database of its own: CPU, since wall time is that of the disk and of other work.
 *
 * @param than the folder of the other checkout
 * @param on a superuser on another Postgres of this machine, as an older release; else the one from npm
 */
export async function lone(than?: string, on?: string): Promise<Record<string, Figure>> {
  const own = on === undefined ? await RealPostgres.start({ fsync: true }) : null;
  try {
    const url = on ?? own!.url;
    const [now, before]: [Costs[], Costs[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      now.push(await measure(HERE, url));
      if (than !== undefined) before.push(await measure(resolve(than), url));
    }
    const words = (of: Costs[]) =>
      (['visit', 'report'] as const)
        .map((kind) => `${kind} ${of.map((us) => us[kind].toFixed(0)).join(', ')}`)
        .join('; ');
    console.log(`CPU µs of Postgres ${await version(url)}: ${words(now)}`);
    const middle = (of: Costs[], kind: keyof Costs) => median(of.map((us) => us[kind]));
    const figures: Record<string, Figure> = {
      'CPU ms of Postgres a lone visit': { value: middle(now, 'visit') / 1000, budget: ['<=', 1] },
      'CPU ms of Postgres a report': { value: middle(now, 'report') / 1000, budget: ['<=', 1] },
    };
    if (than === undefined) return figures;
    console.log(`of ${than}: ${words(before)}`);
    const share = (kind: keyof Costs) => middle(now, kind) / middle(before, kind);
    return {
      ...figures,
      'a lone visit, of the other checkout': { value: share('visit'), budget: ['<=', 0.5] },
      'a report, of the other checkout': { value: share('report'), budget: ['<=', 0.8] },
    };
  } finally {
    await own?.dispose();
  }
}

/** CPU µs of Postgres. */
interface Costs {
  visit: number;
  report: number;
}

const NAME = 'kf99_bench_lone';

async function measure(checkout: string, server: string): Promise<Costs> {
  const url = new URL(server);
  url.pathname = `/${NAME}`;
  const sql = postgres(server, { max: 1, onnotice: () => undefined });
  try {
    await sql.unsafe(`drop database if exists ${NAME} with (force)`);
    await sql.unsafe(`create database ${NAME}`);
    const args = [SCRIPT, checkout, url.href, String(CALLS)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: LIMIT_MS });
    return JSON.parse(stdout) as Costs;
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
