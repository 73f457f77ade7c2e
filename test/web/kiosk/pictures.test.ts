import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { drawnFingerprint, fingerprint, README_PICTURES } from '../../e2e/gallery/readme.ts';

const root = new URL('../../../', import.meta.url);

test('README’s pictures of the kiosk are as new as its screens', () => {
  assert.equal(drawnFingerprint(), fingerprint(), 'a screen changed: npm run gallery -- readme, and commit');
});

test('README shows every picture that is made for it', () => {
  const readme = readFileSync(new URL('README.md', root), 'utf8');
  for (const name of Object.keys(README_PICTURES)) {
    assert.ok(readme.includes(`docs/images/${name}.png`), name);
    const png = readFileSync(new URL(`docs/images/${name}.png`, root));
    assert.equal(png.toString('latin1', 1, 4), 'PNG', name);
  }
});
