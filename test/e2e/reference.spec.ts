/** `/api/reference`: Scalar on our document, from this machine alone. */
import { expect, test } from 'playwright/test';
import { TestEdge } from '../edge-server/doubles/edge.ts';
import { Visitor } from './browser.ts';

let edge: TestEdge;
test.beforeAll(async () => {
  edge = await TestEdge.start({ env: { KF99_PORT: '0' } });
  await edge.edge.start();
});
test.afterAll(() => edge.stop());

test('the reference shows every operation, asks nobody else, and may not', async () => {
  const visitor = await Visitor.open('about:blank', null);
  const { page } = visitor;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).origin));
  await page.goto(`${edge.edge.url}api/reference`);
  await expect(page.getByRole('heading', { name: 'KF99 edge server' })).toBeVisible();
  const { paths, webhooks } = (await (await edge.request('/api/openapi.json')).json()) as {
    paths: object;
    webhooks: object;
  };
  const called = [...Object.values(paths), ...Object.values(webhooks)];
  const operations = called.flatMap((path: object) => Object.keys(path)).length;
  const sidebar = page.getByRole('navigation').first();
  await expect(sidebar.getByRole('button', { name: /HTTP Method/ })).toHaveCount(operations);
  // Its style sheet is in force: what the policy refuses would leave the bare list.
  expect(await sidebar.evaluate((element) => getComputedStyle(element).display)).toBe('flex');
  await sidebar.getByRole('button', { name: /Evidence of a visit/ }).click();
  await expect(page.getByRole('heading', { name: /Evidence of a visit/ })).toBeInViewport();
  expect(new Set(asked)).toEqual(new Set([new URL(edge.edge.url).origin]));

  const refused = await page.evaluate(async () => {
    const outcomes: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => outcomes.push(event.effectiveDirective));
    await fetch('https://example.org/').catch(() => undefined);
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { outcomes, injected: 'injected' in window };
  });
  expect(refused).toEqual({ outcomes: ['connect-src', 'script-src-elem'], injected: false });
  visitor.forgive(/Content Security Policy|violates the following|example\.org/);
  await visitor.close();
});

test('the script goes out compressed, and the page holds only a reference', async () => {
  const script = await fetch(`${edge.edge.url}reference/scalar.js`, {
    headers: { 'accept-encoding': 'gzip' },
  });
  expect(script.headers.get('content-encoding')).toBe('gzip');
  expect(Number(script.headers.get('content-length'))).toBeLessThan(1_100_000);
  const page = await fetch(`${edge.edge.url}reference/`);
  const policy = page.headers.get('content-security-policy')!;
  expect(policy).toContain("script-src 'self';");
  expect((await page.text()).length).toBeLessThan(2000);
  const others = await fetch(`${edge.edge.url}reference/scalar.js`);
  expect(others.headers.get('content-security-policy')).toContain("style-src 'self';");
});
