import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { install } from '../../deploy/install.ts';

const folder = mkdtempSync(join(tmpdir(), 'kf99-install-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const write = (name: string, content: unknown) => writeFileSync(at(name), JSON.stringify(content));
const manifest = { name: 'whole', version: '1.0.0', dependencies: { part: 'file:part' } };
mkdirSync(at('part'));
write('part/package.json', { name: 'part', version: '1.0.0' });
write('package.json', manifest);
write('package-lock.json', {
  name: 'whole',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': manifest,
    'node_modules/part': { resolved: 'part', link: true },
    part: { version: '1.0.0' },
  },
});

/** What the command says, which is nothing when all is there. */
function said(name: string, status = 0): string {
  const command = join(import.meta.dirname, '../../deploy/install.ts');
  const run = spawnSync(process.execPath, [command, name], { encoding: 'utf8', timeout: 60_000 });
  assert.equal(run.status, status, run.stderr);
  return run.stderr;
}

test('packages are installed where they are missing, and again only when the lock file is newer', () => {
  assert.match(said(folder), /^Installing the packages of .*kf99-install/);
  assert.ok(existsSync(at('node_modules/part/package.json')));
  assert.equal(said(folder), '');
  const later = new Date(statSync(at('node_modules/.package-lock.json')).mtimeMs + 1000);
  utimesSync(at('package-lock.json'), later, later);
  assert.match(said(folder), /^Installing/);
});

test('a folder without packages of its own is refused', () => {
  assert.throws(() => install(at('part')), { code: 'packages_not_installed', message: /package-lock\.json/ });
});

test('what npm could not install is said with what to do, and the command does not go on', () => {
  write('package.json', { ...manifest, dependencies: { other: 'file:other' } });
  rmSync(at('node_modules'), { recursive: true });
  assert.match(said(folder, 1), /packages_not_installed: npm could not install .* try again/);
});
