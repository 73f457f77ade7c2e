import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { readHardware } from '../../../edge-server/health/hardware.ts';
import { hardwarePart } from '../../../edge-server/health/hardware-part.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kf99-hardware-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), `${text}\n`);
}
const THROTTLED = 'sys/devices/platform/soc/soc:firmware/get_throttled';
const part = () => hardwarePart(readHardware(root));

test('a machine that tells nothing has no trouble', () => {
  assert.deepEqual(readHardware(root), {
    underVoltage: null,
    throttled: null,
    happened: null,
    processorC: null,
    cardUsed: null,
    cardGbADay: null,
  });
  assert.equal(part().status, 'ok');
  assert.equal(part().detail, "Can't be told here: power, throttling, heat, card.");
});

test('a kernel without the firmware’s word: throttling can’t be told, and heat is the sign that is left', () => {
  put('sys/class/thermal/thermal_zone0/type', 'cpu-thermal');
  put('sys/class/thermal/thermal_zone0/temp', '52000');
  assert.deepEqual([part().status, part().throttled], ['ok', null]);
  assert.equal(part().detail, "As it should be: heat. Can't be told here: power, throttling, card.");
  put('sys/class/thermal/thermal_zone0/temp', '83000');
  assert.match(part().throttled ?? '', /hot at 83 °C/);
  put(THROTTLED, '0');
  assert.equal(part().throttled, null, 'the firmware knows better');
});

test('power and heat by the firmware’s word: now, and since the start', () => {
  put(THROTTLED, '0');
  assert.equal(part().status, 'ok');
  put(THROTTLED, '50005');
  assert.match(part().under_voltage ?? '', /supply/);
  assert.match(part().throttled ?? '', /slowed down/);
  rmSync(join(root, THROTTLED));
  put('sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled', '50005');
  assert.match(part().under_voltage ?? '', /supply/, 'a Pi 5 has it elsewhere');
  rmSync(join(root, 'sys/devices/platform/soc@107c000000'), { recursive: true });
  put(THROTTLED, '50000');
  assert.equal(part().status, 'ok', 'it is over');
  assert.equal(readHardware(root).happened, true);
});

test('the kernel’s sensor of the supply is enough', () => {
  put('sys/class/hwmon/hwmon0/name', 'cpu_thermal');
  put('sys/class/hwmon/hwmon1/name', 'rpi_volt');
  put('sys/class/hwmon/hwmon1/in0_lcrit_alarm', '0');
  assert.equal(readHardware(root).underVoltage, false);
  put('sys/class/hwmon/hwmon1/in0_lcrit_alarm', '1');
  assert.match(part().under_voltage ?? '', /too low/);
});

test('a card: what an eMMC says of its life, and what is written to one that says nothing', () => {
  put('sys/block/mmcblk0boot0/stat', '0');
  put('sys/block/mmcblk0/device/life_time', '0x02 0x07');
  assert.equal(readHardware(root).cardUsed, 0.7);
  assert.equal(part().card_worn, null);
  put('sys/block/mmcblk0/device/life_time', '0x02 0x08');
  assert.match(part().card_worn ?? '', /80%/);
  put('sys/block/mmcblk0/device/life_time', '0x00 0x00');
  // 2 days, 60 million sectors of 512 bytes: 15.4 GB a day.
  put('sys/block/mmcblk0/stat', '  10 0 80 5   900 0 60000000 70 0 50 60');
  put('proc/uptime', '172800.12 300000.00');
  assert.match(part().card_worn ?? '', /15\.4 GB a day/);
  put('proc/uptime', '3600.00 7000.00');
  assert.equal(part().card_worn, null, 'an hour says nothing yet');
});
