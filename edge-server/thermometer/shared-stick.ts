import { readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { UsbDevice } from './usb-device.ts';

/** A serial stick that may be a clone of the board, or a radio that opening would reset: only a person can tell. */
export interface SharedStick {
  /** Its chip and, where it has one, its own name. */
  what: string;
  device: string;
  /** The name that stays its own over reboots, for KF99_THERMOMETER. */
  path: string;
}

/** Chips between USB and serial that clones of the board share with radios, meters and more, by their USB ids. */
const CHIPS: Readonly<Record<string, string>> = {
  '1a86:7523': 'CH340',
  '1a86:5523': 'CH341',
  '1a86:55d3': 'CH343',
  '1a86:55d4': 'CH9102',
  '0403:6001': 'FT232R',
  '0403:6010': 'FT2232',
  '0403:6014': 'FT232H',
  '0403:6015': 'FT231X',
  '10c4:ea60': 'CP2102',
  '067b:2303': 'PL2303',
  '067b:23a3': 'PL2303',
};
/** Devices that their own name tells from the board: nobody has to be asked. */
const OTHERS =
  /modem|zigbee|z-?wave|conbee|sonoff|skyconnect|slzb|cc2[56]\d\d|husbzb|aeotec|z-?stick|rfx(com|trx)|enocean|gps|u-?blox|huawei|quectel|sim(com|7)|printer|ups/i;

/** Whether the name is that of something else. */
export const isOther = (name: string): boolean => OTHERS.test(name);

/** The stick at a port, when it has such a chip and no name that tells what it is. */
export async function sharedStick(
  port: { path: string; device: string },
  usb: UsbDevice | null,
  dev: string,
): Promise<SharedStick | null> {
  const chip = usb === null ? undefined : CHIPS[usb.id];
  if (usb === null || chip === undefined || isOther(basename(port.path)) || isOther(usb.product)) return null;
  const byPath = usb.numbered ? null : await nameByPath(port.device, dev);
  return {
    what: usb.product === '' ? chip : `${chip}, ${usb.product}`,
    device: port.device,
    path: byPath ?? port.path,
  };
}

/** Without a serial number two of a kind have one name under `by-id`; the USB socket tells them apart. */
async function nameByPath(device: string, dev: string): Promise<string | null> {
  const folder = join(dev, 'serial/by-path');
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if ((await realpath(path).catch(() => null)) === device) return path;
  }
  return null;
}

/** One sentence for each stick: where it is, and how staff say that it is the thermometer. Empty without one. */
export function describeShared(sticks: readonly SharedStick[]): string {
  return sticks.map(describe).join(' ');
}

function describe({ what, device, path }: SharedStick): string {
  return `A stick is at ${device} whose chip other devices have too (${what}): if it is the thermometer, set KF99_THERMOMETER=${path}.`;
}
