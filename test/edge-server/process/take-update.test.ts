import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { readConfig } from '../../../edge-server/config/config.ts';
import { decide } from '../../../edge-server/process/take-update.ts';
import { type FleetDocument, signCommand, signDocument } from '../../../edge-server/settings/document.ts';

const keys = generateKeyPairSync('ed25519');
const deb = Buffer.from('stands for a package');
const sha256 = createHash('sha256').update(deb).digest('hex');

let folder: string;
const path = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kf99-take-'));
  for (const name of ['data/updates', 'updater', 'keys']) mkdirSync(path(name), { recursive: true });
  writeFileSync(path('keys/fleet.pub'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(path(`data/updates/${sha256}.deb`), deb);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const config = (env: Record<string, string> = {}) =>
  readConfig({
    KF99_DATA: path('data'),
    KF99_UPDATER: path('updater'),
    KF99_SOFTWARE: 'https://packages.example.org',
    KF99_FLEET_KEY: path('keys/fleet.pub'),
    KF99_KIOSK_ID: 'here',
    ...env,
  });
const document = (version: number, rest: Partial<FleetDocument> = {}): FleetDocument => ({
  ...{ version, kiosks: null, settings: {}, model: null },
  software: {
    version: '0.2.0',
    packages: { arm64: { sha256, bytes: deb.length }, amd64: null },
    downgrade: false,
  },
  ...rest,
});
const request = (what: unknown) => writeFileSync(path('data/updates/request'), JSON.stringify(what));
const ask = (...of: Parameters<typeof document>) => request(signDocument(document(...of), keys.privateKey));
const said = (env: Record<string, string> = {}) => decide(config(env), 'arm64');
const taken = () => existsSync(path('updater/new.deb'));

test('what the owner of the key signed for this kiosk is copied where nobody else can write', () => {
  assert.equal(said(), 'nothing');
  ask(7);
  assert.equal(said(), 'take 7 0.2.0 no');
  assert.ok(readFileSync(path('updater/new.deb')).equals(deb));
  ask(8, { kiosks: ['there', 'here'] });
  assert.equal(said(), 'take 8 0.2.0 no');
});

test('a document is taken once, and none that is older: a replay does nothing', () => {
  ask(7);
  writeFileSync(path('updater/seen'), '7\n');
  assert.equal(said(), 'nothing');
  ask(6);
  assert.equal(said(), 'nothing');
  ask(8);
  assert.match(said(), /^take 8 /);
});

test('what is not signed, or not for this site, changes nothing and tells nobody', () => {
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const good = signDocument(document(7), keys.privateKey);
  const until = new Date().toISOString();
  for (const bad of [
    signDocument(document(7), stranger),
    { ...good, document: good.document.replace('"version":7', '"version":9') },
    signCommand({ version: 7, kiosks: null, what: 'server', until }, keys.privateKey),
    {},
  ]) {
    request(bad);
    assert.throws(() => said(), { name: 'StartError', message: /not signed by the key/ });
  }
  writeFileSync(path('data/updates/request'), 'no JSON');
  assert.throws(() => said(), { name: 'StartError' });
  ask(7);
  assert.throws(() => said({ KF99_SOFTWARE: '' }), /set KF99_SOFTWARE/);
  assert.throws(() => said({ KF99_FLEET_KEY: '' }), /set KF99_FLEET_KEY/);
  ask(7, { kiosks: ['there'] });
  assert.throws(() => said(), /for other kiosks/);
  ask(7, { software: null });
  assert.throws(() => said(), /names no software/);
  assert.equal(taken(), false);
});

test('a key that somebody else could have put there is not believed', () => {
  ask(7);
  chmodSync(path('keys'), 0o777);
  assert.throws(() => said(), /can be written by others: the key of KF99_FLEET_KEY has to be root's alone/);
  chmodSync(path('keys'), 0o755);
  chmodSync(path('keys/fleet.pub'), 0o666);
  assert.throws(() => said(), /can be written by others/);
});

test('other bytes, another size, a link, a pipe in the package’s place: refused in a sentence', () => {
  ask(7);
  const file = path(`data/updates/${sha256}.deb`);
  writeFileSync(file, Buffer.alloc(deb.length));
  assert.match(said(), /^refuse 7 0\.2\.0 is refused: its package is not the one that was signed\.$/);
  writeFileSync(file, 'short');
  assert.match(said(), /^refuse 7 .*5 bytes and not the 20/);
  renameSync(file, path('elsewhere'));
  symlinkSync(path('elsewhere'), file);
  assert.match(said(), /^refuse 7 .*ELOOP/);
  rmSync(file);
  if (spawnSync('mkfifo', [file]).status === 0) assert.match(said(), /^refuse 7 .*is not a file/);
  rmSync(path('data/updates/request'));
  symlinkSync('/etc/passwd', path('data/updates/request'));
  assert.throws(() => said(), { name: 'StartError', message: /ELOOP/ });
});

test('no package for this processor, or a downgrade that was signed', () => {
  ask(7);
  assert.match(decide(config(), 'x64'), /^refuse 7 the fleet has no package of 0\.2\.0 for x64/);
  ask(7, { software: { ...document(7).software!, downgrade: true } });
  assert.equal(said(), 'take 7 0.2.0 yes');
});
