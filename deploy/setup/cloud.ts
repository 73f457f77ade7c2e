/**
 * Sets the stack's own Postgres up, at each start: the newest schema, this kiosk with its token, and a user for the
 * worker that may call the kiosk's functions and nothing else. Its address and the token go into the folder of the
 * enrolment, where server and worker look for them, and stay as they are from then on: a worker that runs has read
 * them. `docs/containers.md` says how to change them.
 */
import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import { makeLogin } from '../../edge-server/cloud/logins.ts';
import { prepareOwnCloud } from '../../edge-server/cloud/own-cloud.ts';
import { ownToken } from '../../edge-server/cloud/token.ts';
import { KioskId } from '../../edge-server/contract/index.ts';
import { newFile, newPassword } from './secret-file.ts';

const HOST = 'postgres:5432/kf99';
const URL_FILE = '/cloud/url';
const USER = 'kf99_site';

const owner = `postgres://kf99_owner:${readFileSync('/cloud-owner/password', 'utf8').trim()}@${HOST}`;
const kiosk = KioskId.parse(process.env.KF99_KIOSK_ID);
const applied = await prepareOwnCloud(owner, kiosk, await ownToken('/cloud/token'));
newFile(URL_FILE, `postgres://${USER}:${newPassword()}@${HOST}\n`);
await allow(new URL(readFileSync(URL_FILE, 'utf8')).password);
console.log(`${applied.length ? `applied ${applied.join(', ')}` : 'the schema is new'}; ${kiosk} may send`);

async function allow(password: string): Promise<void> {
  const sql = postgres(owner, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    await makeLogin(sql, USER, password);
  } finally {
    await sql.end({ timeout: 2 });
  }
}
