/**
 * `npm run sbom`: writes what this software is made of to `dist/sbom.cdx.json` (CycloneDX, by npm itself, from the lock
 * file) and the licences to `dist/licences.md`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { licences, licenceTable } from './licences.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = (name: string) => `${root}dist/${name}`;

const { stdout, status, error } = spawnSync(
  'npm',
  ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'],
  { cwd: root, encoding: 'utf8', maxBuffer: 64e6, stdio: ['ignore', 'pipe', 'inherit'] },
);
if (error || status !== 0) {
  console.error('sbom: npm could not list the packages: it needs npm 9.5 or newer');
  process.exitCode = 1;
} else {
  const all = licences();
  mkdirSync(dist(''), { recursive: true });
  writeFileSync(dist('sbom.cdx.json'), stdout);
  writeFileSync(dist('licences.md'), licenceTable(all));
  const shipped = all.filter(({ use }) => use !== 'development').length;
  console.log(`${all.length} packages, ${shipped} of them shipped: dist/sbom.cdx.json, dist/licences.md`);
}
