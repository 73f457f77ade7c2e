import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Random } from '../../../models/training/common/random.ts';
import { Platter } from './platter.ts';
import { WriteLog } from './write-log.ts';

const SECTOR = 512;
const folder = mkdtempSync(join(tmpdir(), 'kf99-platter-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A log as blklogwrites makes it. @param entries a letter and its sector, or 'flush'; a capital was written past the cache */
function log(...entries: (readonly [string, number] | 'flush')[]): WriteLog {
  const header = Buffer.alloc(SECTOR);
  header.writeBigUInt64LE(0x6a736677736872n, 0);
  header.writeBigUInt64LE(1n, 8);
  header.writeUInt32LE(SECTOR, 24);
  const parts = [header];
  for (const entry of entries) {
    const head = Buffer.alloc(SECTOR);
    parts.push(head);
    if (entry === 'flush') {
      head.writeBigUInt64LE(1n, 16);
      continue;
    }
    const [letter, sector] = entry;
    head.writeBigUInt64LE(BigInt(sector), 0);
    head.writeBigUInt64LE(1n, 8);
    head.writeBigUInt64LE(letter < 'a' ? 2n : 0n, 16);
    parts.push(Buffer.alloc(SECTOR, letter));
  }
  const path = join(folder, 'log');
  writeFileSync(path, Buffer.concat(parts));
  return new WriteLog(path);
}

/** The letters on a disk, a sector each; a dot is a sector that was never written, a question mark a torn one. */
const letters = (path: string) =>
  Array.from(
    readFileSync(path)
      .toString('latin1')
      .match(/.{512}/gs)!,
    (sector) => (sector === sector[0]!.repeat(SECTOR) ? sector[0]!.replace('\0', '.') : '?'),
  ).join('');

function disk(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, Buffer.alloc(4 * SECTOR));
  return path;
}

test('what was flushed is kept, and of the rest each part may be there or not', () => {
  const writes = log(['a', 0], ['b', 1], 'flush', ['c', 2], ['d', 0]);
  const image = disk('image');
  const cached = new Platter(image, writes).advance(4);
  assert.equal(letters(image), 'ab..');
  const seen = new Set<string>();
  for (let seed = 1; seed < 200; seed++) {
    const state = disk('state');
    writeFileSync(state, readFileSync(image));
    new Platter(image, writes).leave(state, cached, new Random(seed));
    seen.add(letters(state));
  }
  writes.close();
  assert.deepEqual([...seen].sort(), ['ab..', 'abc.', 'db..', 'dbc.']);
});

test('a flush keeps nothing that came after it, and a later cut keeps more', () => {
  const writes = log(['a', 0], 'flush', ['b', 1], 'flush');
  const image = disk('image');
  const platter = new Platter(image, writes);
  assert.equal(platter.advance(0).length, 1);
  assert.equal(letters(image), '....', 'not flushed yet');
  assert.equal(platter.advance(2).length, 1);
  assert.equal(letters(image), 'a...');
  assert.equal(platter.advance(3).length, 0);
  assert.equal(letters(image), 'ab..');
  writes.close();
});

test('what was written past the cache is always there, in its order', () => {
  const writes = log(['a', 0], ['B', 0], ['c', 1]);
  const image = disk('image');
  const cached = new Platter(image, writes).advance(2);
  for (let seed = 1; seed < 50; seed++) {
    const state = disk('state');
    new Platter(image, writes).leave(state, cached, new Random(seed));
    assert.match(letters(state), /^B/);
  }
  writes.close();
});

test('a log that ends in the middle of a write is read up to it; another file is no log', () => {
  const whole = log(['a', 0], ['b', 1]);
  whole.close();
  const path = join(folder, 'log');
  writeFileSync(path, readFileSync(path).subarray(0, -1));
  const cut = new WriteLog(path);
  assert.equal(cut.writes.length, 1);
  cut.close();
  writeFileSync(path, 'something else');
  assert.throws(() => new WriteLog(path), /is no log of a disk's writes/);
});
