/** The calls that the reference shows, in each language, against a server. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { VISIT } from '../../edge-server/api/document/describe.ts';
import type { Sample } from '../../edge-server/api/document/samples.ts';
import { until } from '../until.ts';
import { type ExampleEdge, exampleEdge } from './example-edge.ts';

const ROOT = join(import.meta.dirname, '../..');
const LIMIT_MS = 30_000;
/** Debian's own Python, which has requests by the package python3-requests. */
const PYTHON = '/usr/bin/python3';
const PROGRAMS: Record<Sample['lang'], { file: string; words: string[]; needs: string[] }> = {
  Shell: { file: 'call.sh', words: ['bash', '-e'], needs: ['curl', '--version'] },
  Python: { file: 'call.py', words: [PYTHON], needs: [PYTHON, '-c', 'import requests'] },
  JavaScript: { file: 'call.mjs', words: [process.execPath], needs: [process.execPath, '--version'] },
};

interface Operation {
  operationId: string;
  security: Record<string, string[]>[];
  'x-codeSamples'?: Sample[];
}
const folder = mkdtempSync(join(tmpdir(), 'kf99-samples-'));
let example: ExampleEdge;
let operations: Operation[];
before(async () => {
  example = await exampleEdge();
  const portrait = join(ROOT, 'node_modules/@vladmandic/face-api/demo/sample1.jpg');
  copyFileSync(portrait, join(folder, 'visitor.jpg'));
  const document = (await (await fetch(`${example.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  operations = Object.values(document.paths).flatMap((path) => Object.values(path));
});
after(async () => {
  await example.edge.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('every operation that takes a token has a call in each language', () => {
  const taking = operations.filter(({ security }) => security.some((one) => 'token' in one));
  assert.ok(taking.length >= 9, `${taking.length}`);
  for (const { operationId, 'x-codeSamples': samples } of taking) {
    assert.deepEqual(
      samples?.map(({ lang }) => lang),
      ['Shell', 'Python', 'JavaScript'],
      operationId,
    );
  }
});

for (const [lang, { file, words, needs }] of Object.entries(PROGRAMS)) {
  const missing = spawnSync(needs[0]!, needs.slice(1)).status !== 0;
  test(`the calls in ${lang} answer`, { skip: missing && `${needs.join(' ')} fails here` }, async () => {
    for (const { operationId, 'x-codeSamples': samples = [] } of operations) {
      const sample = samples.find((one) => one.lang === lang);
      if (sample === undefined) continue;
      const path = join(folder, file);
      writeFileSync(path, sample.source.replaceAll(VISIT, example.visit));
      await answers(operationId, [...words, path]);
    }
  });
}

/** Runs a program until it ends well; one that follows the stream, until it has printed an event. */
async function answers(name: string, [program = '', ...args]: string[]): Promise<void> {
  const child = spawn(program, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, KF99_URL: example.url, KF99_TOKEN: example.token },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    // A group of its own: a shell's end is not that of what it runs.
    detached: true,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => {
    stdout += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    stderr += text.toString();
  });
  const said = () => `${name} by ${program}: ${stdout}\n${stderr}`;
  if (name === 'getEvents') {
    await until(() => stdout.includes('event: settings') || child.exitCode !== null, said);
    await end(child);
    assert.match(stdout, /event: settings/, said());
    return;
  }
  const [code] = (await once(child, 'close', { signal: AbortSignal.timeout(LIMIT_MS) })) as [number | null];
  assert.equal(code, 0, said());
  assert.notEqual(stdout.trim(), '', said());
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'close', { signal: AbortSignal.timeout(LIMIT_MS) });
  process.kill(-child.pid!, 'SIGKILL');
  await ended;
}

test("docs/api.md shows the reference's own calls", () => {
  const text = readFileSync(join(ROOT, 'docs/api.md'), 'utf8');
  const shown = operations.find(({ operationId }) => operationId === 'getAdminVisits');
  for (const { source } of shown!['x-codeSamples']!) assert.ok(text.includes(source), source);
});
