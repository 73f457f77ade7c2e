/** The comparison has to find what it is there for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Verdict } from '../../edge-server/contract/index.ts';
import { evidence } from '../edge-server/doubles/evidence.ts';
import { type CloudRow, compare } from './compare.ts';
import { wrongPulses } from './door.ts';
import { Ledger, type PostedVisit } from './ledger.ts';

const HOUR = 3_600_000;
const right = [{ since: 0, offsetMs: 0, set: true }];
/** Stands for a machine whose clock was in these states. */
const machine = (states = right) => ({ clocksBetween: () => states });

function answered(ledger: Ledger, offsetMs = 0): PostedVisit {
  const visit = ledger.post(evidence());
  const verdict = Verdict.parse({
    id: visit.evidence.id,
    verdict: 'pass',
    ispass: true,
    reasons: [],
    cause: null,
    call_staff: false,
    temperature: null,
    visited: new Date(Date.now() + offsetMs).toISOString(),
    simulated: false,
  });
  ledger.answer(visit, JSON.stringify(verdict));
  return visit;
}

function rowOf({ evidence: e, answer }: PostedVisit, parts: Partial<CloudRow> = {}): CloudRow {
  const verdict = Verdict.parse(JSON.parse(answer!));
  const visited = new Date(verdict.visited);
  const none = Object.fromEntries(
    [
      'estimate_c',
      'object_c',
      'ambient_c',
      'distance_mm',
      'sensor_status',
      'correction',
      'thermometer',
      'fever_c',
    ].map((column) => [column, null]),
  );
  return {
    ...none,
    ...{ kiosk_id: 'k', id: e.id, attempt_of: null, mask: e.mask, cause: null, frames: e.frames },
    ...{ p_mask: Math.fround(e.posterior.mask), p_no_mask: 0.01, p_incorrect: 0.01 },
    ...{ face_px: e.face_px, mask_ms: e.duration_ms, model: e.model },
    ...{ ispass: true, verdict: 'pass', reasons: [], simulated: false, visited, visited_corrected: visited },
    ...parts,
  };
}

test('rows as they were answered are in order; missing, doubled, changed and unknown ones are found', () => {
  const ledger = new Ledger();
  const [kept, lost, changed] = [answered(ledger), answered(ledger), answered(ledger)];
  const unanswered = ledger.post(evidence({ mask: 'no_mask' }));
  const rows = [
    rowOf(kept),
    rowOf(kept, { kiosk_id: 'k' }),
    rowOf(changed, { ispass: false }),
    rowOf({ ...kept, evidence: unanswered.evidence }, {}),
    rowOf(answered(new Ledger())),
  ];
  const found = compare(ledger, rows, 'k', machine());
  assert.deepEqual(found.missing, [lost.evidence.id]);
  assert.deepEqual(found.doubled, [kept.evidence.id]);
  assert.equal(found.differing.length, 1);
  assert.match(found.differing[0]!, /ispass is false and not true/);
  assert.deepEqual(found.unknown, [rows[4]!.id]);
  assert.equal(found.unanswered, 1);
});

test('a visit of an unset clock has to be corrected to the truth, one of a set clock must not move', () => {
  const unset = [{ since: 0, offsetMs: -HOUR, set: false }];
  const ledger = new Ledger();
  const visit = answered(ledger, -HOUR);
  const differing = (row: CloudRow, states: typeof right) =>
    compare(ledger, [row], 'k', machine(states)).differing.length;
  const truth = { visited_corrected: new Date(rowOf(visit).visited.getTime() + HOUR) };
  assert.equal(differing(rowOf(visit, truth), unset), 0);
  assert.equal(differing(rowOf(visit), unset), 1);
  assert.equal(differing(rowOf(visit), [{ since: 0, offsetMs: -HOUR, set: true }]), 0);
  assert.equal(differing(rowOf(visit, truth), [{ since: 0, offsetMs: -HOUR, set: true }]), 1);
});

test('a second answer that differs from the first is a violation', () => {
  const ledger = new Ledger();
  const visit = answered(ledger);
  ledger.answer(visit, visit.answer!);
  assert.equal(ledger.violations.length, 0);
  ledger.answer(visit, visit.answer!.replace('"pass"', '"deny"'));
  assert.equal(ledger.violations.length, 1);
});

test('a pulse belongs to one pass of the 3 s before it', () => {
  const ledger = new Ledger();
  const rows = [rowOf(answered(ledger))];
  const at = rows[0]!.visited.getTime();
  const wrong = (...pulses: number[]) => wrongPulses(pulses, rows, ledger, machine());
  assert.deepEqual(wrong(at + 50), []);
  assert.match(wrong(at + 50, at + 1500)[0]!, /second time/);
  assert.match(wrong(at + 4000)[0]!, /no pass/);
  assert.match(wrong(at - 1000)[0]!, /no pass/);
});
