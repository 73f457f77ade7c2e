/**
 * Every route × everyone who may come. The routes are the app's own; one that is not in the table fails, so
 * whoever adds a route says here who may use it. `allowed` is written by hand and not taken from the routes.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Allowed } from '../../../edge-server/contract/index.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';
import { EVERYONE, RIGHTS, WHO } from '../doubles/rights.ts';

let edge: TestEdge;
before(async () => {
  edge = await TestEdge.start({ env: { KF99_REPLAY: import.meta.dirname } });
});
after(() => edge.stop());

/** The app's routes without its middleware. */
function routes(): string[] {
  const all = edge.edge.app.routes.filter(({ method }) => method !== 'ALL');
  return [...new Set(all.map(({ method, path }) => `${method} ${path}`))];
}

test('the table has every route of the app, and no other', () => {
  assert.deepEqual(Object.keys(RIGHTS).sort(), routes().sort());
});

for (const [route, allowed] of Object.entries(RIGHTS)) {
  test(`${route}: ${allowed === EVERYONE ? EVERYONE : allowed.join(', ')}`, async () => {
    const [method, path] = route.split(' ') as [string, string];
    for (const who of WHO) {
      const headers = edge.as(who);
      const url = path
        .replace(':id', /visits|captures/.test(path) ? evidence().id : '1')
        .replace('*', 'nothing');
      const response =
        method === 'GET' ? await edge.request(url, { headers }) : await edge.send(method, url, {}, headers);
      const passed = response.status !== 401 && response.status !== 403;
      const expected = allowed === EVERYONE || allowed.includes(who as Allowed);
      assert.equal(passed, expected, `${who}: ${response.status}`);
      // An empty body or an unknown id may be refused; a 5xx never comes (pages may not be built).
      assert.ok(response.status < 500 || response.status === 503, `${who}: ${response.status}`);
      if (!passed) {
        const { code } = (await response.json()) as { code: string };
        assert.match(code, /^(not_paired|login_required|token_required|forbidden)$/);
        const nobody = who === 'nobody' || who === 'kiosk';
        if (nobody) assert.equal(response.status, 401, who);
      }
      await response.body?.cancel().catch(() => undefined);
    }
  });
}

test('a token that is none is 401, as is another scheme', async () => {
  for (const authorization of ['Bearer kf99_wrong', 'Bearer ', 'Basic YTpi', 'Bearer a b']) {
    const response = await edge.request('/api/events', { headers: { authorization } });
    assert.equal(response.status, 401, authorization);
    assert.equal(((await response.json()) as { code: string }).code, 'token_required');
  }
});
