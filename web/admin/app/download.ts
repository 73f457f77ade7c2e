/** Without it a spreadsheet reads Korean as something else. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Saves a text that the page has made as a file. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([BYTE_ORDER_MARK, text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
