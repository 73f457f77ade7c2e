import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { until } from '../until.ts';
import { docker, ROOT } from './docker.ts';
import { Stack, WAIT_MS } from './stack.ts';

/** Versions of the image that differ from it in one thing. */
const VERSIONS = {
  good: 'LABEL version=good',
  broken: 'ENTRYPOINT ["node", "-e", "process.exit(1)"]',
  // Changes the store as a migration does, and then fails: the old version refuses the store.
  migrated: `ENTRYPOINT ["node", "-e", "const { DatabaseSync } = require('node:sqlite'); new DatabaseSync('/data/kf99.sqlite').exec('pragma user_version = 999'); process.exit(1)"]`,
};

let stack: Stack;

before(async () => {
  await docker(['build', '-q', '-t', 'kf99:test', '.']);
  stack = await Stack.make('test/container/override.yml');
  stack.env.COMPOSE_PROFILES = '';
  stack.env.KF99_MQTT_URL = '';
  stack.env.STACK_IMAGE = 'kf99:upgraded';
  stack.env.WAIT_S = '60';
  await docker(['tag', 'kf99:test', 'kf99:upgraded']);
  await stack.compose('up', '-d', '--no-build', '--wait');
});
after(() => stack.dispose());

/** Makes a version and upgrades to it. @returns the exit status and what was said */
async function upgradeTo(version: keyof typeof VERSIONS): Promise<{ code: number; said: string }> {
  const build = spawn('docker', ['build', '-q', '-t', `kf99:${version}`, '-'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  build.stdin.end(`FROM kf99:test\n${VERSIONS[version]}\n`);
  assert.equal((await once(build, 'close'))[0], 0);
  const child = spawn(join(ROOT, 'deploy/upgrade.sh'), [`kf99:${version}`], {
    env: { ...process.env, ...stack.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const [said, words] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number];
  return { code, said: `${said}${code > 1 ? words : ''}` };
}

const image = async () => docker(['inspect', '-f', '{{.Image}}', await stack.container('edge-server')]);
const idOf = (name: string) => docker(['image', 'inspect', '-f', '{{.Id}}', name]);
const kioskId = () =>
  until(async () => (await stack.health())?.kiosk_id ?? null, 'the server answers', WAIT_MS);

test('a good version replaces the old one', async () => {
  const { code, said } = await upgradeTo('good');
  assert.equal(code, 0, said);
  assert.equal(await image(), await idOf('kf99:good'));
  assert.equal(await idOf('kf99:previous'), await idOf('kf99:test'));
});

test('a version that does not start is rolled back', async () => {
  const { code, said } = await upgradeTo('broken');
  assert.equal(code, 1, said);
  assert.match(said, /rolled back: the old version is healthy$/m);
  assert.equal(await image(), await idOf('kf99:good'));
  assert.ok(await kioskId());
});

test('where it has changed the store, the backup takes its place', async () => {
  const { code, said } = await upgradeTo('migrated');
  assert.equal(code, 1, said);
  assert.match(said, /healthy with the earlier store/);
  assert.equal(await image(), await idOf('kf99:good'));
  assert.ok(await kioskId());
});
