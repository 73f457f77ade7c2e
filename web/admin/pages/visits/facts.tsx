import type { ComponentChildren } from 'preact';
import { percent } from '../../../../edge-server/words/percent.ts';
import { language } from '../../../shared/language.ts';
import { maskDetail, TemperatureCell } from '../../components/visit-cells.tsx';
import { signed } from '../../format/celsius.ts';
import type { VisitRow } from '../../format/visit.ts';
import { t as common } from '../../messages/text.ts';
import { t } from './messages.ts';

/** The readings and what judged them: the numbers behind the verdict. */
export function Facts({ visit }: { visit: VisitRow }) {
  const degrees = (value: number | null) =>
    value === null
      ? '–'
      : common('degrees', {
          value: value.toLocaleString(language.value, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
        });
  const share = (p: number) => percent(p, language.value);
  const facts: [name: string, value: ComponentChildren][] = [
    [
      common('mask'),
      <span key="mask">
        {common(`mask_${visit.mask}`)} <span class="hint">{maskDetail(visit)}</span>
      </span>,
    ],
    [common('mask_mask'), share(visit.p_mask)],
    [common('mask_no_mask'), share(visit.p_no_mask)],
    [common('mask_incorrect'), share(visit.p_incorrect)],
    [t('frames'), t('frames_value', { n: visit.frames, ms: visit.mask_ms })],
    [t('face_px'), visit.face_px === null ? '–' : t('pixels', { n: Math.round(visit.face_px) })],
    [common('temperature'), <TemperatureCell key="temperature" row={visit} />],
    [t('uncertainty'), visit.uncertainty_c === null ? '–' : `± ${degrees(visit.uncertainty_c)}`],
    [t('object_c'), degrees(visit.object_c)],
    [t('ambient_c'), degrees(visit.ambient_c)],
    [t('distance'), visit.distance_mm === null ? '–' : t('mm', { n: visit.distance_mm })],
    [
      t('correction'),
      visit.correction === null ? '–' : t('correction_value', { offset: correctionOf(visit) }),
    ],
    [t('thermometer'), visit.thermometer ?? '–'],
    [t('server_ms'), t('ms', { n: visit.server_ms })],
    [t('model'), visit.model],
    [t('software'), visit.software],
    [t('cloud'), common(visit.synced ? 'synced' : 'waiting')],
  ];
  return (
    <section class="card" aria-labelledby="facts-title">
      <div class="card-head">
        <h2 id="facts-title">{t('facts')}</h2>
      </div>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What was added to the sensor's value to make the estimate. */
function correctionOf({ estimate_c, object_c }: VisitRow): string {
  return estimate_c === null || object_c === null ? '–' : signed(estimate_c - object_c);
}
