import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CONFIGURATION_PAGE, configurationPage } from '../../edge-server/config/document.ts';
import { Environment, VARIABLES } from '../../edge-server/config/environment.ts';
import { Settings } from '../../edge-server/contract/index.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

test('docs/configuration.md is what the schemas say: npm run docs:config', () => {
  assert.equal(readFileSync(CONFIGURATION_PAGE, 'utf8'), configurationPage());
});

test('every variable has a description, and every setting a row', () => {
  for (const [name, schema] of Object.entries(Environment.shape)) {
    assert.match(schema.description ?? '', /\.$/, `${name} is described in environment.ts`);
  }
  const page = configurationPage();
  for (const key of Object.keys(Settings.shape)) assert.match(page, new RegExp(`^\\| \`${key}\` \\|`, 'm'));
});

test('the README names only variables that are there, and leads to all of them', () => {
  const named = new Set(readme.match(/\b(KF99_[A-Z0-9_]*[A-Z0-9]|DATABASE_URL)\b/g));
  assert.ok(named.size > 0);
  for (const name of named) assert.ok(VARIABLES.includes(name), `${name} is in README.md`);
  assert.match(readme, /\(docs\/configuration\.md\)/);
});
