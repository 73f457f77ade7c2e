import type { App } from '../../app/app.ts';
import { Notice } from '../../components/notice.tsx';
import { t } from './messages.ts';

/** Instead of a step of the thermometer where no temperature is measured. */
export function NoTemperature() {
  return (
    <div class="card">
      <p>{t('no_temperature')}</p>
    </div>
  );
}

/** What a step asks for and can't be had where the thermometer is simulated. */
export function NotSimulated({ app, words }: { app: App; words: string }) {
  if (app.live.health.value.data?.parts.thermometer.simulated !== true) return null;
  return <Notice tone="simulated">{words}</Notice>;
}
