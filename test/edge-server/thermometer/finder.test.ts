import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { boardFinder, findBoards, findPath } from '../../../edge-server/thermometer/finder.ts';
import { TestClock } from '../doubles/clock.ts';

interface FakeDevice {
  tty: string;
  usb?: string;
  id?: string;
}

/** A `/dev` and a `/sys` with the given devices. */
function machine(context: TestContext, devices: FakeDevice[]) {
  const root = mkdtempSync(join(tmpdir(), 'kf99-finder-'));
  context.after(() => rmSync(root, { recursive: true }));
  const roots = { dev: join(root, 'dev'), sys: join(root, 'sys') };
  mkdirSync(roots.dev);
  for (const { tty, usb, id } of devices) {
    writeFileSync(join(roots.dev, tty), '');
    if (id) {
      mkdirSync(join(roots.dev, 'serial/by-id'), { recursive: true });
      symlinkSync(join(roots.dev, tty), join(roots.dev, 'serial/by-id', id));
    }
    if (usb) {
      const [vendor = '', product = ''] = usb.split(':');
      const port = join(roots.sys, 'devices', tty);
      mkdirSync(join(port, 'interface'), { recursive: true });
      writeFileSync(join(port, 'idVendor'), `${vendor}\n`);
      writeFileSync(join(port, 'idProduct'), `${product}\n`);
      mkdirSync(join(roots.sys, 'class/tty', tty), { recursive: true });
      symlinkSync(join(port, 'interface'), join(roots.sys, 'class/tty', tty, 'device'));
    }
  }
  return roots;
}

test('an Uno comes before a clone, and strangers are left alone', async (context) => {
  const roots = machine(context, [
    { tty: 'ttyUSB0', usb: '1a86:7523', id: 'usb-1a86_USB_Serial-if00-port0' },
    { tty: 'ttyACM0', usb: '2341:0043', id: 'usb-Arduino__www.arduino.cc__0043_7583-if00' },
    { tty: 'ttyACM1', usb: '1546:01a8', id: 'usb-u-blox_AG_GNSS_receiver-if00' },
    { tty: 'ttyUSB1', usb: '10c4:ea60', id: 'usb-Silicon_Labs_Sonoff_Zigbee_3.0_USB_Dongle-if00-port0' },
    { tty: 'ttyUSB2', usb: '9999:0001', id: 'usb-Nobody_Thing-if00-port0' },
  ]);
  const found = (await findBoards(roots)).map(({ path }) => basename(path));
  assert.deepEqual(found, ['usb-Arduino__www.arduino.cc__0043_7583-if00', 'usb-1a86_USB_Serial-if00-port0']);
  const devices = (await findBoards(roots)).map(({ device }) => basename(device));
  assert.deepEqual(devices, ['ttyACM0', 'ttyUSB0'], 'the same device under whichever name');
});

test('of two chips that share a name both are looked at; sticks of other radios are not', async (context) => {
  const roots = machine(context, [
    { tty: 'ttyUSB0', usb: '1a86:7523', id: 'usb-1a86_USB_Serial-if00-port0' },
    // udev has given the one link to the other port.
    { tty: 'ttyUSB1', usb: '1a86:7523' },
    { tty: 'ttyUSB2', usb: '0403:6001', id: 'usb-RFXCOM_RFXtrx433_A1XXXX-if00-port0' },
    { tty: 'ttyUSB3', usb: '0403:6001', id: 'usb-EnOcean_GmbH_EnOcean_USB_300_DC_FT-if00-port0' },
    { tty: 'ttyUSB4', usb: '10c4:ea60', id: 'usb-Silicon_Labs_HubZ_Smart_Home_SLZB-06-if00-port0' },
  ]);
  const found = (await findBoards(roots)).map(({ device }) => basename(device));
  assert.deepEqual(found.toSorted(), ['ttyUSB0', 'ttyUSB1']);
});

test('without udev the plain names are used, by USB id, and an ACM port of nobody is tried last', async (context) => {
  const roots = machine(context, [
    { tty: 'ttyUSB0', usb: '0403:6001' },
    { tty: 'ttyACM3' },
    { tty: 'ttyS0' },
    { tty: 'ttyUSB1', usb: '9999:0001' },
  ]);
  const found = (await findBoards(roots)).map(({ path }) => basename(path));
  assert.deepEqual(found, ['ttyUSB0', 'ttyACM3']);
});

test('without a device folder there is no board, and a configured path counts as soon as it exists', async (context) => {
  const roots = machine(context, [{ tty: 'ttyACM0' }]);
  assert.deepEqual(await findBoards({ dev: '/nowhere', sys: '/nowhere' }), []);
  assert.deepEqual(await findPath('/nowhere/tty'), []);
  const path = join(roots.dev, 'ttyACM0');
  assert.deepEqual(await findPath(path), [{ path, device: path, score: 100 }]);
});

test('who asks often sees what is plugged in and out, though the folders are seldom read', async (context) => {
  const roots = machine(context, [{ tty: 'ttyACM0' }]);
  const clock = new TestClock();
  const find = boardFinder(roots, clock);
  const names = async () => (await find()).map(({ path }) => basename(path));
  assert.deepEqual(await names(), ['ttyACM0']);
  const look = find();
  clock.turn(999);
  assert.equal(find(), look, 'one look for both');
  clock.turn(1);
  assert.notEqual(find(), look);
  writeFileSync(join(roots.dev, 'ttyACM1'), '');
  assert.deepEqual(await names(), ['ttyACM0', 'ttyACM1']);
  rmSync(join(roots.dev, 'ttyACM0'));
  assert.deepEqual(await names(), ['ttyACM1']);
  mkdirSync(join(roots.dev, 'serial/by-id'), { recursive: true });
  symlinkSync(join(roots.dev, 'ttyACM1'), join(roots.dev, 'serial/by-id/usb-Arduino-if00'));
  assert.deepEqual(await names(), ['usb-Arduino-if00']);
});
