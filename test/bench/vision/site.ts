import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { Settings } from '../../../edge-server/contract/index.ts';
import { ServerProcess } from '../../edge-server/process.ts';

let built: Promise<unknown> | null = null;

/** Runs `work` against the edge server and freshly built pages, without the cloud's processes beside it. */
export async function onSite<T>(
  work: (url: string) => Promise<T>,
  settings: Partial<Settings> = {},
): Promise<T> {
  built ??= build({ logLevel: 'warn' });
  await built;
  const data = mkdtempSync(join(tmpdir(), 'kf99-bench-'));
  const file = join(data, 'settings.json');
  writeFileSync(file, JSON.stringify(settings));
  const server = new ServerProcess({ KF99_DATA: data, KF99_SETTINGS: file }, ['--role', 'edge']);
  try {
    return await work(await server.ready());
  } finally {
    server.dispose();
    rmSync(data, { recursive: true, force: true });
  }
}
