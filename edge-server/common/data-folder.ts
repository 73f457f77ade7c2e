import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './start-error.ts';

/** Where everything in the data folder is; nothing else joins paths to it. */
export const places = {
  database: (data: string) => join(data, 'kf99.sqlite'),
  /** The kiosk's id once more, for when the database is lost. */
  kioskId: (data: string) => join(data, 'kiosk-id'),
  captures: (data: string) => join(data, 'captures'),
  cloud: (data: string) => join(data, 'cloud'),
  /** Folder of the embedded cloud's socket, as libpq wants it in `host`. */
  socketFolder: (data: string) => join(data, 'socket'),
  cloudToken: (data: string) => join(data, 'cloud-token'),
  lock: (data: string, role: 'edge' | 'sync' | 'cloud') => join(data, `${role}.lock`),
};

/**
 * Makes the data folder when it is missing (only for its owner) and proves that it can be used.
 * @throws {StartError}
 */
export function openDataFolder(data: string): void {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    if (!statSync(data).isDirectory()) throw new Error('it is not a folder');
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const why = (cause as Error).message;
    throw new StartError(`the data folder ${data} can't be used (${why}): set KF99_DATA to one that can`, {
      cause,
    });
  }
}
