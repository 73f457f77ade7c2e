import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { licences, licenceTable } from '../licences.ts';
import { control } from './control.ts';
import { type Architecture, foreign } from './native.ts';
import { PackageError, ROOT } from './package-error.ts';

export interface Wanted {
  architecture: Architecture;
  /** As Debian compares it: a higher one is an upgrade. */
  version: string;
  /** Folder with node_modules for the processor. */
  modules: string;
  /** Folder of the built pages. */
  pages: string;
  /** Folder that gets the package. */
  out: string;
}

/** Where the product is on the machine; `deploy/server/kf99.service` names it, too. */
const HOME = 'opt/kf99';
/** What the image has of the repository (Dockerfile), and the kiosk's set-up. */
const PARTS = [
  ...['package.json', 'LICENSE', 'edge-server', 'models/pipeline', 'models/mask/manifest.json'],
  ...['firmware/thermometer/thermometer.hex', 'firmware/thermometer/thermometer.hex.json'],
  ...['deploy/healthy.mjs', 'deploy/setup'],
  ...['deploy/kiosk', 'deploy/server/environment', 'deploy/update/install'],
];
/** What writes migrations and schema.sql runs beside the repository. */
const LEFT_OUT = join(ROOT, 'edge-server/schema');
/** zstd's: 12 took twice the time of 9 for 1 % less, 19 minutes on a busy machine. */
const COMPRESSION = 9;
const LIMIT_MS = 10 * 60_000;

/**
 * A Debian package of server, pages and the kiosk's session.
 *
 * @returns its path, `kf99_VERSION_ARCHITECTURE.deb` in `out`
 * @throws {PackageError} when something of it is missing or would not run on the processor
 */
export function makePackage(wanted: Wanted): string {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-package-'));
  try {
    fill(folder, wanted);
    const reasons = foreign(folder, wanted.architecture);
    if (reasons.length > 0) throw new PackageError('foreign_files', `Not packed: ${reasons.join('; ')}.`);
    describe(folder, wanted);
    mkdirSync(wanted.out, { recursive: true });
    const path = join(wanted.out, `kf99_${wanted.version}_${wanted.architecture}.deb`);
    pack(folder, path);
    return path;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fill(folder: string, { modules, pages, version }: Wanted): void {
  const put = (from: string, to: string) => {
    if (!statSync(from, { throwIfNoEntry: false })) {
      throw new PackageError('part_missing', `There is no ${from}: build the pages first (npm run build).`);
    }
    cpSync(from, join(folder, to), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => path !== LEFT_OUT,
    });
  };
  for (const part of PARTS) put(join(ROOT, part), join(HOME, part));
  put(join(modules, 'node_modules'), join(HOME, 'node_modules'));
  put(pages, join(HOME, 'dist/web'));
  const units = ['server/kf99.service', 'update/kf99-update.service', 'update/kf99-update.path'];
  for (const unit of units) put(join(ROOT, 'deploy', unit), join('usr/lib/systemd/system', basename(unit)));
  // What the server says of itself is what the package is called.
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object;
  writeFileSync(join(folder, HOME, 'package.json'), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
  put(join(import.meta.dirname, 'files'), '.');
  const documents = join(folder, 'usr/share/doc/kf99');
  mkdirSync(documents, { recursive: true });
  const shipped = licences().filter(({ use }) => use !== 'development');
  writeFileSync(join(documents, 'licences.md'), licenceTable(shipped));
  const licence = readFileSync(join(ROOT, 'LICENSE'), 'utf8');
  const others = `Of the packages in it: licences.md, and the text of each in /${HOME}/node_modules.\n`;
  writeFileSync(join(documents, 'copyright'), `KF99\n\n${licence}\n${others}`);
}

/** Rights, sums and the control file: what dpkg goes by. */
function describe(folder: string, wanted: Wanted): void {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  let kilobytes = 0;
  const sums: string[] = [];
  for (const name of all) {
    const path = join(folder, name);
    const status = lstatSync(path);
    if (status.isSymbolicLink()) continue;
    if (status.isDirectory()) chmodSync(path, 0o755);
    else {
      chmodSync(path, status.mode & 0o100 ? 0o755 : 0o644);
      if (name.startsWith('DEBIAN/')) continue;
      sums.push(`${createHash('md5').update(readFileSync(path)).digest('hex')}  ${name}\n`);
    }
    kilobytes += Math.max(1, Math.ceil(status.size / 1024));
  }
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'DEBIAN/md5sums'), sums.join(''), { mode: 0o644 });
  writeFileSync(join(folder, 'DEBIAN/control'), control(wanted, kilobytes), { mode: 0o644 });
}

function pack(folder: string, path: string): void {
  const { status, stderr, error } = spawnSync(
    'dpkg-deb',
    ['--root-owner-group', '-Zzstd', `-z${COMPRESSION}`, '--build', folder, path],
    { encoding: 'utf8', timeout: LIMIT_MS, env: { ...process.env, SOURCE_DATE_EPOCH: committed() } },
  );
  if (status === 0) return;
  throw new PackageError(
    'not_packed',
    `dpkg-deb could not make ${basename(path)} in ${dirname(path)} (Debian has it; elsewhere install dpkg): ${stderr ?? error?.message}`,
    { cause: error },
  );
}

/** Seconds of the last commit, so that the same commit makes the same file; without git that of package.json. */
function committed(): string {
  const { status, stdout } = spawnSync('git', ['-C', ROOT, 'log', '-1', '--format=%ct'], {
    encoding: 'utf8',
  });
  return status === 0
    ? stdout.trim()
    : String(Math.floor(statSync(join(ROOT, 'package.json')).mtimeMs / 1000));
}
