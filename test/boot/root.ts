import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Suite = 'bookworm' | 'trixie';

/**
 * What `install.sh` would install, what a booted system has, what Node is linked to, and `grim`, which takes a picture of
 * the screen.
 */
const PACKAGES =
  'systemd-sysv,libpam-systemd,dbus,udev,cage,xwayland,chromium,curl,jq,fonts-noto-cjk,libatomic1,grim';
/** A root of another list of packages has another name, and is made anew. */
const VERSION = '2';
const LIMIT_MS = 8 * 60_000;

/** Why no Debian can be booted here, or null. */
export function noBoot(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'booting a Debian needs root on Linux';
  for (const name of ['mmdebstrap', 'systemd-nspawn', 'unshare']) {
    if (spawnSync('which', [name]).status !== 0) {
      return `there is no ${name}: apt-get install mmdebstrap systemd-container util-linux`;
    }
  }
  return null;
}

/**
 * The root folder of a Debian, made from Debian's packages (about 35 s and 1.0 GB) and kept in the system's folder for
 * temporary files; it is only ever read. @throws {Error} with what mmdebstrap said
 */
export function debianRoot(suite: Suite): string {
  const kept = join(tmpdir(), 'kf99-debian-roots');
  const root = join(kept, `${suite}-${VERSION}`);
  if (existsSync(root)) return root;
  mkdirSync(kept, { recursive: true });
  const half = `${root}.${process.pid}`;
  const unpacked = ['doc', 'man', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const { status, stderr } = spawnSync(
    'mmdebstrap',
    [
      ...['--quiet', '--variant=minbase', `--include=${PACKAGES}`, '--dpkgopt=force-unsafe-io', ...unpacked],
      ...['--aptopt=Acquire::Languages "none"', suite, half],
    ],
    { encoding: 'utf8', timeout: LIMIT_MS },
  );
  if (status !== 0) {
    rmSync(half, { recursive: true, force: true });
    throw new Error(`Debian ${suite} could not be made from its packages:\n${stderr}`);
  }
  // Whole or not at all: a run that was killed leaves no half root behind that the next one would boot.
  renameSync(half, root);
  return root;
}
