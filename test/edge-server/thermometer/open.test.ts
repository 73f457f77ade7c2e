import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../../edge-server/contract/index.ts';
import { openThermometer } from '../../../edge-server/thermometer/open.ts';
import type { Thermometer } from '../../../edge-server/thermometer/thermometer.ts';
import { until } from '../../until.ts';

const open = (mode: string, roots: { dev?: string; sys?: string } = {}): Thermometer =>
  openThermometer({
    mode,
    ...roots,
    settings: () => DEFAULT_SETTINGS,
    log: { info: () => {}, warn: () => {} },
  });

test('simulated: the real firmware and driver, live, with a visitor, and it says simulated', async () => {
  const thermometer = open('simulated');
  thermometer.simulateVisitor(true);
  let warm = false;
  thermometer.onReading(({ reading }) => {
    warm ||= reading.simulated && reading.object_c !== null && reading.object_c > 32 && reading.status === 0;
  });
  await thermometer.start();
  try {
    await until(() => warm);
    assert.equal(thermometer.status().state, 'live');
    assert.equal(thermometer.status().simulated, true);
    assert.equal(await thermometer.pulseDoor(50), 'acknowledged');
  } finally {
    await thermometer.stop();
    await thermometer.stop();
  }
});

test('auto never falls back to the simulator', async () => {
  const thermometer = open('auto');
  assert.equal(thermometer.status().simulated, false);
});

test('a path that does not exist is absent, and says what to do', async () => {
  const thermometer = open('/nowhere/tty');
  await thermometer.start();
  await thermometer.start();
  assert.equal(thermometer.status().state, 'absent');
  assert.match(thermometer.status().detail, /plug in.*KF99_THERMOMETER names \/nowhere\/tty\.$/);
  assert.equal(await thermometer.pulseDoor(100), 'off');
  await thermometer.stop();
});

test('a path that is not a serial port is absent, and says so', async () => {
  const thermometer = open('/dev/null');
  await thermometer.start();
  try {
    await until(() => thermometer.status().counters.open_failures! > 0);
    assert.equal(thermometer.status().state, 'absent');
    assert.match(thermometer.status().detail, /\/dev\/null/);
  } finally {
    await thermometer.stop();
  }
});

test('auto: a stick that may be a clone or a radio is not opened, and the thermometer says how to name it', async (context) => {
  const root = mkdtempSync(join(tmpdir(), 'kf99-open-'));
  context.after(() => rmSync(root, { recursive: true }));
  const [dev, sys] = [join(root, 'dev'), join(root, 'sys')];
  const usb = join(sys, 'devices/stick');
  mkdirSync(join(usb, 'interface'), { recursive: true });
  mkdirSync(join(sys, 'class/tty/ttyUSB0'), { recursive: true });
  mkdirSync(dev);
  writeFileSync(join(usb, 'idVendor'), '1a86\n');
  writeFileSync(join(usb, 'idProduct'), '7523\n');
  symlinkSync(join(usb, 'interface'), join(sys, 'class/tty/ttyUSB0/device'));
  writeFileSync(join(dev, 'ttyUSB0'), '');
  const thermometer = open('auto', { dev, sys });
  await thermometer.start();
  try {
    await until(() => thermometer.status().detail.includes('CH340'));
    const { state, detail, counters } = thermometer.status();
    assert.equal(state, 'absent');
    assert.ok(detail.includes(`set KF99_THERMOMETER=${join(dev, 'ttyUSB0')}`), detail);
    assert.equal(counters.open_failures, 0);
  } finally {
    await thermometer.stop();
  }
});
