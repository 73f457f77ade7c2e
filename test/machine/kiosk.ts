import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Health } from '../../edge-server/contract/index.ts';
import { Adapter, UsbBoard } from './board.ts';
import { Browser } from './browser.ts';
import { run as runProgram } from './cache.ts';
import { cardImage } from './card.ts';
import type { Architecture } from './debian.ts';
import { debianDisk } from './disk.ts';
import { productPackage } from './package.ts';
import { type Boot, overlay } from './qemu.ts';
import { groundOf, hasPointer } from './screen.ts';
import { Unfit, Vm } from './vm.ts';

/** The state of a machine on which page, camera and board are live: most scenarios are played from it. */
const READY = 'ready';
/** The machine's own seconds for each thing that is waited for; the watch gives a first page as many. */
const PATIENCE_S = Number(process.env.KF99_MACHINE_SECONDS ?? 180);
const NODE = '/opt/kf99/node_modules/.bin/node';
const SETTLED_S = 3;
/** More than an image has, as any card is. */
const CARD_SIZE = '8G';
/** The machine's seconds for apt. */
const INSTALL_S = 300;

/** How a machine may be booted otherwise. */
export type Boots = Partial<
  Pick<Boot, 'kernel' | 'network' | 'date' | 'memoryMb' | 'skipIdle' | 'ourTime'>
> & {
  /** From a card image instead of the machine that apt has installed. */
  card?: boolean;
};

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
  /** From the kernel's start to the page on the screen; null before. */
  pageAfter: string | null = null;
  /** Where the server answers, in the machine. */
  origin = 'http://127.0.0.1:8080';
  readonly #timed = new Set<(seconds: number) => void>();

  private constructor(vm: Vm) {
    this.vm = vm;
    this.board = new UsbBoard(new Adapter(vm, 'board'));
    this.alsoAdvance((seconds) => this.board.advance(seconds * 1000));
    vm.ticks.onTime = (seconds) => {
      for (const advance of this.#timed) advance(seconds);
    };
  }

  /** Something else that lives by the machine's time. @returns what ends it */
  alsoAdvance(advance: (seconds: number) => void): () => void {
    this.#timed.add(advance);
    return () => this.#timed.delete(advance);
  }

  /**
   * Makes a machine of Debian's packages, on which a person has installed the product's own, and shuts it down; and one
   * that is ready, from right before that.
   */
  static async install(run: Run): Promise<void> {
    const deb = await productPackage(run.architecture);
    const disk = await debianDisk(run.architecture);
    const folder = freshFolder(run, 'installed');
    const root = await overlay(disk.image, join(folder, 'root.qcow2'), 'raw');
    const kiosk = await Kiosk.#boot(run, { root, folder });
    try {
      const { vm } = kiosk;
      await vm.until('ssh answers', PATIENCE_S, () => vm.ssh('true'));
      await vm.copy(deb, '/root/kf99.deb');
      console.log(`machine: the package is on the machine: ${kiosk.now}`);
      const said = await vm.ssh('apt install --yes /root/kf99.deb 2>&1', INSTALL_S);
      writeFileSync(join(folder, 'apt.log'), said);
      console.log(`machine: apt has ended: ${kiosk.now}`);
      await kiosk.health('the server answers', () => true);
      // The emulated adapter has a chip that others have too.
      await kiosk.board.plug();
      await vm.until('the adapter is there', PATIENCE_S, () => vm.ssh('ls /dev/ttyUSB0'));
      await vm.ssh('/opt/kf99/deploy/kiosk/install.sh --thermometer /dev/ttyUSB0');
      await kiosk.page('installed');
      await kiosk.ready();
      await kiosk.#save();
      await vm.off();
    } finally {
      await kiosk.end();
    }
    // Both have the state, and each of them changes on its own.
    copyFileSync(root, join(freshFolder(run, READY), 'root.qcow2'));
  }

  /** Boots a copy of the installed machine. */
  static async boot(run: Run, name: string, options: Boots): Promise<Kiosk> {
    const folder = freshFolder(run, name);
    const upper = join(folder, 'root.qcow2');
    const root = options.card
      ? await overlay(await cardImage(run.architecture), upper, 'raw', CARD_SIZE)
      : await overlay(join(run.out, 'installed/root.qcow2'), upper, 'qcow2');
    return Kiosk.#boot(run, { root, folder, ...options });
  }

  /** The machine that is ready. */
  static async resumed(run: Run): Promise<Kiosk> {
    const folder = join(run.out, READY);
    const kiosk = await Kiosk.#boot(run, { root: join(folder, 'root.qcow2'), folder, from: READY });
    try {
      await kiosk.board.plug();
      await kiosk.ready();
    } catch (error) {
      await kiosk.end();
      throw error;
    }
    return kiosk;
  }

  static async #boot(run: Run, options: Pick<Boot, 'root' | 'folder' | 'from'> & Boots): Promise<Kiosk> {
    const { architecture, kvm } = run;
    const disk = options.card ? null : await debianDisk(architecture);
    return new Kiosk(await Vm.boot({ ...options, architecture, kvm, disk }));
  }

  /** Waits until the page has drawn itself on the screen; keeps the picture. @returns its ground */
  async page(picture: string, seconds = PATIENCE_S): Promise<string> {
    const ground = await this.vm.until(`the page is on the screen (${picture})`, seconds, async () => {
      const screen = await this.vm.picture(picture);
      if (await hasPointer(screen)) throw new Error('an arrow is on the page');
      return groundOf(screen);
    });
    this.pageAfter ??= this.now;
    return ground;
  }

  /** Waits for a screen with this ground; keeps the picture. */
  async ground(picture: string, wanted: string): Promise<void> {
    await this.vm.until(`the screen says ${picture}`, PATIENCE_S, async () =>
      (await groundOf(await this.vm.picture(picture))) === wanted ? true : null,
    );
  }

  /** The machine's time since the kernel's start, and ours. */
  get now(): string {
    return `${this.vm.ticks.uptime.toFixed(1)} s (${this.vm.age} s of ours)`;
  }

  /** Waits until camera and board are live. @returns when each was */
  async ready(): Promise<string> {
    await this.health('the camera is live', (parts) => parts.kiosk.camera === 'live');
    const camera = this.now;
    await this.health('the board is live', (parts) => parts.thermometer.state === 'live');
    return `live camera by ${camera}, live board by ${this.now}`;
  }

  async browser(): Promise<Browser> {
    const browser = new Browser(this.vm, this.origin);
    await browser.pair();
    return browser;
  }

  /** Rows of the server's store. */
  async sql(statement: string): Promise<unknown> {
    const database = `new (require('node:sqlite').DatabaseSync)('/var/lib/kf99/kf99.sqlite')`;
    const program = `console.log(JSON.stringify(${database}.prepare(process.argv[1]).all()))`;
    // The shell is to leave the statement's own quotes alone.
    const word = `'${statement.replaceAll("'", `'\\''`)}'`;
    return JSON.parse(await this.vm.ssh(`${NODE} --eval "${program}" ${word}`));
  }

  /** How many times as long as here a fixed loop takes, by this world's clock; both as busy as they are just now. */
  async factor(): Promise<string> {
    const loop = 'let x=1;for(let i=0;i<2e8;i++)x=Math.imul(x,1103515245)+12345|0;console.log(x)';
    const here = performance.now();
    runProgram(1, process.execPath, ['--eval', loop]);
    const there = performance.now();
    await this.vm.ssh(`${NODE} --eval '${loop}'`);
    return ((performance.now() - there) / (there - here)).toFixed(1);
  }

  /** How often the units were started again. @throws {Error} when one was */
  async units(): Promise<string> {
    const said = await this.vm.ssh(
      'systemctl show --property Id,NRestarts,ActiveState kf99 kf99-kiosk kf99-watch | xargs',
    );
    if (/NRestarts=[1-9]|ActiveState=(?!active)/.test(said)) throw new Error(`not well: ${said}`);
    return said;
  }

  /** Waits until the server's health is as wanted. */
  health(what: string, wanted: (parts: Health['parts']) => boolean): Promise<Health['parts']> {
    return this.vm.until(what, PATIENCE_S, async () => {
      const text = await this.vm.ssh(`curl --silent --max-time 60 ${this.origin}/api/health`);
      const { data, error } = Health.safeParse(JSON.parse(text));
      if (error)
        throw new Unfit(
          `the product on the machine is another than here, so leave out --keep: ${error.message}`,
        );
      const { parts } = data;
      return wanted(parts) ? parts : null;
    });
  }

  async #save(): Promise<void> {
    await this.board.adapter.remove();
    await this.health('the board is away', (parts) => parts.thermometer.state === 'absent');
    // The kernel, too, must have seen that the adapter is gone.
    await this.vm.pass(SETTLED_S);
    await this.vm.save(READY);
    await this.board.plug();
  }

  /** Goes back to when it was ready, with the board plugged in. */
  async back(): Promise<void> {
    await this.board.adapter.remove();
    await this.vm.back(READY);
    await this.board.plug();
    await this.ready();
  }

  async end(): Promise<void> {
    this.board.unplug();
    await this.vm.cut();
  }
}

function freshFolder(run: Run, name: string): string {
  const folder = join(run.out, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
