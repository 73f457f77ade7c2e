/**
 * `npm run cloud:migrate -- --kiosk NAME --token-file FILE`: with the owner's DATABASE_URL, brings a real
 * cloud to the newest schema and makes one kiosk known. The token is made when the file is not there; the
 * file then goes to the kiosk, whose KF99_KIOSK_TOKEN_FILE names it.
 */
import { parseArgs } from 'node:util';
import { KioskId } from '../contract/index.ts';
import { prepareOwnCloud } from './own-cloud.ts';
import { ownToken } from './token.ts';

try {
  const { values } = parseArgs({ options: { kiosk: { type: 'string' }, 'token-file': { type: 'string' } } });
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('set DATABASE_URL to the database, with a user that may create tables');
  const kiosk = KioskId.parse(values.kiosk);
  const file = values['token-file'];
  if (!file) throw new Error('name the file for the kiosk’s token with --token-file');
  const applied = await prepareOwnCloud(url, kiosk, ownToken(file));
  console.log(
    `${applied.length ? `applied ${applied.join(', ')}` : 'nothing to apply'}; ${kiosk} may send with ${file}`,
  );
} catch (error) {
  console.error(`cloud:migrate: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
