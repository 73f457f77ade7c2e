import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Boots, Kiosk } from './kiosk.ts';

export interface Scenario {
  /** What has to come, in a sentence. */
  expected: string;
  /** How the machine is booted; neighbours in the list that are booted alike are played on one boot. */
  boot?: Boots;
  /** @returns what was seen. @throws {Error} when it was something else */
  play: (kiosk: Kiosk) => Promise<string>;
}

/** Ground of the page's scenes of trouble. */
const TROUBLE = '2a2f36';
/** ms for which the adapter stays pulled. */
const PULLED_MS = 20_000;
const WITHOUT_CAMERA = { kernel: ['module_blacklist=vivid'] };
const WITHOUT_NETWORK = { network: false };

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'no-board': {
    expected: 'power on without a board: the page comes up and says what is missing',
    async play(kiosk) {
      const ground = await kiosk.page('no-board');
      const { thermometer } = await kiosk.health(
        'no board',
        ({ thermometer: { state } }) => state === 'absent',
      );
      await kiosk.page('no-board');
      return `ground #${ground} ${kiosk.pageAfter} s after power-on, thermometer ${thermometer.state}: ${thermometer.detail}`;
    },
  },
  'first-boot': {
    expected:
      'after install.sh and a power cycle the page is on the screen with a live camera, without a hand',
    async play(kiosk) {
      await kiosk.board.plug();
      await kiosk.page('page');
      await kiosk.health('the camera is live', (parts) => parts.kiosk.camera === 'live');
      const camera = kiosk.vm.age;
      await kiosk.health('the board is live', (parts) => parts.thermometer.state === 'live');
      await kiosk.page('first-boot');
      const units = await kiosk.units();
      const lines = await kiosk.vm.ssh('journalctl --boot _UID=$(id -u kf99-kiosk) | wc -l');
      const page = await kiosk.vm.ssh('getconf PAGESIZE');
      return `page ${kiosk.pageAfter} s after power-on (${kiosk.reloads} reloads of an empty page), live camera by ${camera} s; ${units}; ${lines} lines of the session's log; pages of ${page} bytes`;
    },
  },
  replug: {
    expected:
      'the board whose port was chosen is found by its serial number, absent when pulled, live when put back, and closed for no other reason',
    async play(kiosk) {
      const { board, vm } = kiosk;
      const count = () =>
        vm.ssh(`journalctl --boot --unit kf99 --output cat | grep --count 'port closed' || true`);
      const reach = async (what: string, wanted: 'live' | 'absent') => {
        const from = performance.now();
        const { thermometer } = await kiosk.health(what, (parts) => parts.thermometer.state === wanted);
        return { thermometer, text: `${wanted} ${Math.round((performance.now() - from) / 1000)} s` };
      };
      const seen: string[] = [];
      await board.plug();
      seen.push(`plugged in: ${(await reach('plugged in: live', 'live')).text}`);
      const link = await vm.ssh('readlink -f /dev/kf99-thermometer; ls /dev/serial/by-id');
      const before = Number(await count());
      for (const how of ['cable', 'adapter'] as const) {
        board.unplug();
        if (how === 'adapter') await vm.qmp.ask('device_del', { id: 'board' });
        seen.push(`${how} pulled: ${(await reach(`${how} pulled: absent`, 'absent')).text}`);
        await sleep(PULLED_MS);
        if (how === 'adapter') {
          const adapter = { driver: 'usb-serial', bus: 'xhci.0', chardev: 'board', id: 'board' };
          await vm.qmp.ask('device_add', adapter);
        }
        await board.plug();
        seen.push(`put back: ${(await reach(`${how} put back: live`, 'live')).text}`);
      }
      const { thermometer } = await reach('live', 'live');
      assert.equal(Number(await count()) - before, 2, 'closed twice, for the two pulls');
      const { open_failures } = thermometer.counters;
      return `${seen.join(', ')}; ${link.replaceAll('\n', ', ')}; open failures ${open_failures}`;
    },
  },
  'no-camera': {
    expected: 'power on without a camera: the page comes up in its colour of trouble and says so',
    boot: WITHOUT_CAMERA,
    async play(kiosk) {
      const { kiosk: page } = await kiosk.health('no camera', (parts) => parts.kiosk.camera === 'absent');
      const ground = await kiosk.page('no-camera');
      assert.equal(ground, TROUBLE);
      return `ground #${ground} ${kiosk.pageAfter} s after power-on, camera ${page.camera}: ${page.detail}`;
    },
  },
  'no-network': {
    expected:
      'power on with the network cable out: the page comes up; with the cable in, ssh answers and nothing restarted',
    boot: WITHOUT_NETWORK,
    async play(kiosk) {
      const ground = await kiosk.page('no-network');
      await kiosk.vm.cable(true);
      await kiosk.health('the server answers over the network', () => true);
      return `ground #${ground} ${kiosk.pageAfter} s after power-on; ${await kiosk.units()}`;
    },
  },
};
