import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from '../common/data-folder.ts';
import { StartError } from '../common/start-error.ts';
import type { Config } from '../config/config.ts';
import { FleetDocument, openSigned, readFleetKey } from '../settings/document.ts';
import { copyUntrusted, othersMayWrite, readUntrusted } from '../software/untrusted.ts';

const MOST_REQUEST_BYTES = 256 * 1024;
const MOST_ID_BYTES = 200;

/**
 * `take-update`, for the machine's installer (deploy/update/install), as root: whether what the server asks for is what
 * the fleet's owner signed for this kiosk and the site allows. The server, its folder and its words are believed in nothing.
 *
 * Prints one line: `nothing`; `refuse DOCUMENT SENTENCE`; or `take DOCUMENT VERSION yes|no` (whether it may be older), when
 * `new.deb` in the installer's folder is that package.
 *
 * @throws {StartError} where the site does not allow it, or nothing that was signed is there: nobody is told
 */
export function takeUpdate(config: Config): void {
  process.stdout.write(`${decide(config)}\n`);
}

/** @returns the line. @throws {StartError} */
export function decide(
  { data, software, updater, fleetKeyFile, kioskId }: Config,
  arch = process.arch,
): string {
  if (updater === null)
    throw new StartError('KF99_UPDATER is not set: only the Debian package installs updates');
  const request = join(paths.updates(data), 'request');
  if (!existsSync(request)) return 'nothing';
  if (software === null) throw new StartError('this site takes no software from afar: set KF99_SOFTWARE');
  const document = open(request, fleetKeyFile);
  const { version, kiosks, software: wanted } = document;
  if (version <= seenBy(updater)) return 'nothing';
  if (wanted === null) throw new StartError('the signed document names no software');
  if (kiosks !== null && !kiosks.includes(kioskId ?? ownId(data))) {
    throw new StartError('the signed document is for other kiosks');
  }
  const file = arch === 'arm64' ? wanted.packages.arm64 : arch === 'x64' ? wanted.packages.amd64 : null;
  if (file === null) return `refuse ${version} the fleet has no package of ${wanted.version} for ${arch}.`;
  try {
    copyUntrusted(join(paths.updates(data), `${file.sha256}.deb`), join(updater, 'new.deb'), file);
  } catch (error) {
    return `refuse ${version} ${wanted.version} is refused: ${(error as Error).message}.`;
  }
  return `take ${version} ${wanted.version} ${wanted.downgrade ? 'yes' : 'no'}`;
}

/** The request as its owner signed it, by a key that the server can't have put in the place of the site's. */
function open(request: string, keyFile: string | null): FleetDocument {
  try {
    const key = keyFile === null ? null : readFleetKey(keyFile);
    const others = keyFile === null ? null : othersMayWrite(keyFile);
    if (others !== null)
      throw new Error(`${others}: the key of KF99_FLEET_KEY has to be root's alone to change`);
    return openSigned('settings', FleetDocument, readUntrusted(request, MOST_REQUEST_BYTES), key);
  } catch (cause) {
    throw new StartError(`the update is not taken: ${(cause as Error).message}`, { cause });
  }
}

/** The newest document that was decided on here: none is looked at twice, and none that is older. */
function seenBy(updater: string): number {
  const path = join(updater, 'seen');
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
}

/** Where the environment gives no name, it is what the server says: a document for another kiosk is signed, too. */
function ownId(data: string): string {
  return readUntrusted(paths.kioskId(data), MOST_ID_BYTES).trim();
}
