import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from './report.ts';

/**
 * Keeps a report in a folder as HTML and CSV: beside its name, synced, renamed, so that a power cut leaves no half of
 * one. Nobody waits in the server's thread, since the folder may be a share that is away.
 * @throws what the folder says
 */
export async function keepReport(folder: string, { name, html, csv }: Report): Promise<void> {
  await mkdir(folder, { recursive: true });
  await keep(join(folder, `${name}.html`), html);
  await keep(join(folder, `${name}.csv`), csv);
}

async function keep(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o640);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
