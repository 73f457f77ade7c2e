import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { barDrawing } from '../../../edge-server/figures/bars.ts';
import { language } from '../../shared/language.ts';
import { decimalSign, download } from '../app/download.ts';
import { t } from '../messages/text.ts';
import { type BarData, BarPlot } from './bar-plot.ts';
import type { ChartCardProps } from './chart.ts';
import { chartCsv } from './chart-csv.ts';
import { Icon } from './icons.tsx';
import { drawn, Printed } from './printed.tsx';
import { usePlot } from './use-plot.ts';

/** Stacked bars, and the same numbers as a table for who wants or needs them. */
export function ChartCard(props: ChartCardProps) {
  const asTable = useSignal(false);
  const id = useId();
  return (
    <section class="card chart-card" aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>{props.title}</h2>
        <span class="card-actions screen-only">
          <button
            type="button"
            class="quiet"
            aria-pressed={asTable.value}
            onClick={() => (asTable.value = !asTable.value)}
          >
            {t('as_table')}
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => download(`${props.title}.csv`, chartCsv({ ...props, decimal: decimalSign() }))}
          >
            {t('table_csv')}
          </button>
        </span>
      </div>
      {props.hint && <p class="hint chart-hint">{props.hint}</p>}
      {!asTable.value && <Chart {...props} />}
      <Table {...props} unseen={!asTable.value} />
    </section>
  );
}

function Chart({ labels, columns, previous, none, summary }: ChartCardProps) {
  const host = useRef<HTMLDivElement>(null);
  const id = useId();
  const hover = useSignal<{ index: number; x: number } | null>(null);
  const data: BarData = { labels, series: columns, line: previous?.values };
  const shape = `${columns.map(({ key }) => key)} ${previous !== undefined}`;
  const plot = usePlot(() => new BarPlot(host.current!, data, (at) => (hover.value = at)), shape);
  useEffect(() => plot.current?.set(data));
  const empty = columns.every(({ values }) => values.every((value) => value === 0));
  const at = hover.value;
  const onPaper = () =>
    drawn(
      barDrawing({
        id,
        title: empty ? none : summary,
        labels,
        series: columns.map(({ key, name, values }) => ({ ink: key, name, values })),
        line: previous,
        number,
      }),
    );
  return (
    <figure class="chart">
      <Printed>{onPaper}</Printed>
      {(columns.length > 1 || previous) && (
        <ul class="legend screen-only" aria-hidden="true">
          {columns.map(({ key, name, token, icon }) => (
            <li key={key}>
              <i style={{ background: `var(${token})` }} />
              {icon && <Icon name={icon} />}
              {name}
            </li>
          ))}
          {previous && (
            <li>
              <i class="dashes" />
              {previous.name}
            </li>
          )}
        </ul>
      )}
      <div class="plot screen-only" ref={host} role="img" aria-label={empty ? none : summary} />
      {empty && <p class="chart-empty">{none}</p>}
      {at && labels[at.index] !== undefined && (
        <Tip index={at.index} x={at.x} labels={labels} columns={columns} previous={previous} />
      )}
    </figure>
  );
}

type TipProps = Pick<ChartCardProps, 'labels' | 'columns' | 'previous'> & { index: number; x: number };

function Tip({ index, x, labels, columns, previous }: TipProps) {
  const shown = columns.filter(({ values }) => (values[index] ?? 0) > 0);
  const before = previous?.values[index];
  return (
    <div class="tip" aria-hidden="true" style={{ left: `clamp(4.5rem, ${x}px, 100% - 4.5rem)` }}>
      <strong>{labels[index]}</strong>
      {shown.map(({ key, name, icon, values }) => (
        <span key={key}>
          {icon && <Icon name={icon} />}
          {name} <b>{number(values[index]!)}</b>
        </span>
      ))}
      {shown.length === 0 && <span>0</span>}
      {before !== undefined && (
        <span>
          {previous!.name} <b>{number(before)}</b>
        </span>
      )}
    </div>
  );
}

/** The chart's numbers. `unseen` keeps them for screen readers while the chart is shown. */
function Table({
  title,
  labelName,
  labels,
  columns,
  previous,
  unseen,
}: ChartCardProps & { unseen: boolean }) {
  const several = columns.length > 1;
  return (
    <div class={unseen ? 'unseen chart-table' : 'table-scroll chart-table'}>
      <table class="numbers">
        <caption class="unseen">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{labelName}</th>
            {columns.map(({ key, name }) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
            {several && <th scope="col">{t('total')}</th>}
            {previous && <th scope="col">{previous.name}</th>}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, i) => (
            <tr key={`${i}-${label}`}>
              <th scope="row">{label}</th>
              {columns.map(({ key, values }) => (
                <td key={key}>{number(values[i] ?? 0)}</td>
              ))}
              {several && <td>{number(columns.reduce((sum, { values }) => sum + (values[i] ?? 0), 0))}</td>}
              {previous && <td>{previous.values[i] === undefined ? '' : number(previous.values[i])}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const number = (value: number): string => value.toLocaleString(language.value);
