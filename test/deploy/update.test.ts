import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inSandbox, noSandbox } from './sandbox.ts';

/**
 * The installer of deploy/update on the dpkg and apt of a Debian, in a throw-away copy of it. Its packages are small ones
 * that stand for ours: `parts` is what the server of that version says, and it changes the store where it has `changes`.
 * The document, which `take-update` opens, is tried in test/edge-server/process/take-update.test.ts.
 */
const skip = noSandbox() ?? false;

/** A dozen packages are packed and installed: seconds on a quiet machine. */
const LIMIT_MS = 180_000;

const SET_UP = `
export KF99_UPDATER=/var/lib/kf99-update WAIT_S=0
mkdir -p /packages $KF99_UPDATER
: > /log
echo as-it-was > /store
# package VERSION PARTS [changes|broken]
package() {
  local tree=/packages/$1
  mkdir -p $tree/DEBIAN $tree/opt/kf99/node_modules/.bin
  printf 'Package: kf99\\nVersion: %s\\nArchitecture: all\\nMaintainer: test <test@localhost>\\nDescription: stands for ours\\n more of it\\n' "$1" > $tree/DEBIAN/control
  sed -i "s/^Architecture: all/Architecture: $(dpkg --print-architecture)/" $tree/DEBIAN/control
  printf '#!/bin/sh\\nset -e\\necho "postinst %s $1" >> /log\\n%s\\n' "$1" "$([ "\${3-}" = changes ] && echo 'echo changed > /store'; [ "\${3-}" = broken ] && echo 'exit 1'; :)" > $tree/DEBIAN/postinst
  chmod 755 $tree/DEBIAN/postinst
  echo "$1" > $tree/opt/kf99/version
  echo "$2" > $tree/opt/kf99/parts
  echo "only in $1" > $tree/opt/kf99/only-$1
  printf '#!/bin/sh\\n[ ! -e /next ] || cp "$(cat /next)" $KF99_UPDATER/new.deb\\ncat /plan\\n' > $tree/opt/kf99/node_modules/.bin/node
  chmod 750 $tree/opt/kf99/node_modules/.bin/node
  ln -sf parts $tree/opt/kf99/link
  dpkg-deb --root-owner-group --build $tree /packages/$1.deb > /dev/null
}
stub() { cat > /usr/local/bin/$1; chmod 755 /usr/local/bin/$1; }
stub curl <<'STUB'
#!/bin/sh
# The version before 2 can't read a store that a later one has changed.
version=$(cat /opt/kf99/version)
case $version in 0.1*) grep -q as-it-was /store || exit 7 ;; esac
jq --null-input --arg version "$version" --arg well "$(cat /opt/kf99/parts)" '{$version, parts:
  ([("store", "thermometer", "kiosk", "model", "sync") | {key: ., value: {open: true, status: (if inside($well) then "ok" elif . == "kiosk" then "off" else "down" end)}}] | from_entries)}'
STUB
stub kf99 <<'STUB'
#!/bin/sh
echo "kf99 $*" >> /log
if [ "$1" = restore ]; then echo as-it-was > /store; fi
STUB
stub systemctl <<'STUB'
#!/bin/sh
echo "systemctl $*" >> /log
STUB
tree() { (cd /opt/kf99 && find . -printf '%p %M %u %l\\n' | sort; find . -type f | sort | xargs sha256sum) ; }
run() {
  rm -f $KF99_UPDATER/outcome.json
  status=0
  /kf99/update/install > /said 2>&1 || status=$?
  echo "$1: $status $(jq --raw-output '"\\(.document) \\(.status) \\(.says)"' $KF99_UPDATER/outcome.json 2>/dev/null || echo untold), runs $(cat /opt/kf99/version), $(dpkg-query --show --showformat='\${db:Status-Status} \${Version}' kf99), left $(ls $KF99_UPDATER | xargs)"
  [ -z "\${SHOW-}" ] || cat /said
}
# named VERSION [DOWNGRADE]: what take-update says and leaves.
number=1
named() { number=$((number + 1)); echo "take $number $1 \${2-no}" > /plan; echo /packages/\${3-$1}.deb > /next; }
package 0.1.0 'store thermometer kiosk model'
dpkg --install /packages/0.1.0.deb > /dev/null
`;

/** What the script printed, a line each. */
function lines(script: string): string[] {
  const { status, out, err } = inSandbox(SET_UP + script, LIMIT_MS);
  assert.equal(status, 0, `${out}\n${err}`);
  return out.trim().split('\n');
}

test('a version that is well stays, one that is not goes back to every byte of the one before', {
  skip,
}, () => {
  const said = lines(`
echo nothing > /plan; run nothing
package 0.2.0 'store thermometer kiosk model'
named 0.2.0; run good
tree > /before
package 0.3.0 'store thermometer model'
named 0.3.0; run page-gone
tree | diff /before - && echo 'every byte'
package 0.4.0 'store thermometer kiosk model' broken
named 0.4.0; run postinst
tree | diff /before - && echo 'every byte'
cat $KF99_UPDATER/seen
`);
  assert.deepEqual(said, [
    'nothing: 0 untold, runs 0.1.0, installed 0.1.0, left ',
    'good: 0 2 installed , runs 0.2.0, installed 0.2.0, left outcome.json seen',
    'page-gone: 1 3 rolled_back with 0.3.0, kiosk did not become well within 0 s; 0.2.0 runs again., runs 0.2.0, installed 0.2.0, left outcome.json seen',
    'every byte',
    'postinst: 1 4 rolled_back 0.4.0 could not be installed; 0.2.0 runs again., runs 0.2.0, installed 0.2.0, left outcome.json seen',
    'every byte',
    '4',
  ]);
});

test('a store that the new version has changed is put back; what was not well before is not waited for', {
  skip,
}, () => {
  const said = lines(`
package 0.2.0 'thermometer kiosk model' changes
named 0.2.0; run changed
cat /store
grep -v postinst /log
package 0.1.1 'store model'
named 0.1.1; run fewer
package 0.1.2 'store model'
echo 'store model' > /opt/kf99/parts
named 0.1.2; run as-few
`);
  assert.deepEqual(said, [
    'changed: 1 2 rolled_back with 0.2.0, store did not become well within 0 s; 0.1.0 runs again, with the store as it was before the update., runs 0.1.0, installed 0.1.0, left outcome.json seen',
    'as-it-was',
    ...['kf99 backup before-update.sqlite', 'systemctl stop kf99.service'],
    ...['kf99 restore before-update.sqlite', 'systemctl start kf99.service'],
    'fewer: 1 3 rolled_back with 0.1.1, thermometer kiosk did not become well within 0 s; 0.1.0 runs again., runs 0.1.0, installed 0.1.0, left outcome.json seen',
    'as-few: 0 4 installed , runs 0.1.2, installed 0.1.2, left outcome.json seen',
  ]);
});

test('refused: an older one unless it was signed so, another version or product than was named', {
  skip,
}, () => {
  const said = lines(`
package 0.0.9 'store thermometer kiosk model'
named 0.0.9; run older
named 0.2.0 no 0.0.9; run other
echo 'refuse 9 the fleet has no package of it.' > /plan; rm /next; run refused
number=9; named 0.1.0; run same
named 0.0.9 yes; run downgrade
echo 'false' > /opt/kf99/node_modules/.bin/node; run unsigned
grep -c postinst /log
`);
  assert.deepEqual(said, [
    'older: 2 2 refused 0.0.9 is older than 0.1.0, which runs, and the document does not say that it may be (--downgrade)., runs 0.1.0, installed 0.1.0, left outcome.json seen',
    'other: 2 3 refused the package that is named 0.2.0 says that it is 0.0.9., runs 0.1.0, installed 0.1.0, left outcome.json seen',
    'refused: 2 9 refused the fleet has no package of it., runs 0.1.0, installed 0.1.0, left outcome.json seen',
    'same: 0 10 installed It ran already., runs 0.1.0, installed 0.1.0, left outcome.json seen',
    'downgrade: 0 11 installed , runs 0.0.9, installed 0.0.9, left outcome.json seen',
    'unsigned: 2 untold, runs 0.0.9, installed 0.0.9, left seen',
    '2',
  ]);
});

test('the power goes in the middle: what is half goes back, what is whole and well stays', { skip }, () => {
  const said = lines(`
tree > /before
package 0.2.0 'store thermometer kiosk model'
cut() { stub apt-get <<STUB
#!/bin/sh
dpkg --$1 $KF99_UPDATER/new.deb > /dev/null 2>&1
kill -9 \\$PPID
STUB
}
cut unpack; named 0.2.0; run half
rm /usr/local/bin/apt-get; run after-half
tree | diff /before - && echo 'every byte'
cut install; named 0.2.0; run whole
rm /usr/local/bin/apt-get; run after-whole
stub dpkg <<'STUB'
#!/bin/sh
case $1 in --install) kill -9 $PPID ;; *) exec /usr/bin/dpkg "$@" ;; esac
STUB
package 0.3.0 'store'
named 0.3.0; run back-cut
rm /usr/local/bin/dpkg; run after-back
`);
  assert.deepEqual(
    said.map((line) => line.replace(/left .*previous.*/, 'left the way back')),
    [
      'half: 137 untold, runs 0.2.0, unpacked 0.2.0, left the way back',
      'after-half: 1 2 rolled_back the machine went down while 0.2.0 was installed; 0.1.0 runs again., runs 0.1.0, installed 0.1.0, left outcome.json seen',
      'every byte',
      'whole: 137 untold, runs 0.2.0, installed 0.2.0, left the way back',
      'after-whole: 0 3 installed The machine went down meanwhile., runs 0.2.0, installed 0.2.0, left outcome.json seen',
      'back-cut: 137 untold, runs 0.3.0, installed 0.3.0, left the way back',
      'after-back: 1 4 rolled_back the machine went down while 0.3.0 was installed; 0.2.0 runs again., runs 0.2.0, installed 0.2.0, left outcome.json seen',
    ],
  );
});
