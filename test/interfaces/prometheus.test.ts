/** Metrics and alert rules by Prometheus' own promtool (Debian: the package prometheus). */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { evidence, TestEdge } from '../edge-server/doubles/edge.ts';

const ROOT = join(import.meta.dirname, '../..');
const RULES = join(ROOT, 'deploy/prometheus/kf99.rules.yml');
const DASHBOARD = join(ROOT, 'deploy/grafana/kf99.json');
const LIMIT_MS = 60_000;
const skip =
  spawnSync('promtool', ['--version']).status !== 0 && 'promtool is not installed (Debian: prometheus)';

const folder = mkdtempSync(join(tmpdir(), 'kf99-promtool-'));
let metrics = '';
before(async () => {
  const edge = await TestEdge.start();
  try {
    await edge.visit(evidence(), 38.4);
    edge.edge.notifier.alarms.raise('disk_low', 'Only 3 MB are free.');
    metrics = await (await edge.request('/metrics', { headers: edge.as('token:metrics') })).text();
  } finally {
    await edge.stop();
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

function promtool(args: string[], input = ''): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, {
    cwd: folder,
    input,
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  return { status, said: `${stdout}${stderr}` };
}

/** The dashboard's queries, with what its variables stand for. */
function queries(): string[] {
  const text = readFileSync(DASHBOARD, 'utf8').replaceAll('$kiosk', '.*');
  return [...text.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(([, json]) => JSON.parse(json!) as string);
}

const named = (text: string) => new Set(text.match(/\bkf99_[a-z_]+/g));

test('promtool takes the metrics without a word', { skip }, () => {
  const { status, said } = promtool(['check', 'metrics'], metrics);
  assert.deepEqual([status, said], [0, '']);
});

test('promtool takes the rules', { skip }, () => {
  const { status, said } = promtool(['check', 'rules', RULES]);
  assert.equal(status, 0, said);
});

test('each alert fires for what it is about, and for nothing else', { skip }, () => {
  cpSync(RULES, join(folder, 'kf99.rules.yml'));
  cpSync(join(import.meta.dirname, 'alerts.yml'), join(folder, 'alerts.yml'));
  const { status, said } = promtool(['test', 'rules', 'alerts.yml']);
  assert.equal(status, 0, said);
  const tried = readFileSync(join(folder, 'alerts.yml'), 'utf8');
  for (const [, alert] of readFileSync(RULES, 'utf8').matchAll(/- alert: (\w+)/g)) {
    assert.ok(tried.includes(`alertname: ${alert}`), `no trial of ${alert} in test/interfaces/alerts.yml`);
  }
});

test("the dashboard's queries are PromQL", { skip }, () => {
  const rules = queries().map((expr, i) => ({ record: `kf99:query_${i}`, expr }));
  assert.ok(rules.length >= 15);
  const file = join(folder, 'queries.yml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
  const { status, said } = promtool(['check', 'rules', file]);
  assert.equal(status, 0, said);
});

test('every metric that rules and dashboard name is there', () => {
  const there = named(metrics);
  // It has a line only while the cloud takes nothing.
  for (const name of [...named(readFileSync(RULES, 'utf8')), ...queries().flatMap((q) => [...named(q)])]) {
    assert.ok(there.has(name) || name === 'kf99_sync_fault', name);
  }
});
