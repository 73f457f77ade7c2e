import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kept, run } from './cache.ts';
import { ARCHITECTURES, type Architecture } from './debian.ts';

const repository = join(import.meta.dirname, '../..');
/** What a checkout in /opt/kf99 has for a running server, modules apart. */
const PARTS = [
  'deploy',
  'edge-server',
  'firmware',
  'models/pipeline',
  'models/mask',
  'dist/web',
  'package.json',
];

/** The modules of a server for the processor, from npm's registry; nothing is compiled and no script of theirs runs. */
function modulesFor(architecture: Architecture): Promise<string> {
  const lock = createHash('sha256')
    .update(readFileSync(join(repository, 'package-lock.json')))
    .digest('hex');
  return kept(`modules-${architecture}-${lock.slice(0, 12)}`, (path) => {
    mkdirSync(path);
    for (const name of ['package.json', 'package-lock.json'])
      cpSync(join(repository, name), join(path, name));
    const target = ['--os=linux', '--libc=glibc', `--cpu=${ARCHITECTURES[architecture].npm}`];
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    run(15, 'npm', ['ci', '--prefix', path, '--omit=dev', ...quiet, ...target]);
  });
}

/** Makes an ext4 image of this checkout with built pages. */
export async function makeProductDisk(architecture: Architecture, path: string): Promise<void> {
  const modules = await modulesFor(architecture);
  run(15, 'npm', ['run', 'build', '--prefix', repository]);
  const folder = mkdtempSync(join(tmpdir(), 'kf99-product-'));
  try {
    cpSync(join(modules, 'node_modules'), join(folder, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    for (const part of PARTS) cpSync(join(repository, part), join(folder, part), { recursive: true });
    run(1, 'truncate', ['--size=1500M', path]);
    run(10, 'mke2fs', ['-q', '-t', 'ext4', '-L', 'product', '-d', folder, path]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
