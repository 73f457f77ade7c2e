import assert from 'node:assert/strict';
import type { Scenarios } from './scenario.ts';

/** Ground of the page's scenes of trouble. */
export const TROUBLE = '2a2f36';
/** A television that is switched on in the morning; the watch would act on a page of three silent minutes. */
const OFF_S = 240;
/** Chromium writes a new cookie, which is the pairing, to the disk within so many seconds. */
export const COOKIES_S = 35;

export const POWER_ON: Scenarios = {
  'first-boot': {
    expected:
      'after the package was installed and a power cycle, the page is on the screen with a live camera and board, without a hand',
    boot: {},
    async play(kiosk) {
      await kiosk.board.plug();
      await kiosk.page('page');
      const seen = await kiosk.ready();
      await kiosk.page('first-boot');
      const lines = await kiosk.vm.ssh('journalctl --boot _UID=$(id -u kf99-kiosk) | wc -l');
      const page = await kiosk.vm.ssh('getconf PAGESIZE');
      return `page after ${kiosk.pageAfter}, ${seen}; ${await kiosk.units()}; ${lines} lines of the session's log; pages of ${page} bytes; an instruction takes ${await kiosk.factor()} times as long as here`;
    },
  },
  'second-boot': {
    expected: 'a restart asked for in the system comes up the same way, and what was paired is paired',
    async play(kiosk) {
      const { vm } = kiosk;
      const before = vm.ticks.restarts;
      await vm.pass(COOKIES_S);
      const paired = await kiosk.sql('select paired_at from devices');
      await vm.ssh('systemctl reboot').catch(() => undefined);
      await vm.until('it starts again', 120, async () => (vm.ticks.restarts > before ? true : null));
      await kiosk.page('second-boot');
      const seen = await kiosk.ready();
      assert.deepEqual(await kiosk.sql('select paired_at from devices'), paired);
      return `page after ${kiosk.now}, ${seen}; ${await kiosk.units()}; the same ${(paired as unknown[]).length} browser paired`;
    },
  },
  'no-board': {
    expected: 'power on without a board: the page comes up and says what is missing',
    boot: {},
    async play(kiosk) {
      const ground = await kiosk.page('no-board');
      const { thermometer } = await kiosk.health(
        'no board',
        ({ thermometer: { state } }) => state === 'absent',
      );
      await kiosk.page('no-board');
      return `ground #${ground} after ${kiosk.pageAfter}, thermometer ${thermometer.state}: ${thermometer.detail}`;
    },
  },
  'no-camera': {
    expected: 'power on without a camera: the page comes up in its colour of trouble and says so',
    boot: { kernel: ['module_blacklist=vivid'] },
    async play(kiosk) {
      const { kiosk: page } = await kiosk.health('no camera', (parts) => parts.kiosk.camera === 'absent');
      const ground = await kiosk.page('no-camera');
      assert.equal(ground, TROUBLE);
      return `ground #${ground} after ${kiosk.pageAfter}, camera ${page.camera}: ${page.detail}`;
    },
  },
  'no-network': {
    expected:
      'power on with the network cable out: the page comes up; with the cable in, ssh answers and nothing restarted',
    boot: { network: false },
    async play(kiosk) {
      const ground = await kiosk.page('no-network');
      const after = kiosk.pageAfter;
      await kiosk.vm.cable(true);
      await kiosk.health('the server answers over the network', () => true);
      return `ground #${ground} after ${after}; ${await kiosk.units()}`;
    },
  },
  'screen-off': {
    expected:
      'power on with the screen off: nothing restarts for four minutes; switched on, it shows the page',
    // Without a camera the page has little to do, once it is there.
    boot: { kernel: ['video=Virtual-1:d', 'module_blacklist=vivid'] },
    async play(kiosk) {
      const { vm } = kiosk;
      await kiosk.health('the server answers', () => true);
      await vm.pass(OFF_S);
      const { kiosk: page } = await kiosk.health('still there', () => true);
      const dark = await kiosk.units();
      await vm.ssh('echo detect | tee /sys/class/drm/card*-Virtual-1/status');
      // What the kernel says by itself when a cable is plugged in.
      await vm.ssh(`mkdir -p /run/udev/rules.d
echo 'SUBSYSTEM=="drm", ACTION=="change", ENV{HOTPLUG}="1"' > /run/udev/rules.d/99-screen.rules
udevadm control --reload; udevadm trigger --action=change --subsystem-match=drm`);
      const ground = await kiosk.page('screen-off');
      return `off: the page last called ${page.last_seen_ms} ms ago, ${dark}; on: ground #${ground}`;
    },
  },
};
