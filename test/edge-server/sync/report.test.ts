import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { FLEET_ANSWER, FLEET_COMMAND_STATE } from '../../../edge-server/settings/keys.ts';
import { writeMeta } from '../../../edge-server/store/db/meta.ts';
import { migrate } from '../../../edge-server/store/db/migrate.ts';
import { Reports } from '../../../edge-server/sync/report.ts';

const at = '2026-11-29T01:00:00.000Z';

test('what became of a command is in each report, its text until the cloud has it', () => {
  const database = new DatabaseSync(':memory:');
  migrate(database);
  const reports = new Reports(database);
  const next = () => reports.next(new Date(at));
  assert.equal(next().report.fleet, undefined);
  const status = { version: 3, what: 'log', status: 'done', says: '', at };
  writeMeta(database, FLEET_COMMAND_STATE, JSON.stringify({ seen: 3, status, open: null }));
  writeMeta(database, FLEET_ANSWER, JSON.stringify({ version: 3, what: 'log', at, text: 'a line' }));
  const lost = next().report;
  assert.deepEqual([lost.fleet?.status, lost.fleet?.command], ['none', status]);
  assert.equal(lost.answer?.text, 'a line');
  const { report, done } = next();
  assert.equal(report.answer?.text, 'a line', 'the report before was lost');
  done();
  assert.equal(next().report.answer, undefined);
  assert.deepEqual(next().report.fleet?.command, status);
  database.close();
});
