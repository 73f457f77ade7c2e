/** `run.ts COUNT_FILE`: the container tests, one after the other, on the engine that docker reaches. */
import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '../run-files.ts';
import { completeBaseImage } from './base-image.ts';

const [countFile = ''] = process.argv.slice(2);
completeBaseImage();
const files = globSync('*.spec.ts', { cwd: import.meta.dirname }).sort();
const count = await runFiles(
  files.map((file) => join(import.meta.dirname, file)),
  // A Pi fetches the packages and builds the pages within this; nothing here may hang for ever.
  { concurrency: 1, limitMs: 15 * 60_000 },
);
writeFileSync(countFile, JSON.stringify(count));
process.exitCode = count.failed > 0 ? 1 : 0;
