import assert from 'node:assert/strict';
import { test } from 'node:test';
import { avrdudeArguments } from '../../../edge-server/thermometer/flash.ts';
import { PROTOCOL } from '../../../edge-server/thermometer/frame.ts';
import { describe, judge, type LinkFacts } from '../../../edge-server/thermometer/judge.ts';
import { explainOpenError } from '../../../edge-server/thermometer/open-error.ts';

const FACTS: LinkFacts = {
  open: true,
  boot: {
    type: 'boot',
    protocol: PROTOCOL,
    firmware: 'kf99',
    version: '1.0.0',
    reset: 1,
    boots: 1,
    periodMs: 200,
    sensor: 'mlx90614',
  },
  last: {
    type: 'reading',
    seq: 1,
    ms: 200,
    object: 2400,
    ambient: 2400,
    distance: null,
    status: 0,
    error: 0,
    errorCount: 0,
  },
  ageMs: 100,
  staleAfterMs: 2000,
  failures: 0,
  repeats: 0,
  sensor: null,
};

test('each state has its cause, and silence outweighs what was said before', () => {
  const state = (facts: Partial<LinkFacts>) => judge({ ...FACTS, ...facts }).state;
  assert.equal(state({}), 'live');
  assert.equal(state({ open: false }), 'absent');
  assert.equal(state({ last: null }), 'connecting');
  assert.equal(state({ ageMs: 2001 }), 'stale');
  assert.equal(state({ ageMs: 2001, failures: 9 }), 'stale');
  assert.equal(state({ failures: 2 }), 'live');
  assert.equal(state({ failures: 3 }), 'faulty');
  assert.equal(state({ repeats: 100 }), 'faulty');
  // A chip with coarse steps repeats itself more.
  const coarse = { ...FACTS.boot!, sensor: 'd6t1a' };
  assert.equal(state({ boot: coarse, repeats: 599 }), 'live');
  assert.equal(state({ boot: coarse, repeats: 600 }), 'faulty');
  // Not found yet, and found but not known here.
  assert.equal(state({ boot: { ...FACTS.boot!, sensor: '' } }), 'live');
  assert.equal(state({ boot: { ...FACTS.boot!, sensor: 'x' } }), 'faulty');
  assert.equal(state({ sensor: 'drift' }), 'faulty');
  assert.equal(state({ last: { ...FACTS.last!, status: 0x04 } }), 'faulty');
  assert.equal(state({ last: { ...FACTS.last!, status: 0x08 } }), 'warming');
  assert.equal(state({ boot: { ...FACTS.boot!, protocol: PROTOCOL + 1 } }), 'faulty');
});

test('staff read what to do', () => {
  const text = (facts: Partial<LinkFacts>) => {
    const all = { ...FACTS, ...facts };
    return describe(judge(all), all, '/dev/board');
  };
  assert.match(text({}), /Firmware 1\.0\.0 on \/dev\/board, sensor MLX90614/);
  assert.match(
    text({ failures: 3, last: { ...FACTS.last!, error: 1, object: null } }),
    /check its four wires/,
  );
  assert.match(text({ boot: { ...FACTS.boot!, protocol: PROTOCOL + 1 } }), /firmware:flash/);
  assert.match(explainOpenError('/dev/x', new Error('Error: Permission denied, cannot open')), /dialout/);
  assert.match(explainOpenError('/dev/x', new Error('Resource busy')), /in use/);
});

test('flashing names the chip, the port and the committed hex', () => {
  const options = avrdudeArguments('/dev/ttyACM0');
  assert.ok(options.includes('atmega328p') && options.includes('/dev/ttyACM0'));
  assert.match(options.at(-1)!, /flash:w:.*thermometer\.hex:i$/);
});
