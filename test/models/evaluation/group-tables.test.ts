import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupTables, withGroups } from '../../../models/evaluation/group-tables.ts';
import type { Label } from '../../../models/pipeline/labels.ts';

const quality = {
  width: 100,
  inside: 1,
  yaw: 0,
  tilted: false,
  brightness: 0.5,
  contrast: 0.2,
  sharpness: 0.3,
};
const DARK: [number, number, number] = [0.25, 0.15, 0.1];
const LIGHT: [number, number, number] = [0.95, 0.85, 0.8];
const WHITE: [number, number, number] = [0.9, 0.9, 0.9];
const face = (label: Label, answer: Label, skin = LIGHT, lower = WHITE) => ({
  label,
  answer,
  skin,
  lower,
  quality,
});

test('each group has the share of each label with its interval; one without faces says so', () => {
  const tables = groupTables([
    ...Array.from({ length: 9 }, () => face('mask', 'mask')),
    face('mask', 'no_mask'),
    ...Array.from({ length: 4 }, () => face('no_mask', 'no_mask', DARK)),
  ]);
  assert.match(tables, /\| light \(over 41°\) \| 90\.0 % \(59\.6 to 98\.2, 9 of 10\) \| none \| none \|/);
  assert.match(tables, /\| dark \(under 10°\) \| none \| 0\.0 % \(0\.0 to 49\.0, 0 of 4\) \| none \|/);
  assert.match(tables, /\| white \| 90\.0 % /, 'by the colour of the mask, too');
});

test('a card gets the tables before its limits, and others in their place later', () => {
  const card = '# Model\n\n<!-- Below: written by hand. -->\n\n## Limits\n\n- some\n';
  const first = withGroups(card, 'first');
  assert.match(first, /## By groups\n\nfirst\n[\s\S]*## Limits\n\n- some/);
  const second = withGroups(first, 'second');
  assert.ok(second.includes('second') && !second.includes('first'));
  assert.equal(withGroups(second, 'second'), second);
  assert.throws(() => withGroups('# Model\n', 'any'), /neither tables of groups nor a section of limits/);
});
