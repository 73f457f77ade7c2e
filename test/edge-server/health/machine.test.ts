import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Machine } from '../../../edge-server/contract/index.ts';
import { readMachine } from '../../../edge-server/health/machine.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kf99-machine-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function file(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const read = async (vcgencmd: string | null = null) =>
  Machine.parse(
    await readMachine({ sys: join(root, 'sys'), proc: join(root, 'proc'), vcgencmd: async () => vcgencmd }),
  );

test('a Raspberry Pi tells its model, its processor’s temperature, and what slows it', async () => {
  file('proc/device-tree/model', 'Raspberry Pi 4 Model B Rev 1.5\0');
  file('proc/meminfo', 'MemTotal: 3884 kB\nMemAvailable:    2048 kB\n');
  file('sys/class/thermal/thermal_zone0/type', 'wifi\n');
  file('sys/class/thermal/thermal_zone0/temp', '41000\n');
  file('sys/class/thermal/thermal_zone1/type', 'cpu-thermal\n');
  file('sys/class/thermal/thermal_zone1/temp', '61322\n');
  file('sys/devices/platform/soc/soc:firmware/get_throttled', '50005\n');
  const machine = await read();
  assert.equal(machine.model, 'Raspberry Pi 4 Model B Rev 1.5');
  assert.deepEqual([machine.temperature_c, machine.memory_free_bytes], [61.3, 2_097_152]);
  assert.deepEqual(machine.throttled, {
    now: ['under_voltage', 'slowed'],
    since_start: ['under_voltage', 'slowed'],
  });
});

test('without the file the firmware’s program is asked; nothing wrong is an answer too', async () => {
  assert.deepEqual((await read('throttled=0x80000\n')).throttled, { now: [], since_start: ['hot'] });
  assert.deepEqual((await read('throttled=0x0\n')).throttled, { now: [], since_start: [] });
});

test('what a machine can’t tell is null and not guessed', async () => {
  file('sys/class/thermal/thermal_zone0/temp', 'broken\n');
  file('sys/class/thermal/thermal_zone1/temp', '-274000\n');
  const { model, temperature_c, throttled, memory_free_bytes } = await read('VCHI initialization failed');
  assert.deepEqual([model, temperature_c, throttled], [null, null, null]);
  assert.ok(memory_free_bytes > 0, 'the runtime knows this one');
});
