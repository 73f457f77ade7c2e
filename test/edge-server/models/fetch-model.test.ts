import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fetchModel } from '../../../edge-server/models/fetch-model.ts';
import { modelId } from '../../../edge-server/models/model-file.ts';
import { until } from '../../until.ts';

const file = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251));
const wanted = { version: 'mask-better', sha256: modelId(file), bytes: file.length };

let server: Server;
let source: string;
let folder: string;
let part: string;
let asked: IncomingMessage[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kf99-fetch-'));
  part = join(folder, 'incoming/some.part');
  asked = [];
  answer = whole;
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  source = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models/`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const get = (from = source) => fetchModel(from, wanted, part, new AbortController().signal);

function whole({ headers }: IncomingMessage, response: ServerResponse): void {
  const from = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200).end(file.subarray(from));
}

/** Ends as a network does, once some of the file has come. */
function cut(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-length': file.length });
  response.write(file.subarray(0, 100_000));
  void until(() => existsSync(part) && statSync(part).size > 0).finally(() => response.destroy());
}

test('a file comes from an address or from a folder', async () => {
  assert.ok((await get()).equals(file));
  assert.equal(asked[0]!.url, '/models/mask-better.kf99model');
  assert.equal(existsSync(part), false);
  writeFileSync(join(folder, 'mask-better.kf99model'), file);
  assert.ok((await get(folder)).equals(file));
});

test('the network goes in the middle: the next try asks for the rest alone', async () => {
  answer = cut;
  await assert.rejects(get());
  const had = statSync(part).size;
  assert.ok(had > 0 && had < file.length);
  answer = whole;
  assert.ok((await get()).equals(file));
  assert.equal(asked[1]!.headers.range, `bytes=${had}-`);
});

test('a server that knows no ranges sends it all again, and half a file is not the end', async () => {
  answer = cut;
  await assert.rejects(get());
  answer = (_, response) => void response.writeHead(200).end(file.subarray(0, 50_000));
  await assert.rejects(get(), /only 50000 of 300000 bytes/);
  answer = (_, response) => void response.writeHead(200).end(file);
  assert.ok((await get()).equals(file));
});

test('a redirect, a refusal, more than was signed and other bytes are not taken', async () => {
  answer = (_, response) => void response.writeHead(302, { location: `${source}elsewhere` }).end();
  await assert.rejects(get(), /answered 302/);
  assert.equal(asked.length, 1);
  answer = (_, response) => void response.writeHead(404).end();
  await assert.rejects(get(), /answered 404/);
  answer = (_, response) => void response.writeHead(200).end(Buffer.concat([file, file]));
  await assert.rejects(get(), /more than the 300000 bytes/);
  assert.equal(existsSync(part), false);
  answer = (_, response) => void response.writeHead(200).end(Buffer.alloc(file.length));
  await assert.rejects(get(), { name: 'WrongBytes' });
});
