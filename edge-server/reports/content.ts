import type { DecimalSign } from '../contract/csv.ts';
import type { Statistics } from '../contract/statistics.ts';
import type { StaffLanguage } from '../words/language.ts';

/** What a report is made of. */
export interface ReportContent {
  answer: Statistics;
  /** As `2026-W48`. */
  week: string;
  siteName: string;
  kioskId: string;
  madeAt: Date;
  language: StaffLanguage;
  decimal: DecimalSign;
}

/** The site's name, where it has one, and the kiosk's. */
export const whereOf = ({ siteName, kioskId }: Pick<ReportContent, 'siteName' | 'kioskId'>): string =>
  siteName === '' ? kioskId : `${siteName} · ${kioskId}`;
