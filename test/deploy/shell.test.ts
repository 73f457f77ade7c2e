import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '../..');
const skip = spawnSync('shellcheck', ['--version']).status === 0 ? false : 'shellcheck is not installed';
const scripts = ['.ci/run', ...globSync('deploy/**/*', { cwd: root })]
  .map((name) => join(root, name))
  .filter(
    (path) => statSync(path).isFile() && /^#!\/.*\b(ba)?sh\b/.test(readFileSync(path, 'utf8').slice(0, 40)),
  );

test('every shell script passes shellcheck', { skip }, () => {
  assert.ok(scripts.length >= 5, scripts.join());
  const { status, stdout } = spawnSync('shellcheck', scripts, { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
});
