/** The harness on a small scale: what the long run does (`npm run chaos`), and that it finds what is lost. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Journal } from './journal.ts';
import type { Abilities, ChaosEvent } from './plan.ts';
import { type ChaosReport, failed } from './report.ts';
import { runChaos } from './run.ts';

/** Processes are found in /proc, power is cut by ext4. */
const skip = process.platform === 'linux' ? false : 'Linux only';
const HOUR = 3_600_000;

const EVENTS: readonly [pauseMs: number, event: ChaosEvent][] = [
  [500, { kind: 'network', fault: { kind: 'lose_answers' }, forMs: 1500 }],
  [300, { kind: 'kill', target: 'server', downMs: 0, afterReadyMs: 100 }],
  [300, { kind: 'kill', target: 'worker', downMs: 200, afterReadyMs: 1 }],
  [300, { kind: 'kill_postgres', downMs: 100 }],
  [100, { kind: 'disk_full', forMs: 500 }],
  [1000, { kind: 'power_cut', behindMs: 30 * HOUR, setAfterMs: 3000 }],
  [500, { kind: 'network', fault: { kind: 'half_close' }, forMs: 500 }],
  [500, { kind: 'kill', target: 'server', downMs: 0, afterReadyMs: 0 }],
];

/** Leaves out what this machine can't do, and says so. */
function possible(t: TestContext, events: typeof EVENTS, can: Abilities) {
  const left = events.filter(([, { kind }]) => can.disk || (kind !== 'power_cut' && kind !== 'disk_full'));
  if (left.length < events.length) t.diagnostic(`${events.length - left.length} events can't be had here`);
  return left.map(([pauseMs, event]) => ({ pauseMs, event }));
}

async function chaos(t: TestContext, events: typeof EVENTS, noFsync = false): Promise<ChaosReport> {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-chaos-'));
  try {
    const report = await runChaos({
      seed: 1,
      plan: (can) => possible(t, events, can),
      limitMs: 60_000,
      folder,
      journal: new Journal((line) => t.diagnostic(line)),
      noFsync,
      settleMs: noFsync ? 1000 : 20_000,
    });
    t.diagnostic(JSON.stringify(report));
    return report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('whatever is killed, cut off, filled or set: nothing answered is lost, doubled or changed', {
  skip,
}, async (t) => {
  const report = await chaos(t, EVENTS);
  assert.equal(failed(report), false, JSON.stringify(report, null, 2));
  assert.ok(report.answered >= 10, `${report.answered} visits were answered`);
  assert.ok(report.kills >= 3, `${report.kills} kills`);
});

test('a power cut on a disk that lies about fsync loses visits, and the harness says which', {
  skip,
}, async (t) => {
  const lost: typeof EVENTS = [
    [100, { kind: 'network', fault: { kind: 'blackhole' }, forMs: 10_000 }],
    [2500, { kind: 'power_cut', behindMs: 0, setAfterMs: 0 }],
  ];
  const report = await chaos(t, lost, true).catch((error: Error) => {
    if (/can't be made to lie/.test(error.message)) return error.message;
    throw error;
  });
  if (typeof report === 'string') return t.skip(report);
  if (report.kills === 0) return t.skip('no power can be cut here: it takes root and loop devices');
  assert.ok(report.missing.length > 0, `${report.missing.length} of ${report.answered} are missing`);
  return undefined;
});
