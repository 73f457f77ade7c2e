import type { StaffLanguage } from './language.ts';

/** A share as all pages, papers and messages write it: `93.1%`. @param share 0 to 1 */
export function percent(share: number, language: StaffLanguage, mostDigits = 1): string {
  return share.toLocaleString(language, { style: 'percent', maximumFractionDigits: mostDigits });
}
