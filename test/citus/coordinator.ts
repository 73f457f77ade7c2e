import { readFileSync } from 'node:fs';
import postgres from 'postgres';

const NAME = 'kf99_citus_test';
const SET_UP = /```sql\n([\s\S]*?)```/.exec(
  readFileSync(new URL('../../docs/citus.md', import.meta.url), 'utf8'),
)![1]!;

/** Spreads the tables as docs/citus.md says: each line in a transaction of its own, as psql does. */
export async function spreadTables(sql: postgres.Sql): Promise<void> {
  for (const line of SET_UP.trim().split('\n')) await sql.unsafe(line);
}

/** The group of the machine that has the rows of each of these kiosks. */
export async function machinesOf(url: string, kiosks: readonly string[]): Promise<Map<string, number>> {
  const found = await on(
    url,
    (sql) => sql<{ id: string; machine: number }[]>`
      select k as id, p.groupid as machine from unnest(${kiosks as string[]}::text[]) as k
      join pg_dist_placement p on p.shardid = get_shard_id_for_distribution_column('history', k)`,
  );
  return new Map(found.map(({ id, machine }) => [id, machine]));
}

/**
 * A database of its own, on the coordinator that is given and on its workers; the one of an earlier run goes.
 *
 * @param reach where machines find the last worker, so that it can be taken away from them; answers a port of this machine
 */
export async function freshDatabase(
  given: string,
  reach = async ({ port }: { host: string; port: number }): Promise<number> => port,
): Promise<string> {
  const workers = await on(
    given,
    (sql) => sql<{ host: string; port: number }[]>`
    select nodename as host, nodeport::int as port from pg_dist_node where isactive and groupid <> 0`,
  );
  if (workers.length === 0) throw new Error('the coordinator has no worker');
  const urls = workers.map(({ host, port }) => {
    const url = new URL(given);
    [url.hostname, url.port] = [host, String(port)];
    return url.href;
  });
  for (const url of [given, ...urls]) {
    await on(url, async (sql) => {
      await sql.unsafe(`drop database if exists ${NAME} with (force)`);
      await sql.unsafe(`create database ${NAME}`);
    });
    await on(inside(url), (sql) => sql.unsafe('create extension citus'));
  }
  await on(inside(given), async (sql) => {
    const { hostname, port } = new URL(given);
    await sql`select citus_set_coordinator_host(${hostname}, ${Number(port || 5432)})`;
    const last = workers.pop()!;
    for (const { host, port } of workers) await sql`select citus_add_node(${host}, ${port})`;
    await sql`select citus_add_node('127.0.0.1', ${await reach(last)})`;
  });
  return inside(given);
}

function inside(url: string): string {
  const other = new URL(url);
  other.pathname = `/${NAME}`;
  return other.href;
}

/** Runs one piece of work on a connection of its own. */
export async function on<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
