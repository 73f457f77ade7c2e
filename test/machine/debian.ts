import { copyFileSync, existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kept, run } from './cache.ts';

/** Processors that the product is made for, as Debian, npm and QEMU name them. */
export const ARCHITECTURES = {
  // Raspberry Pi OS for the Pi 5 has pages of 16 kB.
  arm64: { npm: 'arm64', qemu: 'aarch64', kernel: 'linux-image-arm64-16k' },
  amd64: { npm: 'x64', qemu: 'x86_64', kernel: 'linux-image-amd64' },
} as const;
export type Architecture = keyof typeof ARCHITECTURES;

const QUIET = [
  ...['--quiet', '--variant=minbase', '--dpkgopt=force-unsafe-io', '--aptopt=Acquire::Languages "none"'],
  ...['doc', 'man', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
];
/** A booted Debian, near to Raspberry Pi OS Lite, with what a site may add, and what the kiosk's set-up installs. */
const PACKAGES = [
  'busybox-static,systemd-sysv,systemd-timesyncd,systemd-resolved,libpam-systemd,udev,dbus,kmod,procps,iproute2',
  'openssh-server,passwd,login,util-linux,usbutils,psmisc,rfkill,avahi-daemon,modemmanager,brltty',
  'cage,xwayland,chromium,curl,jq,fonts-noto-cjk',
].join();
/** Says the machine's uptime to whoever plays it (ticks.ts). */
export const TICK = `[Unit]
DefaultDependencies=no
After=systemd-udevd.service systemd-modules-load.service
Before=basic.target
[Service]
ExecStart=/usr/bin/perl -e 'select undef, undef, undef, 0.05 until open OUT, ">", "/dev/virtio-ports/tick"; open my $in, "<", "/proc/uptime"; while (1) { sysseek $in, 0, 0; sysread $in, my $text, 64; syswrite OUT, (split " ", $text)[0] . "\\n"; select undef, undef, undef, 0.05 }'
[Install]
WantedBy=sysinit.target
`;
/** Files that no scenario needs and that an emulated processor would unpack or index for minutes. */
const LEFT_OUT = [
  '/usr/lib/udev/hwdb.d/*',
  ...['gpu/drm/amd', 'gpu/drm/radeon', 'gpu/drm/nouveau', 'net/wireless', 'infiniband'].map(
    (name) => `/usr/lib/modules/*/kernel/drivers/${name}/*`,
  ),
  '/usr/lib/modules/*/kernel/sound/soc/*',
].map((path) => `--dpkgopt=path-exclude=${path}`);

/** Debian 13's QEMU 10, in a root of its own: QEMU 7.2 of Debian 12 runs V8's code wrongly on two cores. */
export function emulatorRoot(): Promise<string> {
  const include =
    '--include=qemu-system-arm,qemu-system-x86,qemu-utils,qemu-user,qemu-efi-aarch64,ovmf,e2fsprogs';
  return kept('emulator-2', (path) => run(20, 'mmdebstrap', [...QUIET, include, 'trixie', path]));
}

/** The Debian 13 that is booted, as mmdebstrap leaves it. */
export async function debianRoot(architecture: Architecture): Promise<string> {
  const emulator = await emulatorRoot();
  return kept(`root-${architecture}-1`, (path) =>
    withPrograms(architecture, emulator, () => {
      const { kernel } = ARCHITECTURES[architecture];
      const args = [
        `--architectures=${architecture}`,
        '--skip=check/qemu',
        `--include=${kernel},${PACKAGES}`,
      ];
      // The machine has an initrd of its own (initrd.ts).
      return run(120, 'mmdebstrap', [...QUIET, ...LEFT_OUT, ...args, 'trixie', path], { INITRD: 'No' });
    }),
  );
}

/** Lets this kernel run the other processor's programs meanwhile, where it can't already. */
export function withPrograms<T>(architecture: Architecture, emulator: string, work: () => T): T {
  const host = run(1, 'dpkg', ['--print-architecture']).trim();
  const folder = '/proc/sys/fs/binfmt_misc';
  const known = [`qemu-${ARCHITECTURES[architecture].qemu}`, 'kf99'].some((name) =>
    existsSync(`${folder}/${name}`),
  );
  if (host === architecture || known) return work();
  if (architecture !== 'arm64') throw new Error('a machine for amd64 can only be made on amd64');
  const mounted = existsSync(`${folder}/register`);
  if (!mounted) run(1, 'mount', ['-t', 'binfmt_misc', 'binfmt_misc', folder]);
  // ELF, 64 bits, little end first, a program or library of AArch64.
  const magic = String.raw`\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00`;
  const mask = String.raw`\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff`;
  writeFileSync(`${folder}/register`, `:kf99:M::${magic}:${mask}:${emulator}/usr/bin/qemu-aarch64:OCF`);
  try {
    return work();
  } finally {
    writeFileSync(`${folder}/kf99`, '-1');
    if (!mounted) run(1, 'umount', [folder]);
  }
}

/** What the root needs to be driven: a name, a network, ssh by the key, a camera that the kernel draws. */
export function finish(root: string, publicKey: string): void {
  const write = (path: string, text: string) => {
    run(1, 'mkdir', ['-p', join(root, path, '..')]);
    writeFileSync(join(root, path), text);
  };
  write('etc/hostname', 'kf99\n');
  write('etc/hosts', '127.0.0.1 localhost kf99\n::1 localhost\n');
  write('etc/fstab', '/dev/vda / ext4 noatime 0 0\n');
  write('etc/machine-id', '');
  write('etc/systemd/network/80-all.network', '[Match]\nName=en* eth*\n[Network]\nDHCP=yes\n');
  write('etc/systemd/system/tick.service', TICK);
  write('etc/systemd/journald.conf.d/kept.conf', '[Journal]\nStorage=persistent\n');
  write('etc/modules-load.d/vivid.conf', 'vivid\n');
  write('etc/modprobe.d/vivid.conf', 'options vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x0\n');
  run(1, 'install', ['-d', '-m', '700', join(root, 'root/.ssh')]);
  copyFileSync(publicKey, join(root, 'root/.ssh/authorized_keys'));
  run(1, 'systemctl', [`--root=${root}`, 'enable', 'systemd-networkd.service', 'tick.service']);
}

/** Kernel and the folder of its modules. @throws {Error} unless there is just one */
export function kernelOf(root: string): { image: string; modules: string } {
  const [image, more] = globSync(join(root, 'boot/vmlinuz-*'));
  if (image === undefined || more !== undefined) throw new Error(`${root} has no kernel, or several`);
  const version = image.slice(image.indexOf('vmlinuz-') + 'vmlinuz-'.length);
  return { image, modules: join(root, 'usr/lib/modules', version) };
}

/** Lines of `modules.dep`: each module with those that it needs, as paths below the folder. */
export function dependencies(modules: string): Map<string, string[]> {
  const lines = readFileSync(join(modules, 'modules.dep'), 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [path = '', needs = ''] = line.split(':');
      return [path, needs.trim().split(' ').filter(Boolean)];
    }),
  );
}
