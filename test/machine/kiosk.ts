import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Health } from '../../edge-server/contract/index.ts';
import { UsbBoard } from './board.ts';
import type { Architecture } from './debian.ts';
import { debianDisk } from './disk.ts';
import { productDisk } from './product.ts';
import { groundOf, isEmpty } from './screen.ts';
import { type Boot, overlay, Vm } from './vm.ts';

/** Minutes for what a Pi does in one, on a busy machine with an emulated processor. */
export const PATIENCE_MIN = Number(process.env.KF99_MACHINE_MINUTES ?? 40);
/**
 * Seconds after which an empty page of the browser is loaded again, by F5: Chromium's first network process gives up
 * after 15 s, which it takes on an emulated processor, and the first address is lost. On a real machine that is rare,
 * and the watch is there for it.
 */
const EMPTY_S = 60;
/**
 * The emulated page calls seldom: the watch would take it for dead, as it should on a real machine. A condition that
 * never holds, since a masked unit can't be enabled by install.sh.
 */
const NO_WATCH = `mkdir -p /etc/systemd/system/kf99-watch.service.d
printf '[Unit]\\nConditionKernelCommandLine=kf99.watch\\n' > /etc/systemd/system/kf99-watch.service.d/emulated.conf`;

/** What the Debian package does for the server (deploy/package), by hand. */
const INSTALL = `set -e
${NO_WATCH}
useradd --system kf99
cp /opt/kf99/deploy/server/kf99.service /etc/systemd/system/
systemctl enable --now kf99`;

export interface Run {
  architecture: Architecture;
  kvm: boolean;
  /** Gets the pictures and logs of all scenarios. */
  out: string;
}

/** A machine with the product on it, and the board that can be plugged into it. */
export class Kiosk {
  readonly vm: Vm;
  readonly board: UsbBoard;
  /** Seconds from power-on to the page on the screen; null before. */
  pageAfter: number | null = null;
  /** How often an empty page was loaded again. */
  reloads = 0;

  private constructor(vm: Vm) {
    this.vm = vm;
    this.board = new UsbBoard(join(vm.folder, 'usb'));
  }

  /** A machine from Debian's packages, with the product installed by hand and shut down; returns its disks. */
  static async installed(run: Run): Promise<{ root: string; product: string }> {
    const folder = join(run.out, 'installed');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const disk = await debianDisk(run.architecture);
    const image = await productDisk(run.architecture);
    const root = await overlay(disk.image, join(folder, 'root.qcow2'), 'raw');
    const product = await overlay(image, join(folder, 'product.qcow2'), 'raw');
    const kiosk = await Kiosk.#boot(run, { root, product, folder });
    try {
      const { vm } = kiosk;
      await vm.until('ssh answers', PATIENCE_MIN, () => vm.ssh('true'));
      await vm.ssh(INSTALL, 600);
      await kiosk.health('the server answers', () => true);
      await vm.ssh('/opt/kf99/deploy/kiosk/install.sh --no-packages', 600);
      console.log(`machine: install.sh has ended, ${vm.age} s after power-on`);
      await kiosk.page('installed');
      await vm.off();
    } finally {
      await kiosk.end();
    }
    return { root, product };
  }

  /** Boots a copy of the installed machine. */
  static async boot(
    run: Run,
    name: string,
    installed: { root: string; product: string },
    options: Partial<Pick<Boot, 'kernel' | 'network'>> = {},
  ): Promise<Kiosk> {
    const folder = join(run.out, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const root = await overlay(installed.root, join(folder, 'root.qcow2'), 'qcow2');
    const product = await overlay(installed.product, join(folder, 'product.qcow2'), 'qcow2');
    return Kiosk.#boot(run, { root, product, folder, ...options });
  }

  static async #boot(
    run: Run,
    disks: Pick<Boot, 'root' | 'product' | 'folder'> & Partial<Boot>,
  ): Promise<Kiosk> {
    const { architecture, kvm } = run;
    return new Kiosk(await Vm.boot({ ...disks, architecture, kvm, disk: await debianDisk(architecture) }));
  }

  /** Waits until the page has drawn itself on the screen; keeps the picture. @returns its ground */
  async page(picture: string): Promise<string> {
    let empty: number | null = null;
    const ground = await this.vm.until(`the page is on the screen (${picture})`, PATIENCE_MIN, async () => {
      const screen = await this.vm.picture(picture);
      empty = (await isEmpty(screen)) ? (empty ?? this.vm.age) : null;
      if (empty !== null && this.vm.age - empty > EMPTY_S) {
        empty = null;
        this.reloads += 1;
        await this.vm.press('f5');
      }
      return groundOf(screen);
    });
    this.pageAfter ??= this.vm.age;
    return ground;
  }

  /** How often the units were started again. @throws {Error} when one was */
  async units(): Promise<string> {
    const said = await this.vm.ssh(
      'systemctl show --property Id,NRestarts,ActiveState kf99 kf99-kiosk | xargs',
    );
    if (/NRestarts=[1-9]|ActiveState=(?!active)/.test(said)) throw new Error(`not well: ${said}`);
    return said;
  }

  /** Waits until the server's health is as wanted. */
  health(what: string, wanted: (parts: Health['parts']) => boolean): Promise<Health['parts']> {
    return this.vm.until(what, PATIENCE_MIN, async () => {
      const text = await this.vm.ssh('curl --silent --max-time 60 http://127.0.0.1:8080/api/health');
      const { parts } = Health.parse(JSON.parse(text));
      return wanted(parts) ? parts : null;
    });
  }

  async end(): Promise<void> {
    this.board.stop();
    await this.vm.cut();
  }
}
