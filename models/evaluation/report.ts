import { LABELS, type Label } from '../pipeline/labels.ts';
import { calibrationError, operatingPoints } from './calibration.ts';
import { GROUPINGS } from './groups.ts';
import { percent, wilson } from './interval.ts';
import type { Judged } from './judge.ts';

/** The whole report as text. `missed` counts labelled faces that the detector did not find. */
export function report(judged: readonly Judged[], missed: readonly Label[]): string {
  const of = (label: Label) => judged.filter((face) => face.label === label);
  const called = (label: Label, answer: Label) => of(label).filter((face) => face.answer === answer).length;
  const recall = LABELS.filter((label) => of(label).length > 0).map(
    (label) => called(label, label) / of(label).length,
  );
  const mean = recall.reduce((sum, value) => sum + value, 0) / Math.max(1, recall.length);
  const notWorn = judged.filter(({ label }) => label !== 'mask');
  const lines = [
    'confusion (rows: label, columns: answer)',
    ['', ...LABELS, 'not found'].map((cell) => cell.padStart(11)).join(''),
    ...LABELS.map((label) =>
      [label, ...LABELS.map((answer) => called(label, answer)), missed.filter((m) => m === label).length]
        .map((cell) => `${cell}`.padStart(11))
        .join(''),
    ),
    '',
    `balanced accuracy over ${recall.length} labels, faces found: ${(100 * mean).toFixed(1)} %`,
    `false accepts, bare:       ${percent(wilson(called('no_mask', 'mask'), of('no_mask').length))}`,
    `false accepts, worn wrong: ${percent(wilson(called('incorrect', 'mask'), of('incorrect').length))}`,
    `false accepts, both:       ${percent(wilson(notWorn.filter(({ answer }) => answer === 'mask').length, notWorn.length))}`,
    `false rejects:             ${percent(wilson(of('mask').length - called('mask', 'mask'), of('mask').length))}`,
    `expected calibration error: ${(100 * calibrationError(judged)).toFixed(1)} points`,
    '',
    'operating points: answer only when this sure, else adjust',
    ...operatingPoints(judged).map(
      (p) =>
        `  from ${p.threshold.toFixed(2)}: answered ${share(p.answered)}, right ${share(p.accuracy)}, ` +
        `false accepts ${share(p.falseAccepts)}, false rejects ${share(p.falseRejects)}`,
    ),
  ];
  for (const [name, part] of Object.entries(GROUPINGS)) {
    lines.push('', `by ${name}: right; bare or wrong called mask; masked refused`);
    for (const [key, faces] of [...Map.groupBy(judged, part)].sort(([a], [b]) => a.localeCompare(b))) {
      const bad = faces.filter(({ label }) => label !== 'mask');
      const worn = faces.filter(({ label }) => label === 'mask');
      const right = wilson(faces.filter(({ answer, label }) => answer === label).length, faces.length);
      const accepted = wilson(bad.filter(({ answer }) => answer === 'mask').length, bad.length);
      const refused = wilson(worn.filter(({ answer }) => answer !== 'mask').length, worn.length);
      lines.push(`  ${key}: ${percent(right)}; ${percent(accepted)}; ${percent(refused)}`);
    }
  }
  return lines.join('\n');
}

function share(value: number): string {
  return Number.isNaN(value) ? 'none' : `${(100 * value).toFixed(1)} %`;
}
