import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ARCHITECTURES } from './debian.ts';
import { sshKey } from './disk.ts';
import { type Boot, freePort, inEmulator, qemuArguments } from './qemu.ts';
import { Qmp } from './qmp.ts';
import { Ticks } from './ticks.ts';

const START_MS = 30_000;
const LOOK_MS = 2000;
/** Seconds of ours without a word of the machine after which it is taken for hung; its watchdog needs a minute of its own. */
const SILENT_S = 1800;
const COPY_MS = 30 * 60_000;
const SNAPSHOT_MS = 15 * 60_000;
const OFF_MS = 30 * 60_000;
/** A command has this long at least: a machine whose waiting takes no time of ours does not wait for it. */
const COMMAND_MS = 120_000;
const COMMAND_S = 60;

/** What no waiting mends. */
export class Unfit extends Error {}

/**
 * One emulated machine: two processors, 3 GB, a virtio disk and screen, keyboard and tablet, and an adapter on USB for
 * the board. Nothing of it goes out; ssh listens on this machine alone.
 */
export class Vm {
  readonly folder: string;
  readonly ticks: Ticks;
  readonly #started = Date.now();
  readonly #process: ChildProcess;
  readonly #port: number;
  readonly qmp: Qmp;
  readonly #login = [
    ...['-i', sshKey()],
    ...['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'].flatMap((option) => [
      '-o',
      option,
    ]),
  ];

  private constructor(folder: string, process: ChildProcess, port: number, qmp: Qmp) {
    this.folder = folder;
    this.#process = process;
    this.#port = port;
    this.qmp = qmp;
    this.ticks = new Ticks(join(folder, 'tick'));
  }

  static async boot(options: Boot): Promise<Vm> {
    const { architecture, folder, network = true } = options;
    mkdirSync(folder, { recursive: true });
    // Of an earlier one.
    rmSync(join(folder, 'qmp'), { force: true });
    const port = await freePort();
    const program = `qemu-system-${ARCHITECTURES[architecture].qemu}`;
    const child = spawn(...(await inEmulator(program, qemuArguments(options, port))), {
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
    if (options.from === undefined) await vm.qmp.ask('cont');
    else await vm.back(options.from);
    return vm;
  }

  /** Seconds since power-on, of this world. */
  get age(): number {
    return Math.round((Date.now() - this.#started) / 1000);
  }

  /** Plugs the network's cable in or out. */
  async cable(up: boolean): Promise<void> {
    await this.qmp.ask('set_link', { name: 'network', up });
  }

  /** Lets every write to the card fail with an error of input and output, or none (QEMU's blkdebug). */
  async failingWrites(failing: boolean): Promise<void> {
    if (failing) {
      const error = { event: 'none', iotype: 'write', errno: 5, once: false, immediately: false };
      const broken = { driver: 'blkdebug', 'node-name': 'broken', image: 'disk', 'inject-error': [error] };
      await this.qmp.ask('blockdev-add', broken);
    }
    const card = { driver: 'throttle', 'node-name': 'card', 'throttle-group': 'free' };
    await this.qmp.ask('blockdev-reopen', { options: [{ ...card, file: failing ? 'broken' : 'disk' }] });
    if (!failing) await this.qmp.ask('blockdev-del', { 'node-name': 'broken' });
  }

  /**
   * A command as root. @param seconds of the machine's own that it may take
   * @throws {Error} with its words when it fails, or the machine can't be reached
   */
  async ssh(command: string, seconds = COMMAND_S): Promise<string> {
    const words = [...this.#login, '-p', String(this.#port), 'root@127.0.0.1', command];
    const [end, soonest] = [this.ticks.lived + seconds, performance.now() + COMMAND_MS];
    const late = new AbortController();
    const timer = setInterval(() => {
      if (performance.now() < soonest) return;
      if (this.ticks.lived > end || this.ticks.silent > SILENT_S) late.abort();
    }, 1000);
    try {
      const { stdout } = await promisify(execFile)('ssh', words, { signal: late.signal, maxBuffer: 1e8 });
      return stdout.trim();
    } finally {
      clearInterval(timer);
    }
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

  /**
   * Waits until `look` answers something else than null, for so many of the machine's own seconds; a machine that does
   * not answer yet is asked again. @throws {Error} with what and the console's last lines; what `look` says is `Unfit`
   */
  async until<T>(what: string, seconds: number, look: () => Promise<T | null>): Promise<T> {
    const end = this.ticks.lived + seconds;
    for (;;) {
      const found = await look().catch((error: unknown) => {
        if (error instanceof Unfit) throw error;
        return null;
      });
      if (found !== null) {
        console.log(
          `machine: ${what}: ${this.ticks.uptime.toFixed(1)} s after its start, ${this.age} s of ours`,
        );
        return found;
      }
      if (this.#process.exitCode !== null) throw new Error(`the machine is off: ${what} will not come`);
      if (this.ticks.lived > end || this.ticks.silent > SILENT_S) {
        await this.picture('too-late').catch(() => undefined);
        const console = readFileSync(join(this.folder, 'console.log'), 'latin1');
        throw new Error(`not within ${seconds} s of the machine: ${what}\n${console.slice(-3000)}`);
      }
      await sleep(LOOK_MS);
    }
  }

  /** Waits for so many of the machine's own seconds. */
  async pass(seconds: number): Promise<void> {
    const end = this.ticks.lived + seconds;
    while (this.ticks.lived < end && this.ticks.silent < SILENT_S) await sleep(200);
  }

  /** Keeps the whole state of the machine, memory and disk, beside an earlier one of another name. */
  async save(tag: string): Promise<void> {
    await this.#snapshot('snapshot-save', tag);
  }

  /** Goes back to a state that was kept. */
  async back(tag: string): Promise<void> {
    await this.#snapshot('snapshot-load', tag);
    this.ticks.rewound();
  }

  async #snapshot(command: string, tag: string): Promise<void> {
    await this.qmp.ask('stop');
    await this.qmp.ask(command, { 'job-id': command, tag, vmstate: 'disk', devices: ['disk'] });
    const end = Date.now() + SNAPSHOT_MS;
    for (;;) {
      const jobs = (await this.qmp.ask('query-jobs')) as { id: string; status: string; error?: string }[];
      const job = jobs.find(({ id }) => id === command);
      if (job?.error) throw new Error(`${command}: ${job.error}`);
      if (job === undefined || job.status === 'concluded') break;
      if (Date.now() > end) throw new Error(`${command} does not end`);
      await sleep(200);
    }
    await this.qmp.ask('job-dismiss', { id: command });
    await this.qmp.ask('cont');
  }

  /** Turns it off as its own command does, and waits; pulls the plug where that takes too long. */
  async off(): Promise<void> {
    const gone = once(this.#process, 'exit');
    await this.ssh('systemctl poweroff').catch(() => undefined);
    await Promise.race([gone, sleep(OFF_MS, undefined, { ref: false })]);
    await this.cut();
  }

  /** The power goes. */
  async cut(): Promise<void> {
    this.qmp.close();
    this.ticks.stop();
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }
}
