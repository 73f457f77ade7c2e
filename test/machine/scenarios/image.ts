import assert from 'node:assert/strict';
import { ScreenPairing } from '../../../edge-server/contract/index.ts';
import type { Kiosk } from '../kiosk.ts';
import { COOKIES_S } from './power-on.ts';
import type { Scenarios } from './scenario.ts';

const START_S = 600;
const ORIGIN = 'https://kf99.local';
/** Of the 8 GB card, without the system. */
const LEAST_DATA_MB = 4000;

/** What the machine's own page is told, over its own connection. */
async function asked(kiosk: Kiosk): Promise<ScreenPairing> {
  const said = await kiosk.vm.ssh(
    `curl --silent --fail --request POST --header 'origin: ${ORIGIN}' ${ORIGIN}/api/kiosk/pairing`,
  );
  return ScreenPairing.parse(JSON.parse(said));
}

export const IMAGE: Scenarios = {
  'card-image': {
    expected:
      'a card image starts by UEFI as it was written: its own screen says where the first admin is set up, nothing is written to its system, its data partition grows to the whole card; after the power went what was stored is there',
    boot: { card: true },
    async play(kiosk) {
      const { vm } = kiosk;
      kiosk.origin = ORIGIN;
      await kiosk.board.plug();
      await vm.until('ssh answers', START_S, () => vm.ssh('true'));
      await vm.ssh("echo 'cacert = /etc/kf99-kiosk-ca.pem' > /root/.curlrc");
      await vm.until('the server answers', START_S, () =>
        vm.ssh(`curl --silent --fail ${ORIGIN}/api/health`),
      );
      await kiosk.page('card-image');
      const first = await asked(kiosk);
      assert.ok(first.state === 'shown' && first.set_up?.why === 'ready', JSON.stringify(first));
      const mounts = await vm.ssh(
        'findmnt --noheadings --output FSTYPE / ; findmnt --noheadings --output OPTIONS /media/root-ro',
      );
      assert.match(mounts, /^overlay\nro\b/);
      const data = Number(await vm.ssh('df --output=size --block-size=1M /media/root-rw | tail -n 1'));
      assert.ok(data > LEAST_DATA_MB, `${data} MB of data partition`);
      const failed = await vm.ssh('systemctl --failed --plain --no-legend');
      assert.equal(failed, '');
      // As `install.sh --thermometer` is typed for a clone, and the code of the screen on the admin page.
      await vm.ssh('/opt/kf99/deploy/kiosk/install.sh --thermometer /dev/ttyUSB0');
      await vm.ssh(`/opt/kf99/deploy/kiosk/install.sh --pair "$(kf99 pair)"`);
      const ready = await kiosk.ready();
      await kiosk.page('card-image-paired');
      const browser = await kiosk.browser();
      assert.equal(await browser.visit(), 'deny');
      await vm.pass(COOKIES_S);
      const before = vm.ticks.restarts;
      await vm.qmp.ask('system_reset');
      await vm.until('it starts again', START_S, async () => (vm.ticks.restarts > before ? true : null));
      await kiosk.page('card-image-again');
      const again = await kiosk.ready();
      const [row] = (await kiosk.sql('select count(*) as visits from visits')) as { visits: number }[];
      assert.equal(row!.visits, 1);
      return `set up at ${first.set_up.address?.replace(/=.*/, '=…')}; data partition of ${data} MB; ${ready}; after a reset ${again}, ${row!.visits} visit there; ${await kiosk.units()}`;
    },
  },
};
