import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Curve } from '../../../../edge-server/contract/curve.ts';
import { lineDrawing } from '../../../../edge-server/figures/lines.ts';
import { percent } from '../../../../edge-server/words/percent.ts';
import { language } from '../../../shared/language.ts';
import { LinePlot } from '../../components/line-plot.ts';
import { drawn, Printed } from '../../components/printed.tsx';
import { usePlot } from '../../components/use-plot.ts';
import { t as common } from '../../messages/text.ts';
import { t } from './messages.ts';

const LINES = [
  { key: 'mask', token: '--pass-mark', at: 1 },
  { key: 'no_mask', token: '--deny-mark', at: 2, dash: [8, 4] },
  { key: 'incorrect', token: '--adjust-mark', at: 3, dash: [2, 4] },
] as const;

/** How sure the mask's label was, frame by frame. */
export function CurveCard({ curve }: { curve: Curve }) {
  const asTable = useSignal(false);
  return (
    <section class="card chart-card curve" aria-labelledby="curve-title">
      <div class="card-head">
        <h2 id="curve-title">{t('curve')}</h2>
        {curve.length > 0 && (
          <button
            type="button"
            class="quiet screen-only"
            aria-pressed={asTable.value}
            onClick={() => (asTable.value = !asTable.value)}
          >
            {common('as_table')}
          </button>
        )}
      </div>
      {curve.length === 0 ? (
        <p class="hint">{t('curve_none')}</p>
      ) : asTable.value ? (
        <Table curve={curve} />
      ) : (
        <Plot curve={curve} />
      )}
    </section>
  );
}

function Plot({ curve }: { curve: Curve }) {
  const host = useRef<HTMLDivElement>(null);
  usePlot(
    () =>
      new LinePlot(
        host.current!,
        {
          x: curve.map(([ms]) => ms),
          series: LINES.map(({ token, at, ...line }) => ({
            token,
            values: curve.map((point) => point[at] / 1000),
            ...('dash' in line && { dash: [...line.dash] }),
          })),
        },
        seconds,
        share,
      ),
    curve.length,
  );
  const last = curve.at(-1)!;
  const summary = t('curve_summary', {
    n: curve.length,
    mask: share(last[1] / 1000),
    no_mask: share(last[2] / 1000),
    incorrect: share(last[3] / 1000),
  });
  const onPaper = () =>
    drawn(
      lineDrawing({
        title: summary,
        x: curve.map(([ms]) => ms),
        series: LINES.map((line) => ({
          name: common(`mask_${line.key}`),
          dash: 'dash' in line ? line.dash.join(' ') : '',
          values: curve.map((point) => point[line.at] / 1000),
        })),
        label: seconds,
        share,
      }),
    );
  return (
    <figure class="chart">
      <Printed>{onPaper}</Printed>
      <ul class="legend screen-only" aria-hidden="true">
        {LINES.map(({ key, token }) => (
          <li key={key}>
            <i style={{ background: `var(${token})` }} />
            {common(`mask_${key}`)}
          </li>
        ))}
      </ul>
      <div class="plot screen-only" ref={host} role="img" aria-label={summary} />
    </figure>
  );
}

function Table({ curve }: { curve: Curve }) {
  return (
    <div class="table-scroll">
      <table class="numbers" aria-labelledby="curve-title">
        <thead>
          <tr>
            <th scope="col">{t('moment')}</th>
            {LINES.map(({ key }) => (
              <th key={key} scope="col">
                {common(`mask_${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {curve.map((point) => (
            <tr key={point[0]}>
              <th scope="row">{seconds(point[0])}</th>
              {LINES.map(({ key, at }) => (
                <td key={key}>{share(point[at] / 1000)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const share = (value: number): string => percent(value, language.value);

function seconds(ms: number): string {
  return t('seconds', { value: (ms / 1000).toLocaleString(language.value, { maximumFractionDigits: 2 }) });
}
