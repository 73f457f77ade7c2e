import { createHash } from 'node:crypto';
import type { PGlite } from '@electric-sql/pglite';
import { type CloudAdmin, migrateCloud } from '../../../edge-server/cloud/migrate.ts';
import { registerKiosk } from '../../../edge-server/cloud/register.ts';
import type { HistoryRow } from '../../../edge-server/contract/index.ts';
import { toColumns } from '../doubles/history-row.ts';
import { migratedCloud } from '../doubles/made-cloud.ts';

export { row } from '../doubles/history-row.ts';

/** A cloud in memory with the real schema: Postgres in WebAssembly. Its clock for roll-ups can be skipped. */
export class TestCloud {
  readonly database: PGlite;

  private constructor(database: PGlite) {
    this.database = database;
  }

  static async start(): Promise<TestCloud> {
    const cloud = new TestCloud(await migratedCloud());
    // The partitions of these days, if it was made some time ago.
    await migrateCloud(cloud.admin);
    return cloud;
  }

  get admin(): CloudAdmin {
    return {
      exec: (script) => this.database.exec(script),
      query: async (statement) => (await this.database.query<Record<string, unknown>>(statement)).rows,
    };
  }

  stop(): Promise<void> {
    return this.database.close();
  }

  /** Makes the kiosk known; its token is its name. */
  kiosk(id: string): Promise<void> {
    return registerKiosk(this.admin, id, createHash('sha256').update(id).digest('hex'));
  }

  async query<Row = Record<string, unknown>>(statement: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.query<Row>(statement, values)).rows;
  }

  /** Rows of a kiosk come in. */
  async ingest(kiosk: string, rows: readonly HistoryRow[]): Promise<void> {
    await this.query('select kf99_ingest($1, $2)', [kiosk, toColumns(rows)]);
  }

  async events(kiosk: string, events: readonly Record<string, unknown>[]): Promise<void> {
    await this.query('select kf99_ingest_events($1, $2)', [kiosk, JSON.stringify(events)]);
  }

  async report(kiosk: string, report: Record<string, unknown>): Promise<void> {
    await this.query('select kf99_report($1, $2)', [kiosk, JSON.stringify(report)]);
  }

  /** Lets half a minute pass for the roll-ups, then every kiosk reports and the owner's job runs, until nothing is left to be counted. */
  async rollUp(...kiosks: string[]): Promise<void> {
    for (let left = 1; left > 0; ) {
      for (const kiosk of kiosks) {
        await this.database.exec(
          "update kiosk_states set rolled_at = '-infinity'; update fleet_state set rolled_at = '-infinity'",
        );
        await this.report(kiosk, {});
      }
      await this.query('select kf99_tend()');
      const [rest] = await this.query<{ n: number }>(
        'select ((select count(*) from touched_quarters) + (select count(*) from fleet_touched))::int as n',
      );
      left = rest!.n;
    }
  }
}
