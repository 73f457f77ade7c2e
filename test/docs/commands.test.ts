import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ServerProcess } from '../edge-server/process.ts';
import { type Block, blocks, documents, ROOT, read } from './markdown.ts';

const NEEDS = ['hardware', 'docker', 'cloud', 'registry'];
const files = documents();
const shell = files.flatMap(blocks).filter(({ info }) => /^(sh|bash|shell|console)\b/.test(info));
const where = ({ file, line }: Block) => `${file}:${line}`;

test('every block of commands says who proves it', () => {
  assert.ok(shell.length >= 10);
  for (const block of shell) {
    const [language, mark = '', ...more] = block.info.split(' ');
    assert.ok(language === 'sh' && more.length === 0, `${where(block)}: write sh and one mark`);
    const [kind, value] = mark.split(/:(.*)/);
    if (kind === 'test') assert.ok(existsSync(join(ROOT, value!)), `${where(block)}: there is no ${value}`);
    else if (kind === 'needs')
      assert.ok(NEEDS.includes(value!), `${where(block)}: needs one of ${NEEDS.join()}`);
    else assert.ok(mark === 'run' || mark === 'run:stopped', `${where(block)}: run, test:FILE or needs:WHAT`);
  }
});

test('every npm script that a document names is there, and every command of kf99', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const role = read('edge-server/process/role.ts');
  for (const file of files) {
    const text = read(file);
    for (const [, name] of text.matchAll(/npm run (?:--silent |-s )?([a-z][\w:-]*)/g)) {
      assert.ok(name! in scripts || /:$/.test(name!), `${file}: npm run ${name}`);
    }
    for (const [, name] of text.matchAll(/(?:edge-server |sudo |`)kf99 ([a-z][a-z-]+)/g)) {
      assert.ok(role.includes(`'${name}'`), `${file}: kf99 ${name}`);
    }
  }
});

test('what a document names in /opt/kf99 is there, and what it gives to the set-up of the screen is an option of it', () => {
  const options = read('deploy/kiosk/install.sh');
  let seen = 0;
  for (const file of files) {
    const text = read(file);
    for (const [, path] of text.matchAll(/\/opt\/kf99\/([\w./-]*\w)/g)) {
      seen += 1;
      assert.ok(existsSync(join(ROOT, path!)), `${file}: there is no ${path}`);
    }
    for (const [, words] of text.matchAll(/deploy\/kiosk\/install\.sh ([^\n`]*)/g)) {
      for (const [option] of words!.matchAll(/--[a-z-]+/g)) {
        seen += 1;
        assert.ok(new RegExp(`^ +${option}\\)`, 'm').test(options), `${file}: install.sh ${option}`);
      }
    }
  }
  assert.ok(seen >= 8, `${seen} were found`);
});

test('the commands that a machine can run do what the document says', async () => {
  const data = mkdtempSync(join(tmpdir(), 'kf99-docs-'));
  // What npm and a shell keep for themselves is none of the product's.
  const home = mkdtempSync(join(tmpdir(), 'kf99-home-'));
  const env = { KF99_DATA: data, KF99_CLOUD: join(data, 'none') };
  const run = (block: Block, more: Record<string, string>) => {
    const { status, stdout, stderr } = spawnSync('bash', ['-ec', block.text], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: home, ...env, ...more },
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.equal(status, 0, `${where(block)}\n${stdout}\n${stderr}`);
  };
  const server = new ServerProcess(env, ['--role', 'edge']);
  try {
    const port = new URL(await server.ready()).port;
    const beside = shell.filter(({ info }) => info === 'sh run');
    assert.ok(beside.length > 0);
    for (const block of beside) run(block, { KF99_PORT: port });
    server.signalGroup('SIGTERM');
    await server.end();
    for (const block of shell.filter(({ info }) => info === 'sh run:stopped')) run(block, {});
  } finally {
    server.dispose();
    rmSync(home, { recursive: true, force: true });
    rmSync(data, { recursive: true, force: true });
  }
});
