import type { Page } from 'playwright';
import { ADMIN } from '../e2e/product.ts';

/** Logs this page in as the admin of every product under test. */
export async function logIn(page: Page): Promise<void> {
  await page.evaluate(async (body) => {
    const headers = { 'content-type': 'application/json' };
    await fetch('/api/session', { method: 'POST', headers, body: JSON.stringify(body) });
  }, ADMIN);
}
