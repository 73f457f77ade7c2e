import type { StaffLanguage } from '../../../edge-server/words/language.ts';

/** A temperature or a difference with one or two decimals, without its unit. */
export function celsius(value: number, language: StaffLanguage): string {
  return value.toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 2 });
}

/** An offset always with its sign, zero too. */
export function signed(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return `${rounded < 0 ? '−' : '+'}${Math.abs(rounded).toFixed(2)}`;
}
