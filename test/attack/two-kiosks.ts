/** A chain of two kiosks on a real Postgres, of which one was taken over. */
import type postgres from 'postgres';
import { row, toColumns } from '../edge-server/doubles/history-row.ts';
import { type Access, Chain } from './chain.ts';

export const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
/** A visit of a minute ago, as kiosks send it. */
export const visit = (rest = {}) => toColumns([row(ago(60_000), rest)]);

/** A chain of two kiosks, of which one is hostile. */
export class TwoKiosks {
  readonly chain: Chain;
  readonly good: Access;
  readonly bad: Access;
  /** A session of the hostile one. */
  readonly session: postgres.Sql;

  private constructor(chain: Chain, good: Access, bad: Access) {
    this.chain = chain;
    this.good = good;
    this.bad = bad;
    this.session = chain.connect(bad.url);
  }

  static async start(): Promise<TwoKiosks> {
    const chain = await Chain.start();
    return new TwoKiosks(chain, await chain.enrol('good'), await chain.enrol('bad'));
  }

  stop(): Promise<void> {
    return this.chain.stop();
  }

  /** The SQLSTATE of a refusal, null when it was taken. */
  async refusal(statement: string, values: unknown[] = []): Promise<string | null> {
    try {
      await this.session.unsafe(statement, values as never[]);
      return null;
    } catch (error) {
      return String((error as { code?: string }).code);
    } finally {
      await this.session.unsafe('rollback').catch(() => undefined);
    }
  }

  /** Whether the other kiosk's visits, heartbeat and settings go through, each within its time. */
  async goodGoesOn(): Promise<boolean> {
    const sql = this.chain.connect(this.good.url);
    try {
      await sql.unsafe("set statement_timeout = '3s'; set lock_timeout = '500ms'");
      await sql`select kf99_ingest(${this.good.token}, ${visit()})`;
      await sql`select kf99_report(${this.good.token}, '{"heartbeat":{"version":"1","state":"idle"}}')`;
      return true;
    } catch {
      return false;
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}
