import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makePackage } from '../../deploy/package/make.ts';
import { fetchModules } from '../../deploy/package/modules.ts';
import { signDocument } from '../../edge-server/settings/document.ts';
import { boot } from './machine.ts';
import { noBoot } from './root.ts';

/**
 * A version that the fleet names, on a booted Debian 13 with the real package, units and server: what the sync worker
 * would have pulled is put into the store, and the rest happens by itself, twice: a good version, and one whose server does
 * not start. There is no screen: a browser would only make it slow. Three minutes, so outside CI, as root:
 * `node --test test/boot/update.long.ts`.
 */
const reason = noBoot() ?? (process.arch === 'x64' ? null : 'the package is built for a PC here');
const folder = mkdtempSync(join(tmpdir(), 'kf99-boot-update-'));
const path = (name: string) => join(folder, name);
const keys = generateKeyPairSync('ed25519');
const deb = (version: string) => `kf99_${version}_amd64.deb`;

before(() => {
  if (reason !== null) return;
  fetchModules('amd64', path('modules'));
  const pages = join(import.meta.dirname, '../../dist/web');
  makePackage({ architecture: 'amd64', version: '0.1.0', modules: path('modules'), pages, out: folder });
  rmSync(path('modules'), { recursive: true });
  shell('dpkg-deb', '--raw-extract', path(deb('0.1.0')), path('tree'));
  // Those of another version, without a second build.
  derive('0.1.0', '0.2.0');
  writeFileSync(path('tree/opt/kf99/edge-server/main.ts'), 'process.exit(1);\n');
  derive('0.2.0', '0.3.0');
  rmSync(path('tree'), { recursive: true });
  writeFileSync(path('fleet.pub'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
  chmodSync(folder, 0o755);
});
after(() => rmSync(folder, { recursive: true, force: true }));

function shell(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 120_000 });
  assert.equal(status, 0, stderr);
}

/** A package of `tree`, and the signed document that names it. */
function derive(from: string, to: string): void {
  for (const name of ['tree/DEBIAN/control', 'tree/opt/kf99/package.json']) {
    writeFileSync(path(name), readFileSync(path(name), 'utf8').replace(from, to));
  }
  shell('dpkg-deb', '--root-owner-group', '-Zgzip', '-z1', '--build', path('tree'), path(deb(to)));
  const file = readFileSync(path(deb(to)));
  const amd64 = { sha256: createHash('sha256').update(file).digest('hex'), bytes: file.length };
  const software = { version: to, packages: { arm64: null, amd64 }, downgrade: false };
  const document = { version: Number(to.split('.')[1]), kiosks: null, settings: {}, model: null, software };
  writeFileSync(path(`${to}.json`), JSON.stringify(signDocument(document, keys.privateKey)));
}

const LEAVE = `const database = new (require('node:sqlite').DatabaseSync)('/var/lib/kf99/kf99.sqlite', { timeout: 5000 });
database.prepare("insert into meta (key, value) values ('fleet_document', ?) on conflict (key) do update set value = excluded.value")
  .run(require('node:fs').readFileSync(process.argv[1], 'utf8'));`;

const SCRIPT = `
set -u
node=/opt/kf99/node_modules/.bin/node
health() { curl --silent --max-time 5 http://127.0.0.1:8080/api/health | jq --raw-output "$1"; }
leave() { $node --eval "$(cat /out/leave)" "/package/$1.json"; }
until_is() { for try in $(seq 500); do [ "$(health "$2")" = "$1" ] && echo "yes: $1" && return; sleep 0.5; done; echo "no: $1, but $(health "$2")"; return 1; }
tree() { (cd /opt/kf99 && find . -type f | sort | xargs --delimiter='\\n' sha256sum; find . -printf '%p %M %u %l\\n' | sort) | sha256sum; }
install --mode=644 /package/fleet.pub /etc/kf99-fleet.pub
# A machine without a network has no time server, and quiet hours go by a clock that is set.
install --directory --owner=nobody /run/systemd/timesync && touch /run/systemd/timesync/synchronized
echo '{"quietHours": "00:00-24:00"}' > /etc/kf99-settings.json
printf '%s\\n' KF99_SOFTWARE=/package KF99_FLEET_KEY=/etc/kf99-fleet.pub KF99_SETTINGS=/etc/kf99-settings.json > /etc/kf99.conf
mkdir /etc/systemd/system/kf99-update.service.d
printf '[Service]\\nEnvironment=WAIT_S=30\\n' > /etc/systemd/system/kf99-update.service.d/wait.conf
systemctl mask --quiet kf99-kiosk.service 2> /dev/null
apt-get install --yes /package/${deb('0.1.0')} > /out/apt 2>&1 && echo installed
until_is 0.1.0 .version
kiosk=$(health .kiosk_id)
systemctl show kf99-update.path kf99-update.service --property Id,ActiveState,UnitFileState | xargs

updates() {
  leave 0.2.0
  until_is 'installed 0.2.0' '"\\(.parts.software.state) \\(.version)"' || return
  tree > /tmp/before
  leave 0.3.0
  until_is 'rolled_back 0.2.0' '"\\(.parts.software.state) \\(.version)"' || return
  health .parts.software.detail
  until_is true '.parts.alarms.codes | contains(["update_failed"])'
  tree | cmp - /tmp/before && echo 'every byte'
  [ "$(health .kiosk_id)" = "$kiosk" ] && echo 'the same kiosk'
}
updates
ls /var/lib/kf99-update /var/lib/kf99/updates | xargs
journalctl --unit kf99-update --output cat --no-pager > /out/update
health .parts > /out/parts
`;

test('a version that the fleet names is installed in quiet hours, and one that does not start is taken back', {
  skip: reason ?? false,
}, async () => {
  writeFileSync(path('leave'), LEAVE);
  const script = `cp /package/leave /out/leave\n${SCRIPT}`;
  const { out, file, remove } = await boot(
    'trixie',
    script,
    ['--private-network', `--bind-ro=${folder}:/package`],
    600,
  );
  try {
    const said = ['apt', 'update', 'parts', 'journal'].map((name) => file(name).toString().slice(-5000));
    assert.deepEqual(
      out
        .trim()
        .split('\n')
        .filter((line) => line !== 'Powering off.'),
      [
        'installed',
        'yes: 0.1.0',
        'Id=kf99-update.path ActiveState=active UnitFileState=enabled Id=kf99-update.service ActiveState=inactive UnitFileState=static',
        'yes: installed 0.2.0',
        'yes: rolled_back 0.2.0',
        'with 0.3.0, server did not become well within 30 s; 0.2.0 runs again.',
        'yes: true',
        'every byte',
        'the same kiosk',
        '/var/lib/kf99-update: outcome.json seen /var/lib/kf99/updates:',
      ],
      [out, ...said].join('\n'),
    );
  } finally {
    remove();
  }
});
