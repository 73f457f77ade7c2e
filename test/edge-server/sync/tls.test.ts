import assert from 'node:assert/strict';
import { chmodSync, chownSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { asOwner } from '../../../edge-server/cloud/owner.ts';
import { CloudClient } from '../../../edge-server/sync/cloud-client.ts';
import { faultOf } from '../../../edge-server/sync/faults.ts';
import { Certificates } from '../doubles/certificates.ts';
import { RealPostgres } from './postgres.ts';

const TOKEN = 'a token of this kiosk';
const files = new Certificates();
let database: RealPostgres;

before(async () => {
  files.authority('ours', ['db.example.org']);
  files.authority('theirs', []);
  database = await RealPostgres.start();
  await database.prepare('tls-kiosk', TOKEN);
  await database.with(async (sql) => {
    const [row] = await sql`show data_directory`;
    const owner = statSync(String(row!.data_directory)).uid;
    for (const [kind, file] of [
      ['cert', 'db.example.org.pem'],
      ['key', 'db.example.org.key'],
    ] as const) {
      const path = join(dirname(String(row!.data_directory)), file);
      writeFileSync(path, readFileSync(files.path(file)));
      chmodSync(path, 0o600);
      chownSync(path, owner, -1);
      await sql.unsafe(`alter system set ssl_${kind}_file = '${path}'`);
    }
    await sql.unsafe('alter system set ssl = on');
    await sql`select pg_reload_conf()`;
  });
});
after(async () => {
  await database.dispose();
  files.remove();
});

/** What the worker's driver and the commands' driver say of an address: nothing, or why not. */
async function tried(query: string): Promise<(string | null)[]> {
  const url = `${database.url}${query}`;
  const worker = new CloudClient({ url }, TOKEN);
  const why = (error: unknown) => faultOf(error).name;
  const answers = [
    await worker.probe().then(() => null, why),
    await asOwner(url, async (admin) => {
      const [row] = await admin.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
      assert.equal((row as { ssl: boolean }).ssl, true);
    }).then(() => null, why),
  ];
  worker.close();
  return answers;
}

test('both drivers read an address alike: whom they trust, and whom they do not', async () => {
  const authority = (name: string) => `?sslmode=verify-full&sslrootcert=${files.path(name)}`;
  assert.deepEqual(await tried('?sslmode=require'), [null, null]);
  assert.deepEqual(await tried(authority('ours.pem')), [null, null]);
  assert.deepEqual(await tried(authority('theirs.pem')), ['tls', 'tls']);
  assert.deepEqual(await tried('?sslmode=verify-full'), ['tls', 'tls']);
});
