import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findPath, lookAtPorts, portWatch, type Roots } from '../../../edge-server/thermometer/finder.ts';
import { describeShared } from '../../../edge-server/thermometer/shared-stick.ts';
import { TestClock } from '../doubles/clock.ts';

interface FakeDevice {
  tty: string;
  usb?: string;
  id?: string;
  /** Its name under by-path, its serial number, and what it calls itself. */
  socket?: string;
  serial?: string;
  product?: string;
}

const boards = async (roots: Roots) => (await lookAtPorts(roots)).boards;

/** A `/dev` and a `/sys` with the given devices. */
function machine(context: TestContext, devices: FakeDevice[]) {
  const root = mkdtempSync(join(tmpdir(), 'kf99-finder-'));
  context.after(() => rmSync(root, { recursive: true }));
  const roots = { dev: join(root, 'dev'), sys: join(root, 'sys') };
  mkdirSync(roots.dev);
  for (const { tty, usb, id, socket, serial, product } of devices) {
    writeFileSync(join(roots.dev, tty), '');
    if (id) {
      mkdirSync(join(roots.dev, 'serial/by-id'), { recursive: true });
      symlinkSync(join(roots.dev, tty), join(roots.dev, 'serial/by-id', id));
    }
    if (socket) {
      mkdirSync(join(roots.dev, 'serial/by-path'), { recursive: true });
      symlinkSync(join(roots.dev, tty), join(roots.dev, 'serial/by-path', socket));
    }
    if (usb) {
      const [vendor = '', chip = ''] = usb.split(':');
      const port = join(roots.sys, 'devices', tty);
      mkdirSync(join(port, 'interface'), { recursive: true });
      writeFileSync(join(port, 'idVendor'), `${vendor}\n`);
      writeFileSync(join(port, 'idProduct'), `${chip}\n`);
      if (serial) writeFileSync(join(port, 'serial'), `${serial}\n`);
      if (product) writeFileSync(join(port, 'product'), `${product}\n`);
      mkdirSync(join(roots.sys, 'class/tty', tty), { recursive: true });
      symlinkSync(join(port, 'interface'), join(roots.sys, 'class/tty', tty, 'device'));
    }
  }
  return roots;
}

test('an Uno comes before other Arduinos, and what a rule does not speak for is left alone', async (context) => {
  const roots = machine(context, [
    { tty: 'ttyACM0', usb: '2341:8036', id: 'usb-Arduino_LLC_Arduino_Leonardo-if00' },
    { tty: 'ttyACM1', usb: '2341:0043', id: 'usb-Arduino__www.arduino.cc__0043_7583-if00' },
    { tty: 'ttyACM2', usb: '1546:01a8', id: 'usb-u-blox_AG_GNSS_receiver-if00' },
    { tty: 'ttyUSB0', usb: '1a86:7523', id: 'usb-1a86_USB_Serial-if00-port0' },
    { tty: 'ttyUSB1', usb: '10c4:ea60', id: 'usb-Silicon_Labs_Sonoff_Zigbee_3.0_USB_Dongle-if00-port0' },
    { tty: 'ttyUSB2', usb: '9999:0001', id: 'usb-Nobody_Thing-if00-port0' },
  ]);
  const found = await boards(roots);
  assert.deepEqual(
    found.map(({ path }) => basename(path)),
    ['usb-Arduino__www.arduino.cc__0043_7583-if00', 'usb-Arduino_LLC_Arduino_Leonardo-if00'],
  );
  assert.equal(basename(found[0]!.device), 'ttyACM1', 'the same device under whichever name');
});

test('a chip that radios have too is no board until somebody names it, by a name that stays its own', async (context) => {
  const roots = machine(context, [
    {
      ...{ tty: 'ttyUSB0', usb: '1a86:7523', id: 'usb-1a86_USB_Serial-if00-port0' },
      ...{ socket: 'platform-xhci-usb-0:1.1:1.0-port0', product: 'USB Serial' },
    },
    // udev has given the one link to the other port.
    { tty: 'ttyUSB1', usb: '1a86:7523', socket: 'platform-xhci-usb-0:1.2:1.0-port0' },
    { tty: 'ttyUSB2', usb: '0403:6001', id: 'usb-RFXCOM_RFXtrx433_A1XXXX-if00-port0', serial: 'A1XXXX' },
    { tty: 'ttyUSB3', usb: '0403:6001', id: 'usb-EnOcean_GmbH_EnOcean_USB_300_DC_FT-if00-port0' },
    { tty: 'ttyUSB4', usb: '10c4:ea60', id: 'usb-Silicon_Labs_HubZ_Smart_Home_SLZB-06-if00-port0' },
    { tty: 'ttyUSB5', usb: '10c4:ea60', id: 'usb-Silicon_Labs_CP2102_0001-if00-port0', serial: '0001' },
    { tty: 'ttyUSB6', usb: '0403:6015', product: 'Z-Wave stick' },
  ]);
  const { boards, shared } = await lookAtPorts(roots);
  assert.deepEqual(boards, []);
  assert.deepEqual(
    shared.map(({ what, path }) => `${what}: ${path.slice(roots.dev.length)}`),
    [
      'CH340, USB Serial: /serial/by-path/platform-xhci-usb-0:1.1:1.0-port0',
      'CH340: /serial/by-path/platform-xhci-usb-0:1.2:1.0-port0',
      'CP2102: /serial/by-id/usb-Silicon_Labs_CP2102_0001-if00-port0',
    ],
  );
  assert.match(
    describeShared(shared),
    /CP2102.*if it is the thermometer, set KF99_THERMOMETER=\/.*0001-if00/,
  );

  symlinkSync('ttyUSB1', join(roots.dev, 'kf99-thermometer'));
  const chosen = await lookAtPorts(roots);
  assert.deepEqual(
    chosen.boards.map(({ path, device }) => [basename(path), basename(device)]),
    [['kf99-thermometer', 'ttyUSB1']],
  );
  assert.deepEqual(
    chosen.shared.map(({ device }) => basename(device)),
    ['ttyUSB0', 'ttyUSB5'],
  );
});

test('without udev Arduinos are found by USB id, and an ACM port that nothing is known of is tried last', async (context) => {
  const roots = machine(context, [
    { tty: 'ttyACM0' },
    { tty: 'ttyACM1', usb: '2a03:0043' },
    { tty: 'ttyS0' },
    { tty: 'ttyUSB0', usb: '0403:6001' },
    { tty: 'ttyUSB1', usb: '9999:0001' },
    { tty: 'ttyUSB2' },
  ]);
  const found = (await boards(roots)).map(({ path }) => basename(path));
  assert.deepEqual(found, ['ttyACM1', 'ttyACM0']);
});

test('without a device folder there is no board, and a configured path counts as soon as it exists', async (context) => {
  const roots = machine(context, [{ tty: 'ttyACM0' }]);
  assert.deepEqual(await boards({ dev: '/nowhere', sys: '/nowhere' }), []);
  assert.deepEqual(await findPath('/nowhere/tty'), []);
  const path = join(roots.dev, 'ttyACM0');
  assert.deepEqual(await findPath(path), [{ path, device: path, score: 100 }]);
});

test('who asks often sees what is plugged in and out, though the folders are seldom read', async (context) => {
  const roots = machine(context, [{ tty: 'ttyACM0' }]);
  const clock = new TestClock();
  const find = portWatch(roots, clock);
  const names = async () => (await find()).boards.map(({ path }) => basename(path));
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
