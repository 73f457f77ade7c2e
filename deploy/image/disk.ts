import { spawnSync } from 'node:child_process';
import { closeSync, cpSync, openSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture } from '../package/native.ts';
import { PackageError } from '../package/package-error.ts';

const MB = 1024 * 1024;
const FIRST_MB = 4;
/** Firmware, and two kernels with their initrds while one takes the other's place. */
const BOOT_MB = 512;
/** Until the first start makes it as large as the card. */
const DATA_MB = 1024;
/** Over the files' own size: the file system's tables. */
const ROOT_SPARE = 1.12;
/** FAT as a Raspberry Pi reads it, or as UEFI does. */
const BOOT_TYPE: Readonly<Record<Architecture, string>> = { arm64: 'c', amd64: 'ef' };
const LIMIT_MS = 30 * 60_000;

/**
 * Writes a card of three partitions: what starts it (FAT, cloud-init's `CIDATA`), the system, which is only read, and
 * data. The files of the first are taken out of the root.
 *
 * @param root of `makeRoot`; its `boot/firmware` is empty afterwards
 * @param seed folder with cloud-init's files of the first partition
 * @param image file that is written; what was there is gone
 * @throws {PackageError} with the words of the program that failed
 */
export function writeCard(architecture: Architecture, root: string, seed: string, image: string): void {
  const rootMb = Math.ceil((sizeOf(root) * ROOT_SPARE) / MB);
  const starts = { boot: FIRST_MB, root: FIRST_MB + BOOT_MB, data: FIRST_MB + BOOT_MB + rootMb };
  closeSync(openSync(image, 'w'));
  truncateSync(image, (starts.data + DATA_MB) * MB);
  const table = [
    'label: dos',
    `start=${starts.boot}MiB, size=${BOOT_MB}MiB, type=${BOOT_TYPE[architecture]}, bootable`,
    `start=${starts.root}MiB, size=${rootMb}MiB, type=83`,
    `start=${starts.data}MiB, size=${DATA_MB}MiB, type=83`,
  ].join('\n');
  run('sfdisk', ['--quiet', image], table);

  const boot = join(root, 'boot/firmware');
  cpSync(seed, boot, { recursive: true });
  const at = `${image}@@${starts.boot * MB}`;
  run('mkfs.vfat', [
    '-F',
    '32',
    '-n',
    'CIDATA',
    `--offset=${(starts.boot * MB) / 512}`,
    image,
    `${BOOT_MB * 1024}`,
  ]);
  for (const name of readdirSync(boot)) run('mcopy', ['-s', '-i', at, join(boot, name), '::']);
  for (const name of readdirSync(boot)) rmSync(join(boot, name), { recursive: true });

  const ext4 = (label: string, start: number, megabytes: number, ...more: string[]) =>
    run('mke2fs', [
      ...['-q', '-F', '-t', 'ext4', '-L', label, ...more, '-E', `offset=${start * MB},lazy_itable_init=0`],
      ...[image, `${megabytes}M`],
    ]);
  ext4('kf99-root', starts.root, rootMb, '-m', '0', '-O', '^has_journal', '-d', root);
  ext4('kf99-data', starts.data, DATA_MB);
}

/** What the files of a folder take on a disk, bytes. */
function sizeOf(folder: string): number {
  return Number.parseInt(run('du', ['--summarize', '--block-size=1', folder]), 10);
}

/** What the file takes on this disk, bytes: a card is mostly empty. */
export function takenBy(image: string): number {
  return statSync(image).blocks * 512;
}

function run(program: string, args: string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    input,
    timeout: LIMIT_MS,
  });
  if (status === 0) return stdout;
  throw new PackageError('card_failed', `${program} ended: ${error?.message ?? ''}${stdout}${stderr}`);
}
