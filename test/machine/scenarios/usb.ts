import assert from 'node:assert/strict';
import { Adapter, UsbBoard } from '../board.ts';
import type { Kiosk } from '../kiosk.ts';
import type { Scenarios } from './scenario.ts';

/** Seconds for which something stays pulled. */
const PULLED_S = 10;
/** What a GPS receiver says, every second. */
const FOREIGN = '$GPGGA,120000.00,3733.99,N,12658.68,E,1,08,0.9,38.0,M,18.7,M,,*5A\r\n';

async function reach(kiosk: Kiosk, what: string, wanted: 'live' | 'absent'): Promise<string> {
  const from = kiosk.vm.ticks.lived;
  await kiosk.health(what, (parts) => parts.thermometer.state === wanted);
  return `${what}: ${wanted} ${(kiosk.vm.ticks.lived - from).toFixed(1)} s`;
}

const closed = async ({ vm }: Kiosk) =>
  Number(await vm.ssh(`journalctl --boot --unit kf99 --output cat | grep --count 'port closed' || true`));

export const USB: Scenarios = {
  replug: {
    expected:
      'the board whose port was chosen is found by its serial number, absent when pulled, live when put back, and closed for no other reason',
    async play(kiosk) {
      const { board, vm } = kiosk;
      const seen: string[] = [];
      const link = await vm.ssh('readlink -f /dev/kf99-thermometer; ls /dev/serial/by-id');
      const before = await closed(kiosk);
      for (const how of ['cable', 'adapter'] as const) {
        if (how === 'cable') board.unplug();
        else await board.adapter.remove();
        seen.push(await reach(kiosk, `${how} pulled`, 'absent'));
        await vm.pass(PULLED_S);
        await board.plug();
        seen.push(await reach(kiosk, 'put back', 'live'));
      }
      assert.equal((await closed(kiosk)) - before, 2, 'closed twice, for the two pulls');
      const { thermometer } = await kiosk.health('live', (parts) => parts.thermometer.state === 'live');
      const { open_failures } = thermometer.counters;
      return `${seen.join(', ')}; ${link.replaceAll('\n', ', ')}; open failures ${open_failures}`;
    },
  },
  'two-boards': {
    expected:
      'a second board of a chip that others have too is not opened, and changes nothing; when the first is pulled staff read which stick it is and what to set',
    async play(kiosk) {
      const second = new UsbBoard(new Adapter(kiosk.vm, 'second'));
      const stop = kiosk.alsoAdvance((seconds) => second.advance(seconds * 1000));
      try {
        const before = await closed(kiosk);
        await second.plug();
        await kiosk.vm.pass(PULLED_S);
        const both = await kiosk.health('two boards', (parts) => parts.thermometer.state === 'live');
        assert.equal(await closed(kiosk), before);
        kiosk.board.unplug();
        const { thermometer } = await kiosk.health(
          'the first is pulled',
          (parts) => parts.thermometer.state === 'absent',
        );
        assert.match(thermometer.detail, /second/);
        return `both: ${both.thermometer.detail}; the first pulled: ${thermometer.detail}`;
      } finally {
        stop();
        await second.adapter.remove();
      }
    },
  },
  'foreign-stick': {
    expected: 'a GPS receiver on the same kind of adapter is not taken for the board, before nor after it',
    async play(kiosk) {
      const stick = new Adapter(kiosk.vm, 'foreign');
      let at = 0;
      const stop = kiosk.alsoAdvance((seconds) => {
        at += seconds;
        if (at < 1) return;
        at = 0;
        stick.send(Buffer.from(FOREIGN));
      });
      try {
        const before = await closed(kiosk);
        await stick.plug(() => undefined);
        await kiosk.vm.pass(PULLED_S);
        await kiosk.health('the board is live', (parts) => parts.thermometer.state === 'live');
        assert.equal(await closed(kiosk), before);
        kiosk.board.unplug();
        await kiosk.vm.pass(PULLED_S);
        const { thermometer } = await kiosk.health('the stick alone', () => true);
        assert.notEqual(thermometer.state, 'live');
        await kiosk.board.plug();
        const back = await reach(kiosk, 'the board is back', 'live');
        return `beside it live; the stick alone: ${thermometer.state}, ${thermometer.detail}; ${back}`;
      } finally {
        stop();
        await stick.remove();
      }
    },
  },
};
