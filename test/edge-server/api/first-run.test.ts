import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { FirstRun, type FirstRunOptions } from '../../../edge-server/api/first-run.ts';

const SCREEN = { firstRun: 'screen', host: '0.0.0.0', origin: 'https://kf99.local' } as const;
const OPTIONS: FirstRunOptions = {
  config: SCREEN,
  url: () => 'https://localhost/',
  setUp: { code: 'once', needed: true },
  addresses: () => ['192.0.2.7', '198.51.100.9'],
};

/** What somebody is told who asks over a connection that comes from there. */
async function told(
  options: Partial<FirstRunOptions>,
  remoteAddress = '127.0.0.1',
  headers: Record<string, string> = {},
): Promise<unknown> {
  const firstRun = new FirstRun({ ...OPTIONS, ...options });
  const app = new Hono().get('/', (c) => c.json(firstRun.shown(c)));
  const init = { headers: { host: 'localhost', ...headers } };
  const answer = await app.request('https://localhost/', init, { incoming: { socket: { remoteAddress } } });
  return answer.json();
}

test("the machine's own screen shows where the first admin is set up, by an address that a phone finds", async () => {
  const ready = { address: 'https://192.0.2.7/admin/#setup=once', why: 'ready' };
  assert.deepEqual(await told({}), ready);
  assert.deepEqual(await told({}, '::ffff:127.0.0.1'), ready);
  assert.deepEqual(await told({}, '127.0.0.1', { host: 'kf99.local' }), ready);
  assert.deepEqual(await told({ config: { ...SCREEN, host: '::' }, url: () => 'https://localhost:8443/' }), {
    ...ready,
    address: 'https://192.0.2.7:8443/admin/#setup=once',
  });
  assert.deepEqual(
    await told({ config: { ...SCREEN, host: '192.0.2.7' }, url: () => 'http://192.0.2.7:8080/' }),
    {
      ...ready,
      address: 'http://192.0.2.7:8080/admin/#setup=once',
    },
  );
});

test('without a network, or once the code of this start is old, it says what to do', async () => {
  assert.deepEqual(await told({ addresses: () => [] }), { address: null, why: 'no_network' });
  assert.deepEqual(await told({ setUp: { code: null, needed: true } }), { address: null, why: 'code_old' });
});

test('nobody else is told: whoever has it becomes the admin', async () => {
  assert.equal(
    await told({ config: { ...SCREEN, firstRun: 'console' } }),
    null,
    'not where the site did not say so',
  );
  assert.equal(await told({ setUp: { code: null, needed: false } }), null, 'there is an admin');
  assert.equal(await told({}, '192.0.2.40'), null, 'another machine');
  assert.equal(await told({}, '127.0.0.1', { host: '192.0.2.7' }), null, 'as another name of this machine');
  for (const header of ['forwarded', 'x-forwarded-for', 'via', 'x-real-ip'])
    assert.equal(await told({}, '127.0.0.1', { [header]: '192.0.2.40' }), null, `behind a proxy: ${header}`);
});
