import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '../until.ts';

const POLICY = join(
  import.meta.dirname,
  '../../deploy/kiosk/files/etc/chromium/policies/managed/kf99-kiosk.json',
);
/** As the set-up writes it where the site has no authority of its own. */
const rendered = (server: string) =>
  readFileSync(POLICY, 'utf8').replaceAll('@SERVER@', server).replace('"@AUTHORITIES@"', '');
const CHROMIUM = '/usr/bin/chromium';
const skip =
  existsSync(CHROMIUM) && process.getuid?.() === 0
    ? false
    : "the policies are Debian's Chromium's own, in a folder of root's";

/** Asks for the camera, then goes where it may not; it tells the server, since a kiosk has no developer tools. */
const page = (other: string) => `<script type="module">
  const ask = (wanted) => navigator.mediaDevices.getUserMedia(wanted).then(() => 'given', (error) => error.name);
  const say = (query) => fetch('/said?' + new URLSearchParams(query), { method: 'POST' });
  await say({ camera: await ask({ video: true }), sound: await ask({ audio: true }) });
  location.href = '${other}';
</script>`;

test('nobody at the screen gets a dialog that shows the files of the machine', () => {
  const policy = JSON.parse(rendered('http://127.0.0.1')) as Record<string, unknown>;
  assert.equal(policy.AllowFileSelectionDialogs, false);
  assert.deepEqual([policy.PrintingEnabled, policy.DownloadRestrictions], [false, 3]);
});

test('Chromium with the policy: this origin has the camera without a question, no other page opens', {
  skip,
}, async () => {
  const said: URLSearchParams[] = [];
  let elsewhere = 0;
  const other = createServer((_, response) => {
    elsewhere += 1;
    response.end('elsewhere');
  });
  const kiosk = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://kiosk');
    if (url.pathname === '/said') said.push(url.searchParams);
    response.setHeader('content-type', 'text/html').end(url.pathname === '/' ? page(origin(other)) : '');
  });
  for (const server of [kiosk, other]) await once(server.listen(0, '127.0.0.1'), 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'kf99-policy-'));
  try {
    const etc = join(folder, 'chromium');
    if (existsSync('/etc/chromium')) cpSync('/etc/chromium', etc, { recursive: true });
    mkdirSync(join(etc, 'policies/managed'), { recursive: true });
    writeFileSync(join(etc, 'policies/managed/kf99-kiosk.json'), rendered(origin(kiosk)));
    await chromium(etc, folder, origin(kiosk), async () => {
      await until(() => said.length > 0, 'the page says something', 60_000);
      assert.deepEqual(Object.fromEntries(said[0]!), { camera: 'given', sound: 'NotAllowedError' });
      // Long enough for a page that is allowed, and bounded for one that never comes.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      assert.equal(elsewhere, 0, 'the other origin was never asked');
    });
  } finally {
    kiosk.close();
    other.close();
    kiosk.closeAllConnections();
    other.closeAllConnections();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

const origin = (server: ReturnType<typeof createServer>) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Debian's Chromium with `etc` in the place of /etc/chromium, which only it sees. */
async function chromium(etc: string, folder: string, url: string, work: () => Promise<void>) {
  const flags = `--headless=new --no-sandbox --no-first-run --use-fake-device-for-media-stream`;
  const script = `mkdir -p /etc/chromium && mount --bind "$1" /etc/chromium && exec ${CHROMIUM} ${flags} --user-data-dir="$2" "$3"`;
  const browser = spawn(
    'unshare',
    [
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      'sh',
      '-c',
      script,
      'chromium',
      etc,
      join(folder, 'profile'),
      url,
    ],
    { stdio: 'ignore' },
  );
  const ended = once(browser, 'exit');
  try {
    await work();
  } finally {
    browser.kill('SIGKILL');
    await ended;
  }
}
