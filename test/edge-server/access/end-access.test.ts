import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pair, ServerProcess } from '../process.ts';

const KIM = { name: 'kim', password: 'entrance hall 1' };

test('one command beside the running server ends every password, session, token and pairing, and lets an admin in anew', async () => {
  const data = mkdtempSync(join(tmpdir(), 'kf99-end-'));
  const env = { KF99_DATA: data, KF99_PAIRING: 'code' };
  const server = new ServerProcess(env, ['--role', 'edge']);
  try {
    const url = await server.ready();
    const kiosk = await pair(server);
    const send = (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const get = async (path: string, headers: Record<string, string>) =>
      (await fetch(`${url}${path}`, { headers })).status;
    const [, code = ''] = /#setup=([\w-]+)/.exec(server.stdout) ?? [];
    const made = await send('/api/session/code', { code, ...KIM });
    const cookie = made.headers
      .getSetCookie()
      .map((line) => line.split(';')[0]!)
      .join('; ');
    const created = await send('/api/admin/tokens', { name: 'gate', scopes: ['history'] }, { cookie });
    const { token: secret } = (await created.json()) as { token: string };
    const everyone: [string, Record<string, string>][] = [
      ['/api/admin/users', { cookie }],
      ['/api/admin/today', { authorization: `Bearer ${secret}` }],
      ['/api/settings', kiosk],
    ];
    for (const [path, headers] of everyone) assert.equal(await get(path, headers), 200, path);

    const command = new ServerProcess({ ...env, KF99_PORT: new URL(url).port }, ['end-access']);
    assert.equal(await command.end(), 0, command.stderr);
    assert.match(command.stdout, /of 1 people, 1 API tokens, 1 paired browsers/);

    for (const [path, headers] of everyone) assert.equal(await get(path, headers), 401, path);
    assert.equal((await send('/api/session', KIM, { cookie })).status, 401);
    const [, reset = ''] = /#setup=([\w-]+)/.exec(command.stdout) ?? [];
    const again = await send('/api/session/code', { code: reset, ...KIM, password: 'entrance hall 2' });
    assert.equal(again.status, 200);
    const [session] = again.headers.getSetCookie().map((line) => line.split(';')[0]!);
    const audit = await fetch(`${url}/api/admin/audit?action=access`, { headers: { cookie: session! } });
    assert.match(await audit.text(), /"actor":"host","action":"access\.end"/);
  } finally {
    server.dispose();
    rmSync(data, { recursive: true, force: true });
  }
});
