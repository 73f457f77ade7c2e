/** The API's document against the app's own routes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestEdge } from '../doubles/edge.ts';
import { EVERYONE, RIGHTS } from '../doubles/rights.ts';

interface Operation {
  summary?: string;
  operationId: string;
  tags?: string[];
  security: Record<string, string[]>[];
  responses: Record<string, unknown>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, Record<string, unknown>>;
  components: { securitySchemes: Record<string, { type: string }> };
  tags: { name: string; description: string }[];
}

/** The document itself, and the page that shows it. */
const PAGES = ['/api/openapi.json', '/api/reference'];

let edge: TestEdge;
let document: Document;
before(async () => {
  edge = await TestEdge.start();
  document = (await (await edge.request('/api/openapi.json')).json()) as Document;
});
after(() => edge.stop());

test('every route under /api, and the two of thin clients, are in the document with their answers', () => {
  const routes = edge.edge.app.routes.filter(
    ({ method, path }) =>
      method !== 'ALL' && /^\/(api|mask|temperature)\//.test(path) && !PAGES.includes(path),
  );
  assert.ok(routes.length > 40, `${routes.length}`);
  for (const { method, path } of routes) {
    const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    assert.ok(operation?.summary, `${method} ${path}`);
    const answers = Object.keys(operation.responses);
    assert.ok(
      answers.some((status) => status.startsWith('2')),
      `${method} ${path}: ${answers}`,
    );
    for (const status of ['4XX', '5XX']) assert.ok(answers.includes(status), `${method} ${path}: ${status}`);
  }
});

test('the document says how a request is authenticated', () => {
  assert.equal(document.openapi, '3.1.0');
  const names = Object.keys(document.components.securitySchemes).sort();
  assert.deepEqual(names, ['device', 'session', 'token']);
  assert.ok(document.webhooks.notification?.post, 'what webhooks are sent is in it, too');
});

test('each operation names whom its route lets in', () => {
  for (const [route, allowed] of Object.entries(RIGHTS)) {
    const [method = '', path = ''] = route.split(' ');
    const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    if (operation === undefined) continue;
    const said = operation.security.flatMap((one) =>
      Object.entries(one).flatMap(([scheme, names]) =>
        scheme === 'device' ? ['kiosk'] : names.map((name) => (scheme === 'token' ? `token:${name}` : name)),
      ),
    );
    // An admin is a viewer, too.
    const all = said.includes('viewer') ? [...said, 'admin'] : said;
    assert.deepEqual(all.toSorted(), allowed === EVERYONE ? [] : allowed.toSorted(), route);
  }
});

test('each operation has one tag of the list, and a name of its own', () => {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.values(item).map((operation) => ({ path, ...operation })),
  );
  const tags = document.tags.map(({ name }) => name);
  for (const { path, tags: own = [] } of operations) {
    assert.equal(
      own.length,
      1,
      `${path} has no tag: add a line to BY_PATH in edge-server/api/document/head.ts`,
    );
    assert.ok(tags.includes(own[0]!), `${path}: ${own[0]}`);
  }
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
});
