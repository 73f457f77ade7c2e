import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseHex } from '../../firmware/simulator/hex.ts';

const folder = join(import.meta.dirname, '../../firmware/thermometer');
const hex = readFileSync(join(folder, 'thermometer.hex'));
const note = JSON.parse(readFileSync(join(folder, 'thermometer.hex.json'), 'utf8')) as Record<string, string>;
const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');

/** As the Makefile does it: all sources in the order of their names, one after the other. */
function sourcesHash(): string {
  const names = readdirSync(folder).filter((name) => /\.(ino|cpp|h)$|^Makefile$/.test(name));
  return sha256(Buffer.concat(names.sort().map((name) => readFileSync(join(folder, name)))));
}

test('the committed hex was built from the committed sources', () => {
  assert.equal(note.hex_sha256, sha256(hex), 'thermometer.hex was changed by hand');
  assert.equal(note.sources_sha256, sourcesHash(), 'a source was changed: npm run firmware:build');
});

test('the hex is whole, and a broken one is refused', () => {
  const text = hex.toString('latin1');
  assert.ok(parseHex(text).some((word) => word !== 0));
  assert.throws(() => parseHex(text.replace(/^:10/, ':11')), /checksum|length/);
  assert.throws(() => parseHex(text.slice(0, text.length / 2)), /record|checksum|cut off/);
  assert.throws(() => parseHex(':'), /record/);
});

/** What the installed tools call themselves, in the words of the note; null when they are not there. */
function installed(): { compiler: string; core: string } | null {
  const gcc = spawnSync('avr-gcc', ['-dumpversion'], { encoding: 'utf8' });
  if (gcc.status !== 0) return null;
  try {
    const platform = readFileSync('/usr/share/arduino/hardware/arduino/avr/platform.txt', 'utf8');
    return {
      compiler: `avr-gcc ${gcc.stdout.trim()}`,
      core: /^version=(.*)$/m.exec(platform)?.[1] ?? '',
    };
  } catch {
    return null;
  }
}

const REQUIRED = Boolean(process.env.CI);
const packages = ['make', 'gcc-avr', 'avr-libc', 'binutils-avr', 'arduino-core-avr'];

/** In CI the compiler is fetched; elsewhere this is the developer's choice. */
function obtain(): { compiler: string; core: string } | null {
  const found = installed();
  if (found || !REQUIRED) return found;
  const options = { stdio: 'inherit' } as const;
  spawnSync('apt-get', ['update', '-q'], options);
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options);
  return installed();
}

test('a rebuild gives the same bytes', (context) => {
  const tools = obtain();
  const same = tools?.compiler === note.compiler && tools?.core === note.core;
  if (!same && !REQUIRED) {
    context.skip(`needs ${note.compiler} and core ${note.core}: apt-get install ${packages.join(' ')}`);
    return;
  }
  assert.ok(tools, `CI needs avr-gcc: apt-get install ${packages.join(' ')}`);
  assert.deepEqual(tools, { compiler: note.compiler, core: note.core });
  const build = mkdtempSync(join(tmpdir(), 'kf99-firmware-'));
  try {
    execFileSync('make', ['-s', '-C', folder, `BUILD=${build}`], { stdio: ['ignore', 'ignore', 'inherit'] });
    assert.equal(sha256(readFileSync(join(build, 'thermometer.hex'))), note.hex_sha256);
  } finally {
    rmSync(build, { recursive: true });
  }
});
