import { createHash } from 'node:crypto';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CACHE, kept, run } from './cache.ts';
import { ARCHITECTURES, type Architecture } from './debian.ts';

const repository = join(import.meta.dirname, '../..');
/** What a checkout in /opt/kf99 has for a running server, modules apart. */
const SOURCES = ['deploy/', 'edge-server/', 'firmware/', 'models/', 'web/', 'package', 'vite.config'];
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

/** An ext4 image of this checkout with built pages, made anew when a file of it has changed. */
export async function productDisk(architecture: Architecture): Promise<string> {
  const listed = run(1, 'git', ['-C', repository, 'ls-files', '--cached', '--others', '--exclude-standard']);
  const stamps = listed
    .split('\n')
    .filter((name) => SOURCES.some((source) => name.startsWith(source)))
    .map((name) => `${name} ${statSync(join(repository, name), { throwIfNoEntry: false })?.mtimeMs}`);
  const stamp = createHash('sha256').update(stamps.join('\n')).digest('hex').slice(0, 12);
  const name = `product-${architecture}-${stamp}.img`;
  for (const old of globSync(join(CACHE, `product-${architecture}-*`))) {
    if (basename(old) !== name) rmSync(old);
  }
  return kept(name, (path) => make(architecture, path));
}

async function make(architecture: Architecture, path: string): Promise<void> {
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
