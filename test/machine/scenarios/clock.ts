import assert from 'node:assert/strict';
import { networkTime } from '../network-time.ts';
import type { Scenario, Scenarios } from './scenario.ts';

/** Seconds without a time server. */
const ALONE_S = 30;
/** Seconds by which a corrected visit may be off: from the reading of the uptime to the server's. */
const OFF_S = 2;
/** A network whose server says this time. */
const TRUE_TIME = Date.UTC(2026, 10, 30, 1);

interface Row {
  visited: string;
  clock: string;
}

function wrongClock(date: Date): Scenario {
  return {
    expected: `the clock's battery says ${date.getUTCFullYear()}: visits are held back as of an unset clock; a time server corrects each to the second, in their order, and nothing restarts`,
    boot: { date },
    async play(kiosk) {
      const { vm } = kiosk;
      await kiosk.board.plug();
      await kiosk.page('page');
      await kiosk.ready();
      const said = (await vm.ssh('date --utc +%FT%T')).trim();
      const { clock } = await kiosk.health('the server answers', () => true);
      assert.equal(clock.synchronised, false, said);
      const browser = await kiosk.browser();
      const at: number[] = [];
      for (let visit = 0; visit < 3; visit++) {
        assert.equal(await browser.visit(), 'deny');
        at.push(browser.visitedAt);
        await vm.pass(ALONE_S / 3);
      }
      const held = (await kiosk.sql('select visited, clock from visits order by seq')) as Row[];
      assert.ok(
        held.every((row) => row.clock === 'unsynchronised'),
        JSON.stringify(held),
      );
      const bootAt = await networkTime(kiosk, TRUE_TIME);
      assert.equal(await browser.visit(), 'deny', 'the pairing outlives the step');
      at.push(browser.visitedAt);
      const rows = (await kiosk.sql('select visited, clock from visits order by seq')) as Row[];
      const off = rows.map((row, index) => (Date.parse(row.visited) - bootAt) / 1000 - at[index]!);
      assert.ok(
        rows.every((row) => row.clock === 'synchronised') &&
          off.every((seconds) => Math.abs(seconds) < OFF_S),
        `${JSON.stringify(rows)} ${off}`,
      );
      await kiosk.page('after');
      await kiosk.health(
        'the page calls',
        (parts) => parts.kiosk.status !== 'down' && (parts.kiosk.last_seen_ms ?? 1e9) < 30_000,
      );
      assert.equal(vm.ticks.restarts, 0);
      return `the system began at ${said}; held: ${held[0]!.visited}; then ${rows[0]!.visited}, off by ${off.map((seconds) => seconds.toFixed(2)).join(', ')} s; ${await kiosk.units()}`;
    },
  };
}

export const CLOCKS: Scenarios = {
  'clock-1970': wrongClock(new Date(0)),
  'clock-past': wrongClock(new Date('2024-03-01T08:00:00Z')),
  'clock-future': wrongClock(new Date('2031-05-05T08:00:00Z')),
};
