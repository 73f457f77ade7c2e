import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Today } from '../../../../edge-server/contract/admin.ts';
import { language } from '../../../shared/language.ts';
import { busiest, type Hour, hourLabel, KINDS, shownHours, totalOf } from '../../format/hours.ts';
import { t } from '../../messages/text.ts';
import { Icon } from '../../parts/icons.tsx';
import { type ChartData, HourChart } from './chart.ts';
import { HourTable } from './hour-table.tsx';

/** The day by the hour: a chart, and the same numbers as a table for who wants or needs them. */
export function Hourly({ today }: { today: Today | null }) {
  const asTable = useSignal(false);
  const hours = today ? shownHours(today.hours, today.time_zone) : [];
  const labels = today ? hours.map(({ start }) => hourLabel(start, language.value, today.time_zone)) : [];
  return (
    <section class="card hourly" aria-labelledby="hourly-title">
      <div class="card-head">
        <h2 id="hourly-title">{t('by_hour')}</h2>
        <button type="button" class="quiet" onClick={() => (asTable.value = !asTable.value)}>
          {asTable.value ? t('as_chart') : t('as_table')}
        </button>
      </div>
      {today ? (
        <>
          {!asTable.value && <Chart hours={hours} labels={labels} />}
          <HourTable hours={hours} labels={labels} unseen={!asTable.value} />
        </>
      ) : (
        <div class="skeleton chart-skeleton" />
      )}
    </section>
  );
}

function Chart({ hours, labels }: ChartData) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<HourChart>(null);
  const hover = useSignal<{ index: number; x: number } | null>(null);
  useEffect(() => {
    const draw = () => {
      chart.current?.dispose();
      chart.current = new HourChart(host.current!, { hours, labels }, (at) => (hover.value = at));
    };
    draw();
    // The canvas does not follow colours or fonts by itself.
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    dark.addEventListener('change', draw);
    document.fonts.addEventListener('loadingdone', draw);
    return () => {
      theme.disconnect();
      dark.removeEventListener('change', draw);
      document.fonts.removeEventListener('loadingdone', draw);
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => chart.current?.set({ hours, labels }));
  const shown = hover.value && hours[hover.value.index];
  return (
    <figure class="chart">
      <ul class="legend" aria-hidden="true">
        {KINDS.map((kind) => (
          <li key={kind} class={kind}>
            <i />
            <Icon sign={kind} />
            {t(`verdict_${kind}`)}
          </li>
        ))}
      </ul>
      <div class="plot" ref={host} role="img" aria-label={summary(hours, labels)} />
      {hours.every((hour) => totalOf(hour) === 0) && <p class="chart-empty">{t('by_hour_none')}</p>}
      {shown && <Tip hour={shown} label={labels[hover.value!.index]!} x={hover.value!.x} />}
    </figure>
  );
}

function Tip({ hour, label, x }: { hour: Hour; label: string; x: number }) {
  return (
    <div class="tip" aria-hidden="true" style={{ left: `${x}px` }}>
      <strong>{label}</strong>
      {KINDS.filter((kind) => hour[kind] > 0).map((kind) => (
        <span key={kind} class={kind}>
          <Icon sign={kind} />
          {t(`verdict_${kind}`)} <b>{hour[kind].toLocaleString(language.value)}</b>
        </span>
      ))}
      {totalOf(hour) === 0 && <span>0</span>}
    </div>
  );
}

function summary(hours: readonly Hour[], labels: readonly string[]): string {
  const peak = busiest(hours);
  if (!peak) return t('by_hour_none');
  const total = hours.reduce((sum, hour) => sum + totalOf(hour), 0);
  return t('by_hour_summary', { total, hour: labels[hours.indexOf(peak)] ?? '', peak: totalOf(peak) });
}
