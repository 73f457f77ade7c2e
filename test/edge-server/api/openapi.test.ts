/** The API's document against the app's own routes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestEdge } from '../doubles/edge.ts';

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { summary?: string; responses: Record<string, unknown> }>>;
  webhooks: Record<string, Record<string, unknown>>;
  components: { securitySchemes: Record<string, { type: string }> };
  security: Record<string, string[]>[];
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
  assert.deepEqual(document.security.flatMap((one) => Object.keys(one)).sort(), names);
});
