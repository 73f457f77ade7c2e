import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What QEMU's blklogwrites begins its log with, in the format of Linux' dm-log-writes. */
const MAGIC = 0x6a736677736872n;
const HEADER_BYTES = 28;
const ENTRY_BYTES = 32;
const FLUSH = 1;
const FUA = 2;
const DISCARD = 4;

/** One request to a disk: what it wrote, and whether everything before it, or it itself, had to be kept from then on. */
export interface Write {
  /** Byte of the disk. */
  at: number;
  bytes: number;
  /** Byte of the log where the data begins. */
  data: number;
  flush: boolean;
  /** Kept by itself, without a flush. */
  fua: boolean;
  /** Byte of the log after it. */
  end: number;
}

/** The log of every write and flush of a disk, in order, as QEMU's blklogwrites driver leaves it. */
export class WriteLog {
  readonly writes: readonly Write[];
  /** Bytes of a sector: a disk writes one whole or not at all. */
  readonly sector: number;
  readonly #file: number;

  /** @throws {Error} when the file is no such log */
  constructor(path: string) {
    this.#file = openSync(path, 'r');
    const header = this.#read(0, HEADER_BYTES);
    if (header.length < HEADER_BYTES || header.readBigUInt64LE(0) !== MAGIC) {
      throw new Error(`${path} is no log of a disk's writes`);
    }
    this.sector = header.readUInt32LE(24);
    this.writes = [...this.#entries()];
  }

  /** The bytes that a write, or a part of it, wrote. */
  data({ data, bytes }: Write, from = 0, length = bytes): Buffer {
    return this.#read(data + from, length);
  }

  close(): void {
    closeSync(this.#file);
  }

  *#entries(): Generator<Write> {
    const size = fstatSync(this.#file).size;
    for (let at = this.sector; at + this.sector <= size; ) {
      const entry = this.#read(at, ENTRY_BYTES);
      const [sector, sectors, flags] = [0, 8, 16].map((i) => Number(entry.readBigUInt64LE(i))) as [
        number,
        number,
        number,
      ];
      const data = at + this.sector;
      const bytes = flags & DISCARD ? 0 : sectors * this.sector;
      const end = data + bytes;
      // What was being written when the log was taken.
      if (end > size) return;
      const flush = (flags & FLUSH) !== 0;
      yield { at: sector * this.sector, bytes, data, flush, fua: (flags & FUA) !== 0, end };
      at = end;
    }
  }

  #read(from: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(this.#file, bytes, 0, length, from));
  }
}
