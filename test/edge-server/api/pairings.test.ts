import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { AuditList, DeviceList, PairingCode, ScreenPairing } from '../../../edge-server/contract/index.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
let pages: string;
let admin: Record<string, string>;
before(async () => {
  pages = mkdtempSync(join(tmpdir(), 'kf99-pages-'));
  writeFileSync(join(pages, 'index.html'), '<div id="kiosk"></div>');
  edge = await TestEdge.start({ parts: { pages } });
  admin = edge.as('admin');
});
after(async () => {
  await edge.stop();
  rmSync(pages, { recursive: true });
});

const devices = async () =>
  DeviceList.parse(await (await edge.request('/api/admin/pairings', { headers: admin })).json()).devices;

test('an admin lets one more browser in by a code, sees it call, and unpairs it', async () => {
  const made = await edge.send('POST', '/api/admin/pairings/code', {}, admin);
  assert.equal(made.headers.get('cache-control'), 'no-store');
  const { code } = PairingCode.parse(await made.json());
  const opened = await edge.request(`/?pair=${code}`, { headers: { cookie: '' } });
  const cookie = opened.headers.get('set-cookie')!.split(';')[0]!;
  const again = await edge.request(`/?pair=${code}`, { headers: { cookie: '' } });
  assert.equal(again.status, 403, 'a code is good once');

  await edge.request('/api/settings', { headers: { cookie, 'user-agent': 'Kiosk of the side door' } });
  const found = (await devices()).find(({ browser }) => browser === 'Kiosk of the side door');
  assert.ok(found?.seen_at);
  assert.equal((await devices()).length, 2);

  const { id } = found;
  assert.equal((await edge.send('DELETE', `/api/admin/pairings/${id}`, {}, admin)).status, 204);
  assert.equal((await edge.send('POST', '/api/visits', evidence(), { cookie })).status, 401);
  assert.equal((await edge.send('DELETE', `/api/admin/pairings/${id}`, {}, admin)).status, 404);
  assert.equal((await devices()).length, 1, 'the other one stays');
  const actions = edge.store.database.prepare('select action from audit order by id').all();
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['pairing.add', 'pairing.code', 'pairing.add', 'pairing.remove'],
  );
});

/** A browser behind a proxy, so that it does not pair itself; keeps its cookies as browsers do. */
class Screen {
  readonly #cookies = new Map<string, string>();

  async ask(): Promise<ScreenPairing> {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await edge.send('POST', '/api/kiosk/pairing', {}, { cookie, via: '1.1 proxy' });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      assert.match(line, /HttpOnly.*SameSite=Strict/);
      this.#cookies.set(name, value);
    }
    return ScreenPairing.parse(await answer.json());
  }

  async code(): Promise<string> {
    const asked = await this.ask();
    assert.equal(asked.state, 'shown');
    return asked.state === 'shown' ? asked.code : '';
  }

  /** What a post of the paired page is answered. */
  async call(): Promise<number> {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    return (await edge.send('POST', '/api/kiosk/call', {}, { cookie })).status;
  }
}

const type = (code: string) => edge.send('POST', '/api/admin/pairings/screen', { code }, admin);

test('an unpaired screen shows digits until an admin types them, in whatever way; nobody else is paired by them', async () => {
  const screen = new Screen();
  const other = new Screen();
  const code = await screen.code();
  assert.equal(await screen.code(), code, 'it stays while the page asks again, or is loaded anew');
  assert.notEqual(await other.code(), code);
  assert.equal(await screen.call(), 401);
  const typed = `${code.slice(0, 4)} ${String.fromCodePoint(...[...code.slice(4)].map((d) => 0xff10 + Number(d)))}`;
  assert.equal((await type(typed)).status, 204, typed);
  assert.equal((await other.ask()).state, 'shown');
  assert.equal((await screen.ask()).state, 'paired');
  assert.notEqual(await screen.call(), 401);
  assert.equal(await other.call(), 401);
  assert.equal((await screen.ask()).state, 'paired', 'it may ask again');
  assert.equal((await type(code)).status, 404, 'a code is good once');
  const [last] = AuditList.parse(
    await (await edge.request('/api/admin/audit?action=pairing', { headers: admin })).json(),
  ).entries;
  assert.equal(last?.action, 'pairing.add');
  assert.match(last!.actor, /^user:admin-/, 'the log says who let it in');
  assert.ok((await devices()).some(({ id }) => last?.target === `browser:${id}`));
});

test('an address that is used or old shows the page to a person, and the code to a program', async () => {
  const headers = { cookie: '', via: '1.1 proxy' };
  const person = await edge.request('/?pair=old', { headers: { ...headers, accept: 'text/html,*/*;q=0.8' } });
  assert.match(person.headers.get('content-type')!, /^text\/html/);
  assert.match(await person.text(), /id="kiosk"/);
  const program = await edge.request('/?pair=old', { headers });
  assert.equal(((await program.json()) as { code: string }).code, 'pairing_closed');
});
