/**
 * What lets the same SQL run on a Postgres that is spread over machines by kiosk_id, as far as it shows in the text
 * (spread.ts); `npm test -- citus` runs it on one.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { faults, writeFaults } from './spread.ts';

const FOLDER = new URL('../../../edge-server/fleet/sql/', import.meta.url);
const FUNCTIONS = new URL('../../../edge-server/cloud/functions/', import.meta.url);

test('every statement of the fleet can be asked of machines that each have some of the kiosks', async () => {
  for (const file of readdirSync(FOLDER)) {
    const all = Object.entries((await import(new URL(file, FOLDER).href)) as Record<string, unknown>);
    const statements = all.filter(([name, value]) => /^[A-Z_]+$/.test(name) && typeof value === 'string');
    assert.ok(statements.length > 0, `${file} exports its statements`);
    for (const [name, text] of statements) assert.deepEqual(faults(String(text)), [], `${file}: ${name}`);
  }
});

const REFUSED: Record<string, string> = {
  'two tables that nothing binds': 'select 1 from alarms a join history h on a.id = 3',
  'a subquery that is bound to a small table':
    'select k.kiosk_id, (select count(*) from alarms a where a.kiosk_id = k.kiosk_id) as n from kiosks k',
  'a lateral one with a limit':
    'select v.id from kiosks k cross join lateral (select h.* from history h where h.kiosk_id = k.kiosk_id limit 5) v',
  'a sub-select beside an aggregate':
    'select count(*) as n, (select max(p.hi) from history_partitions p) as until from kiosk_states s',
  'a filter of one kiosk or none':
    'select 1 from alarms a join kiosks k on k.kiosk_id = a.kiosk_id where ($1::text is null and k.revoked_at is null or a.kiosk_id = $1::text)',
  'a table that is not ours': 'select 1 from pg_class',
};
for (const [name, statement] of Object.entries(REFUSED)) {
  test(`the check itself finds ${name}`, () => assert.notDeepEqual(faults(statement), []));
}

const TAKEN = [
  'select count(*) from history h where h.visited > now()',
  'select 1 from alarms a join kiosks k on k.kiosk_id = a.kiosk_id where a.kiosk_id = $1::text',
  'select 1 from kiosk_states s left join alarms a on a.kiosk_id = s.kiosk_id',
  'select v.id from kiosk_states s cross join lateral (select h.* from history h where h.kiosk_id = s.kiosk_id limit 5) v',
];
test('and lets pass what runs there', () => {
  for (const statement of TAKEN) assert.deepEqual(faults(statement), [], statement);
});

test('no function of the cloud writes what is spread in a way that is refused there', () => {
  for (const file of readdirSync(FUNCTIONS)) {
    assert.deepEqual(writeFaults(readFileSync(new URL(file, FUNCTIONS), 'utf8')), [], file);
  }
  const refused =
    'update kiosk_states set allowance = coalesce(allowance, extract(epoch from now())) where true;';
  assert.equal(writeFaults(refused).length, 1);
  const answers =
    "update kiosk_states s set last_seen = at returning s.rolled_at < at - interval '30 seconds' into due;";
  assert.equal(writeFaults(answers).length, 1);
  assert.deepEqual(writeFaults('update kiosk_states set last_seen = now(); select coalesce(1, 2);'), []);
});
