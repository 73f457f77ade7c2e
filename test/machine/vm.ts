import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { run } from './cache.ts';
import { ARCHITECTURES, type Architecture, emulatorRoot } from './debian.ts';
import { type Disk, sshKey } from './disk.ts';
import { Qmp } from './qmp.ts';

const START_MS = 30_000;
const LOOK_MS = 5000;
const COPY_MS = 10 * 60_000;
/** A 7-inch screen; every pixel is drawn by the emulated processor. */
const SCREEN = { width: 800, height: 480 };

const MACHINE: Record<Architecture, string[]> = {
  arm64: ['-M', 'virt,gic-version=3', '-cpu', 'cortex-a76'],
  amd64: ['-M', 'q35', '-cpu', 'Nehalem'],
};
const CONSOLE: Record<Architecture, string> = { arm64: 'ttyAMA0', amd64: 'ttyS0' };

export interface Boot {
  architecture: Architecture;
  disk: Disk;
  /** A qcow2 file; what is written stays in it. */
  root: string;
  /** Gets sockets, logs and pictures. */
  folder: string;
  /** More words for the kernel. */
  kernel?: string[];
  /** Whether the network's cable is in from the start. */
  network?: boolean;
  kvm?: boolean;
}

/**
 * One emulated machine: two processors, 3 GB, a virtio disk and screen, keyboard and tablet, and an adapter on USB for
 * the board. Nothing of it goes out; ssh listens on this machine alone.
 */
export class Vm {
  readonly folder: string;
  readonly started = Date.now();
  readonly #process: ChildProcess;
  readonly #port: number;
  readonly qmp: Qmp;
  readonly #login = [
    ...['-i', sshKey()],
    ...[
      'StrictHostKeyChecking=no',
      'UserKnownHostsFile=/dev/null',
      'ConnectTimeout=60',
      'LogLevel=ERROR',
    ].flatMap((option) => ['-o', option]),
  ];

  private constructor(folder: string, process: ChildProcess, port: number, qmp: Qmp) {
    this.folder = folder;
    this.#process = process;
    this.#port = port;
    this.qmp = qmp;
  }

  static async boot(options: Boot): Promise<Vm> {
    const { architecture, disk, folder, network = true, kvm = false } = options;
    const emulator = await emulatorRoot();
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const words = [
      'root=/dev/vda rw console=tty1',
      `console=${CONSOLE[architecture]}`,
      'vt.global_cursor_default=0',
    ];
    const args = [
      ...MACHINE[architecture],
      ...['-accel', kvm ? 'kvm' : 'tcg,thread=multi,tb-size=1024', '-smp', '2', '-m', '3G', '-S'],
      ...['-display', 'none', '-nodefaults', '-no-user-config'],
      ...['-kernel', disk.kernel, '-initrd', disk.initrd],
      ...['-append', [...words, ...(options.kernel ?? [])].join(' ')],
      ...drive('root', options.root),
      ...['-device', 'virtio-rng-pci', '-device', 'i6300esb', '-action', 'watchdog=reset'],
      ...['-netdev', `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`],
      ...['-device', 'virtio-net-pci,netdev=net,id=card,romfile='],
      ...['-device', `virtio-gpu-pci,xres=${SCREEN.width},yres=${SCREEN.height}`],
      ...[
        '-device',
        'qemu-xhci,id=xhci',
        '-device',
        'usb-kbd,bus=xhci.0',
        '-device',
        'usb-tablet,bus=xhci.0',
      ],
      ...['-chardev', `socket,id=board,path=${folder}/usb,server=on,wait=off`],
      ...['-device', 'usb-serial,bus=xhci.0,chardev=board,id=board'],
      ...['-serial', `file:${folder}/console.log`, '-qmp', `unix:${folder}/qmp,server=on,wait=off`],
    ];
    const program = `qemu-system-${ARCHITECTURES[architecture].qemu}`;
    const child = spawn('unshare', ['--mount', 'sh', '-c', ENTER, 'enter', emulator, program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (data: Buffer) => {
      said += data.toString();
    });
    const end = Date.now() + START_MS;
    while (!existsSync(join(folder, 'qmp'))) {
      if (child.exitCode !== null || Date.now() > end) throw new Error(`QEMU did not start: ${said}`);
      await sleep(100);
    }
    const vm = new Vm(folder, child, port, await Qmp.open(join(folder, 'qmp')));
    if (!network) await vm.cable(false);
    await vm.qmp.ask('cont');
    return vm;
  }

  /** Seconds since power-on. */
  get age(): number {
    return Math.round((Date.now() - this.started) / 1000);
  }

  /** Plugs the network's cable in or out. */
  async cable(up: boolean): Promise<void> {
    await this.qmp.ask('set_link', { name: 'card', up });
  }

  /** A command as root. @throws {Error} with its words when it fails, or the machine can't be reached */
  async ssh(command: string, seconds = 120): Promise<string> {
    const words = [...this.#login, '-p', String(this.#port), 'root@127.0.0.1', command];
    const { stdout } = await promisify(execFile)('ssh', words, {
      timeout: seconds * 1000,
      maxBuffer: 1e8,
    });
    return stdout.trim();
  }

  /** Copies a file into the machine. */
  async copy(file: string, to: string): Promise<void> {
    const words = [...this.#login, '-P', String(this.#port), file, `root@127.0.0.1:${to}`];
    await promisify(execFile)('scp', words, { timeout: COPY_MS });
  }

  /** A picture of the screen, as PNG in the machine's folder. */
  async picture(name: string): Promise<Buffer> {
    const path = join(this.folder, `${name}.png`);
    await this.qmp.ask('screendump', { filename: path, format: 'png' });
    return readFileSync(path);
  }

  async press(key: string): Promise<void> {
    await this.qmp.ask('send-key', { keys: [{ type: 'qcode', data: key }] });
  }

  /** Waits until `look` answers something else than null. @throws {Error} with what and the console's last lines */
  async until<T>(what: string, minutes: number, look: () => Promise<T | null>): Promise<T> {
    const end = Date.now() + minutes * 60_000;
    for (;;) {
      const found = await look().catch(() => null);
      if (found !== null) {
        console.log(`machine: ${what}, ${this.age} s after power-on`);
        return found;
      }
      if (this.#process.exitCode !== null) throw new Error(`the machine is off: ${what} will not come`);
      if (Date.now() > end) {
        await this.picture('too-late').catch(() => undefined);
        const console = readFileSync(join(this.folder, 'console.log'), 'latin1');
        throw new Error(`not within ${minutes} minutes: ${what}\n${console.slice(-3000)}`);
      }
      await sleep(LOOK_MS);
    }
  }

  /** Turns it off as its own command does, and waits; pulls the plug where that takes too long. */
  async off(): Promise<void> {
    const gone = once(this.#process, 'exit');
    await this.ssh('systemctl poweroff').catch(() => undefined);
    await Promise.race([gone, sleep(300_000, undefined, { ref: false })]);
    await this.cut();
  }

  /** The power goes. */
  async cut(): Promise<void> {
    this.qmp.close();
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }
}

/** QEMU of the other Debian on this machine's files: the cache and the system's folder for temporary files. */
const ENTER = `
set -eu
root=$1; shift
for folder in /dev /proc /tmp; do mount --rbind $folder $root$folder; done
exec chroot $root "$@"
`;

function drive(name: string, file: string): string[] {
  const source = `file=${file},if=none,id=${name},format=qcow2,discard=unmap,cache=writeback`;
  return ['-drive', source, '-device', `virtio-blk-pci,drive=${name}`];
}

/** A file over another: what is written goes to the upper one. @param format of the lower one */
export async function overlay(lower: string, upper: string, format: 'raw' | 'qcow2'): Promise<string> {
  const emulator = await emulatorRoot();
  const image = ['qemu-img', 'create', '-q', '-f', 'qcow2', '-F', format, '-b', lower, upper];
  run(1, 'unshare', ['--mount', 'sh', '-c', ENTER, 'enter', emulator, ...image]);
  return upper;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
