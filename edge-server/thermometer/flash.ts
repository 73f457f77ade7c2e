/**
 * `npm run firmware:flash [-- port]`: writes the committed hex to an Arduino Uno with avrdude, on the given port or
 * on the one that the driver would choose, which a clone's is not until somebody named it. Stop the kiosk first: a port has one user at a time.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { lookAtPorts } from './finder.ts';

const HEX = fileURLToPath(new URL('../../firmware/thermometer/thermometer.hex', import.meta.url));

/** What avrdude is called with: Optiboot of the Uno speaks the STK500 protocol at the driver's speed. */
export function avrdudeArguments(port: string): string[] {
  return ['-p', 'atmega328p', '-c', 'arduino', '-P', port, '-b', '115200', '-D', '-U', `flash:w:${HEX}:i`];
}

async function main(): Promise<number> {
  const { boards, shared } = await lookAtPorts();
  const port = process.argv[2] ?? boards[0]?.path;
  if (!port) {
    const clone = shared[0]?.path ?? '/dev/ttyACM0';
    console.error(
      `No Arduino found: plug in its USB cable. A clone has to be named: npm run firmware:flash -- ${clone}`,
    );
    return 1;
  }
  console.log(`Writing ${HEX} to ${port}`);
  const { status, error } = spawnSync('avrdude', avrdudeArguments(port), { stdio: 'inherit' });
  if (error) console.error('avrdude did not start: install it, for instance with apt-get install avrdude');
  return status ?? 1;
}

if (import.meta.main) process.exitCode = await main();
