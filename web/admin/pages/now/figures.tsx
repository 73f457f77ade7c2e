import type { Today } from '../../../../edge-server/contract/admin.ts';
import { language } from '../../../shared/language.ts';
import { Icon, type IconName } from '../../components/icons.tsx';
import { t } from '../../messages/text.ts';

/** Today's counts: passes and denials big, the rest beside them. `today` null draws the places that they take. */
export function Figures({ today }: { today: Today | null }) {
  return (
    <section class="figures" aria-labelledby="figures-title">
      <h2 id="figures-title" class="unseen">
        {t('today')}
      </h2>
      <ul class="figure-list">
        <Figure kind="pass" name={t('verdict_pass')} value={today?.pass} />
        <Figure kind="deny" name={t('verdict_deny')} value={today?.deny} />
        <Figure kind="adjust" name={t('verdict_adjust')} value={today?.adjust} />
        <Figure kind="staff" name={t('verdict_staff')} value={today?.staff} />
        <Figure kind="attempts" name={t('attempts')} value={today?.attempts} />
        <Figure kind="visitors" name={t('visitors')} value={today?.visitors} />
      </ul>
      <p class="hint">{t('attempts_hint')}</p>
    </section>
  );
}

interface FigureProps {
  kind: 'pass' | 'deny' | 'adjust' | 'staff' | 'attempts' | 'visitors';
  name: string;
  value: number | undefined;
}

function Figure({ kind, name, value }: FigureProps) {
  const icon: IconName | null = kind === 'attempts' || kind === 'visitors' ? null : kind;
  return (
    <li class={`figure ${kind}`} aria-labelledby={`figure-${kind}`}>
      <span class="figure-name">
        {icon && <Icon name={icon} />}
        <span id={`figure-${kind}`}>{name}</span>
      </span>
      {value === undefined ? (
        <span class="skeleton" />
      ) : (
        <strong class="figure-value">{value.toLocaleString(language.value)}</strong>
      )}
    </li>
  );
}
