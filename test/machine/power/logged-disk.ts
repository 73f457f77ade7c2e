import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../cache.ts';
import { emulatorRoot } from '../debian.ts';

const BYTES = 2 * 1024 ** 3;
const READY_MS = 10_000;
const STOP_MS = 60_000;
/** Tries, 100 ms apart, to unmount what a process that was just killed still holds. */
const TRIES = 100;

/**
 * An ext4 whose every write and flush is logged: a file that QEMU's storage daemon shows through FUSE, on a loop device.
 * Nothing is emulated, so it is as quick as the disk below. Needs root.
 */
export class LoggedDisk {
  /** Where it is mounted. */
  readonly folder: string;
  /** The log of its writes, and the disk as it was when the log began. */
  readonly log: string;
  readonly before: string;
  #loop: string | null = null;
  readonly #daemon;

  private constructor(folder: string, program: string[], parts: Parts) {
    this.folder = parts.mount;
    this.log = parts.log;
    this.before = parts.before;
    const node = (name: string, file: string) => `driver=file,node-name=${name},filename=${file}`;
    const args = [
      ...['--blockdev', node('data', parts.image), '--blockdev', node('log', parts.log)],
      ...['--blockdev', 'driver=blklogwrites,node-name=disk,file=data,log=log,log-sector-size=512'],
      ...['--export', `type=fuse,id=disk,node-name=disk,mountpoint=${parts.shown},writable=on`],
    ];
    this.#daemon = spawn(program[0]!, [...program.slice(1), ...args], { cwd: folder, stdio: 'inherit' });
  }

  /** Makes and mounts it. @throws {Error} saying why this machine can't */
  static async make(folder: string): Promise<LoggedDisk> {
    const parts = {
      image: join(folder, 'disk.img'),
      before: join(folder, 'before.img'),
      log: join(folder, 'writes.log'),
      shown: join(folder, 'shown'),
      mount: join(folder, 'mnt'),
    };
    for (const file of [parts.image, parts.log, parts.shown]) writeFileSync(file, '');
    mkdirSync(parts.mount);
    truncateSync(parts.image, BYTES);
    run(1, 'mke2fs', ['-q', '-F', '-t', 'ext4', '-m', '0', parts.image]);
    run(1, 'cp', ['--sparse=always', parts.image, parts.before]);
    const disk = new LoggedDisk(folder, await storageDaemon(), parts);
    try {
      await disk.#mount(parts.shown);
    } catch (error) {
      await disk.dispose();
      throw error;
    }
    return disk;
  }

  /** Bytes of the log: the moment, as the disk knows it. */
  get moment(): number {
    return statSync(this.log).size;
  }

  /** Lets go of everything; the log and the image from before stay. */
  async dispose(): Promise<void> {
    if (this.#loop !== null) {
      await unmount(this.folder);
      run(1, 'losetup', ['--detach', this.#loop]);
    }
    const ended = once(this.#daemon, 'exit', { signal: AbortSignal.timeout(STOP_MS) });
    if (this.#daemon.exitCode !== null || !this.#daemon.kill('SIGTERM')) return;
    await ended;
  }

  async #mount(shown: string): Promise<void> {
    for (const end = Date.now() + READY_MS; statSync(shown).size !== BYTES; await sleep(50)) {
      if (Date.now() > end) throw new Error('the storage daemon shows no disk: is there /dev/fuse?');
    }
    const loop = run(1, 'losetup', ['--find', '--show', shown]).trim();
    this.#loop = loop;
    run(1, 'mount', [loop, this.folder]);
  }
}

interface Parts {
  image: string;
  before: string;
  log: string;
  shown: string;
  mount: string;
}

/** Unmounts a folder as soon as nothing uses it any more. @throws {Error} naming it when something still does after 10 s */
export async function unmount(folder: string): Promise<void> {
  for (let tries = 1; spawnSync('umount', [folder]).status !== 0; tries++) {
    if (tries === TRIES) throw new Error(`${folder} is in use`);
    await sleep(100);
  }
}

/** A disk as it was left, mounted until `work` has ended; then it is gone. @returns what `work` answers */
export async function mounted<T>(disk: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = `${disk}.mnt`;
  mkdirSync(folder, { recursive: true });
  run(1, 'mount', ['-o', 'loop', disk, folder]);
  try {
    return await work(folder);
  } finally {
    await unmount(folder);
    rmSync(folder, { recursive: true });
  }
}

/** QEMU 10's, from its own root by that root's own loader: this machine may have none, or an older one. */
async function storageDaemon(): Promise<string[]> {
  const root = await emulatorRoot();
  const [loader] = globSync(`${root}/usr/lib/*-linux-gnu/ld-linux-*.so.*`);
  const libraries = globSync(`${root}/usr/lib/*-linux-gnu`).join(':');
  if (!loader) throw new Error(`${root} has no loader: delete it, and it is made again`);
  return [loader, '--library-path', libraries, `${root}/usr/bin/qemu-storage-daemon`];
}
