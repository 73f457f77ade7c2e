/**
 * `npm run package -- --arch arm64|amd64 [--version 0.1.0] [--out dist]`: builds the pages and makes a Debian package of
 * the product, for this processor or the other one; nothing is compiled and nothing emulated.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { makePackage } from './make.ts';
import { fetchModules } from './modules.ts';
import { ARCHITECTURES, type Architecture } from './native.ts';
import { PackageError, ROOT, runCommand } from './package-error.ts';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

function isArchitecture(name: string | undefined): name is Architecture {
  return name !== undefined && name in ARCHITECTURES;
}

function build(): void {
  const { values } = parseArgs({
    options: {
      arch: { type: 'string' },
      version: { type: 'string', default: manifest.version },
      out: { type: 'string', default: join(ROOT, 'dist') },
    },
  });
  if (!isArchitecture(values.arch)) {
    throw new PackageError(
      'wrong_arch',
      `Say for which processor: --arch ${Object.keys(ARCHITECTURES).join(' or ')}.`,
    );
  }
  const modules = mkdtempSync(join(tmpdir(), 'kf99-modules-'));
  try {
    fetchModules(values.arch, modules);
    const path = makePackage({
      architecture: values.arch,
      version: values.version,
      modules,
      pages: join(ROOT, 'dist/web'),
      out: values.out,
    });
    console.log(`${relative(process.cwd(), path)}: ${(statSync(path).size / 1e6).toFixed(1)} MB`);
  } finally {
    rmSync(modules, { recursive: true, force: true });
  }
}

runCommand(build);
