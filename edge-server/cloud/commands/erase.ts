/**
 * `npm run cloud:erase -- --from TIME --to TIME [--kiosk ID] [--yes]`: with the owner's DATABASE_URL, erases visits of a
 * range from the cloud, and with KF99_S3_* (a key that may delete) their pictures from the bucket. Without --yes it
 * counts. Erase them on the kiosk first, or it may send them once more.
 */
import { parseArgs } from 'node:util';
import { readRange } from '../../common/range.ts';
import { readConfig } from '../../config/config.ts';
import { KioskId } from '../../contract/index.ts';
import { bucketEraser } from '../bucket.ts';
import { eraseFromCloud, type OwnerQuery, visitsBetween } from '../erase.ts';
import { asOwner, command, ownersUrl } from '../owner.ts';

await command('cloud:erase', () => {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      kiosk: { type: 'string' },
      yes: { type: 'boolean', default: false },
    },
  });
  const range = readRange(values.from, values.to);
  const kiosk = values.kiosk === undefined ? null : KioskId.parse(values.kiosk);
  const { s3 } = readConfig(process.env);
  return asOwner(ownersUrl(), async (_, sql) => {
    const query: OwnerQuery = async (statement, given) => [...(await sql.unsafe(statement, given))];
    const whose = kiosk === null ? 'of all kiosks' : `of ${kiosk}`;
    if (!values.yes) {
      const found = await visitsBetween(query, kiosk, range);
      return `${found.length} visits ${whose} would be erased. Nothing was changed: add --yes to erase them.`;
    }
    const erased = await eraseFromCloud(query, kiosk, range, s3 && bucketEraser(s3));
    const pictures = s3 === null ? ' No bucket was named (KF99_S3_*).' : ' Their pictures too.';
    return `${erased} visits ${whose} are erased.${pictures}`;
  });
});
