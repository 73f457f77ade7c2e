import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibrationError, operatingPoints } from '../../../models/evaluation/calibration.ts';
import { skinTone } from '../../../models/evaluation/groups.ts';
import { wilson } from '../../../models/evaluation/interval.ts';
import type { Judged } from '../../../models/evaluation/judge.ts';
import { mistakesPage } from '../../../models/evaluation/page.ts';
import { report } from '../../../models/evaluation/report.ts';
import type { Label } from '../../../models/pipeline/labels.ts';

function face(label: Label, answer: Label, sure: number): Judged {
  const rest = (1 - sure) / 2;
  const probabilities = { mask: rest, no_mask: rest, incorrect: rest, [answer]: sure };
  return {
    file: 'a<b.jpg',
    source: 'made',
    label,
    answer,
    probabilities,
    quality: {
      width: 100,
      inside: 1,
      yaw: 0.1,
      tilted: false,
      brightness: 0.5,
      contrast: 0.2,
      sharpness: 0.5,
    },
    skin: [0.8, 0.65, 0.55],
    lower: [0.1, 0.1, 0.1],
    crop: new Float32Array(8 * 8 * 3),
  };
}

const FACES = [
  face('mask', 'mask', 0.9),
  face('mask', 'no_mask', 0.6),
  face('no_mask', 'no_mask', 0.95),
  face('incorrect', 'mask', 0.8),
];

test("Wilson's interval as in Newcombe 1998, table 1 (81 of 263)", () => {
  const share = wilson(81, 263)!;
  assert.ok(Math.abs(share.low - 0.2553) < 1e-4 && Math.abs(share.high - 0.3662) < 1e-4);
  assert.equal(wilson(0, 0), null);
});

test('calibration error is the gap between how sure and how right', () => {
  const right = Array.from({ length: 8 }, () => face('mask', 'mask', 0.75));
  const wrong = Array.from({ length: 2 }, () => face('no_mask', 'mask', 0.75));
  assert.ok(Math.abs(calibrationError([...right, ...wrong]) - 0.05) < 1e-9);
});

test('a higher threshold answers fewer and accepts fewer', () => {
  const points = operatingPoints(FACES);
  assert.equal(points[0]!.answered, 1);
  assert.equal(points[0]!.falseAccepts, 0.5);
  assert.equal(points.find(({ threshold }) => threshold === 0.9)!.answered, 0.5);
  assert.equal(points.at(-1)!.falseAccepts, 0);
});

test('the report counts found and missed faces, by part too', () => {
  const text = report(FACES, ['mask', 'incorrect']);
  assert.match(text, /mask\s+1\s+1\s+0\s+1\n/);
  assert.match(text, /false accepts, worn wrong: 100\.0 %/);
  assert.match(text, /80 to 120 px/);
  assert.match(text, /black/);
});

test('the page shows mistakes only, and escapes file names', async () => {
  const html = await mistakesPage(FACES, 8, 'summary');
  assert.equal(html.match(/<figure>/g)?.length, 2);
  assert.match(html, /a&#60;b\.jpg/);
});

test('skin tone by the typology angle', () => {
  assert.match(skinTone([0.93, 0.82, 0.75]), /light/);
  assert.match(skinTone([0.35, 0.22, 0.15]), /dark/);
});
