import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MODEL_ENDING, unpackModel, versionOf } from '../../../edge-server/models/model-file.ts';
import { goodModel, type ModelFiles, USELESS } from '../../models/gate/useless.ts';

const SCRIPT = fileURLToPath(new URL('../../../edge-server/models/pack.ts', import.meta.url));
const run = promisify(execFile);
const good = goodModel();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kf99-pack-'));
  mkdirSync(join(folder, 'theirs'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string, bytes: Uint8Array) => writeFileSync(join(folder, 'theirs', name), bytes);
const pack = () => run(process.execPath, [SCRIPT, join(folder, 'theirs'), '--out', join(folder, 'out')]);
const packed = () => readdirSync(join(folder, 'out')).filter((name) => name.endsWith(MODEL_ENDING));

test('somebody else’s model, its weights in two files: one file that a kiosk takes', async () => {
  const model = JSON.parse(good['model.json'].toString());
  model.weightsManifest[0].paths = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
  const { version, sha256, ...manifest } = JSON.parse(good['manifest.json'].toString());
  put('model.json', Buffer.from(JSON.stringify(model)));
  put('manifest.json', Buffer.from(JSON.stringify(manifest)));
  put('group1-shard1of2.bin', good['mask.bin'].subarray(0, 300_000));
  put('group1-shard2of2.bin', good['mask.bin'].subarray(300_000));
  await pack();
  assert.deepEqual(packed(), [`${version}${MODEL_ENDING}`]);
  const files = unpackModel(readFileSync(join(folder, 'out', packed()[0]!)));
  assert.equal(versionOf(files), version);
  assert.equal(JSON.parse(files['manifest.json'].toString()).sha256, sha256);
  assert.ok(good['mask.bin'].equals(files['mask.bin']));
});

test('one that misses the gate is named in a sentence, and nothing is written', async () => {
  const files = USELESS['always mask']!(good);
  for (const name of Object.keys(files) as (keyof ModelFiles)[]) put(name, files[name]);
  await assert.rejects(pack(), (error: Error & { code: number; stderr: string }) => {
    assert.match(error.stderr, /^model:pack: mask-[0-9a-f]{8} is refused: [^\n]+\.\n$/);
    return error.code === 1;
  });
  assert.deepEqual(packed(), []);
});
