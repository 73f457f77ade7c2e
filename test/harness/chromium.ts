import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

/** What the kiosk's own browser leaves out: an address bar's suggestions alone take more of a core than its start. */
const LEFT_OUT_BY_THE_KIOSK = Array.from(
  readFileSync(
    join(import.meta.dirname, '../../deploy/kiosk/files/usr/local/lib/kf99/browser'),
    'utf8',
  ).matchAll(/^features=(?:\$features,)?(\S+)$/gm),
  ([, names]) => names!,
);
if (LEFT_OUT_BY_THE_KIOSK.length === 0)
  throw new Error('the kiosk’s browser names no feature that it leaves out');

/** What Playwright leaves out of every Chromium: Chromium goes by the last list only. */
const LEFT_OUT_BY_PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
];

/** Arguments that every Chromium of the tests gets: works as root, and talks to nobody. */
export const BASE_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  `--disable-features=${[...LEFT_OUT_BY_THE_KIOSK, ...LEFT_OUT_BY_PLAYWRIGHT].join(',')}`,
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Path of a Chromium, found or installed: `KF99_CHROMIUM`, then PATH, then Playwright's own, then
 * `npx playwright install chromium`, then Debian's package when root. Throws with what to do when none works.
 */
export function findChromium(): string {
  return configured() ?? onPath() ?? playwrights() ?? installed();
}

function configured(): string | undefined {
  const path = process.env.KF99_CHROMIUM;
  if (!path) return undefined;
  if (executable(path)) return path;
  throw new Error(`KF99_CHROMIUM names ${path}, which can't be executed: correct or unset it.`);
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(executable);
}

function playwrights(): string | undefined {
  const path = chromium.executablePath();
  return path && executable(path) ? path : undefined;
}

function installed(): string {
  const tries: { command: string; args: string[] }[] = [
    { command: 'npx', args: ['playwright', 'install', 'chromium'] },
  ];
  if (process.getuid?.() === 0 && isDebian()) {
    tries.push({ command: 'apt-get', args: ['update', '-q'] });
    tries.push({
      command: 'apt-get',
      args: ['install', '-y', '-q', '--no-install-recommends', 'chromium'],
    });
  }
  const failures: string[] = [];
  for (const { command, args } of tries) {
    console.error(`No Chromium found, trying: ${command} ${args.join(' ')}`);
    try {
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 300_000 });
    } catch (error) {
      failures.push(`${command}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    }
    const found = onPath() ?? playwrights();
    if (found) return found;
  }
  throw new Error(
    `No Chromium: install the package "chromium" or set KF99_CHROMIUM to one. Tried ${failures.join('; ')}`,
  );
}

function isDebian(): boolean {
  return existsSync('/etc/os-release') && /debian/i.test(readFileSync('/etc/os-release', 'utf8'));
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
