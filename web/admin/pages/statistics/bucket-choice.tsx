import type { Bucket } from '../../../../edge-server/contract/statistics.ts';
import { t } from './messages.ts';
import { bucketsFor } from './range.ts';
import type { View } from './view.ts';

/** The buckets that make a readable chart of this range. */
export function BucketChoice({ view, change }: { view: View; change(bucket: Bucket): void }) {
  return (
    <label class="choice">
      <span class="unseen">{t('bucket')}</span>
      <select value={view.bucket} onChange={(event) => change(event.currentTarget.value as Bucket)}>
        {bucketsFor(view.range).map((bucket) => (
          <option key={bucket} value={bucket}>
            {t(`bucket_${bucket}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
