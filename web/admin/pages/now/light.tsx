import type { Alarm } from '../../../../edge-server/contract/alarms.ts';
import type { App } from '../../app/app.ts';
import { Icon, type IconName } from '../../components/icons.tsx';
import { type Entrance, entrance } from './entrance.ts';
import { t } from './messages.ts';

export const LIGHT_LOOKS: Record<Entrance['light'], [tone: string, icon: IconName]> = {
  go: ['pass', 'pass'],
  look: ['adjust', 'adjust'],
  stop: ['deny', 'deny'],
  unknown: ['off', 'waiting'],
};

/** The big light: whether people can be let in, and if not, what to do. Said to screen readers when it changes. */
export function Light({ app: { live }, alarms }: { app: App; alarms: readonly Alarm[] }) {
  const { light, causes } = entrance({
    server: live.server.value,
    health: live.health.value.data,
    alarms,
    temperatureRequired:
      live.settings.value?.temperaturePolicy !== 'optional' &&
      live.settings.value?.temperaturePolicy !== 'off',
  });
  const [tone, icon] = LIGHT_LOOKS[light];
  return (
    <section class={`light ${tone}`} role="status" data-light={light}>
      <span class="light-sign">
        <Icon name={icon} />
      </span>
      <div>
        <h2>{t(`light_${light}`)}</h2>
        <ul>
          {causes.map((cause) => (
            <li key={cause}>{t(`cause_${cause}`)}</li>
          ))}
        </ul>
      </div>
    </section>
  );
}
