import { BYTE_ORDER_MARK, type DecimalSign } from '../../../edge-server/contract/csv.ts';

/** ms that a browser has to begin with it: some read the address after the click. */
const HELD_MS = 10_000;

/** The sign of decimals where this browser runs, which the machine's spreadsheet shares; staff's language says nothing of it. */
export function decimalSign(locale = navigator.language): DecimalSign {
  return new Intl.NumberFormat(locale).format(1.5).includes(',') ? 'comma' : 'point';
}

/** Saves a text that the page has made as a file. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([BYTE_ORDER_MARK, text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), HELD_MS);
}
