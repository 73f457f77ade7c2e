import type { StoredWay } from '../../../../../edge-server/contract/ways.ts';
import { language } from '../../../../shared/language.ts';
import type { App } from '../../../app/app.ts';
import { dateTime } from '../../../format/time.ts';
import { reasonWords, t } from './messages.ts';

type Outcome = Pick<StoredWay, 'delivered_at' | 'failed_at' | 'error'>;

/** What became of the last message: delivered, or why not. */
export function LastDelivery({ app, of }: { app: App; of: Outcome }) {
  const at = (time: string) => dateTime(time, language.value, app.live.zone.value);
  if (of.error !== null && of.failed_at !== null) {
    return (
      <p class="form-problem">{t('last_failed', { at: at(of.failed_at), why: reasonWords(of.error) })}</p>
    );
  }
  return (
    <p class="hint">{of.delivered_at === null ? t('never') : t('last_ok', { at: at(of.delivered_at) })}</p>
  );
}
