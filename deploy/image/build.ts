/**
 * `npm run image -- --arch arm64|amd64 --package FILE [--out dist]`: a file to write to a card or disk, with Debian 13
 * and the product on it: docs/install-pi.md, 'By a card image'. As root, on Debian, about 20 minutes for another processor.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ARCHITECTURES, type Architecture } from '../package/native.ts';
import { PackageError, ROOT, runCommand } from '../package/package-error.ts';
import { takenBy, writeCard } from './disk.ts';
import { makeRoot, missingTools, runsHere } from './root.ts';

function isArchitecture(name: string | undefined): name is Architecture {
  return name !== undefined && name in ARCHITECTURES;
}

function build(): void {
  const { values } = parseArgs({
    options: {
      arch: { type: 'string' },
      package: { type: 'string' },
      out: { type: 'string', default: join(ROOT, 'dist') },
    },
  });
  const { arch } = values;
  if (!isArchitecture(arch)) {
    throw new PackageError(
      'wrong_arch',
      `Say for which processor: --arch ${Object.keys(ARCHITECTURES).join(' or ')}.`,
    );
  }
  const deb = values.package === undefined ? null : resolve(values.package);
  if (deb === null || !existsSync(deb) || !basename(deb).endsWith(`_${arch}.deb`)) {
    throw new PackageError(
      'no_package',
      `Give the product's package for ${arch}: --package dist/kf99_VERSION_${arch}.deb, as npm run package -- --arch ${arch} makes it.`,
    );
  }
  if (process.getuid?.() !== 0)
    throw new PackageError('not_root', 'Making a root needs root: sudo npm run image.');
  const missing = missingTools();
  if (missing.length > 0) {
    throw new PackageError(
      'tool_missing',
      `Install what it is made with: apt-get install ${missing.join(' ')}.`,
    );
  }
  if (!runsHere(arch)) {
    throw new PackageError(
      'foreign_arch',
      `Programs for ${arch} do not run here: apt-get install qemu-user-static, or make it on such a machine.`,
    );
  }
  mkdirSync(values.out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'kf99-image-'));
  try {
    const root = join(folder, 'root');
    makeRoot(arch, deb, root);
    const image = join(values.out, basename(deb).replace(/\.deb$/, '.img'));
    // Whole or not at all.
    writeCard(arch, root, join(import.meta.dirname, 'seed'), `${image}.half`);
    renameSync(`${image}.half`, image);
    const [size, taken] = [statSync(image).size, takenBy(image)].map((bytes) => (bytes / 1e9).toFixed(2));
    console.log(`${relative(process.cwd(), image)}: ${size} GB, of which ${taken} GB are not empty`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

runCommand(build);
