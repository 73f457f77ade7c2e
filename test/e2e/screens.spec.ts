/** Every screen of the kiosk, drawn from a given state: it fits, can be read, and speaks to everybody. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'playwright/test';
import { Language } from '../../edge-server/contract/settings.ts';
import { catalogue } from '../../web/kiosk/messages/text.ts';
import { Gallery, SIZES } from './gallery/gallery.ts';
import { STATE_NAMES } from './gallery/states.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/**
 * Letters are read at a distance of 200 times their height: 10 mm at 2 m for comfort, 5.8 mm by sight of 20/40.
 * On 7 inches with 800×480 a pixel is 0.19 mm, so 40 px are 7.7 mm.
 */
const LEAST_PX = 40;
/** Nothing is smaller, for those who see badly: not the buttons, not what is stored, not the installer's line. */
const LEAST_OF_ALL_PX = 24;

let gallery: Gallery;
test.beforeAll(async () => {
  gallery = await Gallery.open();
});
test.afterAll(async () => {
  await gallery.close();
});

/** What of the page's words and buttons is cut off, or lies over something else. */
function misfits(least: number): string[] {
  const problems: string[] = [];
  const room = document.querySelector('main')!.getBoundingClientRect();
  const boxes = [...document.querySelectorAll('h1, .words p, .words .picture, .mirror, .badge, .badge svg')];
  for (const element of boxes) {
    const box = element.getBoundingClientRect();
    if (box.height === 0) continue;
    const inside =
      box.top >= room.top - 1 &&
      box.bottom <= room.bottom + 1 &&
      box.left >= -1 &&
      box.right <= innerWidth + 1;
    const whole = element.scrollWidth <= element.clientWidth + 1 || element instanceof SVGElement;
    if (!inside || !whole) problems.push(`${element.className || element.tagName} does not fit`);
  }
  for (const button of document.querySelectorAll('button')) {
    const box = button.getBoundingClientRect();
    if (box.height < 48 || box.width < 48) problems.push(`${button.textContent} is too small to touch`);
    if (box.bottom > innerHeight || box.right > innerWidth)
      problems.push(`${button.textContent} is off the screen`);
  }
  for (const element of document.querySelectorAll('#kiosk *')) {
    const worded = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
    const px = Number.parseFloat(getComputedStyle(element).fontSize);
    if (worded && px < least) problems.push(`${element.textContent} is only ${px} px high`);
  }
  const seen = document.querySelector('.visual')?.getBoundingClientRect();
  for (const element of document.querySelectorAll('.words h1, .words p')) {
    const box = element.getBoundingClientRect();
    const over =
      seen &&
      box.left < seen.right &&
      box.right > seen.left &&
      box.top < seen.bottom &&
      box.bottom > seen.top;
    if (over) problems.push(`${element.textContent} lies over the picture`);
  }
  const mirror = document.querySelector('.mirror');
  const share = mirror && mirror.clientWidth / innerWidth;
  const upright = innerHeight > innerWidth;
  if (share && share < (upright ? 0.85 : 0.4)) problems.push(`the mirror is only ${share} wide`);
  const notes = document.querySelector('.notes')!.getBoundingClientRect();
  if (notes.top < room.bottom - 1) problems.push('the notes lie over the words');
  return problems;
}

for (const size of SIZES) {
  test(`every screen fits ${size.width}×${size.height}`, async () => {
    const { page } = gallery;
    await page.setViewportSize(size);
    const problems: string[] = [];
    // All lengths hang on the size alone: what fits 1280×720 fits 1920×1080, too, and a sample shows it.
    const languages = size.width * size.height < 1_000_000 ? Language.options : (['en'] as const);
    for (const language of languages) {
      for (const name of STATE_NAMES) {
        await gallery.show(name, language);
        for (const problem of await page.evaluate(misfits, LEAST_OF_ALL_PX))
          problems.push(`${name} ${language}: ${problem}`);
      }
    }
    expect(problems).toEqual([]);
  });
}

test('on the smallest screen titles and instructions are large enough for 2 m', async () => {
  const { page } = gallery;
  await page.setViewportSize(SIZES[0]);
  for (const name of STATE_NAMES) {
    await gallery.show(name, 'ko');
    const px = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    // A refusal's title only says that it is one; what to do is the hint.
    const message = /^deny/.test(name) ? '.hint' : 'h1';
    expect(await px(message), name).toBeGreaterThanOrEqual(LEAST_PX);
  }
});

test('axe finds nothing against WCAG 2.2 AA on any screen', async () => {
  const { page } = gallery;
  await page.evaluate(AXE);
  const found: string[] = [];
  for (const [n, name] of STATE_NAMES.entries()) {
    // The languages take turns: a screen's contrast and structure are the same in each.
    const language = Language.options[n % Language.options.length]!;
    await page.setViewportSize(SIZES[n % SIZES.length]!);
    await gallery.show(name, language);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<Result> } };
      const result = await axe.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'],
      });
      return [...result.violations, ...result.incomplete.filter(({ id }) => id === 'color-contrast')].map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 80)).join(' ')}`,
      );
    });
    found.push(...violations.map((violation) => `${name}: ${violation}`));
  }
  expect(found).toEqual([]);
});

interface Result {
  violations: { id: string; nodes: { html: string }[] }[];
  incomplete: { id: string; nodes: { html: string }[] }[];
}

test('a pass and a fever show no figure: those who stand behind read along', async () => {
  for (const language of Language.options) {
    for (const name of ['pass', 'deny_fever']) {
      await gallery.show(name, language);
      await expect(gallery.page.locator('main'), `${name} ${language}`).not.toContainText(/\d/);
    }
    await gallery.show('pass', language);
    await expect(gallery.page.getByRole('status')).toContainText(catalogue[language].pass_normal);
    await gallery.show('deny_fever', language);
    await expect(gallery.page.getByRole('status')).toContainText(catalogue[language].fever);
  }
});

test('every screen has the languages, and a way to call staff where they can be told, and tells its outcome by a sign too', async () => {
  const { page } = gallery;
  const signs = new Set<string>();
  for (const name of STATE_NAMES) {
    await gallery.show(name, 'en');
    await expect(page.getByRole('group', { name: 'Language' }).getByRole('button')).toHaveCount(4);
    const calls = page.getByRole('button', { name: catalogue.en.call_staff });
    // The server takes no call of a page that is not paired, and none while it is away.
    await expect(calls, name).toHaveCount(/^(call|server_away|not_paired|first_run)/.test(name) ? 0 : 1);
    if (/^(pass|deny_no_mask|adjust_mask_incorrect|no_verdict)$/.test(name)) {
      signs.add(await page.locator('main .picture').first().innerHTML());
    }
  }
  expect(signs.size).toBe(4);
});

test('who asks for less motion gets none', async () => {
  const { page } = gallery;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const name of ['idle', 'checking', 'measuring_near']) {
    await gallery.show(name, 'en');
    const running = await page.evaluate(() => document.getAnimations().length);
    expect(running, name).toBe(0);
  }
  const breath = () =>
    page.locator('.mirror').evaluate((mirror) => mirror.style.getPropertyValue('--breath'));
  await gallery.show('idle', 'en');
  // More frames than a step of a breath takes.
  await page.evaluate(async () => {
    for (let i = 0; i < 40; i++) await new Promise(requestAnimationFrame);
  });
  expect(await breath()).toBe('');
  await page.emulateMedia({ reducedMotion: null });
  await gallery.show('idle', 'en');
  await expect.poll(breath).not.toBe('');
});
