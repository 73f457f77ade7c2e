/** What a kiosk that was taken over says to fail the pages of all, and its end. */
import { revokeKiosk } from '../../../edge-server/cloud/kiosks.ts';
import { row } from '../../edge-server/doubles/history-row.ts';
import { until } from '../../until.ts';
import type { Attack } from '../attack.ts';
import { FleetPages, fleetPages } from '../chain.ts';
import { ago, type TwoKiosks, visit } from '../two-kiosks.ts';

const DAY_MS = 86_400_000;

/** What no kiosk says: it is refused, or the pages show what they can of it. */
const SAYINGS: [name: string, argument: unknown][] = [
  ['kf99_ingest', visit({ visited: '12026-11-20T00:00:00Z' })],
  ['kf99_ingest', visit({ visited: 'infinity' })],
  ['kf99_ingest', visit({ visited: ago(-730 * DAY_MS) })],
  ['kf99_ingest', visit({ p_mask: 'NaN' })],
  ['kf99_ingest', visit({ estimate_c: 'Infinity' })],
  ['kf99_ingest', visit({ mask_ms: -1 })],
  ['kf99_ingest', visit({ model: 'm'.repeat(100_000) })],
  ['kf99_ingest', visit({ reasons: Array.from({ length: 1000 }, (_, i) => `r${i}`) })],
  ['kf99_ingest', visit({ reasons: ['a_reason_of_tomorrow', '<img src=x onerror=1>', '=1+1'] })],
  ['kf99_ingest', visit({ mask: '__proto__', cause: 'constructor', correction: { of: 'another form' } })],
  ['kf99_ingest', ['id', 'not an array']],
  ['kf99_ingest', ['id', '{{a},{b}}', 'id']],
  ['kf99_ingest', ['visited', `{${ago(1)},${ago(2)}}`, 'id', `{${row(ago(1)).id}}`]],
  ['kf99_ingest', []],
  ['kf99_ingest', null],
  ['kf99_report', { heartbeat: ['a', 'list'] }],
  ['kf99_report', { heartbeat: { version: 'v'.repeat(3000), state: { a: 1 }, model: [1] } }],
  ['kf99_report', { heartbeat: { note: 'x'.repeat(5000) } }],
  ['kf99_report', { padding: 'x'.repeat(300_000) }],
  ['kf99_report', { fleet: [1, 2, { version: 'x' }] }],
  ['kf99_report', { alarms: [alarm({ code: 'c'.repeat(500), opened_at: 'infinity', severity: 'odd' })] }],
  ['kf99_report', { alarms: [alarm({ id: 2, detail: 'd'.repeat(90_000), cleared_at: '-infinity' })] }],
  ['kf99_report', { alarms: [alarm({ id: '9'.repeat(30) })] }],
  ['kf99_report', { alarms: 'none' }],
  [
    'kf99_ingest_events',
    [{ id: 1, visit_id: row(ago(1)).id, kind: 'clock', at: ago(1), data: { visited: 'infinity' } }],
  ],
  ['kf99_ingest_events', [{ id: 1, visit_id: row(ago(1)).id, kind: 'k'.repeat(500), at: ago(1), data: {} }]],
  [
    'kf99_ingest_events',
    [{ id: 1, visit_id: row(ago(1)).id, kind: 'clock', at: ago(1), data: { deep: deep(500) } }],
  ],
];

function alarm(rest: object): object {
  const times = { opened_at: ago(1000), acknowledged_at: null, cleared_at: null };
  return { id: 1, code: 'fever', subject: '', severity: 'critical', detail: '', count: 1, ...times, ...rest };
}

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let n = 0; n < levels; n++) value = { a: value };
  return value;
}

export const words: Attack<TwoKiosks> = {
  name: 'words that would fail the pages of all: times, numbers, texts, shapes; then revoked while it speaks',
  long: true,
  run: async (two, tries) => {
    const { chain, bad } = two;
    await two.goodGoesOn();
    const pages = await FleetPages.start(chain);
    const readable = async (what: string) => {
      for (const path of fleetPages()) {
        const { text } = await pages.read(path);
        tries.held(text !== null, `${path} can’t be read: ${what}`);
      }
    };
    try {
      for (const [name, argument] of SAYINGS) {
        await two.refusal(`select ${name}($1, $2)`, [
          bad.token,
          name === 'kf99_ingest' ? argument : JSON.stringify(argument),
        ]);
        tries.held(
          await two.goodGoesOn(),
          `the other kiosk waits after ${JSON.stringify(argument).slice(0, 80)}`,
        );
      }
      await chain.owned((sql) =>
        sql.unsafe(
          "update kiosk_states set rolled_at = '-infinity'; update fleet_state set rolled_at = '-infinity'",
        ),
      );
      await two.refusal('select kf99_report($1, $2)', [bad.token, '{}']);
      await chain.owned((sql) => sql`select kf99_tend()`);
      await readable('after its words');

      const talking = [0, 1, 2].map(() => chain.connect(bad.url));
      let stopped = false;
      const talk = talking.map(async (sql) => {
        while (!stopped) await sql`select kf99_ingest(${bad.token}, ${visit()})`;
      });
      const ended = Promise.allSettled(talk);
      await until(async () => (await open(two)) > 1);
      const began = performance.now();
      await chain.owned((sql) => revokeKiosk(sql, 'bad'));
      const ms = performance.now() - began;
      tries.held(ms < 1000, `it was gone after ${ms.toFixed(0)} ms`);
      tries.held((await open(two)) === 0, 'it still has sessions');
      stopped = true;
      for (const { status } of await ended) tries.held(status === 'rejected', 'a session goes on');
      for (let n = 0; n < 5; n++) {
        const again = chain.connect(bad.url);
        const entered = await again`select 1`.then(() => true).catch(() => false);
        tries.held(!entered, 'it comes back');
      }
      tries.held(await two.goodGoesOn(), 'the other kiosk does not go on');
      await readable('after it was revoked');
      const { text } = await pages.read('/api/admin/alarms?state=all&limit=200');
      tries.held(!text?.includes('"kiosk_id":"bad"'), 'its alarms are still on the page of all');
    } finally {
      await pages.stop();
    }
  },
};

function open({ chain, bad }: TwoKiosks): Promise<number> {
  const { username } = new URL(bad.url);
  return chain.owned(
    async (sql) => (await sql`select from pg_stat_activity where usename = ${username}`).length,
  );
}
