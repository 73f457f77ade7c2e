import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { ServerProcess } from '../../edge-server/process.ts';

let built: Promise<unknown> | null = null;

/** Runs `work` against the edge server and freshly built pages, without the cloud's processes beside it. */
export async function onSite<T>(work: (url: string) => Promise<T>): Promise<T> {
  built ??= build({ logLevel: 'warn' });
  await built;
  const data = mkdtempSync(join(tmpdir(), 'kf99-bench-'));
  const server = new ServerProcess({ KF99_DATA: data }, ['--role', 'edge']);
  try {
    return await work(await server.ready());
  } finally {
    server.dispose();
    rmSync(data, { recursive: true, force: true });
  }
}
