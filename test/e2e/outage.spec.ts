/** A thermometer that breaks before a page: the real firmware on a simulated board, plugged into a real serial port. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from 'playwright/test';
import type { Language } from '../../edge-server/contract/settings.ts';
import { LANGUAGE_NAMES } from '../../edge-server/words/language.ts';
import { runInRealTime } from '../../firmware/simulator/pace.ts';
import { exposeOnPty } from '../../firmware/simulator/pty.ts';
import { UsbCable } from '../../firmware/simulator/usb.ts';
import { median } from '../../models/pipeline/median.ts';
import { catalogue } from '../../web/kiosk/messages/text.ts';
import { BREAKS, workingBoard } from '../edge-server/doubles/breaks.ts';
import { calibrateFolder } from '../edge-server/doubles/calibrate.ts';
import { Visitor } from './browser.ts';
import { Product } from './product.ts';

/** ms of each verdict from the sure mask, which is posted, until the page has it. */
function waitsOf(page: Page): number[] {
  const waits: number[] = [];
  page.on('requestfinished', (request) => {
    if (request.url().endsWith('/api/visits')) waits.push(request.timing().responseEnd);
  });
  return waits;
}

/** Waits until the server tells pages that the thermometer is broken. */
async function toldBroken(page: Page, url: string): Promise<void> {
  // The kiosk's page, when it is got on the machine itself, pairs the browser; not opened, it has no visitors.
  await page.request.get(url);
  await page.goto(`${url}/vision.html`);
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const events = new EventSource('/api/events');
        events.addEventListener('thermometer', ({ data }: MessageEvent<string>) => {
          if (!data.includes('"broken":true')) return;
          events.close();
          resolve();
        });
      }),
  );
}

/** What the page is told is one thing for all five; how it broke is told apart by the server, where `bench:outage` has them. */
const IN_CI = ['unplugged'];

for (const [how, breakIt] of Object.entries(BREAKS)) {
  if (process.env.CI && !IN_CI.includes(how)) continue;
  // Four languages once; the words do not hang on how it broke.
  const languages: Language[] = how === 'unplugged' ? ['ko', 'en', 'ja', 'zh'] : ['ko'];
  test(`${how}: no visitor is asked for the forehead; staff are told; with a good board the next is measured`, async () => {
    test.setTimeout(180_000);
    const path = join(mkdtempSync(join(tmpdir(), 'kf99-cable-')), 'thermometer');
    const cable = new UsbCable(workingBoard());
    const stopTime = runInRealTime(() => cable.board);
    let pty = await exposeOnPty(cable, path);
    const data = mkdtempSync(join(tmpdir(), 'kf99-'));
    await calibrateFolder(data);
    const product = await Product.start({ KF99_DATA: data, KF99_THERMOMETER: path });
    const visitor = await Visitor.open('about:blank', 'masked-surgical');
    const { page } = visitor;
    const heading = page.getByRole('heading');
    const waits = waitsOf(page);
    // Whoever stands there has a forehead, as far as the sensor can tell.
    cable.board!.scene.setVisitor(true);
    const end = breakIt(cable.board!);
    if (how === 'unplugged') await pty.unplug();
    await toldBroken(page, product.url);
    await page.goto(`${product.url}/?replayed=1`);
    for (const language of languages) {
      const words = catalogue[language];
      await page.getByRole('button', { name: LANGUAGE_NAMES[language] }).click();
      // The recording goes on: another visitor may step up, who is told the same.
      await expect(heading).toHaveText(words.thermometer_broken, { timeout: 60_000 });
      await expect(page.getByRole('status')).toContainText(words.speak_staff);
    }
    console.log(
      `${how}: sure mask to verdict, median ${Math.round(median(waits))} ms of ${waits.map(Math.round)}`,
    );
    end();
    if (how !== 'unplugged') await pty.unplug();
    cable.plug(workingBoard());
    cable.board!.scene.setVisitor(true);
    pty = await exposeOnPty(cable, path);
    const measured = async () => (await product.history(1)).some(({ estimate_c }) => estimate_c !== null);
    await expect.poll(measured, { timeout: 60_000 }).toBe(true);
    await visitor.close();

    const rows = await product.history(2);
    const broken = rows.filter(({ reasons }) => reasons.includes('thermometer_broken'));
    expect(broken.length).toBeGreaterThan(0);
    for (const row of broken) expect(row).toMatchObject({ verdict: 'deny', mask: 'mask', estimate_c: null });
    const blamed = rows.filter(({ reasons }) => /temperature_missing|too_cold/.test(reasons.join()));
    expect(blamed).toEqual([]);
    await product.stop();
    await pty.unplug();
    stopTime();
  });
}
