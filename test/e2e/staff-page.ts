/** What the specs of staff's pages share: log-in, axe, and pictures for whoever looks at them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from 'playwright/test';
import { en } from '../../web/admin/messages/en.ts';
import { ko } from '../../web/admin/messages/ko.ts';
import { ADMIN } from './product.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const SIZES = {
  phone: { width: 390, height: 844 },
  /** The kiosk's own 7-inch screen, or a tablet. */
  tablet: { width: 800, height: 480 },
  desktop: { width: 1280, height: 800 },
} as const;
export type Size = keyof typeof SIZES;

/** Logs in on the dialog that stands over the page, in either language. */
export async function logIn(page: Page, { name, password } = ADMIN): Promise<void> {
  const words = (await page.locator('html').getAttribute('lang')) === 'en' ? en : ko;
  await page.getByLabel(words.login_name, { exact: true }).fill(name);
  await page.getByLabel(words.login_password, { exact: true }).fill(password);
  await page.getByRole('button', { name: words.login, exact: true }).click();
  await expect(page.getByRole('dialog', { name: words.login_title })).toBeHidden();
}

interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** axe finds nothing on what the page shows now; and it is not wider than its window. */
export async function accessible(page: Page, what: string): Promise<void> {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as {
      axe: { run: (options: object) => Promise<{ violations: Violation[] }> };
    };
    return (await axe.run({ runOnly: { type: 'tag', values: tags } })).violations;
  }, TAGS);
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
  expect(told, what).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide, `${what} is wider than its window`).toBeLessThanOrEqual(0);
}

/**
 * Keeps a picture of the whole page in the folder that KF99_PICTURES names. The window grows to the page for it: what
 * sticks to an edge of the window, as the phone's navigation, would stand amid the page else.
 */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.KF99_PICTURES;
  if (!folder) return;
  const size = page.viewportSize()!;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...size, height: Math.max(size.height, Math.min(height, 4000)) });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  await page.setViewportSize(size);
}

const LOOKS = [
  ['ko', 'phone', 'light'],
  ['en', 'phone', 'dark'],
  ['en', 'tablet', 'light'],
  ['ko', 'desktop', 'dark'],
  ['en', 'desktop', 'light'],
] as const;
type Look = readonly ['ko' | 'en', Size, 'light' | 'dark'];
/** Enough for a view that is like others of its page. */
export const TWO_LOOKS: readonly Look[] = [LOOKS[1], LOOKS[3]];
/** Each size in each language, light and dark: for whoever wants the pictures. */
const ALL_LOOKS: readonly Look[] = (['ko', 'en'] as const).flatMap((language) =>
  (Object.keys(SIZES) as Size[]).flatMap((size) =>
    (['light', 'dark'] as const).map((scheme): Look => [language, size, scheme]),
  ),
);

/**
 * Looks at a page in both languages, at each size, light and dark: axe, and a picture of each. With KF99_PICTURES it is
 * each with each.
 * @param ready resolves when the page has drawn what it shows, in the language
 */
export async function everyLook(
  page: Page,
  url: string,
  name: string,
  ready: (language: 'ko' | 'en') => Promise<void>,
  looks: readonly Look[] = LOOKS,
): Promise<void> {
  for (const [language, size, scheme] of process.env.KF99_PICTURES ? ALL_LOOKS : looks) {
    await page.setViewportSize(SIZES[size]);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.goto(`${url}${url.includes('?') ? '&' : '?'}lang=${language}`);
    await ready(language);
    const what = `${name}-${language}-${size}-${scheme}`;
    await accessible(page, what);
    await picture(page, what);
  }
  await page.setViewportSize(SIZES.desktop);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}
