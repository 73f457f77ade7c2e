import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { run } from './cache.ts';
import { type Architecture, emulatorRoot } from './debian.ts';
import type { Disk } from './disk.ts';

/** A 7-inch screen; every pixel is drawn by the emulated processor. */
const SCREEN = { width: 800, height: 480 };

const MACHINE: Record<Architecture, string[]> = {
  arm64: ['-M', 'virt,gic-version=3', '-cpu', 'cortex-a76'],
  amd64: ['-M', 'q35', '-cpu', 'Nehalem'],
};
/** UEFI, in the emulator's root. */
const FIRMWARE: Record<Architecture, string> = {
  arm64: '/usr/share/qemu-efi-aarch64/QEMU_EFI.fd',
  amd64: '/usr/share/ovmf/OVMF.fd',
};
const CONSOLE: Record<Architecture, string> = { arm64: 'ttyAMA0', amd64: 'ttyS0' };
/**
 * One instruction takes a nanosecond of the machine's own time, whatever it takes the host: its time-outs, a watch's
 * patience and a camera's rate are those of a machine with a thousand million instructions a second, which is slower than
 * any Pi that the product is for. What it waits for takes as long as here, or no time of ours at all (`skipIdle`).
 */
const EMULATED = ['-accel', 'tcg,thread=single,tb-size=1024'];

export interface Boot {
  architecture: Architecture;
  /** Kernel and initrd that it is started with; null for a disk that has its own, started by UEFI. */
  disk: Pick<Disk, 'kernel' | 'initrd'> | null;
  /** A qcow2 file; what is written stays in it. */
  root: string;
  /** Gets sockets, logs and pictures. */
  folder: string;
  /** More words for the kernel. */
  kernel?: string[];
  /** Whether the network's cable is in from the start. */
  network?: boolean;
  /** What its clock with a battery shows at the start; else the time of this world. */
  date?: Date;
  memoryMb?: number;
  /**
   * Whether its clock goes on to the next timer at once while it has nothing to do: an hour of waiting takes a minute. What
   * the host does meanwhile, a disk or whoever calls by ssh, seems slow to it. A state that is kept can't be loaded so.
   */
  skipIdle?: boolean;
  /**
   * Whether its clock is that of this world. A kernel that has panicked waits in a loop whose every turn takes the emulator a
   * thousand times the nanoseconds that it counts for, so that the hardware's minute would take hours.
   */
  ourTime?: boolean;
  /** A state that was kept on its disk, from which it goes on. */
  from?: string;
  kvm?: boolean;
}

/** QEMU's arguments for a machine that waits to be started. @param port of this machine, for ssh */
export function qemuArguments(options: Boot, port: number): string[] {
  const { architecture, disk, folder, kvm = false, memoryMb = 3072, date = new Date() } = options;
  const words = ['root=/dev/vda rw console=tty1', `console=${CONSOLE[architecture]}`];
  words.push('vt.global_cursor_default=0', ...(options.kernel ?? []));
  return [
    ...MACHINE[architecture],
    ...(kvm ? ['-accel', 'kvm'] : EMULATED),
    ...(kvm || options.ourTime ? [] : ['-icount', `shift=0${options.skipIdle ? ',sleep=off' : ''}`]),
    ...['-smp', '2', '-m', `${memoryMb}M`, '-rtc', `base=${date.toISOString().slice(0, 19)},clock=vm`, '-S'],
    ...['-display', 'none', '-nodefaults', '-no-user-config'],
    ...(disk === null
      ? ['-bios', FIRMWARE[architecture]]
      : ['-kernel', disk.kernel, '-initrd', disk.initrd, '-append', words.join(' ')]),
    // The filter does nothing; a scenario puts errors below it (card.ts).
    ...['-object', 'throttle-group,id=free'],
    ...['-blockdev', `qcow2,node-name=disk,discard=unmap,file.driver=file,file.filename=${options.root}`],
    ...['-blockdev', 'throttle,node-name=card,throttle-group=free,file=disk'],
    ...['-device', 'virtio-blk-pci,drive=card,werror=report,rerror=report'],
    ...['-device', 'virtio-rng-pci', '-device', 'i6300esb', '-action', 'watchdog=reset'],
    ...['-netdev', `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`],
    ...['-device', 'virtio-net-pci,netdev=net,id=network,romfile='],
    ...['-device', `virtio-gpu-pci,xres=${SCREEN.width},yres=${SCREEN.height}`],
    ...['-device', 'qemu-xhci,id=xhci', '-device', 'usb-kbd,bus=xhci.0', '-device', 'usb-tablet,bus=xhci.0'],
    ...['-chardev', `socket,id=tick,path=${folder}/tick,server=on,wait=off`],
    ...['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=tick,name=tick'],
    ...['-serial', `file:${folder}/console.log`, '-qmp', `unix:${folder}/qmp,server=on,wait=off`],
  ];
}

/** QEMU of the other Debian on this machine's files: the cache and the system's folder for temporary files. */
const ENTER = `
set -eu
root=$1; shift
for folder in /dev /proc /tmp; do mount --rbind $folder $root$folder; done
exec chroot $root "$@"
`;

/** The words that run a program of the emulator's root. */
export async function inEmulator(program: string, args: string[]): Promise<[string, string[]]> {
  return ['unshare', ['--mount', 'sh', '-c', ENTER, 'enter', await emulatorRoot(), program, ...args]];
}

/** A file over another: what is written goes to the upper one. @param format of the lower one @param size the lower's */
export async function overlay(
  lower: string,
  upper: string,
  format: 'raw' | 'qcow2',
  ...size: string[]
): Promise<string> {
  const image = ['create', '-q', '-f', 'qcow2', '-F', format, '-b', lower, upper, ...size];
  run(1, ...(await inEmulator('qemu-img', image)));
  return upper;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
