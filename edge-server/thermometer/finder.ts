import { statSync } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { systemClock } from '../clock/clock.ts';

/** A serial port that may be the board; higher scores are tried first. */
export interface Candidate {
  path: string;
  /** The device file behind it: one port has several names, and udev makes the lasting one a moment later. */
  device: string;
  score: number;
}

export interface Roots {
  dev: string;
  sys: string;
}
const SYSTEM: Roots = { dev: '/dev', sys: '/sys' };

/** USB ids of boards and of the serial chips on their clones, with how likely each is our board. */
const USB_SCORES: Readonly<Record<string, number>> = {
  '2341:0043': 60, // Arduino Uno R3
  '2341:0001': 60, // Arduino Uno
  '2341:0243': 60, // Arduino Uno R3, newer
  '2a03:0043': 60, // Arduino Uno of arduino.org
  '1a86:7523': 30, // CH340, most clones
  '1a86:55d4': 25, // CH9102
  '0403:6001': 20, // FT232R, Nano and others
  '10c4:ea60': 15, // CP2102
};
/** Vendors whose other boards may carry the firmware too. */
const VENDOR_SCORES: Readonly<Record<string, number>> = { '2341': 40, '2a03': 40 };
/** Names of devices that must not be opened: opening toggles a line and can reset or hang them up. */
const OTHERS =
  /modem|zigbee|z-?wave|conbee|sonoff|skyconnect|slzb|cc2[56]\d\d|husbzb|aeotec|z-?stick|rfx(com|trx)|enocean|gps|u-?blox|huawei|quectel|sim(com|7)|printer|ups/i;
const LOWEST = 10;

/**
 * The ports that may be the board, best first: by the names under `/dev/serial/by-id`, which udev makes and
 * which stay the same over reboots, with vendor and product from sysfs; then by the plain device names of ports that
 * no such name reaches: all of them where udev is missing (a container), or the second of two chips without a serial
 * number, which share one name. A port that no rule speaks for is left alone.
 */
export async function findBoards(roots: Roots = SYSTEM): Promise<Candidate[]> {
  const byId = join(roots.dev, 'serial/by-id');
  const names = (await list(byId)).map((name) => join(byId, name));
  const resolve = async (path: string) => ({ path, device: await realpath(path).catch(() => path) });
  const named = await Promise.all(names.map(resolve));
  const reached = new Set(named.map(({ device }) => device));
  const plain = await Promise.all((await plainPorts(roots.dev)).map(resolve));
  const ports = [...named, ...plain.filter(({ device }) => !reached.has(device))];
  const scored = await Promise.all(
    ports.map(async ({ path, device }) => {
      return { path, device, score: await score(path, device, roots, named.length === 0) };
    }),
  );
  return scored
    .filter((candidate) => candidate.score >= LOWEST)
    .sort((a, b) => b.score - a.score || a.path.localeCompare(b.path));
}

/** What is in sysfs may come a moment after the device file, and changes no folder. */
const REFRESH_MS = 1000;

/**
 * `findBoards` for who asks ten times a second, as the driver does while no board is there: looks into the folders
 * only when one of them has changed, and once a second.
 */
export function boardFinder(roots: Roots = SYSTEM, clock = systemClock): () => Promise<Candidate[]> {
  let known: { stamp: string; at: number; candidates: Promise<Candidate[]> } | null = null;
  return () => {
    const stamp = [roots.dev, join(roots.dev, 'serial/by-id')].map(changed).join();
    const now = clock.monotonic();
    if (known === null || known.stamp !== stamp || now - known.at >= REFRESH_MS) {
      known = { stamp, at: now, candidates: findBoards(roots) };
    }
    return known.candidates;
  };
}

function changed(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** A configured path: a candidate as long as it exists. */
export async function findPath(path: string): Promise<Candidate[]> {
  try {
    return [{ path, device: await realpath(path), score: 100 }];
  } catch {
    return [];
  }
}

async function plainPorts(dev: string): Promise<string[]> {
  return (await list(dev)).filter((name) => /^tty(ACM|USB)\d+$/.test(name)).map((name) => join(dev, name));
}

async function score(path: string, device: string, roots: Roots, unnamed: boolean): Promise<number> {
  const name = basename(path);
  if (OTHERS.test(name)) return 0;
  const usb = await usbId(basename(device), roots.sys);
  const bySysfs = usb ? (USB_SCORES[usb] ?? VENDOR_SCORES[usb.slice(0, 4)] ?? 0) : 0;
  const byName = /arduino/i.test(name) ? 40 : /1a86|ch340|ft232|cp210/i.test(name) ? 20 : 0;
  // Without udev and sysfs there is nothing to go by: an ACM port is an Arduino more often than not.
  const blind = unnamed && usb === null ? LOWEST : 0;
  return Math.max(bySysfs, byName, blind);
}

/** `vvvv:pppp` of the USB device behind a tty: its interface's parent (ACM) or grandparent (USB serial). */
async function usbId(tty: string, sys: string): Promise<string | null> {
  const device = join(sys, 'class/tty', tty, 'device');
  const start = await realpath(device).catch(() => null);
  for (const up of start ? ['..', '../..', '.'] : []) {
    const [vendor, product] = await Promise.all([
      text(join(start!, up, 'idVendor')),
      text(join(start!, up, 'idProduct')),
    ]);
    if (vendor && product) return `${vendor}:${product}`;
  }
  return null;
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function text(file: string): Promise<string | null> {
  return readFile(file, 'utf8').then(
    (content) => content.trim().toLowerCase(),
    () => null,
  );
}
