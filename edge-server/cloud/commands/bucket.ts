/**
 * `npm run cloud:bucket -- [--days N]`: with KF99_S3_* and a key that may read and write the bucket's lifecycle rules (not a
 * kiosk's), says after how many days objects below the prefix are removed; with --days sets it, and leaves other rules alone.
 */
import { parseArgs } from 'node:util';
import { readConfig } from '../../config/config.ts';
import { Bucket } from '../bucket.ts';
import { expiryBelow, withExpiry } from '../lifecycle.ts';
import { command } from '../owner.ts';

const MOST_DAYS = 3650;

await command('cloud:bucket', async () => {
  const { values } = parseArgs({ options: { days: { type: 'string' } } });
  const { s3 } = readConfig(process.env);
  if (s3 === null)
    throw new Error('no bucket is named: set KF99_S3_ENDPOINT, KF99_S3_BUCKET and KF99_S3_KEY_FILE');
  const bucket = new Bucket(s3, { retries: 2 });
  const where = `${s3.bucket}/${s3.prefix}`;
  const rules = await bucket.lifecycle();
  if (values.days === undefined) {
    const days = expiryBelow(rules, s3.prefix);
    if (days !== null) return `objects below ${where} are removed after ${days} days`;
    return `objects below ${where} stay for ever: add --days N, as many as the site's privacy notice says`;
  }
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) {
    throw new Error(`--days ${values.days}: write a whole number from 1 to ${MOST_DAYS}`);
  }
  await bucket.setLifecycle(withExpiry(rules, s3.prefix, days));
  const now = expiryBelow(await bucket.lifecycle(), s3.prefix);
  if (now === null)
    throw new Error('the bucket took the rule and does not have it: its service knows no such rules');
  return `objects below ${where} are removed after ${now} days`;
});
