import assert from 'node:assert/strict';
import { TIMETABLE_DAYS } from '../../../edge-server/contract/index.ts';
import type { Kiosk } from '../kiosk.ts';
import { networkTime, serveTime } from '../network-time.ts';
import { groundOf } from '../screen.ts';
import type { Scenarios } from './scenario.ts';

const HOUR = 3_600_000;
/** The default zone's: Seoul has no summer time. */
const ZONE = 9 * HOUR;
/** The watch looks every 10 s. */
const LOOKED_S = 15;
const CLOSED_S = 90;

const session = ({ vm }: Kiosk) => vm.ssh('systemctl is-active kf99-kiosk || true');
const oClock = (time: number) => `${new Date(time + ZONE).toISOString().slice(11, 13)}:00`;

export const HOURS: Scenarios = {
  'opening-hours': {
    expected:
      'a clock that is not set closes no site; by the time of the network screen and camera go off when the site closes and come back when it opens, without a hand',
    async play(kiosk) {
      const { vm } = kiosk;
      const now = Number(await vm.ssh('date +%s%3N'));
      // Closed by the clock as it is, and open in between.
      const opens = Math.floor(now / HOUR) * HOUR + 2 * HOUR;
      const closes = opens + 2 * HOUR;
      const hours = `${oClock(opens)}-${oClock(closes)}`;
      const timetable = JSON.stringify(Object.fromEntries(TIMETABLE_DAYS.map((day) => [day, hours])));
      await kiosk.sql(`insert into settings (key, value) values ('openingHours', '${timetable}')`);
      await vm.ssh('systemctl restart kf99');
      await kiosk.health('the page calls', ({ kiosk: page }) => page.last_seen_ms !== null);
      await vm.pass(LOOKED_S);
      const unset = await kiosk.health('the server answers', () => true);
      assert.deepEqual([unset.clock.synchronised, unset.kiosk.open], [false, true]);
      assert.equal(await session(kiosk), 'active', 'the clock was not set');

      await networkTime(kiosk, closes - 40_000);
      const day = await kiosk.health('the site is open', (parts) => parts.kiosk.open);
      assert.equal(await session(kiosk), 'active');
      await vm.until('the site has closed', CLOSED_S, async () =>
        (await session(kiosk)) === 'inactive' ? true : null,
      );
      const closed = await vm.ssh('date --utc +%s%3N');
      const night = await kiosk.health('the page is gone', ({ kiosk: page }) => page.status === 'off');
      assert.equal(await groundOf(await vm.picture('closed')), null, 'the page is still on the screen');

      // The night has passed. A time service that is started again would have no time for a moment, which counts as open.
      const morning = opens + 24 * HOUR - 10_000;
      await serveTime(kiosk, morning);
      await vm.ssh(`date --set @${morning / 1000}`);
      await kiosk.page('opening-hours');
      const opened = await vm.ssh('date --utc +%s%3N');
      await kiosk.ready();
      const late = [Number(closed) - closes, Number(opened) - opens - 24 * HOUR].map((ms) =>
        (ms / 1000).toFixed(0),
      );
      return `open ${hours}; the clock not set: ${unset.kiosk.detail}; open: ${day.kiosk.detail}; off ${late[0]} s after the hour: ${night.kiosk.detail}; the page again ${late[1]} s after the hour; ${await kiosk.units()}`;
    },
  },
};
