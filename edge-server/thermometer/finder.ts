import { statSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { systemClock } from '../clock/clock.ts';
import { isOther, type SharedStick, sharedStick } from './shared-stick.ts';
import { type UsbDevice, usbDevice } from './usb-device.ts';

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

/** USB vendors whose boards may carry the firmware. An Uno before their others. */
const VENDORS = ['2341', '2a03'];
const UNOS = ['2341:0043', '2341:0001', '2341:0243', '2a03:0043'];
const SCORE = { chosen: 100, uno: 60, arduino: 40, blind: 10 };
/** The name that a rule of udev gives to the port that staff chose (`deploy/kiosk/install.sh --thermometer`). */
const CHOSEN = 'kf99-thermometer';

/** What is plugged in: boards, best first, and sticks that only a person can tell from a board. */
export interface Ports {
  boards: Candidate[];
  shared: SharedStick[];
}

/**
 * Looks at the serial ports by the names under `/dev/serial/by-id`, which udev makes and which stay the same over
 * reboots, with vendor and product from sysfs; then by the plain device names of ports that no such name reaches: all
 * of them where udev is missing (a container), or the second of two chips without a serial number, which share one
 * name. A port that no rule speaks for is left alone, since opening it can reset what is behind it or hang it up.
 */
export async function lookAtPorts(roots: Roots = SYSTEM): Promise<Ports> {
  const byId = join(roots.dev, 'serial/by-id');
  const names = (await list(byId)).map((name) => join(byId, name));
  const named = await Promise.all(names.map(resolved));
  const reached = new Set(named.map(({ device }) => device));
  const plain = await Promise.all((await plainPorts(roots.dev)).map(resolved));
  const chosen = await findPath(join(roots.dev, CHOSEN));
  const taken = new Set(chosen.map(({ device }) => device));
  const ports = [...named, ...plain.filter(({ device }) => !reached.has(device))];
  const looked = await Promise.all(
    ports
      .filter(({ device }) => !taken.has(device))
      .map(async (port) => {
        const usb = await usbDevice(basename(port.device), roots.sys);
        const stick = await sharedStick(port, usb, roots.dev);
        return { ...port, score: score(port, usb, named.length === 0), stick };
      }),
  );
  const boards = looked
    .filter(({ score }) => score > 0)
    .map(({ path, device, score }) => ({ path, device, score }))
    .sort((a, b) => b.score - a.score || a.path.localeCompare(b.path));
  const shared = looked
    .flatMap(({ score, stick }) => (score === 0 && stick !== null ? [stick] : []))
    .sort((a, b) => a.device.localeCompare(b.device));
  return { boards: [...chosen, ...boards], shared };
}

/** What is in sysfs may come a moment after the device file, and changes no folder. */
const REFRESH_MS = 1000;

/**
 * `lookAtPorts` for who asks ten times a second, as the driver does while no board is there: looks into the folders
 * only when one of them has changed, and once a second.
 */
export function portWatch(roots: Roots = SYSTEM, clock = systemClock): () => Promise<Ports> {
  let known: { stamp: string; at: number; ports: Promise<Ports> } | null = null;
  return () => {
    const stamp = [roots.dev, join(roots.dev, 'serial/by-id')].map(changed).join();
    const now = clock.monotonic();
    if (known === null || known.stamp !== stamp || now - known.at >= REFRESH_MS) {
      known = { stamp, at: now, ports: lookAtPorts(roots) };
    }
    return known.ports;
  };
}

function changed(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** A configured path: a candidate as long as it exists. */
export async function findPath(path: string): Promise<Candidate[]> {
  try {
    return [{ path, device: await realpath(path), score: SCORE.chosen }];
  } catch {
    return [];
  }
}

async function plainPorts(dev: string): Promise<string[]> {
  return (await list(dev)).filter((name) => /^tty(ACM|USB)\d+$/.test(name)).map((name) => join(dev, name));
}

async function resolved(path: string) {
  return { path, device: await realpath(path).catch(() => path) };
}

function score({ path }: { path: string }, usb: UsbDevice | null, unnamed: boolean): number {
  const name = basename(path);
  if (isOther(name)) return 0;
  if (usb !== null && UNOS.includes(usb.id)) return SCORE.uno;
  if (usb !== null && VENDORS.includes(usb.id.slice(0, 4))) return SCORE.arduino;
  if (/arduino/i.test(name)) return SCORE.arduino;
  // Without udev and sysfs there is nothing to go by: an ACM port is an Arduino more often than not.
  return unnamed && usb === null && name.startsWith('ttyACM') ? SCORE.blind : 0;
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
