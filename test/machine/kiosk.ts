import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Health } from '../../edge-server/contract/index.ts';
import { UsbBoard } from './board.ts';
import type { Architecture } from './debian.ts';
import { debianDisk } from './disk.ts';
import { productPackage } from './package.ts';
import { groundOf, isEmpty } from './screen.ts';
import { type Boot, overlay, Vm } from './vm.ts';

/** Minutes for what a Pi does in one, on a busy machine with an emulated processor. */
export const PATIENCE_MIN = Number(process.env.KF99_MACHINE_MINUTES ?? 40);
const INSTALL_S = 3600;
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

/** How a machine may be booted otherwise. */
export type Boots = Partial<Pick<Boot, 'kernel' | 'network'>>;

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

  /**
   * A machine of Debian's packages, on which a person has installed the product's own, shut down.
   * @returns its disk
   */
  static async installed(run: Run): Promise<string> {
    const deb = await productPackage(run.architecture);
    const disk = await debianDisk(run.architecture);
    const folder = freshFolder(run, 'installed');
    const root = await overlay(disk.image, join(folder, 'root.qcow2'), 'raw');
    const kiosk = await Kiosk.#boot(run, { root, folder });
    try {
      const { vm } = kiosk;
      await vm.until('ssh answers', PATIENCE_MIN, () => vm.ssh('true'));
      await vm.ssh(NO_WATCH);
      await vm.copy(deb, '/root/kf99.deb');
      console.log(`machine: the package is on the machine, ${vm.age} s after power-on`);
      const said = await vm.ssh('apt install --yes /root/kf99.deb 2>&1', INSTALL_S);
      writeFileSync(join(folder, 'apt.log'), said);
      console.log(`machine: apt has ended, ${vm.age} s after power-on`);
      await kiosk.health('the server answers', () => true);
      // The emulated adapter has a chip that others have too.
      await vm.ssh('/opt/kf99/deploy/kiosk/install.sh --thermometer /dev/ttyUSB0', 60);
      await kiosk.page('installed');
      await vm.off();
    } finally {
      await kiosk.end();
    }
    return root;
  }

  /** Boots a copy of the installed machine. */
  static async boot(run: Run, name: string, installed: string, options: Boots = {}): Promise<Kiosk> {
    const folder = freshFolder(run, name);
    const root = await overlay(installed, join(folder, 'root.qcow2'), 'qcow2');
    return Kiosk.#boot(run, { root, folder, ...options });
  }

  static async #boot(run: Run, options: Pick<Boot, 'root' | 'folder'> & Boots): Promise<Kiosk> {
    const { architecture, kvm } = run;
    return new Kiosk(await Vm.boot({ ...options, architecture, kvm, disk: await debianDisk(architecture) }));
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

function freshFolder(run: Run, name: string): string {
  const folder = join(run.out, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
