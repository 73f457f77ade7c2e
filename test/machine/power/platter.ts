import { closeSync, openSync, writeSync } from 'node:fs';
import type { Random } from '../../../models/training/common/random.ts';
import type { Write, WriteLog } from './write-log.ts';

/**
 * A disk with a volatile cache, played from the log of its writes. What was flushed is kept; of what was not, a power
 * cut leaves anything: nothing, a part in any order, a last write that is torn between two sectors.
 */
export class Platter {
  readonly #image: string;
  readonly #log: WriteLog;
  #kept = 0;

  /** @param image a copy of the disk as it was when the log began; it is changed as the log goes on */
  constructor(image: string, log: WriteLog) {
    this.#image = image;
    this.#log = log;
  }

  /**
   * Writes into the image what a power cut right after write number `last` can't take away.
   * @param last never less than at the call before
   * @returns the writes before it that were still in the cache, in order
   */
  advance(last: number): Write[] {
    const { writes } = this.#log;
    let flushed = this.#kept;
    for (let i = this.#kept; i <= last; i++) if (writes[i]!.flush) flushed = i;
    // A flush covers what came before it, not what it carries itself.
    for (let i = this.#kept; i < flushed; i++) this.#apply(this.#image, writes[i]!);
    this.#kept = flushed;
    return writes.slice(flushed, last + 1).filter(({ bytes }) => bytes > 0);
  }

  /**
   * Puts a random part of the cache into a disk, and all of it that was written past the cache.
   * @param disk a copy of the image after `advance`
   * @returns how many of the cached writes reached it, a torn one counted
   */
  leave(disk: string, cached: Write[], random: Random): number {
    const chance = random.pick([0, 0.5, 1]);
    const reached = cached.filter(({ fua }) => fua || random.chance(chance));
    const last = reached.at(-1);
    const torn = last && !last.fua && random.chance(0.5) ? last : undefined;
    for (const write of reached) {
      const { sector } = this.#log;
      this.#apply(disk, write, write === torn ? random.below(write.bytes / sector) * sector : write.bytes);
    }
    return reached.length;
  }

  #apply(path: string, write: Write, bytes = write.bytes): void {
    if (bytes === 0) return;
    const file = openSync(path, 'r+');
    try {
      writeSync(file, this.#log.data(write, 0, bytes), 0, bytes, write.at);
    } finally {
      closeSync(file);
    }
  }
}
