/** What stands still proves nothing: one visitor is one visit and one pulse, whatever is blocked meanwhile. */
import { expect, type Page, test } from 'playwright/test';
import { VisitDetail } from '../../edge-server/contract/steps.ts';
import { ko } from '../../web/kiosk/messages/ko.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';

/**
 * The recording begins anew after 20 s, of which its visitor is there for 17. On a busy machine the next time round
 * can begin before this test looks, and who comes then is another visitor, with a visit of their own.
 */
const THERE_MS = 15_000;

let product: Product;

test.beforeEach(async () => {
  product = await Product.start();
});
test.afterEach(async () => {
  await product.stop();
});

interface Thread {
  evaluate(work: (ms: number) => void, ms: number): Promise<void>;
}

/** Keeps the thread busy, so that nothing else runs on it. */
async function block(thread: Thread, ms: number): Promise<void> {
  await thread.evaluate((busy) => {
    for (const end = performance.now() + busy; performance.now() < end; );
  }, ms);
}

/** What the server stored of the visits that the page posted. */
async function stored(page: Page, ids: readonly string[]): Promise<VisitDetail[]> {
  const visits: unknown[] = await page.evaluate(
    (paths) => Promise.all(paths.map(async (path) => (await fetch(path)).json())),
    [...new Set(ids)].map((id) => `/api/visits/${id}`),
  );
  return visits.map((visit) => VisitDetail.parse(visit));
}

for (const blocked of ['page', 'worker'] as const) {
  test(`the ${blocked} is blocked in each state of a visit: one visit, one pulse`, async () => {
    const visitor = await Visitor.open(`${product.url}/?replayed=1`, 'masked-waits');
    const { page } = visitor;
    const posted: { id: string; at: number }[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/visits')) {
        const { id } = request.postDataJSON() as { id: string };
        posted.push({ id, at: Date.now() });
      }
    });
    const heading = page.getByRole('heading');
    await expect(heading).toHaveText(ko.idle_title, { timeout: 30_000 });
    const worker = page.workers().find((one) => one.url().includes('/worker-'))!;
    const thread: Thread = blocked === 'page' ? page : worker;
    // As soon as somebody is there, while the pass is shown, and when it was shown.
    await expect(heading).not.toHaveText(ko.idle_title, { timeout: 30_000 });
    await block(thread, 1500);
    await expect(heading).toHaveText(ko.pass, { timeout: 30_000 });
    await block(thread, 1500);
    await block(thread, 2500);
    await expect(heading).not.toHaveText(ko.pass);
    await block(thread, 1200);
    await expect(heading).toHaveText(ko.idle_title, { timeout: 30_000 });
    const ofTheVisitor = posted.filter(({ at }) => at - posted[0]!.at < THERE_MS);
    const visits = await stored(
      page,
      ofTheVisitor.map(({ id }) => id),
    );
    expect(visits.map(({ verdict, attempt_of }) => [verdict, attempt_of])).toEqual([['pass', null]]);
    const pulses = visits[0]!.steps.filter(({ step, outcome }) => step === 'door' && outcome === 'done');
    expect(pulses).toHaveLength(1);
    await visitor.close();
  });
}
