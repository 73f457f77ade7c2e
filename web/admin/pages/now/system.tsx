import { language } from '../../../shared/language.ts';
import type { App } from '../../app/app.ts';
import { Icon, type IconName } from '../../components/icons.tsx';
import { SimulatedMark } from '../../components/simulated-mark.tsx';
import { type PartLine, partLines, trouble } from '../../format/health.ts';
import { t } from '../../messages/text.ts';
import type { CalibrationDialog } from '../../state/calibration.ts';

const ICONS: Record<PartLine['status'], IconName> = {
  ok: 'pass',
  degraded: 'adjust',
  down: 'deny',
  off: 'off',
};
const TONES: Record<PartLine['status'], string> = {
  ok: 'pass',
  degraded: 'adjust',
  down: 'deny',
  off: 'off',
};

/** How the system's parts are: one summary, then a line for each. */
export function System({ app: { live }, calibration }: { app: App; calibration: CalibrationDialog | null }) {
  const health = live.health.value;
  const now = live.now.value;
  const lines = health.data
    ? partLines({
        health: health.data,
        age: Math.max(0, now - (health.at ?? now)),
        reading: live.reading.value,
        now,
        language: language.value,
        zone: live.zone.value,
      })
    : [];
  const troubled = lines.filter(({ status }) => trouble(status)).length;
  const broken = lines.some(({ status }) => status === 'down');
  const tone = broken ? 'deny' : troubled ? 'adjust' : 'pass';
  return (
    <section class="card system" aria-labelledby="system-title">
      <div class="card-head">
        <h2 id="system-title">{t('state')}</h2>
        {health.data && (
          <p class={`chip ${tone}`}>
            <Icon name={tone} />
            {troubled ? t('attention', { n: troubled }) : t('all_well')}
          </p>
        )}
      </div>
      {health.data ? (
        <ul class="part-list">
          {lines.map((line) => (
            <Part key={line.key} line={line} calibration={calibration} />
          ))}
        </ul>
      ) : (
        <div class="skeleton chart-skeleton" />
      )}
    </section>
  );
}

function Part({ line, calibration }: { line: PartLine; calibration: CalibrationDialog | null }) {
  return (
    <li class="part" aria-labelledby={`part-${line.key}`}>
      <span class={`part-sign ${TONES[line.status]}`}>
        <Icon name={ICONS[line.status]} />
        <span class="unseen">{t(`sign_${line.status}`)}</span>
      </span>
      <div>
        <h3 id={`part-${line.key}`}>{t(line.key)}</h3>
        <p class="with-marks">
          <span>{line.says}</span>
          {line.simulated && <SimulatedMark />}
        </p>
        {line.more && <p class="hint">{line.more}</p>}
        {line.notes?.map((note) => (
          <p key={note} class="hint">
            {note}
          </p>
        ))}
        {line.detail && (
          <p class="hint" lang="en">
            {line.detail}
          </p>
        )}
        {line.key === 'thermometer' && calibration && (
          <button type="button" class="quiet" aria-haspopup="dialog" onClick={() => calibration.open()}>
            {t('calibrate')}
          </button>
        )}
      </div>
    </li>
  );
}
