import { barDrawing } from '../figures/bars.ts';
import { maskCounts, type NamedCount, reasonCounts } from '../figures/counts.ts';
import { bucketLabels, weekdayNames } from '../figures/labels.ts';
import { escaped, markup } from '../figures/shape.ts';
import { temperatureBars } from '../figures/temperatures.ts';
import { totalsOf } from '../figures/totals.ts';
import type { StaffLanguage } from '../words/language.ts';
import { percent } from '../words/percent.ts';
import { reportText } from '../words/report/index.ts';
import { statisticsText } from '../words/statistics/index.ts';
import { type ReportContent, whereOf } from './content.ts';

const VERDICTS = ['pass', 'staff', 'adjust', 'deny'] as const;

/** Few rules, since mail programs know few. */
const STYLE = `body{margin:0 auto;max-width:720px;padding:16px;color:#14202b;background:#fff;font:15px/1.5 system-ui,sans-serif}
h1{margin:0;font-size:22px}h2{margin:28px 0 8px;font-size:17px}p{margin:4px 0}.soft{color:#4f5e6b;font-size:13px}
table{width:100%;border-collapse:collapse;font-size:14px}th,td{padding:4px 8px;border-bottom:1px solid #dbe1e6;text-align:right}
th:first-child{text-align:left;font-weight:500}thead th{color:#4f5e6b;font-size:13px}
.heat{table-layout:fixed;font-size:11px}.heat th,.heat td{padding:3px 0;border:1px solid #fff;text-align:center}
@media print{section,svg{break-inside:avoid}.heat td,svg{print-color-adjust:exact}}`;

/** The week as a document that stands alone: no script, nothing to fetch, charts as inline SVG with their numbers below. */
export function reportHtml(content: ReportContent): string {
  const { answer, week, madeAt, language } = content;
  const { period, previous, zone } = answer;
  const t = reportText(language);
  const words = statisticsText(language);
  const { attempts } = period.totals;
  const made = new Intl.DateTimeFormat(localeOf(language), {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: zone,
  }).format(madeAt);
  const none = attempts === 0 ? `<p>${escaped(words('none'))}</p>` : '';
  const sections = [
    section(t('figures'), totals(content)),
    section(words('by_time'), none || days(content)),
    section(words('reasons'), named(reasonCounts(answer, language), content, words('reasons_none'))),
    section(words('masks'), none || named(maskCounts(answer, language), content, words('none'))),
    section(words('temperature'), none || temperatures(content)),
    section(words('heat'), none || heat(content)),
  ];
  const head = [
    whereOf(content),
    t('days', { from: period.from, to: period.to, week, zone }),
    previous && t('before', { from: previous.from, to: previous.to }),
    t('made', { at: made }),
    t('nobody'),
  ];
  const lines = head.flatMap((line) => (line ? [`<p class="soft">${escaped(line)}</p>`] : []));
  const title = escaped(`${t('title')} ${week} · ${whereOf(content)}`);
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${STYLE}</style></head><body>
<h1>${escaped(t('title'))}</h1>
${lines.join('\n')}
${sections.join('\n')}
</body></html>
`;
}

const localeOf = (language: StaffLanguage) => (language === 'en' ? 'en-GB' : language);
const section = (title: string, body: string) => `<section><h2>${escaped(title)}</h2>\n${body}\n</section>`;

/** Rows whose first cell names them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const first = (cell: string) => `<th scope="row">${escaped(cell)}</th>`;
  const body = rows.map(
    ([name = '', ...cells]) =>
      `<tr>${first(name)}${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`,
  );
  const heads = head.map((cell) => `<th scope="col">${escaped(cell)}</th>`);
  return `<table><thead><tr>${heads.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

function totals({ answer: { period, previous }, language }: ReportContent): string {
  const words = statisticsText(language);
  const before = previous && totalsOf(previous, language);
  return table(
    [words('name'), reportText(language)('value'), words('previous')],
    totalsOf(period, language).map(({ name, value }, i) => [name, value, before?.[i]?.value ?? '']),
  );
}

function days({ answer: { period, previous, zone }, language }: ReportContent): string {
  const words = statisticsText(language);
  const number = (value: number) => value.toLocaleString(language);
  const labels = bucketLabels(
    period.buckets.map(({ start }) => start),
    'day',
    zone,
    language,
  );
  const series = VERDICTS.map((kind) => ({
    name: words(`verdict_${kind}`),
    ink: kind,
    values: period.buckets.map((bucket) => bucket[kind]),
  }));
  const line = previous && {
    name: words('previous'),
    values: previous.buckets.map(({ attempts }) => attempts),
  };
  const drawing = barDrawing({
    id: 'days',
    title: words('by_time'),
    labels,
    series,
    line: line ?? undefined,
    number,
  });
  const rows = period.buckets.map((bucket, i) => [
    labels[i]!,
    ...VERDICTS.map((kind) => number(bucket[kind])),
    number(bucket.attempts),
  ]);
  const head = [reportText(language)('day'), ...series.map(({ name }) => name), words('attempts')];
  return markup(drawing) + table(head, rows);
}

function named(rows: readonly NamedCount[], { answer, language }: ReportContent, none: string): string {
  if (rows.length === 0) return `<p>${escaped(none)}</p>`;
  const words = statisticsText(language);
  const { attempts } = answer.period.totals;
  const number = (value: number | undefined) => value?.toLocaleString(language) ?? '';
  return table(
    [words('name'), words('count'), words('share'), words('previous')],
    rows.map(({ name, count, before }) => [
      name,
      number(count),
      percent(attempts === 0 ? 0 : count / attempts, language),
      number(before),
    ]),
  );
}

function temperatures({ answer: { period }, language }: ReportContent): string {
  const words = statisticsText(language);
  const { labels, values } = temperatureBars(period, language);
  const n = period.temperature.missing;
  const broken = period.reasons.thermometer_broken;
  const missing =
    broken === 0 ? words('temperature_missing', { n }) : words('temperature_broken', { n, broken });
  const drawing = barDrawing({
    id: 'temperatures',
    title: words('temperature'),
    labels,
    series: [{ name: words('count'), ink: 'plain', values }],
    number: (value) => value.toLocaleString(language),
  });
  return `<p class="soft">${escaped(`${words('temperature_label')} · ${missing}`)}</p>${markup(drawing)}`;
}

function heat({ answer: { period }, language }: ReportContent): string {
  const most = Math.max(1, ...period.heat.flat());
  const names = weekdayNames(language, 'short');
  const hours = Array.from({ length: 24 }, (_, hour) => `<th scope="col">${hour}</th>`).join('');
  const rows = period.heat.map((counts, day) => {
    const cells = counts.map((n) => `<td bgcolor="${shade(n / most)}">${n === 0 ? '' : n}</td>`);
    return `<tr><th scope="row">${escaped(names[day]!)}</th>${cells.join('')}</tr>`;
  });
  return `<table class="heat"><thead><tr><th></th>${hours}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** From almost white to a blue on which black is read, as `#6497ca`. */
function shade(share: number): string {
  const mix = (light: number, dark: number) =>
    Math.round(light + (dark - light) * share)
      .toString(16)
      .padStart(2, '0');
  return `#${mix(0xf3, 0x64)}${mix(0xf5, 0x97)}${mix(0xf7, 0xca)}`;
}
