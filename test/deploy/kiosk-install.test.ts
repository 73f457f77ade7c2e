import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inSandbox, noSandbox } from './sandbox.ts';

const skip = noSandbox() ?? false;

/** All that a set-up could touch: names, modes, owners, sizes, links; and what is in the files of /etc. */
const SNAPSHOT = `snapshot() {
  find /etc /usr/local /var/lib -xdev -path '/etc/*-' -prune -o -printf '%p %m %U:%G %l %y\\n' | sort > "$1"
  find /etc -xdev -path '/etc/*-' -prune -o -type f -print0 | sort -z | xargs -0 sha256sum >> "$1"
}
run() { /kf99/kiosk/install.sh --no-packages "$@"; }
`;

function play(script: string) {
  const { status, out, err } = inSandbox(SNAPSHOT + script);
  assert.equal(status, 0, `${out}\n${err}`);
  return out;
}

test('a dry run tells every file and changes nothing', { skip }, () => {
  const out = play('snapshot /tmp/a; run --dry-run; snapshot /tmp/b; diff /tmp/a /tmp/b');
  for (const path of [
    '/etc/systemd/system/kf99-kiosk.service',
    '/etc/chromium/policies/managed/kf99-kiosk.json',
    '/etc/kf99-kiosk.conf',
    '/usr/local/lib/kf99/watch',
  ]) {
    assert.ok(out.includes(`would write ${path}\n`), out);
  }
  assert.match(out, /would make the user kf99-kiosk\n/);
  assert.match(out, /nothing was changed\n$/);
});

test('a second install changes nothing, other options what they are about, an uninstall puts all back', {
  skip,
}, () => {
  const out = play(`
    mkdir -p /etc/udev/rules.d /etc/chromium
    echo mine > /etc/udev/rules.d/70-kf99-thermometer.rules
    chmod 600 /etc/udev/rules.d/70-kf99-thermometer.rules
    echo mine > /etc/kf99-kiosk.conf
    snapshot /tmp/before
    run > /tmp/first
    snapshot /tmp/installed
    echo "== again"; run
    snapshot /tmp/again; diff /tmp/installed /tmp/again
    echo "== other"; run --server https://kiosk.example.org | sort
    grep -h example.org /etc/kf99-kiosk.conf /etc/chromium/policies/managed/kf99-kiosk.json
    echo "== rights"; stat -c '%U %a %n' /usr/local/lib/kf99/watch /etc/kf99-kiosk.conf
    id -Gn kf99-kiosk
    ls /etc/systemd/system/multi-user.target.wants | grep kf99
    echo "== dry"; run --dry-run --server https://kiosk.example.org
    run --uninstall > /tmp/undone
    snapshot /tmp/after; diff /tmp/before /tmp/after
    cat /etc/kf99-kiosk.conf
  `);
  const [, again, other, rights, dry] = out.split(/^== \w+\n/m);
  assert.match(again!, /^everything was as it should be\n/);
  assert.deepEqual(other!.match(/^wrote .*$/gm), [
    'wrote /etc/chromium/policies/managed/kf99-kiosk.json',
    'wrote /etc/kf99-kiosk.conf',
  ]);
  assert.equal(other!.match(/example\.org/g)?.length, 3, 'the server, its camera, its pages');
  assert.match(rights!, /^root 755 .*watch\nroot 644 /);
  for (const group of ['video', 'render', 'input', 'audio']) assert.ok(rights!.includes(group), rights!);
  assert.match(rights!, /kf99-kiosk\.service\nkf99-watch\.service/);
  assert.match(dry!, /^nothing was changed\nmine\n$/);
});

/** What udev would say of two sticks; without a serial number only the socket tells them apart. */
const UDEV = `
  cat > /usr/local/bin/udevadm <<'SH'
#!/bin/sh
case "$*" in
  *ttyUSB77) printf 'ID_VENDOR_ID=1a86\\nID_MODEL_ID=7523\\nID_MODEL=USB_Serial\\nID_PATH=platform-xhci-usb-0:1.2:1.0\\n' ;;
  *ttyUSB78) printf 'ID_VENDOR_ID=10c4\\nID_MODEL_ID=ea60\\nID_SERIAL_SHORT=00"0[1]\\nID_PATH=platform-xhci-usb-0:1.3:1.0\\n' ;;
  *ttyACM77) printf 'ID_VENDOR_ID=2341\\nID_MODEL_ID=0043\\n' ;;
esac
SH
  chmod +x /usr/local/bin/udevadm
  mount -t tmpfs tmpfs /dev; ln -s /proc/self/fd /dev/fd
  for name in null ttyUSB77 ttyUSB78 ttyACM77; do mknod -m 666 "/dev/$name" c 1 3; done
  rule=/etc/udev/rules.d/70-kf99-thermometer.rules
`;

/** Notes what is in the files that were written whenever the disk has been told to keep them. */
const KEPT = `
  cat > /usr/local/bin/sync <<'SH'
#!/bin/sh
/bin/sync "$@"
case $1 in --file-system) (cd / && xargs sha256sum < /var/lib/kf99-install/files > /tmp/kept) ;; esac
SH
  chmod +x /usr/local/bin/sync
  kept() { (cd / && xargs sha256sum < /var/lib/kf99-install/files | diff - /tmp/kept) && wc -l < /tmp/kept; rm /tmp/kept; }
`;

test('the power may go when the page has come up: all that was written is on the disk by then', {
  skip,
}, () => {
  const out = play(`${KEPT}${UDEV}
    run > /tmp/first; kept
    run --thermometer /dev/ttyUSB77 > /tmp/second; kept
  `);
  const [installed, chosen] = out.trim().split('\n').map(Number);
  assert.ok(installed! > 10, out);
  assert.equal(chosen, installed! + 1);
});

test('the thermometer’s port is chosen by a person: by serial number or socket, and put back', {
  skip,
}, () => {
  const out = play(`${UDEV}
    snapshot /tmp/before
    run; [ -e $rule ] || echo 'no rule by itself'
    run --thermometer /dev/ttyUSB77; grep -v '^#' $rule
    run --thermometer /dev/ttyUSB78; grep -v '^#' $rule
    run | grep 'may be a clone' || echo 'asked once'
    run --thermometer /dev/ttyUSB79 2>&1 || echo refused
    run --uninstall > /tmp/undone
    snapshot /tmp/after; diff /tmp/before /tmp/after
  `);
  assert.match(
    out,
    /may be a clone.*\n\/dev\/ttyUSB77 \(.*USB_Serial\)\n\/dev\/ttyUSB78 .*\n.*--thermometer PORT\n/,
  );
  assert.doesNotMatch(out, /ttyACM77/, 'an Arduino says so itself');
  assert.match(out, /no rule by itself/);
  assert.match(
    out,
    /^SUBSYSTEM=="tty", ENV\{ID_VENDOR_ID\}=="1a86", .*ENV\{ID_PATH\}=="platform-xhci-usb-0:1\.2:1\.0", SYMLINK/m,
  );
  assert.match(
    out,
    /^SUBSYSTEM=="tty", .*ENV\{ID_SERIAL_SHORT\}=="00\?0\?1\?", SYMLINK\+="kf99-thermometer", ENV\{ID_MM_DEVICE_IGNORE\}="1", ENV\{ID_MM_PORT_IGNORE\}="1"$/m,
  );
  assert.match(out, /asked once/);
  assert.match(out, /no such port now.*\nrefused/);
});

test('an authority of the site’s own is in the browser’s policy once its file is there, each certificate of it', {
  skip,
}, () => {
  const out = play(`
    run > /tmp/first; grep -h CACertificates /etc/chromium/policies/managed/kf99-kiosk.json
    one() { printf -- '-----BEGIN CERTIFICATE-----\\r\\nAB+/\\r\\n%s\\r\\n-----END CERTIFICATE-----\\r\\n' "$1"; }
    { one 'CD=='; echo 'a word between'; one EF; } > /etc/kf99-kiosk-ca.pem
    run; grep -h CACertificates /etc/chromium/policies/managed/kf99-kiosk.json
    run --uninstall > /tmp/undone; ls /etc/kf99-kiosk-ca.pem
  `);
  assert.deepEqual(out.match(/^( {2}"|wrote |\/etc).*$/gm), [
    '  "CACertificates": [],',
    'wrote /etc/chromium/policies/managed/kf99-kiosk.json',
    '  "CACertificates": ["AB+/CD==", "AB+/EF"],',
    '/etc/kf99-kiosk-ca.pem',
  ]);
});

test('groups that udev would have brought go again with the user, and only those', { skip }, () => {
  const out = play(`
    getent group render && groupdel render
    getent group input || groupadd --system input
    run > /tmp/first; id -Gn kf99-kiosk
    run --uninstall > /tmp/undone
    getent group render || echo 'no render'; getent group input
  `);
  assert.match(out, /kf99-kiosk.* render/);
  assert.match(out, /no render\ninput:/);
});

test('a set-up that stopped half-way is finished by the next, and undone', { skip }, () => {
  play(`
    snapshot /tmp/before
    # The disk is full when the fourth file is written.
    mkdir /tmp/bin; printf '#!/bin/sh\\n[ -e /usr/local/lib/kf99 ] && exit 1\\nexec /usr/bin/mv "$@"\\n' > /tmp/bin/mv
    chmod +x /tmp/bin/mv
    if PATH=/tmp/bin:$PATH run; then exit 9; fi
    run
    run --uninstall
    snapshot /tmp/after; diff /tmp/before /tmp/after
  `);
});

test('the units are right in the eyes of systemd', { skip }, () => {
  const out = play(`
    run > /tmp/first
    printf '#!/bin/sh\\n' > /usr/bin/cage; chmod +x /usr/bin/cage
    if ! command -v systemd-analyze > /tmp/there; then echo 'no systemd-analyze'; exit 0; fi
    systemd-analyze verify --man=no kf99-kiosk.service kf99-watch.service 2>&1 | grep kf99 || true
  `);
  assert.doesNotMatch(out, /kf99-(kiosk|watch)\.service:/, out);
});

test('pairing: the address is taken out of the sentence, for the kiosk’s user only, and of this server only', {
  skip,
}, () => {
  const out = play(`
    run > /tmp/first
    run --pair 'Within 15 minutes open http://127.0.0.1:8080/?pair=abc_D-1 in the browser.'
    cat /var/lib/kf99-kiosk/pair; stat -c '%U %a' /var/lib/kf99-kiosk/pair
    run --pair 'http://evil.example.org/?pair=abc' 2>&1 || echo refused
  `);
  assert.match(out, /^http:\/\/127\.0\.0\.1:8080\/\?pair=abc_D-1\nkf99-kiosk 600\n/m);
  assert.match(out, /this kiosk's server is another.*\nrefused\n$/);
});

test('what can’t be a kiosk is refused in a sentence', { skip }, () => {
  const out = play(`
    run --server ftp://x 2>&1 || true
    run --server http://192.0.2.1:8080 2>&1 || true
    run --camera csi 2>&1 || true
    run --uninstall 2>&1 || true
    ln -s /dev/null /etc/systemd/system/display-manager.service
    run 2>&1 || true
    rm /etc/systemd/system/display-manager.service
    ln -s /dev/null /etc/systemd/system/kf99-watch.service
    run 2>&1 || true
    [ -e /etc/kf99-kiosk.conf ] && echo 'set up half-way'
    printf '#!/bin/sh\\necho armhf\\n' > /usr/local/bin/dpkg; chmod +x /usr/local/bin/dpkg
    run 2>&1 || true
  `);
  for (const word of [
    'without a path',
    'https pages only',
    'no option --camera',
    'kf99-watch.service is masked',
    'nothing of it',
    'a desktop',
    '64-bit',
  ]) {
    assert.ok(out.includes(word), `${word}: ${out}`);
  }
  assert.doesNotMatch(out, /half-way/);
});
