import { readFileSync } from 'node:fs';

const ROOT = new URL('../', import.meta.url);

/** What a package is for: `server` runs in the image, `pages` is built into the pages, `development` stays here. */
export type Use = 'server' | 'pages' | 'development';

export interface Licensed {
  name: string;
  version: string;
  licence: string;
  use: Use;
}

interface LockEntry {
  version: string;
  license?: string;
  dev?: boolean;
}

/** Development dependencies that the pages import or that their build copies, so that visitors' and staff's browsers get them. */
export const IN_PAGES: readonly string[] = [
  '@fontsource-variable/noto-sans-kr',
  '@preact/signals',
  '@preact/signals-core',
  '@scalar/fastify-api-reference',
  '@tensorflow/tfjs-backend-webgl',
  '@tensorflow/tfjs-backend-webgpu',
  'preact',
  'uplot',
  'uqr',
];

/** Packages whose manifest names no licence; each was read in the package's own text. */
const UNNAMED: Readonly<Record<string, string>> = {
  'busboy@0.3.1': 'MIT',
  'dicer@0.3.0': 'MIT',
  'humanize-number@0.0.2': 'MIT',
  'jsfeat@0.0.8': 'MIT',
  'numeric@1.2.6': 'MIT',
  'only@0.0.2': 'MIT',
  'streamsearch@0.1.2': 'MIT',
};

/** Where lock files are: what training and benches need is not installed with the product. */
const FOLDERS = ['', 'models/training/', 'test/bench/'];

/** Every package of the lock files, for all platforms, with its licence as its author names it. */
export function licences(): Licensed[] {
  return FOLDERS.flatMap(entries)
    .filter(([path]) => path !== '')
    .map(([path, { version, license, dev }]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const use = dev !== true ? 'server' : IN_PAGES.includes(name) ? 'pages' : 'development';
      return {
        name,
        version,
        licence: license ?? UNNAMED[`${name}@${version}`] ?? 'not named',
        use,
      } as const;
    })
    .sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

function entries(folder: string): [path: string, LockEntry][] {
  const file = new URL(`${folder}package-lock.json`, ROOT);
  return Object.entries(
    (JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockEntry> }).packages,
  );
}

/** A table in Markdown, what is shipped first. */
export function licenceTable(all: readonly Licensed[]): string {
  const order: Use[] = ['server', 'pages', 'development'];
  const rows = order.flatMap((use) => all.filter((entry) => entry.use === use));
  const lines = rows.map(
    ({ name, version, licence, use }) => `| ${use} | ${name} | ${version} | ${licence} |`,
  );
  return ['# Licences', '', '| use | package | version | licence |', '|---|---|---|---|', ...lines, ''].join(
    '\n',
  );
}
