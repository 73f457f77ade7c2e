import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { after, afterEach, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { Certificate } from '../../../edge-server/api/certificate.ts';
import { listen } from '../../../edge-server/api/server.ts';
import { StartError } from '../../../edge-server/common/start-error.ts';
import { readConfig } from '../../../edge-server/config/config.ts';
import { Certificates } from '../doubles/certificates.ts';
import { TestEdge } from '../doubles/edge.ts';

const certificates = new Certificates();
const path = (name: string) => certificates.path(name);
after(() => certificates.remove());
certificates.authority('site', ['first', 'second']);
const files = { cert: path('used.pem'), key: path('used.key') };
/** Puts a certificate where the server looks for its own. */
function use(name: string, parts = ['pem', 'key']): void {
  for (const part of parts) copyFileSync(path(`${name}.${part}`), path(`used.${part}`));
}

const said: string[] = [];
const log = {
  info: (_: unknown, text?: string) => void said.push(String(text)),
  warn: (_: unknown, text?: string) => void said.push(String(text)),
};
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const work of undo.splice(0)) await work();
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Common name of the server's certificate. */
  name: string;
}

/** A request on a connection of its own, to a server whose certificate our authority has to have signed. */
function get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { ca: readFileSync(path('site.pem')), headers, agent: new Agent({ keepAlive: false }) };
    request(url, options, (response) => {
      const { CN } = (response.socket as TLSSocket).getPeerCertificate().subject;
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, name: String(CN) });
    })
      .on('error', reject)
      .end();
  });
}

test('over TLS the cookie is Secure, and browsers are told to come by nothing else, but not on loopback', async () => {
  use('first');
  const edge = await TestEdge.start({
    paired: false,
    env: {
      ...{ KF99_TLS_CERT: files.cert, KF99_TLS_KEY: files.key },
      ...{ KF99_PORT: '0', KF99_ORIGIN: 'https://first' },
    },
  });
  undo.push(() => edge.stop());
  await edge.edge.start();
  const { url } = edge.edge;
  assert.match(url, /^https:\/\/127\.0\.0\.1:\d+\/$/);
  const page = await get(url);
  assert.match(String(page.headers['set-cookie']), /^kf99_kiosk=[\w-]+;.*; Secure; SameSite=Strict$/);
  assert.equal(page.headers['strict-transport-security'], undefined);
  const named = await get(url, { host: 'first' });
  assert.equal(named.headers['strict-transport-security'], 'max-age=15552000');
  await assert.rejects(fetch(url.replace('https:', 'http:')), 'plain HTTP is not spoken');
});

test('behind a proxy that speaks TLS the cookies are Secure too', async () => {
  const edge = await TestEdge.start({ paired: false, env: { KF99_ORIGIN: 'https://kiosk.example.org' } });
  undo.push(() => edge.stop());
  const pairing = `/?pair=${edge.edge.pairing.code}`;
  const page = await edge.request(pairing, { headers: { host: 'kiosk.example.org' } });
  assert.match(String(page.headers.get('set-cookie')), /; Secure/);
  assert.equal(page.headers.get('strict-transport-security'), null, "the proxy's address is the proxy's");
});

test('a renewed certificate is taken for new connections; a half-written or wrong one leaves the old in use', async () => {
  use('first');
  const certificate = new Certificate(files, log);
  const fetch = () => new Response('ok');
  const server = await listen({ fetch, host: '127.0.0.1', port: 0, certificate });
  undo.push(() => server.stop());
  const url = `https://127.0.0.1:${server.port}/`;
  const name = async () => (await get(url)).name;
  assert.equal(await name(), 'first');

  said.length = 0;
  certificate.look();
  use('second', ['pem']);
  certificate.look();
  certificate.look();
  assert.equal(await name(), 'first', 'the key is not there yet');
  assert.deepEqual(said, ['the old TLS certificate stays in use'], 'said once');

  use('second', ['key']);
  certificate.look();
  assert.equal(await name(), 'second');
  writeFileSync(files.cert, 'no certificate');
  certificate.look();
  assert.equal(await name(), 'second');
  use('first');
  certificate.look();
  assert.equal(await name(), 'first');
});

test('files that can not be used are named at the start, with what to do', async () => {
  assert.throws(() => readConfig({ KF99_TLS_CERT: files.cert }), /KF99_TLS_KEY go together: set both/);
  const refused = (given: typeof files, pattern: RegExp) =>
    assert.rejects(
      listen({
        ...{ fetch: () => new Response('ok'), host: '127.0.0.1', port: 0 },
        certificate: new Certificate(given, log),
      }),
      (error: unknown) => error instanceof StartError && pattern.test(error.message),
    );
  await refused({ ...files, cert: path('none.pem') }, /^KF99_TLS_CERT .*none\.pem can't be read/);
  writeFileSync(path('text.pem'), 'hello');
  await refused({ ...files, key: path('text.pem') }, /^KF99_TLS_KEY .*text\.pem .*not a PEM/);
  await refused(
    { cert: path('first.pem'), key: path('second.key') },
    /together .*the key that belongs to it/,
  );
});
