import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';

const LIB = join(import.meta.dirname, '../../deploy/kiosk/files/usr/local/lib/kf99');
const skip = spawnSync('jq', ['--version']).status === 0 ? false : 'jq is not installed';

/** What the server says of the page at one look, or that it does not answer, or has a certificate of a stranger. */
type Look =
  | { open: boolean; seen: number | null; screen?: 'disconnected'; restart?: string }
  | 'away'
  | 'stranger'
  /** Away, and the network sets the wall clock by so many seconds. */
  | `away step ${number}`;
const well: Look = { open: true, seen: 3000.5 };
const silent: Look = { open: true, seen: 90_000 };
const never: Look = { open: true, seen: null };
const unseen: Look = { ...silent, screen: 'disconnected' };
const closed: Look = { open: false, seen: 90_000 };
const times = (n: number, look: Look) => Array<Look>(n).fill(look);

/**
 * The machine: clocks that sleeping moves, and the wall clock by a step, a server that says what it was told to, and a service manager, which
 * runs the part that is root as soon as the watch asks for something.
 */
const FAKE = `#!/bin/sh
cd "$FAKE"
case "$(basename "$0")" in
  date) cat clock ;;
  sleep) "$ACT" || exit 9
    for name in clock uptime; do echo $(($(cat $name) + $1 * PACE)) > $name; done; [ -s looks ] ;;
  curl) echo "$*" >> asked-of-curl
    answer=$(head -n 1 looks); sed -i 1d looks
    case $answer in *' step '*) echo $(($(cat clock) + $(echo "$answer" | cut -d' ' -f3))) > clock ;; esac
    echo "$answer" | grep -o disconnected > card0-HDMI-A-1/status || echo connected > card0-HDMI-A-1/status
    case $answer in away*) exit 7 ;; stranger) exit 60 ;; *) echo "$answer" ;; esac ;;
  sync) ;;
  systemctl)
    case "$*" in
      '--quiet is-active kf99-kiosk.service') [ -e active ] ;;
      'restart kf99-kiosk.service') touch active; echo "$(cat uptime) restart" >> did ;;
      'start kf99-kiosk.service') touch active; echo "$(cat uptime) start" >> did ;;
      'stop kf99-kiosk.service') rm active; echo "$(cat uptime) stop" >> did ;;
      reboot) echo "$(cat uptime) reboot" >> did ;;
      *) exit 9 ;;
    esac ;;
esac
`;

let folder = '';
/** Seconds since the boot when the watch starts. */
const UPTIME = 30;
/** The words of the last watch. */
let said = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the watch over the looks, 10 s apart times `pace`. @returns what it did and at which second */
function watch(
  looks: Look[],
  { active = true, before = [] as number[], pace = 1, authority = false } = {},
): string[] {
  folder = mkdtempSync(join(tmpdir(), 'kf99-watch-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of ['date', 'sleep', 'curl', 'sync', 'systemctl']) {
    writeFileSync(join(bin, name), FAKE);
    chmodSync(join(bin, name), 0o755);
  }
  mkdirSync(join(folder, 'card0-HDMI-A-1'));
  const start = 1_000_000;
  writeFileSync(join(folder, 'clock'), `${start}\n`);
  writeFileSync(join(folder, 'uptime'), `${UPTIME}\n`);
  writeFileSync(join(folder, 'did'), '');
  writeFileSync(join(folder, 'reboots'), before.map((ago) => `${start - ago}\n`).join(''));
  if (active) writeFileSync(join(folder, 'active'), '');
  const answers = looks.map((look) =>
    typeof look === 'string'
      ? look
      : JSON.stringify({
          parts: { kiosk: { open: look.open, last_seen_ms: look.seen, restart: look.restart ?? null } },
          screen: look.screen,
        }),
  );
  writeFileSync(join(folder, 'looks'), `${answers.join('\n')}\n`);
  if (authority) writeFileSync(join(folder, 'authority'), '');
  const env = {
    PATH: `${bin}:/usr/bin:/bin`,
    FAKE: folder,
    PACE: String(pace),
    ACT: join(LIB, 'act'),
    STATE_DIRECTORY: folder,
    RUNTIME_DIRECTORY: folder,
    KF99_ASKED: folder,
    KF99_CONNECTORS: folder,
    KF99_UPTIME: join(folder, 'uptime'),
    KF99_AUTHORITY: join(folder, 'authority'),
    KF99_SERVER: 'https://127.0.0.1:1',
  };
  for (const part of ['watch', 'act']) {
    const { status, stdout, stderr } = spawnSync(join(LIB, part), { env, encoding: 'utf8', timeout: 60_000 });
    said = part === 'watch' ? stdout : said;
    assert.equal(status, 0, stderr);
  }
  const did = readFileSync(join(folder, 'did'), 'utf8').trim();
  return did === ''
    ? []
    : did.split('\n').map((line) => line.replace(/^\d+/, (at) => String(Number(at) - UPTIME)));
}

test('a page that calls is left alone, and so is one that is just starting', { skip }, () => {
  assert.deepEqual(watch(times(20, well)), []);
  assert.deepEqual(watch([...times(17, never), ...times(5, well)]), [], 'a first start may take 3 minutes');
});

test('a silent page is restarted, three times a minute apart, then the machine, and nothing after that', {
  skip,
}, () => {
  assert.deepEqual(watch(times(30, silent)), ['60 restart', '120 restart', '180 restart', '240 reboot']);
});

test('a page that never called since the boot gets three minutes each time', { skip }, () => {
  assert.deepEqual(watch(times(80, never)), ['180 restart', '360 restart', '540 restart', '720 reboot']);
});

test('with no screen that is on nobody sees the page: it is left alone, and has its minute when one is', {
  skip,
}, () => {
  const looks = [...times(3, well), ...times(20, unseen), silent];
  assert.deepEqual(watch(looks, { pace: 3 }), []);
  assert.deepEqual(watch([...looks, silent], { pace: 3 }), ['720 restart']);
});

test('a page that came back begins anew', { skip }, () => {
  const looks = [...times(13, silent), ...times(2, well), ...times(13, silent)];
  assert.ok(!watch(looks).some((line) => line.endsWith('reboot')));
});

test('staff ask for another browser: once for each wish, and not while the site is closed', { skip }, () => {
  const asked = (restart: string, look: Look = well): Look => ({ ...(look as object), restart }) as Look;
  const looks = [well, ...times(6, asked('a')), well, ...times(2, asked('b')), ...times(3, well)];
  assert.deepEqual(watch(looks), ['10 restart', '80 restart']);
  assert.deepEqual(watch([...times(2, asked('c', closed))], { active: false }), []);
});

test('at most 3 reboots a day: after that the page is tried every 5 minutes', { skip }, () => {
  const did = watch(times(15, silent), { before: [80_000, 5000, 4000], pace: 6 });
  assert.deepEqual(did, [
    '60 restart',
    '120 restart',
    '180 restart',
    '240 restart',
    '540 restart',
    '840 restart',
  ]);
  assert.ok(
    watch(times(6, silent), { before: [90_000, 5000, 4000], pace: 6 }).includes('240 reboot'),
    'one is of yesterday',
  );
});

test('a server that is away is not the page’s fault; for 15 minutes it is the machine’s', { skip }, () => {
  assert.deepEqual(watch([...times(15, 'away'), ...times(2, well)], { pace: 6 }), []);
  assert.deepEqual(watch(times(17, 'away'), { pace: 6 }), ['900 reboot']);
});

test('the network sets the clock of a machine without a battery: that is no time for which the server was away', {
  skip,
}, () => {
  const starting: Look[] = [
    'away',
    'away',
    'away step 9000000',
    'away',
    ...times(3, never),
    ...times(3, well),
  ];
  assert.deepEqual(watch(starting), []);
});

test('closed: the session is stopped once, and started when the site opens', { skip }, () => {
  assert.deepEqual(watch([...times(3, well), ...times(30, closed), ...times(3, silent)]), [
    '30 stop',
    '330 start',
  ]);
  assert.deepEqual(watch(times(3, closed), { active: false }), []);
});

test('a certificate of nobody known is said once, and is no reason to restart or to reboot', { skip }, () => {
  assert.deepEqual(watch([...times(40, 'stranger'), ...times(2, well)], { pace: 6 }), []);
  assert.equal(said.match(/is not believed/g)?.length, 1, said);
});

test("the site's own authority is believed where there is one; nothing is believed unseen", { skip }, () => {
  const asked = () => readFileSync(join(folder, 'asked-of-curl'), 'utf8');
  watch([well]);
  assert.doesNotMatch(asked(), /--insecure|--cacert/);
  rmSync(folder, { recursive: true });
  watch([well], { authority: true });
  assert.match(asked(), new RegExp(`--cacert ${folder}/authority`));
});

test('the part that is root knows four words, looks into nothing, and leaves nothing that would call it again', {
  skip,
}, () => {
  watch([well]);
  const act = (...names: string[]) => {
    writeFileSync(join(folder, 'did'), '');
    for (const name of names) writeFileSync(join(folder, name), 'systemctl poweroff');
    const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, FAKE: folder, KF99_ASKED: folder };
    assert.equal(spawnSync(join(LIB, 'act'), { env }).status, 0);
    return readFileSync(join(folder, 'did'), 'utf8').replaceAll(/^\d+ /gm, '').trim();
  };
  assert.equal(act('ask-poweroff', 'restart'), '');
  assert.equal(act('ask-restart'), 'restart');
  assert.equal(act('ask-stop', 'ask-reboot'), 'reboot');
  assert.equal(act(), 'stop', 'the other word is left for the next turn');
  mkdirSync(join(folder, 'ask-stop'));
  writeFileSync(join(folder, 'active'), '');
  assert.equal(act(), 'stop');
  assert.equal(act(), '');
});
