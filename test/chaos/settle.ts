import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { paths } from '../../edge-server/common/data-folder.ts';
import { type CloudRow, type Comparison, compare } from './compare.ts';
import type { Ledger } from './ledger.ts';
import { KIOSK, type Site } from './site.ts';

/** After the last fault everything has to arrive within this. */
const DRAIN_MS = 180_000;

/** Waits until nothing waits to be sent, then for what travels after the rows: corrections of the clock. */
export async function settle(
  site: Site,
  ledger: Ledger,
  settleMs: number,
): Promise<{ rows: CloudRow[]; result: Comparison }> {
  await site.serverReady();
  const drained = async () => (await site.health())?.parts.store.outbox === 0;
  for (const end = performance.now() + DRAIN_MS; performance.now() < end && !(await drained()); ) {
    await sleep(500);
  }
  for (const end = performance.now() + settleMs; ; await sleep(500)) {
    const rows = await site.cloud.with(
      async (sql) => [...(await sql`select * from history_corrected`)] as CloudRow[],
    );
    const result = compare(ledger, rows, KIOSK, site.machine);
    const same = result.missing.length + result.differing.length === 0;
    if (same || performance.now() > end) return { rows, result };
  }
}

/** Both processes end well when they are asked to, and leave a sound store. */
export async function ends(site: Site): Promise<string[]> {
  const codes = { server: await site.server.stop(), worker: await site.worker.stop() };
  const wrong = Object.entries(codes)
    .filter(([, code]) => code !== 0)
    .map(([name, code]) => `${name} ended with ${code} when it was asked to end`);
  const database = new DatabaseSync(paths.database(site.data));
  try {
    const found = database.prepare('pragma integrity_check').all();
    const said = found.map((row) => row.integrity_check).join('; ');
    return said === 'ok' ? wrong : [...wrong, `the store is damaged: ${said}`];
  } finally {
    database.close();
  }
}
