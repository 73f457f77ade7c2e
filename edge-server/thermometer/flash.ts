/**
 * `npm run firmware:flash [-- port]`: writes the committed hex to an Arduino Uno with avrdude, on the given port or
 * on the one that the driver would choose. Stop the kiosk first: a port has one user at a time.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findBoards } from './finder.ts';

const HEX = fileURLToPath(new URL('../../firmware/thermometer/thermometer.hex', import.meta.url));

/** What avrdude is called with: Optiboot of the Uno speaks the STK500 protocol at the driver's speed. */
export function avrdudeArguments(port: string): string[] {
  return ['-p', 'atmega328p', '-c', 'arduino', '-P', port, '-b', '115200', '-D', '-U', `flash:w:${HEX}:i`];
}

async function main(): Promise<number> {
  const port = process.argv[2] ?? (await findBoards())[0]?.path;
  if (!port) {
    console.error(
      'No board found: plug in its USB cable, or name the port: npm run firmware:flash -- /dev/ttyACM0',
    );
    return 1;
  }
  console.log(`Writing ${HEX} to ${port}`);
  const { status, error } = spawnSync('avrdude', avrdudeArguments(port), { stdio: 'inherit' });
  if (error) console.error('avrdude did not start: install it, for instance with apt-get install avrdude');
  return status ?? 1;
}

if (import.meta.main) process.exitCode = await main();
