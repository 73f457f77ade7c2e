/** The API's document by other people's tools: a linter, a generator of types, and a client of those types. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { TestFleet } from '../edge-server/fleet/fleet.ts';
import { type ExampleEdge, exampleEdge } from './example-edge.ts';

const HERE = import.meta.dirname;
const LIMIT_MS = 90_000;
const folder = mkdtempSync(join(tmpdir(), 'kf99-openapi-'));
let example: ExampleEdge;
before(async () => {
  example = await exampleEdge();
});
after(async () => {
  await example.edge.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program of this folder's packages by this Node. @returns what it printed, and its exit code */
async function run(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; text: string }> {
  const options = { cwd: HERE, env: { PATH: process.env.PATH, ...env }, timeout: LIMIT_MS, maxBuffer: 64e6 };
  const ended = await promisify(execFile)(process.execPath, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code?: number; stdout: string; stderr: string }) => ({ ...error, code: error.code ?? 1 }),
  );
  return { code: ended.code, stdout: ended.stdout, text: `${ended.stdout}\n${ended.stderr}` };
}

async function keep(name: string, document: Response): Promise<string> {
  const file = join(folder, name);
  writeFileSync(file, await document.text());
  return file;
}

/** What the linter has to say, a line each. */
async function lint(file: string): Promise<string[]> {
  const words = ['lint', file, '--config', 'redocly.yaml', '--format', 'json', '--max-problems', '1000'];
  const env = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const { stdout, text } = await run(['node_modules/@redocly/cli/bin/cli.js', ...words], env);
  assert.match(stdout, /"totals"/, text);
  const { problems } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
    problems: { ruleId: string; message: string; location: { pointer?: string }[] }[];
  };
  return problems.map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`,
  );
}

test('the document and its examples pass the linter without a warning', async () => {
  const file = await keep('edge.json', await fetch(`${example.url}/api/openapi.json`));
  const problems = await lint(file);
  // An answer that has grown wants its example anew: npm run docs:examples.
  assert.equal(
    problems.length,
    0,
    `npm run docs:examples, if an answer has changed:\n${problems.join('\n')}`,
  );
});

test('the linter finds an example that its schema does not allow', async () => {
  const response = await fetch(`${example.url}/api/openapi.json`);
  const document = (await response.json()) as {
    paths: Record<
      string,
      Record<string, { responses: Record<string, { content: Record<string, { example: unknown }> }> }>
    >;
  };
  document.paths['/api/admin/visits']!.get!.responses['200']!.content['application/json']!.example = {
    visits: 1,
  };
  const problems = await lint(await keep('broken.json', Response.json(document)));
  assert.ok(problems.length > 0 && problems.every((one) => one.includes('example')), problems.join('\n'));
});

test("the fleet's document passes it too", async () => {
  const fleet = await TestFleet.start();
  try {
    const document = await fleet.request('GET', '/api/openapi.json', {});
    assert.deepEqual(await lint(await keep('fleet.json', document)), []);
  } finally {
    await fleet.stop();
  }
});

test('a client that was made from the document talks to the server', async () => {
  const file = await keep('client.json', await fetch(`${example.url}/api/openapi.json`));
  const made = await run([
    'node_modules/openapi-typescript/bin/cli.js',
    file,
    '--output',
    'client/schema.d.ts',
  ]);
  assert.equal(made.code, 0, made.text);
  const checked = await run(['node_modules/typescript/bin/tsc', '--project', 'client']);
  assert.equal(checked.code, 0, checked.text);
  const { code, stdout, text } = await run(['client/main.ts'], {
    KF99_URL: example.url,
    KF99_TOKEN: example.token,
  });
  assert.equal(code, 0, text);
  const { verdict, steps, refused } = JSON.parse(stdout) as {
    verdict: string;
    steps: string[];
    refused: string;
  };
  assert.deepEqual([verdict, refused], ['deny', 'invalid_request']);
  assert.ok(steps.includes('stored'), steps.join());
});
