import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { licences } from '../../deploy/licences.ts';
import { docker, ROOT } from './docker.ts';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

const IMAGE = 'kf99:test';

before(() => docker(['build', '-q', '-t', IMAGE, '.']));

/** Runs a program of the image as the stack does. */
const run = (entry: string, ...args: string[]) =>
  docker([
    'run',
    '--rm',
    '--read-only',
    '--cap-drop',
    'ALL',
    '--tmpfs',
    '/tmp',
    '--entrypoint',
    entry,
    IMAGE,
    ...args,
  ]);

test('the server and its pages are in the image; simulator, training, tests and tools are not', async () => {
  const files = (await run('find', '/app', '-type', 'f')).split('\n');
  const pages = ['index.html', 'admin/index.html', 'models/mask/mask.bin', 'reference/scalar.js'];
  for (const file of ['edge-server/main.ts', ...pages.map((name) => `dist/web/${name}`)]) {
    assert.ok(files.includes(`/app/${file}`), file);
  }
  const packages = licences();
  const inImage = (name: string) => files.includes(`/app/node_modules/${name}/package.json`);
  for (const name of Object.keys(manifest.dependencies)) assert.ok(inImage(name), name);
  const server = new Set(packages.filter(({ use }) => use === 'server').map(({ name }) => name));
  for (const { name } of packages) assert.ok(server.has(name) || !inImage(name), name);
  const foreign = /\/(simulator|training|evaluation|test|tests|harness)(\/|$)/;
  assert.deepEqual(
    files.filter((file) => foreign.test(file)),
    [],
  );
  // What a board is flashed with; its source stays in the repository.
  const firmware = files.filter((file) => file.startsWith('/app/firmware/')).sort();
  const hex = '/app/firmware/thermometer/thermometer.hex';
  assert.deepEqual(firmware, [hex, `${hex}.json`]);
  assert.deepEqual(
    files.filter((file) => /\.(env|pem|key|sqlite)$|\/site\//.test(file)),
    [],
  );
});

test('it says who runs it, how it is looked at, and that kf99 is its command', async () => {
  const [{ Config: config }] = JSON.parse(await docker(['image', 'inspect', IMAGE])) as [
    { Config: { User: string; Healthcheck?: unknown; Entrypoint: string[] } },
  ];
  assert.match(config.User, /^[1-9]\d*:[1-9]\d*$/);
  assert.ok(config.Healthcheck);
  assert.deepEqual(config.Entrypoint, ['kf99']);
});

test('a picture is judged with the modules that were left in', async () => {
  const script = `(async () => {
    const { MaskService } = await import('/app/edge-server/thin-clients/mask-service.ts');
    const service = new MaskService();
    const create = { width: 320, height: 240, channels: 3, background: 'grey' };
    const { face, model } = await service.judge(await require('sharp')({ create }).jpeg().toBuffer());
    console.log(JSON.stringify({ face, model }));
    await service.stop();
  })()`;
  const judged = JSON.parse(await run('node', '-e', script)) as { face: null; model: string };
  assert.equal(judged.face, null);
  assert.match(judged.model, /^mask-/);
});

test('the modules for the Pi are built here too, with its own binaries', async () => {
  const platform = ['--platform', 'linux/arm64', '--target', 'modules'];
  await docker(['build', '-q', ...platform, '-t', `${IMAGE}-arm64-modules`, '.']);
  const files = await docker([
    ...['run', '--rm', '--platform', 'linux/arm64', '--entrypoint', 'find', `${IMAGE}-arm64-modules`],
    ...['/app/node_modules', '-name', '*.node'],
  ]);
  assert.match(files, /sharp-linux-arm64/);
  assert.match(files, /prebuilds\/linux-arm64/);
  assert.doesNotMatch(files, /x64|darwin|win32/);
});
