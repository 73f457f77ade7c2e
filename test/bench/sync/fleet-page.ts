import { chromium } from 'playwright';
import { median } from '../../../models/pipeline/median.ts';
import { Product } from '../../e2e/product.ts';
import { BASE_ARGS, findChromium } from '../../harness/chromium.ts';
import type { Figure } from '../figures.ts';
import { logIn } from '../log-in.ts';

const ROUNDS = 5;

/**
 * Statistics as the fleet's page sees them, in real Chromium against `--role fleet`: from the question to the parsed
 * answer, each the median of some rounds. The first round warms caches and does not count.
 *
 * @param from @param to days, YYYY-MM-DD
 */
export async function fleetPage(
  readerUrl: string,
  { from, to }: { from: string; to: string },
): Promise<Record<string, Figure>> {
  const product = await Product.start({ KF99_READER_URL: readerUrl }, ['--role', 'fleet']);
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...BASE_ARGS] });
  try {
    const page = await browser.newPage();
    await page.goto(`${product.url}/admin/statistics?lang=en`);
    await logIn(page);
    const year = { from, to, bucket: 'day', compare: '1' };
    const span = { from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` };
    const asked: Record<string, [path: string, query: Record<string, string>]> = {
      'a year of all by day, compared': ['statistics', year],
      'a year of a site by week': ['statistics', { ...year, bucket: 'week', site: 'site-3' }],
      'a year of a kiosk by day': ['statistics', { ...year, kiosk: 'kiosk-7' }],
      'totals of a year by kiosk': ['totals', { by: 'kiosk', ...span }],
      'totals of a year by site': ['totals', { by: 'site', ...span }],
    };
    const figures: Record<string, Figure> = {};
    for (const [name, [path, query]] of Object.entries(asked)) {
      const times: number[] = [];
      for (let round = 0; round <= ROUNDS; round++) {
        const { status, ms } = await page.evaluate(
          async (url) => {
            const started = performance.now();
            const answer = await fetch(url);
            await answer.json();
            return { status: answer.status, ms: performance.now() - started };
          },
          `/api/admin/${path}?${new URLSearchParams(query)}&round=${round}`,
        );
        if (status !== 200) throw new Error(`${name} was answered ${status}`);
        if (round > 0) times.push(ms);
      }
      figures[`${name}, ms at the fleet's page`] = { value: median(times), budget: ['<=', 300] };
    }
    return figures;
  } finally {
    await browser.close();
    await product.stop();
  }
}
