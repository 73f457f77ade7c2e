import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, systemClock } from '../clock/clock.ts';
import { sleep } from '../clock/wait.ts';
import { StartError } from '../common/start-error.ts';
import type { Config } from '../config/config.ts';
import { readNamedFile } from '../config/named-file.ts';
import { readPostgresAddress } from '../config/postgres-address.ts';
import type { Health } from '../contract/index.ts';

/**
 * A kiosk is enrolled in a cloud by two files in the folder `KF99_CLOUD`: `url`, the address of the database with
 * user and password, and `token`, the kiosk's token there. Both are secrets, so they are files and no variables;
 * and they may come after the start, so that a kiosk whose cloud is not set up yet starts, works, and keeps its
 * visits until then.
 */

const LOOK_MS = 5000;

const files = (folder: string) => ({ url: join(folder, 'url'), token: join(folder, 'token') });

function isEnrolled(folder: string): boolean {
  const { url, token } = files(folder);
  return existsSync(url) && existsSync(token);
}

/** Where rows go, as far as is known now. */
export function syncTarget({ cloud, databaseUrl }: Config): Health['parts']['sync']['target'] {
  if (cloud !== null) return isEnrolled(cloud) ? 'postgres' : 'off';
  return databaseUrl === null ? 'embedded' : 'postgres';
}

/**
 * The configuration with the access that the folder holds; waits for the files as long as they are missing.
 *
 * @param stop ends the wait; the answer is then null
 * @throws {StartError} when a file can't be read or holds something else
 */
export async function enrolled(
  config: Config,
  stop: Promise<void>,
  clock: Clock = systemClock,
): Promise<Config | null> {
  const { cloud } = config;
  if (cloud === null) return config;
  const stopping = new AbortController();
  void stop.then(() => stopping.abort());
  while (!isEnrolled(cloud)) {
    await sleep(clock, LOOK_MS, { signal: stopping.signal, ref: false });
    if (stopping.signal.aborted) return null;
  }
  const { url, token } = files(cloud);
  return { ...config, databaseUrl: readCloudUrl(url), kioskTokenFile: token };
}

/** The address in a kiosk's file `url`. @throws {StartError} says what to write */
export function readCloudUrl(path: string): string {
  const text = readNamedFile(`the cloud's address ${path}`, path).trim();
  try {
    readPostgresAddress(text);
  } catch (cause) {
    throw new StartError(`the cloud's address ${path} can't be used: ${(cause as Error).message}`, { cause });
  }
  return text;
}
