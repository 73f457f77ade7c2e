import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const css = readFileSync(new URL('../../../web/shared/theme.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/(--[\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name!,
    [light!, dark!] as const,
  ]),
);

/** WCAG 2.2 relative luminance of `#rrggbb`. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

const TONES = ['pass', 'deny', 'adjust', 'staff', 'simulated'];
const text: [string, string][] = [
  ...['--ground', '--surface', '--sunken'].flatMap((ground): [string, string][] => [
    ['--ink', ground],
    ['--ink-soft', ground],
  ]),
  ['--accent', '--surface'],
  ['--adjust', '--surface'],
  ['--deny', '--surface'],
  ...TONES.map((tone): [string, string] => [`--${tone}`, `--${tone}-ground`]),
];
const marks: [string, string][] = [
  ['--line-strong', '--surface'],
  ['--line-strong', '--ground'],
  ['--accent', '--ground'],
  ...TONES.slice(0, 4).map((tone): [string, string] => [`--${tone}-mark`, '--surface']),
];

test('text has 4.5:1 on its ground and marks 3:1, in light and dark', () => {
  for (const [pairs, least] of [
    [text, 4.5],
    [marks, 3],
  ] as const) {
    for (const [ink, ground] of pairs) {
      for (const scheme of [0, 1] as const) {
        const [a, b] = [tokens.get(ink), tokens.get(ground)];
        assert.ok(a && b, `${ink} or ${ground} is not a colour token`);
        const ratio = contrast(a[scheme], b[scheme]);
        assert.ok(ratio >= least, `${ink} on ${ground}, ${scheme ? 'dark' : 'light'}: ${ratio.toFixed(2)}`);
      }
    }
  }
});
