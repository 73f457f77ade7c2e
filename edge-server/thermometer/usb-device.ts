import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** The USB device behind a serial port, by its descriptors. */
export interface UsbDevice {
  /** `vvvv:pppp`, in small letters. */
  id: string;
  /** What it calls itself; empty when it has no such string. */
  product: string;
  /** Whether it has a serial number, which gives it a name of its own under `by-id`. */
  numbered: boolean;
}

/** The device behind a tty: its interface's parent (ACM) or grandparent (USB serial). Null when sysfs has none. */
export async function usbDevice(tty: string, sys: string): Promise<UsbDevice | null> {
  const device = join(sys, 'class/tty', tty, 'device');
  const start = await realpath(device).catch(() => null);
  for (const up of start ? ['..', '../..', '.'] : []) {
    const at = (name: string) => text(join(start!, up, name));
    const [vendor, product, words, serial] = await Promise.all(
      ['idVendor', 'idProduct', 'product', 'serial'].map(at),
    );
    if (vendor && product) {
      return {
        id: `${vendor}:${product}`.toLowerCase(),
        product: words ?? '',
        numbered: (serial ?? '') !== '',
      };
    }
  }
  return null;
}

async function text(file: string): Promise<string | null> {
  return readFile(file, 'utf8').then(
    (content) => content.trim(),
    () => null,
  );
}
