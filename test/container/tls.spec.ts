import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../until.ts';
import { completeCaddyImage } from './base-image.ts';
import { docker } from './docker.ts';
import { Stack, WAIT_MS } from './stack.ts';

/** Asks from inside of the stack's network, as a browser on the site's network does: by name, without a port. */
const ASK = `
const [url, ca] = process.argv.slice(1);
const { get } = await import(url.startsWith('https:') ? 'node:https' : 'node:http');
get(url, ca ? { ca } : {}, (answer) => {
  let text = '';
  answer.on('data', (chunk) => { text += chunk; });
  answer.on('end', () => console.log(JSON.stringify({ status: answer.statusCode, location: answer.headers.location, text })));
}).on('error', (error) => console.log(JSON.stringify({ error: error.code })));
`;

let stack: Stack;

before(async () => {
  completeCaddyImage();
  await docker(['build', '-q', '-t', 'kf99:test', '.']);
  stack = await Stack.make('test/container/tls.yml');
  stack.env.COMPOSE_PROFILES = 'tls';
  stack.env.KF99_MQTT_URL = '';
  stack.env.KF99_ORIGIN = 'https://kiosk.test';
  await stack.compose('up', '-d', '--no-build', '--wait');
});
after(() => stack.dispose());

async function ask(url: string, authority = '') {
  const said = await stack.exec(
    'edge-server',
    ...['node', '--input-type=module', '-e', ASK, '--', url, authority],
  );
  return JSON.parse(said) as { status?: number; location?: string; text?: string; error?: string };
}

/** The file that docs/containers.md tells staff to give to each browser. */
const authority = () =>
  until(
    async () => {
      const { code, stdout } = await stack.tryCompose(
        ...['exec', '-T', 'caddy', 'cat', '/tls/caddy/pki/authorities/local/root.crt'],
      );
      return code === 0 && stdout.includes('BEGIN CERTIFICATE') ? stdout : null;
    },
    'Caddy has made its authority',
    WAIT_MS,
  );

test('https://NAME/ without a port, by Caddy’s authority and by no other; http leads there', async () => {
  const trusted = await authority();
  await until(
    async () => (await ask('https://kiosk.test/api/health', trusted)).status === 200,
    'TLS is spoken',
    WAIT_MS,
  );
  const page = await ask('https://kiosk.test/admin/', trusted);
  assert.equal(page.status, 200);
  assert.match(page.text!, /<html/);
  assert.ok((await ask('https://kiosk.test/api/health')).error, 'without the authority nobody is believed');
  const plain = await ask('http://kiosk.test/');
  assert.equal(plain.status, 308);
  assert.equal(plain.location, 'https://kiosk.test/');
});

test('Caddy is no root, has one capability and cannot write its root file system', async () => {
  const { code } = await stack.tryCompose('exec', '-T', 'caddy', 'touch', '/written');
  assert.notEqual(code, 0);
  assert.equal((await stack.compose('exec', '-T', 'caddy', 'id', '-u')).trim(), '1000');
});
