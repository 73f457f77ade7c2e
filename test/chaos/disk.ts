import { spawnSync } from 'node:child_process';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BYTES = 512 * 1024 * 1024;
/** s between two commits of the journal: much longer than by default, so that a cut loses more. */
const COMMIT_S = 300;
/** FS_IOC_SHUTDOWN without a flush of the journal: what xfstests calls godown. Node has no ioctl. */
const CUT = `
import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack("I", 2))
`;
/** Tries, 100 ms apart, for what a process which was just killed still holds. */
const TRIES = 100;

/**
 * The device's disk: a real ext4 on a loop device. A power cut is the kernel's own way to shut a file system down at
 * once: from that moment nothing is written any more, neither data in its cache nor its journal; after the next mount
 * there is what had reached the device. A full disk is a file that takes all the room there is.
 */
export class Disk {
  readonly folder: string;
  readonly #image: string;
  #busy: Promise<void> = Promise.resolve();

  private constructor(folder: string) {
    this.#image = join(folder, 'disk.img');
    this.folder = join(folder, 'disk');
  }

  /** Makes and mounts the disk. @throws Error saying why this machine can't */
  static make(folder: string): Disk {
    const disk = new Disk(folder);
    mkdirSync(disk.folder);
    writeFileSync(disk.#image, '');
    truncateSync(disk.#image, BYTES);
    run('mkfs.ext4', '-q', '-F', '-m', '0', disk.#image);
    disk.#mount();
    process.once('exit', disk.#last);
    return disk;
  }

  /** Cuts the power; `off` has to end every process that uses the disk. What was not synced is gone. */
  cut(off: () => Promise<void>): Promise<void> {
    return this.#alone(async () => {
      run('python3', '-c', CUT, this.folder);
      await off();
      await this.#unmount();
      this.#mount();
    });
  }

  /** Leaves not a byte free. */
  fill(): Promise<void> {
    return this.#alone(async () => {
      const path = join(this.folder, 'ballast');
      const { bavail, bsize } = statfsSync(this.folder);
      run('fallocate', '-l', String(Math.max(1, Math.floor(bavail * 0.98)) * bsize), path);
      const file = openSync(path, 'a');
      try {
        for (const size of [1 << 20, 1 << 16, 1 << 12]) {
          const block = Buffer.alloc(size);
          while (write(file, block)) {}
        }
      } finally {
        closeSync(file);
      }
    });
  }

  free(): Promise<void> {
    return this.#alone(async () => {
      rmSync(join(this.folder, 'ballast'), { force: true });
      // A power cut must not bring it back for good.
      const folder = openSync(this.folder, 'r');
      fsyncSync(folder);
      closeSync(folder);
    });
  }

  async dispose(): Promise<void> {
    await this.#busy;
    await this.#unmount();
    process.off('exit', this.#last);
  }

  /** Lets go of the loop device when the harness itself ends in a way that nobody foresaw. */
  readonly #last = () => void spawnSync('umount', ['-l', this.folder]);

  /** One thing at a time: a disk that is being cut can't be filled. */
  #alone(work: () => Promise<void>): Promise<void> {
    const done = this.#busy.then(work);
    this.#busy = done.catch(() => undefined);
    return done;
  }

  #mount(): void {
    run('mount', '-o', `loop,commit=${COMMIT_S}`, this.#image, this.folder);
  }

  async #unmount(): Promise<void> {
    await patiently(() => spawnSync('umount', [this.folder]).status === 0, `${this.folder} is in use`);
    // A container that is just starting has a copy of every mount: as long as it lives, so does what was shut down.
    const released = () => spawnSync('losetup', ['-j', this.#image]).stdout.length === 0;
    await patiently(released, `${this.#image} is still mounted in another mount namespace`);
  }
}

async function patiently(done: () => boolean, otherwise: string): Promise<void> {
  for (let tries = 1; !done(); tries++) {
    if (tries === TRIES) throw new Error(otherwise);
    await sleep(100);
  }
}

/** Writes all of `block`, or answers false when the disk is full. */
function write(file: number, block: Buffer): boolean {
  try {
    return writeSync(file, block) === block.length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}

function run(program: string, ...args: string[]): void {
  const { status, error, stderr } = spawnSync(program, args);
  if (error) throw new Error(`${program} is not here`, { cause: error });
  if (status !== 0) throw new Error(`${program}: ${stderr.toString().trim()}`);
}
