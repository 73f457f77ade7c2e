import { createHash } from 'node:crypto';
import { globSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CACHE, kept, run } from './cache.ts';
import type { Architecture } from './debian.ts';

const repository = join(import.meta.dirname, '../..');
/** What goes into the package, or makes it. */
const SOURCES = ['deploy/', 'edge-server/', 'firmware/', 'models/', 'web/', 'package', 'vite.config'];

/** The Debian package of this checkout, by `npm run package`; made anew when a file of it has changed. */
export async function productPackage(architecture: Architecture): Promise<string> {
  const listed = run(1, 'git', ['-C', repository, 'ls-files', '--cached', '--others', '--exclude-standard']);
  const stamps = listed
    .split('\n')
    .filter((name) => SOURCES.some((source) => name.startsWith(source)))
    .map((name) => `${name} ${statSync(join(repository, name), { throwIfNoEntry: false })?.mtimeMs}`);
  const stamp = createHash('sha256').update(stamps.join('\n')).digest('hex').slice(0, 12);
  const name = `package-${architecture}-${stamp}`;
  for (const old of globSync(join(CACHE, `package-${architecture}-*`))) {
    if (basename(old) !== name) rmSync(old, { recursive: true });
  }
  const folder = await kept(name, (path) => {
    mkdirSync(path);
    run(30, 'npm', ['run', 'package', '--prefix', repository, '--', '--arch', architecture, '--out', path]);
  });
  return globSync(join(folder, '*.deb'))[0]!;
}
