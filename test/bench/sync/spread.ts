import { loadavg } from 'node:os';
import { addKiosk, revokeKiosk } from '../../../edge-server/cloud/kiosks.ts';
import { migrateCloud } from '../../../edge-server/cloud/migrate.ts';
import { asOwner } from '../../../edge-server/cloud/owner.ts';
import { CloudClient } from '../../../edge-server/sync/cloud-client.ts';
import { median } from '../../../models/pipeline/median.ts';
import { freshDatabase, machinesOf, on, spreadTables } from '../../citus/coordinator.ts';
import type { Figure } from '../figures.ts';
import { madeBatch } from './made-batch.ts';

const PLAIN = 'kf99_bench_plain';
const KIOSKS = 4;
const BATCHES = 4;
const ROWS = 4000;
/** Batches of one kiosk on their way at once. */
const UNDER_WAY = 2;
const ROUNDS = 5;
/** Of a busy entrance, the time that a batch's rows are spread over. */
const SPAN_MS = 2 * 86_400_000;
const LONE = 100;

interface Cloud {
  url: string;
  kiosks: string[];
  clients: CloudClient[];
}

/**
 * Batches of four kiosks at once into tables that are spread over machines, and in turns into those of one plain Postgres,
 * a database without Citus on the coordinator's own server: the same build, settings and cores. The machines are all
 * this one, so what is wanted is that spreading costs nothing there. Left out where KF99_TEST_CITUS_URL names none.
 */
export async function spread(): Promise<Record<string, Figure>> {
  const given = process.env.KF99_TEST_CITUS_URL;
  if (!given) {
    console.log('spread: left out, KF99_TEST_CITUS_URL names no coordinator (docs/citus.md)');
    return {};
  }
  await on(given, async (sql) => {
    await sql.unsafe(`drop database if exists ${PLAIN} with (force)`);
    await sql.unsafe(`create database ${PLAIN}`);
  });
  const plainUrl = new URL(given);
  plainUrl.pathname = `/${PLAIN}`;
  const citus = await prepare(await freshDatabase(given), true);
  const plain = await prepare(plainUrl.href, false);
  try {
    const rates = { citus: [] as number[], plain: [] as number[] };
    for (let round = 0; round <= ROUNDS; round++) {
      const sent = Array.from({ length: KIOSKS }, () =>
        Array.from({ length: BATCHES }, () => madeBatch(ROWS, SPAN_MS)),
      );
      for (const [name, cloud] of [
        ['citus', citus],
        ['plain', plain],
      ] as const) {
        const rate = await timed(cloud, sent);
        // The first round makes plans and connections.
        if (round > 0) rates[name].push(rate);
      }
    }
    for (const [name, of] of Object.entries(rates)) {
      console.log(`${name}, rows/s of ${KIOSKS} kiosks: ${of.map((rate) => rate.toFixed(0)).join(', ')}`);
    }
    const lone = { citus: await loneMs(citus), plain: await loneMs(plain) };
    console.log(
      `a lone visit: ${lone.citus.toFixed(1)} ms, plain ${lone.plain.toFixed(1)} ms; load ${loadavg()[0]!.toFixed(1)}`,
    );
    return {
      'batches of four kiosks on Citus over one plain Postgres': {
        value: median(rates.citus) / median(rates.plain),
        budget: ['>=', 1],
      },
    };
  } finally {
    for (const { url, clients, kiosks } of [citus, plain]) {
      for (const client of clients) client.close();
      await asOwner(url, async (_, sql) => {
        for (const id of kiosks) await revokeKiosk(sql, id);
      });
    }
  }
}

async function prepare(url: string, isSpread: boolean): Promise<Cloud> {
  const names = Array.from({ length: 10 * KIOSKS }, (_, n) => `door-${n + 1}`);
  return asOwner(url, async (admin, sql) => {
    await migrateCloud(admin);
    if (isSpread) await spreadTables(sql);
    const kiosks = isSpread ? await evenly(url, names) : names.slice(0, KIOSKS);
    const clients: CloudClient[] = [];
    for (const id of kiosks) {
      const { login, password, token } = (await addKiosk(sql, id, {}))!;
      const own = new URL(url);
      [own.username, own.password] = [login, password];
      clients.push(new CloudClient({ url: own.href }, token));
    }
    return { url, kiosks, clients };
  });
}

/** As many kiosks of each machine. */
async function evenly(url: string, names: readonly string[]): Promise<string[]> {
  const groups = new Map<number, string[]>();
  for (const [id, machine] of await machinesOf(url, names)) {
    groups.set(machine, [...(groups.get(machine) ?? []), id]);
  }
  const each = [...groups.values()];
  return Array.from({ length: KIOSKS }, (_, n) => each[n % each.length]![Math.floor(n / each.length)]!);
}

/** @returns rows a second of all kiosks */
async function timed({ clients }: Cloud, sent: ReturnType<typeof madeBatch>[][]): Promise<number> {
  const start = performance.now();
  await Promise.all(
    clients.map(async (client, place) => {
      const left = [...sent[place]!];
      const lane = async () => {
        for (let batch = left.shift(); batch; batch = left.shift()) await client.ingest(batch);
      };
      await Promise.all(Array.from({ length: UNDER_WAY }, lane));
    }),
  );
  return (KIOSKS * BATCHES * ROWS * 1000) / (performance.now() - start);
}

async function loneMs({ clients }: Cloud): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < LONE; i++) {
    const start = performance.now();
    await clients[i % KIOSKS]!.ingest(madeBatch(1));
    times.push(performance.now() - start);
  }
  return median(times);
}
