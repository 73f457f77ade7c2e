import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, kept, run } from './cache.ts';
import { type Architecture, debianRoot, finish, kernelOf } from './debian.ts';
import { makeInitrd } from './initrd.ts';

export interface Disk {
  image: string;
  kernel: string;
  initrd: string;
}

/** The key that opens ssh of every machine; made once. */
export function sshKey(): string {
  const key = join(CACHE, 'key');
  mkdirSync(CACHE, { recursive: true });
  if (!existsSync(key)) run(1, 'ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  return key;
}

/** A disk with the Debian on it and nothing of the product; it is only ever read. */
export async function debianDisk(architecture: Architecture): Promise<Disk> {
  const folder = await kept(`disk-${architecture}-4`, async (path) => {
    const root = await debianRoot(architecture);
    finish(root, `${sshKey()}.pub`);
    mkdirSync(path);
    makeInitrd(root, join(path, 'initrd'));
    copyFileSync(kernelOf(root).image, join(path, 'kernel'));
    const image = join(path, 'disk.img');
    run(1, 'truncate', ['--size=6G', image]);
    run(20, 'mke2fs', ['-q', '-t', 'ext4', '-d', root, image]);
  });
  return {
    image: join(folder, 'disk.img'),
    kernel: join(folder, 'kernel'),
    initrd: join(folder, 'initrd'),
  };
}

/** Frees what only making the disk needed. */
export function forgetRoot(architecture: Architecture): void {
  rmSync(join(CACHE, `root-${architecture}-1`), { recursive: true, force: true });
}
