import { t } from '../messages/text.ts';
import { Icon } from './icons.tsx';

/** Says that what it stands beside did not come from the real world. */
export function SimulatedMark() {
  return (
    <span class="mark simulated">
      <Icon name="simulated" />
      {t('simulated')}
    </span>
  );
}
