import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { makePackage } from '../../deploy/package/make.ts';
import { fetchModules } from '../../deploy/package/modules.ts';
import { BoardOutside } from '../container/board.ts';
import { recording } from '../harness/index.ts';
import { boot } from './machine.ts';
import { noBoot } from './root.ts';

/**
 * What a person does after the first boot of a Debian 13: the package, by apt, with no network. Then a masked visitor
 * stands before the camera and the thermometer. The camera is Chromium's, fed from a file; the Arduino is simulated
 * outside, and its serial port is the machine's /dev/ttyACM0.
 */
const reason = noBoot() ?? (process.arch === 'x64' ? null : 'the package is built for a PC here');
const folder = mkdtempSync(join(tmpdir(), 'kf99-boot-package-'));
const path = (name: string) => join(folder, name);
const board = new BoardOutside(folder);
let deb = '';
before(async () => {
  if (reason !== null) return;
  fetchModules('amd64', path('modules'));
  const pages = join(import.meta.dirname, '../../dist/web');
  deb = makePackage({
    architecture: 'amd64',
    version: '0.1.0',
    modules: path('modules'),
    pages,
    out: folder,
  });
  rmSync(path('modules'), { recursive: true });
  copyFileSync(await recording('masked-surgical'), path('camera.mjpeg'));
  // The browser and apt's own user read it.
  chmodSync(folder, 0o755);
  await board.plug();
});
after(async () => {
  await board.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Visit {
  verdict: string;
  mask: string;
  estimate_c: number;
}

/** By a clinical thermometer, as test/container does it. */
const CALIBRATION = `insert into calibrations (at, author, reference, reference_c, measured_c, readings, spread_c,
  offset_before, offset_after, thermometer, simulated)
  values ('2026-01-01T00:00:00.000Z', 'test', 'clinical', 36.57, 34.12, 20, 0.1, 2.45, 2.45, 'serial', 0)`;

const script = () => `
set -u
cd /package
mkdir -p /etc/chromium.d
echo 'export CHROMIUM_FLAGS="$CHROMIUM_FLAGS --use-fake-device-for-media-stream --use-file-for-fake-video-capture=/package/camera.mjpeg"' > /etc/chromium.d/camera
snapshot() { find /etc /opt /usr /var/lib -xdev \\( -path '/etc/*-' -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/lib/systemd \\) -prune -o -print | sort > "$1"; }
health() { curl --silent --max-time 5 http://127.0.0.1:8080/api/health | jq --exit-status --raw-output "$1"; }
until_well() { for try in $(seq 180); do health "$2" > /dev/null && echo "$1: yes" && return; sleep 0.5; done; echo "$1: no"; }
units() { systemctl show kf99 kf99-kiosk kf99-watch --property Id,ActiveState,UnitFileState,NRestarts | xargs; }
node=/opt/kf99/node_modules/.bin/node
visits() { $node --eval "console.log(JSON.stringify(new (require('node:sqlite').DatabaseSync)('/var/lib/kf99/kf99.sqlite', { readOnly: true }).prepare('select id, verdict, mask, estimate_c from visits order by seq').all()))"; }
profile() { stat --format %i /var/lib/kf99-kiosk/profile; }

snapshot /tmp/before
apt-get install --yes ./${basename(deb)} > /out/apt 2>&1 && echo installed
# It is a real thermometer to the server: staff calibrate it, and until then it decides on nobody.
until_well store '.parts.store.visits >= 0'
$node --eval "new (require('node:sqlite').DatabaseSync)('/var/lib/kf99/kf99.sqlite').exec(process.argv[1])" "${CALIBRATION}"
until_well page '.parts.kiosk.last_seen_ms | . != null and . < 5000'
until_well thermometer '.parts.thermometer.state == "live"'
for try in $(seq 180); do visits | grep --quiet '"verdict":"pass"' && echo 'visit: yes' && break; sleep 0.5; done
runuser -u kf99-kiosk -- env XDG_RUNTIME_DIR=/run/user/$(id -u kf99-kiosk) WAYLAND_DISPLAY=wayland-0 grim -t png - > /out/visit.png
units
visits | tee /tmp/visits > /out/visits
kf99 doctor > /out/doctor 2>&1; echo "doctor: $?"
kf99 reset-admin | grep --only-matching 'http://127.0.0.1:8080/admin/#setup='
dpkg --verify kf99 | grep --invert-match /usr/share/doc/ | sed 's/^/damaged: /'

profile=$(profile)
dpkg --install ./${basename(deb)} >> /out/apt 2>&1 && echo upgraded
until_well server '.parts.store.visits > 0'
visits > /tmp/later && [ "$(head --bytes $(($(stat --format %s /tmp/visits) - 2)) /tmp/later)" = "$(head --bytes -2 /tmp/visits)" ] && echo 'visits: kept'
[ "$(profile)" = "$profile" ] && echo 'profile: kept'

apt-get remove --yes kf99 > /out/removed 2>&1 && echo removed
apt-get install --yes ./${basename(deb)} >> /out/apt 2>&1 && units
apt-get purge --yes kf99 >> /out/removed 2>&1 && echo purged
grep /var/lib/kf99 /out/removed
snapshot /tmp/after; diff /tmp/before /tmp/after | grep '^[<>]' > /out/left
stat --format 'data: %U %a' /var/lib/kf99
getent passwd kf99 kf99-kiosk || echo 'users: none'
`;

test('one command on Debian 13: server and page come up, a visitor is let in, an upgrade keeps, a purge leaves the data', {
  skip: reason ?? false,
}, async () => {
  board.visitor(true);
  const port = realpathSync(path('ttyACM0'));
  const options = ['--private-network', `--bind=${port}:/dev/ttyACM0`, `--bind-ro=${folder}:/package`];
  const { out, file, remove } = await boot('trixie', script(), options);
  try {
    const { KF99_BOOT_PICTURES: keep } = process.env;
    if (keep) {
      mkdirSync(keep, { recursive: true });
      writeFileSync(join(keep, 'package.png'), file('visit.png'));
    }
    const said = ['apt', 'removed', 'doctor', 'journal'].map((name) => file(name).toString().slice(-4000));
    const all = [out, ...said].join('\n');
    const units = 'kf99|kf99-kiosk|kf99-watch'
      .split('|')
      .map((name) => `NRestarts=0 Id=${name}.service ActiveState=active UnitFileState=enabled`)
      .join(' ');
    for (const line of [
      ...['installed', 'page: yes', 'thermometer: yes', 'visit: yes', 'doctor: 0', 'upgraded', 'server: yes'],
      ...['visits: kept', 'profile: kept', 'removed', 'purged', 'data: root 700', 'users: none'],
      'http://127.0.0.1:8080/admin/#setup=',
    ]) {
      assert.ok(out.split('\n').includes(line), `${line}: missing in\n${all}`);
    }
    assert.equal(out.split(units).length - 1, 2, all);
    assert.doesNotMatch(out, /^damaged: /m);
    assert.match(out, /visits and settings are still in \/var\/lib\/kf99, for root alone/);
    const left = file('left').toString().trim().split('\n');
    assert.deepEqual(
      left.filter((line) => !/^> \/var\/lib\/kf99(\/|$)/.test(line)),
      [],
    );
    const visits = JSON.parse(file('visits').toString()) as Visit[];
    const passed = visits.find(({ verdict }) => verdict === 'pass');
    assert.equal(passed?.mask, 'mask', JSON.stringify(visits));
    assert.ok(passed.estimate_c > 34 && passed.estimate_c < 38, JSON.stringify(visits));
    const { entropy } = await sharp(file('visit.png')).stats();
    assert.ok(entropy > 0.5, 'a screen of one colour');
  } finally {
    remove();
  }
});
