import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Health } from '../../../edge-server/contract/index.ts';
import { TROUBLE } from './power-on.ts';
import type { Scenarios } from './scenario.ts';

/** A worn card: bytes and commands a second, for the system's services and for the session each. */
const SLOW = { bytes: '5M', commands: 200 };
/** The page from such a card; the watch gives a first page as long. */
const SLOW_START_S = 600;
const LATER_S = 10;

/** What staff read: the parts of health that are not well. */
function words(parts: Health['parts']): string {
  const unwell = Object.entries(parts)
    .filter(([, { status }]) => status === 'down' || status === 'degraded')
    .map(([name, { detail }]) => `${name}: ${detail}`);
  return unwell.join('; ');
}

export const CARD: Scenarios = {
  'full-disk': {
    expected:
      'not a byte is free: no verdict is answered that is not kept, staff are told; with room again all is as before',
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
      const told = words(await kiosk.health('the server answers', () => true));
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
      await kiosk.page('slow-card', SLOW_START_S);
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
      'every write fails, and with the first the kernel gives the file system up, reading too: no verdict is answered that is not kept, the page says that the server is away; with a card that writes again and a reset all comes up, nothing that was answered is lost',
    async play(kiosk) {
      const { vm } = kiosk;
      const browser = await kiosk.browser();
      assert.equal(await browser.visit(), 'deny');
      const answered = (await kiosk.sql('select id from visits order by seq')) as unknown[];
      // The kernel gives the file system up with its first failed write: no file can be opened any more, and no program
      // started. Who is there already sees what goes on.
      await vm.copy(join(import.meta.dirname, '../inside/look.pl'), '/root/look.pl');
      const { port } = new URL(kiosk.origin);
      const look = vm.ssh(`perl /root/look.pl ${port} /root/jar '${browser.body}' ${LATER_S}`);
      // It is waited for below; what goes wrong before then is no reason to leave the machine behind.
      look.catch(() => undefined);
      await vm.pass(LATER_S / 2);
      await vm.failingWrites(true);
      const lines = (await look).split('\n');
      const answers = lines.slice(1, -2);
      assert.equal(answers.length, 3, lines.join('\n'));
      assert.ok(!answers.some((answer) => answer.includes('"verdict"')), answers.join('\n'));
      const health = lines.at(-2)!;
      const told = health.startsWith('{') ? words(Health.parse(JSON.parse(health)).parts) : health;
      await kiosk.ground('card-failed', TROUBLE);
      await vm.failingWrites(false);
      const before = vm.ticks.restarts;
      // A file system that gave up can't be left in order.
      await vm.qmp.ask('system_reset');
      await vm.until('it starts again', 180, async () => (vm.ticks.restarts > before ? true : null));
      await kiosk.page('card-errors');
      const ready = await kiosk.ready();
      const there = (await kiosk.sql('select id from visits order by seq')) as unknown[];
      assert.deepEqual(there.slice(0, answered.length), answered);
      return `failing: ${answers.map((text) => /"title":"([^"]*)/.exec(text)?.[1] ?? text).join(', ')}; then ${told}; ${lines.at(-1)}; after a reset ${ready}, ${answered.length} of ${answered.length} visits there`;
    },
  },
};
