import assert from 'node:assert/strict';
import type { Kiosk } from '../kiosk.ts';
import type { Scenarios } from './scenario.ts';

/** A worn card: bytes and commands a second, for the system's services and for the session each. */
const SLOW = { bytes: '5M', commands: 200 };
const LATER_S = 10;

/** What staff read: the alarms that are open, in the words of the log, and the parts of health that are not well. */
async function words(kiosk: Kiosk): Promise<string> {
  const parts = await kiosk.health('the server answers', () => true);
  const unwell = Object.entries(parts)
    .filter(([, { status }]) => status === 'down' || status === 'degraded')
    .map(([name, { detail }]) => `${name}: ${detail}`);
  return unwell.join('; ');
}

export const CARD: Scenarios = {
  'full-disk': {
    expected: 'not a byte is free: visits are judged, staff are told; with room again all is as before',
    async play(kiosk) {
      const { vm } = kiosk;
      const browser = await kiosk.browser();
      assert.equal(await browser.visit(), 'deny');
      // What is left is for root alone; the last blocks are taken by the server's user itself.
      await vm.ssh(`fallocate --length $(($(df --output=avail --block-size=1 / | tail -n 1) - 1000000)) /var/full
runuser -u kf99 -- dd if=/dev/zero of=/var/lib/kf99/full bs=4k status=none || true; sync`);
      const full: string[] = [];
      for (let visit = 0; visit < 3; visit++) full.push(await browser.visit());
      await vm.pass(LATER_S);
      const told = await words(kiosk);
      await kiosk.page('full-disk');
      await vm.ssh('rm /var/full /var/lib/kf99/full; sync');
      await vm.pass(LATER_S);
      const after = await browser.visit();
      assert.equal(after, 'deny');
      await kiosk.health(
        'the disk is well',
        ({ disk, store }) => disk.status === 'ok' && store.status === 'ok',
      );
      const [row] = (await kiosk.sql('select count(*) as visits from visits')) as { visits: number }[];
      return `full: ${full.join(', ')}; ${told}; with room: ${after}, ${row!.visits} visits in the store; ${await kiosk.units()}`;
    },
  },
  'slow-card': {
    expected: 'a card of 5 MB/s and 200 commands a second: it comes up, later, and nothing restarts for it',
    async play(kiosk) {
      const { vm } = kiosk;
      const limits = ['Read', 'Write'].flatMap((way) => [
        `IO${way}BandwidthMax='/dev/vda ${SLOW.bytes}'`,
        `IO${way}IOPSMax='/dev/vda ${SLOW.commands}'`,
      ]);
      for (const slice of ['system.slice', 'user.slice'])
        await vm.ssh(`systemctl set-property ${slice} ${limits.join(' ')}`);
      const before = vm.ticks.restarts;
      await vm.ssh('sync; systemctl reboot').catch(() => undefined);
      await vm.until('it starts again', 180, async () => (vm.ticks.restarts > before ? true : null));
      await kiosk.page('slow-card');
      const page = kiosk.now;
      const ready = await kiosk.ready();
      const set = await vm.ssh('cat /sys/fs/cgroup/system.slice/io.max /sys/fs/cgroup/user.slice/io.max');
      assert.match(set, /rbps=5000000 wbps=5000000 riops=200 wiops=200/);
      const browser = await kiosk.browser();
      const from = vm.ticks.lived;
      for (let visit = 0; visit < 5; visit++) assert.equal(await browser.visit(), 'deny');
      const each = ((vm.ticks.lived - from) / 5).toFixed(2);
      return `page after ${page}, ${ready}; ${each} s a visit, ssh included; ${await kiosk.units()}`;
    },
  },
  'card-errors': {
    expected:
      'every write fails: the server says so and loses nothing that it answered; with a card that writes again and a restart all comes up',
    async play(kiosk) {
      const { vm } = kiosk;
      const browser = await kiosk.browser();
      assert.equal(await browser.visit(), 'deny');
      const answered = (await kiosk.sql('select id from visits order by seq')) as unknown[];
      await vm.failingWrites(true);
      const failing: string[] = [];
      for (let visit = 0; visit < 3; visit++) failing.push(await browser.visit().catch(String));
      await vm.pass(LATER_S);
      const told = await words(kiosk).catch(String);
      const mounted = await vm.ssh('grep " / " /proc/mounts');
      await vm.failingWrites(false);
      const before = vm.ticks.restarts;
      // A file system that gave up can't be left in order.
      await vm.qmp.ask('system_reset');
      await vm.until('it starts again', 180, async () => (vm.ticks.restarts > before ? true : null));
      await kiosk.page('card-errors');
      const ready = await kiosk.ready();
      const there = (await kiosk.sql('select id from visits order by seq')) as unknown[];
      assert.deepEqual(there.slice(0, answered.length), answered);
      return `failing: ${failing.map((text) => text.slice(0, 200)).join(', ')}; ${told}; ${mounted.split('\n').at(-1)}; after a reset ${ready}, ${answered.length} of ${answered.length} visits there`;
    },
  },
};
