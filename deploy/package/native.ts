import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Processors that a package is made for, as Debian names them; `npm` is npm's name, `machine` that of an ELF header. */
export const ARCHITECTURES = {
  // The kernel of a Pi 5 has pages of 16 kB, and maps no file that is aligned to less.
  arm64: { npm: 'arm64', machine: 183, alignment: 65_536 },
  amd64: { npm: 'x64', machine: 62, alignment: 4096 },
} as const;
export type Architecture = keyof typeof ARCHITECTURES;

/** A program or library. */
export interface Native {
  /** From the folder that was searched. */
  path: string;
  /** `e_machine` of its ELF header. */
  machine: number;
  /** The least alignment of its loaded segments, bytes. */
  alignment: number;
}

const LOADED = 1;

/** Every ELF file of a folder; 64 bits and little end first, as both processors have it. */
export function nativeFiles(folder: string): Native[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path), { throwIfNoEntry: false })?.isFile())
    .flatMap((path) => readNative(folder, path) ?? [])
    .sort((a, b) => a.path.localeCompare(b.path));
}

function readNative(folder: string, path: string): Native | null {
  const file = openSync(join(folder, path), 'r');
  try {
    const header = Buffer.alloc(64);
    if (readSync(file, header, 0, 64, 0) < 64 || header.toString('latin1', 0, 4) !== '\x7fELF') return null;
    const [size, count] = [header.readUInt16LE(54), header.readUInt16LE(56)];
    const segments = Buffer.alloc(size * count);
    readSync(file, segments, 0, segments.length, Number(header.readBigUInt64LE(32)));
    const alignments = Array.from({ length: count }, (_, index) => segments.subarray(index * size))
      .filter((segment) => segment.readUInt32LE(0) === LOADED)
      .map((segment) => Number(segment.readBigUInt64LE(48)));
    return { path, machine: header.readUInt16LE(18), alignment: Math.min(...alignments) };
  } finally {
    closeSync(file);
  }
}

/** What of a folder would not run on the processor, a sentence each. */
export function foreign(folder: string, architecture: Architecture): string[] {
  const { machine, alignment } = ARCHITECTURES[architecture];
  return nativeFiles(folder).flatMap((file) => {
    if (file.machine !== machine)
      return [`${file.path} is for another processor (ELF machine ${file.machine})`];
    return file.alignment < alignment ? [`${file.path} is aligned to ${file.alignment} bytes only`] : [];
  });
}
