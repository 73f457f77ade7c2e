import { join } from 'node:path';
import { paths } from '../common/data-folder.ts';
import { StartError } from '../common/start-error.ts';

/** Linux takes no longer path for a Unix socket (sun_path, with its end). */
const SOCKET_PATH_BYTES = 107;

/** Where the embedded cloud of a data folder listens. @throws {StartError} when the folder's path is too long for it */
export function cloudSocketPath(data: string): string {
  const path = join(paths.socketFolder(data), '.s.PGSQL.5432');
  if (Buffer.byteLength(path) <= SOCKET_PATH_BYTES) return path;
  throw new StartError(
    `${path} is too long for the socket of the embedded cloud: set KF99_DATA to a shorter path, or DATABASE_URL or KF99_CLOUD to a cloud`,
  );
}
