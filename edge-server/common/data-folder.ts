import { accessSync, chmodSync, constants, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './start-error.ts';

/** Where everything in the data folder is; nothing else joins paths to it. */
export const paths = {
  database: (data: string) => join(data, 'kf99.sqlite'),
  /** The kiosk's id once more, for when the database is lost. */
  kioskId: (data: string) => join(data, 'kiosk-id'),
  captures: (data: string) => join(data, 'captures'),
  /** Mask models that were brought here, and files of those that are to be. */
  models: (data: string) => join(data, 'models'),
  incomingModels: (data: string) => join(data, 'models', 'incoming'),
  /** Packages of the software and the request to the machine's installer (deploy/update). */
  updates: (data: string) => join(data, 'updates'),
  cloud: (data: string) => join(data, 'cloud'),
  /** Folder of the embedded cloud's socket, as libpq wants it in `host`. */
  socketFolder: (data: string) => join(data, 'socket'),
  cloudToken: (data: string) => join(data, 'cloud-token'),
  lock: (data: string, role: 'edge' | 'sync' | 'cloud') => join(data, `${role}.lock`),
};

/**
 * Makes the data folder when it is missing, proves that it can be used, and closes what is in it to other users. A
 * folder that was there keeps its own mode: whoever made it may want to list it.
 * @throws {StartError}
 */
export function openDataFolder(data: string): void {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    if (!statSync(data).isDirectory()) throw new Error('it is not a folder');
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
    for (const name of readdirSync(data)) close(join(data, name));
  } catch (cause) {
    const why = (cause as Error).message;
    throw new StartError(`the data folder ${data} can't be used (${why}): set KF99_DATA to one that can`, {
      cause,
    });
  }
}

/** Takes from others what an earlier umask gave them; the database in the cloud's folder sets its own modes. */
function close(path: string): void {
  try {
    const stat = lstatSync(path);
    const own = !stat.isSymbolicLink() && stat.uid === process.getuid?.();
    if (own && stat.mode & 0o077) chmodSync(path, stat.mode & 0o700);
  } catch (error) {
    // Another of our processes removed it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
