import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { ownersUrl } from '../../../edge-server/cloud/owner.ts';
import { StartError } from '../../../edge-server/common/start-error.ts';
import { readConfig } from '../../../edge-server/config/config.ts';
import { VARIABLES } from '../../../edge-server/config/environment.ts';
import { readCredentials } from '../../../edge-server/config/mqtt.ts';
import { readS3Key } from '../../../edge-server/config/s3.ts';
import { RuleAction } from '../../../edge-server/contract/index.ts';
import { diagnose } from '../../../edge-server/doctor/diagnose.ts';
import { readCloudUrl } from '../../../edge-server/sync/enrolment.ts';

const folder = mkdtempSync(join(tmpdir(), 'kf99-addresses-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const BUCKET = { KF99_S3_BUCKET: 'pictures', KF99_S3_KEY_FILE: '/run/key' };
/** Each place where a person writes an address: how it is read, a good one, and what is said of a bad one. */
const PLACES: Record<string, { read: (text: string) => unknown; good: string; write: RegExp }> = {
  DATABASE_URL: {
    read: (text) => readConfig({ DATABASE_URL: text }),
    good: 'postgres://kiosk:HUSH@db.example.org:6432/kf99?sslmode=verify-full',
    write: /^DATABASE_URL can't be used: .*: (take it out, or )?write /,
  },
  KF99_READER_URL: {
    read: (text) => readConfig({ KF99_READER_URL: text }),
    good: 'postgresql://reader:HUSH@db.example.org/kf99',
    write: /^KF99_READER_URL can't be used: .*: (take it out, or )?write /,
  },
  'KF99_CLOUD/url': {
    read: (text) => {
      writeFileSync(join(folder, 'url'), text);
      return readCloudUrl(join(folder, 'url'));
    },
    good: 'postgres://kiosk:HUSH@[::1]:6432/kf99',
    write: /^the cloud's address \S*\/url can't be used: .*: (take it out, or )?write /,
  },
  'the owner’s commands': {
    read: (text) => {
      process.env.DATABASE_URL = text;
      try {
        return ownersUrl();
      } finally {
        delete process.env.DATABASE_URL;
      }
    },
    good: 'postgres://owner:HUSH@db/kf99',
    write: /^(DATABASE_URL can't be used: .*: (take it out, or )?write |set DATABASE_URL)/,
  },
  KF99_MQTT_URL: {
    read: (text) => readConfig({ KF99_MQTT_URL: text }),
    good: 'mqtts://broker.example.org:8883',
    write: /^KF99_MQTT_URL can't be used: .*: write mqtt:\/\/HOST:PORT/,
  },
  KF99_S3_ENDPOINT: {
    read: (text) => readConfig({ KF99_S3_ENDPOINT: text, ...BUCKET }),
    good: 'https://storage.example.org/storage/v1/s3',
    write: /^KF99_S3_ENDPOINT can't be used: .*: write https:\/\/HOST/,
  },
  KF99_ORIGIN: {
    read: (text) => readConfig({ KF99_ORIGIN: text }),
    good: 'https://kiosk.example.org:8443',
    write: /^KF99_ORIGIN can't be used: .*: write scheme, host and port/,
  },
  'a webhook': {
    read: (text) => {
      const { success, error } = RuleAction.safeParse({ type: 'webhook', url: text });
      if (!success) throw new StartError(error!.issues[0]!.message);
    },
    good: 'https://hooks.example.org/x/@door?id=1',
    write: /(write an address that begins with http|Too big)/,
  },
  KF99_HOST: {
    read: (text) => readConfig({ KF99_HOST: text, KF99_PAIRING: 'code' }),
    good: '[::1]',
    write: /^KF99_HOST can't be used: write an address of this machine/,
  },
};

/** Signs that mean something in an address, in the shapes in which people paste them. */
const sign = fc.constantFrom(...'/?#%@:,;[]\\ \t\n"\'<>&=+|^`{}$~é한\u200b\uFEFF');
const shape = fc.constantFrom(
  (good: string, s: string) => good.replace('HUSH', `HUSH${s}HUSH`),
  (good: string, s: string) => good.replace('HUSH', `1${s}HUSH`),
  (good: string, s: string) => `${good}${s}HUSH`,
  (good: string, s: string) => `${s}${good}`,
  (good: string, s: string) => good.replace('://', `://HUSH${s}HUSH@`),
  (good: string, s: string) => good.replace('://', s),
  (good: string, s: string) => good.replace('example', `exa${s}mple`),
  (good: string) => good.replace(/:\d+/, ':HUSH'),
  (good: string) => good.replace(/:\d+/, ':99999'),
  (good: string) => `"${good}"`,
  (good: string) => good.toUpperCase(),
  (good: string) => good.replace(/^\w+/, 'javascript'),
);

for (const [place, { read, good, write }] of Object.entries(PLACES)) {
  test(`${place}: taken as it is meant, or refused in one sentence that says what to write and holds no secret`, () => {
    assert.doesNotThrow(() => read(good));
    const property = fc.property(shape, sign, (make, s) => {
      const text = make(good, s);
      try {
        read(text);
      } catch (error) {
        const { message } = error as Error;
        assert.ok(error instanceof StartError || place === 'the owner’s commands', `${text}: ${message}`);
        assert.match(message, write, text);
        assert.doesNotMatch(message, /HUSH/, text);
        assert.doesNotMatch(message, /\n/, text);
      }
    });
    fc.assert(property, { seed: 23, numRuns: 400 });
  });
}

test('what is taken leads where it was meant to: no part of a password becomes the host', () => {
  for (const s of ['/', '?', '#', '%']) {
    assert.throws(
      () => readConfig({ DATABASE_URL: `postgres://kiosk:12${s}HUSH@db/kf99` }),
      /write @ as %40|%25/,
    );
  }
  const { databaseUrl } = readConfig({ DATABASE_URL: 'postgres://k:a%2F%3F%23@db/kf99' });
  assert.ok(databaseUrl);
  for (const url of ['https://KEY:HUSH@s3.example.org', 'https://s3.example.org?key=HUSH'])
    assert.throws(() => readConfig({ KF99_S3_ENDPOINT: url, ...BUCKET }), /write https:\/\/HOST/);
  assert.equal(
    readConfig({ KF99_ORIGIN: 'https://Kiosk.example.org:443/' }).origin,
    'https://kiosk.example.org',
  );
});

test('providers’ addresses: libpq’s own words change nothing, those of other clients are refused by name', () => {
  const given = (word: string) =>
    readConfig({ DATABASE_URL: `postgres://a:HUSH@db/c?sslmode=require&${word}` });
  for (const word of ['channel_binding=require', 'gssencmode=disable', 'keepalives=1', 'connect_timeout=10'])
    assert.doesNotThrow(() => given(word), word);
  for (const word of ['pgbouncer', 'supa', 'schema', 'statement_cache_size', 'connection_limit'])
    assert.throws(() => given(`${word}=1`), new RegExp(`${word} is not known in an address: take it out`));
});

test('who writes a secret, or an address, where its file belongs is told so, and it is not printed', () => {
  const files = VARIABLES.filter((name) => /_(FILE|CERT|KEY|CLOUD|SETTINGS|DATA|DEV|REPLAY)$/.test(name));
  assert.ok(files.length > 12, files.join());
  for (const name of files) {
    for (const value of ['postgres://k:HUSH@db/kf99', '-----BEGIN PRIVATE KEY-----\nHUSH', 'https://HUSH']) {
      assert.throws(
        () => readConfig({ [name]: value }),
        ({ message }: Error) =>
          message.startsWith(`${name} can't be used: write the path`) && !message.includes('HUSH'),
        name,
      );
    }
  }
  const mqtt = readConfig({ KF99_MQTT_URL: 'mqtt://b', KF99_MQTT_PASSWORD_FILE: 'HUSH' }).mqtt!;
  const s3 = readConfig({ KF99_S3_ENDPOINT: 'https://s3', ...BUCKET, KF99_S3_KEY_FILE: 'KEY:HUSH' }).s3!;
  for (const read of [() => readCredentials(mqtt), () => readS3Key(s3.keyFile)]) {
    assert.throws(read, ({ message }: Error) => /_FILE can't be read/.test(message) && !/HUSH/.test(message));
  }
});

test('doctor says of a bad file of the cloud’s address what to write', async () => {
  const cloud = join(folder, 'cloud');
  mkdirSync(cloud);
  writeFileSync(join(cloud, 'url'), 'postgres://kiosk:12/HUSH@db/kf99');
  writeFileSync(join(cloud, 'token'), 'token');
  const config = readConfig({ KF99_CLOUD: cloud, KF99_DATA: folder });
  const found = await diagnose({ config, env: {}, health: null, root: folder, now: new Date() });
  const { status, says } = found.find(({ check }) => check === 'cloud')!;
  assert.equal(status, 'fail');
  assert.match(says, /not encoded, so write @ as %40.*: write postgres:\/\//);
  assert.ok(!JSON.stringify(found).includes('HUSH'));
});
