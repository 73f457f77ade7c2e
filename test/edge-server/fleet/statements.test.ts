/**
 * What lets the same SQL run on a Postgres that is spread over machines by kiosk_id: no statement of the fleet reads a
 * table of visits, alarms or states but by kiosk_id; what is about all kiosks comes from roll-ups.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';

const FOLDER = new URL('../../../edge-server/fleet/sql/', import.meta.url);
/** Spread by kiosk_id. */
const SPREAD = /^(history|history_events|history_corrected|alarms|kiosk_states|touched_quarters)$/;
/** Counted already, or small and the same on every machine. */
const SUMMED = /^((history|fleet)_(quarters|days)|kiosks|history_partitions|fleet_settings|kf99_migrations)$/;

/** Why a statement would not do; empty when it does. */
function faults(statement: string): string[] {
  const tables = [...statement.matchAll(/\b(?:from|join) (?!lateral\b)(\w+)(?: (?:as )?(\w+))?/g)];
  return tables.flatMap(([, table = '', alias = '']) => {
    if (SUMMED.test(table)) return [];
    if (!SPREAD.test(table)) return [`${table} is not known here`];
    const bound = new RegExp(`\\b${alias}\\.kiosk_id = |= ${alias}\\.kiosk_id\\b`).test(statement);
    return bound ? [] : [`${table} is not read by kiosk_id`];
  });
}

test('every statement of the fleet reads by kiosk_id or from roll-ups', async () => {
  for (const file of readdirSync(FOLDER)) {
    const all = Object.entries((await import(new URL(file, FOLDER).href)) as Record<string, unknown>);
    const statements = all.filter(([name, value]) => /^[A-Z_]+$/.test(name) && typeof value === 'string');
    assert.ok(statements.length > 0, `${file} exports its statements`);
    for (const [name, text] of statements) assert.deepEqual(faults(String(text)), [], `${file}: ${name}`);
  }
});

test('the check itself finds what it is for', () => {
  assert.equal(faults('select count(*) from history h where h.visited > now()').length, 1);
  assert.equal(faults('select 1 from kiosks k join alarms a on a.id = 3').length, 1);
  assert.equal(faults('select 1 from pg_class').length, 1);
  assert.deepEqual(faults('select 1 from kiosks k join alarms a on a.kiosk_id = k.kiosk_id'), []);
});
