import type { Health } from '../../../../edge-server/contract/health.ts';
import type { Machine } from '../../../../edge-server/contract/machine.ts';
import { language } from '../../../shared/language.ts';
import { celsius } from '../../format/celsius.ts';
import { lengthInWords } from '../../format/time.ts';
import { Fact, Facts } from './facts.tsx';
import { t } from './messages.ts';

/** °C from which a Raspberry Pi is near the point where it slows itself (80 °C). */
const WARM_C = 75;

/** The computer that the server runs on; what it can't tell is said to be unknown. */
export function MachineFacts({ machine, disk }: { machine: Machine; disk: Health['parts']['disk'] }) {
  const { temperature_c, throttled } = machine;
  const diskTone = disk.status === 'down' ? 'deny' : disk.status === 'degraded' ? 'adjust' : undefined;
  return (
    <Facts id="machine-facts" title={t('machine')}>
      <Fact name={t('machine_model')}>{machine.model ?? t('unknown')}</Fact>
      <Fact
        name={t('temperature')}
        tone={temperature_c !== null && temperature_c >= WARM_C ? 'deny' : undefined}
      >
        {temperature_c === null ? t('unknown') : `${celsius(temperature_c, language.value)} °C`}
      </Fact>
      <Fact name={t('throttled')} tone={throttled?.now.length ? 'deny' : undefined}>
        {throttled === null ? t('unknown') : throttledWords(throttled)}
      </Fact>
      <Fact name={t('disk')} tone={diskTone}>
        {disk.free_bytes === null || disk.total_bytes === null
          ? t('unknown')
          : t('free_of', { free: bytes(disk.free_bytes), total: bytes(disk.total_bytes) })}
      </Fact>
      <Fact name={t('memory')}>
        {t('free_of', { free: bytes(machine.memory_free_bytes), total: bytes(machine.memory_bytes) })}
      </Fact>
      <Fact name={t('load')}>{t('load_of', { load: machine.load.toFixed(2), cores: machine.cores })}</Fact>
      <Fact name={t('uptime')}>{lengthInWords(machine.uptime_s * 1000, language.value)}</Fact>
      <Fact name={t('system')}>{machine.system}</Fact>
      <Fact name={t('node')}>{machine.node}</Fact>
    </Facts>
  );
}

function throttledWords({ now, since_start }: NonNullable<Machine['throttled']>): string {
  const words = (names: typeof now) => names.map((name) => t(`throttle_${name}`)).join(', ');
  if (now.length > 0) return t('throttled_now', { what: words(now) });
  return since_start.length > 0 ? t('throttled_since', { what: words(since_start) }) : t('throttled_none');
}

function bytes(n: number): string {
  const [unit, by] = n >= 1e9 ? ['GB', 1e9] : ['MB', 1e6];
  return `${(n / Number(by)).toLocaleString(language.value, { maximumFractionDigits: 1 })} ${unit}`;
}
