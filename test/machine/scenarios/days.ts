import assert from 'node:assert/strict';
import { join } from 'node:path';
import { TIMETABLE_DAYS } from '../../../edge-server/contract/index.ts';
import { CERTIFICATE_DAYS, type Certificate, makeCertificates } from '../certificates.ts';
import type { Kiosk } from '../kiosk.ts';
import { networkTime, serveTime } from '../network-time.ts';
import type { Scenarios } from './scenario.ts';

const NAME = 'kiosk.test';
const DAY = 86_400_000;
/** The default zone's: Seoul has no summer time. */
const ZONE = 9 * 3_600_000;
const OPEN = { from: 8 * 3_600_000, to: 20 * 3_600_000, hours: '08:00-20:00' };
const NIGHTS = 3;
/** ms before closing, midnight and opening at which time goes on as usual. */
const BEFORE = 20_000;
const CLOSED_S = 90;
/** The server looks at its certificate every minute, and for old visits every ten. */
const RENEWED_S = 90;
const RETENTION_S = 660;
/** Before the first evening, in which the name is set up. */
const SET_UP = 600_000;
const FILES = '/var/lib/kf99/tls';

async function installCertificate({ vm }: Kiosk, certificate: Certificate): Promise<void> {
  await vm.copy(join(vm.folder, `${certificate}.pem`), '/root/certificate.pem');
  await vm.ssh(`install -o kf99 -m 600 /root/certificate.pem ${FILES}/certificate.pem`);
}

/** As the installer's text says it: a name, a certificate by an authority of the site's own, and the screen by that name. */
async function serveByName(kiosk: Kiosk): Promise<void> {
  const { vm } = kiosk;
  makeCertificates(vm.folder, NAME);
  await vm.copy(join(vm.folder, 'authority.pem'), '/etc/kf99-kiosk-ca.pem');
  await vm.copy(join(vm.folder, 'key.pem'), '/root/key.pem');
  await vm.ssh(`install -d -o kf99 -m 700 ${FILES}
install -o kf99 -m 600 /root/key.pem ${FILES}/key.pem
echo 127.0.0.1 ${NAME} >> /etc/hosts
cat >> /etc/kf99.conf << 'END'
KF99_PORT=443
KF99_ORIGIN=https://${NAME}
KF99_TLS_CERT=${FILES}/certificate.pem
KF99_TLS_KEY=${FILES}/key.pem
END`);
  await installCertificate(kiosk, 'first');
  const timetable = JSON.stringify(Object.fromEntries(TIMETABLE_DAYS.map((day) => [day, OPEN.hours])));
  await kiosk.sql(
    `insert into settings (key, value) values ('openingHours', '${timetable}'), ('visitDays', '1')`,
  );
  kiosk.origin = `https://${NAME}`;
  await vm.ssh('echo cacert = /etc/kf99-kiosk-ca.pem >> /root/.curlrc; systemctl restart kf99');
  await kiosk.health('the server answers by its name', () => true);
  const script = '/opt/kf99/deploy/kiosk/install.sh';
  await vm.ssh(`${script} --no-packages --server https://${NAME}`);
  await vm.ssh(`${script} --pair "$(kf99 pair | grep --only-matching 'https:[^ ]*pair=[A-Za-z0-9_-]*')"`);
}

/** Lets so much time go by at once, as a night in which nothing happens. */
async function goOnAt(kiosk: Kiosk, time: number): Promise<void> {
  await serveTime(kiosk, time);
  await kiosk.vm.ssh(`date --set @${time / 1000}`);
}

async function visits(kiosk: Kiosk): Promise<number> {
  const [row] = (await kiosk.sql('select count(*) as visits from visits')) as { visits: number }[];
  return row!.visits;
}

export const DAYS: Scenarios = {
  days: {
    expected:
      'four days at https://kiosk.test: the page goes off and comes back each night, the renewed certificate is taken while the first is good and nobody notices when that ends, a visit leaves after its day, and nothing restarts',
    boot: { skipIdle: true },
    async play(kiosk) {
      const { vm } = kiosk;
      await kiosk.board.plug();
      await kiosk.page('page');
      // The first whole day of Seoul after the certificates begin.
      const today = Math.floor((Date.now() + ZONE) / DAY + 1) * DAY - ZONE;
      await networkTime(kiosk, today + OPEN.to - SET_UP);
      await serveByName(kiosk);
      await kiosk.ready();
      const browser = await kiosk.browser();
      const seen: string[] = [];
      for (let night = 0; night < NIGHTS; night++) {
        const midnight = today + (night + 1) * DAY;
        assert.equal(await browser.visit(), 'deny');
        if (night === 1) {
          await installCertificate(kiosk, 'renewed');
          await vm.until('the renewed certificate is served', RENEWED_S, async () => {
            const said = await vm.ssh(
              `curl --verbose --silent --output /dev/null https://${NAME}/ 2>&1 | grep 'expire date'`,
            );
            return Date.parse(said.split('date: ')[1]!) - Date.now() > 30 * DAY ? true : null;
          });
        }
        await goOnAt(kiosk, midnight - DAY + OPEN.to - BEFORE);
        await vm.until('the site has closed', CLOSED_S, async () =>
          (await vm.ssh('systemctl is-active kf99-kiosk || true')) === 'inactive' ? true : null,
        );
        // A cloud that has taken them.
        await kiosk.sql('delete from outbox');
        await goOnAt(kiosk, midnight - BEFORE);
        await vm.pass(RETENTION_S);
        assert.equal(await visits(kiosk), 1, 'a visit is kept for a day');
        await goOnAt(kiosk, midnight + OPEN.from - BEFORE);
        await kiosk.page(`morning-${night + 1}`);
        await kiosk.ready();
        const on = await vm.ssh('TZ=Asia/Seoul date "+%d %T"');
        seen.push(`page and camera by ${on}`);
      }
      const end = Number(await vm.ssh('date --utc +%s%3N'));
      assert.ok(end - Date.now() > CERTIFICATE_DAYS.first * DAY, 'the first certificate has not ended');
      assert.equal(vm.ticks.restarts, 0);
      return `${seen.join('; ')}; ${await kiosk.units()}`;
    },
  },
};
