/**
 * A kiosk in bad hands, as a process of its own: `hostile/kiosk.ts URL TOKEN OTHER`, where OTHER is another kiosk's user.
 * With all that its user and token allow it keeps the cloud busy until it is ended or refused: rows of every time, later
 * facts, reports, programs in SQL, open transactions, log-ins. The last line is JSON: what it sent.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { v7 as uuidv7 } from 'uuid';
import { row, toColumns } from '../../edge-server/doubles/history-row.ts';

/** Bytes after which it sends no more rows, so that no disk of whoever measures is filled. */
const MOST_BYTES = 8e9;
const ROWS = 4000;
const DAY_MS = 86_400_000;
const [url = '', token = '', other = ''] = process.argv.slice(2);

const sent = {
  rows: 0,
  facts: 0,
  reports: 0,
  programs: 0,
  transactions: 0,
  logins: 0,
  bytes: 0,
  refusals: {},
};
process.once('SIGTERM', () => {
  console.log(JSON.stringify(sent));
  process.exit();
});

const refusals: Record<string, number> = sent.refusals;
function refused(error: unknown): void {
  const { code = 'unknown' } = error as { code?: string };
  refusals[code] = (refusals[code] ?? 0) + 1;
}

function connect(to = url): postgres.Sql {
  return postgres(to, { max: 1, onnotice: () => undefined, connect_timeout: 5, idle_timeout: 600 });
}

/** Does something again and again on a connection of its own, which is made anew when it is lost. */
async function again(pauseMs: number, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = connect();
  for (;;) {
    try {
      await sql.unsafe('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0');
      await work(sql);
    } catch (error) {
      refused(error);
      await sleep(200);
    }
    await sleep(pauseMs);
  }
}

const any = () => new Date(Date.now() - 360 * DAY_MS + Math.random() * 700 * DAY_MS).toISOString();

/** Rows of two years, so that each call touches as many quarters as it has rows. */
async function rows(sql: postgres.Sql): Promise<void> {
  if (sent.bytes > MOST_BYTES) return;
  const made = Array.from({ length: ROWS }, (_, n) =>
    row(any(), { reasons: [`reason_${n}` as never], model: `m-${n}`.padEnd(60, 'x') }),
  );
  const columns = toColumns(made);
  await sql.unsafe('select kf99_ingest($1, $2)', [token, columns as never]);
  sent.rows += ROWS;
  sent.bytes += columns.join('').length;
}

async function facts(sql: postgres.Sql): Promise<void> {
  if (sent.bytes > MOST_BYTES) return;
  const made = Array.from({ length: ROWS }, (_, id) => ({
    ...{ id, visit_id: uuidv7(), kind: 'clock', at: any() },
    data: { visited: any(), note: 'x'.repeat(400) },
  }));
  await sql.unsafe('select kf99_ingest_events($1, $2)', [token, made as never]);
  sent.facts += ROWS;
  sent.bytes += JSON.stringify(made).length;
}

let alarms = 0;
async function reports(sql: postgres.Sql): Promise<void> {
  const made = Array.from({ length: 100 }, () => ({
    ...{ id: alarms++, code: 'fever', subject: '', severity: 'critical', detail: 'd'.repeat(1900), count: 1 },
    opened_at: any(),
  }));
  await sql.unsafe('select kf99_report($1, $2)', [
    token,
    { heartbeat: { version: '9'.repeat(500) }, alarms: made } as never,
  ]);
  sent.reports += 1;
}

const PROGRAMS = [
  'select count(*) from generate_series(1, 3000000) a',
  "select count(*) from generate_series(1, 200000) a where md5(repeat(a::text, 50)) like '%0'",
  'select count(distinct a) from (select random() as a from generate_series(1, 600000)) r',
  "select length(regexp_replace(repeat('ab', 20000), '(a|b)*?b', '', 'g'))",
  'select count(*) from pg_class a, pg_class b where a.relname < b.relname',
];
async function programs(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(PROGRAMS[sent.programs++ % PROGRAMS.length]!);
}

/** Holds its own row, advisory locks and a snapshot for ten seconds. */
async function transactions(sql: postgres.Sql): Promise<void> {
  await sql.unsafe('begin isolation level repeatable read');
  try {
    for (let key = 0; key < 500; key++) await sql.unsafe('select pg_advisory_xact_lock($1)', [key as never]);
    await sql.unsafe("select kf99_report($1, '{}')", [token]);
    await sql.unsafe("notify anybody, 'x'");
    await sleep(10_000);
  } finally {
    await sql.unsafe('rollback').catch(() => undefined);
    sent.transactions += 1;
  }
}

/** Ten log-ins a second: as itself beyond its connections, and as the other one with wrong passwords. */
async function logins(): Promise<void> {
  for (;;) {
    const to = new URL(url);
    if (sent.logins++ % 2) [to.username, to.password] = [other, `guess-${sent.logins}`];
    const sql = connect(to.href);
    try {
      await sql`select 1`;
    } catch (error) {
      refused(error);
    } finally {
      await sql.end({ timeout: 1 });
    }
    await sleep(100);
  }
}

await Promise.all([
  again(0, rows),
  again(0, facts),
  again(100, reports),
  again(0, programs),
  // Its own calls wait for it meanwhile.
  again(30_000, transactions),
  logins(),
]);
