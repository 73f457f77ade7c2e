import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from './cache.ts';
import { dependencies, kernelOf } from './debian.ts';

/** What the kernel needs to see QEMU's disk and the file system on it; what is built in has no file. */
const WANTED = ['pci-host-generic', 'virtio_pci', 'virtio_blk', 'crc32c_generic', 'crc32c-cryptoapi', 'ext4'];
const DISK_S = 120;

const INIT = `#!/bin/busybox sh
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t proc proc /proc
for module in $(/bin/busybox cat /modules/order); do /bin/busybox insmod /modules/$module; done
n=0
while [ ! -b /dev/vda ] && [ $n -lt ${DISK_S} ]; do /bin/busybox sleep 1; n=$((n + 1)); done
/bin/busybox mount -t ext4 -o noatime /dev/vda /root
/bin/busybox umount /proc
/bin/busybox mount -o move /dev /root/dev
exec /bin/busybox switch_root /root /sbin/init
`;

/**
 * An initrd of busybox and a handful of modules. Debian's own would be made twice by an emulated processor, six minutes
 * each time, and holds nothing that this machine needs besides.
 */
export function makeInitrd(root: string, path: string): void {
  const { modules } = kernelOf(root);
  const needs = dependencies(modules);
  const ordered: string[] = [];
  const add = (module: string) => {
    for (const needed of needs.get(module) ?? []) add(needed);
    if (!ordered.includes(module)) ordered.push(module);
  };
  for (const name of WANTED) {
    for (const module of needs.keys()) if (basename(module).split('.')[0] === name) add(module);
  }
  const archive = new Archive();
  for (const folder of ['bin', 'dev', 'proc', 'root', 'modules']) archive.add(folder, 0o40755);
  archive.add('bin/busybox', 0o100755, readFileSync(join(root, 'usr/bin/busybox')));
  archive.add('init', 0o100755, Buffer.from(INIT));
  const names = ordered.map((module) => basename(module).replace(/\.xz$/, ''));
  archive.add('modules/order', 0o100644, Buffer.from(names.join('\n')));
  for (const [index, module] of ordered.entries()) {
    const plain = `${path}.module`;
    run(1, 'sh', ['-c', `xz --decompress --stdout --force '${join(modules, module)}' > '${plain}'`]);
    archive.add(`modules/${names[index]}`, 0o100644, readFileSync(plain));
    run(1, 'rm', [plain]);
  }
  writeFileSync(path, archive.end());
}

/** A cpio archive of the kind that the kernel unpacks (`newc`; Documentation/driver-api/early-userspace). */
class Archive {
  readonly #parts: Buffer[] = [];
  #inode = 1;

  add(name: string, mode: number, data = Buffer.alloc(0)): void {
    const fields = [this.#inode++, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length + 1, 0];
    const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`;
    this.#parts.push(padded(Buffer.from(header)), padded(data));
  }

  end(): Buffer {
    this.add('TRAILER!!!', 0);
    return Buffer.concat(this.#parts);
  }
}

const padded = (data: Buffer) => Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
