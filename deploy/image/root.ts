import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Architecture } from '../package/native.ts';
import { PackageError } from '../package/package-error.ts';

const LIMIT_MS = 3 * 3_600_000;

/** What the processors differ in: their kernel, and what starts it. */
const OF_ARCHITECTURE: Readonly<Record<Architecture, string[]>> = {
  // Debian's kernel carries the Pi 4 whole, with its Wi-Fi by the maker's firmware; raspi-firmware starts it.
  arm64: ['linux-image-arm64', 'raspi-firmware', 'firmware-brcm80211'],
  amd64: ['linux-image-amd64'],
};
/** Debian 13 with a network by cable or Wi-Fi, ssh, a name in the local network, a read-only root and cloud-init. */
const PACKAGES = [
  ...[
    'systemd-sysv',
    'systemd-boot-efi',
    'systemd-timesyncd',
    'libpam-systemd',
    'udev',
    'dbus',
    'kmod',
    'procps',
  ],
  ...[
    'iproute2',
    'network-manager',
    'netplan.io',
    'wpasupplicant',
    'avahi-daemon',
    'openssh-server',
    'ca-certificates',
  ],
  ...[
    'initramfs-tools',
    'zstd',
    'overlayroot',
    // What overlayroot calls in the initrd, and names nowhere.
    'busybox',
    'cloud-init',
    'cloud-guest-utils',
    'dosfstools',
    'e2fsprogs',
    'fdisk',
  ],
  ...['sudo', 'openssl', 'tzdata', 'alsa-utils', 'less', 'nano'],
];
const QUIET = [
  ...['--quiet', '--variant=minbase', '--dpkgopt=force-unsafe-io', '--aptopt=Acquire::Languages "none"'],
  ...['doc', 'man', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
  // Each package's licence stays.
  '--dpkgopt=path-include=/usr/share/doc/*/copyright',
];

/**
 * Debian 13 with the product on it, in a folder; `boot/firmware` of it is what the first partition is to have.
 * @param deb the product's package for the processor
 * @throws {PackageError} with mmdebstrap's last words
 */
export function makeRoot(architecture: Architecture, deb: string, root: string): void {
  const include = [...PACKAGES, ...OF_ARCHITECTURE[architecture]].join(',');
  const args = [
    ...QUIET,
    `--architectures=${architecture}`,
    '--components=main,non-free-firmware',
    '--skip=check/qemu',
    `--include=${include}`,
    `--customize-hook=${join(import.meta.dirname, 'finish.sh')}`,
    ...['trixie', root],
  ];
  const { status, stderr, error } = spawnSync('mmdebstrap', args, {
    encoding: 'utf8',
    // The initrd is made once, at the end: by another processor's programs it takes minutes each time.
    env: { ...process.env, INITRD: 'No', PACKAGE: deb, FILES: join(import.meta.dirname, 'files') },
    timeout: LIMIT_MS,
    maxBuffer: 1e9,
  });
  if (status === 0) return;
  throw new PackageError('root_failed', `mmdebstrap ended: ${error?.message ?? ''}\n${stderr.slice(-4000)}`);
}

/** Whether programs for this processor run here, by themselves or by an emulator that the kernel knows. */
export function runsHere(architecture: Architecture): boolean {
  const { stdout } = spawnSync('dpkg', ['--print-architecture'], { encoding: 'utf8' });
  if (stdout.trim() === architecture) return true;
  const machine = architecture === 'arm64' ? '02 00 b7' : '02 00 3e';
  const { stdout: known } = spawnSync('sh', ['-c', 'cat /proc/sys/fs/binfmt_misc/* 2>/dev/null'], {
    encoding: 'utf8',
  });
  return known.includes(machine.replaceAll(' ', ''));
}

/** Debian's packages of the programs that a card is made with and that are not here. */
export function missingTools(): string[] {
  const needed = {
    mmdebstrap: 'mmdebstrap',
    mke2fs: 'e2fsprogs',
    sfdisk: 'fdisk',
    mcopy: 'mtools',
    'mkfs.vfat': 'dosfstools',
  };
  return Object.entries(needed)
    .filter(([program]) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)
    .map(([, from]) => from);
}
