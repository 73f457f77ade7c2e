import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kiosk, type Run } from './kiosk.ts';

type Installed = { root: string; product: string };

export interface Scenario {
  /** What has to come, in a sentence. */
  expected: string;
  /** @returns what was seen. @throws {Error} when it was something else */
  play: (run: Run, installed: Installed) => Promise<string>;
}

const TROUBLE = '2a2f36';
/** ms for which the adapter stays pulled. */
const PULLED_MS = 20_000;

/** Boots, plays, and turns the machine off whatever happens. */
async function on(
  name: string,
  options: Parameters<typeof Kiosk.boot>[3],
  [run, installed]: [Run, Installed],
  steps: (kiosk: Kiosk) => Promise<string>,
): Promise<string> {
  const kiosk = await Kiosk.boot(run, name, installed, options);
  try {
    return await steps(kiosk);
  } finally {
    await kiosk.end();
  }
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'first-boot': {
    expected:
      'after install.sh and a power cycle the page is on the screen with a live camera, without a hand',
    play: (...where) =>
      on('first-boot', {}, where, async (kiosk) => {
        await kiosk.board.plug();
        await kiosk.page('page');
        const page = kiosk.vm.age;
        const { kiosk: seen } = await kiosk.health(
          'the camera is live',
          (parts) => parts.kiosk.camera === 'live',
        );
        await kiosk.page('ready');
        const units = await kiosk.vm.ssh(
          'systemctl show --property NRestarts,ActiveState kf99 kf99-kiosk | xargs',
        );
        assert.doesNotMatch(units, /NRestarts=[1-9]/, units);
        const words = await kiosk.vm.ssh(
          'getconf PAGESIZE; journalctl --boot _UID=$(id -u kf99-kiosk) | wc -l',
        );
        return `page after ${page} s, camera ${seen.camera} after ${kiosk.vm.age} s; ${units}; page size and lines of the session's log: ${words.replace('\n', ', ')}`;
      }),
  },
  'no-board': {
    expected: 'the page comes up and says what is missing; the server answers',
    play: (...where) =>
      on('no-board', {}, where, async (kiosk) => {
        const ground = await kiosk.page('page');
        const { thermometer } = await kiosk.health(
          'no board',
          (parts) => parts.thermometer.state === 'absent',
        );
        await kiosk.page('no-board');
        return `ground #${ground} after ${kiosk.vm.age} s, thermometer ${thermometer.state}: ${thermometer.detail}`;
      }),
  },
  replug: {
    expected:
      'the board is found by its USB id, absent when pulled, live when put back, with no silence taken for a pull',
    play: (...where) =>
      on('replug', {}, where, async (kiosk) => {
        const { board, vm } = kiosk;
        const live = (what: string) => kiosk.health(what, (parts) => parts.thermometer.state === 'live');
        const absent = (what: string) => kiosk.health(what, (parts) => parts.thermometer.state === 'absent');
        await absent('the server answers, without a board');
        const seconds: number[] = [];
        const timed = async (work: Promise<unknown>) => {
          const from = performance.now();
          await work;
          seconds.push(Math.round((performance.now() - from) / 1000));
        };
        await board.plug();
        await timed(live('plugged in: live'));
        const link = await vm.ssh('readlink -f /dev/kf99-thermometer; ls /dev/serial/by-id');
        for (const how of ['cable', 'device_del']) {
          if (how === 'cable') board.unplug();
          else await vm.qmp.ask('device_del', { id: 'board' });
          await timed(absent(`pulled (${how}): absent`));
          await sleep(PULLED_MS);
          if (how === 'cable') await board.plug();
          else {
            board.unplug();
            await vm.qmp.ask('device_add', {
              driver: 'usb-serial',
              bus: 'xhci.0',
              chardev: 'board',
              id: 'board',
            });
            await board.plug();
          }
          await timed(live(`put back (${how}): live`));
        }
        const { thermometer } = await live('live');
        const closed = await vm.ssh(
          `journalctl --boot --unit kf99 --output cat | grep 'port closed' || true`,
        );
        assert.equal(closed.split('\n').length, 2, closed);
        const { disconnects, open_failures, crc_errors = 0 } = thermometer.counters;
        assert.equal(disconnects, 2);
        return `live, absent, live, absent, live after ${seconds.join(', ')} s; ${link.replaceAll('\n', ', ')}; disconnects ${disconnects}, open failures ${open_failures}, CRC errors ${crc_errors}`;
      }),
  },
  'no-camera': {
    expected: 'the page comes up in its colour of trouble and says that there is no camera',
    play: (...where) =>
      on('no-camera', { kernel: ['module_blacklist=vivid'] }, where, async (kiosk) => {
        await kiosk.page('page');
        const { kiosk: seen } = await kiosk.health('no camera', (parts) => parts.kiosk.camera === 'absent');
        await kiosk.vm.until('the screen is that of trouble', 10, async () =>
          (await kiosk.page('no-camera')) === TROUBLE ? true : null,
        );
        return `trouble on the screen after ${kiosk.vm.age} s, camera ${seen.camera}: ${seen.detail}`;
      }),
  },
  'no-network': {
    expected:
      'the page comes up with the cable out; with the cable in later, ssh answers and nothing has restarted',
    play: (...where) =>
      on('no-network', { network: false }, where, async (kiosk) => {
        const { vm } = kiosk;
        const ground = await kiosk.page('no-network');
        const page = vm.age;
        await vm.cable(true);
        await kiosk.health('the server answers over the network', () => true);
        const units = await vm.ssh(
          'systemctl show --property NRestarts kf99 kf99-kiosk | xargs; systemctl --failed --no-legend',
        );
        assert.doesNotMatch(units, /NRestarts=[1-9]/, units);
        return `ground #${ground} after ${page} s without a network; ${units.replaceAll('\n', '; ')}`;
      }),
  },
};
