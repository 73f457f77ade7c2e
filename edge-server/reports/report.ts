import type { Settings } from '../contract/index.ts';
import type { StatisticsSource } from '../statistics/source.ts';
import { statistics } from '../statistics/statistics.ts';
import type { StaffLanguage } from '../words/language.ts';
import { reportText } from '../words/report/index.ts';
import { type ReportContent, whereOf } from './content.ts';
import { reportCsv } from './csv.ts';
import { reportHtml } from './html.ts';
import { reportSummary } from './summary.ts';
import { weekName } from './week.ts';

/** A week in figures, charts and rows. It has counts only. */
export interface Report {
  subject: string;
  /** For a mail whose reader opens no file. */
  summary: string;
  html: string;
  csv: string;
  /** Of its files, without an ending. */
  name: string;
}

export interface ReportWanted {
  /** Monday of the week. */
  week: Temporal.PlainDate;
  language: StaffLanguage;
  source: StatisticsSource;
  settings: Pick<Settings, 'siteName' | 'timeZone' | 'reportDecimal'>;
  kioskId: string;
  now: Date;
}

/** Makes the report of a week, from the counts that the statistics page shows. */
export async function makeReport(wanted: ReportWanted): Promise<Report> {
  const { week, language, source, settings, kioskId, now } = wanted;
  const days = { from: week.toString(), to: week.add({ days: 6 }).toString() };
  const answer = await statistics(source, { ...days, bucket: 'day', compare: '1' }, settings.timeZone);
  const content: ReportContent = {
    answer,
    week: weekName(week),
    siteName: settings.siteName,
    kioskId,
    madeAt: now,
    language,
    decimal: settings.reportDecimal,
  };
  const values = { where: whereOf(content), week: content.week, ...days };
  return {
    subject: reportText(language)('subject', values),
    summary: reportSummary(content),
    html: reportHtml(content),
    csv: reportCsv(content),
    name: `kf99-report-${kioskId}-${content.week}`,
  };
}
