import { statfsSync } from 'node:fs';

/** Bytes of the file system that holds the data folder. */
export interface DiskSpace {
  /** What the server may still use (root's reserve left out). */
  free: number;
  total: number;
}

/** Measures the file system of `folder`; null when it can't be asked. */
export function diskSpace(folder: string): DiskSpace | null {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    return null;
  }
}
