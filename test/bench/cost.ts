/**
 * `npm run bench:cost`: what a check leaves and sends, in bytes: a visit in the kiosk's store and in Postgres, on the wire
 * in large batches and alone, a report of the kiosk, a kept picture by region. docs/cost.md is made from it.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { makeCapture } from '../../edge-server/captures/region.ts';
import type { Settings } from '../../edge-server/contract/index.ts';
import { CloudClient } from '../../edge-server/sync/cloud-client.ts';
import { evidence, TestEdge } from '../edge-server/doubles/edge.ts';
import { TcpProxy } from '../edge-server/doubles/tcp-proxy.ts';
import { RealPostgres } from '../edge-server/sync/postgres.ts';
import { TestSync } from '../edge-server/sync/test-sync.ts';
import { MASK_VERSION } from '../models/shipped.ts';
import { until } from '../until.ts';
import { bench, type Figure } from './figures.ts';
import { fillBacklog } from './sync/backlog.ts';

const TOKEN = 'a token of this kiosk';
const STORED = 60;
const SENT = 20_000;
const ALONE = 50;
const LONG_MS = 120_000;
/** A page of a Pi's camera: faces as they stand before the kiosk. */
const FRAME = { width: 1280, height: 720 };
const PHOTOS = join(import.meta.dirname, '../../node_modules/@vladmandic/face-api/demo');

const figure = (value: number, most: number): Figure => ({ value, budget: ['<=', most] });

/** Visits through the server's own API, with reading, steps and the curve of their evidence. */
async function store(): Promise<Record<string, Figure>> {
  const edge = await TestEdge.start();
  const bytes = () => {
    edge.store.database.exec('pragma wal_checkpoint(truncate)');
    const used = edge.store.database
      .prepare(
        'select (select page_count from pragma_page_count) - (select freelist_count from pragma_freelist_count) as pages, page_size from pragma_page_size',
      )
      .get() as { pages: number; page_size: number };
    return used.pages * used.page_size;
  };
  const curve = Array.from({ length: 12 }, (_, i) => [i * 66, 500 + 30 * i, 300 - 20 * i, 200 - 10 * i]);
  const visits = async (count: number) => {
    for (let n = 0; n < count; n++) await edge.visit(evidence({ curve } as never));
  };
  try {
    await visits(10);
    const before = bytes();
    await visits(STORED);
    return { 'a visit in the kiosk’s store, bytes': figure((bytes() - before) / STORED, 6000) };
  } finally {
    await edge.stop();
  }
}

async function cloud(): Promise<Record<string, Figure>> {
  const database = await RealPostgres.start();
  const data = mkdtempSync(join(tmpdir(), 'kf99-cost-'));
  const proxy = new TcpProxy({ port: Number(new URL(database.url).port) });
  let sync: TestSync | null = null;
  try {
    await database.prepare('wire-kiosk', TOKEN);
    const url = new URL(database.url);
    url.port = String(await proxy.start());
    const size = () =>
      database.with(async (sql) => {
        await sql`vacuum full history_days`.catch(() => undefined);
        const [row] = await sql`select sum(pg_total_relation_size(c.oid))::float8 as bytes from pg_class c
          join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'm')`;
        return Number(row!.bytes);
      });
    fillBacklog(data, 'wire-kiosk', SENT, 10);
    const before = await size();
    sync = new TestSync(join(data, 'kf99.sqlite'), url.href, TOKEN);
    const sent = proxy.bytes.up;
    sync.start();
    await until(
      () => sync!.view.outbox === 0,
      () => `${sync!.view.outbox} rows wait`,
      LONG_MS,
    );
    const batch = (proxy.bytes.up - sent) / SENT;
    const row = ((await size()) - before) / SENT;
    await sync.stop();
    sync = null;

    rmSync(data, { recursive: true, force: true });
    mkdirSync(data);
    fillBacklog(data, 'wire-kiosk', ALONE + 1, 1);
    const one = new TestSync(join(data, 'kf99.sqlite'), url.href, TOKEN);
    const client = new CloudClient({ url: url.href }, TOKEN);
    try {
      await client.probe();
      const from = { ...proxy.bytes };
      for (let n = 0; n < ALONE; n++) await client.ingest(one.outbox.read({ most: 1 })!);
      const alone = { up: (proxy.bytes.up - from.up) / ALONE, down: (proxy.bytes.down - from.down) / ALONE };
      const report = { ...proxy.bytes };
      const state = { version: '0.1.0', model: MASK_VERSION, state: 'ok', clock: 'synchronised' };
      const started = { started_at: new Date().toISOString(), disk_free: 1e10, temperature_c: 50 };
      for (let n = 0; n < ALONE; n++) {
        await client.report({
          heartbeat: { at: new Date().toISOString(), outbox: 0, ...state, ...started },
        } as never);
      }
      const said = (proxy.bytes.up - report.up + proxy.bytes.down - report.down) / ALONE;
      return {
        'a visit in Postgres, with indexes and its part of the sums, bytes': figure(row, 1500),
        'a visit on the wire in large batches, bytes up': figure(batch, 800),
        'a visit on the wire alone, bytes up and down': figure(alone.up + alone.down, 3000),
        'a report of the kiosk, every 30 s, bytes up and down': figure(said, 2500),
      };
    } finally {
      await client.close();
      await one.stop();
    }
  } finally {
    await sync?.stop();
    await proxy.stop();
    await database.dispose();
    rmSync(data, { recursive: true, force: true });
  }
}

async function pictures(): Promise<Record<string, Figure>> {
  const sums: Record<Settings['captureRegion'], number[]> = { whole: [], mask: [], blurred: [] };
  for (const n of [1, 2, 3, 4, 5, 6]) {
    const frame = await sharp(readFileSync(join(PHOTOS, `sample${n}.jpg`)))
      .resize({ ...FRAME, fit: 'cover', position: 'attention' })
      .jpeg({ quality: 92 })
      .toBuffer();
    const face = [FRAME.width / 2 - 110, 160, 220, 220] as const;
    for (const region of ['whole', 'mask', 'blurred'] as const) {
      sums[region].push((await makeCapture(frame, region, [face], ['jpeg'])).length);
    }
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return Object.fromEntries(
    Object.entries(sums).map(([region, values]) => [
      `a kept picture, ${region}, bytes`,
      figure(mean(values), 400_000),
    ]),
  );
}

await bench('cost', { store, cloud, pictures }, process.argv.length > 2 ? process.argv.slice(2) : undefined);
process.exit();
