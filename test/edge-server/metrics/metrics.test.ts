import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, test } from 'node:test';
import { METRICS_PAGE, metricsPage } from '../../../edge-server/metrics/document.ts';
import { until } from '../../until.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
afterEach(() => edge.stop());

async function scrape(): Promise<Map<string, number>> {
  const response = await edge.request('/metrics', { headers: edge.as('token:metrics') });
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
  const lines = (await response.text()).split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

test('verdicts, steps, queue, alarms and the process are counted', async () => {
  edge = await TestEdge.start();
  await edge.visit(evidence());
  await edge.visit(evidence({ mask: 'no_mask' }));
  await edge.visit(evidence({ mask: 'no_mask' }));
  edge.edge.notifier.alarms.raise('disk_low');
  // The steps after the verdict are noted a moment later.
  const door = 'kf99_step_seconds_count{step="door",outcome="done"}';
  const metrics = await until(async () => {
    const found = await scrape();
    return found.has(door) && found;
  });
  const value = (name: string) => metrics.get(name);
  assert.equal(value('kf99_visits_total{verdict="pass",reason="none"}'), 1);
  assert.equal(value('kf99_visits_total{verdict="deny",reason="no_mask"}'), 2);
  assert.equal(value('kf99_step_seconds_count{step="verdict",outcome="done"}'), 3);
  assert.equal(value(door), 1);
  assert.equal(value('kf99_outbox_rows'), 3);
  assert.equal(value('kf99_alarm_active{code="disk_low",severity="critical"}'), 1);
  assert.equal(value('kf99_door_locked'), 0);
  assert.equal(value('kf99_part_up{part="store"}'), 1);
  assert.ok(value('kf99_resident_memory_bytes')! > 1e7);
  assert.ok(value('kf99_event_loop_lag_seconds')! >= 0);
});

test('a verdict that never came is 0 and not absent, so that the first one is an increase', async () => {
  edge = await TestEdge.start();
  const before = await scrape();
  for (const labels of ['verdict="deny",reason="fever"', 'verdict="staff",reason="child"']) {
    assert.equal(before.get(`kf99_visits_total{${labels}}`), 0, labels);
  }
});

test('the thermometer’s counters stand as they are, and do not add up from scrape to scrape', async () => {
  edge = await TestEdge.start();
  const status = edge.thermometer.status();
  edge.thermometer.status = () => ({ ...status, counters: { crc_errors: 4, gaps: 2, boots: 1 } });
  await scrape();
  const metrics = await scrape();
  assert.equal(metrics.get('kf99_thermometer_events_total{event="crc_errors"}'), 4);
  assert.equal(metrics.get('kf99_thermometer_events_total{event="boots"}'), 1);
});

test('docs/metrics.md lists what there is: npm run docs:metrics', async () => {
  edge = await TestEdge.start();
  assert.equal(readFileSync(METRICS_PAGE, 'utf8'), await metricsPage(edge.edge.metrics.registry));
});
