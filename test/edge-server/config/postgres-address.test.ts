import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfig } from '../../../edge-server/config/config.ts';
import { readPostgresAddress } from '../../../edge-server/config/postgres-address.ts';

test('an address is read whole, each part decoded', () => {
  assert.deepEqual(readPostgresAddress('postgres://door%401:p%25%2Fw@db.example.org:6432/kf%2099'), {
    host: 'db.example.org',
    port: 6432,
    user: 'door@1',
    password: 'p%/w',
    database: 'kf 99',
    ssl: false,
  });
  const { port, database } = readPostgresAddress('postgresql://kf99@db');
  assert.deepEqual([port, database], [5432, 'kf99']);
  assert.equal(readPostgresAddress('postgres://a:b@[::1]:1/c').host, '::1');
});

test('sslmode means what it does to libpq', () => {
  const ssl = (query: string) => readPostgresAddress(`postgres://a:b@db.example.org/c${query}`).ssl;
  assert.equal(ssl('?sslmode=disable'), false);
  assert.deepEqual(ssl('?sslmode=require'), { host: 'db.example.org', rejectUnauthorized: false });
  assert.deepEqual(ssl('?sslmode=verify-full'), { host: 'db.example.org' });
  const folder = mkdtempSync(join(tmpdir(), 'kf99-ca-'));
  try {
    const file = join(folder, 'ca.pem');
    writeFileSync(file, 'an authority');
    assert.deepEqual(ssl(`?sslmode=verify-full&sslrootcert=${file}`), {
      host: 'db.example.org',
      ca: 'an authority',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what can’t be used is named at the start, without the password', () => {
  for (const [url, said] of [
    ['mysql://a:secret@db/c', /no address of a Postgres/],
    ['postgres://', /no address of a Postgres/],
    ['postgres://a:secret%@db/c', /write % as %25/],
    ['postgres://a:secret@db/c?sslmode=prefer', /sslmode=prefer can't be used: write verify-full/],
    ['postgres://a:secret@db/c?sslmode=verify-full&sslrootcert=/not/there', /sslrootcert can't be read/],
    ['postgres://a:secret@db/c?pgbouncer=true', /pgbouncer is not known/],
  ] as const) {
    for (const key of ['DATABASE_URL', 'KF99_READER_URL']) {
      assert.throws(
        () => readConfig({ [key]: url }),
        ({ message }: Error) =>
          message.startsWith(`${key} can't be used: `) && said.test(message) && !message.includes('secret'),
        url,
      );
    }
  }
});
