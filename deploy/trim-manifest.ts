/**
 * `trim-manifest.ts pages|server`, in the build of the image: takes out of package.json and of the lock file what the
 * pages' build, or the server, does not need, so that `npm ci` fetches no more. The lock file still decides versions.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { IN_PAGES } from './licences.ts';

interface Manifest {
  devDependencies: Record<string, string>;
  /** Node.js for machines whose own is older; the image has the right one. */
  optionalDependencies?: Record<string, string>;
}

const KEPT = { pages: ['vite', ...IN_PAGES], server: [] };

const kept: readonly string[] = KEPT[process.argv[2] as keyof typeof KEPT];

function trim(manifest: Manifest): void {
  delete manifest.optionalDependencies;
  manifest.devDependencies = Object.fromEntries(
    Object.entries(manifest.devDependencies).filter(([name]) => kept.includes(name)),
  );
}

function change<T>(file: string, edit: (content: T) => void): void {
  const content = JSON.parse(readFileSync(file, 'utf8')) as T;
  edit(content);
  writeFileSync(file, JSON.stringify(content, null, 2));
}

change<Manifest>('package.json', trim);
change<{ packages: { '': Manifest } }>('package-lock.json', ({ packages }) => trim(packages['']));
